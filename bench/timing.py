"""Timing: medians and 95th percentiles of several runs, and tables to print."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Milliseconds: median and 95th percentile of `runs` runs."""

    median: float
    p95: float
    runs: int


def measure(function: Callable[[], object], runs: int = 40, warm: int = 3) -> Timing:
    """Time a function; the first `warm` runs do not count."""
    for _ in range(warm):
        function()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        function()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return Timing(statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))], runs)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "|".join(" --- " for _ in headings) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def ms(value: float) -> str:
    """Milliseconds as text."""
    return f"{value:.1f} ms"
