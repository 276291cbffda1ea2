"""Secrets: a literal or a reference, fetched again after five minutes, and never seen in a repr or an error."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from app.base.errors import Later, Misconfigured
from app.config.secrets import Secret, is_reference


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


def test_a_value_is_kept_for_five_minutes_and_then_fetched_again() -> None:
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


def test_a_transient_error_is_named_by_the_setting_and_tried_again_when_it_may_be_over() -> None:
    keeper = Keeper(answers=[Later("AWS did not answer.", wait=5), "xoxb-1"])
    secret = keeper.secret()
    with pytest.raises(Later, match=r"^SLACK_BOT_TOKEN: AWS did not answer\.$"):
        secret.reveal()
    keeper.now += 5
    assert secret.reveal() == "xoxb-1"


def test_what_cannot_be_read_is_not_asked_for_again_by_each_request() -> None:
    keeper = Keeper(answers=[Misconfigured("no such parameter"), "xoxb-1"])
    secret = keeper.secret()
    for _ in range(30):
        with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN: no such parameter"):
            secret.reveal()
        keeper.now += 1
    assert secret.reveal() == "xoxb-1"
    assert len(keeper.asked) == 2


@pytest.mark.parametrize("error", [Later("AWS did not answer."), Misconfigured("no such parameter")])
def test_a_value_that_cannot_be_renewed_goes_on_to_serve(error: Exception) -> None:
    keeper = Keeper(answers=["xoxb-known", error, "xoxb-rotated"])
    secret = keeper.secret()
    secret.reveal()
    keeper.now += 300
    assert secret.reveal() == "xoxb-known"
    keeper.now += 300
    assert secret.reveal() == "xoxb-rotated"


def test_a_refused_value_is_fetched_again_at_once() -> None:
    keeper = Keeper(answers=["xoxb-old", "xoxb-new"])
    secret = keeper.secret()
    assert secret.renew(secret.reveal())
    assert secret.reveal() == "xoxb-new"


def test_a_flood_of_refusals_is_no_flood_of_reads() -> None:
    keeper = Keeper(answers=["xoxb-old", "xoxb-old", "xoxb-new"])
    secret = keeper.secret()
    secret.reveal()
    assert not any(secret.renew("xoxb-old") for _ in range(100))
    assert len(keeper.asked) == 2
    keeper.now += 30
    assert secret.renew("xoxb-old")


def test_a_refused_value_that_could_not_be_read_is_read_again_when_that_may_be_over() -> None:
    """Else a rotation that meets one lost answer refuses what Slack signs for half a minute."""
    keeper = Keeper(answers=["xoxb-old", Later("AWS did not answer.", wait=5), "xoxb-new"])
    secret = keeper.secret()
    secret.reveal()
    assert not any(secret.renew("xoxb-old") for _ in range(100))
    assert len(keeper.asked) == 2
    keeper.now += 5
    assert secret.renew("xoxb-old")


def test_who_was_refused_an_older_value_is_given_the_one_of_now_without_a_read() -> None:
    keeper = Keeper(answers=["xoxb-old", "xoxb-new"])
    secret = keeper.secret()
    secret.reveal()
    assert secret.renew("xoxb-old")
    assert secret.renew("xoxb-old")
    assert len(keeper.asked) == 2


def test_a_literal_that_was_refused_is_what_it_is() -> None:
    assert not Keeper(answers=[]).secret("xoxb-literal").renew("xoxb-literal")


@pytest.mark.parametrize("error", [Later("AWS did not answer."), Misconfigured("no such parameter")])
def test_a_renewal_that_fails_leaves_the_refused_value_and_raises_nothing(error: Exception) -> None:
    keeper = Keeper(answers=["xoxb-known", error])
    secret = keeper.secret()
    assert not secret.renew(secret.reveal())
    assert secret.reveal() == "xoxb-known"


def test_two_values_are_parted_by_white_space_and_line_ends_do_no_harm() -> None:
    assert Keeper(answers=["old\nnew\n"]).secret().reveal_all() == ("old", "new")
    assert Keeper(answers=["xoxb-1\n"]).secret().reveal() == "xoxb-1"


@pytest.mark.parametrize("value", ["xoxb-1 xoxb-2", "xoxb-\u2026", "xoxb-\x00"])
def test_what_cannot_be_a_token_is_said_without_it(value: str) -> None:
    with pytest.raises(Misconfigured, match=r"^SLACK_BOT_TOKEN holds .* \(ssm\)") as stopped:
        Keeper(answers=[value]).secret().reveal()
    assert "xoxb" not in str(stopped.value)


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
