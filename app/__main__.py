"""Bellhop without Lambda: `python -m app` runs over Socket Mode, and has the operator's tools."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.alarms.intake import Intake
from app.aws.secrets import fetch
from app.aws.sqs import SqsQueue
from app.base import logs
from app.base.errors import BellhopError, Misconfigured
from app.config.configuration import read_configuration
from app.config.secrets import Secret
from app.config.settings import Settings, read_settings
from app.ops import stage
from app.ops.doctor.run import run_doctor
from app.ops.encrypt import encrypted
from app.ops.local import ThreadQueue, no_second_delivery, poll
from app.ops.manifest import create_url, manifest_text
from app.runtime import bolt, wiring

APP_TOKEN = 'It starts with xapp-; create it on the Slack app\'s page "Basic Information", "App-Level Tokens".'
READY = "Bellhop is connected to Slack over Socket Mode. Ctrl-C stops it."
STOPPING = "Bellhop finishes what it has received, then stops. Ctrl-C again stops it at once."
# For all queues together: a receive waits 5 s, and Slack may take 10 s to answer.
LONGEST_GOODBYE = 30

TABLE_IN_MEMORY = "BELLHOP_TABLE is not set: incidents and history are in memory and are lost when Bellhop stops."

logger = logging.getLogger(__name__)


def main() -> None:
    given = _parser().parse_args()
    try:
        if given.what == "manifest":
            text = create_url if given.url else manifest_text
            print(text(stage.request_url(given.stage)).rstrip("\n"))
        elif given.what == "doctor":
            sys.exit(run_doctor(read_settings(), given.stage, given.request_url))
        elif given.what == "catch-up":
            stage.catch_up(read_settings(), given.since, given.alarm, given.dry_run, given.stage)
        elif given.what == "secret":
            print(encrypted(given.key))
        elif given.what == "replay":
            stage.replay(read_settings(), (given.queue,) if given.queue else stage.QUEUES, given.stage)
        elif given.what == "prepare-removal":
            stage.prepare_removal(read_settings(), given.stage)
        else:
            logs.set_up()
            run_socket_mode(read_settings())
    except (Misconfigured, BellhopError) as problem:
        sys.exit(f"bellhop: {problem}")


def _parser() -> argparse.ArgumentParser:
    prog = "bellhop" if Path(sys.argv[0]).stem == "bellhop" else "python -m app"
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = parser.add_subparsers(dest="what", title="what to do", metavar="WHAT")
    commands.add_parser("socket", help="run over Socket Mode (the default)")
    manifest = commands.add_parser("manifest", help="print the Slack app's manifest with a stage's request URL")
    manifest.add_argument("--url", action="store_true", help="print a link that creates the app from it")
    catch_up = commands.add_parser("catch-up", help="post alarms that were missed while Slack or Bellhop was down")
    catch_up.add_argument("--since", required=True, help="how far back: 30m, 2h, 3d")
    catch_up.add_argument("--alarm", default="*", help="only alarms whose name matches this, such as 'web-*'")
    catch_up.add_argument("--dry-run", action="store_true", help="only print what would be posted")
    replay = commands.add_parser("replay", help="put dead letters back on their queues, after a fix")
    replay.add_argument("--queue", choices=stage.QUEUES, help="only this queue")
    secret = commands.add_parser("secret", help="encrypt a secret for the settings, from a prompt or stdin")
    encrypt = secret.add_subparsers(dest="how", metavar="HOW", required=True).add_parser(
        "encrypt", help="print the kms: value; the secret comes from a prompt or stdin, never from the command"
    )
    encrypt.add_argument("--key", required=True, help="the KMS key's alias, id or ARN, such as alias/bellhop")
    doctor = commands.add_parser("doctor", help="check a deployed stage and say how to fix it")
    doctor.add_argument("--request-url", default="", help="use this URL instead of the stack's")
    removal = commands.add_parser("prepare-removal", help="before a stage is removed: say what goes and what stays")
    for command in (catch_up, replay, doctor, manifest, removal):
        command.add_argument("--stage", default="", help="the deployed stage, such as prod; default: the settings")
    return parser


def run_socket_mode(settings: Settings) -> None:
    """Until SIGINT or SIGTERM: Slack over a socket; jobs and timers on the queues whose URLs are set, else in memory.

    What is in memory is gone with the process; what is on a queue is done by the next one, or by λ worker.
    """
    settings.require(app_token=APP_TOKEN)
    queue = ThreadQueue()
    jobs = SqsQueue(settings.jobs_queue_url) if settings.jobs_queue_url else None
    watch = SqsQueue(settings.watch_queue_url) if settings.watch_queue_url else None
    parts = wiring.build_services(settings, read_configuration(settings.config_path), watch or queue)
    if not settings.table:
        logger.warning(TABLE_IN_MEMORY)
    app = wiring.build_app(parts.slack, jobs or queue, bot_user_id=settings.bot_user_id)
    worker = wiring.build_worker(parts, watch or queue, no_second_delivery)
    queue.take = partial(worker.take, request_id="desk")
    stop = stopped_by_signals()
    polling = [
        poll(each, partial(replace(worker, retry_after=each.retry_after).take, request_id="desk"), stop)
        for each in (jobs, watch)
        if each
    ]
    if settings.alarms_queue_url:
        alarms = SqsQueue(settings.alarms_queue_url)
        polling.append(poll(alarms, Intake(parts.processor, alarms, alarms.retry_after).take, stop))
    try:
        with bolt.connected_socket(app, parts.slack, Secret("SLACK_APP_TOKEN", settings.app_token, fetch)):
            logger.info(READY)
            stop.wait()
            logger.info(STOPPING)
    finally:
        stop.set()
        join_all(polling, LONGEST_GOODBYE)


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
