"""Whether Slack says what happened: each invariant takes the evidence and gives its violations. No IO."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.soak.acts import EXPORT, Press, Type
from tests.soak.evidence import NO_BUTTON, Change, Evidence, Played, Resize, Row, Shown

ALARMS, OPS = "C0ALARMS", "C0OPS"
BEFORE_THE_DIGEST = 180.0  # so long its first alarms may have waited for it to be shown, on a busy machine
NAMES = {"U0ANA": "ana", "U0BO": "bo", "U0EVE": "eve"}
NOT_TAKEN = ("could not take this in", "cannot tell whether it took this in")
AT_ONCE = 5.0  # an acknowledgement comes within 3 s
SAME_SECOND = 1.0  # Bellhop takes changes this close for one incident: nobody can tell their order
DELETED = "DELETED"
CARD = re.compile(r"^:\w+: (OK|ALARM|INSUFFICIENT_DATA|DELETED): (\S+) \((\w+) → (\w+)\)(?: since <!date\^(\d+)\^)?")
TOLD = re.compile(r"^(<@\w+>|\w+) set \*(\w+)\* from (\d+) to (\d+)")
ENDINGS = (
    *("Done in", "Partly done", "did not reach", "has set the desired capacity", "has set the limits", "Undone"),
    *("Bellhop was interrupted and cannot tell",),
)
LATE = re.compile(r"Arrived late: .*?<!date\^(\d+)\^")
UNKNOWN = "cannot tell whether this was done"
NOTHING_CHANGED = "Nothing changed."
LEADS_ON = "scale_do"
OPEN = ("scale_confirm", "scale_cancel", "scale_approve")


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold, and about what: an alarm, a group, a token, or '' for everything."""

    invariant: str
    about: str
    words: str


@dataclass(frozen=True)
class Episode:
    """An alarm's time outside OK, as CloudWatch's history has it."""

    alarm: str
    changes: tuple[Change, ...]

    @property
    def shown(self) -> tuple[str, str, int]:
        """What its card, or its row in a digest, has to say now: alarm, state, since when."""
        last = self.changes[-1]
        return self.alarm, last.new, int(last.at)


def judge(evidence: Evidence) -> tuple[Violation, ...]:
    """Everything that is wrong."""
    return tuple(violation for invariant in INVARIANTS for violation in invariant(evidence))


def episodes(changes: Iterable[Change]) -> list[Episode]:
    """Each alarm's times outside OK: what has to have a card, or a row, of its own."""
    found: dict[str, list[list[Change]]] = defaultdict(list)
    for change in sorted(changes, key=lambda each: each.at):
        past = found[change.alarm]
        is_first = not past or (past[-1][-1].new == "OK" and change.at - past[-1][0].at >= SAME_SECOND)
        if not is_first:
            past[-1].append(change)
        elif change.new != "OK":
            past.append([change])
    return [Episode(alarm, tuple(each)) for alarm, past in found.items() for each in past]


def cards(evidence: Evidence) -> list[tuple[tuple[str, str, int], Shown]]:
    """What each card says, and the card."""
    found = ((CARD.match(each.text), each) for each in evidence.messages if each.channel == ALARMS and not each.to)
    return [(_said(match), each) for match, each in found if match]


def _said(match: re.Match[str]) -> tuple[str, str, int]:
    return match[2], match[1], 0 if match[1] == DELETED else int(match[5] or 0)


def every_incident_is_shown_once_and_as_it_is(evidence: Evidence) -> Iterator[Violation]:
    """Each episode is on one card, or in a digest, with CloudWatch's last state of it; nothing else is.

    One whose end was delivered after the alarm's next change is told in the thread of the card that goes on.
    """
    name = "every incident is shown once, as CloudWatch has it"
    past = episodes(evidence.changes)
    wanted = Counter(_due(each, past, evidence) for each in past)
    on_cards = Counter(said for said, _ in cards(evidence))
    in_rows = {(row.alarm, row.state, row.at) for row in evidence.rows}
    replaced = {each.shown for each in past if any(_replaces(row, each) for row in evidence.rows)}
    late = _told_late(evidence)
    came_late = {each.shown for each in past if each.shown[1] == "OK" and (each.alarm, each.shown[2]) in late}
    for said in sorted(on_cards - wanted):
        yield Violation(name, said[0], f"a card says {_words(said)}, which is {_instead(said, wanted)}")
    for said in sorted(wanted - on_cards):
        if said not in in_rows | replaced | came_late and not (said[1] == DELETED and _has_row(said[0], evidence)):
            yield Violation(name, said[0], f"no card or digest says {_words(said)}")
    for said in sorted(each for each in in_rows - set(wanted) if each[0] not in evidence.deleted):
        yield Violation(name, said[0], f"a digest says {_words(said)}, which is {_instead(said, wanted)}")


def _due(episode: Episode, past: list[Episode], evidence: Evidence) -> tuple[str, str, int]:
    """What its card has to say: of an alarm that is no more that, whenever Bellhop found it out."""
    is_last = episode is [each for each in past if each.alarm == episode.alarm][-1]
    if episode.alarm in evidence.deleted and is_last and episode.shown[1] != "OK":
        return episode.alarm, DELETED, 0
    return episode.shown


def _told_late(evidence: Evidence) -> set[tuple[str, int]]:
    """The alarm and time of each change that a thread tells as one that arrived late."""
    lines = ((said[0], line.text) for said, card in cards(evidence) for line in card.lines)
    return {(alarm, int(at)) for alarm, text in lines for at in LATE.findall(text)}


def _has_row(alarm: str, evidence: Evidence) -> bool:
    """A digest asks only some minutes later whether its alarms are still there."""
    return any(row.alarm == alarm for row in evidence.rows)


def _replaces(row: Row, episode: Episode) -> bool:
    """Whether the digest had the episode in this row, which a later one of the alarm has now."""
    digest_began = float(row.digest) - BEFORE_THE_DIGEST if row.digest else math.inf
    return row.alarm == episode.alarm and row.at >= episode.shown[2] and episode.changes[0].at >= digest_began


def _words(said: tuple[str, str, int]) -> str:
    return f"{said[0]} is {said[1]} since {said[2]}"


def _instead(said: tuple[str, str, int], wanted: Counter[tuple[str, str, int]]) -> str:
    if said in wanted:
        return "there twice"
    return (
        f"not so: CloudWatch's incidents of it end with {[each[1:] for each in sorted(wanted) if each[0] == said[0]]}"
    )


def no_message_is_there_twice(evidence: Evidence) -> Iterator[Violation]:
    """No card, no digest, no line of a thread; each is of one moment, so two that are alike are one told twice.

    But a question that nobody said yes to is asked again by each press on the button that led to it.
    """
    public = Counter((each.channel, each.text) for each in evidence.messages if not each.to and _is_unique(each))
    for (channel, text), count in public.items():
        if count > max(1, _asked_for(text, evidence)):
            yield Violation("no message is there twice", _about(text), f"{count} times in {channel}: {text}")
    for each in evidence.messages:
        for text, count in Counter(line.text for line in each.lines if not line.files).items():
            if count > 1:
                yield Violation("no line is there twice", _about(each.text), f"{count} times in a thread: {text}")


def _asked_for(text: str, evidence: Evidence) -> int:
    """How often a button was pressed that may have led to this question, if all that came of it is its end."""
    if not text.endswith(NOTHING_CHANGED):
        return 0
    presses = (each for each in evidence.played if isinstance(each.deed, Press) and each.deed.action == LEADS_ON)
    return sum(_about(text) in each.answer for each in presses)


def _is_unique(message: Shown) -> bool:
    return bool(CARD.match(message.text) or re.search(r"\bt\d{4}\b", message.text))


def _about(text: str) -> str:
    """The alarm, the token or the group that a text is about."""
    for pattern in (CARD, re.compile(r"()\b(t\d{4})\b"), TOLD):
        if match := pattern.search(text):
            return match[2]
    return ""


def every_end_is_in_the_thread(evidence: Evidence) -> Iterator[Violation]:
    """A card's end is a line of its thread too, unless it came before the beginning and began the card itself.

    That one came late then, and is a line of the thread that was the alarm's newest when it came.
    """
    late, past = _told_late(evidence), episodes(evidence.changes)
    begun = {each.shown: {(each.alarm, int(change.at)) for change in each.changes} for each in past}
    for (alarm, state, at), card in cards(evidence):
        ends = [line for line in card.lines if "*OK* at" in line.text and f"^{at}^" in line.text]
        if state == "OK" and not ends and not late & begun.get((alarm, state, at), set()):
            yield Violation("every end is in the thread", alarm, f"its thread has no line for OK at {at}")


def every_export_is_one_file_in_a_thread(evidence: Evidence) -> Iterator[Violation]:
    """Each press that was taken, and no other; those whose answer was lost may be one more each."""
    threads = [(each.text, [file for line in each.lines for file in line.files]) for each in evidence.messages]
    for text, files in threads:
        for file, count in Counter(files).items():
            if count > 1:
                yield Violation("no file is there twice", _about(text), f"{count} times in a thread: {file}")
    shared = {file for _, files in threads for file in files}
    presses = [each for each in evidence.played if isinstance(each.deed, Press) and each.deed.action == EXPORT]
    most = sum(each.answer != NO_BUTTON for each in presses)
    if not sum(each.sure for each in presses) <= len(shared) <= most:
        taken = [f"{each.at:.0f} {each.answer}" for each in presses if each.sure]
        yield Violation("every export is one file", "", f"{len(shared)} files of {most} presses; taken: {taken}")


def what_is_told_of_a_group_is_what_it_has(evidence: Evidence) -> Iterator[Violation]:
    """Every size that Auto Scaling took was told, everything told was taken, and the last one is what there is."""
    name = "what is told of a group is what Auto Scaling did"
    told = [(match, each) for each in evidence.messages if (match := TOLD.match(each.text)) and not each.to]
    for group, size in evidence.sizes.items():
        taken = _without_repeats(each for each in evidence.resizes if each.group == group)
        unmatched = [(int(match[4]), each) for match, each in told if match[2] == group]
        for resize in taken:
            alike = (each for each in unmatched if each[0] == resize.size)
            found = min(alike, key=lambda each: UNKNOWN in each[1].text, default=None)
            if found:
                unmatched.remove(found)
            else:
                yield Violation(name, group, f"{resize.size} was set at {resize.at:.0f}, and nobody was told")
        for wanted, message in unmatched:
            if UNKNOWN not in message.text:
                times = [f"{each.at:.0f}" for each in taken if each.size == wanted]
                tokens = [_about(each.text) for match, each in told if (match[2], match[4]) == (group, str(wanted))]
                both = f"set at {', '.join(times)}; told by {', '.join(tokens)}"
                yield Violation(name, group, f"told, and never set: {wanted} ({both}): {message.text}")
        if taken and taken[-1].size != size:
            yield Violation(name, group, f"it has {size}, and the last that was set is {taken[-1].size}")


def _without_repeats(resizes: Iterable[Resize]) -> list[Resize]:
    """The same size again is one change whose answer was lost."""
    found: list[Resize] = []
    for resize in sorted(resizes, key=lambda each: each.at):
        if not found or found[-1].size != resize.size:
            found.append(resize)
    return found


def every_change_has_an_end(evidence: Evidence) -> Iterator[Violation]:
    """No message still shows progress, and no question still waits."""
    for each in evidence.messages:
        if (match := TOLD.match(each.text)) and not each.to and not any(end in each.text for end in ENDINGS):
            yield Violation("every change has an end", match[2], f"no end: {each.text}")
        if any(action in OPEN for action in each.actions):
            yield Violation("every question has an end", _about(each.text), f"still asks: {each.text}")


def every_command_is_answered(evidence: Evidence) -> Iterator[Violation]:
    """Who typed gets as many answers as commands were taken; those with a press may be one more each."""
    typed = [each for each in evidence.played if isinstance(each.deed, Type)]
    for user in sorted({each.deed.user for each in typed if isinstance(each.deed, Type)}):
        sure = sum(each.sure for each in typed if isinstance(each.deed, Type) and each.deed.user == user)
        answers = [each for each in evidence.messages if _answers(each, user)]
        if len(answers) < sure:
            yield Violation(
                "every command is answered", user, f"{len(answers)} answers to {sure} commands: {_sample(answers)}"
            )
    for each in typed:
        assert isinstance(each.deed, Type)
        if each.deed.command.startswith("/echo") and each.sure:
            answers = [message for message in evidence.messages if each.deed.token in message.text]
            if not answers and not _was_refused(each, evidence):
                yield Violation("every command is answered", each.deed.token, f"no answer to {each.deed.command}")


def _was_refused(typed: Played, evidence: Evidence) -> bool:
    """Whether Bellhop said at once that it could not take it in, or cannot tell."""
    assert isinstance(typed.deed, Type)
    soon = [each for each in evidence.messages if 0 <= float(each.ts) - typed.at < AT_ONCE]
    return any(words in each.text for each in soon if each.to == typed.deed.user for words in NOT_TAKEN)


def _answers(message: Shown, user: str) -> bool:
    return message.channel in (OPS, f"D{user[1:]}") and (message.to == user or is_by(user, message.text))


def is_by(user: str, text: str) -> bool:
    """Whether a text begins with this person: mentioned, or only named where nobody should be disturbed."""
    return bool(re.match(rf"(:\w+: )?(<@{user}>|{NAMES[user]}) ", text))


def _sample(answers: list[Shown]) -> str:
    return " | ".join(each.text[:60] for each in answers[-3:])


def nothing_is_left(evidence: Evidence) -> Iterator[Violation]:
    """Nothing waits on a queue, nothing is a dead letter, nobody holds a lease."""
    for queue, count in evidence.queues.items():
        if count:
            yield Violation("the queues are drained", queue, f"{count} messages")
    for body in evidence.dead:
        yield Violation("there are no dead letters", _about(body), body)
    for lease in evidence.leases:
        yield Violation("nobody holds a lease", lease, "it is held")


def no_error_is_logged(evidence: Evidence) -> Iterator[Violation]:
    for line in evidence.errors:
        yield Violation("no error is logged", "", line)


INVARIANTS: tuple[Callable[[Evidence], Iterable[Violation]], ...] = (
    every_incident_is_shown_once_and_as_it_is,
    no_message_is_there_twice,
    every_end_is_in_the_thread,
    every_export_is_one_file_in_a_thread,
    what_is_told_of_a_group_is_what_it_has,
    every_change_has_an_end,
    every_command_is_answered,
    nothing_is_left,
    no_error_is_logged,
)
