"""Slack's three control characters as it sends them to apps: `&amp;`, `&lt;`, `&gt;`.

Source: docs.slack.dev, "Escaping text"; for the labels of buttons slackapi/bolt-python#513, for commands
slack-ruby/slack-ruby-bot#237.
"""

from sandbox.slack.errors import Json


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_button(button: Json) -> Json:
    """A button as block_actions carries it: what stands on it, and its value."""
    sent: Json = {name: button[name] for name in ("text", "value", "style", "url") if name in button}
    if "text" in sent:
        sent["text"] = {**sent["text"], "text": escaped(sent["text"]["text"])}
    if "value" in sent:
        sent["value"] = escaped(sent["value"])
    return sent
