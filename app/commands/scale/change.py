"""From words to a deed: finds the group, makes the plan, asks the rules, and carries it out or asks for a yes."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.blocks import ActionsBlock

from app.base.errors import Wrong
from app.commands.scale import history, look, schedule, undo
from app.commands.scale.buttons import carried, do_button
from app.commands.scale.carry_out import Doer, carry_out
from app.commands.scale.deeds import Help, History, List, Look, Refresh, Resize, ShowSchedule, Undo
from app.commands.scale.form import wish_in
from app.commands.scale.group import Several, choice, found, in_turn
from app.commands.scale.pending import wait
from app.commands.scale.plan import Kind, OutsideBounds, Plan, plan_for
from app.commands.scale.plan_words import because, wish_words
from app.commands.scale.rules import Asked, needs
from app.commands.scale.survey import survey
from app.commands.scale.warnings import warnings
from app.commands.scale.wish import HELP, Wish
from app.commands.scale.would import would
from app.listeners.claims import Claim, Claims
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, ModalSubmission, Reply, SlashCommand
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, mention
from app.store.codec import decode, encode

ALREADY = "{group} wants {size} already. Nothing was changed."
ALREADY_SO = "{group} has these sizes already. Nothing was changed."
SUSPENDED_ALREADY = "That is suspended on {group} already. Nothing was changed."
NOT_SUSPENDED = "That is not suspended on {group}. Nothing was changed."
DRY_RUN = ":mag: {user} would {words}{because}. Nothing was done."
DO_IT, RAISE, LOWER = "Do it", "Raise max to {bound}", "Lower min to {bound}"
PRESSED = "{user} pressed it already; it is done once."


def scale(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    return act(Wish.parse(command.text), Asked(command.caller), services, operation)


def change_by_modal(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    return act(wish_in(submission), Asked(submission.caller, is_quiet=True), services, operation)


def do(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """A button that does what words would, once."""
    mark, words = carried(click.value)
    return act(Wish.parse(words), Asked(click.caller, claim=f"do-{mark}"), services, operation)


def act(wish: Wish, asked: Asked, services: Services, operation: Operation) -> Reply:
    """What a wish comes to: something to look at, a change, or a question."""
    try:
        return _act(wish, asked, services, operation)
    except Several as several:
        words = {name: str(replace(wish, group=name)) for name in several.names}
        return choice(several, operation.mark, words)
    except OutsideBounds as refusal:
        return _offer(refusal, operation)


def _act(wish: Wish, asked: Asked, services: Services, operation: Operation) -> Reply:
    deed = wish.deed
    if isinstance(deed, List):
        return Reply(look.group_list(services.scaling.groups()))
    if isinstance(deed, Help):
        return Reply(sentence(HELP))
    if isinstance(deed, History):
        return history.show(wish.group, services)
    if isinstance(deed, ShowSchedule):
        return schedule.show(wish.group, services, operation)
    if isinstance(deed, Look):
        return look.show(found(wish.group, services), services, operation)
    if isinstance(deed, Refresh) and not deed.step:
        return look.show_refresh(found(wish.group, services), services, operation)
    if isinstance(deed, Undo):
        return undo.last(wish, asked, services, operation)
    return change(wish, asked, services, operation)


def change(wish: Wish, asked: Asked, services: Services, operation: Operation) -> Reply:
    """A wish that changes a group, or would, in a dry run."""
    plan = _plan(wish, asked, services, operation)
    if wish.changes and wish.group != plan.group:
        with in_turn(plan.group, services):
            return change(replace(wish, group=plan.group), asked, services, operation)
    if plan.changes_nothing:
        return Reply(sentence(_already(plan, wish)))
    if wish.is_dry_run:
        return _dry_run(wish, plan, asked, services, operation)
    needed = needs(plan, asked, services)
    _claim(asked, services, operation)
    if needed.approvals or (needed.why and not operation.has_begun_to_act):
        return wait(plan, needed, asked, services, operation)
    doer = Doer(asked.caller, operation, f"reply-{operation.id}", asked.is_quiet)
    with Claims(services.table, services.clock).given_back(asked.claim, operation):
        return carry_out(plan, doer, services, operation)


def _plan(wish: Wish, asked: Asked, services: Services, operation: Operation) -> Plan:
    """Steps are resolved to sizes here, and stored before anybody acts."""

    def decide() -> object:
        surveyed = survey(found(wish.group, services), services.scaling, services.clock())
        zone = services.policy.person(asked.caller).zone
        plan = plan_for(wish, surveyed, zone, operation.mark)
        return encode(replace(plan, warnings=warnings(plan, surveyed)))

    return decode(Plan, operation.once("plan", decide))


def _claim(asked: Asked, services: Services, operation: Operation) -> None:
    """A button's work is done for the first press that may."""
    if asked.claim:
        claims = Claims(services.table, services.clock)
        first = claims.first(asked.claim, Claim(operation.mark, asked.caller.user_id))
        if first.mark != operation.mark:
            raise Wrong(PRESSED.format(user=mention(first.user_id)))


def _already(plan: Plan, wish: Wish) -> str:
    texts = {Kind.SUSPEND: SUSPENDED_ALREADY, Kind.RESUME: NOT_SUSPENDED}
    has_size = isinstance(wish.deed, Resize) and wish.deed.sizes.size
    text = texts.get(plan.kind, ALREADY if has_size else ALREADY_SO)
    return text.format(group=code(plan.group), size=plan.before.desired)


def _dry_run(wish: Wish, plan: Plan, asked: Asked, services: Services, operation: Operation) -> Reply:
    words = {"user": mention(asked.caller.user_id), "words": wish_words(plan), "because": because(plan.reason)}
    really = str(replace(wish, is_dry_run=False, group=plan.group))
    return would(
        DRY_RUN.format(**words), plan, asked, services, do_button(DO_IT, operation.mark, really, style="primary")
    )


def _offer(refusal: OutsideBounds, operation: Operation) -> Reply:
    """A size out of bounds is refused, never moved into them; but the bound may be moved at the press of a button."""
    label = (RAISE if refusal.is_above else LOWER).format(bound=refusal.bound)
    button = do_button(label, operation.mark, refusal.offer)
    told = sentence(str(refusal))
    return Reply(Message(told.text, (*told.blocks, ActionsBlock(elements=[button]))), asks=True)
