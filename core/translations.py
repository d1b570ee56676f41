"""Translations without the gettext programs: `python -m core.translations update | check | compile`.

`update` collects every string from the code and the templates into locale/*/LC_MESSAGES/django.po, `check` fails when
one has no translation, `compile` writes the .mo files that Django reads (they are not committed).
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "accounts", "poverty", "programs")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_": None,
    "_n": None,
}


def catalogue(language: str) -> Path:
    """The .po file of a language."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every Python file and template, as something Babel's Python reader understands."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()
    from django.utils.translation.template import templatize

    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            lines = templatize(path.read_text("utf-8")).splitlines()
            yield path, "\n".join(line.lstrip() for line in lines).encode()  # a template's indentation means nothing


def messages() -> dict[tuple[str, str], tuple[str, set[str]]]:
    """Every message: (context, text) -> (plural or empty, places)."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for path, text in sources():
        place = path.relative_to(ROOT).as_posix()
        for _line, name, message, _comments in extract_python(io.BytesIO(text), KEYWORDS, [], {"encoding": "utf-8"}):
            for context, single, plural in _read(name, message):
                known = found.setdefault((context, single), (plural, set()))
                known[1].add(place)
    return found


def _read(name, message) -> Iterator[tuple[str, str, str]]:
    parts = [part for part in (message if isinstance(message, tuple) else (message,)) if part is not None]
    if not parts or not isinstance(parts[0], str):
        return
    if name.startswith("pgettext"):
        if len(parts) > 1:
            yield parts[0], parts[1], ""
    elif name.startswith("ngettext"):
        yield "", parts[0], parts[1] if len(parts) > 1 else ""
    elif parts[0]:
        yield "", parts[0], ""


def load(language: str) -> polib.POFile:
    """The catalogue of a language, or a new empty one."""
    path = catalogue(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    catalog = polib.POFile(wrapwidth=110)
    catalog.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalog


def update(language: str) -> polib.POFile:
    """Bring the catalogue up to date with the code: new strings empty, gone strings removed."""
    catalog, wanted = load(language), messages()
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalog}
    for key in known.keys() - wanted.keys():
        catalog.remove(known[key])
    for (context, single), (plural, places) in sorted(wanted.items(), key=lambda item: (sorted(item[1][1]), item[0])):
        entry = known.get((context, single))
        if entry is None:
            entry = polib.POEntry(msgid=single, msgctxt=context or None, msgid_plural=plural)
            if plural:
                entry.msgstr_plural = {0: ""}
            catalog.append(entry)
        entry.occurrences = [(place, "") for place in sorted(places)]
        entry.flags = ["python-format"] if "%(" in single else []
    catalog.sort(key=lambda entry: (entry.occurrences[0][0], entry.msgid))
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(path))
    return catalog


def lacking(language: str) -> list[str]:
    """Messages in the code that the catalogue does not translate."""
    translated = {
        (entry.msgctxt or "", entry.msgid)
        for entry in load(language)
        if entry.msgstr or any(entry.msgstr_plural.values())
    }
    return sorted(single for context, single in messages() if (context, single) not in translated)


def compile_all() -> None:
    """Write the .mo file beside every .po file that is newer."""
    for path in (ROOT / "locale").rglob("*.po"):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))


def main(arguments: list[str]) -> int:
    """The command line."""
    command = arguments[0] if arguments else "compile"
    if command == "compile":
        compile_all()
        return 0
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if command == "update":
        update("id")
    missing = lacking("id")
    sys.stdout.write("".join(f"{text}\n" for text in missing))
    return 1 if missing and command == "check" else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
