"""The form of an alarm, and what it becomes before the alarm is put: what that would have done. No IO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.alarms.read.measure import TREATED
from app.commands.alarms.make.buttons import (
    BACK,
    BACK_LABEL,
    CHANGED,
    FORM,
    LOOK_LABEL,
    METRIC,
    PUT,
    SEEN,
    TAKEN,
)
from app.commands.alarms.make.draft import (
    COMPARISON,
    DATAPOINTS,
    MISSING,
    NAME,
    NAME_LIMIT,
    NUMBER,
    PERIOD,
    PERIODS,
    STATISTIC,
    THRESHOLD,
    WHOLE,
    Draft,
    as_values,
)
from app.commands.alarms.make.draft import METRIC as METRIC_INPUT
from app.commands.alarms.make.opening import EDIT_TITLE, NEW_TITLE
from app.commands.alarms.make.subject import Subject
from app.slack.interactions import Caller, about_form
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions, button
from app.slack.messages.text import duration, shorten

LOOK, CREATE, CHANGE, CANCEL = "Preview", "Create alarm", "Change alarm", "Cancel"
METRIC_LABEL, STATISTIC_LABEL, COMPARISON_LABEL = "Metric", "Statistic of each period", "It breaches if it is"
THRESHOLD_LABEL, DATAPOINTS_LABEL, PERIODS_LABEL = (
    "Threshold",
    "ALARM after so many breaching periods",
    "Out of the last",
)
PERIODS_HINT, PERIOD_LABEL, MISSING_LABEL = "Periods.", "Length of a period", "Missing data"
NAME_LABEL, NAME_HINT = "Name", "Nobody can change it later."
TITLE_OF = {True: NEW_TITLE, False: EDIT_TITLE}

STATISTICS = {
    "Average": "Average",
    "Minimum": "Minimum",
    "Maximum": "Maximum",
    "Sum": "Sum",
    "SampleCount": "Sample count",
    "p50": "p50 (median)",
    "p90": "p90",
    "p95": "p95",
    "p99": "p99",
}
COMPARISONS = {
    "GreaterThanThreshold": "above the threshold",
    "GreaterThanOrEqualToThreshold": "at the threshold or above",
    "LessThanThreshold": "below the threshold",
    "LessThanOrEqualToThreshold": "at the threshold or below",
}
LENGTHS = (60, 300, 900, 3600, 21_600, 86_400)
OPTION_LIMIT = 75


def form(
    subject: Subject, draft: Draft, told: Sequence[Block], caller: Caller, problem: str = "", taken: str = ""
) -> View:
    """`told` says what the alarm of this draft would have done; `problem` is mrkdwn."""
    more = {METRIC: draft.metric, TAKEN: taken, SEEN: subject.mark}
    about = {**subject.about, **{name: value for name, value in more.items() if value}}
    head = [section(subject.head), *([section(problem)] if problem else [])]
    again = actions([button(LOOK_LABEL, f"{CHANGED}:look", "look", subject.name)])
    return View(
        type="modal",
        callback_id=FORM,
        title=TITLE_OF[subject.is_new],
        blocks=[*head, *_inputs(subject, draft), again, *told],
        private_metadata=about_form(caller, **about),
        submit=LOOK,
        close=CANCEL,
    )


def last_look(subject: Subject, draft: Draft, told: Sequence[Block], caller: Caller) -> View:
    """All that will be put, to say yes to; it carries the draft, so that what is seen is what is put."""
    values = {name: value for name, value in as_values(draft).items() if value}
    about = {**subject.about, **values, SEEN: subject.mark}
    back = actions([button(BACK_LABEL, BACK, "back", subject.name_in(draft))])
    return View(
        type="modal",
        callback_id=PUT,
        title=TITLE_OF[subject.is_new],
        blocks=[section(subject.head), *told, back],
        private_metadata=about_form(caller, **about),
        submit=CREATE if subject.is_new else CHANGE,
        close=CANCEL,
    )


def _inputs(subject: Subject, draft: Draft) -> list[InputBlock]:
    """Slack keeps what was put into a block as long as it has the same id: another metric's have others."""
    of = f":{draft.metric}" if draft.metric else ""
    test = [
        _number(THRESHOLD, of, THRESHOLD_LABEL, draft.threshold, is_whole=False),
        _number(DATAPOINTS, of, DATAPOINTS_LABEL, draft.datapoints),
        _number(PERIODS, of, PERIODS_LABEL, draft.periods, PERIODS_HINT),
        *([_length(of, draft.period)] if draft.period else []),
        _select(MISSING, of, MISSING_LABEL, TREATED, draft.missing),
    ]
    if not subject.is_new:
        return test
    metrics = {each.key: each.label for each in subject.metrics}
    name = PlainTextInputElement(action_id=f"{CHANGED}:{NAME}", initial_value=draft.name, max_length=NAME_LIMIT)
    return [
        _select(METRIC_INPUT, "", METRIC_LABEL, metrics, draft.metric),
        _select(STATISTIC, of, STATISTIC_LABEL, STATISTICS, draft.statistic),
        _select(COMPARISON, of, COMPARISON_LABEL, COMPARISONS, draft.comparison),
        *test,
        InputBlock(block_id=f"{NAME}{of}", label=NAME_LABEL, hint=PlainTextObject(text=NAME_HINT), element=name),
    ]


def _length(of: str, period: str) -> InputBlock:
    seconds = sorted({*LENGTHS, int(period)})
    return _select(PERIOD, of, PERIOD_LABEL, {str(each): duration(timedelta(seconds=each)) for each in seconds}, period)


def _select(name: str, of: str, label: str, choices: Mapping[str, str], chosen: str) -> InputBlock:
    """Picking something is told at once."""
    options = [Option(text=shorten(text, OPTION_LIMIT), value=value) for value, text in choices.items()]
    first = next((option for option in options if option.value == chosen), options[0])
    element = StaticSelectElement(action_id=f"{CHANGED}:{name}", options=options, initial_option=first)
    return InputBlock(block_id=f"{name}{of}", label=label, element=element, dispatch_action=True)


def _number(name: str, of: str, label: str, value: str, hint: str = "", is_whole: bool = True) -> InputBlock:
    """Told when Enter is pressed. What is no number can't be an initial value; what was typed stays all the same."""
    is_number = (WHOLE if is_whole else NUMBER).fullmatch(value)
    element = NumberInputElement(
        action_id=f"{CHANGED}:{name}", is_decimal_allowed=not is_whole, initial_value=value if is_number else None
    )
    shown = PlainTextObject(text=hint) if hint else None
    return InputBlock(block_id=f"{name}{of}", label=label, hint=shown, element=element, dispatch_action=True)
