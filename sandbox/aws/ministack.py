"""ministack, the AWS emulator that runs Lambda zips: installed into its own venv, started with IAM enforced."""

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from aiohttp import ClientError, ClientSession, TCPConnector

from sandbox.aws.account import (
    ACCOUNT,
    API_DOMAIN,
    OTHER_PLACE,
    OTHER_ROOT_KEY,
    REGION,
    ROOT_KEY,
    ROOT_SECRET,
)
from sandbox.certificates import Authority
from sandbox.children import Child, run, start_child
from sandbox.errors import SandboxError
from sandbox.locks import alone
from sandbox.root import ROOT
from tools.bytecode import find_compiler

# Functions run on ministack's own interpreter, with its site-packages behind theirs: so it is kept apart from .venv.
REQUIREMENTS = ("ministack==1.5.33", "boto3==1.43.106")
PINS = "\n".join(REQUIREMENTS)
VENV, PYTHON, STAMP = "ministack-venv", "bin/python", "bellhop-pins.txt"
START_SECONDS = 30.0
INSTALL_FAILED = "ministack could not be installed into {venv}; the last lines of {log}:\n{tail}"
NO_START = "ministack did not start within {seconds:.0f} s; the last lines of {log}:\n{tail}"
ENDED = "ministack, the emulated AWS, ended by itself with status {status}; the last lines of {log}:\n{tail}"

# Started with -P, or its own folder would hide ministack behind the sandbox's module of that name.
LAUNCH = Path(__file__).with_name("launch_ministack.py")


async def install(home: Path) -> Path:
    """The venv's Python; the venv is made where it is missing or of another version."""
    venv = home / VENV
    async with alone(home / "install.lock"):
        if not is_installed(home):
            shutil.rmtree(venv, ignore_errors=True)
            await _install(venv, venv / PYTHON, home / "install-ministack.log")
            (venv / STAMP).write_text(PINS)
    return venv / PYTHON


def is_installed(home: Path) -> bool:
    """Whether the venv is there, of this version."""
    venv = home / VENV
    return (venv / PYTHON).exists() and (venv / STAMP).exists() and (venv / STAMP).read_text() == PINS


async def _install(venv: Path, python: Path, log: Path) -> None:
    base = await asyncio.to_thread(_base_python)
    for command in _install_commands(venv, python, base):
        if await run(command, log, os.environ) != 0:
            raise SandboxError(INSTALL_FAILED.format(venv=venv, log=log, tail=log.read_text()[-2000:]))


def _base_python() -> str:
    """A Python of Lambda's version if there is one, else the one that runs the sandbox."""
    found = find_compiler(ROOT / ".build")
    return found.path if found else sys.executable


def _install_commands(venv: Path, python: Path, base: str) -> list[list[str]]:
    """uv takes seconds; without uv we use the slower way that every Python has."""
    uv = Path(sys.executable).parent / "uv"
    if uv.exists():
        return [
            [str(uv), "venv", "--python", base, str(venv)],
            [str(uv), "pip", "install", "--python", str(python), *REQUIREMENTS],
        ]
    return [
        [base, "-m", "venv", str(venv)],
        [str(python), "-m", "pip", "install", "--disable-pip-version-check", *REQUIREMENTS],
    ]


class Ministack:
    def __init__(self, child: Child, url: str) -> None:
        self._child = child
        self.url = url

    async def ended(self) -> None:
        """Wait until it ends; raises SandboxError then, because nothing works without it."""
        status = await self._child.wait()
        raise SandboxError(ENDED.format(status=status, log=self._child.log, tail=self._child.tail()))

    async def stop(self) -> None:
        """At once: asked to end, it would go on with the functions that run, and what it knows is in memory."""
        await self._child.kill()


async def start(python: Path, folder: Path, endpoints: Mapping[str, str], port: int, authority: Authority) -> Ministack:
    """Start it, over TLS; `endpoints` are variables that every Lambda function shall find in its environment."""
    scratch = folder / "ministack-tmp"
    scratch.mkdir(parents=True)
    certificate = authority.write_certificate(folder / "ministack.pem", f"*.{API_DOMAIN}")
    env = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "API_DOMAIN": API_DOMAIN,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "SANDBOX_OTHER_OWNER": f"{OTHER_ROOT_KEY}:{OTHER_PLACE.account}",
        "PYTHONUNBUFFERED": "1",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate),
        "MINISTACK_SSL_KEY": str(certificate),
        # The functions inherit these, as settings of a deployment that trusts an authority of its own.
        "SSL_CERT_FILE": str(authority.ca_file),
        "AWS_CA_BUNDLE": str(authority.ca_file),
        **endpoints,
    }
    child = await start_child([str(python), "-P", str(LAUNCH)], folder / "ministack.log", env, cwd=scratch)
    ministack = Ministack(child, f"https://127.0.0.1:{port}")
    try:
        await asyncio.wait_for(_healthy(ministack.url, child, authority), START_SECONDS)
    except BaseException:
        await child.stop()
        raise
    return ministack


async def _healthy(url: str, child: Child, authority: Authority) -> None:
    async with ClientSession(connector=TCPConnector(ssl=authority.client_context)) as session:
        while child.running:
            try:
                async with session.get(f"{url}/_ministack/health") as response:
                    if response.status == 200:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.05)
    raise SandboxError(NO_START.format(seconds=START_SECONDS, log=child.log, tail=child.tail()))
