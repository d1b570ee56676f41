"""Two processes that weigh the pairs of a whole registry, each on a connection of its own.

They only read; what they find goes through a pipe to the process that started them, which alone writes. None outlives
it: a worker that can no longer send ends, and the system ends it with its parent.
"""

import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait

import psycopg

from core.processes import die_with
from poverty.duplicates import blocking
from poverty.duplicates.scoring import Scales, Verdict, scales, scan

PROCESSES = 2


class CrewFailed(Exception):
    """A process that weighed pairs ended before its time; the message holds the kind of error only."""


def work(parameters: dict, parts: list[int], of: int, pipe: Connection, parent: int) -> None:
    """One process: weigh these parts and send (part, share done, verdicts); at the end the name of an error or ""."""
    if arrange := die_with(parent):
        arrange()
    try:
        with psycopg.connect(**parameters) as connection:
            own: Scales = scales(connection.cursor())
            blocking.prepare(connection)
            for part in parts:
                for share, verdicts in scan(connection, part, of, own):
                    pipe.send((part, share, verdicts))
            connection.rollback()
        pipe.send("")
    except BrokenPipeError:
        return
    except Exception as error:
        pipe.send(type(error).__name__)


def verdicts(parameters: dict, parts: int, processes: int = PROCESSES) -> Iterator[tuple[float, list[Verdict]]]:
    """Batches of verdicts on the whole registry, each with the share of the whole that is done. Raises `CrewFailed`."""
    context = multiprocessing.get_context("spawn")
    members, pipes = [], []
    try:
        for number in range(processes):
            ours, theirs = context.Pipe(duplex=False)
            own = list(range(number, parts, processes))
            member = context.Process(target=work, args=(parameters, own, parts, theirs, os.getpid()), daemon=True)
            member.start()
            theirs.close()
            members.append(member)
            pipes.append(ours)
        yield from _listen(pipes, parts)
    finally:
        for pipe in pipes:
            pipe.close()
        for member in members:
            member.terminate()
            member.join()


def _listen(pipes: list[Connection], parts: int) -> Iterator[tuple[float, list[Verdict]]]:
    """What the processes send, until each has said that it is done."""
    waiting, shares = list(pipes), {}
    while waiting:
        for pipe in wait(waiting):
            try:
                message = pipe.recv()
            except EOFError:
                raise CrewFailed("killed") from None
            if message == "":
                waiting.remove(pipe)
            elif isinstance(message, str):
                raise CrewFailed(message)
            else:
                part, share, found = message
                shares[part] = share
                yield sum(shares.values()) / parts, found
