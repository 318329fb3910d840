"""What is read in the place of what is taken away: the right numbers and names are found, and no others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from data.store.content_cuts import NAME, FigureCut, FileCut, NameCut, RemovalNote, name_in, numbers_in
from data.store.ledger import LedgerChange

NOTE = RemovalNote("Kay", datetime(2026, 5, 5, 12))
OBSERVATION = (
    "indicator", "reporter", "area", "series", "measure", "period", "period_kind", "first", "last", "value", "missing", "raw", "sheet",
    "cell",
)  # fmt: skip


def load(number: int, *rows: tuple[Any, ...], findings: tuple[tuple[str, str], ...] = (), kept: str = "") -> LedgerChange:
    tables = {"observation": {"columns": list(OBSERVATION), "rows": [list(row) for row in rows]}}
    if findings:
        held = [["check", "", what, "", "x", code] for code, what in findings]
        tables["finding"] = {"columns": ["severity", "place", "what", "hint", "check_name", "indicator"], "rows": held}
    row = {
        "file": f"file {number}.xlsx", "sha256": "a" * 64, "area": "A", "kept_as": kept or f"{number}.xlsx", "publication": "", "cells": {},
        "observations": len(rows), "missing": 0,
    }  # fmt: skip
    return LedgerChange("load", "Kay", NOTE.at, {"load": number, "row": row, "tables": tables, "answers": None})


def own(
    code: str, value: float, raw: str, label: str = "2023", *, day: str | None = "2023-01-01", cell: str = "C3"
) -> tuple[Any, ...]:  # fmt: skip
    return code, "A", "A", "own", "figure", label, "calendar year", day, day and "2023-12-31", value, None, raw, "S", cell


def rows(change: LedgerChange | None) -> list[dict[str, Any]]:
    assert change is not None
    table = change.body["tables"]["observation"]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [("12,345.5 of 7", {12345.5, 7.0}), ("4 (0.9%)", {4.0, 0.9}), ("-3", {3.0}), ("none", set()), ("2016/17", {2016.0, 17.0})],
)
def test_numbers_are_found_without_sign_or_commas(text: str, found: set[float]) -> None:
    assert numbers_in(text) == found


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("said JO  BLOGGS,", True),
        ("Jo\u00a0Bloggs", True),
        ("Jo Bloggson", False),
        ("MaJo Bloggs", False),
        ("jo bloggs’s", True),
        ("", False),
    ],
)
def test_a_name_is_found_as_words_of_its_own(text: str, held: bool) -> None:
    assert name_in("Jo Bloggs", text) is held


def test_a_figure_is_cut_with_all_of_its_cell_under_any_label_of_its_days_and_no_other() -> None:
    cut = FigureCut(code="S1", area="A", period="2023", loads=frozenset(), note=NOTE)
    share = (*own("S1", 0.9, "4 (0.9%)")[:4], "share", *own("S1", 0.9, "4 (0.9%)")[5:])
    first = load(1, own("S1", 4, "4 (0.9%)"), share, own("S2", 4, "4", cell="D4"), own("S1", 9, "9", "2022", day="2022-01-01", cell="C4"))
    later = load(2, own("S1", 5, "5", "Year 2023"), findings=(("S1", "was 4 in load 1"), ("S3", "S1 + S2 is not S3"), ("S4", "is 4")))
    cut.look([first, later])
    assert cut.found == {1, 2} and cut.raw == {"1.xlsx", "2.xlsx"} and cut.values == {4.0, 0.9, 5.0}
    [one, two] = cut.instead([first, later])
    assert [(row["value"], row["missing"]) for row in rows(one)] == [(None, "removed"), (None, "removed"), (4, None), (9, None)]
    assert rows(one)[0]["raw"] == "removed on 5 May 2026 by Kay"
    assert two is not None and one is not None
    assert [row[2] for row in two.body["tables"]["finding"]["rows"]] == [
        "What was found about S1 was removed on 5 May 2026 by Kay."
    ] * 2 + ["is 4"]
    assert (one.body["row"]["sha256"], one.body["row"]["kept_as"]) == ("", "")
    assert (one.body["row"]["observations"], one.body["row"]["missing"]) == (2, 2)


def test_a_figure_of_one_load_leaves_those_of_others() -> None:
    cut = FigureCut(code="S1", area="A", period="2023", loads=frozenset({1}), note=NOTE)
    given = [load(1, own("S1", 4, "4")), load(2, own("S1", 5, "5"))]
    cut.look(given)
    assert cut.found == {1} and cut.instead(given)[1] is None
    same = [load(1, own("S1", 4, "4"), kept="x.xlsx"), load(2, own("S1", 4, "4"), kept="x.xlsx")]
    cut.look(same)
    assert cut.found >= {1, 2}  # the same file, read again


@pytest.mark.parametrize(
    ("text", "of_it"),
    [("S1 was 12,345", True), ("S1 was 12345.25", True), ("S1 was 1,234", False), ("S10 was 12345", False), ("it was 12345", False)],
)
def test_words_are_of_a_figure_where_they_name_its_kpi_and_print_it_rounded_or_not(text: str, of_it: bool) -> None:
    cut = FigureCut(code="S1", area="A", period="2023", loads=frozenset(), note=NOTE)
    cut.look([load(1, own("S1", 12345.25, "12345.25"))])
    assert cut.says(text) is of_it


def test_a_file_leaves_its_dated_places_and_nothing_that_it_said() -> None:
    cut = FileCut(load=1, note=NOTE)
    given = load(1, own("S1", 4, "4"), own("S2", 5, "5", "Pupils of Jo"), own("S3", 6, "6", "Some words", day=None))
    cut.look([given])
    [left] = cut.instead([given])
    assert [(row["indicator"], row["period"], row["value"], row["cell"]) for row in rows(left)] == [
        ("S1", "2023", None, ""), ("S2", "2023-01-01 to 2023-12-31", None, ""),
    ]  # fmt: skip
    assert left is not None and left.body["row"]["file"] == "removed on 5 May 2026 by Kay"
    assert [one.body["action"] for one in cut.beside(frozenset())] == ["withdraw"] and cut.beside(frozenset({1})) == []


def test_another_change_that_names_the_files_hash_loses_it() -> None:
    given, kept = (
        load(1, own("S1", 4, "4")),
        LedgerChange("kept apart", "Kay", NOTE.at, {"load": 1, "original": "a" * 64, "other": "b" * 64}),
    )
    cut = FileCut(load=1, note=NOTE)
    cut.look([given])
    left = cut.instead([given, kept])[1]
    assert left is not None and left.body == {"load": 1, "original": "", "other": "b" * 64}


def test_what_withheld_a_figure_goes_on_withholding_those_before_it() -> None:
    given = load(2, (*own("S1", 0, "c")[:9], None, "suppressed", "c", "S", "C3"))
    for cut in (FileCut(load=2, note=NOTE), FigureCut(code="S1", area="A", period="2023", loads=frozenset(), note=NOTE)):
        cut.look([given])
        [row] = rows(cut.instead([given])[0])
        assert (row["value"], row["missing"], row["raw"]) == (None, "suppressed", NOTE.words)
        assert cut.beside(frozenset()) == []


def test_a_name_goes_from_words_and_never_from_what_a_field_is_one_of() -> None:
    cut = NameCut(name="England", note=NOTE, holds=lambda kept: False)
    assert cut.cut({"series": "england", "lead": "Ann England", "England": ["england, 3"], "n": 4}) == {
        "series": "england", "lead": f"Ann {NAME}", NAME: [f"{NAME}, 3"], "n": 4,
    }  # fmt: skip
