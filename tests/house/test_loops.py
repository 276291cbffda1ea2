"""Loops: every place that puts a message onto a queue, with the tests that end what it begins.

Lambda does not end a loop of ours (docs/decisions/loops.md): worker and alarms are deployed with recursiveLoop: Allow.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from app.alarms.keep import outcomes
from app.listeners import kept_jobs, operation, order
from app.queues.backoff import KEPT_SECONDS
from app.slack import posting
from tests.house.test_one_list import resources
from tests.house.tree import ROOT, children, modules, parsed

WAYS = ("put", "put_each", "set")  # of Queue, of Timekeeper
# Below app.queues, or only on a desk: nothing there runs in λ worker or λ alarms and reaches a queue.
ELSEWHERE = ("app.__main__", "app.base", "app.ops", "app.store")

RUNTIME, LOOPS = "tests/app/runtime/", "tests/app/runtime/test_loops.py"
ANY_TIMER = f"{LOOPS}::test_a_timer_of_any_kind_that_cannot_be_done_for_fourteen_days_is_given_up"
REMINDED = f"{RUNTIME}test_reminder.py::test_after_a_week_in_which_nothing_happened_it_is_said_for_the_last_time"
ESCALATED = f"{RUNTIME}test_escalation.py::test_each_step_is_said_once_in_the_thread_and_seen_in_the_channel"
STORM_ESCALATED = f"{RUNTIME}test_digest_escalation.py::test_all_rows_are_one_message_a_step_in_its_thread"
STORM_OVER = f"{RUNTIME}test_digest_escalation.py::test_a_storm_that_stays_without_data_is_looked_at_for_a_week"
LOOKED_AT = f"{RUNTIME}test_escalation.py::test_what_stays_without_data_is_looked_at_for_a_week"
DRAWN = f"{RUNTIME}test_attach_graph.py::test_a_graph_that_takes_too_long_is_given_up"
HOPS = f"{RUNTIME}test_batch.py::test_a_timer_due_in_thirty_days_is_reached_in_hops_and_then_none_is_left"
JOB = f"{RUNTIME}test_batch.py::test_a_job_that_waited_for_fourteen_days_is_given_up_told_and_a_dead_letter"
JOB_HOPS = f"{RUNTIME}test_batch.py::test_a_due_time_beyond_900_seconds_is_reached_in_hops"
RECORD = (
    "tests/app/alarms/test_intake.py::"
    "test_a_record_that_waited_for_slack_for_fourteen_days_is_given_up_and_can_be_brought_back"
)
ONTO_THE_QUEUE = "tests/app/alarms/test_intake.py::test_what_did_not_come_from_the_queue_goes_onto_it_first"
SHOWN = f"{LOOPS}::test_what_a_press_changed_and_slack_never_shows_is_given_up"
STORM = f"{LOOPS}::test_a_storm_that_was_shown_leaves_no_timer"
ROWS = "tests/app/listeners/test_digest_check.py::test_alarms_that_stay_red_are_asked_about_for_a_week"
MUTES = "tests/app/card_actions/test_muting_all.py::test_the_mutes_end_and_the_digest_shows_it"
MUTES_OF_MANY = "tests/app/commands/alarms/test_muting.py::test_rules_that_have_ended_are_deleted"
MUTE = f"{LOOPS}::test_a_mute_that_has_ended_leaves_no_timer"
FOLLOWED = f"{LOOPS}::test_instances_that_come_and_go_do_not_keep_progress_going"
REFRESHED = f"{LOOPS}::test_an_instance_refresh_that_stands_still_is_followed_no_more"
RETURNED = f"{LOOPS}::test_a_change_for_a_time_leaves_no_timer_once_it_is_back"
COMPARED = "tests/app/commands/scale/test_foretold.py::test_what_came_is_said_on_the_change_and_leaves_no_timer"
ASKED = f"{LOOPS}::test_a_question_that_nobody_answers_leaves_no_timer"
HELD_UP = (
    "tests/app/commands/scale/test_held_up.py::"
    "test_what_aws_did_not_take_until_the_question_was_over_says_that_it_is_over_and_leaves_no_timer"
)
FORCED = "tests/app/commands/forcealarm/test_follow.py::test_after_half_an_hour_it_says_that_it_looks_no_longer"
TEST = "tests/app/commands/forcealarm/test_round_trip.py::"
TESTED = f"{TEST}test_where_no_message_comes_that_is_the_result_and_it_is_set_back"
DRILL = "tests/app/commands/forcealarm/drills/test_run.py::"
DRILLED = f"{DRILL}test_it_is_over_when_its_time_is_and_no_timer_is_left"
DRILL_STOPPED = f"{DRILL}test_it_is_told_as_it_goes_and_ends_with_the_score_per_alarm_and_per_person"
SET_ALL = "tests/app/commands/forcealarm/test_many.py::test_after_one_yes_they_are_set_two_a_second_and_then_followed"
FOLLOWING = "tests/app/commands/scale/test_follow.py::"
UNDONE = "tests/app/commands/scale/test_overtaken.py::test_once_undone_its_message_says_so_and_offers_no_undo"
NOT_BACK = f"{FOLLOWING}test_where_it_did_not_go_back_the_person_is_called"
STATE = "tests/app/listeners/test_state_check.py::"
WINDOW = f"{STATE}test_what_is_over_or_deleted_by_then_is_shown_nowhere"
STILL_MUTED = f"{STATE}test_a_rule_that_never_ends_is_asked_about_for_fifteen_days"
UNANSWERED = f"{LOOPS}::test_a_state_that_cloudwatch_never_tells_is_given_up"
AUDITED = "tests/app/commands/alarms/audit/test_run.py::test_an_audit_leaves_no_timer"
OFFERED = f"{RUNTIME}test_way_back.py::test_after_two_hours_nothing_is_offered_and_no_timer_is_left"
SET_AT_A_TIME = "tests/app/commands/scale/test_wake.py::test_once_a_size_is_set_at_its_time_no_timer_is_left"
HOME = "tests/app/home/test_publish.py::test_half_an_hour_after_the_last_one_opened_theirs_no_timer_is_left"
EXPORTED = f"{RUNTIME}test_export.py::test_a_file_that_was_shared_is_not_shared_again_when_the_timer_comes_twice"
ONE_JOB = f"{LOOPS}::test_a_command_is_one_job_and_no_job_puts_another"

# For each function as many entries as it has places that put something; an entry names the tests.
ENDED_BY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "app.alarms.batch.Batch._set_timers": ((REMINDED, ESCALATED, DRAWN, WINDOW, OFFERED, UNANSWERED),),
    "app.alarms.intake.Intake.take": ((ONTO_THE_QUEUE,),),
    "app.alarms.intake.Intake._is_put_off": ((RECORD,),),
    "app.alarms.processor.AlarmProcessor._show_later": ((SHOWN,),),
    "app.alarms.processor.AlarmProcessor.remind_later": ((REMINDED,),),
    "app.alarms.processor.AlarmProcessor.escalate_later": ((ESCALATED,),),
    "app.runtime.escalation._look_again": ((LOOKED_AT,),),
    "app.runtime.digest_escalation._set_next": ((STORM_ESCALATED, STORM_OVER),),
    "app.card_actions.export.run": ((EXPORTED,),),
    "app.alarms.show.digest.DigestDisplay.see_to": ((STORM,),),
    "app.alarms.show.digest.DigestDisplay._followed": ((ROWS,), (STORM,)),
    "app.alarms.show.digest.DigestDisplay.check_again": ((ROWS,),),
    "app.commands.alarms.muting._muted": ((MUTES_OF_MANY,),),
    "app.commands.alarms.muting._note": ((MUTES_OF_MANY,),),
    "app.card_actions.muting_all._note": ((MUTES,),),
    "app.listeners.alarm_incidents.mute_all_of": ((MUTE,),),
    "app.card_actions.muting._silence": ((MUTE,),),
    "app.commands.alarms.audit.run.begin": ((AUDITED,),),
    "app.commands.forcealarm.follow.begin": ((FORCED,),),
    "app.commands.forcealarm.follow.look": ((FORCED,),),
    "app.commands.forcealarm.round_trip.start.act": ((TESTED,),),
    "app.commands.forcealarm.round_trip.look": ((TESTED,),),
    "app.commands.forcealarm.drills.run.goes_on": ((DRILLED,),),
    "app.commands.forcealarm.drills.run.stop": ((DRILL_STOPPED,),),
    "app.commands.forcealarm.drills.run.look": ((DRILLED,),),
    "app.commands.forcealarm.set_all.goes_on": ((SET_ALL,),),
    "app.commands.forcealarm.set_all.step": ((SET_ALL,),),
    "app.commands.scale.approve.Approver.wait": ((ASKED,),),
    "app.commands.scale.approve.Approver._open_again": ((HELD_UP,),),
    "app.commands.scale.execute.Executor._watch": ((FOLLOWED, REFRESHED), (RETURNED,)),
    "app.commands.scale.follow.Follower.follow": ((FOLLOWED, REFRESHED),),
    "app.commands.scale.follow.Follower.check_return": ((RETURNED,),),
    "app.commands.scale.follow.Follower.check_returned": ((NOT_BACK,),),
    "app.listeners.check_timer.set_check": ((UNANSWERED, STILL_MUTED),),
    "app.commands.scale.follow.look_again": ((UNDONE,),),
    "app.commands.scale.foretold.compare_later": ((COMPARED,),),
    "app.listeners.job.put_on": ((ONE_JOB,),),
    "app.queues.timers.Timekeeper.set": ((HOPS,),),
    "app.runtime.batch.Worker._fired": ((HOPS,),),
    "app.runtime.batch.Worker._runs_again_later": ((ANY_TIMER,),),
    "app.runtime.batch.Worker._put_off": ((JOB, JOB_HOPS),),
    "app.runtime.way_back.look": ((OFFERED,),),
    "app.scaling.own_schedule.OwnSchedule.add": ((SET_AT_A_TIME,),),
    "app.home.publish._set": ((HOME,),),
}


def places(node: ast.AST, where: str) -> Iterator[str]:
    """The functions that use `put` or `set` of anything, once for each use; whoever hands it on counts too."""
    for child in children(node):
        inside = where
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = f"{where}.{child.name}"
        if isinstance(child, ast.Attribute) and child.attr in WAYS:
            yield inside
        yield from places(child, inside)


def test_every_place_that_puts_a_message_onto_a_queue_has_a_test_that_ends_what_it_begins() -> None:
    found = Counter(
        place
        for folder in ("app", "handlers")
        for name, path in modules(folder)
        if not name.startswith(ELSEWHERE)
        for place in places(parsed(path), name)
    )
    assert found == {place: len(tests) for place, tests in ENDED_BY.items()}


def test_the_tests_that_end_the_loops_exist() -> None:
    for test in {test for uses in ENDED_BY.values() for tests in uses for test in tests}:
        file, _, name = test.partition("::")
        found = [node.name for node in parsed(ROOT / file).body if isinstance(node, ast.FunctionDef)]
        assert name in found, test


def test_only_its_door_speaks_to_sqs_of_sending() -> None:
    sends = [name for name, path in modules("app") if "send_message" in path.read_text(encoding="utf-8")]
    assert [name for name in sends if not name.startswith("app.ops")] == ["app.aws.sqs"]


def test_what_waits_is_given_up_after_as_long_as_the_queues_keep_it() -> None:
    queues = [each["Properties"] for each in resources().values() if each["Type"] == "AWS::SQS::Queue"]
    assert {queue["MessageRetentionPeriod"] for queue in queues} == {KEPT_SECONDS}


def test_what_is_known_of_a_message_outlives_it_on_its_queue_and_among_the_dead_letters() -> None:
    kept = [outcomes.KEPT_DAYS, posting.KEPT_DAYS, operation.KEPT_DAYS, order.KEPT_DAYS, kept_jobs.PRESSED_DAYS]
    assert min(kept) * 86400 > 2 * KEPT_SECONDS, "or what was done would be forgotten before it is replayed"
