"""files.*: the three steps of an upload, and what is known of a file."""

from sandbox.slack import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.content import Content
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.files import File
from sandbox.slack.methods.chat import new_message
from sandbox.slack.methods.method import Method, channel_for_bot


def get_upload_url(slack: Slack, arguments: Arguments) -> Json:
    length = arguments.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ("must provide a number: length",))
    file = slack.files.begin(arguments.required("filename"), length, slack.clock())
    return {"upload_url": f"{slack.base_url}/upload/v1/{file.id}/{file.ticket}", "file_id": file.id}


def complete_upload(slack: Slack, arguments: Arguments) -> Json:
    given = arguments.structure("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", ("missing required field: files",))
    channel = (
        channel_for_bot(slack, arguments.text("channel_id"), to_post=True) if arguments.text("channel_id") else None
    )
    taken_in = [slack.files.complete(str(each.get("id", ""))) for each in given]
    if channel:
        for file in taken_in:
            file.channels.append(channel.id)
    files = [_shown(file) for file in taken_in]
    if channel:
        content = Content(arguments.text("initial_comment"), None, None)
        message = new_message(slack, channel.id, content, thread_ts=arguments.text("thread_ts"))
        message.files = files
        slack.workspace.add(message)
    return {"files": files}


def info(slack: Slack, arguments: Arguments) -> Json:
    return {"file": _shown(slack.files.look(arguments.required("file")))}


def list_files(slack: Slack, arguments: Arguments) -> Json:
    """All of them are images of the app's own, so what asks for less than that finds none."""
    is_ours = arguments.text("user", people.BOT_USER) == people.BOT_USER
    until = float(arguments.text("ts_to") or slack.clock())
    found = slack.files.before(until) if is_ours and arguments.text("types", "all") in ("all", "images") else []
    return {"files": [_shown(file) for file in found[: arguments.number("count", 100)]]}


def delete(slack: Slack, arguments: Arguments) -> Json:
    slack.files.delete(arguments.required("file"))
    return {}


def _shown(file: File) -> Json:
    """As Slack's file object: `channels` are those that it was shared in (all of them are public here)."""
    told = {"id": file.id, "name": file.name, "title": file.name, "mimetype": file.mimetype, "size": file.length}
    return {**told, "channels": list(file.channels)}


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.list": list_files,
    "files.delete": delete,
}
