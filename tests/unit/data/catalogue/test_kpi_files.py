"""One KPI, one file: what a home's file changes of a KPI or adds, and what it is refused for, in whole sentences."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cli
from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import REFERENCE, Catalogue
from data.catalogue.reference_entry import CatalogueFault
from data.model.observation import FigureRole
from data.store.store import Store
from loaders import read_file
from tests.conftest import BURY, HEADER, RECEIVED, TITLE, publish, reader, sheet_bytes

NEW_KPI = """
section = "S"
place = 14
printed = "Young people waiting for a school place"
title = "Young people waiting for a school place"
short = "Waiting for a place"
unit = "count"
noun = "young people"
decimals = 0
polarity = "lower"
numerator = "young people without a school place"
denominator = "none"
data_source = "the authority's own count"
owner = "SEN team"
frequency = "each term"
period_basis = "calendar year"
definition = "Young people with an EHC plan who have no school place."
caveats = "A local count."
changed = "new"
plausible = [0.0, 500.0]
tolerance = 5.0
tolerance_of = "target"
shared_breaks = ["person-level SEN2, 2022"]

[year]
starts = 1
adds = true

[[feed]]
basis = "calendar year"
title = "Waiting"
[[feed.from]]
publication = "lait"
measure = "SEN_INIT_REQ"

[[break]]
first = 2024-09-01
words = "Counted by term"
source = "The authority"
"""


@pytest.fixture
def additions(tmp_path: Path) -> Path:
    """A home's additions with an empty folder for its KPIs."""
    folder = tmp_path / "home" / "additions"
    (folder / "indicators").mkdir(parents=True)
    return folder


def write(additions: Path, code: str, text: str) -> Catalogue:
    """The catalogue with one more file of a KPI in a home's additions."""
    (additions / "indicators" / f"{code}.toml").write_text(text, encoding="utf-8")
    return catalogue_of.read(overlay=additions)


def test_one_file_is_a_new_kpi_with_target_tolerance_benchmark_breaks_and_year(tmp_path: Path) -> None:
    """The stranger's task: a KPI is one file in data/reference, and nothing else."""
    reference = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
    (reference / "indicators" / "S14.toml").write_text(NEW_KPI, encoding="utf-8")
    more = catalogue_of.read(reference)
    row = ["S14", "Young people waiting for a school place", 10, 12, None, None, None, "SEN Team", "P6"]
    loaded = read_file("new.xlsx", sheet_bytes([[TITLE], HEADER, row]), more)
    assert [(o.indicator, o.value) for o in loaded.observations if o.series is FigureRole.OWN] == [("S14", 12.0)]
    assert [(o.indicator, o.value) for o in loaded.observations if o.series is FigureRole.TARGET] == [("S14", 10.0)]
    assert loaded.counts()["refused"] == 0
    assert list(more.indicators)[12:15] == ["S13", "S14", "E1"]
    assert more.indicators["S14"].rule.tolerance == 5.0
    assert [feed.measures for feed in more.feeds_of("S14")] == [("SEN_INIT_REQ",)]
    assert [(one.first, one.indicators) for one in more.breaks_of("S14")] == [
        (date(2022, 1, 1), ("S5", "S9", "S10", "S11", "S14")),
        (date(2024, 9, 1), ("S14",)),
    ]
    assert more.year_rules["S14"].adds


def test_another_tolerance_for_one_council_is_one_file_in_its_home_and_show_rates_by_it(
    tmp_path: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    row = ["S5", "% of Assessments completed within 20 Weeks", "90%", "84%", None, None, None, "SEN Team", "P1"]
    content = sheet_bytes([[TITLE], HEADER, row])
    publish(Store(home), read_file("bury.xlsx", content, catalogue), content, received=RECEIVED)

    def rated() -> str:
        assert cli.main(["show", "--home", str(home), "--area", "Bury", "--code", "S5", "--as-at", RECEIVED.isoformat(), "--json"]) == 0
        return str(json.loads(capsys.readouterr().out)["kpis"][0]["rag"]["status"])

    assert rated() == "amber"  # within the shipped tolerance of 10 points
    file = home / "additions" / "indicators" / "S5.toml"
    file.parent.mkdir(parents=True)
    file.write_text("tolerance = 2.0\n", encoding="utf-8")
    assert rated() == "red"
    file.write_text("tolerence = 2.0\n", encoding="utf-8")
    assert cli.main(["show", "--home", str(home), "--area", "Bury", "--code", "S5"]) == 1
    assert "additions/indicators/S5.toml: S5: unknown key tolerence; is tolerance meant?" in capsys.readouterr().err


def test_what_a_file_does_not_say_stays(additions: Path, catalogue: Catalogue) -> None:
    more = write(additions, "S5", 'owner = "Our SEN team"\n')
    assert more.indicators["S5"] == replace(catalogue.indicators["S5"], owner="Our SEN team")
    assert more == replace(catalogue, indicators=more.indicators)


def test_tables_are_changed_key_by_key(additions: Path, catalogue: Catalogue) -> None:
    more = write(additions, "S10", '[year]\nseasonal = "ours"\n')
    assert more.year_rules["S10"] == replace(catalogue.year_rules["S10"], seasonal="ours")
    more = write(additions, "E1", '[gap]\nown_words = "SEN support here"\n')
    assert more.gaps["E1"] == replace(catalogue.gaps["E1"], own_words="SEN support here")
    more = write(additions, "S5", "[backlog]\nplans_of_100 = 70\n\n[standard]\nvalue = 95.0\n")
    assert more.what_ifs["S5"] == replace(catalogue.what_ifs["S5"], plans_of_100=70)
    standard = catalogue.indicators["S5"].standard
    assert standard and more.indicators["S5"].standard == replace(standard, value=95.0)


def test_a_feed_changes_the_one_of_its_basis_or_comes_after_it(additions: Path, catalogue: Catalogue) -> None:
    usual, other = catalogue.feeds_of("S5")
    more = write(additions, "S5", '[[feed]]\nbasis = "excluding exceptions"\nnear = ""\n')
    assert more.feeds_of("S5") == [usual, replace(other, near="")]
    ours = '[[feed]]\nbasis = "ours"\ntitle = "Ours"\n[[feed.from]]\npublication = "lait"\nmeasure = "X"\n'
    found = write(additions, "S5", ours).feeds_of("S5")
    assert found[:2] == [usual, other]
    assert (found[2].basis, found[2].measures) == ("ours", ("X",))
    source = '[[feed]]\nbasis = "including exceptions"\n[[feed.from]]\npublication = "lait"\nmeasure = "X"\n'
    assert write(additions, "S5", source).feeds_of("S5")[0].measures == ("X",)


def test_a_break_is_added_or_changes_the_one_of_its_day_and_shipped_ones_stay(additions: Path, catalogue: Catalogue) -> None:
    before = catalogue.breaks_of("S5")
    more = write(
        additions, "S5", '[[break]]\nfirst = 2015-01-01\nwords = "Ours"\n\n[[break]]\nfirst = 2024-04-01\nwords = "New"\nsource = "Us"\n'
    )
    found = more.breaks_of("S5")
    assert [one.words for one in found] == ["Ours", before[1].words, "New"]
    assert found[0].source == before[0].source
    assert found[1] == before[1]  # the one that S9, S10 and S11 have too


def test_a_kpi_leaves_a_shared_break_by_a_list_of_its_own_and_the_others_keep_it(additions: Path, catalogue: Catalogue) -> None:
    more = write(additions, "S5", "shared_breaks = []\n")
    assert len(more.breaks_of("S5")) == len(catalogue.breaks_of("S5")) - 1
    assert more.breaks_of("S9")[-1].indicators == ("S9", "S10", "S11")


def test_a_home_adds_a_kpi_where_it_belongs_and_its_plan_and_breaks_may_name_it(additions: Path) -> None:
    (additions / "breaks.csv").write_text("indicators,first,words,source\nS14;S5,2025-01-01,New system,Us\n", encoding="utf-8")
    more = write(additions, "S14", NEW_KPI.replace("place = 14", "place = 3.5"))
    assert list(more.indicators)[2:5] == ["S3", "S14", "S4"]
    assert more.breaks_of("S14")[-1].words == "New system"
    assert more.indicators["S14"].area == ""


FAULTS = {
    "unknown key": ("S5", 'colour = "red"', "S5: unknown key colour"),
    "misspelt key": ("S5", "tolerence = 5.0", "S5: unknown key tolerence; is tolerance meant?"),
    "words for a number": ("S5", 'tolerance = "5"', "S5: tolerance = '5' is of the wrong kind: it must be a number"),
    "number for words": ("S5", "owner = 5", "S5: owner = 5 is of the wrong kind: it must be text in quotes"),
    "negative tolerance": ("S5", "tolerance = -1", "S5: tolerance must not be negative"),
    "table as a word": ("S5", "year = 4", "S5: year = 4 is of the wrong kind: it must be a table of keys"),
    "unknown key in a table": ("S5", "[year]\nend = 3", "S5, year: unknown key end"),
    "empty file": ("S5", "", "S5: holds nothing, so it changes nothing. Take the file away, or say what changes"),
    "empty table": ("S5", "[year]", "S5: year holds nothing, so it changes nothing. Take it out, or say what changes"),
    "no feed": ("S5", "feed = []", "S5: feed holds nothing, so it changes nothing. Take it out, or say what changes"),
    "feed as words": ("S5", 'feed = ["lait"]', "S5: feed must be written [[feed]]"),
    "feed without basis": ("S5", '[[feed]]\ntitle = "x"', "S5, feed 1: basis is missing"),
    "feed without a source": ("S5", '[[feed]]\nbasis = "x"\ntitle = "x"', "S5, feed x: from holds no source"),
    "one basis twice": ("S5", '[[feed]]\nbasis = "x"\n[[feed]]\nbasis = "x"', "S5, feed x: stands twice"),
    "shipped break twice": ("S5", "[[break]]\nfirst = 2015-01-01\n" * 2, "S5, break 2015-01-01: stands twice"),
    "break with an hour": (
        "S5", "[[break]]\nfirst = 2020-01-01T00:00:00",
        "S5, break 2020-01-01 00:00:00: first = '2020-01-01 00:00:00' is not a date",
    ),
    "two breaks of no day": ("S5", "[[break]]\n[[break]]", "S5, break 1: first is missing"),
    "standard of no words": ("S5", "[standard]\nbasis = 5", "S5, standard: basis = 5 is of the wrong kind: it must be text in quotes"),
    "half a break": ("S5", '[[break]]\nfirst = 2020-01-01\nwords = "x"', "S5, break 2020-01-01: source is missing"),
    "unknown shared break": (
        "S5", 'shared_breaks = ["x"]',
        "S5: shared_breaks names 'x', which is not in shared_breaks.toml; a break of this KPI alone is a [[break]]",
    ),
    "short name of another": ("S1", 'short = "Pupils with SEN"', "S1: short name 'Pupils with SEN' is also that of S2"),
    "whole that is no KPI": ("S2", 'whole = "S99"', "S2: S99 is not a KPI of the catalogue"),
    "code again": ("S5", 'code = "S5"', "S5: unknown key code"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_a_homes_file_gets_wrong_is_told_by_file_entry_and_fault(additions: Path, fault: tuple[str, str, str]) -> None:
    code, text, says = fault
    with pytest.raises(CatalogueFault) as refused:
        write(additions, code, text)
    assert str(refused.value) == f"additions/indicators/{code}.toml: {says}"


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        ("S55", "tolerance = 5.0", "S55: section is missing"),
        ("E99", NEW_KPI.replace("place = 14\n", ""), "E99: place is missing"),
        ("E99", NEW_KPI.replace('"S"', '"X"', 1), "E99: section X is not one of S, E, P, L"),
        ("E99", NEW_KPI + "colour = 1\n", "E99, break 2024-09-01: unknown key colour"),
    ],
)
def test_a_new_kpi_must_be_whole(additions: Path, code: str, text: str, says: str) -> None:
    with pytest.raises(CatalogueFault) as refused:
        write(additions, code, text)
    told = f"additions/indicators/{code}.toml: {says}. No KPI {code} comes with the dashboard, so this file must say everything of it"
    assert str(refused.value) == told


@pytest.mark.parametrize("name", ["s5.toml", "S5.txt", "S5 (2).toml", "notes.toml", "S5.toml.bak", "README.md"])
def test_a_file_that_is_no_kpis_is_told(additions: Path, name: str) -> None:
    (additions / "indicators" / name).write_text("tolerance = 5.0\n", encoding="utf-8")
    with pytest.raises(CatalogueFault) as refused:
        catalogue_of.read(overlay=additions)
    told = f"additions/indicators/{name}: is no KPI's file: each is named by the KPI's code, such as S5.toml, and nothing else stands here"
    assert str(refused.value) == told


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_a_computer_leaves_in_a_folder_stops_nobody(additions: Path, catalogue: Catalogue, name: str) -> None:
    for folder in (additions, additions / "indicators"):
        (folder / name).write_bytes(b"\x00")
    assert catalogue_of.read(overlay=additions) == catalogue


@pytest.mark.parametrize("name", ["indicators.toml", "feeds.toml", "gaps.toml", "over_time.toml"])
def test_the_files_of_before_are_told_with_where_they_belong(additions: Path, name: str) -> None:
    (additions / name).write_text('[[indicator]]\ncode = "S5"\ntolerance = 5.0\n', encoding="utf-8")
    with pytest.raises(CatalogueFault) as refused:
        catalogue_of.read(overlay=additions)
    assert str(refused.value) == (
        f"additions/{name}: is not read. What you change of a KPI stands in one file that bears its code, such as "
        "additions/indicators/S5.toml, and holds only the keys that differ"
    )


@pytest.mark.parametrize("name", ["indicator/S5.toml", "reading.toml", "Breaks.csv", "sections.toml"])
def test_a_table_or_folder_that_nobody_reads_is_told(additions: Path, name: str) -> None:
    (additions / name).parent.mkdir(exist_ok=True)
    (additions / name).write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(CatalogueFault) as refused:
        catalogue_of.read(overlay=additions)
    may = "areas.csv, breaks.csv, corrections.toml, formats, groups.toml, indicators, levels.toml, neighbours, plans, sources"
    assert str(refused.value) == f"additions/{name.partition('/')[0]}: is not read. additions may hold {may}"


def test_a_note_among_the_additions_is_nobodys_business(additions: Path, catalogue: Catalogue) -> None:
    (additions / "note.txt").write_text("who to ask", encoding="utf-8")
    assert catalogue_of.read(overlay=additions) == catalogue


def test_an_areas_own_kpi_is_not_changed_by_a_file(store: Store, catalogue: Catalogue) -> None:
    entry = {"area": BURY, "code": "X1", "title": "Ours", "section": "S", "unit": "count", "polarity": "higher", "decimals": 0}
    content = sheet_bytes([[TITLE], HEADER, ["S5", "% of Assessments completed within 20 Weeks", "90%", "84%", None, None, None, "", "P1"]])
    publish(store, read_file("bury.xlsx", content, catalogue), content, received=RECEIVED)
    store.add_indicator(entry, who="SEN team", recorded_at=datetime(2024, 1, 1, tzinfo=UTC))
    folder = store.home / "additions" / "indicators"
    folder.mkdir(parents=True)
    (folder / "X1.toml").write_text(NEW_KPI, encoding="utf-8")
    with pytest.raises(CatalogueFault) as refused:
        reader(store.home).catalogue(store.current())
    assert str(refused.value) == (
        "additions/indicators/X1.toml: X1: is the code of an area’s own KPI, which is changed on the Load page. Give this file another code"
    )


def test_the_paper_on_a_kpis_file_names_every_key_that_one_has() -> None:
    paper = (REFERENCE.parents[1] / "docs" / "developing" / "kpi-file.md").read_text(encoding="utf-8")
    told = {word for quoted in re.findall("`[^`]+`", paper) for word in re.findall(r"\w+", quoted)}
    held: set[str] = set()
    for path in (REFERENCE / "indicators").iterdir():
        left: list[Any] = [tomllib.loads(path.read_text(encoding="utf-8"))]
        while left:
            one = left.pop()
            held |= set(one) if isinstance(one, dict) else set()
            left += [inside for inside in (one.values() if isinstance(one, dict) else one) if isinstance(inside, dict | list)]
    assert held - told == set()


def test_every_shipped_kpi_has_a_place_of_its_own_and_every_shared_break_two_kpis(catalogue: Catalogue) -> None:
    places = [re.findall(r'(?m)^section = "(\w+)"\nplace = (\d+)$', path.read_text(encoding="utf-8"))[0]
              for path in (REFERENCE / "indicators").iterdir()]  # fmt: skip
    assert len(set(places)) == len(catalogue.indicators) == len(places)
    names = re.findall(r'(?m)^name = "(.*)"$', (REFERENCE / "shared_breaks.toml").read_text(encoding="utf-8"))
    assert len([one for one in catalogue.breaks if len(one.indicators) > 1]) == len(names)


SHIPPED = catalogue_of.read()
TEXTS = [one.name for one in fields(SHIPPED.indicators["S5"]) if one.type == "str"]
CHANGED = sorted(set(TEXTS) - {"code", "section", "area", "whole", "short", "period_basis", "tolerance_of"})
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=12)


@settings(max_examples=25)
@given(changes=st.dictionaries(st.sampled_from(CHANGED), WORDS, min_size=1), code=st.sampled_from(["S5", "E7", "L2"]))
def test_whatever_a_file_says_stands_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, Any], code: str
) -> None:
    folder = tmp_path_factory.mktemp("home") / "additions"
    (folder / "indicators").mkdir(parents=True)
    more = write(folder, code, "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in changes.items()))
    assert more.indicators[code] == replace(SHIPPED.indicators[code], **changes)
    assert {**more.indicators, code: None} == {**SHIPPED.indicators, code: None}
    assert (more.feeds, more.breaks, more.gaps, more.year_rules) == (
        SHIPPED.feeds, SHIPPED.breaks, SHIPPED.gaps, SHIPPED.year_rules,
    )  # fmt: skip


def laid(home: Path, name: str, content: bytes) -> Path:
    """A home's additions with one file as a person's program saved it."""
    path = home / "additions" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return home / "additions"


def test_a_file_saved_by_notepad_or_excel_as_utf_8_is_read(tmp_path: Path) -> None:
    text = 'tolerance = 3.0\r\nowner = "Ysgol Tŷ"\r\n'
    found = catalogue_of.read(REFERENCE, laid(tmp_path / "a", "indicators/S5.toml", b"\xef\xbb\xbf" + text.encode())).indicators["S5"]
    assert (found.rule.tolerance, found.owner) == (3.0, "Ysgol Tŷ")
    head = (REFERENCE / "areas.csv").read_text(encoding="utf-8").splitlines()[0]
    row = "999,E99999999,Tŷ Newydd,authority,E12000002,,,,,,,"
    marked = b"\xef\xbb\xbf" + f"{head}\r\n{row}\r\n".encode()
    assert catalogue_of.read(REFERENCE, laid(tmp_path / "b", "areas.csv", marked)).areas["E99999999"].name == "Tŷ Newydd"


@pytest.mark.parametrize("name", ["indicators/S5.toml", "areas.csv"])
@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_saved_otherwise_is_refused_with_how_to_save_it(tmp_path: Path, name: str, encoding: str) -> None:
    additions = laid(tmp_path, name, 'owner = "Café"\n'.encode(encoding))
    with pytest.raises(CatalogueFault) as refused:
        catalogue_of.read(REFERENCE, additions)
    assert str(refused.value).endswith(
        f"{name}: is not saved as UTF-8. In Notepad choose Save as and the encoding UTF-8, in Excel the file type CSV UTF-8"
    )
