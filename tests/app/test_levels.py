"""A new level of place is data: a home's additions name a level and places of it, a scorecard of one is loaded, and every page shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import cli
from data.catalogue.catalogue import read
from data.catalogue.places import AREA_COLUMNS
from data.catalogue.reference_entry import CatalogueFault
from data.home.home import ADDITIONS
from tests.conftest import sheet_bytes
from tests.factories.made_release import load, release
from tests.factories.screens import LOST, PAGES, opened, text

LEVELS = """
[[level]]
key = "district"
name = "district"
plural = "districts"
parents = ["authority"]
scorecard = true
ranked = false
comparator = false

[[level]]
key = "icb place"
name = "ICB place"
plural = "ICB places"
parents = ["region"]
scorecard = true
ranked = false
comparator = false
"""
# Radcliffe lies in Bury, and so in the North West; the place of the integrated care board stands beside the authorities of the region.
AREAS = (
    f"{','.join(AREA_COLUMNS)}\n,D00000001,Radcliffe,district,E08000002,,,,,,,\n,D00000002,Ramsbottom,district,E08000002,,,,,,,\n"
    ",P00000001,Irwell Valley,icb place,E12000002,,,,,,,\n"
)


def add(home: Path) -> Path:
    """The home with the two levels and their places in its additions."""
    folder = home / ADDITIONS
    folder.mkdir(parents=True)
    (folder / "levels.toml").write_text(LEVELS, encoding="utf-8")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    return home


def scorecard(path: Path, title: str, figure: float) -> str:
    path.write_bytes(
        sheet_bytes([[title], ["Ref", "Indicator", "Target", "2023", "2024"], ["S5", "Within 20 weeks", 90, figure - 5, figure]])
    )
    return str(path)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with figures of a district, of an ICB place and of the authority round the district, and DfE's; read it, never write to it."""
    folder = tmp_path_factory.mktemp("levels")
    home = add(folder / "home")
    titles = {"Radcliffe district, Bury: SEND scorecard": 71.0, "Irwell Valley scorecard": 62.0, "Bury scorecard": 81.0}
    paths = [scorecard(folder / f"{n}.xlsx", *one) for n, one in enumerate(titles.items())]
    assert cli.main(["load", *paths, "--home", str(home), "--received", "2026-05-01", "--json"]) == 0
    return load(home, release(folder / "lait"))


def shown(home: Path, area: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.main(["show", "--home", str(home), "--area", area, "--code", "S5", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["kpis"]
    return dict(found)


@pytest.mark.parametrize(("area", "value"), [("Radcliffe", 71.0), ("Irwell Valley", 62.0)])
def test_a_place_of_a_new_level_stands_beside_what_it_lies_in(
    area: str, value: float, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its figure is its own scorecard's; its region and nation are found above it, over the authority; it has no neighbours."""
    found = shown(places, area, capsys)
    assert (found["value"], found["origin"], found["period"]["label"]) == (value, "local", "2024")
    assert (found["change"]["value"], found["change"]["word"]) == (5.0, "better")
    assert (found["region"]["value"], found["region"]["basis"], found["england"]["value"]) == (50.0, "North West", 45.0)
    assert found["statistical_neighbours"]["value"] is None
    assert "; above region (50.0%) and England (45.0%); " in found["sentence"]


def test_figures_of_the_authority_around_it_are_its_own(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bury's scorecard says 81.0% and DfE 80.0%; the district in it is in neither."""
    found = shown(places, "Bury", capsys)
    assert (found["value"], [one["value"] for one in found["also"]]) == (81.0, [80.0])


def test_a_place_without_figures_says_so(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(places, "Ramsbottom", capsys)
    assert (found["value"], found["missing"], found["rag"]["status"]) == (None, "not given", "no data")


@pytest.mark.parametrize("area", ["Radcliffe", "Irwell Valley"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_drawn_of_it(page: str, area: str, places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, places, monkeypatch, area=area)
    assert not at.exception
    assert LOST not in text(at)
    assert area in text(at) or page in ("load", "settings", "about", "accessibility", "present", "health")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("overview", "nothing can be said today: 34 with no figure, 1 out of date"),
        ("kpi", "Neighbours – – Region 50.0% +21.0 pts England 45.0% +26.0 pts"),
        ("benchmark", "Radcliffe has no figure in 2024; England 45.0%"),
        ("benchmark", "No place among the 12 authorities with a figure."),
        ("benchmark", "Neighbours: no list of neighbours names this area."),
        ("peers", "Radcliffe has no published figure of its own to set others against."),
    ],
)
def test_what_it_cannot_be_compared_with_is_said(page: str, words: str, places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words in text(opened(page, places, monkeypatch, area="Radcliffe"))


def test_it_can_be_chosen_where_a_file_names_nobody(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (area,) = (box for box in opened("load", places, monkeypatch).selectbox if box.label == "Local area")
    assert {"Radcliffe", "Irwell Valley", "Bury"} <= set(area.options)
    assert "North West" not in area.options


def test_refusals_name_every_level_that_reports(places: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scorecard(tmp_path / "a.xlsx", "Scorecard", 70.0)
    assert cli.main(["load", path, "--home", str(places), "--area", "North West", "--dry-run"]) == 1
    told = capsys.readouterr()
    wanted = "‘North West’ is not a local authority, district or ICB place in the register. Give its name, or its 3-digit or 9-digit code."
    assert wanted in told.out + told.err
    assert cli.main(["load", path, "--home", str(places), "--dry-run"]) == 1
    told = capsys.readouterr()
    assert "names no local authority, district or ICB place above its table." in told.out + told.err


BROKEN = {
    "no parent of that name": (
        'parents = ["authority"]',
        'parents = ["county"]',
        "district: parents: county is not a level of levels.toml",
    ),
    "above itself": ('parents = ["authority"]', 'parents = ["district"]', "district: stands above itself"),
    "a word for a truth": ("ranked = false", 'ranked = "no"', "district: ranked = 'no' is of the wrong kind: it must be true or false"),
    "a question not answered": ("scorecard = true\n", "", "district: scorecard is missing"),
    "a key nobody knows": ('name = "district"', 'name = "district"\ncolour = "red"', "district: unknown key colour"),
    "a shipped level again": ('key = "district"', 'key = "region"', "region: stands twice"),
    "a key in capitals": ('key = "district"', 'key = "District"', "District: key must be a word or words in small letters"),
    "another table": ("[[level]]", "[extra]\nx = 1\n[[level]]", "file: unknown key extra"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_faulty_level_names_file_entry_and_fault(name: str, tmp_path: Path) -> None:
    old, new, words = BROKEN[name]
    folder = add(tmp_path) / ADDITIONS
    (folder / "levels.toml").write_text(LEVELS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueFault, match=f"^{re.escape(f'levels.toml: {words}')}$"):
        read(overlay=folder)


PLACES = {
    "of no level": (
        ",district,E08000002",
        ",parish,E08000002",
        "line 2 (Radcliffe): level 'parish' is not authority, region, country, district or icb place",
    ),
    "below nothing": (",district,E08000002", ",district,", "Radcliffe: region none is not an area of the register"),
    "below the wrong level": (
        ",district,E08000002",
        ",district,E12000002",
        "Radcliffe: region E12000002 is of the level region, but districts stand below authority",
    ),
    "an authority without a number": (",district,E08000002", ",authority,E12000002", "line 2 (Radcliffe): code3 is empty"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_faulty_place_names_file_place_and_fault(name: str, tmp_path: Path) -> None:
    old, new, words = PLACES[name]
    folder = add(tmp_path) / ADDITIONS
    (folder / "areas.csv").write_text(AREAS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueFault, match=f"^{re.escape(f'areas.csv: {words}')}$"):
        read(overlay=folder)


def test_a_circle_of_levels_is_refused(tmp_path: Path) -> None:
    folder = add(tmp_path) / ADDITIONS
    levels = LEVELS.replace('parents = ["authority"]', 'parents = ["icb place"]').replace('parents = ["region"]', 'parents = ["district"]')
    (folder / "levels.toml").write_text(levels, encoding="utf-8")
    with pytest.raises(CatalogueFault, match=r"levels\.toml: district: stands above itself"):
        read(overlay=folder)
