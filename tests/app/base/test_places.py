"""The names of what is in another account or region."""

from __future__ import annotations

import pytest

from app.base.places import asked_by, asker, in_arn, leading, leads_to, local, place_of, placed


@pytest.mark.parametrize("name", ["web", "ecs:shop/api", "a b", "shop/web", "custom:https://a/b-1:c", "x:y"])
def test_a_name_says_where_it_is(name: str) -> None:
    whole = placed("prod/eu-west-1", name)
    assert whole == f"prod/eu-west-1:{name}"
    assert (place_of(whole), local(whole)) == ("prod/eu-west-1", name)
    assert (place_of(name), local(name), placed("", name)) == ("", name, name)


def test_an_arn_has_an_account_and_a_region_even_where_only_its_start_is_known() -> None:
    assert in_arn("arn:aws:autoscaling:eu-west-1:210987654321:autoScalingGroup:") == ("210987654321", "eu-west-1")
    assert in_arn("arn:aws:ecs:eu-west-1:210987654321:service/shop/api") == ("210987654321", "eu-west-1")
    assert (in_arn(""), in_arn("web")) == (("", ""), ("", ""))


class Ireland:
    def client(self, service: str) -> str:
        return f"{service} in Ireland"

    def refused(self, code: str, what: str, said: str) -> None: ...


def test_calls_go_elsewhere_in_somebodys_name_only_within_the_block() -> None:
    there = Ireland()
    with leading(there), asked_by("U0ANA"):
        with leading(None), asked_by(""):
            assert (leads_to(), asker()) == (None, "")
        assert (leads_to(), asker()) == (there, "U0ANA")
    assert (leads_to(), asker()) == (None, "")
