"""What the worker runs for what only looks: the list, or one alarm's card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.alarms.read.regions import is_within, parse_arn
from app.alarms.show.card import card
from app.alarms.show.elsewhere import no_access
from app.base.errors import Wrong
from app.commands.alarms import listing, one
from app.commands.alarms.buttons import arn_in, page_in, show_button
from app.commands.alarms.filters import Filters, read_filters
from app.commands.alarms.find import Unclear, exactly, find, whole_name
from app.commands.alarms.request import parse
from app.commands.alarms.verbs.catalogue import with_verb
from app.commands.alarms.verbs.verb import Asked, Request
from app.listeners.elsewhere import at_place, no_place
from app.listeners.names import labels
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message
from app.slack.messages.text import ticked

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch
    from app.listeners.operation import Operation
    from app.listeners.services import Services

GONE = "The alarm {name} no longer exists."
NO_PLACE = ", and no place {word}: bellhop.toml names {known}"
NO_VERB = "There is no alarm {name}. Did you mean {line}?"
OLDER = "This button is from another version of Bellhop. `/alarms` lists what is not OK."


def show(request: Request, asked: Asked) -> Reply:
    """What is called exactly so wins over a word of the filters."""
    services = asked.services
    if request.arn and not is_within(request.arn, services.home):
        return elsewhere(request.arn, services, asked.operation.mark)
    text, services = at_place(" ".join(request.typed), services)
    request, cloudwatch = parse(text) if services.place else request, services.cloudwatch
    filters = read_filters(() if request.quoted else request.words)
    name = request.quoted or whole_name(request.typed, request.rest, cloudwatch)
    alarm = None if filters.is_glob or not name else exactly(name, cloudwatch)
    try:
        alarm = alarm or _looked_for(request, filters, _placed(text, services), cloudwatch)
    except Unclear as unclear:
        return offer(unclear)
    if alarm:
        return one.show(alarm, services, asked.operation.mark)
    return listing.show(filters, asked.caller, services)


def _looked_for(request: Request, filters: Filters, placed: str, cloudwatch: CloudWatch) -> Alarm | None:
    """By a part of its name; None of filters. Raises Unclear, and Wrong for none, or for a verb that is mistyped."""
    is_named = not request.quoted and request.typed[:1] == tuple(filters.name.split()[:1])
    line = with_verb(request.typed) if is_named else ""
    no_verb = Wrong(NO_VERB.format(name=ticked(" ".join(request.typed)), line=ticked(f"/alarms {line}")))
    is_alone = len(request.typed) == 1
    if not (request.quoted or filters.is_name):
        if line and filters.is_glob and not is_alone:
            raise no_verb
        return None
    try:
        return find(request.rest, cloudwatch, placed)
    except Wrong as wrong:
        if line and not (is_alone and isinstance(wrong, Unclear)):
            raise no_verb from None
        raise


def _placed(text: str, services: Services) -> str:
    """What is said of a place that is none."""
    word, known = no_place(text, services)
    return NO_PLACE.format(word=ticked(word), known=known) if word else ""


def show_page(click: ButtonClick, services: Services, _: Operation) -> Reply:
    words, start = page_in(click.value)
    text, services = at_place(words, services)
    return replace(listing.show(read_filters(text.split()), click.caller, services, start), replaces=True)


def show_one(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    arn = arn_in(click.value)
    if not arn:
        raise Wrong(OLDER)
    if not is_within(arn, services.home):
        return elsewhere(arn, services, operation.mark)
    return one.show(_alarm(arn, services), services, operation.mark)


def _alarm(arn: str, services: Services) -> Alarm:
    name = parse_arn(arn).name
    alarm = next(iter(services.cloudwatch.named([name])), None)
    if alarm is None:
        raise Wrong(GONE.format(name=ticked(name)))
    return alarm


def elsewhere(arn: str, services: Services, mark: str) -> Reply:
    """Of another account or region: as it is there, or what was told of it, with nothing that acts in AWS."""
    seen = services.seen_from(arn)
    if is_within(arn, seen.home):
        return one.show(_alarm(arn, seen), seen, mark)
    incident = services.processor.incidents.last_of(arn)
    if incident is None:
        there = parse_arn(arn)
        raise Wrong(no_access(there.name, there.account, there.region, services.home))
    return Reply(card(incident, one.UNCALLED, services.home))


def offer(unclear: Unclear) -> Reply:
    """A button for each alarm that may be meant."""
    shown, lines = labels([alarm.name for alarm in unclear.alarms], str(unclear))
    text = error_text(unclear) + lines
    chosen = zip(shown, unclear.alarms, strict=True)
    buttons = [show_button(alarm.arn, alarm.name, at, label) for at, (label, alarm) in enumerate(chosen)]
    return Reply(Message(text, (section(text), actions(buttons))), asks=True)
