"""`python -m app`: what keeps it from starting is one sentence and a status that is not zero."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = {"SLACK_APP_TOKEN": "xapp-test", "SLACK_BOT_TOKEN": "xoxb-test", "SLACK_API_URL": "http://127.0.0.1:9/api/"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "bellhop: SLACK_APP_TOKEN is not set. It starts with xapp-;"),
        ({"SLACK_APP_TOKEN": "xapp-test"}, "bellhop: SLACK_BOT_TOKEN is not set. It starts with xoxb-;"),
        ({**SETTINGS, "BELLHOP_CONFIG": "nowhere.toml"}, "bellhop: nowhere.toml: there is no such file."),
        ({**SETTINGS, "SLACK_APP_TOKEN": "kms:not base64"}, "bellhop: SLACK_APP_TOKEN: a kms: value must be base64"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(settings: dict[str, str], sentence: str) -> None:
    command = [sys.executable, "-m", "app"]
    ran = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode != 0
    assert ran.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in ran.stderr
