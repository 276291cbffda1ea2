"""`python -m app rehearse`: last week's alarms under another bellhop.toml, and what would be different."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from app.aws.cloudwatch import CloudWatch
from app.aws.desk.alarm_history import AlarmHistory, Published
from app.aws.desk.sent_tags import Tags, sent_tags
from app.aws.desk.stack import stack_outputs
from app.aws.secrets import fetch
from app.base.clock import now
from app.base.errors import Misconfigured, Refused
from app.base.values import dataclass
from app.config.configuration import Configuration, read_configuration
from app.config.settings import Settings
from app.ops.catch_up import span_of, transitions_in
from app.ops.rehearse.compare import differences
from app.ops.rehearse.explain import explained
from app.ops.rehearse.play import Heard, play
from app.ops.rehearse.report import NO_TAGS, TAGS, Rehearsed, markdown, text

WHAT = "the configuration"
NAME_A_FILE = "Name the bellhop.toml to rehearse: --config new.toml. It is compared with the running one, or --against."
NOT_IN_HISTORY = "No alarm {name} left OK in the last {since}. Give its whole name, or go further back: --since 30d."


@dataclass(frozen=True)
class Asked:
    """What was asked for, as on the command line; `against` is the running configuration if it names none."""

    since: str
    config: str
    against: str = ""
    explain: str = ""
    markdown: bool = False


@dataclass(frozen=True)
class Rehearsal:
    """`published` is what alarms published since then, `cloudwatch` tells today's tags; `say` prints."""

    published: Iterable[Published]
    cloudwatch: CloudWatch
    until: datetime
    say: Callable[[str], None]

    def run(self, asked: Asked, old: Configuration, new: Configuration, topic: str = "") -> None:
        """Say what would be different; with `topic` only of what was published there, or to functions."""
        heard, tags = self._with_tags(heard_in(self.published, topic), old, new)
        if asked.explain:
            self.say("\n".join(_explanation(asked, heard, new)))
            return
        before, after = (play(each, heard, self.until).told() for each in (old, new))
        found = differences(before, after)
        rehearsed = Rehearsed(asked.against, asked.config, asked.since, len(before), found, tags)
        self.say(markdown(rehearsed) if asked.markdown else text(rehearsed))

    def _with_tags(self, heard: Sequence[Heard], *configurations: Configuration) -> tuple[Sequence[Heard], str]:
        """With today's tags where a route asks for some, and what has to be said of that."""
        if not any(route.tags for each in configurations for route in each.routes):
            return heard, ""
        try:
            tags = sent_tags({each.transition.name for each in heard}, self.cloudwatch)
        except Refused as problem:
            return heard, NO_TAGS.format(why=problem)
        return tuple(_tagged(each, tags) for each in heard), TAGS


def rehearse(settings: Settings, asked: Asked, stage: str) -> None:
    """Print what would be different; nothing is sent to Slack, and nothing is changed."""
    span, until = span_of(asked.since), now()
    if not asked.config:
        raise Misconfigured(NAME_A_FILE)
    asked = replace(asked, against=asked.against or settings.config_path)
    old, new = (read_configuration(place, partial(fetch, what=WHAT)) for place in (asked.against, asked.config))
    topic = stack_outputs(f"bellhop-{stage}")["AlarmTopicArn"] if stage else settings.alarm_topic_arn
    Rehearsal(AlarmHistory().published(until - span), CloudWatch(), until, print).run(asked, old, new, topic)


def heard_in(published: Iterable[Published], topic: str = "") -> tuple[Heard, ...]:
    """The transitions in what was published, each once; with `topic` without those of other topics."""
    ours = (each for each in published if not topic or not _is_topic(each.resource) or each.resource == topic)
    return tuple(Heard(item.at, transition) for item, _, transition in transitions_in(ours))


def _is_topic(arn: str) -> bool:
    return arn.split(":")[2:3] == ["sns"]


def _tagged(heard: Heard, tags: Mapping[str, Tags]) -> Heard:
    """What a message says itself is as it was then."""
    if heard.transition.tags:
        return heard
    today = tags.get(heard.transition.arn, {})
    return replace(heard, transition=replace(heard.transition, tags=tuple(today.items())))


def _explanation(asked: Asked, heard: Sequence[Heard], configuration: Configuration) -> Iterator[str]:
    """Of the alarm's newest transition that left OK."""
    found = [each.transition for each in heard if each.transition.name == asked.explain]
    newest = next((each for each in reversed(found) if not each.new.is_over), None)
    if newest is None:
        raise Misconfigured(NOT_IN_HISTORY.format(name=asked.explain, since=asked.since))
    yield from explained(newest, configuration.routes, configuration.slack.channel)
