"""Looks at Slack: the secrets, who the bot is and may be, the channels, the request URL, and the way of an alarm."""

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
from app.ops.doctor.deployed_stage import Case
from app.ops.doctor.finding import Finding, Level, bad, doubtful, good
from app.ops.manifest import OPTIONAL, SCOPES
from app.slack.client import Slack
from app.slack.errors import NoSuchChannel

RESOLVES = "it is where its reference says"
NO_REFERENCE = "the function has none"
PUT_IT = "Put it there: docs/deploy.md, Secrets."
LET_IN = "Slack knows it as {user} in {team}"
TAKE_ANOTHER = (
    'Take the token that the Slack app\'s page "OAuth & Permissions" shows, and put it where the function reads it.'
)
HAS_SCOPES = "it has all {count} scopes of the manifest"
LACKS_SCOPES = "it lacks {scopes}"
REINSTALL = "Update the app from slack-manifest.json (make manifest STAGE={stage}) and install it again."
IS_IN = "Bellhop is in it"
NOT_IN = "Bellhop is not in it"
INVITE = "/invite @Bellhop there."
NO_CHANNEL = "there is no such channel, or Bellhop cannot see it"
CREATE = "Create it and /invite @Bellhop there, or name another one in bellhop.toml and deploy."
ANSWERS = "it answers what Slack signs, and turns away what it does not"
SILENT = "nobody answers there"
NOT_TAKEN = "it turns away what is signed with the signing secret ({status})"
ANOTHER_SECRET = (
    'Take the signing secret that the Slack app\'s page "Basic Information" shows; the function reads it again within '
    "five minutes. Its log says why where it cannot."
)
TOO_OPEN = "it takes what nobody signed ({status})"
IS_OURS = "Is that Bellhop's own address? Give the manifest to the app again: make manifest STAGE={stage}"
CAME = "from the topic to {channel} in {seconds:.0f} s; the message is deleted again"
NEVER_CAME = "a message on the topic did not come to {channel} within {seconds} s"
NOT_TRIED = "it was not tried"
MEND_FIRST = "Mend what is BAD above, and call the doctor again."
FOLLOW = "Look at what is BAD above; then at the log of bellhop-{stage}-alarms for {id}."

PING = "ssl_check=1&token=none"
PATIENCE_SECONDS = 60
LOOK_EVERY_SECONDS = 1.0


def look_at_secrets(case: Case) -> Iterator[Finding]:
    """Also remembers Slack in the case, where the bot token resolves; with a webhook there is no bot to look at."""
    webhook = case.secret("SLACK_WEBHOOK_URL", "alarms")
    if webhook:
        yield _resolved("webhook", webhook)
        return
    for variable, what in (("SLACK_BOT_TOKEN", "bot token"), ("SLACK_SIGNING_SECRET", "signing secret")):
        secret = case.secret(variable)
        if secret is None:
            yield bad(what, NO_REFERENCE, PUT_IT)
            continue
        finding = _resolved(what, secret)
        yield finding
        if variable == "SLACK_BOT_TOKEN" and finding.level is Level.GOOD:
            case.slack = Slack(secret, case.functions["slack"].variables.get("SLACK_API_URL") or SLACK_API_URL)


def _resolved(what: str, secret: Secret) -> Finding:
    try:
        secret.reveal_all()
    except (BellhopError, Misconfigured) as problem:
        return bad(what, str(problem), PUT_IT)
    return good(what, RESOLVES)


def look_at_the_bot(case: Case) -> Iterator[Finding]:
    if case.slack is None:
        return
    try:
        who = case.slack.who_am_i()
    except BellhopError as problem:
        yield bad("bot", str(problem), TAKE_ANOTHER)
        case.slack = None
        return
    yield good("bot", LET_IN.format(user=who.user, team=who.team))
    lacking = set(SCOPES) - who.scopes
    needed = sorted(lacking - set(OPTIONAL))
    if needed:
        yield bad("bot", LACKS_SCOPES.format(scopes=", ".join(needed)), REINSTALL.format(stage=case.stage))
    for scope in sorted(lacking & set(OPTIONAL)):
        seen = LACKS_SCOPES.format(scopes=f"{scope}, so {OPTIONAL[scope]}")
        yield doubtful("bot", seen, REINSTALL.format(stage=case.stage))
    if not lacking:
        yield good("bot", HAS_SCOPES.format(count=len(SCOPES)))


def look_at_channels(case: Case) -> Iterator[Finding]:
    if case.slack is None:
        return
    routes = [route.channel for route in case.configuration.routes if route.channel]
    for channel in dict.fromkeys([case.configuration.slack.channel, *routes]):
        what = f"channel {channel}"
        try:
            is_in = case.slack.is_in(case.slack.channel_id(channel))
        except NoSuchChannel:
            yield bad(what, NO_CHANNEL, CREATE)
        except BellhopError as problem:
            yield bad(what, str(problem), CREATE)
        else:
            yield good(what, IS_IN) if is_in else bad(what, NOT_IN, INVITE)


def look_at_the_request_url(case: Case) -> Iterator[Finding]:
    secret, url = case.secret("SLACK_SIGNING_SECRET"), case.outputs["RequestUrl"]
    if secret is None:
        return
    try:
        words = secret.reveal_all()
    except (BellhopError, Misconfigured):
        return  # said already
    signed = case.http(url, PING, signature(words[0], PING, int(time.time())))
    unsigned = case.http(url, PING, {})
    if signed == 0:
        yield bad("request URL", SILENT, IS_OURS.format(stage=case.stage))
    elif signed != 200:
        yield bad("request URL", NOT_TAKEN.format(status=signed), ANOTHER_SECRET)
    elif unsigned != 401:
        yield bad("request URL", TOO_OPEN.format(status=unsigned), IS_OURS.format(stage=case.stage))
    else:
        yield good("request URL", ANSWERS)


def send_an_alarm_through(case: Case, sleep: Callable[[float], None] = time.sleep) -> Iterator[Finding]:
    """Topic, queue, function, Slack: a message that says what it is, found by its key, and deleted again."""
    if case.slack is None:
        return
    if case.is_sick:  # whoever waits a minute for what cannot come learns nothing
        yield doubtful("an alarm's way", NOT_TRIED, MEND_FIRST)
        return
    channel, began = case.configuration.slack.channel, datetime.now(UTC)
    try:
        place = case.slack.channel_id(channel)
        message_id = case.deployment.publish(case.outputs["AlarmTopicArn"], json.dumps({"Bellhop": "make doctor"}))
        ts = _wait_for(case.slack, place, f"notice-{message_id}", began, sleep)
    except (BellhopError, AwsError) as problem:
        yield bad("an alarm's way", str(problem), FOLLOW.format(stage=case.stage, id="it"))
        return
    if not ts:
        seen = NEVER_CAME.format(channel=channel, seconds=PATIENCE_SECONDS)
        yield bad("an alarm's way", seen, FOLLOW.format(stage=case.stage, id=message_id))
        return
    case.slack.delete(place, ts)
    yield good("an alarm's way", CAME.format(channel=channel, seconds=(datetime.now(UTC) - began).total_seconds()))


def _wait_for(slack: Slack, channel: str, key: str, since: datetime, sleep: Callable[[float], None]) -> str:
    for _ in range(round(PATIENCE_SECONDS / LOOK_EVERY_SECONDS)):
        ts = slack.find(channel, key, since - timedelta(minutes=2))
        if ts:
            return ts
        sleep(LOOK_EVERY_SECONDS)
    return ""


def signature(secret: str, body: str, timestamp: int) -> dict[str, str]:
    """The headers of a request as Slack signs it."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}
