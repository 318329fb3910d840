"""The slides of a meeting: their order by agenda, what keys lead to, and what a headline and a priority show first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.charts.svg import slide_trend
from kpis.governance.agenda import AGREE, HEADLINE, MEASURES, RISKS, VOICE, matter, order, pressing, ranked
from kpis.standing.changes import ChangeSince, Move, since
from kpis.standing.doubt import FigureDoubt
from kpis.standing.kpi_standing import Standing
from kpis.standing.timeliness import FigureAge, Timeliness
from kpis.targets.rag import RagStatus, Rating
from tests.factories.changes import all_of
from tests.factories.periods import month
from tests.factories.standings import row

PLAN = {1: "Good plans on time", 2: "Fewer disputes", 3: "Health", 12: "Preparing for adulthood"}
REST = [VOICE, RISKS, AGREE, MEASURES]


def keys(*agenda: str) -> list[str]:
    return [slide.key for slide in order(agenda, PLAN).slides]


@pytest.mark.parametrize("agenda", [(), ("Apologies", "Minutes of the last meeting"), ("Any other business",)])
def test_without_a_telling_agenda_every_priority_comes_in_the_usual_order(agenda: tuple[str, ...]) -> None:
    assert keys(*agenda) == [HEADLINE, "priority-1", "priority-2", "priority-3", "priority-12", *REST]
    assert not order(agenda, PLAN).by_agenda


def test_an_agenda_sets_the_order_and_what_it_does_not_name_comes_last() -> None:
    found = order(("Welcome", "Risk register", "Priority 3: health", "Parent carer forum", "Preparing for Adulthood – deep dive"), PLAN)
    assert [s.key for s in found.slides] == [HEADLINE, RISKS, "priority-3", VOICE, "priority-12", AGREE, MEASURES]
    assert [s.number for s in found.left_out] == [1, 2]
    assert found.by_agenda


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Priorities 3 and 1", [3, 1]),
        ("Priority 1 - 10 minutes", [1]),
        ("Priority 2 – 2018 plan", [2]),
        ("Priorities 1–3", [1, 2, 3]),
        ("Priorities 1 to 3", [1, 2, 3]),
        ("priority no. 12", [12]),
        ("Priorities 1, 2 & 12", [1, 2, 12]),
        ("Priority 1–2", [1, 2]),
        ("All priorities", [1, 2, 3, 12]),
        ("Fewer  disputes", [2]),
        ("Priority 99", [1, 2, 3, 12]),
    ],
)
def test_a_line_names_priorities_by_number_or_title(line: str, expected: list[int]) -> None:
    assert keys(line) == [HEADLINE, *(f"priority-{n}" for n in expected), *REST]


def test_an_agenda_of_risks_alone_still_shows_every_priority_first() -> None:
    assert keys("Risks") == [HEADLINE, "priority-1", "priority-2", "priority-3", "priority-12", RISKS, VOICE, AGREE, MEASURES]


def test_words_within_words_name_nothing() -> None:
    assert not order(("Asterisks", "Operating model", "Separated services"), PLAN).by_agenda


def test_keys_move_and_stay_at_either_end() -> None:
    found = order((), PLAN)
    assert found.moved("risks", "next").key == AGREE
    assert found.moved("risks", "back").key == VOICE
    assert found.moved(HEADLINE, "back").key == HEADLINE
    assert found.moved(MEASURES, "next").key == MEASURES
    assert found.moved("risks", "first").key == HEADLINE
    assert found.moved("risks", "last").key == MEASURES
    assert found.moved("risks", "sideways").key == RISKS
    assert found.at("of another plan") == 0


LINES = st.lists(
    st.sampled_from(["Risks", "Priority 1", "Priorities 1 to 3", "Voice of families", "RAG", "Minutes", "Health", ""]) | st.text()
)


@given(agenda=LINES, numbers=st.dictionaries(st.integers(1, 20), st.text(min_size=1, max_size=20), max_size=8))
def test_whatever_the_agenda_no_slide_comes_twice_and_none_that_must_come_is_lost(agenda: list[str], numbers: dict[int, str]) -> None:
    found = order(agenda, numbers)
    shown = [s.key for s in found.slides]
    assert len(set(shown)) == len(shown)
    assert shown[0] == HEADLINE
    assert set(REST) <= set(shown)
    assert {s.number for s in (*found.slides, *found.left_out)} - {0} == set(numbers)
    for n in range(len(shown) - 1):
        assert found.moved(shown[n], "next").key == shown[n + 1]
        assert found.moved(shown[n + 1], "back").key == shown[n]


def found(catalogue: Catalogue) -> tuple[list[ChangeSince], list[Standing]]:
    """S5 red and worse, S12 amber and better, S2 without a target and higher, E3 red and unmoved; all others silent."""
    then = [
        row("S5", 70.0, month(2024, 1)),
        row("S12", 20.0, month(2024, 1)),
        row("S2", 10.0, month(2024, 1)),
        row("E3", 20.0, month(2024, 1)),
    ]
    newer = [row("S5", 60.0, month(2024, 3)), row("S12", 10.5, month(2024, 3)), row("S2", 11.0, month(2024, 3))]
    targets = [row("S5", 95.0, month(2024, 3), series="target"), row("S12", 10.0, month(2024, 3), series="target"),
               row("E3", 45.0, month(2024, 1), series="target")]  # fmt: skip
    now = all_of(catalogue, [*then, *newer, *targets])
    return since(all_of(catalogue, then), now), now


def test_the_headline_names_what_is_off_target_the_worst_rated_first(catalogue: Catalogue) -> None:
    rows, _ = found(catalogue)
    rated = {r.now.indicator.code: (r.move, r.now.rating.status) for r in rows}
    assert (rated["S5"], rated["E3"]) == ((Move.WRONG, RagStatus.RED), (Move.KEPT, RagStatus.RED))
    assert [r.now.indicator.code for r in matter(rows)] == ["S5", "E3", "S12"]
    assert [r.now.indicator.code for r in matter(rows, 1)] == ["S5"]
    assert matter([r for r in rows if r.now.indicator.code in ("S2", "S6")]) == ()


def of_rating(n: int, status: RagStatus, rows: list[ChangeSince], **more: Any) -> ChangeSince:
    """The row of S5, as another KPI with a rating of its own."""
    one = next(row for row in rows if row.now.indicator.code == "S5")
    indicator = replace(one.now.indicator, code=f"X{n}")
    return replace(one, now=replace(one.now, indicator=indicator, rating=Rating(status, "Made."), **more))


def test_every_red_kpi_is_named_before_any_amber_one_and_not_three_of_them(catalogue: Catalogue) -> None:
    """The slide showed three rows, one of them green, while four KPIs were red."""
    rows, _ = found(catalogue)
    many = [of_rating(n, RagStatus.AMBER if n < 4 else RagStatus.RED, rows) for n in range(9)]
    assert [r.now.indicator.code for r in matter(many, 6)] == ["X4", "X5", "X6", "X7", "X8", "X0"]
    assert [r.now.indicator.code for r in pressing(many)] == ["X4", "X5", "X6", "X7", "X8"]
    assert len(matter(many)) == 9


DOUBT = FigureDoubt(of=FigureRole.OWN, what="It does not add up as printed.", hint="", check="sums", where="a.xlsx")


@pytest.mark.parametrize(
    "more",
    [{"doubts": (DOUBT,)}, *({"age": FigureAge(state, "Why.")} for state in Timeliness if state is not Timeliness.CURRENT)],
    ids=["questioned", "out of date", "ended", "not finished"],
)
def test_a_figure_that_does_not_count_today_never_leads(more: dict[str, Any], catalogue: Catalogue) -> None:
    """Two measures that ended in 2018 were what mattered first, and both were questioned by a check."""
    rows, now = found(catalogue)
    old = of_rating(1, RagStatus.RED, rows, **more)
    assert [r.now.indicator.code for r in matter([old, *rows])] == ["S5", "E3", "S12"]
    assert pressing([old]) == ()
    assert ranked([old.now, *now])[4].indicator.code == "X1", "below every figure that counts, above those without one"


def test_what_worsens_beyond_chance_comes_before_what_is_only_off_target(catalogue: Catalogue) -> None:
    steady = [row("S12", 20.0 + n % 3, month(2022 + n // 12, n % 12 + 1)) for n in range(20)]
    now = [*steady, row("S12", 60.0, month(2023, 9)), row("S12", 100.0, month(2023, 9), series="target"),
           row("S5", 40.0, month(2023, 9)), row("S5", 95.0, month(2023, 9), series="target")]  # fmt: skip
    rows = since(all_of(catalogue, steady), all_of(catalogue, now))
    assert [(r.now.indicator.code, r.now.rating.status) for r in matter(rows)] == [("S12", RagStatus.GREEN), ("S5", RagStatus.RED)]
    assert [r.now.indicator.code for r in matter(rows, 1)] == ["S12"]


def test_a_priority_shows_figures_first_and_the_worst_rated_of_them(catalogue: Catalogue) -> None:
    _, now = found(catalogue)
    order_ = [s.indicator.code for s in ranked(now)]
    assert order_[:4] == ["S5", "E3", "S12", "S2"]
    assert order_[4:] == [s.indicator.code for s in now if s.value is None]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_slides_picture_names_its_lines_in_large_letters_within_the_frame(palette: Palette, catalogue: Catalogue) -> None:
    _, now = found(catalogue)
    for code in ("S5", "E3"):
        drawn = slide_trend.picture(palette, next(s for s in now if s.indicator.code == code))
        words = re.findall(r"<text x='([\d.]+)' y='([\d.]+)' [^>]*font-size='([\d.]+)'[^>]*>([^<]*)", drawn)
        assert any(said.split()[0] == "Own" for *_, said in words)
        assert any(said.split()[0] == "Target" for *_, said in words)
        assert all(float(size) >= 18 for _, _, size, _ in words)
        assert all(0 <= float(x) <= slide_trend.WIDTH and 0 < float(y) <= slide_trend.HEIGHT for x, y, _, _ in words)
    assert slide_trend.picture(palette, next(s for s in now if s.value is None)) == ""
