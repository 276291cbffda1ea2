"""Asks Slack whether it would take what Bellhop shows, and the app's manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.base.errors import BellhopError
from app.config.secrets import Secret
from app.config.settings import SLACK_API_URL
from app.ops.doctor.deployed_stage import Case
from app.ops.doctor.finding import Finding, bad, doubtful, good
from app.ops.doctor.samples import samples
from app.ops.manifest import manifest_text
from app.slack.client import Slack

TAKEN = "Slack would take all {count}"
REFUSED = "Slack would refuse it: {problems}"
FILE_A_BUG = (
    "That is a bug of Bellhop's, or news of Slack's. Alarms come with text alone meanwhile; please file an issue."
)
NOT_ASKED = "Slack did not say: {problem}"
AGAIN = "Nothing depends on it. Call the doctor again later."
MANIFEST_TAKEN = "Slack would take it"
TAKE_THIS_VERSION = "Update Bellhop, or file an issue with these words."
NEW_TOKEN = (
    "A configuration token lives 12 hours; api.slack.com/apps makes a new one, for SLACK_CONFIGURATION_TOKEN. "
    "Without one the manifest is not looked at."
)
MOST_PROBLEMS = 3


def look_at_cards_and_forms(case: Case) -> Iterator[Finding]:
    if case.slack is None:
        return
    count, refused = 0, False
    for name, kind, payload in samples():
        try:
            problems = case.slack.problems(kind, json.dumps(payload))
        except BellhopError as problem:
            yield doubtful("cards and forms", NOT_ASKED.format(problem=problem), AGAIN)
            return
        count += 1
        if problems:
            refused = True
            yield bad(name, REFUSED.format(problems="; ".join(problems[:MOST_PROBLEMS])), FILE_A_BUG)
    if not refused:
        yield good("cards and forms", TAKEN.format(count=count))


def look_at_the_manifest(case: Case) -> Iterator[Finding]:
    """Only where somebody gives a configuration token, which nothing else needs."""
    if not case.configuration_token:
        return
    api_url = case.functions["slack"].variables.get("SLACK_API_URL") or SLACK_API_URL
    slack = Slack(Secret("SLACK_CONFIGURATION_TOKEN", case.configuration_token, case.fetch), api_url)
    manifest = manifest_text(case.outputs["RequestUrl"])
    try:
        problems = slack.problems("manifest", manifest, "apps.manifest.validate")
    except BellhopError as problem:
        yield doubtful("manifest", NOT_ASKED.format(problem=problem), NEW_TOKEN)
        return
    if problems:
        yield bad("manifest", REFUSED.format(problems="; ".join(problems[:MOST_PROBLEMS])), TAKE_THIS_VERSION)
    else:
        yield good("manifest", MANIFEST_TAKEN)
