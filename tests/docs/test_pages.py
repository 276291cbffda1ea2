"""What the pages name is there: links, files, make targets, settings, scopes, rooms, levers of the sandbox."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.config.settings import read_settings
from app.ops.manifest import SCOPES
from sandbox.slack.faults import KINDS
from sandbox.slack.methods import METHODS
from tests.house.rooms import ROOMS
from tests.house.tree import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
PICTURE = re.compile(r'src(?:set)?="([^"]+)"')
OUR_FILE = re.compile(r"`((?:app|benchmarks|docs|handlers|sandbox|tests|tools)/[\w./-]*)`")
TARGET = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
SETTING = re.compile(r"\b((?:SLACK|BELLHOP)_[A-Z_]+[A-Z]|AWS_REGION)\b")
MADE_BY_THE_READER = {"app/commands/ringing.py", "tests/app/commands/test_ringing.py"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text_of(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def table_rows(text: str) -> list[str]:
    """The first cells of the page's tables."""
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = LINK.findall(text) + PICTURE.findall(text)

    assert not [link for link in links if not (page.parent / link).exists()]


def headings(page: Path) -> set[str]:
    """A page's headings as GitHub makes links of them, and its own anchors."""
    text = page.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", title.casefold()).replace(" ", "-") for title in titles}
    return slugs | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


@every_page
def test_links_to_a_heading_find_it(page: Path) -> None:
    links = re.findall(r"\]\(([\w./-]*)#([^)]+)\)", page.read_text(encoding="utf-8"))

    assert not [link for link in links if link[1] not in headings((page.parent / link[0]) if link[0] else page)]


@every_page
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = set(OUR_FILE.findall(page.read_text(encoding="utf-8"))) - MADE_BY_THE_READER

    assert not [name for name in named if not (ROOT / name).exists()]


@every_page
def test_make_knows_every_target_that_a_page_names(page: Path) -> None:
    known = set(re.findall(r"^([a-z0-9-]+):", text_of("Makefile"), re.MULTILINE))

    assert set(TARGET.findall(page.read_text(encoding="utf-8"))) <= known


def test_files_point_at_decisions_that_were_written() -> None:
    sources = [path for folder in ("app", "handlers", "sandbox", "tools") for path in (ROOT / folder).rglob("*.py")]
    named = {name for path in sources for name in re.findall(r"docs/[\w/-]+\.md", path.read_text(encoding="utf-8"))}

    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_decision_is_on_the_list_and_says_what_it_costs() -> None:
    listed = set(LINK.findall(text_of("docs", "decisions", "README.md")))
    written = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}

    assert listed == written
    for name in written - {"by-hand.md"}:
        text = text_of("docs", "decisions", name)
        assert all(f"**{part}" in text for part in ("What.", "Why.", "What it costs.", "What would change our mind."))
        assert len(text.split()) < 400, f"{name} is longer than half a page"


def test_the_settings_page_knows_what_the_app_reads() -> None:
    listed = {
        cell.strip("`") for cell in table_rows(text_of("docs", "deploy.md")) if SETTING.fullmatch(cell.strip("`"))
    }
    reads = set()

    class Asked(dict[str, str]):
        def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
            reads.add(name)
            return default

    read_settings(Asked())

    assert listed == reads


def test_the_scopes_page_names_the_scopes_of_the_manifest_and_no_other() -> None:
    scopes = {
        cell.strip("`") for cell in table_rows(text_of("docs", "deploy.md")) if ":" in cell or cell == "`commands`"
    }

    assert {scope for scope in scopes if not scope.startswith("--")} == set(SCOPES)


def test_the_architecture_page_lists_the_rooms_that_the_house_holds() -> None:
    rows = [re.findall(r"`(\w[\w.]*)`", cell) for cell in table_rows(text_of("docs", "architecture.md"))]
    rooms = [names for names in rows if names and all(re.match(r"(app|handlers)\b(?!/)", name) for name in names)]

    assert rooms == [line.split(" | ") for line in ROOMS]


def test_the_sandboxs_page_names_every_method_and_fault() -> None:
    page = text_of("docs", "sandbox.md")
    methods = page.partition("These methods: ")[2].partition(". Others")[0]

    assert re.findall(r"`([\w.]+)`", methods) == sorted(METHODS)
    assert all(f"`{kind}`" in page for kind in KINDS)
