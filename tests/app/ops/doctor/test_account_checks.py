"""What the doctor says of other accounts."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.elsewhere import Door
from app.base.errors import BellhopError, Refused
from app.config.accounts import Account
from app.ops.doctor.account_checks import look_at_accounts
from app.ops.doctor.finding import Finding, Level
from tests.fakes.elsewhere import PROD, ROLE


def found(account: Account, roles: str) -> Finding:
    deployed: Any = SimpleNamespace(
        functions={"worker": SimpleNamespace(variables={"BELLHOP_ROLES": roles})},
        configuration=SimpleNamespace(accounts=(account,)),
    )
    (finding,) = look_at_accounts(deployed)
    return finding


def doing(
    monkeypatch: pytest.MonkeyPatch, kind: type, name: str, problem: BellhopError | None, answer: Any = ()
) -> None:
    def ask(*_: object) -> Any:
        if problem:
            raise problem
        return answer

    monkeypatch.setattr(kind, name, ask)


def test_an_account_without_a_role_and_one_that_is_not_deployed_are_to_be_fixed() -> None:
    finding = found(replace(PROD, role=""), ROLE)
    assert (finding.level, finding.seen) == (Level.FAIL, "its [[account]] in bellhop.toml has no role")
    finding = found(PROD, "arn:aws:iam::1:role/other")
    assert finding.level is Level.FAIL
    assert finding.fix == f'Deploy with --param="roles=arn:aws:iam::1:role/other,{ROLE}"'


@pytest.mark.parametrize(
    ("enters", "reads", "level", "says"),
    [
        (Refused("No."), None, Level.WARN, "can't be seen from here: No."),
        (None, Refused("Not allowed."), Level.FAIL, "not everything can be read there: Not allowed."),
        (None, None, Level.OK, "its role lets Bellhop in (0 Auto Scaling groups)"),
    ],
)
def test_what_the_role_lets_bellhop_do_is_tried(
    enters: BellhopError | None, reads: BellhopError | None, level: Level, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing(monkeypatch, Door, "enter", enters)
    doing(monkeypatch, AutoScaling, "groups", None)
    doing(monkeypatch, CloudWatch, "named", reads)
    finding = found(PROD, ROLE)
    assert finding.level is level
    assert says in finding.seen
