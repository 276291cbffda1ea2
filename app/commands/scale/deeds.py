"""What one can wish to be done to a group, as values; each prints as the words that wish it. No IO."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.commands.scale.size import Size
from app.commands.scale.when import NOW, When

RefreshStep = Literal["", "start", "cancel", "rollback"]


@dataclass(frozen=True)
class Sizes:
    """What the sizes are to be; None leaves one as it is."""

    size: Size | None = None
    minimum: int | None = None
    maximum: int | None = None

    def __str__(self) -> str:
        bounds = [
            f"{name}={value}" for name, value in (("min", self.minimum), ("max", self.maximum)) if value is not None
        ]
        return " ".join([*bounds, *([str(self.size)] if self.size else [])])


@dataclass(frozen=True)
class List:
    """All groups."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Help:
    """What can be typed."""

    def __str__(self) -> str:
        return "help"


@dataclass(frozen=True)
class Look:
    """One group."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Resize:
    """Other sizes, now or later."""

    sizes: Sizes
    when: When = NOW

    def __str__(self) -> str:
        return f"{self.sizes} {self.when}".strip()


@dataclass(frozen=True)
class ShowSchedule:
    """The scheduled actions, of one group or of all."""

    def __str__(self) -> str:
        return "schedule"


@dataclass(frozen=True)
class Unschedule:
    """One scheduled action less."""

    name: str

    def __str__(self) -> str:
        return f"schedule delete {self.name}"


@dataclass(frozen=True)
class Suspend:
    """Auto Scaling's processes stopped."""

    processes: tuple[str, ...]

    def __str__(self) -> str:
        return f"suspend {' '.join(self.processes)}"


@dataclass(frozen=True)
class Resume:
    """Auto Scaling's processes started again."""

    processes: tuple[str, ...]

    def __str__(self) -> str:
        return f"resume {' '.join(self.processes)}"


@dataclass(frozen=True)
class Refresh:
    """The instance refresh: shown, or a step of it."""

    step: RefreshStep = ""

    def __str__(self) -> str:
        return f"refresh {self.step}".strip()


@dataclass(frozen=True)
class Undo:
    """The last change taken back."""

    def __str__(self) -> str:
        return "undo"


@dataclass(frozen=True)
class History:
    """Who did what, at one group or at all."""

    def __str__(self) -> str:
        return "history"


Deed = List | Help | Look | Resize | ShowSchedule | Unschedule | Suspend | Resume | Refresh | Undo | History
LOOKS = (List, Help, Look, ShowSchedule, History)
