"""Rows that would change verified data: at the commit they become change requests, with an undo they are taken back.

Both happen in the transaction of the commit or the undo.
"""

import json
from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.models import Move
from poverty.change_requests.choices import Origin, RequestState, Target
from poverty.change_requests.models import ChangeRequest
from poverty.change_requests.services import Wish, request_many
from poverty.imports.fields import MEMBER_FACTS

CODE = "household_verified"
"""What is said about a row that becomes a request."""
WISHES = """
SELECT v.number, v.hid, v.mid, v.household, v.member, CASE WHEN v.mid IS NULL THEN jsonb_strip_nulls(to_jsonb(s)) END
FROM import_verdict v JOIN import_stage s USING (number)
WHERE v.outcome = 'conflict' AND v.code = %s ORDER BY v.number
"""
LEDGER = """
INSERT INTO poverty_importchange
    (batch_id, row_number, "table", record_id, action, before, version_before, version, refusal)
SELECT %(batch)s, q.import_row, 'request', q.id, 'ask', NULL, NULL, q.version, ''
FROM poverty_changerequest q WHERE q.import_batch = %(batch)s
"""


def ask(*, batch: int, name: str, by) -> int:
    """Ask for what the held-back rows would change; returns how many requests were made. Needs `import_verdict`."""
    with connection.cursor() as cursor:
        cursor.execute(WISHES, [CODE])
        found = cursor.fetchall()
        made = request_many(
            wishes=_wishes(found), reason=_("Import %(number)s: %(file)s") % {"number": batch, "file": name},
            by=by, import_batch=batch, origin=Origin.IMPORT,
        )  # fmt: skip
        cursor.execute(LEDGER, {"batch": batch})
    return made


def _wishes(rows: list[tuple]) -> Iterator[Wish]:
    for number, household, member, *texts in rows:
        of_household, of_member, said = (json.loads(text or "null") for text in texts)
        if of_household:
            yield Wish(number, household, Target.HOUSEHOLD, _new(of_household))
        if member and of_member:
            yield Wish(number, household, Target.MEMBER, _new(of_member), member)
        if said:
            values = {fact.column: said[fact.key] for fact in MEMBER_FACTS if fact.key in said}
            yield Wish(number, household, Target.NEW_MEMBER, values)


def _new(pairs: dict[str, list]) -> dict:
    return {column: new for column, (_old, new) in pairs.items()}


def withdraw(keys: list[int], *, by) -> int:
    """Take back those of these requests that nobody has decided; returns how many."""
    waiting = ChangeRequest.objects.filter(pk__in=keys, state=RequestState.OPEN).select_for_update(of=("self",))
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    ChangeRequest.objects.filter(pk__in=keys).update(state=RequestState.WITHDRAWN)
    role = by.role_for(Perm.REQUEST_CHANGE)
    Move.objects.bulk_create(
        Move(
            subject_type=ChangeRequest._meta.label_lower,
            subject_id=key,
            transition="withdraw",
            source=RequestState.OPEN,
            target=RequestState.WITHDRAWN,
            actor=by,
            role=role,
            note=_("The import was undone."),
        )
        for key in keys
    )
    return len(keys)
