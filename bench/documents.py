"""Official documents: minutes with an annex of 60, 500 and 3,000 names, against Typst alone setting the same cells.

Budget: minutes for 500 names within 3 s, 3,000 rows under 6 s. `issue` is the whole act: number, typesetting in a
process of its own, file, digests, row. The reference is one bare table without letterhead, codes, foot, archive
standard or tags, in a fresh process, too.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402

from accounts.users.models import User  # noqa: E402
from bench.timing import Timing, measure, table  # noqa: E402
from core.documents.services import issue  # noqa: E402
from core.documents.typesetting import typeset  # noqa: E402

SIZES = (60, 500, 3000)
RUNS = {60: 15, 500: 9, 3000: 5}
COLUMNS = [
    {"label": "No.", "width": "11mm", "align": "right"}, {"label": "Nama kepala keluarga", "width": 3},
    {"label": "Alamat", "width": 3}, {"label": "RT/RW", "width": "15mm"}, {"label": "Keputusan", "width": "22mm"},
    {"label": "Alasan", "width": 2.5},
]  # fmt: skip
NAMES = ("Rusli Tuah", "Hj. Noraini Rahmah binti Abdurrahman", "Hendrik Umbing", "Yosefin", "M. Suriansyah Tarung")
BARE = """#let rows = json("/data.json")
#set page(paper: "a4", margin: 2.2cm)
#set text(font: "Libertinus Serif", size: 9pt)
#table(columns: (11mm, 3fr, 3fr, 15mm, 22mm, 2.5fr), ..rows.flatten())
"""
ALONE = """import sys, typst
typst.compile(sys.argv[1] + "/bare.typ", root=sys.argv[1], output=sys.argv[1] + "/bare.pdf", ignore_system_fonts=True,
              pdf_tags=False)
"""


def rows(number: int) -> list[list[str]]:
    """So many made-up lines of an annex."""
    return [
        [str(at), NAMES[at % 5], f"Jl. Yos Sudarso Gg. Damai No. {at}", f"{at % 9 + 1:03}/{at % 4 + 1:02}",
         ("Layak", "Tidak layak")[at % 2], ("", "Sudah pindah ke luar kota sejak Mei 2026")[at % 2]]
        for at in range(1, number + 1)
    ]  # fmt: skip


def minutes(number: int) -> dict:
    """Minutes with an annex of so many names."""
    return {
        "letterhead": {"office": "Dinas Sosial", "address": "Jl. Contoh No. 1"},
        "paragraphs": ["Pada hari ini telah diadakan musyawarah."] * 3,
        "facts": [["Tempat", "Aula kantor"], ["Peserta", "23 orang"]],
        "signatures": [{"role": "Notulis", "name": "Dewi"}, {"role": "Pimpinan", "name": "Suriansyah"}],
        "columns": COLUMNS,
        "rows": rows(number),
    }


def whole_act(number: int, by) -> None:
    """Issue the minutes; then everything is taken back."""
    with transaction.atomic():
        issue(
            kind="minutes", template="documents/letter.typ", data=minutes(number), series="BENCH", title="Berita Acara",
            subject=by, summary=[("Jumlah", number)], by=by,
        )  # fmt: skip
        transaction.set_rollback(True)


def alone(folder: Path) -> None:
    """Typst alone, on what lies in the folder."""
    subprocess.run([sys.executable, "-I", "-c", ALONE, str(folder)], check=True)


def seconds(timing: Timing) -> str:
    """Median and 95th percentile."""
    return f"{timing.median / 1000:.2f} / {timing.p95 / 1000:.2f} s"


def main() -> None:
    """Print one line per size."""
    by, lines = User.objects.order_by("pk").first(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings.PRIVATE_FILES_DIR = folder / "files"
        (folder / "bare.typ").write_text(BARE)
        for number in SIZES:
            (folder / "data.json").write_text(json.dumps(rows(number)))
            ours = measure(lambda number=number: whole_act(number, by), RUNS[number], 1)
            bare = measure(lambda: alone(folder), RUNS[number], 1)
            begun = time.perf_counter()
            size = len(typeset("documents/letter.typ", minutes(number)))
            only = time.perf_counter() - begun
            ratio = f"{ours.median / bare.median:.1f}"
            lines.append(
                [f"{number:,}", seconds(ours), f"{only:.2f} s", seconds(bare), ratio, f"{size / 1024:,.0f} kB"]
            )
    headings = ["names", "issue: median / p95", "typesetting of it", "Typst alone: median / p95", "ratio", "file"]
    print(table(headings, lines))


if __name__ == "__main__":
    main()
