"""The way into other accounts: whose name, how often a role is assumed, and what is said where that is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session
from botocore.stub import Stubber

from app.aws import door
from app.aws.autoscaling import AutoScaling
from app.aws.elsewhere import Door, Doors, session_name
from app.base.errors import Later, Refused
from app.base.places import asked_by, leads_to
from app.config.accounts import Environment
from tests.app.conftest import Stubbed
from tests.fakes.clock import SetClock

ROLE = "arn:aws:iam::210987654321:role/bellhop"
IRELAND = Environment("210987654321", "eu-west-1", "prod", ROLE, "sesame")
VIRGINIA = Environment("210987654321", "us-east-1", "prod", ROLE, "sesame")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NO_GROUPS = (
    b"<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups/>"
    b"</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>"
)


def known(*roles: str, clock: SetClock | None = None) -> Doors:
    there = {(each.account, each.region): each for each in (IRELAND, VIRGINIA)}
    return Doors(there, frozenset(roles), clock or SetClock(NOON))


def into(doors: Doors, region: str = "eu-west-1") -> Door:
    found = doors.to("210987654321", region)
    assert found
    return found


def lends(sts: Stubber, key: str, name: str = "bellhop", hours: int = 1, now: datetime = NOON) -> None:
    ends = now + timedelta(hours=hours)
    keys = {"AccessKeyId": f"{key:X<16}", "SecretAccessKey": "secret", "SessionToken": "token", "Expiration": ends}
    asked = {"RoleArn": ROLE, "RoleSessionName": name, "ExternalId": "sesame"}
    sts.add_response("assume_role", {"Credentials": keys}, asked)


class Raw:
    """An answer as urllib3 gives it."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield NO_GROUPS


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is sent from now on, whichever client sends it; each is answered: there are no groups."""
    requests: list[Any] = []

    def send(_: object, request: Any) -> AWSResponse:
        requests.append(request)
        return AWSResponse(request.url, 200, {}, Raw())  # type: ignore[arg-type]

    monkeypatch.setattr(URLLib3Session, "send", send)
    return requests


def signed_with(request: Any) -> str:
    """`KEY/20261123/eu-west-1`."""
    credential = str(request.headers["Authorization"].decode()).partition("Credential=")[2]
    key, _, region, _ = credential.split("/", 3)
    return f"{key.rstrip('X')}/{region}"


def test_what_is_asked_of_a_door_elsewhere_is_signed_for_there(stubbed: Stubbed, sent: list[Any]) -> None:
    lends(stubbed("sts"), "ASIAPROD")
    way = into(known(ROLE))
    assert way.of(AutoScaling()).groups() == ()
    assert [signed_with(each) for each in sent] == ["ASIAPROD/eu-west-1"]
    assert door.client("autoscaling") is door.home_client("autoscaling")


def test_prices_are_asked_for_at_home_wherever_the_target_is(stubbed: Stubbed) -> None:
    lends(stubbed("sts"), "FIRST")
    with into(known(ROLE)).leads():
        assert door.client("pricing") is door.home_client("pricing")
        assert door.client("ec2") is not door.home_client("ec2")


def test_a_role_is_assumed_once_for_all_regions_in_the_name_of_who_asks(stubbed: Stubbed, sent: list[Any]) -> None:
    sts = stubbed("sts")
    for key, name in (("ASIAANA", "bellhop-U0ANA"), ("ASIABO", "bellhop-U0BO")):
        lends(sts, key, name)
    doors = known(ROLE)
    with asked_by("U0ANA"):
        into(doors).of(AutoScaling()).groups()
        into(doors, "us-east-1").of(AutoScaling()).groups()
    with asked_by("U0BO"):
        into(doors).of(AutoScaling()).groups()
    assert list(map(signed_with, sent)) == ["ASIAANA/eu-west-1", "ASIAANA/us-east-1", "ASIABO/eu-west-1"]


def test_credentials_are_renewed_before_they_end(stubbed: Stubbed, sent: list[Any]) -> None:
    sts, clock = stubbed("sts"), SetClock(NOON)
    lends(sts, "ASIAONE")
    way = into(known(ROLE, clock=clock))
    way.of(AutoScaling()).groups()
    clock.advance(54 * 60)
    way.of(AutoScaling()).groups()
    clock.advance(2 * 60)
    lends(sts, "ASIATWO", now=clock())
    way.of(AutoScaling()).groups()
    assert [signed_with(each).partition("/")[0] for each in sent] == ["ASIAONE", "ASIAONE", "ASIATWO"]


def test_while_sts_is_busy_the_old_ones_do_until_they_end(stubbed: Stubbed) -> None:
    sts, clock = stubbed("sts"), SetClock(NOON)
    lends(sts, "ASIAONE")
    way = into(known(ROLE, clock=clock))
    way.enter()
    clock.advance(57 * 60)
    sts.add_client_error("assume_role", "ServiceUnavailable", http_status_code=503)
    way.enter()
    clock.advance(4 * 60)
    sts.add_client_error("assume_role", "ServiceUnavailable", http_status_code=503)
    with pytest.raises(Later, match=r"can't get into prod \(210987654321\), eu-west-1: AWS is busy"):
        way.enter()


def test_a_role_that_is_refused_is_one_sentence_and_asked_for_again_the_next_time(stubbed: Stubbed) -> None:
    sts = stubbed("sts")
    sts.add_client_error("assume_role", "AccessDenied", "User: arn:aws:sts::1:x is not authorized")
    way = into(known(ROLE))
    with pytest.raises(Refused) as refused:
        way.of(AutoScaling()).groups()
    assert str(refused.value) == (
        "Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it assume the role "
        f"`{ROLE}`. Whoever runs that account can look whether the role is there, and trusts Bellhop's worker with the "
        "external id in bellhop.toml."
    )
    lends(sts, "ASIAPROD")
    way.enter()


def test_a_role_that_is_not_among_those_of_the_deployment_is_never_asked_for(stubbed: Stubbed) -> None:
    stubbed("sts")
    with pytest.raises(Refused, match="was deployed without leave to assume the role"):
        into(known("arn:aws:iam::210987654321:role/another")).of(AutoScaling()).groups()


def test_without_a_role_nobody_gets_in(stubbed: Stubbed) -> None:
    stubbed("sts")
    doors = Doors({("1", "eu-west-1"): Environment("1", "eu-west-1", "prod")}, frozenset({"", ROLE}))
    found = doors.to("1", "eu-west-1")
    assert found
    with pytest.raises(Refused, match="has no `role`"):
        found.of(AutoScaling()).groups()


def test_there_is_no_door_to_what_is_not_configured() -> None:
    assert known(ROLE).to("999999999999", "eu-west-1") is None
    assert known(ROLE).to("210987654321", "eu-central-1") is None


class Pages:
    """A door that reads page by page."""

    def pages(self) -> Iterator[str]:
        for _ in range(2):
            yield leads_to().to.name if leads_to() else "home"  # type: ignore[union-attr]


def test_each_page_is_read_there_whatever_is_done_between_them() -> None:
    seen = []
    for page in into(known(ROLE)).of(Pages()).pages():
        seen.append((page, leads_to()))
    assert seen == [("prod", None), ("prod", None)]


def test_the_session_has_a_name_that_sts_takes() -> None:
    names = [session_name(user) for user in ("U0ANA", "", "ana maria")]
    assert names == ["bellhop-U0ANA", "bellhop", "bellhop-ana-maria"]


def answers(monkeypatch: pytest.MonkeyPatch, *codes: str) -> list[str]:
    """Auto Scaling there answers with these errors, '' for none, one after the other; the keys that were used."""
    left, used = list(codes), list[str]()

    def send(_: object, request: Any) -> AWSResponse:
        used.append(signed_with(request).partition("/")[0])
        code = left.pop(0)
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>No such key.</Message></Error></ErrorResponse>"
        return AWSResponse(request.url, 403 if code else 200, {}, Says(body.encode() if code else NO_GROUPS))  # type: ignore[arg-type]

    monkeypatch.setattr(URLLib3Session, "send", send)
    return used


class Says:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.body


EXPIRED = ("ExpiredToken", "ExpiredTokenException")
UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch")


@pytest.mark.parametrize("code", [*EXPIRED, *UNKNOWN])
def test_a_session_that_aws_no_longer_takes_is_one_to_assume_again_and_nothing_was_done(
    code: str, stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    sts, clock = stubbed("sts"), SetClock(NOON)
    lends(sts, "ASIAONE")
    way = into(known(ROLE, clock=clock)).of(AutoScaling())
    used = answers(monkeypatch, "", code, "")
    way.groups()
    clock.advance(20 * 60)
    with pytest.raises(Later) as later:
        way.groups()
    assert (later.value.maybe_done, "prod (210987654321), eu-west-1" in str(later.value)) == (False, True)
    lends(sts, "ASIATWO", now=clock())
    way.groups()
    assert used == ["ASIAONE", "ASIAONE", "ASIATWO"]


def test_sessions_that_were_revoked_cost_one_refusal(stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch) -> None:
    """IAM, "Revoking IAM role temporary security credentials": the older ones are denied all, new ones are not."""
    sts, clock = stubbed("sts"), SetClock(NOON)
    lends(sts, "ASIAONE")
    way = into(known(ROLE, clock=clock)).of(AutoScaling())
    used = answers(monkeypatch, "", "AccessDenied", "", "")
    way.groups()
    clock.advance(20 * 60)
    with pytest.raises(Refused):
        way.groups()
    lends(sts, "ASIATWO", now=clock())
    way.groups()
    way.groups()
    assert used == ["ASIAONE", "ASIAONE", "ASIATWO", "ASIATWO"]


@pytest.mark.parametrize("code", UNKNOWN)
def test_a_region_that_does_not_take_a_new_session_either_is_not_enabled(
    code: str, stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lends(stubbed("sts"), "ASIAONE")
    way = into(known(ROLE)).of(AutoScaling())
    answers(monkeypatch, code)
    with pytest.raises(Refused) as refused:
        way.groups()
    assert str(refused.value) == (
        "AWS does not take Bellhop's session in prod (210987654321), eu-west-1 (No such key). If that region is not "
        "enabled in the account, whoever runs it can enable it; or take it off `regions` of its [[account]] in "
        "bellhop.toml."
    )


def test_what_the_role_there_may_not_do_is_for_who_runs_that_account(
    stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lends(stubbed("sts"), "ASIAONE")
    way = into(known(ROLE)).of(AutoScaling())
    answers(monkeypatch, "AccessDenied")
    with pytest.raises(Refused) as refused:
        way.groups()
    assert str(refused.value) == (
        "AWS does not allow Bellhop to list the Auto Scaling groups in prod (210987654321), eu-west-1. Whoever runs "
        "that account can make the role there again, from `python -m app role-template` (No such key)."
    )


def test_keys_of_our_own_that_aws_does_not_take_are_not_blamed_on_the_account_there(stubbed: Stubbed) -> None:
    stubbed("sts").add_client_error("assume_role", "ExpiredToken", "The token is over.")
    with pytest.raises(Refused, match="AWS doesn't let it assume the role"):
        into(known(ROLE)).of(AutoScaling()).groups()


def test_sessions_come_from_the_sts_of_our_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the global endpoint are not good in regions that an account opts into (IAM, "Manage STS")."""
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
        monkeypatch.delenv(name)
    for region in ("us-east-1", "eu-central-1", "ap-east-1"):
        made = door.made_by(botocore.session.Session(), "sts", region)
        assert made.meta.endpoint_url == f"https://sts.{region}.amazonaws.com"
