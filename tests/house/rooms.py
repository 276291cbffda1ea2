"""The house as one list: its rooms from the top down, and the floors within the alarms' room."""

from __future__ import annotations

# A module imports from its own room and from rooms below it; rooms in one line do not import each other.
ROOMS = (
    "handlers",
    "app.__main__",
    "app.ops",
    "app.runtime",
    "app.home",
    "app.commands | app.card_actions",
    "app.listeners",
    "app.alarms",
    "app.scaling",
    "app.aws",
    "app.access",
    "app.slack",
    "app.store | app.queues",
    "app.config",
    "app.base",
)

# The same within a room.
FLOORS = (
    "app.alarms.intake",
    "app.alarms.processor",
    "app.alarms.batch | app.alarms.many",
    "app.alarms.follow_up",
    "app.alarms.show",
    "app.alarms.keep",
    "app.alarms.decide",
    "app.alarms.read",
)


def names_in(lines: tuple[str, ...]) -> dict[str, int]:
    """Each room's name with its depth, from 0 at the top."""
    return {name: depth for depth, line in enumerate(lines) for name in line.split(" | ")}


def room_of(module: str, lines: tuple[str, ...] = ROOMS) -> str:
    """The room that a module is in; '' where it is in none."""
    return next((name for name in names_in(lines) if module == name or module.startswith(f"{name}.")), "")


def goes_up(module: str, imported: str, lines: tuple[str, ...] = ROOMS) -> bool:
    """Whether the import leads to a room above, or beside."""
    here, there = room_of(module, lines), room_of(imported, lines)
    depths = names_in(lines)
    return bool(here and there) and here != there and depths[there] <= depths[here]
