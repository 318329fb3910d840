"""What the tests share: the catalogue, the Bury sample, a home with and without it, and a way to draw sheets."""

from __future__ import annotations

import gc
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import settings
from openpyxl import Workbook

import cli
import loaders
from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.home.home import Home, HomeReader, HomeWriter
from data.home.illustrative import load_samples, play
from data.model.actor import Actor
from data.model.loaded_file import Loaded
from data.store.store import PublishedLoad, ReceivedFile, Store
from loaders import read_file
from tests.factories import paid_once
from tests.factories.homes import made_once, read_only

os.environ["SEND_STATE"] = mkdtemp(prefix="send-state-")  # no test puts its homes on the list of the person who runs it
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "samples" / "bury_2017.xlsx"
ILLUSTRATIVE = ROOT / "data" / "samples" / "illustrative"
SHARED = ROOT.parent / "shared"
RECEIVED = date(2017, 10, 27)
BURY = "E08000002"
TITLE = "Bury: SEND scorecard"
HEADER = ["Ref", "Indicator", "Target", "2016", "SN", "NW", "ENG", "Data source", "Priority"]

os.environ["SEND_BACKUPS"] = "off"  # the tests of backups name a place of their own

# A deadline is a timed assert, and a busy machine fails it.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

paid_once.begin()

Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The project's own catalogue, read once."""
    return catalogue_of.read()


@pytest.fixture(scope="session")
def bury() -> bytes:
    """The sample workbook as a file's bytes."""
    return SAMPLE.read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in an empty home."""
    return Store(tmp_path / "home")


@pytest.fixture(scope="session")
def first_load(bury: bytes, catalogue: Catalogue) -> Iterator[Path]:
    """A home with the Bury sample published, made once; tests get copies of it."""
    yield from read_only(made_once("first", lambda home: _publish_bury(home, bury, catalogue)))


def _publish_bury(home: Path, bury: bytes, catalogue: Catalogue) -> None:
    publish(Store(home), read_file(SAMPLE.name, bury, catalogue), bury)


@pytest.fixture
def home(first_load: Path, tmp_path: Path) -> Path:
    """The home folder that ``store`` has too, with the Bury sample published as load 1."""
    return Path(shutil.copytree(first_load, tmp_path / "home"))


@pytest.fixture(scope="session")
def borough() -> Iterator[Path]:
    """A home with the whole illustrative borough, made once; read it, never write to it."""
    yield from read_only(made_once("borough", _make_borough))


def _make_borough(home: Path) -> None:
    make_borough(home, at=datetime(2026, 10, 1, tzinfo=UTC))


PUBLISHED = ("lait", "ees/education-health-and-care-plans_2025.zip", "ees/sen2_mi.csv", "ees/exclusions_by_characteristic.zip")


@pytest.fixture(scope="session")
def england() -> Iterator[Path]:
    """A home with DfE's own files and no scorecard, made once by the command line; read it, never write to it."""
    yield from read_only(made_once("england", _load_england, [shared("inputs", *part.split("/")) for part in PUBLISHED]))


def _load_england(home: Path) -> None:
    files = [str(shared("inputs", *part.split("/"))) for part in PUBLISHED]
    assert cli.main(["load", *files, "--home", str(home), "--received", "2026-05-01", "--json"]) == 0


def make_borough(folder: Path, *, at: datetime | None = None) -> Path:
    """Fills a folder with the whole illustrative borough, its plan and its typed words."""
    home = Home(folder)
    load_samples(home.write(Actor("tester")), ILLUSTRATIVE, loaders, at=at)
    play(home, ILLUSTRATIVE, loaders)
    return folder


def reader(home: Path) -> HomeReader:
    """What the tests' own person may read of a home."""
    return Home(home).read(Actor("tester"))


def writer(home: Path, who: str = "tester") -> HomeWriter:
    """The way to write to a home, as the tests' own person or another."""
    return Home(home).write(Actor(who))


def publish(store: Store, loaded: Loaded, content: bytes, received: date = RECEIVED) -> PublishedLoad:
    """Publishes as the tests' own person, at one fixed moment."""
    return store.publish_loads(
        [ReceivedFile(loaded, content, received)], who="tester", recorded_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    )[0]


def sheet_bytes(
    rows: Rows, *, merges: Sequence[str] = (), formats: Mapping[str, str] | None = None, more: Mapping[str, Rows] | None = None,
    hidden: Sequence[str] = (), name: str = "Scorecard",
) -> bytes:  # fmt: skip
    """A workbook's bytes: ``rows`` from A1 down on one sheet, then the sheets of ``more``; those in ``hidden`` are hidden."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, cells in {name: rows, **(more or {})}.items():
        sheet = book.create_sheet(title)
        for at, row in enumerate(cells, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(at, column).value = value
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    first = book[name]
    for ref, number_format in (formats or {}).items():
        first[ref].number_format = number_format
    for area in merges:
        first.merge_cells(area)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def drawn(picture: str) -> list[list[Any]]:
    """A table drawn as text: a line a row, ``|`` between cells; digits become numbers, an empty cell is blank."""
    return [[_typed(cell.strip()) for cell in line.split("|")] for line in picture.strip().splitlines()]


def _typed(text: str) -> Any:
    if not text:
        return None
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text


def shared(*parts: str, truths: int = 1) -> Path:
    """A path in ../shared. Skips the test where that folder is not there, except in CI, where it must be.

    ``truths`` is how many cases the test stands for, where each would be a test of its own that cannot even be collected.
    """
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is not there, and CI must have it")
        pytest.skip(f"{SHARED} is not there: truths that cannot be checked: {truths}")
    return SHARED.joinpath(*parts)


def unchecked(reasons: Iterable[str]) -> str:
    """How many truths were not checked for want of ../shared, from the reasons of all tests that were skipped; empty where none was."""
    found = [int(number) for reason in reasons for number in re.findall(r"truths that cannot be checked: (\d+)", reason)]
    return f"{sum(found)} truths could not be checked, in {len(found)} tests: {SHARED} is not there" if found else ""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Says after everything else what a clone without ../shared could not check."""
    yield
    if told := unchecked(str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("Not checked")
        terminalreporter.line(told, yellow=True)


def pytest_sessionfinish() -> None:
    """Undoes the dashboard's freezing of what is imported: what is frozen is never let go of, and DuckDB would list it all at the end."""
    gc.unfreeze()
