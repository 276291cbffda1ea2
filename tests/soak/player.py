"""Plays acts against the sandbox, and notes how each went."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.error import HTTPError

from botocore.exceptions import BotoCoreError, ClientError

from tests.menus import presses_of, value_behind
from tests.soak.acts import (
    Act,
    AwsFault,
    Deed,
    Delete,
    Deploy,
    Kill,
    Misdeliver,
    Press,
    SetState,
    SlackFault,
    Storm,
    Type,
)
from tests.soak.evidence import NO_BUTTON, Played
from tests.soak.judge import ALARMS, OPS
from tests.soak.world import World

REASON = "the soak set it"
TRIES = 5


class Player:
    """`builds` are the zips that take turns."""

    def __init__(self, world: World, builds: Sequence[bytes]) -> None:
        self._world, self._sandbox, self._builds = world, world.sandbox, builds

    def play(self, acts: Sequence[Act], note: Callable[[Played], None]) -> None:
        """Each act at its time, or as soon after it as the one before is over."""
        began = time.monotonic()
        for act in acts:
            time.sleep(max(0.0, began + act.at - time.monotonic()))
            at = time.time()
            answer, sure = self._do(act.deed)
            note(Played(at, act.deed, answer, sure))

    def _do(self, deed: Deed) -> tuple[str, bool]:
        """What was answered, and whether Bellhop certainly has it."""
        match deed:
            case SetState(alarm=alarm, state=state):
                return _tried(partial(self._set_state, alarm, state)), True
            case Delete(alarm=alarm):
                delete = self._sandbox.client("cloudwatch").delete_alarms
                return _tried(partial(delete, AlarmNames=[alarm])), True
            case Storm(alarms=count):
                return _tried(partial(self._sandbox.control, "storm", {"alarms": count or None})), True
            case Type(user=user, command=command):
                return _answer(self._sandbox.try_to_act(user=user, channel=OPS, command=command))
            case Press():
                return self._press(deed)
            case SlackFault():
                self._sandbox.control("faults", {**vars(deed), "retry_after": 1})
            case AwsFault():
                self._sandbox.control("aws/faults", vars(deed))
            case Misdeliver():
                self._world.misdeliver(**vars(deed))
            case Kill():
                return f"{self._world.kill()} processes", True
            case Deploy(build=build):
                self._world.deploy(self._builds[build])
        return "", True

    def _set_state(self, alarm: str, state: str) -> None:
        cloudwatch = self._sandbox.client("cloudwatch")
        cloudwatch.set_alarm_state(AlarmName=alarm, StateValue=state, StateReason=REASON)

    def _press(self, press: Press) -> tuple[str, bool]:
        there = list(buttons(self._sandbox.state(press.user), press.action))
        if not there:
            return NO_BUTTON, False
        channel, message, how = there[min(int(press.which * len(there)), len(there) - 1)]
        answer, sure = _answer(self._sandbox.try_to_act(user=press.user, channel=channel, ts=message["ts"], **how))
        about = f"{message['text'][:80]!r} ({value_behind(message, how)})"
        return f"{channel} {message['ts']} {how} on {about}: {answer or 'ok'}", sure


def _tried(work: Callable[[], object]) -> str:
    """Again where a fault that was meant for Bellhop hit this; in the end what was the matter, '' for nothing."""
    problem = ""
    for _ in range(TRIES):
        try:
            work()
            return ""
        except (ClientError, BotoCoreError, HTTPError) as failure:
            problem = str(failure)
    return problem


def _answer(answer: dict[str, Any]) -> tuple[str, bool]:
    return ("", True) if answer["ok"] else (str(answer.get("error")), False)


def buttons(state: dict[str, Any], action: str) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """Channel, message and how to press it, of each button of this action in front of somebody."""
    for channel in state["channels"]:
        for message in channel["messages"] if channel["id"] in (ALARMS, OPS) else ():
            for found, how in presses_of(message):
                if found == action or found.startswith(f"{action}:"):
                    yield channel["id"], message, how


def actions(message: dict[str, Any]) -> Iterator[str]:
    """The actions of a message's buttons."""
    yield from (action for action, _ in presses_of(message))
