"""What `make remove` does and says before the stack is deleted: no alarm stays disabled, nothing is lost silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from app.alarms.keep.incidents import Incidents
from app.aws.desk.disabled_actions import Disabled
from app.base.values import dataclass

ENABLED = "Enabled the actions of {name} again: Bellhop disabled them for a mute whose end would be removed."
TAKES = "Removes the functions, topics and alarms on Bellhop, and the queues with what is on them:"
WAITING = "  {count:>6}  {queue}"
LEAVES = (
    "Leaves the table {table}, the record of who did what: a new stack makes a new one and does not read it. "
    "Leaves the secrets where they are stored, the Slack app, and mute rules named bellhop-…, which end by themselves."
)


class Alarms(Protocol):
    """app/aws/desk/disabled_actions.py is the real one."""

    def all(self) -> Iterable[Disabled]: ...

    def enable(self, name: str) -> None: ...


@dataclass(frozen=True)
class Removal:
    """`table` is its name, `waiting` the number of messages per queue name; `say` prints a line."""

    incidents: Incidents
    alarms: Alarms
    table: str
    waiting: Mapping[str, int]
    say: Callable[[str], None]

    def prepare(self) -> None:
        """Enable the actions that Bellhop disabled, and no others; then say what goes and what stays."""
        for alarm in list(self.alarms.all()):
            if self._is_ours(alarm):
                self.alarms.enable(alarm.name)
                self.say(ENABLED.format(name=alarm.name))
        self.say(TAKES)
        for queue, count in self.waiting.items():
            self.say(WAITING.format(count=count, queue=queue))
        self.say(LEAVES.format(table=self.table))

    def _is_ours(self, alarm: Disabled) -> bool:
        """Whether its open mute disabled its actions because CloudWatch refused a rule."""
        last = self.incidents.last_of(alarm.arn)
        return last is not None and last.mute is not None and not last.mute.rule
