"""What was signed stays: the database itself refuses to change a signed meeting, its attendance and its decisions."""

import pgtrigger

SIGNED_SQL = """
IF EXISTS (SELECT 1 FROM poverty_meeting WHERE id = OLD.meeting_id AND state = 'signed') THEN
    RAISE EXCEPTION 'the minutes of this meeting are signed';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class KeepSigned(pgtrigger.Trigger):
    """Rows of a signed meeting neither change in these columns nor go."""

    def __init__(self, *columns: str, **kwargs):
        super().__init__(
            name="keep_signed",
            operation=pgtrigger.UpdateOf(*columns) | pgtrigger.Delete,
            when=pgtrigger.Before,
            level=pgtrigger.Row,
            func=SIGNED_SQL,
            **kwargs,
        )


class KeepSignedMeeting(pgtrigger.Protect):
    """A signed meeting does not change in any column."""

    def __init__(self, **kwargs):
        super().__init__(
            name="keep_signed",
            operation=pgtrigger.Update,
            level=pgtrigger.Row,
            condition=pgtrigger.Condition("OLD.state = 'signed' AND OLD.* IS DISTINCT FROM NEW.*"),
            **kwargs,
        )
