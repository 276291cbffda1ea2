"""The table of Slack's limits: what it lets through, what it refuses, and where it points."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from sandbox.slack.limits import problems
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import actions, button, client, section

Json = dict[str, Any]


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str = "one", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def menu(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def input_block(**more: Any) -> Json:
    return {
        "type": "input",
        "block_id": "name",
        "label": plain("Name"),
        "element": {"type": "plain_text_input", "action_id": "name"},
        **more,
    }


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Scale"), "submit": plain("Go"), "blocks": list(blocks), **more}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("Details"), "child_blocks": list(children), **more}


def line(names: tuple[str, ...] = ("CPU",), labels: tuple[str, ...] = ("02:41", "02:42"), **more: Any) -> Json:
    """A chart whose first series has a value for each of these labels."""
    data = [{"label": label, "value": 1.5} for label in labels]
    axes = {"categories": ["02:41", "02:42"], "x_label": "UTC"}
    chart = {"type": "line", "series": [{"name": name, "data": data} for name in names], "axis_config": axes}
    return {"type": "data_visualization", "title": "CPU", "chart": {**chart, **more}}


CONFIRM = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}

GOOD_BLOCKS = [
    {"type": "divider"},
    {"type": "header", "text": plain("h" * 150)},
    section("s" * 3000, block_id="b" * 255, accessory=button("a", "x" * 75, value="v" * 2000, style="primary")),
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 10},
    actions(*(button(f"press-{number}", confirm=CONFIRM) for number in range(25))),
    actions(menu(placeholder=plain("p" * 150)), block_id="menus"),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}] * 10},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a graph", "title": plain("Graph")},
    section("x", accessory={"type": "overflow", "action_id": "more", "options": [option()] * 5}),
    input_block(block_id="free", element={"type": "number_input", "action_id": "n", "is_decimal_allowed": False}),
    {"type": "markdown", "text": "**bold**"},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    container(*[section("x")] * 10, is_collapsible=True, default_collapsed=True),
    line(("CPU", "threshold")),
    {
        "type": "data_visualization",
        "title": "Shares",
        "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
    },
]


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: block["type"])
def test_what_slack_takes_has_no_problems(block: Json) -> None:
    assert problems({"text": "x", "blocks": [block]}) == []


# Each message with the place that is wrong in it, and a word of what is said about it.
BAD_BLOCKS: list[tuple[Any, str, str]] = [
    (section("s" * 3001), "/blocks/0/text/text", "must be less than 3001 characters"),
    (section(""), "/blocks/0/text/text", "must be more than 0 characters"),
    ({"type": "section"}, "/blocks/0", "must define either `text` or `fields`"),
    ({"type": "section", "fields": [plain("f")] * 11}, "/blocks/0/fields", "no more than 10 items"),
    ({"type": "section", "fields": [plain("f" * 2001)]}, "/blocks/0/fields/0/text", "less than 2001"),
    ({"type": "header", "text": plain("h" * 151)}, "/blocks/0/text/text", "less than 151"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "h"}}, "/blocks/0/text/type", "plain_text"),
    ({"type": "header"}, "/blocks/0", "missing required field: text"),
    ({"type": "context", "elements": []}, "/blocks/0/elements", "no fewer than 1"),
    ({"type": "context", "elements": [plain("c")] * 11}, "/blocks/0/elements", "no more than 10"),
    ({"type": "context", "elements": [button("a")]}, "/blocks/0/elements/0/type", "unsupported type: button"),
    (actions(), "/blocks/0/elements", "no fewer than 1"),
    (actions(*(button(str(n)) for n in range(26))), "/blocks/0/elements", "no more than 25"),
    (actions(button("a", "x" * 76)), "/blocks/0/elements/0/text/text", "less than 76"),
    (actions(button("a", value="v" * 2001)), "/blocks/0/elements/0/value", "less than 2001"),
    (actions(button("a" * 256)), "/blocks/0/elements/0/action_id", "less than 256"),
    (actions(button("a", style="warning")), "/blocks/0/elements/0/style", "must be one of"),
    (actions(button("a", url="u" * 3001)), "/blocks/0/elements/0/url", "less than 3001"),
    (actions({"type": "button", "action_id": "a"}), "/blocks/0/elements/0", "missing required field: text"),
    (actions({**button("a"), "text": {"type": "mrkdwn", "text": "x"}}), "/blocks/0/elements/0/text/type", "plain_text"),
    (actions(button("a", confirm={**CONFIRM, "title": plain("t" * 101)})), "/confirm/title/text", "less than 101"),
    (actions(button("a", confirm={**CONFIRM, "text": plain("t" * 301)})), "/confirm/text/text", "less than 301"),
    (actions(button("a", confirm={**CONFIRM, "deny": plain("t" * 31)})), "/confirm/deny/text", "less than 31"),
    (actions(menu(options=[])), "/blocks/0/elements/0/options", "no fewer than 1"),
    (actions(menu(options=[option()] * 101)), "/blocks/0/elements/0/options", "no more than 100"),
    (actions(menu(options=[option("o" * 76)])), "/options/0/text/text", "less than 76"),
    (actions(menu(options=[option("o", "v" * 151)])), "/options/0/value", "less than 151"),
    (actions(menu(placeholder=plain("p" * 151))), "/placeholder/text", "less than 151"),
    (actions(menu(option_groups=[])), "/blocks/0/elements/0", "either `options` or `option_groups`"),
    (actions({"type": "image", "image_url": "u", "alt_text": "a"}), "/elements/0/type", "unsupported type: image"),
    (actions({"type": "slider", "action_id": "a"}), "/elements/0/type", "unsupported type: slider"),
    ({"type": "carousel"}, "/blocks/0/type", "unsupported type: carousel"),
    ({"text": plain("x")}, "/blocks/0", "missing required field: type"),
    ({"type": "divider", "colour": "red"}, "/blocks/0", "no such field: colour"),
    ({"type": "image", "image_url": "u"}, "/blocks/0", "missing required field: alt_text"),
    ({"type": "image", "alt_text": "a"}, "/blocks/0", "either `image_url` or `slack_file`"),
    ({"type": "image", "image_url": "u", "alt_text": "a" * 2001}, "/blocks/0/alt_text", "less than 2001"),
    (section("x", block_id="b" * 256), "/blocks/0/block_id", "less than 256"),
    (actions(button("same"), button("same")), "/blocks/0/action_id", "must be unique"),
    ("text", "/blocks/0", "missing required field: type"),
    (container(), "/blocks/0/child_blocks", "no fewer than 1"),
    (container(*[section("x")] * 11), "/blocks/0/child_blocks", "no more than 10"),
    (container(section("")), "/blocks/0/child_blocks/0/text/text", "more than 0"),
    (container(line()), "/blocks/0/child_blocks/0/type", "unsupported type: data_visualization"),
    ({"type": "container", "child_blocks": [section("x")]}, "/blocks/0", "either `title` or `rich_text_title`"),
    ({**line(), "title": "t" * 51}, "/blocks/0/title", "less than 51"),
    (line(("n" * 21,)), "/blocks/0/chart/series/0/name", "less than 21"),
    (line(("CPU", "CPU")), "/blocks/0/chart/series", "unique"),
    (line(tuple("abcdefg")), "/blocks/0/chart/series", "no more than 6"),
    (line(labels=("02:41",)), "/blocks/0/chart/series/0/data", "one value for each category"),
    (line(labels=("02:41", "02:43")), "/blocks/0/chart/series/0/data", "one value for each category"),
    (line(axis_config={"categories": ["c"] * 21}), "/blocks/0/chart/axis_config/categories", "no more than 20"),
    (line(type="radar"), "/blocks/0/chart/type", "must be one of"),
]


@pytest.mark.parametrize(("block", "where", "what"), BAD_BLOCKS, ids=lambda value: str(value)[:40])
def test_what_slack_refuses_is_named_with_its_place(block: Any, where: str, what: str) -> None:
    assert any(what in problem and f"{where}]" in problem for problem in problems({"text": "x", "blocks": [block]}))


def test_a_message_has_at_most_50_blocks() -> None:
    assert problems({"text": "x", "blocks": [{"type": "divider"}] * 50}) == []
    assert problems({"text": "x", "blocks": [{"type": "divider"}] * 51}) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_a_message_has_at_most_two_charts() -> None:
    assert problems({"text": "x", "blocks": [line()] * 2}) == []
    (problem,) = problems({"text": "x", "blocks": [line()] * 3})
    assert problem == "no more than 2 data_visualization blocks allowed [json-pointer:/blocks]"


def test_a_block_id_is_used_once() -> None:
    twice = [section("a", block_id="same"), section("b", block_id="same")]
    assert problems({"blocks": twice}) == ["`block_id` must be unique: same [json-pointer:/blocks/1/block_id]"]


def test_an_action_id_may_come_again_in_another_block() -> None:
    assert problems({"blocks": [actions(button("a"), block_id="1"), actions(button("a"), block_id="2")]}) == []


def test_blocks_within_attachments_are_checked() -> None:
    [problem] = problems({"attachments": [{"blocks": [section("")]}]})
    assert "/attachments/0/blocks/0/text/text" in problem


def test_a_message_may_be_too_long_as_a_whole() -> None:
    assert problems({"text": "x" * 40_001}) == ["msg_too_long"]
    assert problems({"text": "x", "blocks": [section("s" * 3000)] * 5}) == ["msg_blocks_too_long"]


BAD_VIEWS: list[tuple[Json, str, str]] = [
    (modal(title=plain("t" * 25)), "/view/title/text", "less than 25"),
    (modal(submit=plain("t" * 25)), "/view/submit/text", "less than 25"),
    (modal(close=plain("t" * 25)), "/view/close/text", "less than 25"),
    (modal(title=None), "/view", "missing required field: title"),
    (modal(private_metadata="m" * 3001), "/view/private_metadata", "less than 3001"),
    (modal(callback_id="c" * 256), "/view/callback_id", "less than 256"),
    (modal(*[{"type": "divider"}] * 101), "/view/blocks", "no more than 100"),
    (modal(input_block(), submit=None), "/view", "missing required field: submit"),
    (modal(input_block(), input_block()), "/view/blocks/1/block_id", "must be unique"),
    (modal(input_block(label=plain("l" * 2001))), "/view/blocks/0/label/text", "less than 2001"),
    (modal(input_block(element=button("a"))), "/view/blocks/0/element/type", "unsupported type: button"),
    (modal(input_block(element={"type": "number_input", "action_id": "n"})), "/element", "is_decimal_allowed"),
    (modal(notify_on_close="yes"), "/view/notify_on_close", "must provide a boolean"),
]


@pytest.mark.parametrize(("view", "where", "what"), BAD_VIEWS, ids=lambda value: str(value)[:40])
def test_what_slack_refuses_in_a_modal_is_named_with_its_place(view: Json, where: str, what: str) -> None:
    assert any(what in problem and f"{where}]" in problem for problem in problems(view))


def test_a_modal_that_slack_takes_has_no_problems() -> None:
    assert problems(modal(input_block(), section("x"), private_metadata="m" * 3000, notify_on_close=True)) == []


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "section", "actions", "button", "mrkdwn", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "accessory", "options", "block_id"]), inner)
    ),
    max_leaves=12,
)


@given(ANY_JSON)
def test_whatever_is_sent_the_table_has_an_answer(anything: Any) -> None:
    for found in (problems({"text": "x", "blocks": anything}), problems({**modal(), "blocks": anything})):
        assert all(isinstance(problem, str) for problem in found)


def test_the_web_api_refuses_bad_blocks_with_their_places(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError) as refused:
        client(slack).chat_postMessage(channel="C0OPS", text="x", blocks=[section("s" * 3001)])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert slack.messages("C0OPS") == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [section("s" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
    ],
)
def test_the_web_api_refuses_messages_that_do_not_fit(slack: RunningSlack, content: Json, error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        client(slack).chat_postMessage(channel="C0OPS", **content)


@pytest.mark.parametrize("block", [container(section("x")), line()], ids=lambda block: block["type"])
def test_a_workspace_to_which_a_type_of_block_has_not_come_refuses_it(slack: RunningSlack, block: Json) -> None:
    slack.lack_blocks(block["type"])
    with pytest.raises(SlackApiError) as refused:
        client(slack).chat_postMessage(channel="C0OPS", text="x", blocks=[section("x"), block])
    assert refused.value.response["response_metadata"]["messages"] == [
        f"[ERROR] unsupported type: {block['type']} [json-pointer:/blocks/1/type]"
    ]
