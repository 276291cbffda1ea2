"""Paths into events."""

from app.alarms.read.paths import filled, values

EVENT = {
    "detail": {
        "state": "FAILED",
        "counts": {"HIGH": 3, "LOW": 1, "more": []},
        "spent": 902.4,
        "tasks": [{"name": "api", "exit": 137}, {"name": "log", "exit": 0}, {"name": "api", "exit": 1}],
        "arn": "arn:aws:states:eu-west-1:123456789012:stateMachine:billing",
        "began": {"at": 1795168000000},
    }
}


def test_a_path_goes_through_lists_and_says_each_value_once() -> None:
    assert values(EVENT, "detail.tasks.name") == ["api", "log"]


def test_a_test_chooses_among_items() -> None:
    assert values(EVENT, "detail.tasks[exit!=0].exit") == ["137", "1"]
    assert values(EVENT, "detail.tasks[name=log].exit") == ["0"]


def test_the_first_alternative_with_a_value_counts() -> None:
    assert values(EVENT, "detail.nothing|detail.state") == ["FAILED"]
    assert values(EVENT, "detail.nothing|'allowed") == ["allowed"]
    assert values(EVENT, "detail.nothing") == []


def test_an_object_is_its_own_scalars() -> None:
    assert values(EVENT, "detail.counts") == ["HIGH 3", "LOW 1"]


def test_money_and_times_are_written_as_people_do() -> None:
    assert values(EVENT, "$detail.spent") == ["$902.40"]
    assert values(EVENT, "detail.began.at") == ["2026-11-20T09:46:40Z"]
    assert values({"spent": 10**4000}, "$spent") != ["$0.00"]


def test_a_time_of_aws_that_lacks_its_zone_is_in_utc() -> None:
    event = {"rds": "2026-11-20 09:58:11.123", "ssm": "Nov 20, 2026 9:43:20 AM", "no": "yesterday"}
    assert values(event, "@rds") == ["2026-11-20T09:58:11Z"]
    assert values(event, "@nothing|@ssm") == ["2026-11-20T09:43:20Z"]
    assert values(event, "@no") == ["yesterday"]


def test_a_template_needs_all_its_values_and_names_arns() -> None:
    assert filled("{detail.arn} {detail.state}", EVENT, {"FAILED": "has failed"}) == "billing has failed"
    assert filled("{detail.arn} {detail.nothing}", EVENT) == ""
    assert filled("/{detail.arn}", EVENT, is_url=True).startswith("/arn%3Aaws%3Astates")
