"""What the worker does for verification."""

from procrastinate.contrib.django import app

from accounts.users.system import system_user
from poverty.verification.lapsing import lapse_objections


@app.periodic(cron="7 * * * *")
@app.task(name="verification.lapse", queueing_lock="verification.lapse")
def lapse(timestamp: int) -> None:
    """Every hour: objections whose time is over."""
    lapse_objections(by=system_user())
