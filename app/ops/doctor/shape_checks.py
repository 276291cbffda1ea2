"""Asks Slack whether it accepts Bellhop's cards and forms, and the app's manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.base.errors import BellhopError
from app.config.secrets import Secret
from app.config.settings import SLACK_API_URL
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, fail, ok, warn
from app.ops.doctor.samples import samples
from app.ops.manifest import manifest_text
from app.slack.client import Slack

TAKEN = "Slack accepts all {count}"
REFUSED = "Slack rejects it: {problems}"
FILE_A_BUG = (
    "This is a bug in Bellhop, or Slack has changed. Meanwhile alarms come as plain text; please file an issue."
)
NOT_ASKED = "Slack did not answer: {problem}"
AGAIN = "Nothing depends on it. Run the doctor again later."
MANIFEST_TAKEN = "Slack accepts it"
TAKE_THIS_VERSION = "Update Bellhop, or file an issue with this message."
NEW_TOKEN = (
    "A configuration token is valid for 12 hours; get a new one from api.slack.com/apps for SLACK_CONFIGURATION_TOKEN. "
    "Without one the manifest is not checked."
)
MOST_PROBLEMS = 3


def look_at_cards_and_forms(deployed: DeployedStage) -> Iterator[Finding]:
    if deployed.slack is None:
        return
    count, refused = 0, False
    for name, kind, payload in samples():
        try:
            problems = deployed.slack.problems(kind, json.dumps(payload))
        except BellhopError as problem:
            yield warn("cards and forms", NOT_ASKED.format(problem=problem), AGAIN)
            return
        count += 1
        if problems:
            refused = True
            yield fail(name, REFUSED.format(problems="; ".join(problems[:MOST_PROBLEMS])), FILE_A_BUG)
    if not refused:
        yield ok("cards and forms", TAKEN.format(count=count))


def look_at_the_manifest(deployed: DeployedStage) -> Iterator[Finding]:
    """Only with a configuration token, which nothing else needs."""
    if not deployed.configuration_token:
        return
    api_url = deployed.functions["slack"].variables.get("SLACK_API_URL") or SLACK_API_URL
    slack = Slack(Secret("SLACK_CONFIGURATION_TOKEN", deployed.configuration_token, deployed.fetch), api_url)
    manifest = manifest_text(deployed.outputs["RequestUrl"])
    try:
        problems = slack.problems("manifest", manifest, "apps.manifest.validate")
    except BellhopError as problem:
        yield warn("manifest", NOT_ASKED.format(problem=problem), NEW_TOKEN)
        return
    if problems:
        yield fail("manifest", REFUSED.format(problems="; ".join(problems[:MOST_PROBLEMS])), TAKE_THIS_VERSION)
    else:
        yield ok("manifest", MANIFEST_TAKEN)
