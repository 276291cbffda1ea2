"""A rehearsal in words: for a terminal, and as a Markdown table for a pull request. No IO."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.base.values import dataclass
from app.ops.rehearse.compare import Difference, Kind
from app.ops.rehearse.told import Form, Shown, Told
from app.slack.messages.text import plain

NONE_HEARD = "No alarm published anything in the last {since}, so there is nothing to rehearse."
SAME = "{heard} in the last {since}: all would be told as they are by {old}."
DIFFERENT = "{heard} in the last {since}: {count} would be told otherwise by {new} than by {old} ({kinds})."
HEARD = "{count} times an alarm left OK"
HEARD_ONCE = "Once an alarm left OK"
ASSUMES = (
    "As if nobody had pressed a button and Bellhop were in every channel; without reminders, and without notices, "
    "which CloudWatch's history doesn't have."
)
TAGS = (
    "The history has no tags, so tags are today's, of those alarms that send theirs today "
    "(`ActionConfiguration.AlarmTagsPropagation`)."
)
NO_TAGS = "The history has no tags, and today's could not be read: {why} Routes by tags match nothing here."

FORMS = {Form.CARD: "card in {channel}", Form.THREAD: "thread in {channel}", Form.DIGEST: "digest in {channel}"}
MENTIONS = "mentions {who}"
NOBODY = "mentions nobody"
LATER = "later {who}"
DROPPED, NOT_SHOWN = "shown nowhere", "not shown (muted)"
TIMES = "{count} times, last {at:%Y-%m-%d %H:%M} UTC"
ONCE = "{at:%Y-%m-%d %H:%M} UTC"

TITLE = "### Rehearsal of bellhop.toml"
HEAD = "| Alarm | When | {old} | {new} |\n|---|---|---|---|"
MOST_ROWS = 200  # a job's summary takes 1 MiB, a comment 65,536 characters
MORE = "… and {count} more; `python -m app rehearse` prints all."


@dataclass(frozen=True)
class Rehearsed:
    """What to report: the names of both files, how much was heard, and what differs; `tags` is a note on tags."""

    old: str
    new: str
    since: str
    heard: int
    found: Sequence[Difference]
    tags: str = ""


def text(of: Rehearsed) -> str:
    """For a terminal: an alarm a paragraph."""
    width = max(len(of.old), len(of.new))
    paragraphs = [
        f"{each.alarm}  {_when(each)}\n"
        f"  {of.old:<{width}}  {words(each.before)}\n"
        f"  {of.new:<{width}}  {words(each.after)}"
        for each in of.found
    ]
    return "\n\n".join([*paragraphs, "\n".join(_sentences(of))])


def markdown(of: Rehearsed) -> str:
    """For a pull request: a table. Names are code, so that they mention nobody there and are no markup."""
    lines = [TITLE, "", _sentences(of)[0]]
    if of.found:
        lines += ["", HEAD.format(old=cell(of.old), new=cell(of.new))]
    for each in of.found[:MOST_ROWS]:
        cells = (cell(each.alarm), _when(each), cell(words(each.before)), cell(words(each.after)))
        lines.append(f"| {' | '.join(cells)} |")
    if len(of.found) > MOST_ROWS:
        lines += ["", MORE.format(count=len(of.found) - MOST_ROWS)]
    return "\n".join([*lines, "", *_sentences(of)[1:]])


def words(told: Told) -> str:
    """Where an alarm is shown, and whom that mentions."""
    if not told.shown:
        return DROPPED if told.is_dropped else NOT_SHOWN
    return "; ".join(map(_words, told.shown))


def cell(written: str) -> str:
    """Any text as code within a cell of a table: GitHub ends a cell at a bar, in code too."""
    line = " ".join(written.split()).replace("`", "'").replace("|", "\\|")
    return f"`{line}`" if line else ""


def _words(shown: Shown) -> str:
    who = ", ".join(map(called, shown.mentions))
    parts = [FORMS[shown.form].format(channel=shown.channel), MENTIONS.format(who=who) if who else NOBODY]
    if shown.later:
        parts.append(LATER.format(who=", ".join(map(called, shown.later))))
    parts += [plain(line) for line in shown.note.splitlines()]
    return ", ".join(parts)


def called(mention: str) -> str:
    """As bellhop.toml names them: `<!subteam^S0OPS>` is S0OPS, `<!here>` is here."""
    return mention.strip("<>@!").removeprefix("subteam^")


def _when(each: Difference) -> str:
    return (ONCE if each.times == 1 else TIMES).format(count=each.times, at=each.last)


def _sentences(of: Rehearsed) -> list[str]:
    if not of.heard:
        return [NONE_HEARD.format(since=of.since)]
    facts = {
        "heard": HEARD_ONCE if of.heard == 1 else HEARD.format(count=f"{of.heard:,}"),
        "since": of.since,
        "old": of.old,
        "new": of.new,
    }
    counted: Counter[Kind] = Counter()
    for each in of.found:
        counted.update(dict.fromkeys(each.kinds, each.times))
    kinds = ", ".join(f"{counted[kind]:,} {kind.value}" for kind in Kind if counted[kind])
    count = f"{sum(each.times for each in of.found):,}"
    summary = DIFFERENT.format(count=count, kinds=kinds, **facts) if of.found else SAME.format(**facts)
    return [summary, *filter(None, [ASSUMES, of.tags])]
