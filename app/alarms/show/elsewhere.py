"""What people are told who press a button about something that Bellhop can't reach. No IO."""

from __future__ import annotations

from app.config.home import Home
from app.slack.messages.text import ticked

NO_ACCESS = (
    "{name} is in account {account}, {region}. Bellhop runs in account {home}, {here}, and has no access there, so "
    "nothing was done. Open it in the AWS console of that account instead."
)
NO_HOME = (
    "Bellhop doesn't know which AWS account it runs in, so nothing was done about {name}. Whoever runs it can set "
    "BELLHOP_WATCH_QUEUE_URL, which names the account."
)
NOT_KNOWN = "unknown"


def no_access(name: str, account: str, region: str, home: Home) -> str:
    """Not escaped, as errors are."""
    if not home.account:
        return NO_HOME.format(name=ticked(name))
    words = {"account": account or NOT_KNOWN, "region": region or NOT_KNOWN}
    return NO_ACCESS.format(name=ticked(name), home=home.account, here=home.region, **words)
