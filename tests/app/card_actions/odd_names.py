"""Names as CloudWatch and Auto Scaling allow them, up to 255 characters, that loose code takes for other names."""

from __future__ import annotations

from html import escape, unescape

ODD_NAMES = {
    "quotes": 'prod "web" 6 because y',
    "two blanks": "prod  web",
    "blanks around": " web ",
    "percent": "100% %s %(web)d %26",
    "pipes": "web|other|https://example.com",
    "braces": "{group} {0}",
    "JSON": '{"group": "other", "account": "", "region": ""}',
    "a number": "4",
    "entities": "a&amp;b&lt;c",
    "markup": "<!channel> & <@U0ANA> *web* `web`",
    "backslashes": "web\\n\\u0026",
    "colons": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web#c",
    "a word of a command": "group:web",
    "Cyrillic": "веб-сервер",
    "Chinese": "網路伺服器",
    "right to left": "שרת-ווב",
    "emoji": "web \U0001f6d1\ufe0f",
    "255 letters": "w" * 255,
    "255 quotes": '"' * 255,
    "255 ampersands": "&" * 255,
    "255 characters": "網" * 255,
    "255 emoji": "\U0001f6d1" * 255,
}


def lookalikes(name: str) -> list[str]:
    """What a search that strips, folds, escapes or takes a part would also find."""
    loose = [name.strip(), " ".join(name.split()), unescape(name), escape(name), name.casefold(), name.upper()]
    parts = [name[:-1], name.split()[0], f"{name}-v2"[:255], name.replace('"', ""), "web", "other"]
    return sorted({each for each in [*loose, *parts] if 0 < len(each) <= 255} - {name})
