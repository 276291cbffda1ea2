"""The one packaging step: `python -m tools.package` makes .build/bellhop.zip, the artifact of all three functions.

`serverless deploy` and `make package` both run it. Same input, same bytes; an unchanged tree is not built again.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import botocore

from app.base.errors import Misconfigured
from app.config.configuration import PARAMETER, configuration_text, parse_configuration
from app.config.settings import read_settings
from tools.archive import files_below, write_zip
from tools.bytecode import NO_COMPILER, RUNTIME, Compiler, compile_tree, find_compiler
from tools.models import names_in
from tools.roots import FOLDER, source, write_roots
from tools.vendor import install, services_used, trim

ROOT = Path(__file__).resolve().parent.parent
OURS = ("app", "handlers")
# What only a desk runs: it would bring the data of five more AWS services into the zip.
NOT_ON_LAMBDA = ("app/__main__", "app/ops/", "app/aws/desk/")
CONFIGURATION = "bellhop.toml"
LOCK = "requirements.txt"


@dataclass(frozen=True)
class Project:
    """What is packed, and the folder that may be written to."""

    root: Path
    build: Path
    compiler: Compiler | None
    configuration: Path = Path(CONFIGURATION)

    @property
    def services(self) -> frozenset[str]:
        known = (folder.name for folder in (Path(botocore.__file__).parent / "data").iterdir())
        return services_used(self.doors, known)

    @property
    def doors(self) -> list[Path]:
        """The modules that call AWS."""
        return [path for name, path in self.sources.items() if name.startswith("app/aws/")]

    @property
    def sources(self) -> dict[str, Path]:
        """Our own files by their names in the zip; no caches, nothing hidden."""
        files = {CONFIGURATION: self.root / self.configuration}
        for folder in OURS:
            files |= files_below(self.root / folder, prefix=f"{folder}/")
        ours = {name: path for name, path in files.items() if "__pycache__" not in name and "/." not in name}
        return {name: path for name, path in ours.items() if not name.startswith(NOT_ON_LAMBDA)}

    @property
    def vendor_key(self) -> str:
        """Changes with whatever changes the dependencies' part of the zip."""
        version = self.compiler.version if self.compiler else "none"
        steps = files_below(ROOT / "tools")
        recipe = {name: path for name, path in steps.items() if name in ("bytecode.py", "models.py", "vendor.py")}
        return _digest(
            {**recipe, LOCK: self.root / LOCK}, version, *sorted(self.services), *sorted(names_in(self.doors))
        )

    @property
    def key(self) -> str:
        """Changes with whatever changes a byte of the zip."""
        recipe = {name: ROOT / "tools" / name for name in ("archive.py", "package.py", "roots.py")}
        recipe["roots"] = source()
        return _digest({**self.sources, **recipe}, self.vendor_key)


def build_zip(project: Project, out: Path) -> bool:
    """Make `out` unless it was made from the very same input; says whether it was made."""
    made_from = out.with_name(out.name + ".inputs")
    key = project.key
    if out.exists() and made_from.exists() and made_from.read_text() == key:
        return False
    made_from.unlink(missing_ok=True)
    vendored = vendor(project)
    with tempfile.TemporaryDirectory(dir=project.build) as folder:
        ours = stage(project, Path(folder))
        write_zip({**files_below(vendored), **files_below(ours)}, out)
    made_from.write_text(key)
    return True


def vendor(project: Project) -> Path:
    """The folder of the trimmed, compiled dependencies; made once for one lock."""
    done = project.build / f"vendor-{project.vendor_key[:16]}"
    if not done.exists():
        for outdated in project.build.glob("vendor-*"):
            shutil.rmtree(outdated)
        with tempfile.TemporaryDirectory(dir=project.build) as folder:
            packages = Path(folder) / "packages"
            install(project.root / LOCK, packages)
            trim(packages, project.services, names_in(project.doors))
            if project.compiler:
                compile_tree(project.compiler, packages)
            packages.rename(done)
    return done


def stage(project: Project, folder: Path) -> Path:
    """A copy of our own files, compiled, and the roots to trust; the source tree stays as it is."""
    for name, file in project.sources.items():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    if project.compiler:
        compile_tree(project.compiler, folder)
    write_roots(folder / FOLDER, source().read_text())
    return folder


def describe(out: Path, compiler: Compiler | None) -> str:
    """One line: sizes, number of files, bytecode or not."""
    with zipfile.ZipFile(out) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries) / 1e6
    bytecode = f"bytecode for Python {RUNTIME}" if compiler else "no bytecode"
    size = out.stat().st_size / 1e6
    return f"{out.name}: {size:.2f} MB, {unpacked:.1f} MB unpacked, {len(entries)} files, {bytecode}"


def _digest(files: Mapping[str, Path], *more: str) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name].read_bytes()).hexdigest()}\0".encode())
    digest.update("\0".join(more).encode())
    return digest.hexdigest()


def configuration_file(place: str) -> Path:
    """The file that BELLHOP_CONFIG names, checked, or the checkout's own; exits with what is wrong in it."""
    path = Path(CONFIGURATION if place.startswith(PARAMETER) else place)
    try:
        parse_configuration(configuration_text(str(ROOT / path), str), str(path))
    except Misconfigured as problem:
        sys.exit(f"{problem} Nothing was packaged.")
    return path


@contextmanager
def alone(build: Path) -> Iterator[None]:
    """One packaging at a time in one build folder."""
    build.mkdir(parents=True, exist_ok=True)
    with (build / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(
    arguments: Sequence[str] | None = None,
    find: Callable[[Path], Compiler | None] = find_compiler,
    build: Path = ROOT / ".build",
) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.package", description=__doc__)
    parser.add_argument("--out", type=Path, default=build / "bellhop.zip", help="where to put the zip")
    out = parser.parse_args(arguments).out.absolute()
    configuration = configuration_file(read_settings().config_path)
    with alone(build):
        compiler = find(build)
        made = build_zip(Project(ROOT, build, compiler, configuration), out)
    print(describe(out, compiler) + ("" if made else " (unchanged)"))
    if compiler is None:
        print(NO_COMPILER, file=sys.stderr)


if __name__ == "__main__":
    main()
