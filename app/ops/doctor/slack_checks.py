"""Checks in Slack: the secrets, the bot and its scopes, the channels, the request URL, and an alarm end to end."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from app.aws.door import AwsError
from app.base.errors import BellhopError, Misconfigured
from app.config.secrets import Secret
from app.config.settings import SLACK_API_URL
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, Level, fail, ok, warn
from app.ops.manifest import OPTIONAL, SCOPES
from app.slack.client import Slack
from app.slack.errors import NoSuchChannel

RESOLVES = "its reference resolves"
NO_REFERENCE = "the function has no reference to it"
PUT_IT = "Store it: docs/deploy.md, step 2."
LET_IN = "it is {user} in {team}"
TAKE_ANOTHER = 'Store the token from the Slack app\'s page "OAuth & Permissions" where the function reads it.'
HAS_SCOPES = "it has all {count} scopes of the manifest"
LACKS_SCOPES = "it is missing {scopes}"
REINSTALL = "Update the app from slack-manifest.json (make manifest STAGE={stage}) and install it again."
IS_IN = "Bellhop is in it"
NOT_IN = "Bellhop is not in it"
INVITE = "/invite @Bellhop there."
NO_CHANNEL = "there is no such channel, or Bellhop is not in it"
CREATE = "Create it and /invite @Bellhop there, or set another one in bellhop.toml and deploy."
ANSWERS = "it accepts signed requests and rejects others"
SILENT = "nobody answers there"
NOT_TAKEN = "it rejects requests signed with the signing secret ({status})"
ANOTHER_SECRET = (
    'Store the signing secret from the Slack app\'s page "Basic Information"; the function reads it again within '
    "five minutes. If it can't, its log says why."
)
TOO_OPEN = "it accepts unsigned requests ({status})"
IS_OURS = "Is that Bellhop's address? Update the app's manifest: make manifest STAGE={stage}"
CAME = "from the topic to {channel} in {seconds:.0f} s; the message is deleted again"
NEVER_CAME = "a message on the topic did not reach {channel} within {seconds} s"
NOT_TRIED = "it was not tried"
FIX_FIRST = "Fix the FAIL lines above and run the doctor again."
FOLLOW = "Look at the FAIL lines above, then search the log of bellhop-{stage}-alarms for {id}."

PING = "ssl_check=1&token=none"
WAIT_SECONDS = 60
LOOK_EVERY_SECONDS = 1.0


def look_at_secrets(deployed: DeployedStage) -> Iterator[Finding]:
    """Also stores the Slack client in `deployed` if the bot token resolves; a webhook has no bot to check."""
    webhook = deployed.secret("SLACK_WEBHOOK_URL", "alarms")
    if webhook:
        yield _resolved("webhook", webhook)
        return
    for variable, what in (("SLACK_BOT_TOKEN", "bot token"), ("SLACK_SIGNING_SECRET", "signing secret")):
        secret = deployed.secret(variable)
        if secret is None:
            yield fail(what, NO_REFERENCE, PUT_IT)
            continue
        finding = _resolved(what, secret)
        yield finding
        if variable == "SLACK_BOT_TOKEN" and finding.level is Level.OK:
            deployed.slack = Slack(secret, deployed.functions["slack"].variables.get("SLACK_API_URL") or SLACK_API_URL)


def _resolved(what: str, secret: Secret) -> Finding:
    try:
        secret.reveal_all()
    except (BellhopError, Misconfigured) as problem:
        return fail(what, str(problem), PUT_IT)
    return ok(what, RESOLVES)


def look_at_the_bot(deployed: DeployedStage) -> Iterator[Finding]:
    if deployed.slack is None:
        return
    try:
        who = deployed.slack.who_am_i()
    except BellhopError as problem:
        yield fail("bot", str(problem), TAKE_ANOTHER)
        deployed.slack = None
        return
    yield ok("bot", LET_IN.format(user=who.user, team=who.team))
    lacking = set(SCOPES) - who.scopes
    needed = sorted(lacking - set(OPTIONAL))
    if needed:
        yield fail("bot", LACKS_SCOPES.format(scopes=", ".join(needed)), REINSTALL.format(stage=deployed.stage))
    for scope in sorted(lacking & set(OPTIONAL)):
        seen = LACKS_SCOPES.format(scopes=f"{scope}, so {OPTIONAL[scope]}")
        yield warn("bot", seen, REINSTALL.format(stage=deployed.stage))
    if not lacking:
        yield ok("bot", HAS_SCOPES.format(count=len(SCOPES)))


def look_at_channels(deployed: DeployedStage) -> Iterator[Finding]:
    if deployed.slack is None:
        return
    routes = [route.channel for route in deployed.configuration.routes if route.channel]
    for channel in dict.fromkeys([deployed.configuration.slack.channel, *routes]):
        what = f"channel {channel}"
        try:
            is_in = deployed.slack.is_in(deployed.slack.channel_id(channel))
        except NoSuchChannel:
            yield fail(what, NO_CHANNEL, CREATE)
        except BellhopError as problem:
            yield fail(what, str(problem), CREATE)
        else:
            yield ok(what, IS_IN) if is_in else fail(what, NOT_IN, INVITE)


def look_at_the_request_url(deployed: DeployedStage) -> Iterator[Finding]:
    secret, url = deployed.secret("SLACK_SIGNING_SECRET"), deployed.outputs["RequestUrl"]
    if secret is None:
        return
    try:
        words = secret.reveal_all()
    except (BellhopError, Misconfigured):
        return  # reported above
    signed = deployed.http(url, PING, signature(words[0], PING, int(time.time())))
    unsigned = deployed.http(url, PING, {})
    if signed == 0:
        yield fail("request URL", SILENT, IS_OURS.format(stage=deployed.stage))
    elif signed != 200:
        yield fail("request URL", NOT_TAKEN.format(status=signed), ANOTHER_SECRET)
    elif unsigned != 401:
        yield fail("request URL", TOO_OPEN.format(status=unsigned), IS_OURS.format(stage=deployed.stage))
    else:
        yield ok("request URL", ANSWERS)


def send_an_alarm_through(deployed: DeployedStage, sleep: Callable[[float], None] = time.sleep) -> Iterator[Finding]:
    """Topic, queue, function, Slack: a message that says what it is, found by its key, then deleted."""
    if deployed.slack is None:
        return
    if deployed.is_sick:  # no point in waiting a minute for it
        yield warn("alarm end to end", NOT_TRIED, FIX_FIRST)
        return
    channel, began = deployed.configuration.slack.channel, datetime.now(UTC)
    try:
        place = deployed.slack.channel_id(channel)
        message_id = deployed.deployment.publish(
            deployed.outputs["AlarmTopicArn"], json.dumps({"Bellhop": "make doctor"})
        )
        ts = _wait_for(deployed.slack, place, f"notice-{message_id}", began, sleep)
    except (BellhopError, AwsError) as problem:
        yield fail("alarm end to end", str(problem), FOLLOW.format(stage=deployed.stage, id="it"))
        return
    if not ts:
        seen = NEVER_CAME.format(channel=channel, seconds=WAIT_SECONDS)
        yield fail("alarm end to end", seen, FOLLOW.format(stage=deployed.stage, id=message_id))
        return
    deployed.slack.delete(place, ts)
    yield ok("alarm end to end", CAME.format(channel=channel, seconds=(datetime.now(UTC) - began).total_seconds()))


def _wait_for(slack: Slack, channel: str, key: str, since: datetime, sleep: Callable[[float], None]) -> str:
    for _ in range(round(WAIT_SECONDS / LOOK_EVERY_SECONDS)):
        ts = slack.find(channel, key, since - timedelta(minutes=2))
        if ts:
            return ts
        sleep(LOOK_EVERY_SECONDS)
    return ""


def signature(secret: str, body: str, timestamp: int) -> dict[str, str]:
    """The headers of a request as Slack signs it."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}
