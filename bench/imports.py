"""Import of 100,000 rows x 40 columns: read and check, preview, commit, unchanged again, undo.

Budgets (quality.md): check + preview + commit at most 40 times a bare COPY of the same rows, and at least 50 times
faster than stock django-import-export; memory under 700 MB; undo no slower than the commit. django-import-export is
measured on 1,000 of the rows and multiplied. `python -m bench.imports [rows]` with DATABASE_URL set.
"""

import csv
import datetime as dt
import io
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

import tablib  # noqa: E402
import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from import_export import resources  # noqa: E402

from accounts.users.demonstration import create_demonstration_accounts  # noqa: E402
from accounts.users.models import User  # noqa: E402
from bench.timing import table  # noqa: E402
from core.history import acting  # noqa: E402
from poverty.households.models import Household, Member  # noqa: E402
from poverty.imports import jobs, services  # noqa: E402
from poverty.regions.models import Region  # noqa: E402

SAMPLE = 1_000
FAMILY_SIZE = 4
FIRST = tuple(
    f"{a}{b}" for a in ("RU", "SI", "YAN", "MA", "DE", "BAM", "HEN", "LU") for b in ("SLI", "TI", "TO", "RIA")
)
LAST = tuple(f"{a}{b}" for a in ("TU", "SA", "UM", "TA", "KA", "LA") for b in ("AH", "HAY", "BING", "MBUN", "SUMA"))
KNOWN = [
    "ID Keluarga P3KE",
    "Provinsi",
    "Kabupaten",
    "Kecamatan",
    "Desa",
    "Kode Kemdagri",
    "Desil",
    "Alamat",
    "ID Individu",
    "Nama",
    "NIK",
    "Padan Dukcapil",
    "Jenis Kelamin",
    "Hubungan dengan KK",
    "Tanggal Lahir",
    "Status Kawin",
    "Pekerjaan",
    "Pendidikan",
    "Usia dibawah 7",
    "Usia 7-12",
    "Usia 13-15",
    "Usia 16-18",
    "Usia 19-21",
    "Usia 22-59",
    "Usia 60+",
    "Penerima BPNT",
    "Penerima BPUM",
    "Penerima BST",
    "Penerima PKH",
    "Penerima SEMBAKO",
    "Resiko Stunting",
]
HEADINGS = [*KNOWN, *(f"Keterangan {number}" for number in range(1, 41 - len(KNOWN)))]
RELATIONS = ("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK", "ANAK")


def made_rows(count: int) -> list[list]:
    """People in families of four, in the layout of P3KE; their NIK come from another province than the seed's."""
    dice = random.Random(7)
    villages = list(Region.objects.villages().select_related("parent").order_by("code"))
    rows = []
    for number in range(count):
        family, place = divmod(number, FAMILY_SIZE)
        village = villages[family % len(villages)]
        born = dt.date(1950, 1, 1) + dt.timedelta(days=number % 25_000)
        is_woman = place == 1
        nik = f"640301{born.day + 40 * is_woman:02}{born:%m%y}{number // 25_000 + 1:04}"
        rows.append(
            [
                f"B{family:08}",
                "KALIMANTAN TENGAH",
                "KOTA PALANGKA RAYA",
                village.parent.name,
                village.name,
                village.code,
            ]
            + [dice.randint(1, 10), f"Jl. Riau No. {family}", f"I{number:09}"]
            + [f"{dice.choice(FIRST)} {dice.choice(LAST)} {dice.choice(LAST)}", nik, "PADAN"]
            + ["PEREMPUAN" if is_woman else "LAKI-LAKI", RELATIONS[place], f"{born:%d-%m-%Y}"]
            + ["KAWIN" if place < 2 else "BELUM KAWIN", "PETANI", "TAMAT SD", *["TIDAK"] * 7]
            + [dice.choice(("YA", "TIDAK")) for _ in range(5)]
            + ["BUKAN TARGET", *(f"catatan {number}" for _ in range(40 - len(KNOWN)))]
        )
    return rows


def workbook(rows: list[list]) -> Path:
    """The rows as an xlsx file."""
    path = Path(tempfile.mkdtemp()) / "orang.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    for place, row in enumerate([HEADINGS, *rows]):
        sheet.write_row(place, 0, row)
    book.close()
    return path


def timed(work):
    """Seconds, and what the work returned."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def bare_copy(rows: list[list]) -> tuple[float, float]:
    """COPY of the same rows into a table of 40 text columns, the least of three: row by row from Python as an importer
    must do it, and as csv text that lies ready.
    """
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    columns = ", ".join(f"c{number} {'smallint' if number == 6 else 'text'}" for number in range(40))

    def by_row(copy):
        for row in rows:
            copy.write_row(row)

    times = {}
    for name, options, write in (
        ("rows", "", by_row),
        ("text", "(FORMAT csv)", lambda copy: copy.write(text.getvalue())),
    ):
        for _ in range(3):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"CREATE TABLE bench_bare ({columns})")
                begun = time.perf_counter()
                with cursor.copy(f"COPY bench_bare FROM STDIN {options}") as copy:
                    write(copy)
                times.setdefault(name, []).append(time.perf_counter() - begun)
                transaction.set_rollback(True)
    return min(times["rows"]), min(times["text"])


class StockResource(resources.ModelResource):
    """django-import-export as it comes: one row at a time, found by NIK, validated, its household looked up."""

    class Meta:
        model = Member
        import_id_fields = ("nik",)
        clean_model_instances = True
        fields = [
            "nik",
            "name",
            "sex",
            "birth_date",
            "birth_place",
            "relation",
            "marital_status",
            "occupation",
            "education",
            "dukcapil_match",
            "source_id",
        ] + ["household"]

    def before_import_row(self, row, **kwargs):
        home, _is_new = Household.objects.get_or_create(
            source="p3ke",
            source_id=row["family"],
            defaults={"region_id": row["region"], "address": row["address"], "decile": 3, "decile_source": "p3ke"},
        )
        row["household"] = home.pk


STOCK_COLUMNS = [*StockResource.Meta.fields, "family", "region", "address"]


def stock(rows: list[list]) -> float:
    """Seconds that stock django-import-export takes for the sample, rolled back."""
    data = tablib.Dataset(headers=STOCK_COLUMNS)
    for row in rows[:SAMPLE]:
        born = dt.datetime.strptime(row[14], "%d-%m-%Y").date()
        person = [
            f"65{row[10][2:]}",
            row[9],
            "female" if row[12] == "PEREMPUAN" else "male",
            born.isoformat(),
            "Kapuas",
        ]
        person += [("head", "wife", "child", "child")[RELATIONS.index(row[13])], "married", "farmer", "primary"]
        data.append([*person, "matched", row[8], "", f"S{row[0]}", row[5], row[7]])
    with transaction.atomic():
        seconds, result = timed(lambda: StockResource().import_data(data, dry_run=False, raise_errors=True))
        assert result.totals["new"] == SAMPLE
        transaction.set_rollback(True)
    return seconds


def preview(batch, client: Client) -> None:
    """The page of the import and the first rows of its largest list."""
    for url in (batch.get_absolute_url(), reverse("poverty:import_rows", args=[batch.pk]) + "?outcome=new"):
        assert client.get(url).status_code == 200


def ready() -> tuple[User, Client]:
    """The social officer, signed in."""
    if not User.objects.filter(username="dinsos").exists():
        create_demonstration_accounts()
    user, client = User.objects.get(username="dinsos"), Client()
    client.force_login(user)
    return user, client


def whole_way(path: Path, user, client) -> dict[str, float]:
    """Seconds of every stage of one import, the second upload, and the undo."""
    took = {}
    with path.open("rb") as file:
        took["upload and look"], batch = timed(lambda: services.receive(file=file, name=path.name, by=user))
    took["check"], batch = timed(lambda: jobs.run_now(batch, "check", by=user))
    assert batch.counts["new"] == batch.counts["rows"], batch.counts
    took["preview"], _ = timed(lambda: preview(batch, client))
    took["commit"], batch = timed(lambda: jobs.run_now(batch, "commit", by=user))
    with path.open("rb") as file:
        again = services.receive(file=file, name=path.name, by=user)
    took["check again (unchanged)"], again = timed(lambda: jobs.run_now(again, "check", by=user))
    assert again.counts["unchanged"] == again.counts["rows"], again.counts
    services.cancel(batch=again, by=user)
    took["undo"], batch = timed(lambda: jobs.run_now(batch, "undo", by=user))
    assert batch.undo_counts["refused"] == 0
    return took


def megabytes(who: int) -> float:
    """Largest resident memory so far."""
    return resource.getrusage(who).ru_maxrss / 1024


def main(count: int) -> None:
    """Measure and print."""
    settings.PRIVATE_FILES_DIR = Path(tempfile.mkdtemp())
    user, client = ready()
    rows = made_rows(count)
    path, (copy, ready_text) = workbook(rows), bare_copy(rows)
    with acting(user, source="bench"):
        scaled = stock(rows) * count / SAMPLE
    del rows
    before = megabytes(resource.RUSAGE_SELF)
    took = whole_way(path, user, client)
    whole = took["check"] + took["preview"] + took["commit"]
    lines = [[name, f"{seconds:.1f} s", f"{seconds / copy:.1f} x"] for name, seconds in took.items()]
    lines.append(["**check + preview + commit** (budget 40 x)", f"{whole:.1f} s", f"{whole / copy:.1f} x"])
    lines.append(["bare COPY, rows from Python", f"{copy:.2f} s", "1"])
    lines.append(["bare COPY, csv text ready", f"{ready_text:.2f} s", f"{ready_text / copy:.1f} x"])
    lines.append(["stock django-import-export, 1,000 rows scaled", f"{scaled:.0f} s", f"{scaled / copy:.0f} x"])
    print(table([f"{count:,} x 40", "time", "against bare COPY"], lines))
    print(f"\nFaster than stock django-import-export: {scaled / whole:.0f} x (budget 50 x).")
    own, parser = megabytes(resource.RUSAGE_SELF), megabytes(resource.RUSAGE_CHILDREN)
    print(f"Peak memory: this process {own:.0f} MB (before the import {before:.0f} MB), parser {parser:.0f} MB.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
