"""The catalogue: what it holds, how places are found in it, and that every fault says where it is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import REFERENCE, Catalogue
from data.catalogue.reference_entry import CatalogueFault
from data.model.loaded_file import PrintedLink
from data.text import plain
from loaders import read_file
from tests.conftest import HEADER, TITLE, sheet_bytes

CODES = [
    *(f"S{n}" for n in range(1, 14)),
    *(f"E{n}" for n in range(1, 11)),
    *(f"P{n}" for n in range(1, 11)),
    "L1",
    "L2",
]
# Where a bigger number is neither better nor worse: issue 2, point 1.
NEUTRAL = {"S1", "S2", "S3", "S4", "S6", "S9", "S10", "P8"}
NINE_DIGITS = {"Bury": "E08000002", "Oldham": "E08000004"}


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of data/reference that a test may break."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference"))


def test_the_catalogue_holds_the_35_kpis_in_their_printed_order(catalogue: Catalogue) -> None:
    assert [code for code in catalogue.indicators if code in CODES] == CODES  # a KPI added since stands among them
    assert [s.code for s in catalogue.sections.values()] == ["S", "E", "P", "L"]
    assert [len(catalogue.in_section(s)) for s in catalogue.sections] == [13, 10, 10, 2]


def test_exactly_eight_kpis_are_neutral(catalogue: Catalogue) -> None:
    assert {i.code for i in catalogue.indicators.values() if i.polarity == "neutral"} == NEUTRAL


def test_only_the_transfer_kpis_are_retired_on_the_day_transfers_ended(catalogue: Catalogue) -> None:
    retired = {i.code: i.retired for i in catalogue.indicators.values() if i.retired}
    assert retired == {"S7": date(2018, 3, 31), "S8": date(2018, 3, 31)}


def test_twenty_weeks_is_a_legal_standard_and_the_only_one(catalogue: Catalogue) -> None:
    standards = {i.code: i.standard for i in catalogue.indicators.values() if i.standard}
    assert list(standards) == ["S5"]
    assert standards["S5"] is not None
    assert standards["S5"].value == 100.0
    assert "2014" in standards["S5"].basis


def test_every_kpi_says_what_is_counted_of_what_and_by_whom(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        for words in (
            "printed",
            "title",
            "numerator",
            "denominator",
            "data_source",
            "owner",
            "frequency",
            "definition",
            "caveats",
        ):
            assert getattr(indicator, words), f"{indicator.code} has no {words}"


@dataclass(frozen=True)
class Fault:
    """One thing broken in one file: ``old`` becomes ``new`` (once), and the message must hold every one of ``says``."""

    file: str
    old: str
    new: str
    says: tuple[str, ...]


FAULTS = {
    "missing key": Fault("indicators/S1.toml", 'noun = "pupils"\n', "", ("indicators/S1.toml", "S1", "noun is missing")),
    "wrong kind": Fault(
        "indicators/S1.toml", "decimals = 0", 'decimals = "none"', ("indicators/S1.toml", "S1", "decimals", "a whole number")
    ),
    "truth for a number": Fault("indicators/S1.toml", "decimals = 0", "decimals = true", ("indicators/S1.toml", "S1", "decimals")),
    "empty text": Fault("indicators/S1.toml", 'noun = "pupils"', 'noun = " "', ("indicators/S1.toml", "S1", "noun is empty")),
    "unknown section": Fault(
        "indicators/S1.toml", 'section = "S"', 'section = "X"', ("indicators/S1.toml", "S1", "section X", "S, E, P, L")
    ),
    "code inside the file": Fault(
        "indicators/S2.toml", "place = 2", 'place = 2\ncode = "S1"', ("indicators/S2.toml", "S2", "unknown key code")
    ),
    "duplicate short name": Fault(
        "indicators/S2.toml",
        'short = "Pupils with SEN"',
        'short = "Pupils on roll"',
        ("indicators/S2.toml", "S2", "Pupils on roll", "S1"),
    ),
    "unknown key": Fault(
        "indicators/S1.toml", 'noun = "pupils"', 'noun = "pupils"\ncolour = "red"', ("indicators/S1.toml", "S1", "colour")
    ),
    "misspelt key": Fault(
        "indicators/S1.toml", 'changed = "unch', 'wholle = ""\nchanged = "unch', ("S1", "unknown key wholle; is whole meant?")
    ),
    "bad polarity": Fault("indicators/S1.toml", 'polarity = "neutral"', 'polarity = "up"', ("indicators/S1.toml", "S1", "polarity", "up")),
    "bad unit": Fault("indicators/S1.toml", 'unit = "count"', 'unit = "kg"', ("indicators/S1.toml", "S1", "unit", "kg")),
    "bad period basis": Fault(
        "indicators/S1.toml", 'period_basis = "january census"', 'period_basis = "often"', ("indicators/S1.toml", "S1", "period_basis")
    ),
    "range upside down": Fault(
        "indicators/S1.toml", "plausible = [1000.0, 400000.0]", "plausible = [9.0, 1.0]", ("indicators/S1.toml", "S1", "plausible")
    ),
    "range of no number": Fault("indicators/S1.toml", "plausible = [1000.0", "plausible = [nan", ("indicators/S1.toml", "S1", "plausible")),
    "negative tolerance": Fault("indicators/S1.toml", "tolerance = 10.0", "tolerance = -1.0", ("indicators/S1.toml", "S1", "tolerance")),
    "tolerance of neither": Fault(
        "indicators/S1.toml",
        'tolerance_of = "target"',
        'tolerance_of = "year"',
        ("indicators/S1.toml: S1: tolerance_of must be unit or target",),
    ),
    "endless tolerance": Fault("indicators/S1.toml", "tolerance = 10.0", "tolerance = inf", ("S1", "tolerance = inf is not a number")),
    "too many decimals": Fault("indicators/S1.toml", "decimals = 0", "decimals = 9", ("indicators/S1.toml", "S1", "decimals")),
    "whole that is no KPI": Fault("indicators/S2.toml", 'whole = "S1"', 'whole = "S99"', ("indicators/S2.toml", "S2", "S99 is not a KPI")),
    "no place": Fault("indicators/S1.toml", "place = 1\n", "", ("indicators/S1.toml", "S1", "place is missing")),
    "standard without basis": Fault("indicators/S5.toml", ", basis = ", ", reason = ", ("indicators/S5.toml", "S5", "standard")),
    "standard that is no number": Fault(
        "indicators/S5.toml", "standard = { value = 100.0", 'standard = { value = "all"', ("indicators/S5.toml", "S5", "standard")
    ),
    "retired on no day": Fault(
        "indicators/S7.toml", "retired = 2018-03-31", 'retired = "March"', ("indicators/S7.toml", "S7", "retired", "March")
    ),
    "not TOML": Fault("indicators/S5.toml", "[year]", "[year", ("indicators/S5.toml", "not valid TOML")),
    "year from another month": Fault("indicators/S5.toml", "starts = 1", "starts = 2", ("S5, year: starts must be 1, 4 or 9",)),
    "year that does not add up, without why": Fault("indicators/S5.toml", "adds = true", "adds = false", ("S5, year: why must say",)),
    "why of a year that adds up": Fault("indicators/S6.toml", "adds = false", "adds = true", ("S6, year: why is only for",)),
    "unknown key in a year": Fault("indicators/S5.toml", "starts = 1", "starts = 1\nends = 12", ("S5, year: unknown key ends",)),
    "backlog of more than all": Fault("indicators/S5.toml", "plans_of_100 = 66", "plans_of_100 = 166", ("S5, backlog", "from 1 to 100")),
    "backlog of an unknown KPI": Fault("indicators/S5.toml", 'issued = "S9"', 'issued = "S99"', ("S5: S99 is not a KPI of the catalogue",)),
    "gap to nothing": Fault("indicators/E1.toml", 'other = "NoID', 'others = "NoID', ("indicators/E1.toml", "E1, gap: other is missing")),
    "unknown key in a gap": Fault("indicators/E1.toml", "[gap]", '[gap]\nown = "X"', ("E1, gap: unknown key own",)),
    "one basis twice": Fault(
        "indicators/S5.toml", 'basis = "excluding', 'basis = "including', ("S5, feed including exceptions: stands twice",)
    ),
    "feed from nowhere": Fault(
        "indicators/S3.toml", "[[feed.from]]", "[[feed.out_of]]", ("indicators/S3.toml", "S3, feed census: from holds no source")
    ),
    "feed that is one table": Fault("indicators/S3.toml", "[[feed]]", "[feed]", ("indicators/S3.toml", "S3", "feed")),
    "source of no way": Fault(
        "indicators/S3.toml", "measure =", "figure =", ("S3, feed census, from 1: must hold one of measure, sum, share",)
    ),
    "share of one measure": Fault(
        "indicators/S5.toml", ', "timeliness_20_week/plans_issued_den"]', "]", ("from 1", "the part and the whole")
    ),
    "unknown key in a source": Fault(
        "indicators/S3.toml", "measure =", "near = 1\nmeasure =", ("S3, feed census, from 1: unknown key near",)
    ),
    "shared break that is not": Fault("indicators/S2.toml", '"SEN support, 2015"', '"SEN"', ("S2: shared_breaks names 'SEN'", "[[break]]")),
    "break on no day": Fault("indicators/S5.toml", "first = 2015-01-01", 'first = "spring"', ("S5, break spring", "is not a date")),
    "break without a day": Fault("indicators/S5.toml", "first = 2015-01-01\n", "", ("S5, break 1: first is missing",)),
    "unknown key in a break": Fault("indicators/S5.toml", "first =", "last = 1\nfirst =", ("S5, break 2015-01-01: unknown key last",)),
    "shared break without words": Fault("shared_breaks.toml", "words =", "word =", ("shared_breaks.toml", "SEN support, 2015", "words")),
    "shared break twice": Fault("shared_breaks.toml", '"EHC plans, 2015"', '"SEN support, 2015"', ("SEN support, 2015: stands twice",)),
    "gap of a measure twice": Fault("measure_gaps.toml", '"KS1P_EHCP"', '"KS1P_SEND"', ("measure_gaps.toml", "KS1P_SEND", "twice")),
    "unknown code in plan": Fault("plans/bury_2017.toml", '"L1"', '"L9"', ("plans/bury_2017.toml", "priority 5", "L9")),
    "priority twice": Fault("plans/bury_2017.toml", "number = 2", "number = 1", ("plans/bury_2017.toml", "priority 1", "twice")),
    "plan of no area": Fault("plans/bury_2017.toml", "E08000002", "E99999999", ("plans/bury_2017.toml", "plan", "E99999999")),
    "plan without a day": Fault("plans/bury_2017.toml", "dated = 2017-10-27\n", "", ("plans/bury_2017.toml", "plan", "dated")),
    "unknown key in plan": Fault("plans/bury_2017.toml", "dated =", 'colour = "red"\ndated =', ("plans/bury_2017.toml", "colour")),
    "unknown key in priority": Fault(
        "plans/bury_2017.toml", "number = 1\n", 'number = 1\ncolour = "red"\n', ("plans/bury_2017.toml", "priority 1", "colour")
    ),
    "unknown code in sums": Fault("sums.toml", '"S4"', '"S44"', ("sums.toml", "S2", "S44")),
    "unknown whole in sums": Fault("sums.toml", 'whole = "S7"', 'whole = "S77"', ("sums.toml", "S77")),
    "unknown key in sums": Fault("sums.toml", "of_target = true", "of_aim = true", ("sums.toml", "S7", "of_aim")),
    "area without region": Fault("areas.csv", "Camden,authority,E12000007", "Camden,authority,", ("areas.csv", "Camden", "region")),
    "area of no kind": Fault("areas.csv", "Camden,authority", "Camden,borough", ("areas.csv", "Camden", "borough")),
    "duplicate 3-digit code": Fault("areas.csv", "202,E09000007", "201,E09000007", ("areas.csv", "Camden", "201", "twice")),
    "duplicate 9-digit code": Fault("areas.csv", "E09000007,Camden", "E09000001,Camden", ("areas.csv", "E09000001", "twice")),
    "area without a name": Fault("areas.csv", "E09000007,Camden", "E09000007,", ("areas.csv", "line 3", "name")),
    "no England": Fault("areas.csv", "E92000001,England", "E92000009,England", ("areas.csv", "England", "missing")),
    "unknown column in areas": Fault("areas.csv", "code3,code9", "code3,code", ("areas.csv", "line 1", "code9")),
    "section key missing": Fault("sections.toml", 'title = "SEN overview"\n', "", ("sections.toml", "S", "title is missing")),
    "mapping of an unknown KPI": Fault("sources/bury_2017.toml", '["S5"]', '["S55"]', ("sources/bury_2017.toml", "means 1", "S55")),
    "mapping with half a period": Fault(
        "sources/bury_2017.toml", "last = 2016-12-31\n", "", ("sources/bury_2017.toml", "means 1", "first and last")
    ),
    "doubt about an unknown series": Fault(
        "sources/bury_2017.toml", 'series = "own"', 'series = "mine"', ("sources/bury_2017.toml", "doubt 1", "mine")
    ),
    "word with two roles": Fault("reading.toml", 'target = ["target"', 'target = ["source"', ("reading.toml", "roles", "source")),
    "unknown reason": Fault("reading.toml", '"suppressed" = [', '"hidden" = [', ("reading.toml", "reasons", "hidden")),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_refused_with_its_file_entry_and_what_is_wrong(reference: Path, fault: Fault) -> None:
    path = reference / fault.file
    text = path.read_text(encoding="utf-8")
    assert fault.old in text
    path.write_text(text.replace(fault.old, fault.new, 1), encoding="utf-8")
    with pytest.raises(CatalogueFault) as refused:
        catalogue_of.read(reference)
    for words in fault.says:
        assert words in str(refused.value)


@pytest.mark.parametrize("file", ["sections.toml", "sums.toml", "reading.toml", "areas.csv", "shared_breaks.toml", "measure_gaps.toml"])
def test_a_file_that_is_not_there_is_a_fault_that_names_it(reference: Path, file: str) -> None:
    (reference / file).unlink()
    with pytest.raises(CatalogueFault, match=file):
        catalogue_of.read(reference)


@pytest.mark.parametrize("file", ["indicators/S5.toml", "areas.csv", "shared_breaks.toml"])
def test_a_file_that_is_not_utf_8_is_a_fault_that_names_it(reference: Path, file: str) -> None:
    with (reference / file).open("ab") as end:
        end.write(b"\xff\xfe\n")
    with pytest.raises(CatalogueFault, match=file):
        catalogue_of.read(reference)


def test_a_catalogue_without_kpis_is_a_fault(reference: Path) -> None:
    for path in (reference / "indicators").iterdir():
        path.unlink()
    with pytest.raises(CatalogueFault, match=r"^indicators: holds no entry$"):
        catalogue_of.read(reference)
    (reference / "indicators").rmdir()
    with pytest.raises(CatalogueFault, match=r"^indicators: cannot be opened"):
        catalogue_of.read(reference)


def test_bury_has_eight_priorities_and_oldham_five(catalogue: Catalogue) -> None:
    counts = {name: catalogue.plan_of(code) for name, code in NINE_DIGITS.items()}
    assert {name: [p.number for p in plan.priorities] for name, plan in counts.items() if plan} == {
        "Bury": [1, 2, 3, 4, 5, 6, 7, 8],
        "Oldham": [1, 2, 3, 4, 5],
    }


def test_an_area_without_a_plan_has_none(catalogue: Catalogue) -> None:
    found = catalogue.area("Camden")
    assert found is not None
    assert catalogue.plan_of(found.code) is None


def test_priority_6_and_kpi_p6_never_collide(catalogue: Catalogue) -> None:
    row = ["P6", "No of SEND young people in volunteering opportunities", None, 40, None, None, None, "College", "P3/P6/P8"]
    loaded = read_file("p6.xlsx", sheet_bytes([[TITLE], HEADER, row]), catalogue)
    assert loaded.links == (PrintedLink("P6", 3), PrintedLink("P6", 6), PrintedLink("P6", 8))
    assert {o.indicator for o in loaded.observations} == {"P6"}
    links = catalogue.links("E08000002", [])
    assert links["P6"] == [3, 6, 8]
    assert links["P1"] == [3, 8]
    assert links["S1"] == [6]


def test_printed_links_count_where_an_area_has_no_plan(catalogue: Catalogue) -> None:
    assert catalogue.links("E09000007", [("S5", 2), ("S5", 1), ("S5", 2)]) == {"S5": [1, 2]}


def test_the_register_holds_153_open_authorities_each_in_a_region(catalogue: Catalogue) -> None:
    """153 upper-tier authorities in England since April 2023 (ONS; DfE LAIT lists the same)."""
    still_open = [a for a in catalogue.areas.values() if a.level.key == "authority" and a.closed is None]
    assert len(still_open) == 153
    assert all(catalogue.areas[a.region].level.key == "region" for a in still_open)
    assert len([a for a in catalogue.areas.values() if a.level.key == "country"]) == 1


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Bury", "Bury"),
        ("  bury ", "Bury"),
        ("351", "Bury"),
        ("E08000002", "Bury"),
        ("e08000002", "Bury"),
        ("Hull", "Kingston upon Hull, City of"),
        ("St Helens", "St. Helens"),
        ("Hammersmith & Fulham", "Hammersmith and Fulham"),
        ("E08000016", "Barnsley"),
        ("E08000019", "Sheffield"),
        ("E10000002", "Buckinghamshire"),
        ("NW", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_an_area_is_found_by_name_alias_or_any_of_its_codes(catalogue: Catalogue, wanted: str, name: str | None) -> None:
    found = catalogue.area(wanted)
    assert (found.name if found else None) == name


def test_every_authority_is_found_by_each_of_its_own_codes_and_its_name(catalogue: Catalogue) -> None:
    for area in catalogue.areas.values():
        assert {catalogue.area(wanted) for wanted in (area.name, area.code, area.code3)} == {area}


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Bury: SEND Written Statement of Action, October 2017", ["Bury"]),
        ("SEND in Canterbury and Tewkesbury", []),
        ("North Yorkshire scorecard", ["North Yorkshire"]),
        ("City of York scorecard", ["York"]),
        ("Derbyshire", ["Derbyshire"]),
        ("Bury and Oldham", ["Bury", "Oldham"]),
        ("Scorecard 351", []),
    ],
)
def test_a_title_names_whole_words_and_the_longest_name(catalogue: Catalogue, title: str, names: list[str]) -> None:
    assert sorted(area.name for area in catalogue.reporters_named_in(title)) == names


@given(st.text())
def test_plain_form_of_a_plain_form_is_itself(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("same", ["SN or NW", " sn  OR nw ", "SN\u00a0or\nNW", "Sn/or-NW"])
def test_spacing_case_and_marks_never_decide(same: str) -> None:
    assert plain(same) == "sn or nw"


def test_a_plan_may_be_added_without_code(reference: Path) -> None:
    old = (reference / "plans" / "oldham_2018.toml").read_text(encoding="utf-8")
    new = old.replace("oldham-2018", "oldham-2019").replace("2018-03-01", "2019-03-01")
    (reference / "plans" / "oldham_2019.toml").write_text(new, encoding="utf-8")
    newest = catalogue_of.read(reference).plan_of("E08000004")
    assert newest is not None
    assert newest.id == "oldham-2019"
