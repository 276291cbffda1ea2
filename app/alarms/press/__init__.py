"""What one can press on an alarm's message: a button is a file here and a line below."""

from __future__ import annotations

from app.alarms.press import digest_list
from app.commands.command import Button, Modal

ALARM_BUTTONS: tuple[Button, ...] = (digest_list.BUTTON,)
ALARM_MODALS: tuple[Modal, ...] = ()
