"""Telling the watchers of a job how far it is, at least every second, also while one long statement runs."""

import threading
from collections.abc import Callable

SECONDS = 0.7


class Watch:
    """Keeps the present step and count; a thread passes them on until the end.

    `report(done, total, step, force=True)` is `core.jobs.Progress`, or None where nobody watches.
    """

    def __init__(self, report: Callable | None = None):
        self.report, self.done, self.total, self.step = report, 0, 0, ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True) if report else None

    def __enter__(self) -> "Watch":
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def at(self, step: str, done: int | None = None, total: int | None = None) -> None:
        """What is being done now: read, compare, write, undo; `done` of `total` rows."""
        self.step = step
        self.done = self.done if done is None else done
        self.total = self.total if total is None else total

    def _run(self) -> None:
        while not self._over.wait(SECONDS):
            self.report(self.done, self.total, self.step, force=True)
