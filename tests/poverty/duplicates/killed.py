"""Run by `test_killed`: merges or unmerges a pair, and kills itself at the n-th write (0: lives to the end)."""

import os
import signal
import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from accounts.users.models import User  # noqa: E402
from poverty.duplicates import services  # noqa: E402
from poverty.duplicates.models import DuplicatePair  # noqa: E402

act, pair_pk, user_pk, at = sys.argv[1], *map(int, sys.argv[2:])
written = 0


def count(execute, sql, params, many, context):
    """Every statement that writes; after the n-th the process is gone, with its transaction open."""
    global written
    done = execute(sql, params, many, context)
    if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "SET CONSTRAINTS")):
        written += 1
        if written == at:
            os.kill(os.getpid(), signal.SIGKILL)
    return done


with connection.execute_wrapper(count):
    pair, by = DuplicatePair.objects.get(pk=pair_pk), User.objects.get(pk=user_pk)
    if act == "merge":
        (result,) = services.confirm_each(pairs=[pair], by=by)
        assert not result.refusal, result.refusal
    else:
        services.unmerge(pair=pair, by=by, note="keliru")
print(f"done {written}", flush=True)
