"""Which exceptions stand, since when, whose they are and how far they are explained: read from small scorecards, a file a month."""

from __future__ import annotations

import shutil
from csv import DictReader
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from data.store.store import Store
from kpis.exports.tidy.exception_export import chase_csv, chase_text
from kpis.governance.exceptions import (
    FIELDS,
    TEXTS,
    ExceptionState,
    KpiException,
    StandingCommentary,
    agreed_red,
    chase,
    commentary_key,
    exceptions,
    headline,
    matched,
    others,
    red_run,
    state_of,
)
from kpis.standing.doubt import FigureDoubt
from kpis.standing.figure_history import given
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import verdict
from loaders import read_file
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.packs import packed

TODAY = date(2026, 6, 30)
WHOLE = {"what": "Fell", "why": "Staff left", "so_what": "Families wait", "next": "Recruit", "by_when": "2026-07-31"}


def said(key: str = "S5/Mar 2026", **body: Any) -> StandingCommentary:
    return StandingCommentary(key, body, "Clerk", datetime(2026, 6, 1, 9, tzinfo=UTC))


def sheet(store: Store, catalogue: Catalogue, received: date, *rows: list[Any]) -> None:
    """One file: code, period, target, figure, owner."""
    head = ["Ref", "Indicator", "Period", "Target", "Actual", "Owner"]
    cells = [[code, catalogue.indicators[code].title, *more] for code, *more in rows]
    content = sheet_bytes([["Bury: SEND scorecard"], head, *cells])
    publish(store, read_file(f"{received}.xlsx", content, catalogue), content, received)


@pytest.fixture(scope="module")
def months_made(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """S5 green in December, then red; February is printed again with March. S6 is never rated; E1's owner is printed."""
    store = Store(tmp_path_factory.mktemp("months") / "home")
    sheet(store, catalogue, date(2026, 1, 9), ["S5", "Dec-25", "90%", "95%", None])
    sheet(store, catalogue, date(2026, 2, 9), ["S5", "Jan-26", "90%", "60%", None])
    sheet(store, catalogue, date(2026, 3, 9), ["S5", "Feb-26", "90%", "50%", None])
    sheet(store, catalogue, date(2026, 4, 9), ["S5", "Jan-26", "90%", "60%", None], ["S6", "Mar-26", None, 12, None])
    sheet(store, catalogue, date(2026, 4, 10), ["S5", "Mar-26", "90%", "40%", None], ["E1", "2024/25", 20, "2%", "Ann"])
    return store.home


@pytest.fixture
def months(months_made: Path, tmp_path: Path) -> Path:
    """The home folder that ``store`` has too, with those months."""
    return Path(shutil.copytree(months_made, tmp_path / "home"))


def standing_of(
    home: Path, words: dict[str, StandingCommentary] | None = None, today: date = TODAY
) -> tuple[list[Standing], dict[str, KpiException]]:
    standings, _, _ = packed(home, today=min(today, TODAY))
    store = Store(home)
    histories = {s.indicator.code: given(store.history(store.current(), BURY, s.indicator.code), s.key, frozenset()) for s in standings}
    return standings, {one.code: one for one in exceptions(standings, words or {}, today, histories)}


def test_an_exception_is_opened_on_the_day_the_first_figure_of_the_red_run_came_in(months: Path) -> None:
    _, found = standing_of(months)
    assert set(found) == {"S5", "E1"}
    s5 = found["S5"]
    assert s5.since.period.first == date(2026, 1, 1)
    assert s5.opened == date(2026, 2, 9)  # not 9 April, when the same figure was printed again
    assert s5.days_open == (TODAY - date(2026, 2, 9)).days == 141
    assert (s5.key, s5.state, s5.missing) == ("S5/Mar 2026", ExceptionState.SILENT, tuple(FIELDS))


def test_a_month_without_a_figure_ends_the_run(store: Store, catalogue: Catalogue) -> None:
    for month, value in ((1, "50%"), (2, "c"), (3, "50%")):
        sheet(store, catalogue, date(2026, month + 1, 9), ["S5", f"{date(2026, month, 1):%b-%y}", "90%", value, None])
    (s5,) = (s for s in packed(store.home, today=TODAY)[0] if s.indicator.code == "S5")
    assert [v.period.first for v in red_run(s5)] == [date(2026, 3, 1)]


def test_a_figure_revised_to_red_is_red_from_its_revision(store: Store, catalogue: Catalogue) -> None:
    sheet(store, catalogue, date(2026, 2, 9), ["S5", "Jan-26", "90%", "95%", None])
    sheet(store, catalogue, date(2026, 5, 9), ["S5", "Jan-26", "90%", "50%", None])
    assert standing_of(store.home)[1]["S5"].opened == date(2026, 5, 9)


def test_a_kpi_no_longer_red_closes_its_exception_and_its_words_stay_with_their_period(
    months: Path, store: Store, catalogue: Catalogue
) -> None:
    words = {"S5/Mar 2026": said(**WHOLE)}
    assert standing_of(months, words)[1]["S5"].state is ExceptionState.COMPLETE
    sheet(store, catalogue, date(2026, 5, 9), ["S5", "Apr-26", "90%", "96%", None])
    standings, found = standing_of(months, words)
    assert set(found) == {"E1"}
    assert others(standings, words) == (words["S5/Mar 2026"],)
    assert matched(standings, words) == {}


def test_words_of_another_period_do_not_count_for_the_newest_figure(months: Path) -> None:
    standings, found = standing_of(months, {"S5/Feb 2026": said("S5/Feb 2026", **WHOLE)})
    assert found["S5"].state is ExceptionState.SILENT
    assert matched(standings, {"S5/Mar 2026": said()}) == {"S5": said()}


def test_the_lead_is_the_commentarys_else_the_printed_owner_else_the_catalogues_else_nobody(months: Path) -> None:
    _, found = standing_of(months)
    assert (found["E1"].lead, found["E1"].lead_from) == ("Ann", "scorecard")
    assert (found["S5"].lead, found["S5"].lead_from) == ("", "")  # the catalogue says: not stated on the scorecard
    _, found = standing_of(months, {"S5/Mar 2026": said(what="Fell", lead="KD"), "E1/2024/25": said("E1/2024/25", what="x", lead="JB")})
    assert (found["S5"].lead, found["S5"].lead_from) == ("KD", "commentary")
    assert found["E1"].lead == "JB"


def test_the_catalogues_owner_leads_where_nobody_else_is_named(store: Store, catalogue: Catalogue) -> None:
    sheet(store, catalogue, date(2026, 4, 9), ["S12", "Mar-26", 10, 40, None])
    _, found = standing_of(store.home)
    assert {code: (one.lead, one.lead_from) for code, one in found.items()} == {"S12": ("SEN Team", "catalogue")}


def test_a_measure_that_ended_or_a_figure_long_out_of_date_is_no_exception(home: Path) -> None:
    """S7 and S8 of January 2017 were called red in November 2026: two measures that ended in March 2018."""
    standings, found = standing_of(home)
    assert found == {}
    assert agreed_red({"2017-10-01/6": {"rag": "red"}}, standings)[0].priority == 6
    assert headline([], standings) == "No KPI is red: none is rated against a target"


def test_a_questioned_figure_is_not_chased(months: Path) -> None:
    standings, _ = standing_of(months)
    doubt = FigureDoubt(of=FigureRole.OWN, what="It may have slipped a decimal.", hint="", check="slip", where="a.xlsx")
    assert {one.code for one in exceptions(standings, {}, TODAY)} == {"S5", "E1"}
    held = [replace(s, doubts=(doubt,)) if s.indicator.code == "S5" else s for s in standings]
    assert {one.code for one in exceptions(held, {}, TODAY)} == {"E1"}


def test_a_red_run_is_of_one_sources_line(months: Path) -> None:
    """DfE's figure of the month before is no part of the partnership's own run."""
    s5 = next(s for s in standing_of(months)[0] if s.indicator.code == "S5")
    assert [v.period.first for v in red_run(s5)] == [date(2026, month, 1) for month in (1, 2, 3)]
    mixed = tuple(replace(v, origin="published") if v.period.first == date(2026, 2, 1) else v for v in s5.points)
    assert [v.period.first for v in red_run(replace(s5, points=mixed))] == [date(2026, 3, 1)]


def test_each_exception_bears_the_kpis_verdict_on_page_list_and_csv(months: Path) -> None:
    _, found = standing_of(months)
    words = {code: verdict(one.standing).words for code, one in found.items()}
    assert words["S5"].startswith("Off target")
    assert f"40.0%. {words['S5']}. " in chase_text("Bury", TODAY, list(found.values()))
    rows = list(DictReader(StringIO(chase_csv("Bury", TODAY, list(found.values())).decode("utf-8-sig"))))
    assert {row["code"]: row["verdict"] for row in rows} == words


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (WHOLE, ExceptionState.COMPLETE), (WHOLE | {"by_when": "2026-06-30"}, ExceptionState.COMPLETE),
        (WHOLE | {"by_when": "2026-06-29"}, ExceptionState.PASSED),
        (WHOLE | {"why": " "}, ExceptionState.PART), ({"by_when": "2020-01-01", "what": "Fell"}, ExceptionState.PART),
        ({"lead": "KD"}, ExceptionState.SILENT),
    ],
)  # fmt: skip
def test_how_far_words_explain(body: dict[str, str], state: ExceptionState) -> None:
    assert state_of(said(**body), TODAY) is state


@drawn(st.sets(st.sampled_from(sorted(FIELDS))))
def test_what_is_missing_is_exactly_what_is_not_given(fields: set[str]) -> None:
    one = said(**{name: WHOLE[name] for name in fields})
    assert set(one.missing) == set(FIELDS) - fields
    expected = ExceptionState.COMPLETE if fields == set(FIELDS) else ExceptionState.PART if fields & set(TEXTS) else ExceptionState.SILENT
    assert state_of(one, TODAY) is expected


def test_the_chase_list_is_by_lead_oldest_first_without_those_that_are_complete(months: Path) -> None:
    _, found = standing_of(months)
    assert {lead: [one.code for one in mine] for lead, mine in chase(list(found.values())).items()} == {"Ann": ["E1"], "": ["S5"]}
    assert list(chase(list(found.values()))) == ["Ann", ""]
    both = {"S5/Mar 2026": said(what="Fell", lead="Ann")}
    _, found = standing_of(months, both)
    assert [one.code for one in chase(list(found.values()))["Ann"]] == ["S5", "E1"]  # S5 is older
    text = chase_text("Bury", TODAY, list(found.values()), "Test only")
    assert "Ann\n- S5 " in text
    assert "known for 141 days. Wanted: why, so what, what next, by when." in text
    assert text.endswith("Test only")
    _, found = standing_of(months, {"S5/Mar 2026": said(**WHOLE), "E1/2024/25": said("E1/2024/25", **WHOLE)})
    assert chase_text("Bury", TODAY, list(found.values())) == ""


def test_a_lead_that_begins_like_a_formula_is_plain_text_in_the_csv(months: Path) -> None:
    _, found = standing_of(months, {"S5/Mar 2026": said(what="Fell", lead="=HYPERLINK(1)")})
    assert "'=HYPERLINK(1)" in chase_csv("Bury", TODAY, list(found.values())).decode("utf-8-sig")


def test_the_headline_says_how_many_are_red_and_what_is_most_wanting(months: Path) -> None:
    standings, found = standing_of(months)
    assert headline(list(found.values()), standings) == "2 KPIs are red: both have no commentary yet"
    assert headline([found["S5"]], standings) == "1 KPI is red: it has no commentary yet"
    _, found = standing_of(months, {"S5/Mar 2026": said(**WHOLE)})
    assert headline(list(found.values()), standings) == "2 KPIs are red: 1 has no commentary yet"
    assert headline([found["S5"]], standings) == "1 KPI is red: its commentary is complete"
    assert headline([], [s for s in standings if s.rating.status is not RagStatus.RED]) == "No KPI is red: none is rated against a target"


def test_agreed_red_is_told_apart_where_no_kpi_of_the_priority_is_red(months: Path) -> None:
    standings = [replace(s, priorities=(6,)) if s.indicator.code == "S5" else s for s in standing_of(months)[0]]  # S5 is red
    bodies = {
        "2017-10-01/6": {"rag": "red"}, "2017-09-01/3": {"rag": "green"}, "2017-10/3": {"rag": "amber/red", "by": "DfE"},
        "2017-11-01/3": {"rag": "not recorded"}, "2017-10-02/5": {"rag": "red"}, "2017-11-02/5": {"rag": "amber"}, "2017-11-02/1": None,
    }  # fmt: skip
    (one,) = agreed_red(bodies, standings)
    assert (one.priority, one.when, one.agreed, one.by) == (3, "2017-10", "amber/red", "DfE")


def test_the_key_is_the_kpi_and_its_period_as_readers_write_it(months: Path) -> None:
    standings, _, _ = packed(months)
    keys = [commentary_key(s.indicator.code, s.own.period) for s in standings if s.own]
    assert keys == ["S5/Mar 2026", "S6/Mar 2026", "E1/2024/25"]


def test_figures_of_one_day_a_year_apart_make_one_run_and_a_green_one_bounds_it(store: Store, catalogue: Catalogue) -> None:
    """Snapshots of 31 March: green in 2023, then red each year; without the green one nobody knows whether it was red before."""
    for year, figure in ((2023, 62), (2024, 45), (2025, 44), (2026, 40)):
        sheet(store, catalogue, date(year, 5, 1), ["P9", f"31/03/{year}", 60, figure, ""])
    _, found = standing_of(store.home)
    assert (found["P9"].since_words, found["P9"].opened) == ("31 Mar 2024", date(2024, 5, 1))
    bare = Store(store.home.parent / "bare")
    for year, figure in ((2025, 44), (2026, 40)):
        sheet(bare, catalogue, date(year, 5, 1), ["P9", f"31/03/{year}", 60, figure, ""])
    assert standing_of(bare.home)[1]["P9"].since_words == "31 Mar 2025 at least"


def test_a_break_in_the_method_ends_the_run(store: Store, catalogue: Catalogue) -> None:
    """S5 became person-level with the figures of 2022: red before it and red after it are not one run."""
    for month in ("Nov 2021", "Dec 2021", "Jan 2022", "Feb 2022"):
        sheet(store, catalogue, date(2022, 3, 1), ["S5", month, 90, 30, ""])
    _, found = standing_of(store.home, today=date(2022, 3, 31))
    assert found["S5"].since_words == "Jan 2022 at least"
