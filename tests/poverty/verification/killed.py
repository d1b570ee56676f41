"""Run by `test_killed`: endorses a list, in a process that is killed between two names."""

import sys
import time

import django

django.setup()

from accounts.users.models import User  # noqa: E402
from poverty.verification import decree, endorsing  # noqa: E402
from poverty.verification.models import EndorsementList, Proposal  # noqa: E402

number, stop = int(sys.argv[1]), int(sys.argv[2])
endorsement = EndorsementList.objects.get(pk=number)
workflow, steps = Proposal.workflow, 0
real_move, real_issue = workflow.move, decree.issue_decree


def slow_move(item, name, **more):
    """The real step; after the wanted number of them the process tells and waits to be killed."""
    global steps
    move = real_move(item, name, **more)
    steps += 1
    if steps == stop:
        print("here", flush=True)
        time.sleep(60)
    return move


def issue_and_wait(*arguments, **more):
    """After the document was written, before the transaction ends."""
    document = real_issue(*arguments, **more)
    if stop == 0:
        print("here", flush=True)
        time.sleep(60)
    return document


workflow.move, endorsing.issue_decree = slow_move, issue_and_wait
endorsing.endorse_list(endorsement=endorsement, by=User.objects.get(username="kadis"))
print("done", flush=True)
