"""What is in the zip that Lambda runs, and what is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.aws.scaled_numbers.catalogue import ROWS
from tools.bytecode import Compiler
from tools.lock import locked
from tools.package import LOCK, NOT_ON_LAMBDA, ROOT, Project, build_zip, configuration_file, main, vendor

MAGIC_OF_3_13 = (3571).to_bytes(2, "little") + b"\r\n"  # cpython 3.13, Include/internal/pycore_magic_number.h
UNCHECKED_HASH = (0b01).to_bytes(4, "little")  # PEP 552
NO_BYTECODE = "NO BYTECODE IN THE ZIP"
OF_NUMBERS = {row.service for row in ROWS if row.service} - {"dynamodb", "ec2"}


def copy_of_the_project(folder: Path) -> Path:
    """What goes into the zip, with other times and modes than here."""
    for name in ("app", "handlers"):
        shutil.copytree(ROOT / name, folder / name, copy_function=shutil.copyfile)
    for name in ("bellhop.toml", "requirements.txt"):
        shutil.copyfile(ROOT / name, folder / name)
    for file in folder.rglob("*.py"):
        os.utime(file, (0, 0))
        file.chmod(0o600)
    return folder


def build(root: Path, folder: Path, compiler: Compiler | None) -> Path:
    (folder / "build").mkdir(parents=True)
    out = folder / "bellhop.zip"
    build_zip(Project(root, folder / "build", compiler), out)
    return out


@pytest.mark.timeout(300)
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, package: Path, compiler: Compiler | None) -> None:
    """Built here, with the dependencies that .build keeps, and from nothing elsewhere."""
    elsewhere = build(copy_of_the_project(tmp_path / "copy"), tmp_path / "elsewhere", compiler)

    assert elsewhere.read_bytes() == package.read_bytes()


@pytest.fixture(scope="module")
def without_bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to build in where the dependencies stand already, as they are without a compiler."""
    folder: Path = tmp_path_factory.mktemp("build")
    vendor(Project(ROOT, folder, compiler=None))
    return folder


def test_an_unchanged_tree_is_not_packed_again_and_a_changed_one_is(tmp_path: Path, without_bytecode: Path) -> None:
    root = copy_of_the_project(tmp_path / "copy")
    project, out = Project(root, without_bytecode, compiler=None), tmp_path / "bellhop.zip"

    assert build_zip(project, out)
    assert not build_zip(project, out)
    (root / "bellhop.toml").write_text('[slack]\nchannel = "#elsewhere"\n')
    assert build_zip(project, out)


def test_a_build_that_was_broken_off_is_done_again(tmp_path: Path) -> None:
    root = copy_of_the_project(tmp_path / "copy")
    (root / "requirements.txt").write_text("slack-bolt==0.0.0 --hash=sha256:" + "0" * 64 + "\n")
    (tmp_path / "build").mkdir()
    project, out = Project(root, tmp_path / "build", compiler=None), tmp_path / "bellhop.zip"

    with pytest.raises(subprocess.CalledProcessError):
        build_zip(project, out)
    shutil.copyfile(ROOT / "requirements.txt", root / "requirements.txt")

    assert build_zip(project, out)
    assert not list((tmp_path / "build").glob("tmp*"))


def test_it_holds_our_code_and_the_configuration(entries: Mapping[str, bytes]) -> None:
    ours = [*(ROOT / "app").rglob("*.py"), *(ROOT / "handlers").rglob("*.py"), ROOT / "bellhop.toml"]

    names = {file.relative_to(ROOT).as_posix(): file for file in ours}
    for name, file in names.items():
        assert name.startswith(NOT_ON_LAMBDA) or entries[name] == file.read_bytes()


def test_it_holds_nothing_that_only_a_desk_runs(entries: Mapping[str, bytes]) -> None:
    assert [name for name in entries if name.startswith(NOT_ON_LAMBDA)] == []


def test_it_holds_nothing_compiled_for_one_platform(entries: Mapping[str, bytes]) -> None:
    assert not [name for name in entries if name.endswith((".so", ".pyd", ".dylib", ".exe"))]


def test_it_holds_no_tests_scripts_or_hidden_files(entries: Mapping[str, bytes]) -> None:
    for name in entries:
        parts = name.split("/")
        assert not {"tests", "bin"}.intersection(parts), name
        assert not any(part.startswith(".") for part in parts), name


def test_no_secret_of_the_deployer_travels(entries: Mapping[str, bytes], planted: Mapping[str, str]) -> None:
    for name, content in entries.items():
        for secret in planted.values():
            assert secret.encode() not in content, name


def test_only_the_services_that_app_aws_names_keep_their_data(entries: Mapping[str, bytes]) -> None:
    kept = {name.split("/")[2] for name in entries if name.startswith("botocore/data/") and name.count("/") > 2}

    assert kept >= {"autoscaling", "cloudwatch", "dynamodb", "kms", "pricing", "secretsmanager", "sqs", "ssm", "sts"}
    assert kept >= OF_NUMBERS
    assert len(kept - OF_NUMBERS) <= 13, kept


def test_the_trimmed_botocore_still_finds_every_endpoint(package: Path) -> None:
    services = (
        "autoscaling",
        "application-autoscaling",
        "ecs",
        "cloudwatch",
        "dynamodb",
        "sqs",
        "ssm",
        "kms",
        "secretsmanager",
        *sorted(OF_NUMBERS),
    )
    made = "botocore.session.Session().create_client(service, 'eu-central-1')"
    printed = run_from(package, f"import botocore.session\nfor service in {services}: print({made}.meta.endpoint_url)")

    addresses = printed.splitlines()
    assert len(addresses) == len(services)
    assert all(each.startswith("https://") and "eu-central-1" in each for each in addresses), addresses


def test_the_installed_versions_can_be_asked_for(package: Path) -> None:
    pinned = locked(ROOT / LOCK)
    code = "import importlib.metadata as m; print([m.version(n) for n in ('slack-bolt', 'slack-sdk', 'botocore')])"

    assert run_from(package, code) == str([pinned["slack-bolt"], pinned["slack-sdk"], pinned["botocore"]])


def run_from(package: Path, code: str) -> str:
    """What `code` prints with nothing to import but the zip's files and the standard library."""
    folder = package.parent / "unpacked"
    if not folder.exists():
        shutil.unpack_archive(package, folder)
    base = str(getattr(sys, "_base_executable", sys.executable))
    environment = {"PYTHONPATH": str(folder), "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    done = subprocess.run([base, "-S", "-B", "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_every_module_has_unchecked_bytecode_of_the_runtime(
    entries: Mapping[str, bytes], compiler: Compiler | None
) -> None:
    if compiler is None:
        pytest.skip("no Python 3.13 here; the next test holds what is said then")
    for name in entries:
        if name.endswith(".py"):
            folder, _, module = name.rpartition("/")
            cached = entries[f"{folder}/__pycache__/{module[:-3]}.cpython-313.pyc".lstrip("/")]
            assert cached[:8] == MAGIC_OF_3_13 + UNCHECKED_HASH, name


def test_the_bytecode_is_that_of_the_source_beside_it(package: Path, compiler: Compiler | None) -> None:
    """An unchecked hash is never compared on Lambda: what was compiled from something else would run.

    It knows each instruction's line, and not its column: those were an eighth of the zip.
    """
    if compiler is None:
        pytest.skip("no Python 3.13 here")
    code = """
import importlib.util, marshal, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
for name in archive.namelist():
    if name.endswith(".py"):
        folder, _, module = name.rpartition("/")
        cached = archive.read(f"{folder}/__pycache__/{module[:-3]}.cpython-313.pyc".lstrip("/"))
        assert cached[8:16] == importlib.util.source_hash(archive.read(name)), name
        code = marshal.loads(cached[16:])
        assert code.co_filename == f"/var/task/{name}", name
        assert {column for _, _, column, _ in code.co_positions()} <= {None}, name
"""
    done = subprocess.run([compiler.path, "-c", code, str(package)], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_it_stays_small(package: Path, entries: Mapping[str, bytes]) -> None:
    """Lambda fetches and unpacks it at each cold start; what makes it grow is to be seen, and to earn it."""
    assert package.stat().st_size < 5_000_000
    assert sum(map(len, entries.values())) < 17_000_000


def test_bytecode_shows_lambdas_paths_and_none_of_this_machine(
    entries: Mapping[str, bytes], compiler: Compiler | None
) -> None:
    if compiler is None:
        pytest.skip("no Python 3.13 here")
    assert b"/var/task/app/config/settings.py" in entries["app/config/__pycache__/settings.cpython-313.pyc"]
    assert not [name for name, content in entries.items() if str(ROOT).encode() in content]


@pytest.mark.timeout(300)
def test_without_an_interpreter_of_the_runtime_it_says_so_loudly_and_goes_on(
    tmp_path: Path, without_bytecode: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bellhop.zip"

    main(["--out", str(out)], find=lambda build: None, build=without_bytecode)

    printed = capsys.readouterr()
    assert NO_BYTECODE in printed.err
    assert "no bytecode" in printed.out
    with zipfile.ZipFile(out) as archive:
        assert not [name for name in archive.namelist() if name.endswith(".pyc")]


def test_a_configuration_kept_elsewhere_gets_into_the_zip(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text('[slack]\nchannel = "#ours"\n')
    assert configuration_file(str(ours)) == ours
    assert Project(ROOT, tmp_path, None, ours).sources["bellhop.toml"] == ours


def test_with_a_parameter_the_checkouts_own_file_is_in_the_zip() -> None:
    assert configuration_file("ssm:/bellhop/prod/config") == Path("bellhop.toml")


def test_a_configuration_that_is_wrong_is_not_packaged(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text("[slack]\nchanel = 1\n")
    with pytest.raises(SystemExit, match=r"ours\.toml: \[slack\] has an unknown key `chanel`.* Nothing was packaged\."):
        configuration_file(str(ours))
