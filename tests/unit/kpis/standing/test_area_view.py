"""The one assembler: whose view it is, what it reads, and the words that every output of an area carries."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import read
from data.model.actor import Actor
from data.model.audience import Audience
from kpis.figures.small_numbers import SmallNumbers
from kpis.standing import area_view as views
from kpis.standing.area_view import AreaView, area_view
from kpis.standing.kpi_records import KpiRecords
from kpis.targets.rag import RagStatus
from tests.factories.standings import OWN, row, year

KNOWN, TODAY = read(), date(2026, 10, 1)
WHO = Actor("Ada")
# A KPI that a plan sets beside no priority has none here either: the register's own area has a plan.
ROWS = [
    row("S5", 91.5, year(2016)), row("S5", 95.0, year(2016), "target"), row("S5", 80.0, year(2015), load=2, file="b.xlsx", notice="Draft"),
    row("S1", 12.0, year(2016)), row("E1", 40.0, year(2016)),
]  # fmt: skip


CHECK = {
    "load": 1, "severity": "check", "check_name": "range", "indicator": "S5", "place": "a.xlsx!Sheet!D9", "what": "Far off.",
    "hint": "Check it.",
}  # fmt: skip


class Files:
    """What an area's files hold, and how often each part of it was read."""

    def __init__(self, rows: list[dict[str, Any]], *told: dict[str, Any]) -> None:
        self.rows, self.told, self.reads = rows, told, Counter[str]()

    def in_force(
        self, build: str, *, reporter: str | None = None, indicator: str | None = None, as_at: date | None = None, place: str | None = None
    ) -> pd.DataFrame:  # fmt: skip
        assert place == reporter  # no figure of another place in its files is read
        self.reads[f"figures of {indicator or 'all'}"] += 1
        mine = [one for one in self.rows if indicator in (None, one["indicator"]) and (as_at is None or one["received"] <= as_at)]
        return pd.DataFrame(mine, columns=list(ROWS[0]), dtype=object)

    def links(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        self.reads["links"] += 1
        return pd.DataFrame({"indicator": ["S5"], "priority": [3]})

    def remarks(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        self.reads["remarks"] += 1
        return pd.DataFrame()

    def findings(self, build: str, area: str | None = None) -> pd.DataFrame:
        self.reads["findings"] += 1
        return pd.DataFrame(self.told, columns=list(CHECK), dtype=object)


def view(files: Files, **more: Any) -> AreaView:
    asked = {"actor": WHO, "audience": Audience.ROOM, "place": OWN, "as_at": None, "today": TODAY, "published": {}, "kept": KpiRecords()}
    return area_view(files, KNOWN, "000001", **(asked | more))


def test_a_view_says_whose_it_is_for_whom_of_where_and_of_when() -> None:
    found = view(Files(ROWS), as_at=date(2026, 2, 1), against=("2023", "", "7"))
    assert (found.actor, found.audience, found.area.code, found.as_at) == (WHO, Audience.ROOM, OWN, date(2026, 2, 1))
    assert (found.build, found.against, found.replayed) == ("000001", ("2023", "", "7"), "As it stood on 1 Feb 2026")


def test_each_standing_knows_whether_its_kpi_is_seasonal() -> None:
    """By it what moved since a meeting is set against the same period a year before, on every page and in every report."""
    found = view(Files(ROWS))
    said = {code: rule.seasonal for code, rule in KNOWN.year_rules.items() if rule.seasonal}
    assert {s.indicator.code: s.seasonal for s in found.standings if s.seasonal} == said
    assert "P1" in said


@pytest.mark.parametrize("part", ["actor", "audience", "place", "as_at", "today", "published", "kept"])
def test_no_view_is_assembled_without_being_told_for_whom_of_where_and_of_when(part: str) -> None:
    asked = {"actor": WHO, "audience": Audience.ROOM, "place": OWN, "as_at": None, "today": TODAY, "published": {}, "kept": KpiRecords()}
    del asked[part]
    with pytest.raises(TypeError, match=part):
        area_view(Files(ROWS), KNOWN, "000001", **asked)


def test_every_kpi_of_the_area_has_its_standing_in_the_catalogues_order() -> None:
    assert [s.indicator.code for s in view(Files(ROWS)).standings] == list(KNOWN.indicators_of(OWN))
    assert view(Files(ROWS)).of("S5").value == 91.5


@given(st.sets(st.sampled_from(list(KNOWN.indicators)), max_size=4))
def test_some_kpis_stand_as_they_do_among_all(codes: set[str]) -> None:
    whole = view(Files(ROWS))
    assert view(Files(ROWS), codes=codes).standings == tuple(s for s in whole.standings if s.indicator.code in codes)
    bare = tuple(replace(s, priorities=(), printed=()) for s in whole.standings if s.indicator.code in codes)
    assert view(Files(ROWS), codes=codes, figures_only=True).standings == bare


def test_figures_only_of_one_kpi_reads_nothing_else_and_the_whole_reads_each_part_once() -> None:
    few, whole = Files(ROWS), Files(ROWS)
    view(few, codes=("E1",), figures_only=True)
    assert few.reads == {"figures of E1": 1, "findings": 1}
    view(whole, codes=("E1",))
    assert whole.reads == {"figures of all": 1, "links": 1, "remarks": 1, "findings": 1}


@pytest.mark.parametrize("small", [SmallNumbers.HIDE, SmallNumbers.ROUND])
def test_one_kpi_hides_what_gives_another_away_as_it_does_among_all(small: SmallNumbers) -> None:
    rows = [row("S2", 16.0, year(2016)), row("S3", 12.8, year(2016)) | {"value": None, "missing": "suppressed"}, row("S4", 3.2, year(2016))]
    (alone,) = view(Files(rows), codes=("S4",), figures_only=True, small=small).standings
    assert alone.own is not None and alone.own.value is None
    assert alone.own == view(Files(rows), small=small).of("S4").own


def test_a_part_is_read_with_its_whole() -> None:
    code, whole = next((code, one.whole) for code, one in KNOWN.indicators.items() if one.whole)
    files = Files(ROWS)
    view(files, codes=(code,), figures_only=True)
    assert files.reads == {f"figures of {code}": 1, f"figures of {whole}": 1, "findings": 1}


def test_a_kpi_whose_figure_a_check_questions_is_marked() -> None:
    whole = CHECK | {"place": "a.xlsx!Sheet"}
    assert view(Files(ROWS, CHECK | {"indicator": ""})).questioned == {"S1", "S5", "E1"}  # by its cell, in which the three stand here
    assert view(Files(ROWS, whole)).questioned == {"S5"}  # by its KPI, where the check names no cell
    for other in (whole | {"load": 2}, CHECK | {"place": "a.xlsx!Sheet!Z1"}, whole | {"check_name": "moved"}, whole | {"severity": "note"}):
        assert view(Files(ROWS, other)).questioned == frozenset()


def test_an_open_check_holds_the_rating_of_its_figure_and_says_so() -> None:
    found = view(Files(ROWS, CHECK), today=date(2017, 3, 1)).of("S5")
    assert (found.rating.status, found.rating.why) == (RagStatus.NOT_RATED, "Held: a check questions the figure. Far off.")
    assert not found.counted
    assert view(Files(ROWS), today=date(2017, 3, 1)).of("S5").rating.status is RagStatus.AMBER


def test_the_words_of_its_loads() -> None:
    found = view(Files(ROWS))
    assert (found.notices, found.notice) == (("", "Draft"), "Some figures: Draft")
    assert (found.received, found.source) == ("Received 5 Jan 2026 · load 2 · build 000001", "2 files, last b.xlsx")
    one = view(Files(ROWS[:1]))
    assert (one.notices, one.notice, one.source) == (("",), "", "a.xlsx")


@pytest.mark.parametrize(
    ("releases", "received", "source"),
    [
        ((), "No load in force · build 000001", "nothing loaded"),
        (("LAIT, 2025", "EHCP"), "No scorecard loaded · build 000001", "DfE: LAIT, 2025; EHCP"),
    ],
)
def test_an_area_without_a_file_says_what_there_is(releases: tuple[str, ...], received: str, source: str) -> None:
    found = view(Files([]), releases=releases)
    assert (found.received, found.source, found.notice, found.local) == (received, source, "", False)


def test_records_that_cannot_be_read_are_said_and_figures_stand() -> None:
    found = view(Files(ROWS), kept=None, as_at=date(2026, 2, 1))
    assert found.notice == "As it stood on 1 Feb 2026 · Some figures: Draft · Agreed targets, limits and events cannot be read"
    assert found.standings == view(Files(ROWS), as_at=date(2026, 2, 1)).standings


def test_a_place_that_is_in_no_register_is_no_area() -> None:
    with pytest.raises(KeyError, match="E99999999"):
        view(Files(ROWS), place="E99999999")


def test_marks_of_several_loads_stand_in_one_line() -> None:
    assert views.marked(["Draft", "Draft", "Historic"]) == "Draft · Historic"
    assert views.marked(["", "Draft"], "As it stood on 1 Feb 2026") == "As it stood on 1 Feb 2026 · Some figures: Draft"
    assert views.marked([]) == ""
