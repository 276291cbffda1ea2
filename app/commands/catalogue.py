"""The table of contents: every slash command. A new one is one file and one line here."""

from __future__ import annotations

from app.commands import alarms, echo, forcealarm, scale

COMMANDS = (
    echo.COMMAND,
    scale.COMMAND,
    forcealarm.COMMAND,
    alarms.COMMAND,
)
