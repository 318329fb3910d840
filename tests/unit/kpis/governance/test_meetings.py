"""Boards and visits: which there are, when the next is due, what is carried from one to the next, and measures as lines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused
from data.model.loaded_file import Meeting
from data.records.record_schemas import check
from kpis.governance import meetings
from kpis.governance.meetings import (  # fmt: skip
    before,
    carried,
    chosen,
    coming,
    coming_words,
    happened,
    headline,
    letters_of,
    letters_text,
    looked_at,
    measures_of,
    measures_text,
    unknown,
)
from tests.factories.changes import one
from tests.factories.periods import month
from tests.factories.standings import row, standing, year

TODAY = date(2026, 11, 24)
CALENDAR = [Meeting(date(2026, 9, 30), "Improvement board"), Meeting(date(2026, 10, 14), "DfE and NHS England monitoring visit")]


def test_boards_that_name_no_rhythm_come_round_by_the_usual_one() -> None:
    held = [Meeting(date(2026, 1, 31), "Board"), Meeting(date(2026, 2, 3), "DfE visit")]
    found = meetings.meetings(held, {})
    assert coming(found, date(2026, 2, 10)) == ()
    assert [(one.kind, one.day, one.planned) for one in coming(found, date(2026, 2, 10), "monthly")] == [
        ("board", date(2026, 2, 28), False)
    ]
    assert coming((), date(2026, 2, 10), "monthly") == ()


def test_the_calendar_and_what_was_typed_are_joined_by_kind_and_day() -> None:
    body = {"type": "board", "date": "2026-09-30", "received": "2026-09-23", "agenda": ["Minutes"]}
    found = meetings.meetings(CALENDAR, {"board/2026-09-30": body, "board/2020-01-01": None})
    assert [(m.key, m.name, m.typed) for m in found] == [
        ("visit/2026-10-14", "DfE and NHS England monitoring visit", False), ("board/2026-09-30", "Improvement board", True),
    ]  # fmt: skip
    assert found[1].received == date(2026, 9, 23)
    assert found[0].received == date(2026, 10, 14)


def board(day: str, **more: object) -> dict[str, object]:
    return {"type": "board", "date": day, **more}


def test_the_next_is_the_planned_one_else_what_the_rhythm_gives() -> None:
    found = meetings.meetings(CALENDAR, {"board/2026-09-30": board("2026-09-30", rhythm="quarterly")})
    (due,) = coming(found, TODAY)
    assert coming_words(due, TODAY) == "Next board by its quarterly rhythm: 30 Dec 2026."
    planned = meetings.meetings([*CALENDAR, Meeting(date(2026, 12, 1), "Improvement board")], {})
    assert [coming_words(one_, TODAY) for one_ in coming(planned, TODAY)] == ["Next board: 1 Dec 2026."]
    late = coming(found, date(2027, 2, 1))
    assert coming_words(late[0], date(2027, 2, 1)).endswith("30 Dec 2026, which has passed.")


def test_what_is_not_yet_met_is_carried_from_every_earlier_meeting_of_its_kind() -> None:
    def agreed(*rows: tuple[str, str]) -> list[dict[str, str]]:
        return [{"text": text} | ({"came_to": came} if came else {}) for text, came in rows]

    bodies = {
        "board/2026-01-10": board("2026-01-10", measures=agreed(("old and met", "met"), ("old and open", ""))),
        "board/2026-02-10": board("2026-02-10", measures=agreed(("last and met", "met"), ("last in part", "in part"))),
        "visit/2026-02-20": {"type": "visit", "date": "2026-02-20", "measures": agreed(("of a visit", ""))},
        "board/2026-03-10": board("2026-03-10", measures=agreed(("its own", ""))),
    }
    found = meetings.meetings([], bodies)
    newest = next(m for m in found if m.key == "board/2026-03-10")
    last = before(found, newest)
    assert last is not None
    assert last.key == "board/2026-02-10"
    assert [m.text for _, m in carried(found, newest)] == ["last and met", "last in part", "old and open"]
    assert headline(found, newest, 3, TODAY) == "Board was held on 10 Mar 2026: 3 measures to look back on, 1 agreed for the next period"
    assert headline(found, None, 0, TODAY) == "No meeting is recorded yet"


def test_what_happened_says_only_what_the_figures_allow(catalogue: Catalogue) -> None:
    held = [row("S5", 60.0, month(2024, 1))]
    told = happened(one(catalogue, held, [*held, row("S5", 64.5, month(2024, 3))]))
    assert "60.0%" in told
    assert "64.5%" in told
    assert "right direction, ▲ +4.5 pts" in told
    assert happened(one(catalogue, held, held)).endswith("no newer figure since.")
    assert happened(one(catalogue, [], [row("S5", 64.5, month(2024, 3))])).startswith("No figure then; now 64.5%")
    assert happened(one(catalogue, held, [])) == "No figure now."
    assert happened(None) == "This KPI is not one of this area’s."
    apart = happened(one(catalogue, held, [*held, row("S5", 50.0, year(2024))]))
    assert "pts" not in apart


TEXT = st.text(st.characters(categories=("L", "N", "P"), exclude_characters="|"), min_size=1, max_size=12)


@given(st.lists(st.tuples(TEXT, st.sampled_from(["S5", "1.1.1", ""]), st.sampled_from(["60%", ""]), st.sampled_from(["2026-03-31", ""]),
                          st.sampled_from(["met", "in part", "not met", ""])), min_size=1, max_size=5))  # fmt: skip
def test_measures_typed_as_lines_come_back_as_they_were(rows: list[tuple[str, str, str, str, str]]) -> None:
    names = ("text", "kpi", "wanted", "by_when", "came_to")
    given_ = [
        {("action" if name == "kpi" and value == "1.1.1" else name): value for name, value in zip(names, cells, strict=True) if value}
        for cells in rows
    ]
    back = measures_of(measures_text(given_), ["S5", "E1"])
    assert back == given_
    check("meeting", "board/2026-01-10", board("2026-01-10", measures=back))


def test_a_lower_case_code_and_a_british_day_are_understood_and_a_wrong_day_is_named() -> None:
    assert measures_of("Faster | s5 | 60% | 31/3/2026 | Met", ["S5"]) == [
        {"text": "Faster", "kpi": "S5", "wanted": "60%", "by_when": "2026-03-31", "came_to": "met"}
    ]
    assert measures_of("\n | \n", ["S5"]) is None
    with pytest.raises(Exception, match="by_when"):
        check("meeting", "board/2026-01-10", board("2026-01-10", measures=measures_of("x | S5 | | soon", ["S5"])))


def test_a_measure_may_name_a_kpi_and_an_action_and_a_save_drops_neither() -> None:
    both = [{"text": "Faster", "kpi": "S5", "action": "1.2.3", "came_to": "in part"}]
    assert measures_of(measures_text(both), ["S5"]) == both
    assert measures_of("R and D | R & D", ["S5"]) == [{"text": "R and D", "action": "R & D"}]


def test_words_past_the_last_place_are_refused_not_dropped() -> None:
    for field, found in (
        ("measures", measures_of("a | S5 | 60% | | met | and more", ["S5"])),
        ("letters", letters_of("a | https://e.org | | b")),
    ):
        with pytest.raises(Refused):
            check("meeting", "board/2026-01-10", board("2026-01-10", **{field: found}))


def test_a_code_that_nothing_goes_by_is_told_unless_it_stood_before() -> None:
    slip = measures_of("Faster | S55", ["S5"])
    assert unknown(slip, ["1.1.1"], None).startswith("‘S55’ is neither")
    assert unknown(slip, ["1.1.1"], slip) == ""
    assert unknown(measures_of("Faster | 1.1.1\nWords only", ["S5"]), ["1.1.1"], None) == ""
    assert unknown(None, [], None) == ""


def test_the_meeting_shown_is_the_one_asked_for_else_the_newest_held_else_the_first_planned() -> None:
    found = meetings.meetings(CALENDAR, {})
    assert [chosen(found, day) for day in (TODAY, date(2026, 10, 1), date(2026, 9, 1))] == [found[0], found[1], found[1]]
    assert chosen(found, TODAY, "board/2026-09-30") is found[1]
    assert chosen(found, TODAY, "board/1999-01-01") is None
    assert chosen([], TODAY) is None


def test_words_recorded_up_to_the_day_of_a_meeting_or_its_letter_belong_to_it() -> None:
    early, late = (
        meetings.meetings([], {"board/2026-09-30": board("2026-09-30", received=day)})[0] for day in ("2026-09-23", "2026-10-20")
    )
    assert (early.closed, late.closed) == (date(2026, 9, 30), date(2026, 10, 20))
    assert looked_at(early, TODAY) == (date(2026, 9, 30), "by this meeting")
    assert looked_at(late, date(2026, 10, 1)) == (date(2026, 10, 1), "now")


def test_letters_typed_as_lines_keep_their_files() -> None:
    kept = [{"title": "Letter of March", "file": "a" * 64, "date": "2026-03-01"}, {"title": "Report", "link": "https://example.org/r"}]
    assert letters_of(letters_text(kept), kept) == kept
    assert letters_of("", kept) is None


def test_a_meeting_held_today_is_not_also_the_next_one() -> None:
    found = meetings.meetings(CALENDAR, {"visit/2026-10-14": {"type": "visit", "date": "2026-10-14", "rhythm": "quarterly"}})
    due = next(one_ for one_ in coming(found, date(2026, 10, 14)) if one_.kind == "visit")
    assert (due.day, due.planned) == (date(2027, 1, 14), False)


def test_a_promise_is_answered_with_the_figure_of_its_own_day(catalogue: Catalogue) -> None:
    found = standing(catalogue, [row("S5", value, month(2024, n)) for n, value in ((7, 50.0), (8, 61.7), (9, 40.0))])
    assert meetings.by_then(found, date(2024, 8, 31)) == " By 31 Aug 2024: 61.7% for Aug 2024."
    assert meetings.by_then(found, date(2024, 8, 30)) == " By 30 Aug 2024: 50.0% for July 2024."
    assert meetings.by_then(found, date(2023, 8, 30)) == meetings.by_then(None, date(2024, 8, 30)) == ""
