"""How an audit reads: one line with the answer, how many of each kind, and the findings page by page. No IO."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, SectionBlock

from app.commands.alarms.audit.buttons import FIX, PAGE, Fix, fix_value, page_value
from app.commands.alarms.audit.finding import Finding
from app.commands.alarms.audit.report import Report
from app.commands.alarms.audit.rules.catalogue import rule_of
from app.commands.alarms.buttons import TUNE, TUNE_LABEL, tune_value
from app.slack.interactions import Caller
from app.slack.messages.blocks import context, mrkdwn, section
from app.slack.messages.buttons import NEXT, PREVIOUS, actions, button
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, middle, moment, named, shorten

LOOKING = ":mag: Bellhop looks at all alarms and groups. What it finds comes here, within a minute."
LOOKS_ALREADY = ":mag: Bellhop already looks at all alarms and groups{since}. What it finds comes here{too}."
CLEAN = ":white_check_mark: *The audit found nothing*: {alarms} and {groups} are in order."
NO_ALARMS = "There are no alarms in this account and region."
DEAF, ALL_HEARD = ":bell: *{deaf:,} of {alarms} {notify} nobody.*", ":bell: *All {alarms} notify somebody.*"
COUNTS = "• {found:,} {title}"
FINDING = "{says}. {why}"
SHOWN = "Findings {first:,} to {last:,} of {count:,}"
MORE = "{count:,} more are not listed: fix some of these and ask again"
LABELS = {Fix.NOTIFY: "Notify Bellhop", Fix.ENABLE: "Enable actions", Fix.DELETE: "Delete…"}
SURE, DELETES, YES, NO = (
    "Delete this alarm?",
    "Bellhop deletes {name} in CloudWatch. It keeps the definition and the tags for 90 days: Undo makes it again.",
    "Delete",
    "Keep",
)

A_PAGE = 6
ASKED = 35  # of a name in the question, which takes 300 characters
SAYS_LIMIT = 500
BLOCKS_LIMIT = 12_500  # Slack refuses a message of more than some 13,000 characters of blocks


def looking() -> Message:
    return sentence(LOOKING)


def looks_already(first: Caller | None, since: datetime | None, caller: Caller) -> Message:
    """To whoever asks while an audit runs for `first`."""
    other = first if first and first.place != caller.place else None
    whose = f", for {named(other.user_id)}" if other else ","
    began = f"{whose} since {moment(since, '{time}')}" if since else ""
    return sentence(LOOKS_ALREADY.format(since=began, too=" too" if other else ""))


def page(report: Report, report_id: str, start: int = 0) -> Message:
    """The head, and the findings from number `start` on."""
    head = _head(report)
    if not report.findings:
        return Message("\n".join([head, *report.notes]), (section(head), *map(context, report.notes)))
    start = start if 0 <= start < len(report.findings) else 0
    made = _page(head, report, report_id, start, A_PAGE)
    for most in range(A_PAGE - 1, 0, -1):  # names of `&` and `<` are five times as long
        if len(json.dumps(made.block_dicts(), ensure_ascii=False)) <= BLOCKS_LIMIT:
            break
        made = _page(head, report, report_id, start, most)
    return made


def _page(head: str, report: Report, report_id: str, start: int, most: int) -> Message:
    shown = report.findings[start : start + most]
    small = [*_place(report, start, len(shown)), *report.notes]
    lines = [_words(finding) for finding in shown]
    blocks: list[Block] = [section(head)]
    numbered = enumerate(zip(shown, lines, strict=True))
    blocks += [_block(finding, words, number, report) for number, (finding, words) in numbered]
    blocks += [context(" · ".join(small))] if small else []
    buttons = list(_pages(report_id, start, start + len(shown), len(report.findings)))
    if buttons:
        blocks.append(actions(buttons))
    return Message("\n".join([head, *lines, *small]), blocks)


def _head(report: Report) -> str:
    alarms = _counted(report.alarms, "alarm")
    if not report.findings:
        if not report.alarms and not report.groups:
            return NO_ALARMS
        return CLEAN.format(alarms=alarms, groups=_counted(report.groups, "group"))
    deaf = DEAF.format(deaf=report.deaf, alarms=alarms, notify="notifies" if report.deaf == 1 else "notify")
    lines = [deaf if report.deaf else ALL_HEARD.format(alarms=alarms) if report.alarms else NO_ALARMS]
    for count in report.counts:
        rule = rule_of(count.rule)
        if rule:
            title = rule.title.format(s="" if count.found == 1 else "s")
            lines.append(COUNTS.format(found=count.found, title=title))
    return "\n".join(lines)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _words(finding: Finding) -> str:
    rule = rule_of(finding.rule)
    return FINDING.format(says=shorten(finding.says, SAYS_LIMIT), why=rule.why if rule else "").strip()


def _block(finding: Finding, words: str, number: int, report: Report) -> Block:
    rule = rule_of(finding.rule)
    fix = _fix(finding, number, report) if finding.fix in LABELS else None
    tune = _tune(finding, number) if rule and rule.tunes else None
    return SectionBlock(text=mrkdwn(words), accessory=fix or tune)


def _tune(finding: Finding, number: int) -> ButtonElement:
    """Answered only to whoever presses it."""
    return button(TUNE_LABEL, f"{TUNE}:{number}", tune_value(finding.name), finding.name)


def _fix(finding: Finding, number: int, report: Report) -> ButtonElement:
    """`number` makes its action id unique within the message."""
    value = fix_value(finding.fix, finding.name, report.looked_at)
    is_grave = finding.fix is Fix.DELETE
    made = button(LABELS[finding.fix], f"{FIX}:{number}", value, finding.name, "danger" if is_grave else None)
    if is_grave:
        text = mrkdwn(DELETES.format(name=code(middle(finding.name, ASKED))))
        made.confirm = ConfirmObject(title=SURE, text=text, confirm=YES, deny=NO, style="danger")
    return made


def _place(report: Report, start: int, shown: int) -> Iterator[str]:
    kept, count = len(report.findings), sum(each.found for each in report.counts)
    if shown < count:
        yield SHOWN.format(first=start + 1, last=start + shown, count=count)
    if start + shown == kept < count:
        yield MORE.format(count=count - kept)


def _pages(report_id: str, start: int, end: int, count: int) -> Iterator[ButtonElement]:
    about = "page of the audit"
    if start > 0:
        yield button(PREVIOUS, f"{PAGE}:previous", page_value(report_id, max(0, start - A_PAGE)), about)
    if end < count:
        yield button(NEXT, f"{PAGE}:next", page_value(report_id, end), about)
