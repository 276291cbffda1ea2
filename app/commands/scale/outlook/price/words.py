"""What a price is told as, in mrkdwn. No IO."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from app.commands.scale.outlook.price.sums import CENT, TASKS, Cost, Estimate, for_a_time, rounded
from app.slack.messages.text import escape, moment

KNOWN = ":moneybag: {count:+d} {name} = {hourly} {more}{until}{past}, at AWS's list prices."
ABOUT = ":moneybag: About {hourly} {more}{until}, at AWS's list prices: as {what} on average."
NOW, THEN = "what runs in it costs", "what ran in it last cost"
UNTIL = ", {total} until {at}"
PAST = " (like those that ran in it last)"
MORE, LESS = "more", "less"
NO_PRICE = ":grey_question: No price: {why}."
ONE_TASK = "task"
HOURLY, HOURLY_LESS = "{amount}/h", "{amount} an hour"
LESS_THAN, A_CENT = "less than {amount}", {"USD": "less than a cent"}
SIGNS = {"USD": "$", "CNY": "¥"}


def told(estimate: Estimate, now: datetime, until: datetime | None = None) -> str:
    """`+4 m6i.large = $0.38/h more, $0.77 until 18:00, at AWS's list prices.`; '' if it costs the same."""
    cost = estimate.cost
    if cost is None:
        return NO_PRICE.format(why=escape(estimate.why))
    if not cost.hourly:
        return ""
    words = {
        "hourly": _hourly(abs(cost.hourly), cost.currency),
        "more": MORE if cost.hourly > 0 else LESS,
        "until": UNTIL.format(total=_total(cost, now, until), at=moment(until)) if until and until > now else "",
    }
    if cost.count is None:
        return ABOUT.format(what=THEN if estimate.is_past else NOW, **words)
    return KNOWN.format(count=cost.count, name=_name(cost), past=PAST if estimate.is_past else "", **words)


def _name(cost: Cost) -> str:
    """A type of instance, or tasks."""
    return ONE_TASK if cost.name == TASKS and abs(cost.count or 0) == 1 else escape(cost.name)


def money(amount: Decimal, currency: str) -> str:
    """`$0.38`; by its code where a currency has no sign here."""
    if 0 < amount < CENT:
        return A_CENT.get(currency) or LESS_THAN.format(amount=money(CENT, currency))
    shown = f"{rounded(amount):,f}"
    return f"{SIGNS[currency]}{shown}" if currency in SIGNS else f"{shown} {escape(currency)}"


def _hourly(amount: Decimal, currency: str) -> str:
    return (HOURLY_LESS if amount < CENT else HOURLY).format(amount=money(amount, currency))


def _total(cost: Cost, now: datetime, until: datetime) -> str:
    return money(abs(for_a_time(cost.hourly, until - now)), cost.currency)
