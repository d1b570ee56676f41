"""`python -m bench`: all benchmarks at 100,000 and 1,000,000 persons. `python -m bench pages 100000` runs one."""

import sys

from bench.databases import prepared, run, server

ALL = ("pages", "exports", "imports", "documents", "duplicates", "duplicate_screen", "meetings")
SIZES = (100_000, 1_000_000)
WHATEVER_THE_SIZE = {"documents"}
"""Benchmarks that do not depend on how many persons there are: run once."""


def main(arguments: list[str]) -> None:
    """Run the named benchmarks (or all) at the named sizes (or both)."""
    modules = [word for word in arguments if not word.isdigit()] or list(ALL)
    sizes = [int(word) for word in arguments if word.isdigit()] or list(SIZES)
    base = server()
    for persons in sizes:
        url = prepared(persons, base)
        for module in modules:
            if module in WHATEVER_THE_SIZE and persons != sizes[0]:
                continue
            print(f"\n## {module}, {persons:,} persons\n", flush=True)
            run(module, url)


if __name__ == "__main__":
    main(sys.argv[1:])
