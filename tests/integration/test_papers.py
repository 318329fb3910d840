"""What the papers say holds: their links lead somewhere, and the examples for a council's analyst are read as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.questions import Answers
from kpis.narrative.chart_help import OF
from loaders.cells.period_headings import read_period
from loaders.scorecard.headings import HeadingDictionary
from pages.widgets.chart_guide import METHOD
from tests.conftest import ROOT

PAPERS = [ROOT / name for name in ("README.md", "METHODS.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
OWN_FIGURES = (ROOT / "docs" / "using" / "own-figures.md").read_text(encoding="utf-8")
TWO_SCREENS = 80  # lines


def section(title: str) -> str:
    """The lines under one heading of the paper on own figures."""
    return OWN_FIGURES.split(f"## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (paper.parent / link).exists()] == []


def test_the_readme_is_two_screens_at_most() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= TWO_SCREENS


@pytest.mark.parametrize("printed", [one for row in rows("Periods that are understood") for one in re.findall(r"`([^`]+)`", row[0])])
def test_a_period_that_the_paper_names_is_read(printed: str) -> None:
    assert read_period(printed, "calendar year") is not None


COVERS = ("R12M", "YTD", "Monthly snapshot")  # stand under a heading, in a column that says what the figures cover
HEADINGS = [one.strip(" ()") for row in rows("Headings that are understood") for one in re.split(r"[,;]", row[1])
            if "a period" not in one and " or " not in one]  # fmt: skip


@pytest.mark.parametrize("heading", sorted(set(HEADINGS) - set(COVERS)))
def test_a_heading_that_the_paper_names_is_known(heading: str, catalogue: Catalogue) -> None:
    assert HeadingDictionary(catalogue, Answers()).heading(heading).role


@pytest.mark.parametrize("word", COVERS)
def test_what_the_paper_says_that_figures_cover_is_known(word: str, catalogue: Catalogue) -> None:
    assert word in OWN_FIGURES
    assert word.casefold() in catalogue.reading.bases


def test_the_paper_names_enough_to_be_a_guide() -> None:
    assert len(HEADINGS) > 30
    assert read_period("Rank", "calendar year") is None


def test_methods_lists_every_page_of_its_folder_once() -> None:
    index = (ROOT / "METHODS.md").read_text(encoding="utf-8")
    listed = re.findall(r"\]\(docs/methods/(.+)\.md\)", index)
    assert sorted(listed) == sorted(path.stem for path in (ROOT / "docs" / "methods").glob("*.md"))


def test_every_kind_of_chart_leads_to_a_page_that_says_how_its_figures_are_worked() -> None:
    assert set(OF) <= set(METHOD)
    assert all((ROOT / "docs" / "methods" / f"{name}.md").is_file() for name in METHOD.values())
