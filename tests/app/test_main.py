"""`python -m app`: what keeps it from starting is one sentence and a status that is not zero."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol

import pytest

from app import __main__ as main
from app.__main__ import join_all
from sandbox.certificates import Authority, ServerTls
from sandbox.slack.threaded import RunningSlack
from tests.fakes.http import answering
from tests.forked import Forking, forking
from tests.patience import PATIENCE
from tests.thorough import every_third

pytestmark = pytest.mark.slow  # each starts a process

AS_MODULE = "import runpy; runpy.run_module('app', run_name='__main__', alter_sys=True)"
AWS = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
SETTINGS = {"SLACK_APP_TOKEN": "xapp-test", "SLACK_BOT_TOKEN": "xoxb-test", "SLACK_API_URL": "http://127.0.0.1:9/api/"}


SERVICES = ("cloudformation", "cloudwatch", "dynamodb", "kms", "sqs", "ssm", "sts")


class Start(Protocol):
    """`python -m app` with these settings and words."""

    def __call__(self, settings: dict[str, str], *words: str) -> CompletedProcess[str]: ...


@pytest.fixture(scope="module")
def python() -> Iterator[Forking]:
    with forking(["app.__main__"], SERVICES, again=["app.__main__"]) as forks:
        yield forks


@pytest.fixture
def start(python: Forking) -> Start:
    return lambda settings, *words: python.run(AS_MODULE, words, settings)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "bellhop: SLACK_APP_TOKEN is not set. It starts with xapp-;"),
        ({"SLACK_APP_TOKEN": "xapp-test"}, "bellhop: SLACK_BOT_TOKEN is not set. It starts with xoxb-;"),
        ({**SETTINGS, "BELLHOP_CONFIG": "nowhere.toml"}, "bellhop: nowhere.toml: there is no such file."),
        (SETTINGS, "bellhop: Slack did not answer apps.connections.open."),
        ({**SETTINGS, "SLACK_APP_TOKEN": "kms:not base64"}, "bellhop: SLACK_APP_TOKEN: a kms: value must be base64"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(start: Start, settings: dict[str, str], sentence: str) -> None:
    ran = start(settings)
    assert ran.returncode != 0
    assert ran.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("token", ["xapp-wrong", "xoxb-a-bot-token"])
def test_an_app_token_that_slack_does_not_take_is_said_with_what_it_must_be(
    start: Start, token: str, slack: RunningSlack
) -> None:
    settings = {"SLACK_APP_TOKEN": token, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
    ran = start(settings)
    assert ran.stderr.splitlines()[-1].startswith("bellhop: SLACK_APP_TOKEN: Slack refused apps.connections.open: ")
    assert "connections:write" in ran.stderr
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)


@pytest.mark.parametrize("what", ["catch-up --since 1h", "replay", "manifest", "doctor"])
def test_the_words_of_aws_are_said_as_they_are(start: Start, what: str) -> None:
    refused = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>%s</Message></Error></ErrorResponse>"
    with answering(400, refused % "a &lt;stack&gt; &amp; co", {"Content-Type": "text/xml"}) as aws:
        ran = start({**AWS, "AWS_ENDPOINT_URL": aws.url}, *what.split(), "--stage", "prod")
    assert "a <stack> & co" in ran.stdout + ran.stderr
    assert "&amp;" not in ran.stdout + ran.stderr
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)


COMMANDS = {
    "socket": (),
    "manifest": ("--stage", "prod"),
    "info": ("--stage", "prod"),
    "bare info": (),
    "doctor": ("--stage", "prod"),
    "bare doctor": (),
    "prepare-removal": ("--stage", "prod"),
    "replay": ("--stage", "prod"),
    "replay of the settings": (),
    "catch-up": ("--since", "1h", "--stage", "prod"),
    "catch-up of the settings": ("--since", "1h"),
    "rehearse": ("--config", "bellhop.toml", "--stage", "prod"),
    "incident": ("web-high-cpu", "--stage", "prod"),
    "incident of the settings": ("web-high-cpu",),
    "rehearse of the settings": ("--config", "bellhop.toml"),
    "secret encrypt": ("--key", "alias/bellhop"),
}
# What each command asks of AWS without a stage.
FROM_AWS = {
    "SLACK_APP_TOKEN": "ssm:/bellhop/prod/app-token",
    "SLACK_BOT_TOKEN": "ssm:/bellhop/prod/bot-token",
    "BELLHOP_TABLE": "bellhop-prod",
    **{
        f"BELLHOP_{name}_URL": f"https://sqs.us-east-1.amazonaws.com/123456789012/{name.lower()}"
        for name in (
            "ALARMS_QUEUE",
            "JOBS_QUEUE",
            "WATCH_QUEUE",
            "ALARMS_DEAD_LETTER_QUEUE",
            "JOBS_DEAD_LETTER_QUEUE",
            "WATCH_DEAD_LETTER_QUEUE",
        )
    },
}
# With a session of its own each, as a process has.
EACH_COMMAND = """
import io, json, os, sys
from app import __main__
from app.aws import door
for name, words in json.loads(sys.argv[1]).items():
    sys.argv = ["app", *name.removeprefix("bare ").partition(" of ")[0].split(), *words]
    sys.stdin = io.StringIO("x")
    door.home_client.cache_clear(), door._session.cache_clear()
    try:
        __main__.main()
    except SystemExit as ended:
        print(json.dumps([name, ended.code]), flush=True)
os._exit(0)
"""
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
HERE = {"AWS_REGION": "us-east-1"}
NOBODY = {**KEYS, **HERE, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
CONFIG = """
[profile not-logged-in]
sso_session = company
sso_account_id = 123456789012
sso_role_name = operator
[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = us-east-1
[profile without-program]
credential_process = /nowhere/credentials
[profile with-failing-program]
credential_process = false
[profile without-source]
role_arn = arn:aws:iam::123456789012:role/operator
source_profile = nobody
"""
# The settings, and the beginning of the sentence. {folder} has the files `config`, `broken`, `binary` and a folder.
UNUSABLE: dict[str, tuple[dict[str, str], str]] = {
    "no region": (KEYS, "No AWS region is set: give --region"),
    "an empty region": ({**KEYS, "AWS_REGION": "", "AWS_DEFAULT_REGION": ""}, "No AWS region is set: give --region"),
    "a region with blanks": ({**KEYS, "AWS_REGION": "us east 1"}, '"us east 1" is not an AWS region: correct --region'),
    "a region with blanks, of the SDK": ({**KEYS, "AWS_DEFAULT_REGION": "us east 1"}, '"us east 1" is not an AWS'),
    "no credentials": (HERE, "There are no AWS credentials here: run `aws sso login`"),
    "half a key": ({**HERE, "AWS_ACCESS_KEY_ID": "test"}, "Half of the AWS credentials is missing: set AWS_SECRET"),
    "a profile that is not there": ({**HERE, "AWS_PROFILE": "nobody"}, "There is no AWS profile nobody: set"),
    "nobody is logged in": (
        {**HERE, "AWS_PROFILE": "not-logged-in"},
        "You are not logged in to AWS: run `aws sso login`",
    ),
    "a program that is not there": ({**HERE, "AWS_PROFILE": "without-program"}, "An AWS setting can't be used ("),
    "a program that fails": ({**HERE, "AWS_PROFILE": "with-failing-program"}, "The AWS credentials could not be had ("),
    "a role without a source": ({**HERE, "AWS_PROFILE": "without-source"}, "An AWS setting can't be used (The source"),
    "a token file that is not there": (
        {**HERE, "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/x", "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"},
        "An AWS setting can't be used ([Errno 2] No such file",
    ),
    "a config file with a torn line": (
        {**HERE, "AWS_CONFIG_FILE": "{folder}/broken"},
        "{folder}/broken is not a config",
    ),
    "a config file that is no text": (
        {**HERE, "AWS_CONFIG_FILE": "{folder}/binary"},
        "{folder}/binary is not a config",
    ),
    "a config file that can't be read": ({**HERE, "AWS_CONFIG_FILE": "{folder}"}, "{folder} can't be read (Is a"),
    "an endpoint that is none": (
        {**NOBODY, "AWS_ENDPOINT_URL": "aws"},
        "An AWS setting can't be used (Invalid endpoint",
    ),
    "a mode that is none": ({**NOBODY, "AWS_DEFAULTS_MODE": "x"}, "An AWS setting can't be used (Client configured"),
    "no network": (NOBODY, "AWS did not answer when Bellhop wanted to"),
}


Said = dict[str, dict[str, str]]


def sentences(python: Forking, kinds: dict[str, dict[str, str]], folder: Path) -> Said:
    """With the settings of each kind, what commands end with: every third, another third for the next kind."""
    (folder / "config").write_text(CONFIG)
    (folder / "broken").write_text("[default\nregion")
    (folder / "binary").write_bytes(b"\xff\xfe\x00")
    paths = {"HOME": "{folder}/home", "AWS_CONFIG_FILE": "{folder}/config", "AWS_EC2_METADATA_DISABLED": "true"}
    said: Said = {}
    for number, (kind, settings) in enumerate(kinds.items()):
        given = {**FROM_AWS, **paths, **settings}
        environment = {name: value.replace("{folder}", str(folder)) for name, value in given.items()}
        commands = dict(every_third(list(COMMANDS.items()), number))
        ran = python.run(EACH_COMMAND, [json.dumps(commands)], environment)
        assert ran.returncode == 0, ran.stderr
        said[kind] = dict(json.loads(line) for line in ran.stdout.splitlines())
        assert list(said[kind]) == list(commands)
    return said


def test_an_aws_setting_that_lacks_or_is_wrong_is_one_sentence_of_every_command(
    python: Forking, tmp_path: Path
) -> None:
    said = sentences(python, {kind: settings for kind, (settings, _) in UNUSABLE.items()}, tmp_path)
    for kind, (_, sentence) in UNUSABLE.items():
        expected = sentence.replace("{folder}", str(tmp_path))
        # A secret's own name comes first.
        wrong = {name: each for name, each in said[kind].items() if expected not in each.partition(": ")[2]}
        assert not wrong, kind
        assert not [each for each in said[kind].values() if "\n" in each], kind


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ExpiredTokenException", "Your AWS credentials have expired: run `aws sso login`"),
        ("UnrecognizedClientException", "AWS does not accept your credentials (It says no): run `aws sso login`"),
        ("RequestTimeTooSkewed", "AWS refused the request's time (It says no): set this machine's clock."),
        ("AccessDeniedException", "AWS does not allow Bellhop to "),
    ],
)
def test_credentials_that_aws_does_not_take_are_one_sentence_of_every_command(
    python: Forking, code: str, sentence: str, tmp_path: Path
) -> None:
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>It says no</Message></Error></ErrorResponse>"
    json_too = {"Content-Type": "text/xml", "x-amzn-ErrorType": code, "x-amzn-query-error": f"{code};Sender"}
    with answering(400, body, json_too) as aws:
        said = sentences(python, {code: {**KEYS, **HERE, "AWS_ENDPOINT_URL": aws.url}}, tmp_path)
    assert not {name: each for name, each in said[code].items() if sentence.partition(" (")[0] not in each}


def test_certificates_that_can_not_be_read_are_one_sentence_of_every_command(
    python: Forking, authority: Authority, tmp_path: Path
) -> None:
    with answering(200, "", tls=ServerTls(authority).context) as aws:
        settings = {**KEYS, **HERE, "AWS_ENDPOINT_URL": aws.url}
        bundles = {
            bundle: {**settings, "AWS_CA_BUNDLE": f"{{folder}}/{bundle}"} for bundle in ("none.pem", "config", "")
        }
        said = sentences(python, bundles, tmp_path)
    sentence = "AWS_CA_BUNDLE names no file with certificates: correct it, or remove it."
    for bundle in bundles:
        assert not {name: each for name, each in said[bundle].items() if sentence not in each}, bundle


@pytest.mark.parametrize(
    ("settings", "words", "region"),
    [
        ({"AWS_CONFIG_FILE": "{folder}/config"}, (), "eu-west-1"),
        ({"AWS_DEFAULT_REGION": "", "AWS_REGION": ""}, (), "eu-west-1"),
        ({"AWS_DEFAULT_REGION": "eu-west-2"}, (), "eu-west-2"),
        ({"AWS_DEFAULT_REGION": "eu-west-2", "AWS_REGION": "eu-west-3"}, (), "eu-west-3"),
        ({"AWS_DEFAULT_REGION": "eu-west-2", "AWS_REGION": "eu-west-3"}, ("--region", "eu-north-1"), "eu-north-1"),
    ],
)
def test_the_region_is_the_one_given_then_of_the_environment_then_of_the_profile(
    python: Forking, settings: dict[str, str], words: tuple[str, ...], region: str, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[default]\nregion = eu-west-1\n")
    given = {"AWS_CONFIG_FILE": "{folder}/config", **KEYS, **settings}
    program = "from app import __main__ as m; m._info = lambda *_: print(m.door.region()); m.main()"
    environment = {name: value.replace("{folder}", str(tmp_path)) for name, value in given.items()}
    ran = python.run(program, ["info", "--stage", "prod", *words], environment)
    assert ran.stdout == f"{region}\n", ran.stderr


BUSY = """
import time
from app.__main__ import stopped_by_signals
stop = stopped_by_signals()
print("runs", flush=True)
stop.wait()
print("finishes", flush=True)
time.sleep(60)
"""


def test_ctrl_c_ends_a_command_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_info", pressed)
    monkeypatch.setattr(sys, "argv", ["app", "info"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 130


def test_a_second_ctrl_c_ends_at_once_what_the_first_lets_finish() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for said in ("runs\n", "finishes\n"):
            assert process.stdout.readline() == said
            process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == -signal.SIGINT


def test_threads_that_do_not_end_are_waited_for_together() -> None:
    over = threading.Event()
    threads = [threading.Thread(target=over.wait, daemon=True) for _ in range(200)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    join_all(threads, 0.2)
    assert 0.2 <= time.monotonic() - began < PATIENCE, "200 in turn would take 40 s"
    over.set()
