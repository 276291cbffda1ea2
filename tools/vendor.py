"""The dependencies that go into the zip: installed for Lambda from the lock, then trimmed to what runs there."""

from __future__ import annotations

import ast
import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from uv import find_uv_bin

from tools.bytecode import RUNTIME
from tools.models import cut_models

PLATFORM = "aarch64-manylinux2014"  # serverless.yml: provider.architecture
ALWAYS = frozenset({"sts"})  # what botocore itself may turn to for credentials
NEVER_IMPORTED = ("bin", "**/tests", "**/__pycache__")
# What no function loads: boto3 around botocore, other ways to run Bolt and to reach Slack, more of the time zones,
# recurring dates, Windows, other TLS libraries, other places for tokens.
NOT_LOADED = (
    *("boto3", "boto3-*", "s3transfer", "s3transfer-*", "botocore/stub.py", "slack"),
    *(f"dateutil/{name}" for name in ("zoneinfo", "rrule.py", "easter.py", "tzwin.py", "tz/win.py")),
    *(f"tzdata/zoneinfo/{name}" for name in ("tzdata.zi", "*.tab", "leapseconds")),
    *("urllib3/contrib/emscripten", "urllib3/contrib/pyopenssl.py", "urllib3/contrib/socks.py"),
    *("slack_bolt/adapter", "slack_bolt/**/async*"),
    *(f"slack_sdk/{name}" for name in ("audit_logs", "rtm*", "scim", "socket_mode", "web/async_*", "web/legacy_*")),
    *(
        f"slack_sdk/{name}"
        for name in ("models/dialogs", "models/dialoags.py", "webhook/async_*", "http_retry/*async*")
    ),
    *(f"slack_sdk/oauth/{name}" for name in ("*/sqlalchemy", "*/amazon_s3", "*/*cacheable*", "token_rotation/async_*")),
)
OF_THE_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json")
ONLY_FOR_OTHERS = ("examples-1.json*", "completions-1.json*", "waiters-2.json*")

NOT_PURE = "{name} is compiled for one platform. Bellhop's dependencies are pure Python; look for another package."
NO_SERVICE = "{folder} names no AWS service, so it cannot be said which of botocore's data is needed."


def install(lock: Path, into: Path) -> None:
    """Install the locked packages, hashes checked, as they are for Lambda's platform whatever this machine is."""
    target = ["--target", str(into), "--python-platform", PLATFORM, "--python-version", RUNTIME]
    exactly = ["--only-binary", ":all:", "--no-deps", "--require-hashes", "--requirement", str(lock)]
    plainly = ["--quiet", "--python", sys.executable, "--link-mode", "copy", "--no-config"]
    subprocess.run([find_uv_bin(), "pip", "install", *plainly, *target, *exactly], check=True)


def trim(folder: Path, services: Iterable[str], names: frozenset[str]) -> None:
    """Leave out what Lambda never reads: other services' data, tests, scripts, the installer's records."""
    for pattern in (*NEVER_IMPORTED, *NOT_LOADED):
        for found in list(folder.glob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    for name in OF_THE_INSTALLER:
        for record in folder.glob(f"*.dist-info/{name}"):
            record.unlink()
    (folder / ".lock").unlink(missing_ok=True)  # uv's own
    trim_botocore(folder / "botocore" / "data", frozenset(services))
    cut_models(folder / "botocore" / "data", names, whole=ALWAYS)
    for compiled in folder.rglob("*.so"):
        raise SystemExit(NOT_PURE.format(name=compiled.relative_to(folder)))


def trim_botocore(data: Path, services: frozenset[str]) -> None:
    """Keep the data of `services` and, in endpoints.json (1.2 MB, parsed whole for the first client), their entries."""
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in services:
            shutil.rmtree(folder)
    for service in services:  # a client is made of the newest
        for outdated in sorted((data / service).iterdir())[:-1]:
            shutil.rmtree(outdated)
    for pattern in ONLY_FOR_OTHERS:
        for found in data.glob(f"*/*/{pattern}"):
            found.unlink()
    prefixes = {_endpoint_prefix(data / service) for service in services}
    endpoints: dict[str, Any] = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: entry for name, entry in partition["services"].items() if name in prefixes}
    (data / "endpoints.json").write_text(json.dumps(endpoints, separators=(",", ":")))


def services_used(doors: Iterable[Path], known: Iterable[str]) -> frozenset[str]:
    """The services of which modules of app/aws make a `client("...")` or have a row; no other package makes clients."""
    named = {service for module in doors for service in _clients(module)} & set(known)
    if not named:
        raise SystemExit(NO_SERVICE.format(folder="app/aws"))
    return frozenset(named | ALWAYS)


def _clients(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="client"), args=[ast.Constant(value=str(service)), *_]):
                yield service
            case ast.Call(func=ast.Name(id="Row"), keywords=keywords):
                for each in keywords:
                    match each:
                        case ast.keyword(arg="service", value=ast.Constant(value=str(service))):
                            yield service


def _endpoint_prefix(service: Path) -> str:
    """What endpoints.json calls the service, e.g. `monitoring` for cloudwatch."""
    newest = max(service.iterdir())
    plain, packed = newest / "service-2.json", newest / "service-2.json.gz"
    model = json.loads(plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes()))
    return str(model["metadata"]["endpointPrefix"])
