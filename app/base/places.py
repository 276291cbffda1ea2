"""Names of what is in another account or region: `prod/eu-west-1:web`; what is at home has no place. No IO."""

from __future__ import annotations

import re

# No Auto Scaling group has a colon in its name, and no other kind's names have a slash before their first one.
PLACED = re.compile(r"(?P<place>[A-Za-z][A-Za-z0-9-]{0,29}/[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}):(?P<name>.+)", re.DOTALL)


def place_of(name: str) -> str:
    """`prod/eu-west-1` of `prod/eu-west-1:web`; '' of what is at home."""
    found = PLACED.fullmatch(name)
    return found["place"] if found else ""


def local(name: str) -> str:
    """`web` of `prod/eu-west-1:web`: what AWS calls it there."""
    found = PLACED.fullmatch(name)
    return found["name"] if found else name


def placed(place: str, name: str) -> str:
    return f"{place}:{name}" if place else name


def in_arn(arn: str) -> tuple[str, str]:
    """The account and region of an ARN, or of the start of one; empty where it has none."""
    parts = arn.split(":", 5)
    return (parts[4], parts[3]) if len(parts) > 5 else ("", "")
