"""The AWS panel and the guide: what the snapshot tells is shown, the slider sets the load, steps tick themselves."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import QUIET, Json, Stage, message, snapshot


def _instance(number: int, state: str = "InService") -> Json:
    return {"id": f"i-0000000000000000{number}", "state": state, "zone": "us-east-1a", "since": 1_700_000_000}


def _web(*instances: Json, **more: Any) -> Json:
    sizes = {"name": "web", "min": 1, "max": 8, "desired": len(instances), "load": None}
    return sizes | {"suspended": [], "instances": list(instances), "activities": []} | more


def _alarm(state: str = "OK", **more: Any) -> Json:
    return {
        "name": "web-high-cpu",
        "kind": "metric",
        "state": state,
        "reason": "Threshold Crossed",
        "since": 1_700_000_000,
        "metric": "CPUUtilization",
        "threshold": 80,
        "value": None,
        "group": "web",
    } | more


def _show(stage: Stage, group: Json, alarm: Json, storm: Json = QUIET) -> None:
    stage.shows(snapshot(aws={"groups": [group], "alarms": [alarm], "storm": storm}))


def test_a_group_shows_its_sizes_and_instances_by_state(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1), _instance(2, "Pending"), _instance(3, "Terminating"), desired=2), _alarm())
    window.goto(stage.url)
    web = window.get_by_role("region", name="Auto Scaling group web")
    expect(web.locator("dl")).to_have_text("in service1desired2min1max8")
    expect(web.locator("[data-state]")).to_have_text(["00001In service", "00002Pending", "00003Terminating"])


def _service(*states: str, **more: Any) -> Json:
    tasks = [
        {"id": f"{n:032}", "state": state, "zone": "us-east-1a", "since": 1_700_000_000}
        for n, state in enumerate(states)
    ]
    steady = {"at": 1_700_000_000, "message": "(service api) has reached a steady state."}
    sizes = {"name": "shop/api", "min": 1, "max": 6, "desired": 2, "load": None, "rollout": "COMPLETED"}
    return sizes | {"suspended": [], "scheduled": [], "tasks": tasks, "events": [steady]} | more


def _show_service(stage: Stage, service: Json) -> None:
    stage.shows(snapshot(aws={"groups": [], "services": [service], "alarms": [], "storm": QUIET}))


def test_a_number_shows_what_it_is_what_is_wanted_and_its_activities(window: Page, stage: Stage) -> None:
    activity = {"status": "InProgress", "message": "Successfully set read capacity units to 8.", "at": 1_700_000_000}
    orders = {"name": "table/orders", "unit": "read capacity units", "min": 5, "max": 40, "number": 5, "wanted": 8}
    told = {**orders, "suspended": ["ScheduledScaling"], "activities": [activity]}
    stage.shows(snapshot(aws={"groups": [], "numbers": [told], "alarms": [], "storm": QUIET}))
    window.goto(stage.url)
    card = window.get_by_role("region", name="table/orders, read capacity units")
    expect(card.locator("dl")).to_have_text("read capacity units5wanted8min5max40")
    expect(card.locator(".suspended")).to_have_text("Suspended: ScheduledScaling")
    expect(card.locator(".what")).to_have_text("Successfully set read capacity units to 8.")


def test_a_service_shows_its_sizes_its_tasks_and_its_events(window: Page, stage: Stage) -> None:
    _show_service(stage, _service("RUNNING", "PENDING", "STOPPING", suspended=["DynamicScalingIn"]))
    window.goto(stage.url)
    api = window.get_by_role("region", name="ECS service shop/api")
    expect(api.locator("dl")).to_have_text("running1desired2min1max6")
    expect(api.locator("[data-state]")).to_have_text(["00000Running", "00001Pending", "00002Stopping"])
    expect(api.get_by_role("list", name="Recent events")).to_contain_text("has reached a steady state.")
    expect(api).to_contain_text("Suspended: DynamicScalingIn")
    expect(api).not_to_contain_text("true")
    _show_service(stage, _service("RUNNING", min=None, max=None, rollout="IN_PROGRESS"))
    expect(api.locator("dl")).to_have_text("running1desired2")
    expect(api).to_contain_text("Deployment: IN_PROGRESS")


def test_what_another_account_has_stands_under_its_number_and_region(window: Page, stage: Stage) -> None:
    there = {"account": "210987654321", "region": "eu-west-1", "services": [], "alarms": [_alarm("ALARM")]}
    aws = {"groups": [_web(_instance(1), _instance(2))], "services": [], "alarms": [_alarm()], "storm": QUIET}
    stage.shows(snapshot(aws=aws | {"elsewhere": [there | {"groups": [_web(_instance(3))]}]}))
    window.goto(stage.url)
    place = window.get_by_role("region", name="210987654321 · eu-west-1")
    expect(place.get_by_role("region", name="Auto Scaling group web").locator("dl")).to_contain_text("in service1")
    expect(place.get_by_label("Load")).to_have_count(0)
    expect(place.get_by_role("region", name="Alarm web-high-cpu: In alarm")).to_be_visible()
    expect(window.get_by_role("region", name="Auto Scaling group web")).to_have_count(2)
    expect(window.get_by_text("1 in alarm")).to_be_visible()


def test_the_load_on_a_service_is_set_by_its_cluster_and_name(window: Page, stage: Stage) -> None:
    _show_service(stage, _service("RUNNING", "RUNNING"))
    window.goto(stage.url)
    with window.expect_response("**/control/load"):
        window.get_by_role("region", name="ECS service shop/api").get_by_label("Load").fill("90")
    assert stage.requests == [{"service": "shop/api", "percent": 90}]


def test_a_suspended_process_is_named(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1), suspended=["Launch"]), _alarm())
    window.goto(stage.url)
    expect(window.get_by_role("region", name="group web")).to_contain_text("Suspended: Launch")


def test_a_running_refresh_and_the_next_scheduled_actions_are_told(window: Page, stage: Stage) -> None:
    refresh = {"status": "InProgress", "percent": 50}
    action = {"due": 1_700_000_000, "recurrence": None, "desired": 4, "min": None, "max": 9}
    scheduled = [{"name": f"action-{n}", **action} for n in range(3)]
    _show(stage, _web(_instance(1), refresh=refresh, scheduled=scheduled), _alarm())
    window.goto(stage.url)
    web = window.get_by_role("region", name="group web")
    expect(web).to_contain_text("Instance refresh: InProgress, 50 %")
    expect(web.get_by_title("action-0")).to_contain_text(": desired 4, max 9")
    expect(web).to_contain_text("and 1 more scheduled")


def test_an_activity_that_failed_says_why(window: Page, stage: Stage) -> None:
    failed = {"status": "Failed", "description": "Launching a new EC2 instance", "progress": 100}
    _show(stage, _web(activities=[failed | {"message": "No capacity.", "at": 1_700_000_000}]), _alarm())
    window.goto(stage.url)
    expect(window.get_by_role("list", name="Recent activities")).to_contain_text("No capacity.")


def test_an_alarm_shows_state_value_threshold_and_reason(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1)), _alarm("ALARM", value=93.24))
    window.goto(stage.url)
    alarm = window.get_by_role("region", name="Alarm web-high-cpu: In alarm")
    expect(alarm).to_contain_text("93.2 / 80")
    expect(alarm).to_contain_text("Threshold Crossed")
    expect(window.get_by_text("1 in alarm")).to_be_visible()


def test_the_slider_sets_the_load_once_it_is_let_go(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1)), _alarm())
    window.goto(stage.url)
    slider = window.get_by_label("Load")
    slider.focus()
    with window.expect_response("**/control/load"):
        slider.press("End")
    assert stage.requests == [{"group": "web", "percent": 100}]


def test_the_slider_follows_a_load_that_somebody_else_set(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1), load=20), _alarm())
    window.goto(stage.url)
    slider = window.get_by_label("Load")
    expect(slider).to_have_value("20")
    _show(stage, _web(_instance(1), load=70), _alarm())
    expect(slider).to_have_value("70")


def test_one_click_sets_a_storm_off_with_as_many_alarms_as_were_typed(window: Page, stage: Stage) -> None:
    window.goto(stage.url)
    storm = window.get_by_role("region", name="Alarm storm")
    expect(storm.get_by_label("Alarms", exact=True)).to_have_value("50")
    storm.get_by_label("Alarms", exact=True).fill("120")
    with window.expect_response("**/control/storm"):
        storm.get_by_role("button", name="Set off").click()
    assert stage.requests == [{"alarms": 120}]


def test_a_storm_of_more_than_a_thousand_is_not_asked_for(window: Page, stage: Stage) -> None:
    window.goto(stage.url)
    storm = window.get_by_role("region", name="Alarm storm")
    storm.get_by_label("Alarms", exact=True).fill("1001")
    storm.get_by_role("button", name="Set off").click()
    expect(storm.locator("input:invalid")).to_be_focused()
    assert stage.requests == []


def test_a_storm_is_counted_and_one_click_lets_it_recover(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1)), _alarm("ALARM"), {"alarms": 50, "firing": 49})
    window.goto(stage.url)
    storm = window.get_by_role("region", name="Alarm storm")
    expect(storm).to_contain_text("49 of 50 in alarm")
    expect(window.locator("#aws .pane-bar")).to_contain_text("50 in alarm")
    with window.expect_response("**/control/storm"):
        storm.get_by_role("button", name="Recover").click()
    assert stage.requests == [{"alarms": None}]
    _show(stage, _web(_instance(1)), _alarm(), {"alarms": 50, "firing": 0})
    expect(storm).to_contain_text("all OK")
    expect(storm.get_by_role("button", name="Recover")).to_be_disabled()


def test_the_guide_ticks_each_step_as_it_is_lived(window: Page, stage: Stage) -> None:
    two, four = [_instance(n) for n in (1, 2)], [_instance(n) for n in (1, 2, 3, 4)]
    _show(stage, _web(*two), _alarm())
    window.goto(stage.url)
    guide = window.get_by_role("region", name="Try it")
    done = guide.locator("li.done")
    expect(guide.locator("[aria-current=step]")).to_contain_text("Raise the load")
    _show(stage, _web(*two, load=90), _alarm())
    expect(done).to_have_count(1)
    _show(stage, _web(*two, load=90), _alarm("ALARM", value=90))
    expect(done).to_have_count(2)
    _show(stage, _web(*four, load=90), _alarm("ALARM", value=90))
    expect(done).to_have_count(3)
    _show(stage, _web(*four, load=90), _alarm(value=45))
    expect(guide).to_contain_text("That is the loop")


def _instances(count: int) -> list[Json]:
    return [_instance(number) for number in range(1, count + 1)]


def test_after_a_reload_the_guide_still_knows_from_which_size_to_grow(window: Page, stage: Stage) -> None:
    _show(stage, _web(*_instances(2), load=90), _alarm("ALARM", value=90))
    window.goto(stage.url)
    done = window.get_by_role("region", name="Try it").locator("li.done")
    expect(done).to_have_count(2)
    window.reload()
    expect(done).to_have_count(2)
    _show(stage, _web(*_instances(4), load=90), _alarm("ALARM", value=90))
    expect(done).to_have_count(3)
    window.reload()
    expect(done).to_have_count(3)


@pytest.mark.parametrize("reloads", [False, True])
def test_an_alarm_that_ended_without_the_visitor_begins_the_guide_again(
    reloads: bool, window: Page, stage: Stage
) -> None:
    _show(stage, _web(*_instances(2), load=90), _alarm("ALARM", value=90))
    window.goto(stage.url)
    guide = window.get_by_role("region", name="Try it")
    expect(guide.locator("li.done")).to_have_count(2)
    _show(stage, _web(*_instances(2)), _alarm(value=0))
    if reloads:
        window.reload()
    expect(guide.locator("li.done")).to_have_count(0)
    expect(guide.locator("[aria-current=step]")).to_contain_text("Raise the load")


def test_a_second_alarm_after_the_loop_is_not_said_to_be_over(window: Page, stage: Stage) -> None:
    _show(stage, _web(*_instances(2), load=90), _alarm("ALARM"))
    window.goto(stage.url)
    guide = window.get_by_role("region", name="Try it")
    expect(guide.locator("li.done")).to_have_count(2)
    _show(stage, _web(*_instances(4), load=90), _alarm())
    expect(guide).to_contain_text("That is the loop")
    _show(stage, _web(*_instances(4), load=100), _alarm("ALARM"))
    expect(guide).not_to_contain_text("That is the loop")
    expect(guide.locator("li.done")).to_have_count(2)
    expect(guide.get_by_role("button", name="Put /scale web 8 into the composer")).to_be_visible()


def test_a_group_too_large_for_an_alarm_is_made_smaller_first(window: Page, stage: Stage) -> None:
    _show(stage, _web(*_instances(5), load=90), _alarm(value=36))
    window.goto(stage.url)
    guide = window.get_by_role("region", name="Try it")
    expect(guide.locator("[aria-current=step]")).to_contain_text("web is too large for an alarm")
    expect(guide.get_by_role("button", name="Put /scale web 2 into the composer")).to_be_visible()
    expect(guide.locator("li.done")).to_have_count(0)


def test_in_a_sandbox_that_was_started_again_nothing_has_happened_yet(window: Page, stage: Stage) -> None:
    _show(stage, _web(*_instances(2), load=90), _alarm("ALARM"))
    window.goto(stage.url)
    guide = window.get_by_role("region", name="Try it")
    expect(guide.locator("li.done")).to_have_count(2)
    _show(stage, _web(*_instances(4), load=90), _alarm())
    expect(guide).to_contain_text("That is the loop")
    stage.shows(snapshot(run="run-2", aws={"groups": [_web(*_instances(2))], "alarms": [_alarm()], "storm": QUIET}))
    expect(guide.locator("li.done")).to_have_count(0)


def test_without_bellhop_the_guide_says_what_is_there_and_how_to_connect_one(window: Page, stage: Stage) -> None:
    stage.shows(snapshot(app="", is_deployed=False))
    window.goto(stage.url)
    guide = window.get_by_role("region", name="Try it")
    expect(guide).to_contain_text("alarms wait on its queue, and commands get no answer. make run in another terminal")
    stage.shows(snapshot(app="desk", is_deployed=False))
    expect(guide).to_contain_text("Raise the load")


def test_while_it_is_being_deployed_that_is_said(window: Page, stage: Stage) -> None:
    stage.shows(snapshot(app="", is_deployed=True))
    window.goto(stage.url)
    expect(window.get_by_role("region", name="Try it")).to_contain_text("It is being deployed")


def test_the_left_end_of_the_slider_ends_the_load(window: Page, stage: Stage) -> None:
    _show(stage, _web(_instance(1), load=90), _alarm("ALARM"))
    window.goto(stage.url)
    with window.expect_response("**/control/load"):
        window.get_by_role("region", name="group web").get_by_label("Load").fill("0")
    assert stage.requests == [{"group": "web", "percent": None}]
    _show(stage, _web(_instance(1)), _alarm())
    expect(window.get_by_role("region", name="group web").locator("output")).to_have_text("none")


def test_the_guides_command_is_put_into_the_composer(window: Page, stage: Stage) -> None:
    window.goto(stage.url)
    window.get_by_role("button", name="Put /scale web 4 into the composer").click()
    expect(window.get_by_role("combobox", name="Message or command")).to_have_value("/scale web 4")
    assert stage.requests == []


def test_a_guide_that_was_dismissed_stays_away(window: Page, stage: Stage) -> None:
    window.goto(stage.url)
    window.get_by_role("button", name="Dismiss the guide").click()
    expect(window.get_by_role("region", name="Try it")).to_have_count(0)
    window.reload()
    expect(window.get_by_role("heading", name="AWS")).to_be_visible()
    expect(window.get_by_role("region", name="Try it")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (1024, 768), (390, 844)])
def test_nothing_is_wider_than_the_window(window: Page, stage: Stage, width: int, height: int) -> None:
    window.set_viewport_size({"width": width, "height": height})
    long = message("a_very_long_word_" * 30)
    web, storm = _web(*[_instance(n) for n in range(8)]), {"alarms": 1000, "firing": 1000}
    aws = {"groups": [web], "alarms": [_alarm("ALARM", value=93.2)], "storm": storm}
    stage.shows(snapshot(channels=[{"id": "C0ALARMS", "name": "alarms", "messages": [long]}], aws=aws))
    window.goto(stage.url)
    expect(window.get_by_role("article")).to_be_visible()
    for pane in ("body", "#messages", "#aws-side"):
        box = window.locator(pane)
        assert box.evaluate("pane => pane.scrollWidth <= pane.clientWidth"), pane


def test_a_narrow_window_shows_one_half_at_a_time(window: Page, stage: Stage) -> None:
    window.set_viewport_size({"width": 390, "height": 844})
    window.goto(stage.url)
    expect(window.get_by_role("combobox", name="Message or command")).to_be_visible()
    expect(window.get_by_role("heading", name="AWS")).to_be_hidden()
    window.get_by_role("tab", name="AWS").click()
    expect(window.get_by_role("heading", name="AWS")).to_be_visible()
    expect(window.get_by_role("combobox", name="Message or command")).to_be_hidden()
