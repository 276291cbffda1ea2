"""What the sandbox prints: the steps of its start on stderr, and a greeting when it is ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

GREETING = """
[bold green]Bellhop's sandbox is ready.[/] Open [bold]{ui}[/]
  Raise the load on web, and its alarm comes to #alarms. /scale web 4 ends it.
  [bold]make run[/] in another terminal: Bellhop from your source tree instead.
  Ctrl-C stops everything.
"""
WITHOUT_BELLHOP = """
[bold green]Slack and AWS are ready, without Bellhop.[/] Open [bold]{ui}[/]
  There are two groups, their alarms, the topic, Bellhop's queues and its table.
  [bold]make run[/] in another terminal connects Bellhop from your source tree.
  Ctrl-C stops everything.
"""


class Steps:
    """Shows the steps of the start with the time that each takes; several may go on at once."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        columns = (SpinnerColumn(finished_text="[green]✓"), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(*columns, console=self.console)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While the steps are shown; a terminal only, a log gets one line for each step that is done."""
        if self.console.is_terminal:
            with self._progress:
                yield
        else:
            yield

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """One step, from its begin to its end."""
        begin, task = monotonic(), self._progress.add_task(what, total=1)
        yield
        self._progress.update(task, completed=1)
        if not self.console.is_terminal:
            self.console.print(f"{what}: {monotonic() - begin:.1f} s")
