"""Writing made-up households: in batches of constant memory, history triggers on, in the caller's transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from accounts.roles.table import RoleCode
from core.models import Move
from poverty.assessments.models import Assessment, AssessmentState
from poverty.demonstration.copying import CopyTable, check_references
from poverty.demonstration.households import MadeHousehold
from poverty.demonstration.staff import Staff
from poverty.households.models import Household, Member

BATCH = 2_000
"""Households per batch: about 7,000 people, some 30 MB here and as much in the server."""

DRAFT, SUBMITTED = AssessmentState.DRAFT.value, AssessmentState.SUBMITTED.value
VERIFIED = AssessmentState.VERIFIED.value


@dataclass
class Batch:
    """Rows of one batch, ready to be copied."""

    households: list[dict] = field(default_factory=list)
    members: list[dict] = field(default_factory=list)
    assessments: list[dict] = field(default_factory=list)
    moves: list[dict] = field(default_factory=list)


class Loader:
    """Gives keys to made-up households and writes them."""

    def __init__(self, staff: Staff):
        self.staff = staff
        self.households, self.members = CopyTable(Household), CopyTable(Member)
        self.assessments, self.moves = CopyTable(Assessment), CopyTable(Move, keyed=False)

    def load(self, made: Iterable[MadeHousehold]) -> Iterator[int]:
        """Write everything; yields the number of people after every batch."""
        source = iter(made)
        while chunk := list(islice(source, BATCH)):
            batch = self._batch(chunk)
            self._write(batch)
            yield len(batch.members)

    def _batch(self, chunk: list[MadeHousehold]) -> Batch:
        batch = Batch()
        household_keys = self.households.keys(len(chunk))
        member_keys = self.members.keys(sum(len(made.members) for made in chunk))
        assessment_keys = self.assessments.keys(sum(len(made.assessments) for made in chunk))
        for made in chunk:
            key, region = next(household_keys), made.row["region_id"]
            recorder = self.staff.recorders[region]
            shared = {"household_id": key, "region_id": region}
            batch.members += (row | shared | {"id": next(member_keys)} for row in made.members)
            head = batch.members[-len(made.members)]["id"]
            batch.households.append(made.row | {"id": key, "head_id": head} | self._people(made, recorder))
            for row in made.assessments:
                found = row | shared | {"id": next(assessment_keys)}
                moves = list(self._moves(found, recorder))
                batch.assessments.append(found | {"enumerator_id": recorder if moves else None})
                batch.moves += moves
        return batch

    def _people(self, made: MadeHousehold, recorder: int) -> dict:
        verified = made.row["verified_on"] is not None
        return {"recorded_by_id": recorder, "verified_by_id": self.staff.verifier if verified else None}

    def _moves(self, row: dict, recorder: int) -> Iterator[dict]:
        """The steps an assessment has taken: recorder and verifier are two people, as the workflow wants it.

        One that is known from a coarse list only came with that list and took none.
        """
        if row["state"] == AssessmentState.IMPORTED:
            return
        subject = {"subject_type": Assessment._meta.label_lower, "subject_id": row["id"]}
        own = subject | {"actor_id": recorder, "role": RoleCode.ENUMERATOR.value}
        yield own | {"transition": "record", "source": "", "target": DRAFT, "at": row["created_at"]}
        if row["state"] in (SUBMITTED, VERIFIED):
            yield own | {"transition": "submit", "source": DRAFT, "target": SUBMITTED, "at": row["ended_at"]}
        if row["state"] == VERIFIED:
            step = {"transition": "verify", "source": SUBMITTED, "target": VERIFIED, "at": row["updated_at"]}
            yield subject | step | {"actor_id": self.staff.verifier, "role": RoleCode.SOCIAL_OFFICER.value}

    def _write(self, batch: Batch) -> None:
        self.households.write(batch.households)
        self.members.write(batch.members)
        self.assessments.write(batch.assessments)
        self.moves.write(batch.moves)
        check_references()
