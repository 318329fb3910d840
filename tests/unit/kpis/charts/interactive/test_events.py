"""Breaks and events on a chart over time: no words over other words, none struck through, and letters where there is no room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.period import Break
from kpis.charts.interactive.events import EM, FOOT, NARROWEST, ROW, SHARE, EventStrip, happened
from kpis.charts.interactive.frame import SMALL, framed
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.standing.kpi_records import Event

DAYS = [date(2019, 1, 31) + timedelta(days=30 * n) for n in range(60)]
LENGTH = (DAYS[-1] - DAYS[0]).days
WORDS = st.integers(3, 80).map(lambda n: "x" * n)
SPOTS = st.lists(st.tuples(st.integers(0, LENGTH), WORDS), max_size=8)


def event(day: date, words: str, n: int = 1) -> Event:
    return Event(key=f"N{n}", day=day, words=words, codes=(), who="MK", recorded=date(2024, 1, 1))


def told(events: list[tuple[date, str]], breaks: list[tuple[date, str]] = []) -> EventStrip:  # noqa: B006 - never changed
    return happened(
        LIGHT, [Break(("S5",), day, words, "test") for day, words in breaks], DAYS,
        [event(day, words, n) for n, (day, words) in enumerate(sorted(events))],
    )  # fmt: skip


def px(day: Any) -> float:
    return (day - DAYS[0]) / (DAYS[-1] - DAYS[0]) * NARROWEST


def box(label: dict[str, Any]) -> tuple[float, float, float, float]:
    """Left, right, foot and head of words, in pixels of the narrowest plot; those above the plot begin at its height."""
    wide, at = EM * SMALL * len(label["text"]), px(label["x"]) + label.get("xshift", 0)
    left = at - wide if label["xanchor"] == "right" else at - wide / 2 if label["xanchor"] == "center" else at
    foot = label["yshift"] + (1000 if label["y"] == 1 else 0)
    return left, left + wide, foot, foot + ROW - 3


@given(events=SPOTS, breaks=SPOTS)
def test_no_words_lie_over_others_or_reach_out_of_the_plot(events: list[tuple[int, str]], breaks: list[tuple[int, str]]) -> None:
    found = told(*([(DAYS[0] + timedelta(at), words) for at, words in spots] for spots in (events, breaks)))
    boxes = [box(label) for label in found.labels]
    for n, (left, right, foot, head) in enumerate(boxes):
        assert left > -8 and right < NARROWEST + 8
        for other in boxes[:n]:
            assert right <= other[0] + 0.5 or other[1] <= left + 0.5 or head <= other[2] or other[3] <= foot
    if not found.key:
        assert [label["text"] for label in found.labels if label["y"] == 1] == [words for _, words in sorted(events)]


@given(events=SPOTS, breaks=SPOTS)
def test_an_event_s_line_crosses_no_words(events: list[tuple[int, str]], breaks: list[tuple[int, str]]) -> None:
    found = told(*([(DAYS[0] + timedelta(at), words) for at, words in spots] for spots in (events, breaks)))
    low = [(*box(label)[:2], (label["yshift"] - 4) // ROW) for label in found.labels if label["y"] == 0]
    high = [(*box(label)[:2], label["yshift"]) for label in found.labels if label["y"] == 1]
    for shape in found.shapes:
        if shape["line"]["dash"] == "solid":
            at = px(shape["x0"])
            assert all(shape["y0"] >= SHARE * (row + 1) for left, right, row in low if left + 7 < at < right - 1)
    own = {label["x"]: label["yshift"] for label in found.labels if label["y"] == 1}
    if not found.key:
        for day, row in own.items():
            assert not [1 for left, right, other in high if other < row and left + 3 < px(day) < right - 3]


def test_a_few_short_events_are_named_in_words_and_the_picture_keeps_its_height() -> None:
    found = told([(date(2020, 3, 23), "Schools closed"), (date(2022, 9, 1), "New team")])
    assert [label["text"] for label in found.labels] == ["Schools closed", "New team"]
    assert (found.key, found.above) == ("", 0)
    assert [(shape["line"]["dash"], shape["y0"]) for shape in found.shapes] == [("solid", 0), ("solid", 0)]


def test_two_near_each_other_take_a_row_each() -> None:
    found = told([(date(2020, 3, 23), "Schools closed"), (date(2020, 6, 1), "Schools open again")])
    assert [label["yshift"] for label in found.labels] == [3 + ROW, 3]
    assert found.above == ROW


def test_many_get_letters_and_the_foot_says_which_is_which() -> None:
    found = told([(date(2020, 1 + n, 5), f"Event number {n} with a good many words") for n in range(6)])
    assert [label["text"] for label in found.labels] == list("ABCDEF")
    lines = found.key.split("<br>")
    assert "A: Event number 0 with a good many words, 5 Jan 2020" in lines[0]
    assert found.key.count(": Event") == 6
    assert max(map(len, lines)) <= FOOT


def test_typed_words_are_never_markup_and_only_days_on_the_chart_are_drawn() -> None:
    found = told([(date(2018, 1, 1), "before"), (date(2020, 1, 1), "<a href='x'>R&D</a>"), (date(2030, 1, 1), "after")])
    assert [label["text"] for label in found.labels] == ["&lt;a href='x'&gt;R&amp;D&lt;/a&gt;"]


def test_words_of_a_break_longer_than_the_room_are_shortened() -> None:
    (label,) = told([], [(DAYS[30], "x" * 200)]).labels
    assert label["text"].endswith("…")
    assert 30 < len(label["text"]) < 50


@pytest.mark.parametrize("above", [0, ROW])
def test_the_strip_takes_nothing_from_the_plot(above: int) -> None:
    layout = framed(LIGHT, ChartCaption("Title", "Sub", "Source"), [], above=above).layout
    assert layout.height - layout.margin.t - layout.margin.b == 456 - 70 - 100
