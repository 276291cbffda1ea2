"""The measured handlers: our three functions from the unpacked zip, and what they are measured against."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.world import REGION, TABLE, World
from tools.bytecode import RUNTIME, Compiler, compile_tree, find_compiler
from tools.package import ROOT, Project, alone, build_zip
from tools.roots import AWS_FILE, source, write_roots
from tools.vendor import install

BUILD = ROOT / ".build"
BASELINES = Path(__file__).parent / "baselines"
BUNDLE = "bundle.pem"
ROOTS_OF = ("AWS_CA_BUNDLE", "SSL_CERT_FILE")
NO_RUNTIME = f"There is no Python {RUNTIME} here, which Lambda has, and none could be fetched."


@dataclass(frozen=True)
class Code:
    """The zip, where it and the baselines are unpacked, and the interpreter that runs them."""

    archive: Path
    task: Path
    baselines: Path
    compiler: Compiler


def prepared(folder: Path) -> Code:
    """Everything built, and unpacked into this folder, with bytecode; the baselines installed by their own lock."""
    BUILD.mkdir(exist_ok=True)
    compiler = find_compiler(BUILD)
    if compiler is None:
        raise SystemExit(NO_RUNTIME)
    archive = BUILD / "bellhop.zip"
    task, baselines = folder / "task", folder / "baselines"
    with alone(BUILD):
        build_zip(Project(ROOT, BUILD, compiler), archive)
        shutil.unpack_archive(archive, task)
    install(BASELINES / "requirements.txt", baselines)
    for file in BASELINES.glob("*.py"):
        shutil.copyfile(file, baselines / file.name)
    compile_tree(compiler, baselines)
    return Code(archive, task, baselines, compiler)


def trust(world: World, code: Code) -> None:
    """Put the world's own authority among the roots that each trusts: to read them is a part of a cold start."""
    own = world.authority.ca_file.read_text()
    (code.baselines / BUNDLE).write_text(source().read_text() + own)
    shutil.rmtree(code.task / "roots")
    write_roots(code.task / "roots", source().read_text() + own)
    with (code.task / "roots" / AWS_FILE).open("a") as file:
        file.write(own)


def environment(world: World, code: Code) -> Mapping[str, str]:
    """What the baselines are given: where AWS and Slack are, their secrets, all roots as one bundle as on Lambda."""
    bundle = code.baselines / BUNDLE
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_ENDPOINT_URL": world.aws_url,
        "AWS_LAMBDA_FUNCTION_NAME": "bellhop-bench",
        "AWS_CA_BUNDLE": str(bundle),
        "SSL_CERT_FILE": str(bundle),
        "SLACK_API_URL": world.slack.api_url,
        "SLACK_BOT_TOKEN": world.slack.bot_token,
        "SLACK_SIGNING_SECRET": world.slack.signing_secret,
    }


def of_bellhop(world: World, code: Code) -> Mapping[str, str]:
    """Those of our functions, secrets by reference as serverless.yml has them, and the roots that are in the zip."""
    given = {name: value for name, value in environment(world, code).items() if name not in ROOTS_OF}
    return {
        **given,
        "SLACK_BOT_TOKEN": "ssm:/bellhop/bench/bot-token",
        "SLACK_SIGNING_SECRET": "ssm:/bellhop/bench/signing-secret",
        "BELLHOP_TABLE": TABLE,
        "BELLHOP_METRICS": "Bellhop/bench",
        **{f"BELLHOP_{name.upper()}_QUEUE_URL": url for name, url in world.queues.items()},
    }
