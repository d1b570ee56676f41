"""Every address of the product, how to reach it, and what a crafted form for it would send.

Add a URL: one line in `ADDRESSES`, then its two lines in tests/matrix.txt (the failing test prints them as observed;
read them against the table of roles before they go in). One that belongs to nobody's matrix goes, with its reason,
into `ELSEWHERE`.
"""

import datetime as dt
import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from accounts.departments.models import Department
from accounts.roles.models import RoleAssignment
from accounts.roles.table import RoleCode
from core.documents.services import issue
from core.models import Holiday, SavedView
from poverty.assessments.models import Assessment, AssessmentState
from poverty.imports import services as imports
from poverty.imports.models import ImportBatch
from tests.support.change_requests import (
    a_change_request,
    a_number_line,
    a_request_with_evidence,
    a_verified_family,
    sent,
)
from tests.support.duplicates import a_decided_pair, a_merged_pair, a_pair
from tests.support.factories import LANGKAI, MENTENG, assessment, family
from tests.support.meetings import (
    ReadAgain,
    a_closed_meeting,
    a_decided_meeting,
    a_meeting,
    a_meeting_to_fill,
    a_photographed_meeting,
    a_scan,
    an_attendee,
    an_item,
    an_open_meeting,
    meeting_form,
)
from tests.support.national_lists import a_collecting_national_list, a_list_comparison, a_national_list
from tests.support.people import assign, person
from tests.support.verification import (
    a_draft_proposal,
    a_list,
    a_proposal,
    a_proven_exit,
    a_submitted_list,
    a_visited_proposal,
    an_issued_list,
    proposal_form,
)
from tests.support.visits import a_photographed_visit, a_visit, a_visit_to_carry_over, photo_address, plan_form

AREAS = {"own": LANGKAI, "other": MENTENG, "none": None}
"""Areas of the rows of a matrix line, in the order of a cell: Langkai, Menteng, without an area."""

ELSEWHERE = {
    "account_": "signing in and one's own password, before any role counts: tests/accounts/test_sign_in.py",
    "mfa_": "one's own second factor: tests/accounts/test_second_factor.py",
}
"""Prefix of a URL name -> why it is not in the matrix."""


@dataclass(frozen=True)
class Address:
    """One URL name (with [variant] where it serves several) and how to call it.

    `make(people, area)` gives the row it is about, `args(row)` what its address needs, `data(row)` a complete form.
    `by_area` is whether rows of three areas are tried.
    """

    name: str
    make: Callable | None = None
    args: Callable = field(default=lambda row: [row.pk])
    data: Callable = field(default=lambda row: {})
    by_area: bool = False

    @property
    def url_name(self) -> str:
        return self.name.partition("[")[0]

    def rows(self, people) -> list:
        """One row per area, one row, or None for a page without any."""
        if self.make is None:
            return [None]
        return [self.make(people, area) for area in (AREAS.values() if self.by_area else [LANGKAI])]

    def url(self, row) -> str:
        return reverse(self.url_name, args=self.args(row) if row is not None else [])


def page(name: str, data: dict | None = None) -> Address:
    """An address without a row."""
    return Address(name, data=lambda row: dict(data or {}))


def row_of(name: str, make: Callable, data: Callable = lambda row: {}, **more) -> Address:
    """An address about one row that lies in an area."""
    return Address(name, make, data=data, by_area=True, **more)


def one(name: str, make: Callable, data: Callable = lambda row: {}, **more) -> Address:
    """An address about one row that lies in no area, such as an account."""
    return Address(name, make, data=data, **more)


# rows

_number = itertools.count(1)


def a_family(people, area):
    return family(region=area)


def a_member(people, area):
    return family(region=area).head


def a_photographed_family(people, area):
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG")
    made = family(region=area)
    made.photo_front.save("x.jpg", ContentFile(file.getvalue()))
    made.refresh_from_db()
    return made


def a_draft(people, area):
    """An assessment in draft of the enumerator of Langkai, with all that submitting needs."""
    answers = {
        "has_shelter": "yes", "household_size": 1, "floor": "wood", "wall": "wood_board", "roof": "zinc",
        "drinking_water": "piped", "toilet": "own", "lighting": "pln_metered", "cooking_fuel": "lpg_3",
        "head_works": "yes", "spending_food": 900_000, "spending_non_food": 400_000,
    }  # fmt: skip
    return assessment(family(region=area), enumerator=people.langkai, **answers)


def a_submitted_one(people, area):
    made = a_draft(people, area)
    Assessment.objects.filter(pk=made.pk).update(state=AssessmentState.SUBMITTED)
    made.refresh_from_db()
    return made


def an_account(people, area):
    return assign(person(f"orang.lain{next(_number)}"), RoleCode.ENUMERATOR, region=LANGKAI)


def a_closed_account(people, area):
    return person(f"orang.tutup{next(_number)}", active=False)


def an_assignment(people, area):
    return RoleAssignment.objects.get(user=an_account(people, area))


def a_department(people, area):
    return Department.objects.get(code="perkim")


def a_holiday(people, area):
    return Holiday.objects.get_or_create(day=dt.date(2026, 2, 17), defaults={"name": "Tahun Baru Imlek"})[0]


def a_saved_view(people, area):
    name = f"Punyaku {next(_number)}"
    return SavedView.objects.create(owner=people.langkai, list_name="poverty:household_list", name=name)


def a_batch(people, area):
    """An uploaded sheet of somebody who has left, for this area."""
    sheet = io.BytesIO(b"NIK;NAMA\n6271011302980001;RANGGA TAMBUN\n")
    made = imports.receive(file=sheet, name="daftar.csv", by=people.officer)
    ImportBatch.objects.filter(pk=made.pk).update(region_id=area, owner=an_account(people, area))
    made.refresh_from_db()
    return made


def a_paper(people, area):
    """An issued document, about nothing in particular."""
    about = {"subject": people.officer, "title": "Surat", "summary": [("Jumlah", 1)]}
    return issue(kind="letter", template="documents/letter.typ", data={}, series="S", by=people.officer, **about)


def nothing(row) -> list:
    """Arguments of an address whose row is named by the form alone."""
    return []


def step(name: str) -> Callable:
    """Arguments of an address that ends in the name of a step."""
    return lambda row: [row.pk, name]


# forms

HOUSEHOLD = {"region": LANGKAI, "address": "Jl. Riau No. 2", "rt": "1", "rw": "2", "status": "active"}
HEAD = {"name": "Noraini Rahmah", "sex": "female", "birth_date": "1992-08-05"}
MEMBER = {"name": "Aulia Rahmah", "relation": "child", "sex": "female", "birth_date": "2017-02-03"}
ACCOUNT = {"name": "Ani Baru", "username": "ani.baru", "email": "ani@contoh.example", "language": "id"}
ROLE = {"role": RoleCode.CHAIR.value, "region": "62.71", "valid_from": "2026-11-21"}
REASON = {"reason": "alasan yang cukup"}
EXPORT = {"kind": "csv", "reason": "laporan bulanan"}


def with_version(values: dict) -> Callable:
    return lambda row: values | {"version": type(row).objects.get(pk=row.pk).version}


def head_of(row) -> dict:
    return {"name": row.name, "relation": "head", "sex": "male", "birth_date": "1980-05-17"}


ADDRESSES = [
    page("health"),
    one("verify_document", a_paper, args=lambda row: [row.token]),
    page("set_language", {"language": "en", "next": "/"}),
    page("saved_view_create", {"name": "Punyaku", "list_name": "poverty:household_list", "query": "sort=head"}),
    one("saved_view_delete", a_saved_view),
    # accounts
    page("accounts:my_work"),
    page("accounts:my_account"),
    page("accounts:end_other_sessions"),
    page("accounts:language", {"language": "en"}),
    page("accounts:user_list"),
    page("accounts:user_create", ACCOUNT | ROLE),
    one("accounts:user_detail", an_account),
    one("accounts:user_update", an_account, with_version(ACCOUNT)),
    one("accounts:assignment_create", an_account, lambda row: ROLE),
    one("accounts:assignment_end", an_assignment, lambda row: REASON, args=lambda row: [row.user_id, row.pk]),
    one("accounts:user_deactivate", an_account, lambda row: REASON),
    one("accounts:user_reactivate", a_closed_account, lambda row: REASON),
    one("accounts:password_link", an_account),
    one("accounts:second_factor_reset", an_account, lambda row: REASON),
    page("accounts:holiday_list"),
    page("accounts:holiday_create", {"day": "2026-03-19", "name": "Nyepi", "source": "SKB 3 Menteri"}),
    page("accounts:holiday_lines", {"lines": "19-3-2026 Nyepi", "source": "SKB 3 Menteri"}),
    page("accounts:holiday_fixed", {"year": "2026"}),
    one(
        "accounts:holiday_update",
        a_holiday,
        lambda row: {"day": "2026-02-17", "name": "Imlek", "version": row.version},
    ),
    one("accounts:holiday_remove", a_holiday),
    page("accounts:department_list"),
    page("accounts:department_create", {"code": "baru", "name": "Dinas Baru", "short_name": "Baru", "is_active": "on"}),
    one(
        "accounts:department_update",
        a_department,
        with_version({"code": "perkim", "name": "Dinas Perkim", "short_name": "Perkim", "is_active": "on"}),
    ),
    page("accounts:access_list"),
    # households
    page("poverty:household_list"),
    page("poverty:household_export", EXPORT),
    page("poverty:household_create", HOUSEHOLD | HEAD),
    row_of("poverty:household_detail", a_family),
    row_of("poverty:household_update", a_family, with_version(HOUSEHOLD)),
    row_of(
        "poverty:household_update[verified]",
        a_verified_family,
        with_version(HOUSEHOLD | REASON | {"as_request": "1"}),
    ),
    row_of("poverty:household_photos", a_family, with_version({})),
    row_of("poverty:household_members", a_family),
    row_of("poverty:member_create", a_family, lambda row: MEMBER),
    row_of("poverty:household_history", a_family),
    row_of("poverty:household_access", a_family),
    row_of("poverty:family_card_reveal", a_family, lambda row: REASON),
    row_of("poverty:phone_reveal", a_family, lambda row: REASON),
    row_of("poverty:household_photo", a_photographed_family, args=lambda row: [row.pk, "front"]),
    page("poverty:member_list"),
    page("poverty:member_export", EXPORT),
    row_of("poverty:member_update", a_member, lambda row: with_version(head_of(row))(row)),
    row_of("poverty:member_leaves", a_member, lambda row: {"life_status": "dead", "reason": "akta kematian"}),
    row_of("poverty:nik_reveal", a_member, lambda row: REASON),
    page("poverty:nik_check", {"nik": "6271014508920003"}),
    page("poverty:similar_people", {"name": "Noraini"}),
    page("poverty:search", {"search_text": "Rusli"}),
    # assessments
    page("poverty:assessment_list"),
    page("poverty:assessment_due"),
    row_of("poverty:household_assessments", a_family),
    row_of("poverty:assessment_begin", a_family),
    row_of("poverty:assessment_detail", a_draft),
    row_of("poverty:assessment_update", a_draft, with_version({"assessed_on": "2026-11-03", "notes": "Rumah kosong."})),
    row_of("poverty:assessment_move[submit]", a_draft, args=step("submit")),
    row_of("poverty:assessment_move[verify]", a_submitted_one, args=step("verify")),
    row_of(
        "poverty:assessment_move[return]",
        a_submitted_one,
        lambda row: {"note": "Luas lantai belum diisi."},
        args=step("return"),
    ),
    # imports
    page("poverty:import_list"),
    page("poverty:import_create"),
    row_of("poverty:import_detail", a_batch),
    row_of("poverty:import_match", a_batch),
    row_of("poverty:import_progress", a_batch),
    row_of("poverty:import_rows", a_batch),
    row_of("poverty:import_workbook", a_batch),
    row_of("poverty:import_proposals", a_batch),
    row_of("poverty:import_propose", a_batch),
    *(
        row_of(f"poverty:import_step[{name}]", a_batch, args=step(name))
        for name in ("check", "commit", "undo", "cancel")
    ),
    # visits
    page("poverty:visit_list"),
    page("poverty:visit_plan_each"),
    row_of("poverty:household_visits", a_family),
    row_of("poverty:visit_plan", a_family, plan_form),
    row_of("poverty:visit_detail", a_visit),
    row_of("poverty:visit_record", a_visit, lambda row: {"value-roof": "zinc"}),
    row_of("poverty:visit_photo_add", a_visit, lambda row: {"subject": "front"}),
    row_of("poverty:visit_photo", a_photographed_visit, args=photo_address),
    row_of("poverty:visit_photo_remove", a_photographed_visit, args=photo_address),
    row_of("poverty:visit_carry_over", a_visit_to_carry_over),
    row_of("poverty:visit_move[cancel]", a_visit, lambda row: {"note": "Alamat salah"}, args=step("cancel")),
    row_of("poverty:visit_move[finish]", a_visit, args=step("finish")),
    # change requests
    page("poverty:change_request_list"),
    page("poverty:change_request_decide_many", {"decision": "accepted"}),
    row_of("poverty:household_change_requests", a_verified_family),
    row_of("poverty:change_request_detail", a_change_request),
    row_of("poverty:change_request_decide", a_change_request, sent),
    row_of("poverty:change_request_withdraw", a_change_request),
    row_of("poverty:change_request_evidence", a_request_with_evidence),
    row_of("poverty:change_line_numbers", a_number_line, lambda row: REASON),
    # meetings
    page("poverty:meeting_list"),
    page("poverty:meeting_create", meeting_form(region=LANGKAI)),
    row_of("poverty:meeting_detail", a_closed_meeting),
    row_of("poverty:meeting_update", a_meeting, with_version(meeting_form())),
    row_of("poverty:meeting_move[open]", a_meeting, args=step("open")),
    row_of("poverty:meeting_move[sign]", a_closed_meeting, args=step("sign")),
    row_of("poverty:meeting_close", a_decided_meeting),
    row_of("poverty:meeting_reopen", a_closed_meeting, lambda row: {"note": "Salah ketik"}),
    row_of("poverty:meeting_cancel", an_open_meeting, lambda row: {"note": "Banjir"}),
    row_of("poverty:meeting_sign", a_closed_meeting, lambda row: {"file": ReadAgain("scan.png", a_scan().read())}),
    row_of("poverty:meeting_agenda", an_open_meeting),
    row_of("poverty:meeting_fill", a_meeting_to_fill, lambda row: {"sources": ["proposal"]}),
    row_of("poverty:meeting_add", a_meeting, lambda row: {"household": family(region=LANGKAI).pk, "reason": "usul RT"}),
    row_of("poverty:meeting_postpone_rest", an_open_meeting, lambda row: {"reason": "Waktu habis"}),
    row_of("poverty:agenda_item_decide", an_item, with_version({"decision": "eligible"})),
    row_of("poverty:agenda_item_remove", an_item),
    row_of("poverty:meeting_attendance", an_open_meeting, lambda row: {"lines": "Ani, Ketua RT 02", "element": "lpmk"}),
    row_of("poverty:meeting_invite_as_last_time", a_meeting_to_fill),
    row_of("poverty:attendee_mark", an_attendee, lambda row: {"mark": "absent"}),
    row_of("poverty:meeting_photo", a_photographed_meeting),
    *(
        row_of(f"poverty:meeting_paper[{paper}]", a_closed_meeting, args=step(paper))
        for paper in ("berita-acara", "lampiran", "agenda", "daftar-hadir")
    ),
    # duplicates
    page("poverty:duplicate_list"),
    page("poverty:duplicate_next"),
    page("poverty:duplicate_merged"),
    row_of("poverty:duplicate_detail", a_pair),
    row_of("poverty:duplicate_detail[merged]", a_merged_pair),
    row_of("poverty:duplicate_choose", a_pair, lambda row: {"choice-person.name": "second"}),
    row_of("poverty:duplicate_decide[same]", a_pair, lambda row: {"decision": "same"}),
    row_of("poverty:duplicate_decide[different]", a_pair, lambda row: {"decision": "different"}),
    row_of("poverty:duplicate_decide[refuse]", a_decided_pair, lambda row: {"decision": "refuse", "note": "bukan"}),
    row_of("poverty:duplicate_confirm", a_decided_pair, lambda row: {"pair": row.pk, "act": "confirm"}, args=nothing),
    row_of("poverty:duplicate_unmerge", a_merged_pair, lambda row: {"note": "ternyata dua orang"}),
    row_of("poverty:duplicate_mark", a_member, lambda row: {"search_text": "Rusli"}),
    # verification
    page("poverty:proposal_list"),
    page("poverty:proposal_export", EXPORT),
    page("poverty:proposal_bulk", {"step": "verify"}),
    row_of(
        "poverty:proposal_bulk[one]",
        a_visited_proposal,
        lambda row: {"step": "verify", "chosen": row.pk},
        args=lambda row: [],
    ),
    page("poverty:stale_list"),
    page("poverty:never_verified_list"),
    row_of("poverty:household_verification", a_family),
    row_of("poverty:proposal_create", a_family, proposal_form),
    row_of("poverty:proposal_detail", a_proposal),
    row_of("poverty:proposal_update", a_draft_proposal, lambda row: with_version(proposal_form())(row)),
    row_of("poverty:proposal_evidence", a_proven_exit),
    row_of("poverty:proposal_receipt", a_proposal),
    one("poverty:receipt", a_proposal, args=lambda row: [row.receipt]),
    row_of("poverty:proposal_move[submit]", a_draft_proposal, args=step("submit")),
    row_of("poverty:proposal_move[verify]", a_visited_proposal, args=step("verify")),
    row_of("poverty:proposal_move[return]", a_visited_proposal, lambda row: {"note": "Foto"}, args=step("return")),
    row_of("poverty:proposal_move[withdraw]", a_proposal, lambda row: {"note": "Keliru"}, args=step("withdraw")),
    row_of("poverty:proposal_move[endorse]", a_proposal, args=step("endorse")),
    page("poverty:endorsement_list"),
    page("poverty:endorsement_create", {"title": "Daftar", "chosen": "0"}),
    row_of("poverty:endorsement_detail", a_submitted_list),
    row_of("poverty:endorsement_add", a_list, lambda row: {"chosen": "0"}),
    row_of("poverty:endorsement_remove", a_list, lambda row: {"chosen": row.proposals.first().pk}),
    row_of("poverty:endorse", a_submitted_list),
    row_of("poverty:endorsement_document", an_issued_list),
    row_of("poverty:endorsement_signed", an_issued_list),
    row_of("poverty:endorsement_annex", an_issued_list),
    row_of("poverty:endorsement_upload", an_issued_list),
    row_of("poverty:endorsement_move[submit]", a_list, args=step("submit")),
    row_of("poverty:endorsement_move[return]", a_submitted_list, lambda row: {"note": "Bagi"}, args=step("return")),
    row_of("poverty:endorsement_move[cancel]", a_list, lambda row: {"note": "Keliru"}, args=step("cancel")),
    # national lists
    page("poverty:national_list_list"),
    page("poverty:national_list_create"),
    row_of("poverty:national_list_detail", a_national_list),
    row_of("poverty:national_list_progress", a_national_list),
    row_of("poverty:national_list_file", a_collecting_national_list),
    row_of("poverty:national_list_close", a_collecting_national_list),
    row_of("poverty:national_list_link", a_national_list),
    row_of("poverty:national_list_move[finish]", a_national_list, args=step("finish")),
    row_of(
        "poverty:national_list_move[withdraw]",
        a_national_list,
        lambda row: {"note": "Keliru"},
        args=step("withdraw"),
    ),
    page("poverty:national_entry_list"),
    page("poverty:national_entry_export", EXPORT),
    page("poverty:list_compare"),
    row_of("poverty:list_comparison_detail", a_list_comparison),
    row_of("poverty:list_comparison_progress", a_list_comparison),
    row_of("poverty:list_queue_open", a_list_comparison, lambda row: {"groups": "new", "steps": "1"}),
    page("poverty:list_difference_list"),
    page("poverty:list_difference_export", EXPORT),
    page("poverty:list_queue_list"),
    # places
    page("poverty:region_list"),
    page("poverty:boundary_upload"),
    page("poverty:boundary_load", {"signed": "x"}),
    page("poverty:region_map"),
]


def url_names() -> set[str]:
    """Every URL name of the project, with its namespace, found by walking the resolver."""
    found: set[str] = set()

    def walk(patterns, namespace):
        for each in patterns:
            if isinstance(each, URLResolver):
                walk(each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace)
            elif isinstance(each, URLPattern):
                found.add(f"{namespace}{each.name or each.pattern}")

    walk(get_resolver().url_patterns, "")
    return found
