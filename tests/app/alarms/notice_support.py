"""Notices as SNS brings them."""

from typing import Any


def sns(message: str, subject: str | None = None) -> dict[str, object]:
    return {"Type": "Notification", "MessageId": "m", "Subject": subject, "Message": message}


def fact(value: Any, path: str) -> str:
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value.get(name, "")
    return one_line(str(value))


def one_line(text: str) -> str:
    return " ".join(text.split())
