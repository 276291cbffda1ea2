"""Which of the ways to read a text is meant, by the names of the groups that there are. No IO.

A group with exactly the name beats everything; then the likeliest way counts. What is not sure is never carried out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.base.errors import Wrong
from app.commands.scale.request.errors import plainly
from app.commands.scale.request.guess import guessed
from app.commands.scale.request.parse import NO_GROUP, Request, words
from app.commands.scale.request.readings import LEFT_OUT, Reading, Readings
from app.commands.scale.request.several import each_of
from app.commands.scale.short_names import like, matches, ways_to_say, whole
from app.commands.scale.unclear import NoSuchGroup, Unclear, no_group_but, the_one
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.look import LookAt
from app.listeners.names import LEAST_PART, ONE_OF_THESE
from app.slack.messages.text import shorten, similar, ticked

NEITHER = "{word} is neither a time, such as `in 10m`, nor a place: bellhop.toml names {known}."
WITHOUT = "Without it:"
DID_YOU_MEAN = "Did you mean `/scale {words}`?"
ONE_AT_A_TIME = "`/scale` takes one group at a time. Nothing is done yet: press one after the other."
MOST_SHOWN = 300  # with the longest name whole


def meant_by(said: Readings, names: Sequence[str]) -> Request:
    """The request that is meant, for exactly its group; raises Unclear with likely ones, or Wrong with what to type."""
    exact = [way for way in said.ways if way.request.group and whole(way.request.group, names)]
    if exact:
        return _sure(exact, names)
    several = each_of(said, names)
    if several:
        raise Unclear(ONE_AT_A_TIME, several, each=True)
    likely = [way for way in said.ways if not way.is_whole]
    for way in likely:
        if not way.request.group or matches(way.request.group, names):
            return _sure([way], names)
    for way in likely:
        _raise_near(way.request, names)
    raise _wrong(said, names)


def misplaced(wrong: Wrong, word: str, known: str, names: Sequence[str]) -> Wrong:
    """The same, of words that name a place which is none: `word`, '' for nothing, where `known` are all."""
    if not word or matches(word, names) or like(word, names):
        return wrong
    neither, said = NEITHER.format(word=ticked(word), known=known), str(wrong)
    if isinstance(wrong, Unclear):
        asks = WITHOUT if said == LEFT_OUT.format(word=ticked(word)) else said
        return Unclear(f"{neither} {asks}", wrong.requests, each=wrong.each)
    return Wrong(f"{neither} {said}" if isinstance(wrong, NoSuchGroup) else neither)


def _sure(ways: Sequence[Reading], names: Sequence[str]) -> Request:
    """The first way if it is sure; else what is not is offered."""
    if ways[0].is_sure:
        return _of_its_group(ways[0].request, names)
    requests = [_of_its_group(way.request, names) for way in ways if not way.is_sure]
    if ways[0].says:
        raise Unclear(ways[0].says, requests)
    if len(requests) == 1:
        raise Unclear(DID_YOU_MEAN.format(words=plainly(shorten(str(requests[0]), MOST_SHOWN))), requests)
    raise Unclear(ONE_OF_THESE, requests)


def _of_its_group(request: Request, names: Sequence[str]) -> Request:
    """For the one group that its name means; raises Unclear for several, and for a guess."""
    if not request.group:
        return request
    return replace(request, group=the_one(request, names), is_exact=True)


def _raise_near(request: Request, names: Sequence[str]) -> None:
    """The same for groups with a name like it, or a word that stands alone."""
    said = request.group.casefold()
    longer = [
        name for name in names if any(len(way) >= LEAST_PART and way.casefold() in said for way in ways_to_say(name))
    ]
    likely = dict.fromkeys((*like(request.group, names), *longer))
    near = [replace(request, group=name, is_exact=True) for name in likely]
    if request.intent == LookAt():
        alone = catalogue.alone()
        near += [Request(alone[word]) for word in similar(request.group, [word for word in alone if word])]
    if near:
        raise Unclear(no_group_but(request.group, names), near)


def _wrong(said: Readings, names: Sequence[str]) -> Wrong:
    """What is wrong with the words, if they are about a group that there is; else that there is none."""
    about = [wrong for name, wrong in said.wrongs if whole(name, names)]
    about += [wrong for name, wrong in said.wrongs if name.casefold() not in words() and matches(name, names)]
    if about:
        return about[0]
    likely = [way.request.group for way in said.ways if not way.is_whole]
    if likely:
        return NoSuchGroup(likely[0], tuple(names))
    if said.ways:
        request = said.ways[0].request
        return Wrong(NO_GROUP.format(words=plainly(str(request.intent) or " ".join(guessed([request.group]).words))))
    return said.wrongs[0][1]
