"""The buttons that help on from where a group is: its refresh, what is suspended, what AWS says. No IO."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from app.aws.scaling import Group, Refresh
from app.commands.scale.buttons import do_button
from app.commands.scale.request.parse import Request
from app.commands.scale.snapshot import WayBack
from app.commands.scale.verbs import keep, stay
from app.commands.scale.verbs.look import Failures
from app.commands.scale.verbs.processes import LABEL_RESUME, Resume
from app.commands.scale.verbs.refresh import Refresh as RefreshStep
from app.commands.scale.verbs.verb import Intent

CANCEL_LABEL, ROLL_BACK_LABEL, AWSS_WORDS_LABEL = "Cancel refresh", "Roll back", "AWS's words"
RESUME_ALL_LABEL = "Resume all {count}"
MOST_NAMED = 2


def exactly_of(intent: Intent, group: Group) -> Request:
    return Request(intent, group.name, is_exact=True, arn=group.arn)


def refresh_buttons(running: Refresh, group: Group, mark: str) -> list[ButtonElement]:
    """What can be done to a running instance refresh; one press counts for both."""
    cancel = do_button(CANCEL_LABEL, mark, exactly_of(RefreshStep("cancel"), group), 1)
    if not running.can_roll_back:
        return [cancel]
    return [cancel, do_button(ROLL_BACK_LABEL, mark, exactly_of(RefreshStep("rollback"), group), 2)]


def resume_button(suspended: Sequence[str], group: Group, mark: str) -> ButtonElement:
    processes = tuple(suspended)
    named = LABEL_RESUME.format(processes=", ".join(processes))
    label = named if len(processes) <= MOST_NAMED else RESUME_ALL_LABEL.format(count=len(processes))
    return do_button(label, f"{mark}-resume", exactly_of(Resume(processes), group), 3)


def awss_words_button(mark: str, group: Group, change_id: str = "") -> ButtonElement:
    """What failed, in AWS's own words: of a change, or of the group."""
    return do_button(AWSS_WORDS_LABEL, mark, exactly_of(Failures(change_id), group), 4)


def keep_button(lost: WayBack, group: Group, change_id: str) -> ButtonElement:
    """Goes back after all, as the change before the change with this id would have."""
    return do_button(
        keep.LABEL.format(size=lost.to.desired), f"{change_id}-keep", exactly_of(keep.Keep(change_id), group), 5
    )


def stay_button(size: int, group: Group, change_id: str) -> ButtonElement:
    """Cancels the way back of the change with this id."""
    return do_button(stay.LABEL.format(size=size), f"{change_id}-stay", exactly_of(stay.Stay(change_id), group), 6)
