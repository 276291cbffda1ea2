"""What a plan says of its price, in the sandbox: by its EC2 and its price list, and through the deployed zip.

The list is made by hand: a t3.micro costs 0.0104 dollars an hour there.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.flows.desk import TURNS, Desk
from tests.sandbox_process import SandboxProcess

KEPT = "price#us-east-1/t3.micro RunInstances"
PRICE = ":moneybag: +2 t3.micro = $0.02/h more"
DENIED = ":grey_question: No price: Bellhop may not read AWS's price list (`pricing:GetProducts`)."


@pytest.fixture
def desk(sandbox: SandboxProcess) -> Desk:
    """Nobody has asked for a price yet."""
    forget(sandbox)
    return Desk(sandbox)


def forget(sandbox: SandboxProcess) -> None:
    key = {"pk": {"S": KEPT}, "sk": {"S": "price"}}
    sandbox.client("dynamodb").delete_item(TableName=sandbox.at.table, Key=key)


def plan(desk: Desk, words: str) -> str:
    return desk.foretells(f"/scale dry-run web {words}", "Dry run: ")


@pytest.mark.deployed
def test_a_plan_says_what_it_costs_and_for_a_time_what_that_costs_in_all(
    desk: Desk, figure: Callable[[str], None]
) -> None:
    text = plan(desk, "+2 for 2h")
    assert PRICE in text
    figure(f"{sum('Dry run' in each['text'] for each in desk.new())} plans of a new worker until one had its price")
    assert ", $0.04 until <!date^" in text
    assert text.count("at AWS's list prices") == 1


@pytest.mark.deployed
def test_where_the_price_list_is_denied_a_plan_has_a_word_and_no_figure(desk: Desk, sandbox: SandboxProcess) -> None:
    denied = {"service": "pricing", "operation": "GetProducts", "error": "AccessDeniedException", "count": TURNS}
    sandbox.control("aws/faults", denied)
    text = plan(desk, "+2")
    assert DENIED in text
    assert "$" not in text

    sandbox.control("aws/faults", method="DELETE")
    forget(sandbox)
    assert ":moneybag: +3 t3.micro = $0.03/h more" in plan(desk, "+3")
