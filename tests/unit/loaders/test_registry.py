"""The registry of sources: who is asked, in which order, and that a file is opened once however many are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue.catalogue import REFERENCE, Catalogue
from data.catalogue.catalogue import read as read_catalogue
from data.model.finding import Refused
from loaders import open_file, open_given, sort_out, tidy
from loaders.registry import SOURCES, recognise
from loaders.source.given_file import GivenFile
from loaders.source.source import FigureSource, ReadRequest, ReleaseSource
from loaders.spreadsheet.sheet import Sheet
from loaders.spreadsheet.spreadsheet import Progress
from tests.conftest import sheet_bytes
from tests.factories.published import made

PLAN: list[list[object]] = [
    ["Bury"],
    ["Code", "Action", "Lead", "Due", "Status"],
    ["1.1", "Write the strategy", "AB", "31/03/2025", "Complete"],
]
CARD: list[list[object]] = [["Bury"], ["Ref", "2024"], ["S5", 61]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def named(source: object) -> str:
    return next(one.name for one in SOURCES if one is source)


def test_published_files_are_asked_about_first_and_a_scorecard_takes_what_is_left(catalogue: Catalogue) -> None:
    kinds = [isinstance(source, ReleaseSource) for source in SOURCES]
    assert kinds == sorted(kinds, reverse=True)
    assert named(recognise(GivenFile("x", b"anything"), catalogue)) == SOURCES[-1].name == "a scorecard"
    assert len({source.name for source in SOURCES}) == len(SOURCES)


def test_each_tidy_source_is_found_by_lying_there_and_has_its_words(catalogue: Catalogue) -> None:
    modules = {path.stem for path in Path(tidy.__file__).parent.glob("[!_]*.py")}
    assert modules == {path.stem for path in (REFERENCE / "formats").glob("*.toml")} == set(catalogue.formats)
    assert sum(isinstance(source, FigureSource) for source in SOURCES) == len(modules) + 1


@pytest.mark.parametrize(("rows", "name"), [(PLAN, "an improvement plan"), (CARD, "a scorecard")])
def test_a_file_is_known_by_what_it_holds(catalogue: Catalogue, rows: list[list[object]], name: str) -> None:
    assert named(recognise(GivenFile("waits.csv", sheet_bytes(rows)), catalogue)) == name


def test_a_file_is_opened_once(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def counted(name: str, content: bytes, progress: Progress) -> list[Sheet]:
        opened.append(name)
        return open_file(name, content, progress)

    monkeypatch.setattr("loaders.source.given_file.open_file", counted)
    assert open_given("card.xlsx", sheet_bytes(CARD), catalogue).read() and opened == ["card.xlsx"]
    broken = GivenFile("broken.xlsx", b"PK broken")
    for _ in range(2):
        with pytest.raises(Refused, match=r"broken\.xlsx is damaged"):
            recognise(broken, catalogue).read(broken, ReadRequest(catalogue))
    assert opened == ["card.xlsx", "broken.xlsx"]


def test_files_are_sorted_by_what_they_hold_whatever_their_order(tmp_path: Path) -> None:
    paths = made(tmp_path)
    card, missing, note = tmp_path / "card.xlsx", tmp_path / "missing.csv", tmp_path / "alone.meta.csv"
    card.write_bytes(sheet_bytes(CARD))
    note.write_text("col_name,col_type\n", encoding="utf-8")
    for given in ([card, *paths, missing, note], [note, missing, *reversed(paths), card]):
        found = sort_out(given)
        (release,) = found.releases
        assert set(release.paths) == set(paths) and set(found.others) == {card, missing}
