"""Secrets: a literal or a reference, fetched anew after five minutes, and never seen in a repr or an error."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from app.errors import Later, Misconfigured
from app.secrets import Secret, is_reference


@dataclass
class Keeper:
    """Stands for AWS: `answers` are given one after the other, `asked` is what was fetched."""

    answers: list[str | Exception]
    asked: list[str] = field(default_factory=list)
    now: float = 1000.0

    def fetch(self, reference: str) -> str:
        self.asked.append(reference)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def secret(self, reference: str = "ssm:/bellhop/token") -> Secret:
        return Secret("SLACK_BOT_TOKEN", reference, self.fetch, monotonic=lambda: self.now)


def test_a_literal_is_its_own_value_and_nobody_is_asked() -> None:
    keeper = Keeper(answers=[])
    assert keeper.secret("xoxb-literal").reveal() == "xoxb-literal"
    assert keeper.asked == []


def test_nothing_is_fetched_before_the_first_use() -> None:
    keeper = Keeper(answers=["xoxb-1"])
    secret = keeper.secret()
    assert keeper.asked == []
    assert secret.reveal() == "xoxb-1"


def test_a_value_is_kept_for_five_minutes_and_then_fetched_anew() -> None:
    keeper = Keeper(answers=["xoxb-old", "xoxb-rotated"])
    secret = keeper.secret()
    assert secret.reveal() == "xoxb-old"
    keeper.now += 299
    assert secret.reveal() == "xoxb-old"
    keeper.now += 1
    assert secret.reveal() == "xoxb-rotated"
    assert keeper.asked == ["ssm:/bellhop/token"] * 2


def test_an_empty_secret_is_named_by_its_setting_and_where_it_is_kept() -> None:
    with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN is empty where it is kept \\(ssm\\)"):
        Keeper(answers=[""]).secret().reveal()


def test_a_failed_fetch_is_tried_again_at_the_next_use() -> None:
    keeper = Keeper(answers=[Later("AWS did not answer."), "xoxb-1"])
    secret = keeper.secret()
    with pytest.raises(Later):
        secret.reveal()
    assert secret.reveal() == "xoxb-1"


@pytest.mark.parametrize("trouble", [Later("AWS did not answer."), Misconfigured("no such parameter")])
def test_a_value_that_cannot_be_renewed_goes_on_to_serve(trouble: Exception) -> None:
    keeper = Keeper(answers=["xoxb-known", trouble, "xoxb-rotated"])
    secret = keeper.secret()
    secret.reveal()
    keeper.now += 300
    assert secret.reveal() == "xoxb-known"
    keeper.now += 300
    assert secret.reveal() == "xoxb-rotated"


def test_neither_the_value_nor_the_reference_is_in_its_repr() -> None:
    secret = Keeper(answers=["xoxb-fetched"]).secret("kms:Y2lwaGVydGV4dA==")
    secret.reveal()
    assert "xoxb" not in repr(secret)
    assert "Y2lw" not in repr(secret)
    assert "SLACK_BOT_TOKEN" in repr(secret)


@pytest.mark.parametrize("reference", ["kms:abc=", "ssm:/bellhop/token", "secretsmanager:bellhop#token"])
def test_the_three_kinds_of_reference_are_known(reference: str) -> None:
    assert is_reference(reference)


@pytest.mark.parametrize("literal", ["xoxb-1", "8f742231b10e8888abcd99yyyzzz85a5", ""])
def test_everything_else_is_a_literal(literal: str) -> None:
    assert not is_reference(literal)
