"""The graph: put on the card after the text stands, and never in the way of an alarm; a chart where Slack takes it."""

from __future__ import annotations

import json

import pytest

from app.alarms.follow_up import DRAWN_AFTER
from app.base.errors import Later, Refused
from app.runtime.attach_graph import attach
from app.slack.messages.newer import CHART
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.card_actions.places import PLACES, arrive
from tests.app.card_actions.pressing import card_of, rung
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop
from tests.menus import elements_of


@pytest.fixture(autouse=True)
def no_charts(slack: RunningSlack) -> None:
    """Most of these tests are about the graph that is uploaded where Slack takes no chart."""
    slack.lack_blocks(CHART)


def pictures(bellhop: Bellhop) -> list[str]:
    found = [block for block in card_of(bellhop)["blocks"] if block["type"] == "image"]
    return [block["slack_file"]["id"] for block in found]


def draw(bellhop: Bellhop) -> None:
    bellhop.clock.advance(DRAWN_AFTER.total_seconds())
    bellhop.work()


def test_the_text_stands_first_and_then_the_graph_comes(bellhop: Bellhop) -> None:
    rung(bellhop)
    assert pictures(bellhop) == []
    draw(bellhop)
    assert len(pictures(bellhop)) == 1
    drawn = json.loads(bellhop.cloudwatch.drawn[0])
    assert drawn["metrics"][0][:4] == ["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", "web"]
    assert drawn["annotations"]["horizontal"][0]["value"] == 80


def test_what_is_over_is_not_drawn(bellhop: Bellhop) -> None:
    rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    draw(bellhop)
    assert bellhop.cloudwatch.drawn == []


def test_a_change_of_an_open_incident_is_drawn_again(bellhop: Bellhop) -> None:
    rung(bellhop)
    draw(bellhop)
    before = pictures(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    draw(bellhop)
    assert len(pictures(bellhop)) == 1
    assert pictures(bellhop) != before


def test_a_picture_that_slack_still_looks_through_waits(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.slow_files(3)
    rung(bellhop)
    draw(bellhop)
    assert pictures(bellhop) == []
    let_time_pass(bellhop, minutes=2)
    assert len(pictures(bellhop)) == 1
    assert len(bellhop.cloudwatch.drawn) == 1


def test_what_cloudwatch_refuses_to_draw_costs_only_the_picture(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults = [Refused("AWS does not allow Bellhop to draw a graph.")]
    rung(bellhop)
    let_time_pass(bellhop, minutes=30)
    assert pictures(bellhop) == []
    assert bellhop.watch.dead_letters == []


def test_a_graph_that_takes_too_long_is_given_up(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.cloudwatch.faults = [Later("AWS is busy.")] * 100
    rung(bellhop)
    let_time_pass(bellhop, minutes=50)
    assert pictures(bellhop) == []
    assert len(bellhop.cloudwatch.faults) > 80


def test_an_alarm_without_metrics_has_no_graph(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, payload("composite"))
    draw(bellhop)
    assert bellhop.cloudwatch.drawn == []


def test_a_picture_that_slack_has_lost_does_not_cost_the_card(bellhop: Bellhop, slack: RunningSlack) -> None:
    rung(bellhop)
    draw(bellhop)
    slack.forget_files()
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    (card,) = cards(slack)
    assert "INSUFFICIENT_DATA" in json.dumps(card["blocks"])


def test_what_turns_out_to_be_the_first_card_of_a_storm_waits_for_its_picture(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    bellhop.work()
    for number in range(6):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"storm-{number}"))
    draw(bellhop)
    assert bellhop.cloudwatch.drawn == []
    let_time_pass(bellhop, minutes=8)
    assert len(pictures(bellhop)) == 1


def test_the_timer_that_0_2_set_for_an_alarm_elsewhere_draws_nothing(bellhop: Bellhop) -> None:
    arrive(bellhop, "SNS", PLACES["another account"])
    (incident_id,) = {each.get("value") for each in elements_of(cards(bellhop.slack)[0])} - {None}
    attach(bellhop.parts, f"{incident_id}:{bellhop.clock.epoch():.0f}")
    assert bellhop.cloudwatch.drawn == []


def test_the_graphs_of_incidents_that_are_forgotten_are_deleted(bellhop: Bellhop, slack: RunningSlack) -> None:
    rung(bellhop)
    draw(bellhop)
    (first,) = pictures(bellhop)
    bellhop.clock.advance(89 * 86400)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 89 * 86400))
    draw(bellhop)
    (second,) = pictures(bellhop)
    assert slack.file_ids() == [second, first]
    bellhop.clock.advance(2 * 86400)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 91 * 86400))
    draw(bellhop)
    assert slack.file_ids() == [*pictures(bellhop), second]


@pytest.mark.parametrize("method", ["files.list", "files.delete"])
def test_a_graph_that_cannot_be_deleted_stands_in_nobodys_way(
    method: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    rung(bellhop)
    draw(bellhop)
    slack.fault(method, "error", error="file_deleting_disabled")
    bellhop.clock.advance(91 * 86400)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 91 * 86400))
    draw(bellhop)
    assert len(pictures(bellhop)) == 1
    assert bellhop.watch.dead_letters == []


def charted(bellhop: Bellhop) -> list[float]:
    """The values on the card's chart."""
    found = [block["chart"] for block in card_of(bellhop)["blocks"] if block["type"] == CHART]
    return [point["value"] for chart in found for point in chart["series"][0]["data"]]


def test_where_slack_takes_charts_the_payloads_values_stand_first_and_then_the_last_twenty(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.lack_blocks()
    rung(bellhop)
    assert charted(bellhop) == [88.4, 91.8, 93.2]
    draw(bellhop)
    assert charted(bellhop) == [float(number) for number in range(20)]
    assert (bellhop.cloudwatch.drawn, slack.file_ids()) == ([], [])
    ((query,),) = bellhop.cloudwatch.queried
    assert query["MetricStat"]["Metric"]["MetricName"] == "CPUUtilization"
    assert query["MetricStat"]["Stat"] == "Average"


def test_a_second_timer_of_the_same_state_asks_for_nothing_more(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.lack_blocks()
    incident_id = rung(bellhop)["blocks"][1]["elements"][0]["value"]
    draw(bellhop)
    attach(bellhop.parts, f"{incident_id}:{bellhop.clock.epoch():.0f}")
    assert len(bellhop.cloudwatch.queried) == 1


@pytest.mark.parametrize("metric", [(), (1.0,)])
def test_too_few_values_for_a_line_are_drawn_by_cloudwatch(
    metric: tuple[float, ...], bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.lack_blocks()
    bellhop.cloudwatch.metric = metric
    rung(bellhop)
    draw(bellhop)
    assert len(pictures(bellhop)) == 1


def test_where_the_role_may_not_read_metrics_yet_cloudwatch_draws(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.lack_blocks()
    bellhop.cloudwatch.faults = [Refused("AWS does not allow Bellhop to look at a metric.")]
    rung(bellhop)
    draw(bellhop)
    assert len(pictures(bellhop)) == 1


def test_a_chart_that_slack_refuses_when_it_comes_is_drawn_by_cloudwatch_at_once(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.lack_blocks()
    rung(bellhop)
    slack.lack_blocks(CHART)
    draw(bellhop)
    assert charted(bellhop) == []
    assert len(pictures(bellhop)) == 1


def test_a_band_is_drawn_by_cloudwatch_because_a_chart_has_none(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.lack_blocks()
    ring(bellhop, payload("anomaly"))
    draw(bellhop)
    assert bellhop.cloudwatch.queried == []
