"""Bellhop without Lambda: `python -m app` runs over Socket Mode, and has the operator's tools."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from app.alarms.intake import Intake
from app.aws import door
from app.aws.secrets import fetch
from app.aws.sqs import SqsQueue
from app.base import logs
from app.base.errors import BellhopError, Misconfigured
from app.config.live import Following
from app.config.secrets import Secret
from app.config.settings import Settings, read_settings
from app.listeners.services import Services
from app.ops import stage
from app.ops.doctor.run import run_doctor
from app.ops.encrypt import encrypted
from app.ops.home import home_of_desk
from app.ops.local import ThreadQueue, no_second_delivery, poll
from app.ops.manifest import create_url, manifest_text
from app.ops.rehearse.run import Asked, rehearse
from app.ops.role_template import template_text
from app.ops.socket_mode import connected_socket
from app.queues.queue import RetryAfter
from app.runtime import wiring
from app.runtime.batch import Worker

APP_TOKEN = 'It starts with xapp-; create it on the Slack app\'s page "Basic Information", "App-Level Tokens".'
READY = "Bellhop is connected to Slack over Socket Mode. Ctrl-C stops it."
STOPPING = "Bellhop finishes what it has received, then stops. Ctrl-C again stops it at once."
# For all queues together: a receive waits 5 s, and Slack may take 10 s to answer.
LONGEST_GOODBYE = 30

STAGE = "the deployed stage, such as prod; default: the settings"
REGION = "AWS's region, such as eu-central-1; default: AWS_REGION, AWS_DEFAULT_REGION, the profile's"
CHECK_THE_WAY = "Check the network, any proxy, and that the region is one of AWS's."

STOPPED_BY_CTRL_C = 130  # as shells say it

TABLE_IN_MEMORY = "BELLHOP_TABLE is not set: incidents and history are in memory and are lost when Bellhop stops."

logger = logging.getLogger(__name__)


def main() -> None:
    given = _parser().parse_args()
    try:
        settings = read_settings()
        door.use_region(given.region or settings.aws_region)
        sys.exit(given.run(settings, given))
    except KeyboardInterrupt:
        sys.exit(STOPPED_BY_CTRL_C)
    except door.Unreachable as problem:
        sys.exit(f"bellhop: {problem} {CHECK_THE_WAY}")
    except (Misconfigured, BellhopError) as problem:
        sys.exit(f"bellhop: {problem}")


def _socket(settings: Settings, given: argparse.Namespace) -> None:
    logs.set_up()
    run_socket_mode(settings)


def _manifest(settings: Settings, given: argparse.Namespace) -> None:
    text = create_url if given.url else manifest_text
    print(text(stage.request_url(given.stage)).rstrip("\n"))


def _info(settings: Settings, given: argparse.Namespace) -> None:
    print("\n".join(stage.info(given.stage)))


def _doctor(settings: Settings, given: argparse.Namespace) -> int:
    return run_doctor(settings, given.stage, given.request_url)


def _catch_up(settings: Settings, given: argparse.Namespace) -> None:
    stage.catch_up(settings, given.since, given.alarm, given.dry_run, given.stage)


def _rehearse(settings: Settings, given: argparse.Namespace) -> None:
    rehearse(settings, Asked(given.since, given.config, given.against, given.explain, given.markdown), given.stage)


def _incident(settings: Settings, given: argparse.Namespace) -> None:
    stage.incident(settings, given.alarm, given.since, given.markdown, given.stage)


def _replay(settings: Settings, given: argparse.Namespace) -> None:
    stage.replay(settings, (given.queue,) if given.queue else stage.QUEUES, given.stage)


def _role_template(settings: Settings, given: argparse.Namespace) -> None:
    print(template_text(given.scale_numbers))


def _prepare_removal(settings: Settings, given: argparse.Namespace) -> None:
    stage.prepare_removal(settings, given.stage)


def _encrypt(settings: Settings, given: argparse.Namespace) -> None:
    print(encrypted(given.key))


def _parser() -> argparse.ArgumentParser:
    prog = "bellhop" if Path(sys.argv[0]).stem == "bellhop" else "python -m app"
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    parser.set_defaults(run=_socket, region="")
    commands = parser.add_subparsers(dest="what", title="what to do", metavar="WHAT")

    def add(name: str, run: Callable[[Settings, argparse.Namespace], int | None], does: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=does)
        command.set_defaults(run=run)
        return command

    socket = add("socket", _socket, "run over Socket Mode (the default)")
    manifest = add("manifest", _manifest, "print the Slack app's manifest with a stage's request URL")
    manifest.add_argument("--url", action="store_true", help="print a link that creates the app from it")
    catch_up = add("catch-up", _catch_up, "post alarms that were missed while Slack or Bellhop was down")
    catch_up.add_argument("--since", default="", help="how far back: 30m, 2h, 3d")
    catch_up.add_argument("--alarm", default="*", help="only alarms whose name matches this, such as 'web-*'")
    catch_up.add_argument("--dry-run", action="store_true", help="only print what would be posted")
    rehearsal = add("rehearse", _rehearse, "say what another bellhop.toml would have made of last week's alarms")
    _take_files(rehearsal)
    incident = add("incident", _incident, "print what is known of an alarm's incidents, as JSON or Markdown")
    _take_alarm(incident)
    replay = add("replay", _replay, "put dead letters back on their queues, after a fix")
    replay.add_argument("--queue", choices=stage.QUEUES, help="only this queue")
    secret = commands.add_parser("secret", help="encrypt a secret for the settings, from a prompt or stdin")
    encrypt = secret.add_subparsers(dest="how", metavar="HOW", required=True).add_parser(
        "encrypt", help="print the kms: value; the secret comes from a prompt or stdin, never from the command"
    )
    encrypt.set_defaults(run=_encrypt)
    encrypt.add_argument("--key", required=True, help="the KMS key's alias, id or ARN, such as alias/bellhop")
    doctor = add("doctor", _doctor, "check a deployed stage and say how to fix it")
    doctor.add_argument("--request-url", default="", help="use this URL instead of the stack's")
    info = add("info", _info, "print a stage's addresses and names as shell variables")
    removal = add("prepare-removal", _prepare_removal, "before a stage is removed: say what goes and what stays")
    _scales(add("role-template", _role_template, "print the CloudFormation template of the role for another account"))
    for command in (catch_up, rehearsal, incident, replay, doctor, manifest, info, removal):
        command.add_argument("--stage", default="", help=STAGE)
    for command in (parser, socket, catch_up, rehearsal, incident, replay, doctor, manifest, info, removal, encrypt):
        command.add_argument("--region", default=argparse.SUPPRESS, help=REGION)
    return parser


def _scales(role: argparse.ArgumentParser) -> None:
    role.add_argument("--scale-numbers", default="", help="kinds of numbers that it may scale too, with commas")


def _take_files(rehearsal: argparse.ArgumentParser) -> None:
    rehearsal.add_argument("--since", default="7d", help="how far back: 30m, 2h, 3d; 7d if not given")
    rehearsal.add_argument("--config", default="", help="the new bellhop.toml, or ssm:<parameter>")
    rehearsal.add_argument("--against", default="", help="the one to compare with; the running one if not given")
    rehearsal.add_argument("--explain", default="", metavar="ALARM", help="say which route this alarm matches, and why")
    rehearsal.add_argument("--markdown", action="store_true", help="print a table for a pull request")


def _take_alarm(incident: argparse.ArgumentParser) -> None:
    incident.add_argument("alarm", help="the alarm's name or ARN")
    incident.add_argument("--since", default="7d", help="how far back: 30m, 2h, 3d; 7d if not given")
    incident.add_argument("--markdown", action="store_true", help="print a page of Markdown instead of JSON")


def run_socket_mode(settings: Settings) -> None:
    """Until SIGINT or SIGTERM: Slack over a socket; jobs and timers on the queues whose URLs are set, else in memory.

    What is in memory is gone with the process; what is on a queue is done by the next one, or by λ worker.
    """
    settings.require(app_token=APP_TOKEN)
    queue = ThreadQueue()
    jobs = SqsQueue(settings.jobs_queue_url) if settings.jobs_queue_url else None
    watch = SqsQueue(settings.watch_queue_url) if settings.watch_queue_url else None
    home = home_of_desk(wiring.home_of(settings))
    live = wiring.live_configuration(settings)
    services = Following(live, wiring.services_builder(settings, watch or queue, home=home))
    worker = Following(live, lambda _: wiring.build_worker(services.now(), watch or queue, no_second_delivery))
    slack = services.now().slack
    if not settings.table:
        logger.warning(TABLE_IN_MEMORY)
    app = wiring.build_app(slack, jobs or queue, bot_user_id=settings.bot_user_id)
    queue.take = lambda event: worker.now().take(event, request_id="desk")
    stop = stopped_by_signals()
    polling = [poll(each, partial(_work, worker, each.retry_after), stop) for each in (jobs, watch) if each]
    if settings.alarms_queue_url:
        alarms = SqsQueue(settings.alarms_queue_url)
        polling.append(poll(alarms, lambda event: _intake(services, alarms).take(event), stop))
    try:
        with connected_socket(app, slack, Secret("SLACK_APP_TOKEN", settings.app_token, fetch)):
            logger.info(READY)
            stop.wait()
            logger.info(STOPPING)
    finally:
        stop.set()
        join_all(polling, LONGEST_GOODBYE)


def _work(worker: Following[Worker], retry_after: RetryAfter, event: Mapping[str, Any]) -> dict[str, Any]:
    return replace(worker.now(), retry_after=retry_after).take(event, request_id="desk")


def _intake(services: Following[Services], alarms: SqsQueue) -> Intake:
    return Intake(services.now().processor, alarms, alarms.retry_after)


def stopped_by_signals() -> threading.Event:
    """What SIGINT or SIGTERM sets; a second one ends the process at once."""
    stop = threading.Event()

    def set_stop(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, set_stop)
    return stop


def join_all(threads: Sequence[threading.Thread], seconds: float) -> None:
    """Within so many seconds for all of them together."""
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))


if __name__ == "__main__":
    main()
