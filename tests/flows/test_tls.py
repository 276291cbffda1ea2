"""Slack over https: a signed command comes through the deployed edge to its listener and its answer."""

from __future__ import annotations

from tests.flows.slack_requests import command_body, send, signed
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess


def test_a_signed_command_over_https_is_answered(sandbox: SandboxProcess) -> None:
    body = command_body("/echo over https")
    assert (sandbox.at.request_url or "").startswith("https://")

    assert send(sandbox, body, signed(sandbox, body)).status == 200

    until(lambda: [m for m in sandbox.messages("C0OPS") if "over https" in m["text"]], "the answer")
