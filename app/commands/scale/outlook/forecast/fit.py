"""The smallest size that keeps a group's alarms OK, with a margin."""

from __future__ import annotations

from app.base.errors import Wrong
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast import words
from app.commands.scale.outlook.forecast.read import read
from app.commands.scale.outlook.forecast.shared import Why
from app.commands.scale.outlook.values import About
from app.slack.messages.text import ticked

UNITS = "The sizes of {group} are not in instances, so Bellhop can't tell which one fits. Nothing changed."
NO_ALARM = "No alarm watches a metric of {group} with a fixed threshold, so no size fits better. Nothing changed."
CANNOT_TELL = "Bellhop can't tell which size of {group} fits. {whys} Nothing changed."
WHY = "{metric}: {why}."
NO_SIZE = (
    "No size of {group} from {minimum} to {maximum} surely keeps its alarms OK (those that Bellhop can forecast), "
    "with a tenth of each threshold to spare. Nothing changed."
)


def fitting(about: About, parts: Parts) -> int:
    """Raises Wrong with the reason if nobody can tell, or if there is none; Refused and Later as AWS does."""
    group, name = about.group, ticked(about.group.name)
    if group.unit:
        raise Wrong(UNITS.format(group=name))
    found = read(about, parts)
    if not found.watching:
        raise Wrong(NO_ALARM.format(group=name))
    figures = {asked: found.figure(asked, found.size) for asked in found.watching}
    whys = {asked: why for asked, why in figures.items() if isinstance(why, Why)}
    if len(whys) == len(figures):
        said = " ".join(WHY.format(metric=ticked(each.metric), why=words.reason(why)) for each, why in whys.items())
        raise Wrong(CANNOT_TELL.format(group=name, whys=said))
    size = found.fitting(group.minimum, group.maximum)
    if size is None:
        raise Wrong(NO_SIZE.format(group=name, minimum=group.minimum, maximum=group.maximum))
    return size
