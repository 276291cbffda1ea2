"""Words that people type beside those of the help: what adds nothing, what only looks, and what is a good guess. No IO.

A group that has one of these as its name goes before the word.
"""

from __future__ import annotations

NOISE = frozenset(
    (
        *("to", "set", "scale", "/scale", "please", "pls", "plz", "now", "once", "asap", "last", "instances"),
        *("instance", "the", "group", "asg", "size", "capacity", "desired", "count", "with", "make", "change"),
        *("resize", "update", "adjust", "move", "bring", "put", "go", "it", "just", "kindly", "machines"),
        *("servers", "nodes", "of", "and", "be", "my", "our", "its"),
        *("turn", "switch", "forever", "permanently", "right", "away", "immediately"),
        *("replicas", "--replicas", "--desired", "--desired-capacity"),
    )
)
# They add nothing either, but a question, a wish or a remark is no order.
HEDGES = frozenset(
    (
        *("can", "could", "would", "should", "you", "i", "want", "need", "needs", "give", "me", "bump"),
        *("changed", "did", "thanks", "thank", "thx", "ty", "cheers", "normal"),
    )
)
# They only look, and can stand anywhere.
LOOKS = frozenset(
    (
        *("list", "ls", "status", "show", "info", "describe", "view", "get", "see", "check", "groups", "all"),
        *("what", "what's", "whats", "is", "how", "are", "which", "does", "why"),
    )
)
SAME: dict[str, tuple[str, ...]] = {
    "log": ("history",),
    "logs": ("history",),
    "who": ("history",),
    "changes": ("history",),
    "schedules": ("schedule",),
    "scheduled": ("schedule",),
    "usage": ("help",),
    "?": ("help",),
    "-h": ("help",),
    "--help": ("help",),
    "-help": ("help",),
    "unsuspend": ("resume",),
    "fits": ("fit",),
    "rightsize": ("fit",),
    "right-size": ("fit",),
}

NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
            *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        )
    )
}
# What one wants with them is likely, but not said: a button asks for exactly this.
GUESSES: dict[str, tuple[str, ...]] = {
    "double": ("x2",),
    "twice": ("x2",),
    "triple": ("x3",),
    "half": ("x0.5",),
    "halve": ("x0.5",),
    "stop": ("0",),
    "off": ("0",),
    "shutdown": ("0",),
    "kill": ("0",),
    "none": ("0",),
    "restart": ("refresh", "start"),
    "reboot": ("refresh", "start"),
    "recycle": ("refresh", "start"),
    "redeploy": ("refresh", "start"),
    "cancel": ("refresh", "cancel"),
    "abort": ("refresh", "cancel"),
    "rollback": ("refresh", "rollback"),
    "full": ("max",),
    "revert": ("undo",),
    "reset": ("undo",),
    "restore": ("undo",),
    "back": ("undo",),
    **{word: (number,) for word, number in NUMBERS.items()},
}
UP = frozenset(("up", "more", "add", "plus", "increase", "grow", "bigger", "extra", "raise", "out"))
DOWN = frozenset(("down", "less", "fewer", "remove", "minus", "decrease", "shrink", "smaller", "reduce", "lower"))
# Of these alone nobody knows how many.
NEED_A_NUMBER = frozenset(("add", "remove", "plus", "minus", "extra"))
BOUNDS = {"min": "min", "minimum": "min", "max": "max", "maximum": "max"}
SIZE_NAMES = frozenset(("desired", "size", "capacity", "count", "instances", "replicas"))

# Beside a size they are no verbs: `keep web at 4`.
HOLD = frozenset(("keep", "stay", "hold", "leave"))
# They join a group to what is before it: `undo on web`.
JOINTS = frozenset(("on", "in", "for", "at", "from"))

ANY = NOISE | HEDGES | LOOKS | frozenset(SAME) | frozenset(GUESSES) | UP | DOWN | frozenset(BOUNDS)
