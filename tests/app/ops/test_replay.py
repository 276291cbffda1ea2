"""Replay: every dead letter goes back, none is lost on the way, and a FIFO queue does not take it for a repeat."""

from __future__ import annotations

from typing import Any

import pytest

from app.ops.replay import Replay


class Letters:
    """A queue that remembers; `dies_on` is the number of the put or delete at which the process ends."""

    def __init__(self, *texts: str, group: str = "") -> None:
        attributes = {"MessageGroupId": group} if group else {}
        self.waiting = [{"messageId": text, "body": text, "attributes": attributes} for text in texts]
        self.puts: list[tuple[str, str, str]] = []
        self.dies_on = 0
        self.seconds_waited = 0

    def receive(self, wait: int) -> dict[str, Any]:
        self.seconds_waited += 0 if self.waiting else wait
        return {"Records": self.waiting[:10]}

    def delete(self, records: list[dict[str, Any]]) -> None:
        self._step()
        self.waiting = [each for each in self.waiting if each not in records]

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        self._step()
        self.puts.append((text, group, once))

    def _step(self) -> None:
        self.dies_on -= 1
        if self.dies_on == 0:
            raise KeyboardInterrupt


def test_every_message_goes_back_and_is_counted() -> None:
    dead, alive, said = Letters(*(f"m{number}" for number in range(25))), Letters(), list[str]()
    assert Replay("alarms", dead, alive, said.append).run() == 25
    assert [text for text, _, _ in alive.puts] == [f"m{number}" for number in range(25)]
    assert (dead.waiting, said) == ([], ["alarms: 25 put back."])


def test_an_empty_queue_is_said() -> None:
    said: list[str] = []
    assert Replay("watch", Letters(), Letters(), said.append).run() == 0
    assert said == ["watch: no dead letters."]


def test_who_asks_waits_a_second_for_an_empty_queue_which_is_enough_to_ask_all_of_sqs() -> None:
    dead = Letters("a letter")
    Replay("watch", dead, Letters(), print).run()
    assert dead.seconds_waited == 1


def test_a_job_keeps_its_group_and_is_no_repeat_to_the_queue() -> None:
    dead, alive = Letters("a", "b", group="web"), Letters()
    Replay("jobs", dead, alive, print).run()
    assert [group for _, group, _ in alive.puts] == ["web", "web"]
    assert len({once for _, _, once in alive.puts} - {""}) == 2


def test_what_dies_again_meanwhile_ends_the_replay_and_stays_where_it_is() -> None:
    dead, said = Letters(*(f"m{number}" for number in range(12))), list[str]()

    class Deadly(Letters):
        """The fault persists: what is put here rests among the dead letters at once."""

        def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
            super().put(text, delay=delay, group=group, once=once)
            dead.waiting.append({"messageId": f"{text}-again", "body": text, "attributes": {}})

    alive = Deadly()
    assert Replay("alarms", dead, alive, said.append).run() == 12
    assert {each["body"] for each in dead.waiting} == {text for text, _, _ in alive.puts}
    assert "failed again" in said[-1]


@pytest.mark.parametrize("place", range(1, 5))
def test_broken_off_at_any_step_nothing_is_lost(place: int) -> None:
    dead, alive = Letters("a", "b"), Letters()
    (alive if place % 2 else dead).dies_on = (place + 1) // 2
    with pytest.raises(KeyboardInterrupt):
        Replay("alarms", dead, alive, print).run()
    assert {text for text, _, _ in alive.puts} | {each["body"] for each in dead.waiting} == {"a", "b"}
