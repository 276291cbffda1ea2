"""`python -m sandbox`: a Slack and an AWS on this machine, with Bellhop deployed onto them."""

import argparse
import asyncio
import gc
import sys

DEFAULT_PORT = 4180
NOT_SET_UP = (
    "The sandbox needs {name}, which this Python has not: run `make setup`, then `.venv/bin/python -m sandbox`."
)

SECRETS = "where the deployed Bellhop finds its secrets (ssm)"
ANSWER = "how long Slack waits for the app's answer or modal (3, as Slack does), for tests on a busy machine"

try:
    from sandbox.errors import SandboxError
    from sandbox.running import run
    from sandbox.slack.core import ANSWER_SECONDS
except ModuleNotFoundError as missing:
    if (missing.name or "").startswith("sandbox"):
        raise
    sys.exit(NOT_SET_UP.format(name=missing.name))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, help=f"the page's port ({DEFAULT_PORT}; with --json any free one)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON when ready, and nothing else")
    parser.add_argument("--no-deploy", action="store_true", help="only Slack and AWS: no Bellhop on them")
    parser.add_argument("--secrets", choices=("ssm", "secretsmanager", "kms"), default="ssm", help=SECRETS)
    parser.add_argument("--answer-seconds", type=float, default=ANSWER_SECONDS, metavar="N", help=ANSWER)
    given = parser.parse_args()
    port = given.port if given.port is not None else (0 if given.json else DEFAULT_PORT)
    try:
        asyncio.run(run(port, given.json, not given.no_deploy, given.secrets, given.answer_seconds))
    except SandboxError as failure:
        sys.exit(f"{failure}")
    finally:
        # Python would look through all of boto3's objects for garbage before it ends: half a second of computing.
        gc.freeze()


if __name__ == "__main__":
    main()
