"""The process that typesets: `python -I typesetter.py <folder> <template>`; the PDF goes to standard output.

Knows nothing of the rest of the program. Makes an archive PDF (PDF/A-2a, tagged for readers that read aloud); where a
character has no glyph in any font at hand (an emoji in a name), that standard cannot be kept and a plain PDF is made,
which shows a box in its place.
"""

import datetime
import json
import resource
import sys
from pathlib import Path

import typst

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 50


def compiled(root: Path, template: str) -> bytes:
    """The PDF of a template below `root`."""
    issued = json.loads((root / "data.json").read_bytes()).get("document", {}).get("date") or "2000-01-01"
    day = datetime.datetime.fromisoformat(issued[:10]).replace(tzinfo=datetime.UTC)
    options = {"root": str(root), "ignore_system_fonts": True, "timestamp": day}
    path = str(root / template)
    try:
        return typst.compile(path, pdf_standards=["a-2a"], **options)
    except typst.TypstError as error:
        if "PDF/A" not in error.message:
            raise
        return typst.compile(path, **options)


def main(folder: str, template: str) -> int:
    """Limit this process, typeset, write. Returns the exit status."""
    for what, wanted in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        _, hard = resource.getrlimit(what)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(what, (most, hard))
    try:
        sys.stdout.buffer.write(compiled(Path(folder), template))
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic or error.message)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
