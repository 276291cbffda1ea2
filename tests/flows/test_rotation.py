"""Secrets are changed while alarms and commands come: nothing is lost or deployed, and Slack is refused nothing."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Iterator

import pytest

from app.aws.secrets import ENCRYPTION_CONTEXT
from sandbox.aws.stack import KEY_ALIAS
from tests.flows.deployed import dead_letters, queues_are_empty, restart, set_variables, variables_of
from tests.flows.pressing import press
from tests.flows.test_alarms import new_messages, own_alarm, set_state
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

FUNCTIONS = ("slack", "worker", "alarms")
SETTINGS = {"bot-token": "SLACK_BOT_TOKEN", "signing-secret": "SLACK_SIGNING_SECRET"}

Put = Callable[[str, str], None]


@pytest.fixture
def put(sandbox: SandboxProcess) -> Iterator[Put]:
    """Puts a secret where the deployed functions look; afterwards Slack, what is kept, and they are as before."""

    def put(name: str, value: str) -> None:
        kind, _, place = variables_of(sandbox, "slack")[SETTINGS[name]].partition(":")
        if kind == "ssm":
            sandbox.client("ssm").put_parameter(Name=place, Value=value, Type="SecureString", Overwrite=True)
        elif kind == "kms":  # the value is its own store, so there the functions' settings are changed
            value_now = encrypted(sandbox, value)
            for function in FUNCTIONS:
                variables = variables_of(sandbox, function)
                if SETTINGS[name] in variables:
                    set_variables(sandbox, function, {**variables, SETTINGS[name]: value_now})
        else:
            kept, _, key = place.partition("#")
            text = json.dumps({key: value})
            sandbox.client("secretsmanager").put_secret_value(SecretId=kept, SecretString=text)

    before = {"bot-token": sandbox.at.bot_token, "signing-secret": sandbox.at.signing_secret}
    yield put
    until(lambda: queues_are_empty(sandbox), "the queues to be empty")
    for name, value in before.items():
        put(name, value)
    sandbox.control("rotate", {name.replace("-", "_"): value for name, value in before.items()})
    for function in FUNCTIONS:  # restarted, so that they read their secrets at once
        restart(sandbox, function)


def encrypted(sandbox: SandboxProcess, value: str) -> str:
    blob = sandbox.client("kms").encrypt(
        KeyId=KEY_ALIAS, Plaintext=value.encode(), EncryptionContext=ENCRYPTION_CONTEXT
    )["CiphertextBlob"]
    return f"kms:{base64.b64encode(blob).decode()}"


def says(sandbox: SandboxProcess, text: str) -> None:
    outcome = sandbox.act(user="U0ANA", channel="C0OPS", command=f"/echo {text}")
    assert (outcome["ok"], outcome["status"]) == (True, 200)


def heard(sandbox: SandboxProcess, text: str) -> bool:
    return any(text in json.dumps(message) for message in sandbox.messages("C0OPS"))


def test_both_secrets_are_changed_under_load_and_nothing_is_lost_or_refused(sandbox: SandboxProcess, put: Put) -> None:
    names = [own_alarm(sandbox, "rotated") for _ in range(4)]
    words = [f"said-{secrets.token_hex(4)}" for _ in names]
    token, signing = f"xoxb-sandbox-{secrets.token_hex(8)}", secrets.token_hex(16)
    come = new_messages(sandbox)
    restart(
        sandbox, "slack"
    )  # a forged request of another test keeps it from reading its secret anew for half a minute
    pressed = own_alarm(sandbox, "pressed", group="web")
    set_state(sandbox, pressed, "ALARM")
    card = until(lambda: [m for m in come() if f"ALARM: {pressed}" in m["text"]], "the alarm with a button")[0]

    for number, (name, word) in enumerate(zip(names, words, strict=True)):
        if number == 1:
            put("bot-token", token)
            sandbox.control("rotate", {"bot_token": token})
            press(sandbox, card, "scale_open:0")
        if number == 3:
            put("signing-secret", signing)
            sandbox.control("rotate", {"signing_secret": signing})
        set_state(sandbox, name, "ALARM")
        says(sandbox, word)

    until(lambda: all(heard(sandbox, word) for word in words), "every answer")
    until(lambda: all(name in json.dumps(come()) for name in names), "every alarm")
    view = until(lambda: [v for v in sandbox.state()["views"] if v["view"].get("submit")], "the filled form")[0]
    sandbox.act(user="U0ANA", view_id=view["id"], close=True)
    cards = [name for name in names for message in come() if name in json.dumps(message["blocks"][:1])]
    assert sorted(cards) == sorted(names)
    assert dead_letters(sandbox) == 0
