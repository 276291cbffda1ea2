"""The forecast of a plan: what the metrics of the group's alarms come to, and what the alarms do then."""

from __future__ import annotations

from collections.abc import Iterator

from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast import words
from app.commands.scale.outlook.forecast.check import Told
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Found
from app.commands.scale.outlook.forecast.read import read
from app.commands.scale.outlook.forecast.shared import Why
from app.commands.scale.outlook.forecast.track_record import TrackRecord, TrackRecords
from app.commands.scale.outlook.values import About, Estimate
from app.store.codec import encode

UNITS = ":grey_question: No forecast: the sizes of this group are not in instances."
PART = (
    ":grey_question: Not all alarms are forecast: this time Bellhop looked up prices instead. The next plan has them."
)
MATTERS = frozenset({Why.FULL})  # what whoever is on call has to know; the other reasons are the same at each plan
STEPS = (-1, 1, 2, 4)  # what a form tells of


def estimate(about: About, parts: Parts) -> Estimate:
    """Nothing where no alarm is on a metric of the group."""
    if about.group.unit:
        return Estimate(reasons=(UNITS,))
    found = read(about, parts)
    part = () if found.is_all else (PART,)
    if about.after is None:
        return Estimate((*_in_a_form(about, found), *part))
    told = {asked: found.figure(asked, about.after) for asked in found.watching}
    figures = {asked: figure for asked, figure in told.items() if isinstance(figure, Figure)}
    whys = [(asked, why) for asked, why in told.items() if isinstance(why, Why)]
    record = (
        TrackRecords(parts.table, parts.clock).find(about.group.name, about.group.created) if figures else TrackRecord()
    )
    lines = [words.line(asked, figure, found.outcomes(asked, figure)) for asked, figure in figures.items()]
    if lines and record.checks:
        lines.append(words.record(record.checks))
    lines += words.none([each for each in whys if each[1] in MATTERS])
    reasons = words.none([each for each in whys if each[1] not in MATTERS])
    kept = [encode(Told(asked, figure)) for asked, figure in figures.items()]
    return Estimate((*lines, *part), {"told": kept} if kept else {}, tuple(reasons))


def _in_a_form(about: About, found: Found) -> Iterator[str]:
    """Some sizes near the one that is, and the one that fits."""
    group = about.group
    sizes = [size for size in (group.desired + step for step in STEPS) if group.minimum <= size <= group.maximum]
    for asked in found.watching:
        figures = [figure for size in sizes if isinstance(figure := found.figure(asked, size), Figure)]
        if figures:
            yield words.several(asked, figures)
    fits = found.fitting(group.minimum, group.maximum)
    if fits is not None:
        yield words.FITS.format(size=fits)
