"""Shares or per cent: one question a table, remembered; open checks until it is answered; nothing asked where the sheet settles it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from data.catalogue import catalogue as catalogue_of
from data.model.finding import Finding
from data.model.loaded_file import Loaded
from data.model.observation import CellPart, FigureRole
from data.model.questions import PER_CENT, SHARES, Answers, AnswersFault, as_toml, ask_in_toml, from_toml
from data.store.build_rows import answers_body, answers_of
from loaders import read_file

CATALOGUE = catalogue_of.read()
HEAD = ("Ref", "KPI", "Period", "Actual", "Target", "SN", "England")
KEY = "ref kpi period actual target sn england"


def book(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """A workbook of one table; a figure given as (number, format) has that number format."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Bury SEND scorecard"])
    sheet.append(head)
    for row in rows:
        sheet.append([value[0] if isinstance(value, tuple) else value for value in row])
        for cell, value in zip(sheet[sheet.max_row], row, strict=False):
            if isinstance(value, tuple):
                cell.number_format = value[1]
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def read(
    *rows: tuple[Any, ...], answers: Answers | None = None, remembered: tuple[Answers, ...] = (), head: tuple[str, ...] = HEAD
) -> Loaded:
    return read_file("a.xlsx", book(*rows, head=head), CATALOGUE, answers=answers, remembered=remembered)


def asked(loaded: Loaded) -> list[tuple[str, str]]:
    return [(q.kind, q.key) for q in loaded.questions]


def told(loaded: Loaded, check: str = "share or per cent") -> list[Finding]:
    return [f for f in loaded.findings if f.check == check]


def values(loaded: Loaded, code: str = "S5") -> list[float | None]:
    return [o.value for o in loaded.observations if o.indicator == code and o.measure is CellPart.FIGURE]


MIXED = (
    ("S5", "Plans in 20 weeks", "Sep-24", (0.782, "0.0%"), 0.9, 0.65, 0.52),
    ("E1", "KS2 standard", "2023/24", (0.24, "0%"), 0.3, 0.22, 0.26),
)
DATABASE = (
    ("S5", "Plans in 20 weeks", "Sep-24", 0.782, 0.9, 0.65, 0.52), ("S2", "SEN cohort", "Jan-24", 0.158, None, 0.144, 0.144),
    ("E1", "KS2 standard", "2023/24", 0.24, 0.3, 0.22, 0.26), ("S9", "New plans", "2023", 1, 1, None, None),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "codes"), [(MIXED, ["S5", "E1"]), (DATABASE, ["S5", "S2", "E1"])])
def test_one_question_a_table_and_a_check_a_kpi(rows: tuple[tuple[Any, ...], ...], codes: list[str]) -> None:
    loaded = read(*rows)
    assert asked(loaded) == [("scale", KEY)]
    assert loaded.questions[0].likely == (SHARES, PER_CENT)
    assert [(f.indicator, f.severity.value) for f in told(loaded)] == [(code, "check") for code in codes]
    assert told(loaded, "fraction") == told(loaded, "jump") == []


def test_answered_as_shares_every_bare_number_of_the_table_is_a_hundredfold() -> None:
    loaded = read(*MIXED, answers=Answers(scales={KEY: SHARES}))
    assert (values(loaded), values(loaded, "E1")) == ([78.2, 90.0, 65.0, 52.0], [24.0, 30.0, 22.0, 26.0])
    assert loaded.questions == ()
    assert [(f.severity.value, f.where.partition("!")[2]) for f in told(loaded)] == [("note", "Sheet!E3, F3, G3, E4, F4, G4")]
    (target,) = [o for o in loaded.observations if o.indicator == "S5" and o.series is FigureRole.TARGET]
    assert (target.raw, target.basis) == ("0.9", "‘0.9’ is a share and was read as 90%, as answered")
    assert next(c.read_as for c in loaded.cells if c.cell == "E3") == "target: 90, a share"
    assert values(read(*DATABASE, answers=Answers(scales={KEY: SHARES})), "S9") == [1.0, 1.0]


def test_answered_as_per_cent_the_numbers_stand_and_nothing_is_left_open() -> None:
    loaded = read(*DATABASE, answers=Answers(scales={KEY: PER_CENT}))
    assert values(loaded) == [0.782, 0.9, 0.65, 0.52]
    assert (loaded.questions, told(loaded), told(loaded, "fraction")) == ((), [], [])


def test_the_answer_is_remembered_for_files_of_that_shape_and_changed_by_a_new_one() -> None:
    first = read(*MIXED, answers=Answers(scales={KEY: SHARES}))
    assert first.answers.any
    held = (answers_of(7, "", answers_body(first.answers)),)
    after = read(("S5", "Plans in 20 weeks", "Oct-24", 0.8, 0.9, 0.65, 0.52), remembered=held)
    assert (values(after), after.questions) == ([80.0, 90.0, 65.0, 52.0], ())
    other = read(("S5", "Plans in 20 weeks", "Oct-24", 0.8, 0.9, 0.65, 0.52), remembered=held, answers=Answers(scales={KEY: PER_CENT}))
    assert values(other) == [0.8, 0.9, 0.65, 0.52]
    taken_back = read(("S5", "Plans in 20 weeks", "Oct-24", 0.8, 0.9, 0.65, 0.52), remembered=held, answers=Answers(scales={KEY: ""}))
    assert asked(taken_back) == [("scale", KEY)]


@pytest.mark.parametrize(
    "rows",
    [
        (("S5", "Plans", "Sep-24", 78.2, 90, 65, 52),),  # all in per cent
        (("S5", "Plans", "Sep-24", (0.782, "0.0%"), (0.9, "0%"), "65%", "52%"),),  # every sign stands
        (("S5", "Plans", "Sep-24", 78.2, 90, 65, 52), ("P1", "NEET", "Jan-24", 0.9, 0.8, 1.1, 1.4)),  # its KPI's others are on its scale
        (("S5", "Plans", "Sep-24", "0.9%", "0.8%", "0.7%", "0.7%"),),  # typed with its sign
        (("S9", "New plans", "2023", 1, 1, 0, 0), ("E5", "Progress 8", "2023/24", 0.2, 0.3, 0.1, 0)),  # no percentages
        (("S5", "Plans", "Sep-24", 0, 90, 65, 52),),  # a true zero
    ],
)
def test_nothing_is_asked_where_the_sheet_settles_it(rows: tuple[tuple[Any, ...], ...]) -> None:
    loaded = read(*rows)
    assert (asked(loaded), told(loaded)) == ([], [])


def test_a_sign_that_a_format_merely_shows_settles_nothing_and_multiplies_nothing() -> None:
    months = [("S5", "Plans", m, v, (90, '0"%"'), None, None) for m, v in (("Jul-24", (78.2, '0.0"%"')), ("Aug-24", (79.1, "0.0\\%")))]
    sept = ("S5", "Plans", "Sep-24", (0.782, '0.0" %"'), (90, '0"%"'), None, None)
    loaded = read(*months, sept)
    assert values(loaded) == [78.2, 90.0, 79.1, 90.0, 0.782, 90.0]
    assert asked(loaded) == [("scale", KEY)]
    assert [f.where.rpartition("!")[2] for f in told(loaded)] == ["D5"]
    assert values(read(*months, sept, answers=Answers(scales={KEY: SHARES})))[4] == 78.2


def test_a_share_beside_its_kpis_per_cents_is_asked_in_a_table_of_per_cents() -> None:
    loaded = read(("S5", "Plans", "Jul-24", 78.2, 90, None, None), ("S5", "Plans", "Aug-24", 0.79, 90, None, None),
                  ("E1", "KS2 standard", "2023/24", 24, 30, None, None))  # fmt: skip
    assert [(f.indicator, f.where.rpartition("!")[2]) for f in told(loaded)] == [("S5", "D4")]


def test_bounds_and_ranges_of_shares_are_of_their_tables_scale_too() -> None:
    rows = (("S5", "Plans", "Sep-24", 0.78, "≥ 0.9", None, None), ("E1", "KS2 standard", "2023/24", 0.24, "0.25-0.3", None, None))
    loaded = read(*rows, answers=Answers(scales={KEY: SHARES}))
    parts = {(o.indicator, o.measure): o.value for o in loaded.observations if o.series is FigureRole.TARGET}
    assert parts == {
        ("S5", CellPart.FIGURE): 90.0, ("S5", CellPart.AT_LEAST): 90.0, ("E1", CellPart.AT_LEAST): 25.0, ("E1", CellPart.AT_MOST): 30.0,
    }  # fmt: skip


def test_two_tables_are_two_questions() -> None:
    head = ("Ref", "KPI", "2023", "Target", None, "Ref", "KPI", "2024", "England")
    loaded = read(("S5", "Plans", 0.782, 0.9, None, "E1", "KS2 standard", 0.24, 0.26), head=head)  # type: ignore[arg-type]
    assert sorted(asked(loaded)) == [("scale", "ref kpi england"), ("scale", "ref kpi target")]


def test_an_answers_file_asks_for_it_and_gives_it_and_a_wrong_word_is_refused() -> None:
    loaded = read(*MIXED)
    text = ask_in_toml(loaded.questions, None, ())
    assert f'"{KEY}" = ""' in text
    given, _ = from_toml(text.replace(f'"{KEY}" = ""', f'"{KEY}" = "shares"'))
    assert given.scales == {KEY: SHARES}
    assert from_toml(as_toml(given))[0].scales == {KEY: SHARES}
    with pytest.raises(AnswersFault, match="one of: shares, per cent"):
        from_toml(f'[scales]\n"{KEY}" = "fractions"')


def test_answers_that_an_earlier_version_kept_have_no_scales() -> None:
    body = answers_body(Answers(columns={"a": "value"}))
    assert "scales" not in body
    assert answers_of(3, "", body).scales == {}


def test_a_number_that_its_format_does_not_show_is_told_and_a_small_count_is_withheld() -> None:
    loaded = read(
        ("S5", "Plans", "Sep-24", (78.2, ";;;"), 90, None, None), ("S9", "New plans", "2023", (3, '[<5]"";0'), (37, "0"), None, None)
    )
    (unseen,) = told(loaded, "unseen number")
    assert (unseen.where.rpartition("!")[2], unseen.indicator) == ("D3", "S5")
    assert [o.missing for o in loaded.observations if o.indicator == "S9" and o.series is FigureRole.OWN] == ["suppressed"]
    assert "3" not in told(loaded, "number beside its mark")[0].what.replace("D4", "")
