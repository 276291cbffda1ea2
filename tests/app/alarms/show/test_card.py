"""The card: the facts of the payload in blocks and text, who did what, and what one can press."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from app.alarms.decide.incident import Incident, Mute, Response
from app.alarms.decide.target import Target
from app.alarms.decide.way_back import StillSet
from app.alarms.read.transition import Child
from app.alarms.show.details import details
from app.slack.messages.message import Message
from tests.app.alarms.alarm_support import (
    assert_slack_takes,
    buttons,
    card,
    epoch,
    first_line,
    incident,
    message_for,
    payload,
    seen_in_blocks,
    seen_in_text,
    transition,
)

SNS_KINDS = [
    "metric",
    "metric_ok",
    "percentile",
    "math",
    "anomaly",
    "composite",
    "composite_forced",
    "contributor",
    "promql",
    "log",
    "log_contributor",
    "before_2019",
    "metric_tags",
    "metric_after_mute",
]


EVENTBRIDGE_KINDS = [
    "eventbridge_metric",
    "eventbridge_percentile",
    "eventbridge_math",
    "eventbridge_anomaly",
    "eventbridge_log",
    "eventbridge_promql",
    "eventbridge_contributors",
    "eventbridge_composite",
    "eventbridge_composite_released",
    "eventbridge_contributor",
    "eventbridge_muted",
]


def metrics_and_expressions(trigger: dict[str, Any]) -> list[str]:
    queries = trigger.get("Metrics", [])
    stats = [query["MetricStat"]["Metric"]["MetricName"] for query in queries if "MetricStat" in query]
    bands = [query["Expression"] for query in queries if "BAND" in query.get("Expression", "")]
    expressions = [query["Expression"] for query in queries if "Expression" in query and not bands]
    return [*stats, *expressions, *([trigger["MetricName"]] if "MetricName" in trigger else [])]


def sns_facts(message: dict[str, Any]) -> list[str]:
    """What the card has to say, read from the payload without any code of the app."""
    facts = [message["AlarmName"], message["OldStateValue"], message["NewStateValue"], message["AWSAccountId"]]
    facts.append(f"<!date^{epoch(message['StateChangeTime'])}^")
    facts.append(message.get("NewStateReason") or message["AlarmName"])
    facts += metrics_and_expressions(message.get("Trigger", {}))
    facts += [message["AlarmRule"]] if "AlarmRule" in message else []
    facts += [message["QueryString"], *message["LogGroups"]] if "QueryString" in message else []
    facts += list(message.get("AlarmContributorAttributes", {}).values())
    region = message["AlarmArn"].split(":")[3] if "AlarmArn" in message else "eu-central-1"
    link = f"https://{region}.console.aws.amazon.com/cloudwatch/deeplink.js?region={region}#alarmsV2:alarm/"
    return [*facts, region, link + quote(message["AlarmName"], safe="")]


def event_facts(event: dict[str, Any], data: dict[str, Any], arn: str) -> list[str]:
    region, account, name = arn.split(":")[3], arn.split(":")[4], arn.split(":")[6]
    metrics = data["configuration"].get("metrics", [])
    watched = [metric["metricStat"]["metric"]["name"] for metric in metrics if "metricStat" in metric]
    watched += [metric["expression"] for metric in metrics if "BAND" not in metric.get("expression", "BAND")]
    queried = data["configuration"].get("scheduledQueryConfiguration", {})
    watched += [queried["queryString"], *queried["logGroupIdentifiers"]] if queried else []
    criteria = data["configuration"].get("evaluationCriteria")
    watched += [criteria["promQLCriteria"]["query"]] if criteria else []
    watched += data.get("alarmContributor", {"attributes": {}})["attributes"].values()
    old = data.get("previousState", {}).get("value", "unknown")
    since = f"<!date^{epoch(data['state']['timestamp'])}^"
    link = (
        f"https://{region}.console.aws.amazon.com/cloudwatch/deeplink.js?region={region}#alarmsV2:alarm/{quote(name)}"
    )
    rule = [data["configuration"]["alarmRule"]] if "alarmRule" in data["configuration"] else []
    return [
        name,
        old,
        data["state"]["value"],
        data["state"].get("reason", name),
        since,
        account,
        region,
        link,
        *watched,
        *rule,
    ]


def as_people_say(fact: str) -> str:
    """With names for the ARNs of alarms, and expressions in words."""
    return re.sub(r"arn:aws:cloudwatch:[^:]+:\d+:alarm:", "", fact).replace(
        "SUM(METRICS())", "the sum of all its metrics"
    )


def everything_said(body: object) -> str:
    """On the card, and for one that is over in its thread."""
    shown = incident(transition(body))
    return seen_in_blocks(card(shown)) + (seen_in_blocks(details(shown)) if shown.is_over else "")


@pytest.mark.parametrize("name", SNS_KINDS)
def test_the_facts_of_an_sns_message_are_in_the_blocks_and_in_the_text(name: str) -> None:
    message, said = message_for(payload(name)), everything_said(payload(name))
    for fact in map(as_people_say, sns_facts(payload(name))):
        assert fact in said
        assert fact in seen_in_text(message)


@pytest.mark.parametrize("name", EVENTBRIDGE_KINDS)
def test_the_facts_of_an_eventbridge_event_are_in_the_blocks_and_in_the_text(name: str) -> None:
    event = payload(name)
    message, said = message_for(event), everything_said(event)
    for fact in map(as_people_say, event_facts(event, event["detail"], event["resources"][0])):
        assert fact in said
        assert fact in seen_in_text(message)


def test_the_facts_of_a_direct_lambda_action_are_in_the_blocks_and_in_the_text() -> None:
    event = payload("lambda_action")
    message, said = message_for(event), everything_said(event)
    for fact in event_facts(event, event["alarmData"], event["alarmArn"]):
        assert fact in said
        assert fact in seen_in_text(message)


@pytest.mark.parametrize(
    ("state", "looks"),
    [
        ("ALARM", ":red_circle: *ALARM*  `web-high-cpu`"),
        ("OK", ":large_green_circle: `web-high-cpu` *OK* since"),
        ("INSUFFICIENT_DATA", ":white_circle: *INSUFFICIENT_DATA*  `web-high-cpu`"),
    ],
)
def test_the_state_is_said_by_colour_and_by_word(state: str, looks: str) -> None:
    message = message_for({**payload("metric"), "NewStateValue": state})
    assert first_line(message).startswith(looks)
    assert seen_in_text(message).startswith(f"{looks.split()[0]} {state}")


def lines(message: Message) -> list[str]:
    """The lines of the first section."""
    return str(message.block_dicts()[0]["text"]["text"]).split("\n")


def test_a_red_card_begins_with_the_answer_value_against_threshold_and_since_when() -> None:
    state, answer, what = lines(message_for(payload("metric")))
    at = f"<!date^{epoch(payload('metric')['StateChangeTime'])}^"
    assert state == ":red_circle: *ALARM*  `web-high-cpu`"
    assert answer.startswith(f"*93.2 % &gt; 80 %* since {at}")
    assert what == "CPUUtilization average of web &gt; 80 % for 3 of 3 minutes"


def test_an_alarm_without_a_value_says_since_when_and_its_rule() -> None:
    state, answer, rule = lines(message_for(payload("composite")))
    assert state.startswith(":red_circle: *ALARM*  ")
    assert answer.startswith("Since <!date^")
    assert rule.startswith("Rule: ")


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.block_dicts()]


def test_after_the_answer_come_the_buttons_then_the_chart_and_the_rest_is_folded() -> None:
    message = message_for(payload("metric"))
    assert kinds(message) == ["section", "actions", "data_visualization", "container"]
    fold = message.block_dicts()[-1]
    assert (fold["is_collapsible"], fold["default_collapsed"]) == (True, True)
    assert "*Reason*\nThreshold Crossed" in str(fold["child_blocks"][1]["text"]["text"])


def test_where_it_is_stands_on_the_card_only_of_an_alarm_elsewhere() -> None:
    assert "context" not in kinds(message_for(payload("metric")))
    elsewhere = transition({**payload("metric"), "AWSAccountId": "999999999999", "AlarmArn": None})
    last = card(incident(elsewhere)).block_dicts()[-1]
    assert last["elements"][0]["text"].startswith("Account 999999999999 · us-east-1. Bellhop has no access there")


def test_the_children_of_a_composite_stand_with_their_states() -> None:
    shown = seen_in_blocks(message_for(payload("composite")))
    for child in payload("composite")["TriggeringChildren"]:
        assert (
            f":red_circle: ALARM  `{child['Arn'].split(':')[-1]}` since <!date^{epoch(child['State']['Timestamp'])}^"
            in shown
        )


def test_too_many_children_end_with_their_number() -> None:
    children = tuple(Child(arn=f"a{n}", name=f"child-{n}", state="OK") for n in range(25))
    message = card(incident(replace(transition(payload("composite")), children=children)))
    assert "`child-9`\nand 15 more" in seen_in_blocks(message)
    assert_slack_takes(message)


def over(lasted: timedelta, responses: tuple[Response, ...] = ()) -> Incident:
    latest = transition(payload("metric_ok"))
    return incident(latest, began_at=latest.changed_at - lasted, responses=responses)


def test_an_incident_that_is_over_says_how_long_it_lasted() -> None:
    message = card(over(timedelta(minutes=12, seconds=14)))
    assert first_line(message) == ":large_green_circle: `web-high-cpu` *OK* after 12 min 14 s"
    assert "It lasted 12 min 14 s." in seen_in_text(message)


def test_an_incident_that_is_over_is_one_line_with_a_menu() -> None:
    message = card(over(timedelta(seconds=11), (response(1),)))
    assert kinds(message) == ["section"]
    assert lines(message) == [
        ":large_green_circle: `web-high-cpu` *OK* after 11 s · <@U0ANA|> scaled `web` from 2 to 4"
    ]
    assert names(message) == ["scale_open:0", "link:runbook", "alarm_details", "link:cloudwatch", "alarm_export"]


def test_the_way_back_stands_below_the_line_with_the_menu_beside_it() -> None:
    shown = over(timedelta(seconds=11), (response(1),))
    assert shown.ended_at
    message = card(replace(shown, way_back=StillSet("c1", "web", "", 4, 2, shown.ended_at)))
    assert kinds(message) == ["section", "actions"]
    assert [element["type"] for element in message.block_dicts()[1]["elements"]] == ["button", "overflow"]
    (button,) = [each for each in buttons(message) if each["action_id"] == "scale_undo"]
    assert button["text"]["text"] == "web is still at 4: back to 2"
    assert json.loads(button["value"]) == {"id": "c1", "group": "web"}
    assert_slack_takes(message, pinged=("<@U0ANA>",))


def test_the_way_back_of_an_earlier_end_is_not_offered() -> None:
    shown = over(timedelta(seconds=11))
    assert shown.ended_at
    earlier = shown.ended_at - timedelta(hours=1)
    assert kinds(card(replace(shown, way_back=StillSet("c1", "web", "", 4, 2, earlier)))) == ["section"]


def test_what_was_done_last_stands_in_the_line_rather_than_who_acknowledged_it() -> None:
    latest = transition(payload("metric_ok"))
    acknowledged = replace(response(2, "<@U0ANA|> acknowledged it"), id="ack")
    both = incident(latest, responses=(response(1), acknowledged), acknowledged=acknowledged)
    assert first_line(card(both)).endswith(" · <@U0ANA|> scaled `web` from 2 to 4")
    alone = incident(latest, responses=(acknowledged,), acknowledged=acknowledged)
    assert first_line(card(alone)).endswith(" · <@U0ANA|> acknowledged it")
    assert ":eyes:" not in seen_in_blocks(card(alone))


def test_what_does_not_fit_the_menu_of_a_line_is_a_button_below_it() -> None:
    latest = replace(transition(payload("metric_ok")), groups=("a" * 200, "b", "c"))
    message = card(incident(latest))
    assert kinds(message) == ["section", "actions"]
    assert {"scale_open:0", "scale_open:1", "scale_open:2", "alarm_details", "link:cloudwatch"} <= set(names(message))
    assert_slack_takes(message)


def test_an_open_incident_says_no_duration() -> None:
    assert "asted" not in seen_in_blocks(message_for(payload("metric")))
    assert "asted" not in seen_in_text(message_for(payload("metric")))


def response(number: int, words: str = "<@U0ANA|> scaled `web` from 2 to 4") -> Response:
    at = transition(payload("metric")).changed_at + timedelta(minutes=number)
    return Response(at=at, user_id="U0ANA", words=words, id=str(number))


def test_who_did_what_stands_newest_last() -> None:
    first, second = response(1), response(2, "set the limits of `web`")
    shown = seen_in_blocks(card(incident(transition(payload("metric")), responses=(first, second))))
    assert (
        f"*Activity*\n"
        f"• <!date^{int(first.at.timestamp())}^{{time_secs}} {{date_short_pretty}}|2026-11-10 02:46:55 UTC>: "
        f"<@U0ANA|> scaled `web` from 2 to 4\n"
        f"• <!date^{int(second.at.timestamp())}^{{time_secs}} {{date_short_pretty}}|2026-11-10 02:47:55 UTC>: "
        f"<@U0ANA|> set the limits of `web`"
    ) in shown


def test_who_acknowledged_it_is_said_once() -> None:
    acknowledged = replace(response(2, "<@U0ANA|> acknowledged it"), id="ack")
    latest = transition(payload("metric"))
    shown = seen_in_blocks(card(incident(latest, responses=(acknowledged,), acknowledged=acknowledged)))
    assert shown.count("cknowledged") == 1
    both = seen_in_blocks(card(incident(latest, responses=(response(1), acknowledged), acknowledged=acknowledged)))
    assert both.count("cknowledged") == 1
    assert "scaled `web` from 2 to 4" in both


def test_of_many_responses_the_newest_are_shown_and_the_others_counted() -> None:
    many = tuple(response(n, f"response {n}") for n in range(1, 21))
    shown = seen_in_blocks(card(incident(transition(payload("metric")), responses=many)))
    assert "response 20" in shown
    assert "response 18" in shown
    assert "response 17" not in shown
    assert "and 17 earlier in the thread" in shown


def test_responses_of_any_length_leave_no_half_a_mention() -> None:
    long = tuple(response(n, "x" * 395 + " <@U0ANA> and so on") for n in range(30))
    message = card(incident(transition(payload("metric")), responses=long))
    assert "<@U0…" not in str(message.block_dicts())
    assert "x <@U…" not in str(message.block_dicts())


def scaled_groups(message: Message) -> list[str]:
    scaling = [button for button in buttons(message) if button["action_id"].startswith("scale_open:")]
    return [json.loads(button["value"])["group"] for button in scaling]


def links(message: Message) -> list[dict[str, Any]]:
    return [button for button in buttons(message) if "url" in button]


@pytest.mark.parametrize("name", ["metric", "metric_ok", "math", "eventbridge_metric"])
def test_an_alarm_of_a_group_offers_to_scale_it_also_when_it_is_over(name: str) -> None:
    assert scaled_groups(message_for(payload(name))) == ["web"]


def test_at_most_three_groups_get_a_button() -> None:
    latest = replace(transition(payload("metric")), groups=("a", "b", "c", "d"))
    assert scaled_groups(card(incident(latest))) == ["a", "b", "c"]


def test_an_alarm_without_a_group_offers_only_the_console() -> None:
    assert scaled_groups(message_for(payload("percentile"))) == []
    (button,) = links(message_for(payload("percentile")))
    assert button["url"].startswith("https://eu-west-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=eu-west-1#")


def test_an_unknown_region_gets_no_link() -> None:
    message = message_for({**payload("before_2019"), "Region": "Moon", "Trigger": {}})
    assert links(message) == []
    assert "Moon" in seen_in_blocks(message)
    assert_slack_takes(message)


@pytest.mark.parametrize(
    ("region", "host"),
    [("cn-north-1", "console.amazonaws.cn"), ("us-gov-west-1", "console.amazonaws-us-gov.com")],
)
def test_other_partitions_have_their_own_console(region: str, host: str) -> None:
    (button, *_) = links(message_for({**payload("before_2019"), "Region": region, "Trigger": {}}))
    assert button["url"].startswith(f"https://{region}.{host}/")


def names(message: Message) -> list[str]:
    return [button["action_id"] for button in buttons(message)]


def test_an_open_alarm_can_be_acknowledged_muted_and_looked_into() -> None:
    assert names(message_for(payload("composite")))[:3] == ["alarm_ack", "alarm_mute", "alarm_details"]


def test_the_next_thing_to_do_is_first_and_the_runbook_comes_before_the_details() -> None:
    order = ["scale_open:0", "link:runbook", "alarm_mute", "alarm_details", "link:cloudwatch"]
    assert names(message_for(payload("metric"))) == ["alarm_ack", *order]
    taken = card(incident(transition(payload("metric")), acknowledged=response(0)))
    assert names(taken) == [*order, "alarm_take_over", "alarm_join", "alarm_hand_over", "alarm_release"]


def test_acknowledge_is_the_primary_button_until_somebody_has_it_and_scaling_from_then_on() -> None:
    latest = transition(payload("metric"))
    open_card, taken_card = card(incident(latest)), card(incident(latest, acknowledged=response(0)))
    assert [each["action_id"] for each in buttons(open_card) if each.get("style") == "primary"] == ["alarm_ack"]
    assert [each["action_id"] for each in buttons(taken_card) if each.get("style") == "primary"] == ["scale_open:0"]


def test_what_is_over_needs_nobody_and_no_mute() -> None:
    assert not {"alarm_ack", "alarm_mute"} & set(names(message_for(payload("metric_ok"))))


def test_who_has_it_in_hand_is_said_and_nobody_else_is_asked() -> None:
    latest = transition(payload("metric"))
    message = card(incident(latest, acknowledged=response(0)))
    assert ":eyes: Acknowledged by <@U0ANA|> at" in seen_in_blocks(message)
    assert "alarm_ack" not in names(message)


def test_a_muted_alarm_says_until_when_and_what_comes_then_and_can_be_unmuted() -> None:
    latest = transition(payload("metric"))
    mute = Mute(latest.changed_at + timedelta(hours=4), "U0ANA", "bellhop-1")
    message = card(incident(latest, mute=mute))
    assert f"Muted by <@U0ANA|> until <!date^{int(mute.until.timestamp())}^" in seen_in_blocks(message)
    assert "its actions run again" in seen_in_blocks(message)
    assert "alarm_unmute" in names(message)


@pytest.mark.parametrize(
    ("rule", "said"),
    [("bellhop-81da-0", "Muted from Slack until"), ("nightly", "by the CloudWatch mute rule `nightly`")],
)
def test_an_alarm_that_went_off_muted_names_the_rule_unless_the_name_tells_nothing(rule: str, said: str) -> None:
    latest = transition(payload("metric"))
    muted = replace(latest, muted=True, muted_by=rule, muted_until=latest.changed_at + timedelta(hours=1))
    shown = seen_in_blocks(card(incident(muted)))
    assert said in shown and "bellhop-" not in shown


@pytest.mark.parametrize(
    ("description", "url"),
    [
        ("See https://wiki.example.com/web.", "https://wiki.example.com/web"),
        (
            "Dashboard https://d.example.com, runbook: https://r.example.com/a?b=c&d=e",
            "https://r.example.com/a?b=c&d=e",
        ),
        ("Run book <https://r.example.com>", "https://r.example.com"),
    ],
)
def test_the_runbook_of_the_description_is_a_button(description: str, url: str) -> None:
    message = message_for({**payload("metric"), "AlarmDescription": description})
    assert [link["url"] for link in links(message) if link["action_id"] == "link:runbook"] == [url]
    assert_slack_takes(message)


def test_a_runbook_without_a_button_says_why_and_stays_readable_in_the_description() -> None:
    message = message_for({**payload("metric"), "AlarmDescription": "Runbook: https://wiki.example.com@evil.com/"})
    assert [link for link in links(message) if link["action_id"] == "link:runbook"] == []
    assert "The runbook has no button: its link names a user before the host" in seen_in_blocks(message)
    assert "https://wiki.example.com@evil.com/" in seen_in_blocks(message)
    assert_slack_takes(message)


def test_the_graph_stands_on_the_card_and_is_told_to_who_cannot_see_it() -> None:
    message = card(incident(transition(payload("metric")), image="F0GRAPH"))
    (image,) = [block for block in message.block_dicts() if block["type"] == "image"]
    assert image["slack_file"] == {"id": "F0GRAPH"}
    assert "CPUUtilization average" in image["alt_text"]
    assert_slack_takes(message)


def test_whom_the_route_calls_is_called_while_it_is_in_alarm_only() -> None:
    target = Target(mention="<!subteam^S0OPS>", note="a note")
    assert_slack_takes(card(incident(transition(payload("metric"))), target), pinged=("<!subteam^S0OPS>",))
    assert_slack_takes(card(incident(transition(payload("metric_ok"))), target))
    assert "a note" in seen_in_blocks(card(incident(transition(payload("metric_ok"))), target))


def test_a_hostile_name_pings_nobody_and_is_still_readable() -> None:
    message = message_for(payload("hostile_name"))
    assert_slack_takes(message)
    assert "<!channel> & <@U0ANA> *fire*" in seen_in_blocks(message)
    for text_object in (message.text, *(str(block) for block in message.block_dicts() if block["type"] != "actions")):
        assert "<!channel" not in text_object
        assert "<!here" not in text_object
        assert "<!everyone" not in text_object


@pytest.mark.parametrize("reason", ['"<&>\n' * 2400, '"' * 12_000, "https://a.b/& " * 900, "é😀" * 6000])
def test_the_longest_texts_of_every_kind_still_fit_into_one_message(reason: str) -> None:
    latest = replace(
        transition(payload("composite")),
        reason=reason,
        rule='ALARM("x") OR ' * 1000,
        description="https://a.example/&&& " * 500,
        measure='"m" ' * 3000,
        children=tuple(Child(arn=f"a{n}", name="&" * 255, state="ALARM") for n in range(100)),
    )
    message = card(incident(latest, responses=tuple(response(n, '"response" ' * 60) for n in range(50))))
    assert_slack_takes(message, pinged=("<@U0ANA>",))
    for title in ("Reason", "Triggered by", "Description", "Activity"):
        assert f"*{title}*\n" in seen_in_blocks(message)


def test_a_plain_at_channel_stays_text_because_slack_is_told_to_parse_nothing() -> None:
    message = message_for({**payload("metric"), "NewStateReason": "@channel look"})
    texts = [block["text"] for block in message.block_dicts() if block["type"] == "section" and "text" in block]
    assert all(text["verbatim"] for text in texts)
