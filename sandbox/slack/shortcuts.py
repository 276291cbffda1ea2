"""A person picks one of the app's shortcuts: anywhere in Slack, or in a message's menu."""

from collections.abc import Sequence

from sandbox.slack import payloads
from sandbox.slack.core import Slack
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import Json
from sandbox.slack.outcomes import CannotAct, Outcome, outcome_of
from sandbox.slack.payloads import Scene

FAILED = '“{name}” failed with the error "{error}"'


async def pick_global(
    slack: Slack, delivery: Delivery, scene: Scene, callback_id: str, known: Sequence[Json]
) -> Outcome:
    name = _name(callback_id, "global", known)
    reply = await delivery.interaction(payloads.shortcut(slack, scene, callback_id))
    if reply.error is not None:
        slack.workspace.notify(scene.user.id, scene.channel_id, FAILED.format(name=name, error=reply.error))
    return outcome_of(reply)


async def pick_on_message(
    slack: Slack, delivery: Delivery, scene: Scene, ts: str, callback_id: str, known: Sequence[Json]
) -> Outcome:
    """Slack offers none on what only one person sees."""
    name = _name(callback_id, "message", known)
    message = slack.workspace.message(scene.channel_id, ts)
    if message is None or message.ephemeral_to:
        raise CannotAct(f"no message with a menu in {scene.channel_id}: {ts}")
    key = slack.response_urls.issue(scene.channel_id, scene.user.id)
    reply = await delivery.interaction(payloads.message_shortcut(slack, scene, message, callback_id, key))
    if reply.error is not None:
        slack.workspace.notify(scene.user.id, scene.channel_id, FAILED.format(name=name, error=reply.error))
    return outcome_of(reply)


def _name(callback_id: str, kind: str, known: Sequence[Json]) -> str:
    """Without a manifest any shortcut is there."""
    for each in known:
        if (each["callback_id"], each["type"]) == (callback_id, kind):
            return str(each["name"])
    if known:
        raise CannotAct(f"the app has no {kind} shortcut {callback_id}")
    return callback_id
