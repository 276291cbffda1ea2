"""A person types a slash command."""

from sandbox.slack import payloads
from sandbox.slack.core import Slack
from sandbox.slack.delivery import NOBODY_THERE, Delivery
from sandbox.slack.errors import SlackError
from sandbox.slack.outcomes import CannotAct, Outcome
from sandbox.slack.payloads import Scene
from sandbox.slack.replies import say_answer

NOT_A_COMMAND = "{command} is not a valid command."
FAILED = '{command} failed with the error "{error}"'
NO_ANSWER = "{command} failed because the app did not respond."
BAD_ANSWER = "invalid_command_response"


async def give_command(slack: Slack, delivery: Delivery, scene: Scene, line: str, known: set[str]) -> Outcome:
    """Sends `/name text` to the app and shows its answer. With no `known` commands every one goes through."""
    name, _, text = line.strip().partition(" ")
    if not name.startswith("/"):
        raise CannotAct(f"a command begins with a slash: {line}")
    if known and name not in known:
        slack.workspace.notify(scene.user.id, scene.channel_id, NOT_A_COMMAND.format(command=name))
        return Outcome(error="unknown_command")
    key = slack.response_urls.issue(scene.channel_id, scene.user.id)
    reply = await delivery.command(payloads.command(slack, scene, name, text.strip(), key))
    error = reply.error
    place = slack.response_urls.get(key)
    if error is None and place is not None:
        try:
            say_answer(slack, place, reply.body)
        except SlackError:
            error = BAD_ANSWER
    if error is not None:
        text_of_failure = NO_ANSWER if error == NOBODY_THERE else FAILED
        slack.workspace.notify(scene.user.id, scene.channel_id, text_of_failure.format(command=name, error=error))
    return Outcome(reply.status, error, reply.body)
