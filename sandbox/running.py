"""Starts the sandbox's parts in order, keeps them going, and stops them all."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sandbox.aws import ministack
from sandbox.aws.account import ROOT_KEY, ROOT_SECRET
from sandbox.aws.bare import create_bare
from sandbox.aws.clients import root_client
from sandbox.aws.server import AwsStandIn
from sandbox.aws.stack import WITH_QUEUES, Stack, deploy, prepare_tools, store_secrets
from sandbox.aws.wake import wake
from sandbox.certificate_control import certificate_routes
from sandbox.certificates import Authority
from sandbox.console import GREETING, WITHOUT_BELLHOP, Steps
from sandbox.handover import EnvFile, Handover
from sandbox.page_server import PageServer
from sandbox.ping import ping
from sandbox.root import HOME
from sandbox.run_folder import fresh_folder
from sandbox.slack.core import ANSWER_SECONDS
from sandbox.slack.server import SlackStandIn
from tools import node


async def run(
    port: int, as_json: bool, with_deploy: bool, secrets_in: str = "ssm", answer_seconds: float = ANSWER_SECONDS
) -> None:
    """Run until told to stop by a signal; SandboxError where something fails or ends by itself."""
    _stop_on_signals()
    steps, folder = Steps(), fresh_folder(HOME)
    try:
        async with running_sandbox(port, with_deploy, folder, steps, secrets_in, answer_seconds) as (handover, aws):
            if as_json:
                print(handover.line(), flush=True)
            else:
                steps.console.print((GREETING if with_deploy else WITHOUT_BELLHOP).format(ui=handover.ui))
            await aws.ended()
    except asyncio.CancelledError:
        shutil.rmtree(folder, ignore_errors=True)  # its logs are of use only after a failure


def _stop_on_signals() -> None:
    """The first one ends this task; more of them do not disturb the clearing up."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: None)
        if me:
            me.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


@asynccontextmanager
async def running_sandbox(
    port: int, with_deploy: bool, folder: Path, steps: Steps, secrets_in: str, answer_seconds: float
) -> AsyncIterator[tuple[Handover, AwsStandIn]]:
    """Everything started, every alarm OK; stopped in the other order, also where the start breaks off."""
    async with AsyncExitStack() as stack:
        authority = Authority(folder)
        aws = AwsStandIn(folder, authority)
        slack = SlackStandIn(authority=authority, also=aws.port_of)
        slack.slack.wait(answer_seconds)
        certificates = certificate_routes({"slack": slack.show_certificate, **aws.certificates})
        routes = [*slack.control_routes(), *aws.control_routes(), *certificates]
        start = {"run": folder.name, "is_deployed": with_deploy}
        page = PageServer(lambda user: {**slack.state(user), **start, "aws": aws.state()}, routes)
        slack.on_change(page.changed)
        aws.on_change(page.changed)
        for part in (page, slack, aws):
            stack.push_async_callback(part.stop)
        await page.start(port)
        await slack.start()
        with steps.shown():
            deployed = await _start_aws(slack, aws, with_deploy, folder, steps, secrets_in, authority)
        handover = _handover(page.url, slack, aws, deployed, authority)
        env_file = EnvFile(folder, HOME / "env")
        stack.push_async_callback(env_file.remove)
        await env_file.write(handover)
        yield handover, aws


async def _start_aws(
    slack: SlackStandIn,
    aws: AwsStandIn,
    with_deploy: bool,
    folder: Path,
    steps: Steps,
    secrets_in: str,
    authority: Authority,
) -> Stack:
    """The emulator, what runs on it, its world; at the end nothing has to warm up any more."""
    if not with_deploy:
        await _start_emulator(aws, steps)
        deployed = await asyncio.to_thread(create_bare, aws.ministack)
        await aws.create_world(deployed.alarm_topic_arn)
        return deployed
    await _all_of(_start_emulator(aws, steps), _prepare_tools(folder, steps))
    secrets = {"bot-token": slack.bot_token, "signing-secret": slack.signing_secret, "app-token": slack.app_token}
    with steps.step("Deploying serverless.yml with osls"):
        parameters = await asyncio.to_thread(store_secrets, aws.ministack, secrets, secrets_in)
        deployed = await aws.unless_it_ends(deploy(aws.ministack, slack.api_url, folder, parameters))
    request_url = _request_url(aws, deployed)
    with steps.step("Waking the functions, and every alarm to OK"):
        client = root_client("lambda", aws.ministack)
        functions = (asyncio.to_thread(wake, client, name) for name in WITH_QUEUES)
        edge = ping(request_url, slack.signing_secret, authority.client_context)
        world = aws.create_world(deployed.alarm_topic_arn)
        await aws.unless_it_ends(_all_of(world, edge, *functions))
    slack.set_request_url(request_url)
    return deployed


async def _start_emulator(aws: AwsStandIn, steps: Steps) -> None:
    what = "Starting the AWS emulator" if ministack.is_installed(HOME) else "Installing and starting the AWS emulator"
    with steps.step(what):
        await aws.start()


async def _prepare_tools(folder: Path, steps: Steps) -> None:
    missing = await asyncio.to_thread(node.missing)
    with steps.step(f"Installing {' and '.join(missing)}, and building the zip" if missing else "Building the zip"):
        await prepare_tools(folder)


async def _all_of(*work: Awaitable[None]) -> None:
    """All at once; the first failure ends the others and is the one that is raised."""

    async def done(it: Awaitable[None]) -> None:
        await it

    try:
        async with asyncio.TaskGroup() as group:
            for it in work:
                group.create_task(done(it))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


def _request_url(aws: AwsStandIn, deployed: Stack) -> str:
    """The path-style address of the HTTP API, which needs no Host header."""
    return f"{aws.ministack.url}/_aws/execute-api/{deployed.api_id}/$default/slack/events"


def _handover(ui: str, slack: SlackStandIn, aws: AwsStandIn, deployed: Stack, authority: Authority) -> Handover:
    return Handover(
        ui=ui,
        slack_api_url=slack.api_url,
        request_url=_request_url(aws, deployed) if deployed.api_id else None,
        signing_secret=slack.signing_secret,
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        aws_endpoint_url=aws.ministack.url,
        aws_endpoint_urls=aws.endpoint_urls,
        alarm_topic_arn=deployed.alarm_topic_arn,
        table=deployed.table,
        jobs_queue_url=deployed.queue_urls["jobs"],
        watch_queue_url=deployed.queue_urls["watch"],
        alarms_queue_url=deployed.queue_urls["alarms"],
        dead_letter_queue_urls=list(deployed.dead_letter_queue_urls.values()),
        control_url=f"{ui}control",
        ca_file=str(authority.ca_file),
        socket_proxy_url=slack.proxy_url,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_SECRET,
    )
