"""Which earlier change a new one undoes or replaces, and what that earlier one then says. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.commands.scale.assess import SOMEBODY
from app.commands.scale.logged_change import Change, Result, Since
from app.commands.scale.verbs.schedule import ACTION_NAME, RETURN_PREFIX


def overtaken(newest: Sequence[Change], later: Change) -> Sequence[Change]:
    """Of the newest changes: all that are taken back, or the one whose sizes are not those of the group any more.

    Before that one, those that only cancelled, moved or kept its way back.
    """
    found = [each for each in newest if _is_overtaken(each, later)]
    last = next((at for at, each in enumerate(found) if each.leaves is None), len(found))
    return found if later.takes_back else found[: last + 1]


def _is_overtaken(earlier: Change, later: Change) -> bool:
    """Whether the later change undoes or replaces the earlier one; also if that is stored already."""
    if earlier.id == later.id:
        return False
    is_about_return = earlier.leaves is not None and not earlier.undone_by and earlier.since is None
    if later.undoes:
        return earlier.id == later.undoes or is_about_return
    if later.takes_back:
        is_so = earlier.undone_by in ("", later.id)
        return bool(earlier.makes) and is_so and set(earlier.makes) <= set(later.takes_back)
    if earlier.since and earlier.since.change_id == later.id:
        return True
    if later.refresh:
        return bool(later.refresh_id) and earlier.refresh and not earlier.refresh_id and earlier.is_running
    is_in_force = earlier.is_undoable and earlier.since is None and earlier.result is not Result.OVERTAKEN
    return later.before is not None and (is_in_force or is_about_return)


def returns_taken_back(later: Change) -> Sequence[str]:
    """The ids of the changes whose way back the later one deleted."""
    prefix = ACTION_NAME.format(name=RETURN_PREFIX)
    return [name.removeprefix(prefix) for name in later.takes_back if name.startswith(prefix)]


def stays(earlier: Change, later: Change) -> Change:
    """The earlier change, whose way back the later one cancelled, or moved to another time."""
    return replace(earlier, stays=True, stays_by=later.user_id, stays_until=later.until)


def over(earlier: Change, later: Change) -> Change:
    """The earlier change, which knows what came after it."""
    since = Since(later.at, later.after, later.user_id, later.id)
    if later.undoes == earlier.id or later.takes_back:
        return replace(earlier, undone_by=later.id, since=since)
    if earlier.after and later.before != earlier.after and not later.refresh:  # it was overtaken before that
        since = Since(later.at, later.before, change_id=later.id, by=SOMEBODY)
    return replace(earlier, since=earlier.since or since)
