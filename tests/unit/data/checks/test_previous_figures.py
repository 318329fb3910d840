"""A new file against the figures in force, and corrections that expire: a breach and a near miss each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.checks.corrections import correct
from data.checks.previous_figures import FigureInForce, check_against, in_force
from data.model.finding import Severity
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Firmness, Period, PeriodKind
from data.model.reading_rules import Correction
from data.store.store import Store
from data.store.stored_tables import observation_of
from loaders import read_file
from tests.conftest import BURY, SAMPLE


def month(number: int) -> Period:
    first = date(2024, number, 1)
    return Period(f"{first:%b-%y}", PeriodKind.MONTH, first, date(2024, number, 28))


def seen(code: str, value: float | None, at: int = 2, series: FigureRole = FigureRole.OWN, **more: object) -> Observation:
    missing = None if value is not None else Missing.SUPPRESSED
    row = Observation(
        indicator=code, reporter=BURY, area=BURY, series=series, measure=CellPart.FIGURE, period=month(at), value=value, missing=missing,
        raw=str(value), file="new.xlsx", sheet="Sheet", cell=f"{code}-{at}",
    )  # fmt: skip
    return replace(row, **more)  # type: ignore[arg-type]


def was(code: str, value: float | None, at: int = 2, series: FigureRole = FigureRole.OWN, **more: object) -> FigureInForce:
    missing = None if value is not None else Missing.SUPPRESSED
    row = FigureInForce(
        indicator=code, area=BURY, series=series, measure=CellPart.FIGURE, period=month(at), value=value, missing=missing, raw=str(value),
        status=Firmness.AS_REPORTED, load=3, source=f"old.xlsx!Sheet!{code}",
    )  # fmt: skip
    return replace(row, **more)  # type: ignore[arg-type]


def test_a_figure_that_moved_says_was_now_and_which_load(catalogue: Catalogue) -> None:
    (found,) = check_against([seen("S5", 52.1)], [was("S5", 45.2)], catalogue)
    assert found.what == "S5 for Feb-24 was 45.2% in load 3 and is now 52.1%."
    assert (found.where, found.check, found.severity) == ("new.xlsx!Sheet!S5-2", "moved", Severity.CHECK)
    assert check_against([seen("S5", 45.2)], [was("S5", 45.2)], catalogue) == []
    assert check_against([seen("S5", 52.1, 3)], [was("S5", 45.2)], catalogue) == []


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"status": Firmness.REVISED}, {}),
        ({"status": Firmness.FINAL}, {}),
        ({}, {"status": Firmness.PROVISIONAL}),
        ({}, {"period": replace(month(2), status=Firmness.PROJECTED)}),
    ],
)
def test_a_revision_that_says_so_is_a_note(now: dict[str, object], then: dict[str, object], catalogue: Catalogue) -> None:
    (found,) = check_against([seen("S5", 52.1, **now)], [was("S5", 45.2, **then)], catalogue)
    assert found.severity is Severity.NOTE
    assert "marked" in found.hint


@pytest.mark.parametrize(("old", "new", "told"), [("45.23", "45.2", 0), ("45", "45.2", 0), ("45.23", "45.3", 1), ("45.2", "45.3", 1)])
def test_fewer_decimals_are_no_move(old: str, new: str, told: int, catalogue: Catalogue) -> None:
    found = check_against([seen("S5", float(new), raw=f"{new}%")], [was("S5", float(old), raw=f"{old}%")], catalogue)
    assert len(found) == told


def test_reasons_move_too_but_a_blank_is_silence(catalogue: Catalogue) -> None:
    (lost,) = check_against([seen("S5", None, missing=Missing.NOT_AVAILABLE)], [was("S5", 45.2)], catalogue)
    assert lost.what == "S5 for Feb-24 was 45.2% in load 3 and is now ‘not available’."
    assert lost.severity is Severity.CHECK
    (came,) = check_against([seen("S5", 45.2)], [was("S5", None)], catalogue)
    assert came.severity is Severity.NOTE
    assert check_against([seen("S5", None, missing=Missing.BLANK)], [was("S5", 45.2)], catalogue) == []
    assert check_against([seen("S5", 45.2)], [was("S5", None, missing=Missing.BLANK)], catalogue) == []


@pytest.mark.parametrize("mark", [Missing.SUPPRESSED, Missing.LOW])
def test_of_a_figure_that_is_withheld_what_it_was_is_not_said(catalogue: Catalogue, mark: Missing) -> None:
    (told,) = check_against([seen("S5", None, missing=mark)], [was("S5", 45.2)], catalogue)
    assert told.what == "S5 for Feb-24 is withheld now, and so is the figure that load 3 gave."
    assert (told.severity, told.check, told.indicator) == (Severity.NOTE, "withheld", "S5")
    assert "45" not in told.what + told.hint


def test_a_slip_is_named_where_a_figure_moved_by_one(catalogue: Catalogue) -> None:
    found = check_against([seen("S5", 4.52)], [was("S5", 45.2)], catalogue)
    assert "exactly a tenth of it: did the decimal point slip?" in found[0].what
    found = check_against([seen("E5", 0.35)], [was("E5", -0.35)], catalogue)
    assert "the sign changed" in found[0].what


def test_many_moves_are_told_once_with_the_first_few(catalogue: Catalogue) -> None:
    codes = list(catalogue.indicators)[:13]
    now, then = [seen(code, 40.0) for code in codes], [was(code, 41.0) for code in codes]
    (found,) = [f for f in check_against(now, then, catalogue) if f.check == "moved"]
    assert found.what.startswith("13 figures differ from those in force. The first: S1 for Feb-24 was 41 in load 3 and is now 40.")
    assert "S5" in found.what
    assert "S6" not in found.what
    assert len([f for f in check_against(now[:12], then, catalogue) if f.check == "moved"]) == 12


def test_a_jump_shows_against_what_is_held(catalogue: Catalogue) -> None:
    before = [was("S10", 61.0, 1), was("S10", 67.0, 2)]
    (found,) = check_against([seen("S10", 640.0, 3)], before, catalogue)
    assert (found.check, found.where) == ("jump", "new.xlsx!Sheet!S10-3")
    assert check_against([seen("S10", 64.0, 3)], before, catalogue) == []


def test_a_jump_that_the_file_shows_by_itself_is_not_told_again(catalogue: Catalogue) -> None:
    file = [seen("S10", 610.0, 3), seen("S10", 64.0, 4), seen("S10", 62.0, 5)]
    assert check_against(file, [was("S10", 61.0, 1)], catalogue) == []


def test_a_lost_sign_shows_against_what_is_held(catalogue: Catalogue) -> None:
    before = [was("E5", -0.45, 1), was("E5", -0.6, 2)]
    (found,) = check_against([seen("E5", 0.5, 3)], before, catalogue)
    assert (found.check, found.where) == ("sign", "new.xlsx!Sheet!E5-3")
    assert check_against([seen("E5", -0.5, 3)], before, catalogue) == []


@pytest.mark.parametrize(("same", "other", "told"), [(8, 0, 1), (8, 2, 1), (8, 3, 0), (7, 0, 0)])
def test_a_copied_month(same: int, other: int, told: int, catalogue: Catalogue) -> None:
    codes = list(catalogue.indicators)[: same + other]
    before = [was(code, 30.0 + n, 1) for n, code in enumerate(codes)]
    now = [seen(code, 30.0 + n + (n >= same)) for n, code in enumerate(codes)]
    found = [f for f in check_against(now, before, catalogue) if f.check == "copied month"]
    assert len(found) == told
    assert all("The whole month looks copied from Jan-24" in f.what and f.severity is Severity.NOTE for f in found)


def test_repeated_zeros_are_no_copy(catalogue: Catalogue) -> None:
    codes = list(catalogue.indicators)[5:15]
    found = check_against([seen(code, 0.0) for code in codes], [was(code, 0.0, 1) for code in codes], catalogue)
    assert found == []


def test_what_is_in_force_is_held_as_it_was_loaded(home: Path, bury: bytes, catalogue: Catalogue) -> None:
    """The same scorecard again differs in nothing; one cell changed is the one finding."""
    store = Store(home)
    rows = store.in_force(store.current(), reporter=BURY).to_dict("records")
    before = [in_force(observation_of(row), row["load"]) for row in rows]
    loaded = read_file(SAMPLE.name, bury, catalogue)
    assert len(before) == len(loaded.observations)
    assert {o.load for o in before} == {1}
    assert check_against(loaded.observations, before, catalogue) == []
    changed = [replace(o, value=79.0, raw="79") if (o.indicator, o.series) == ("S10", FigureRole.OWN) else o for o in loaded.observations]
    (found,) = check_against(changed, before, catalogue)
    assert found.what == "S10 for Not stated (column headed Jan-17) was 78 in load 1 and is now 79."


MISPRINT = Correction(
    area=BURY, indicator="S5", series=FigureRole.OWN, period="Feb-24", printed="4520%", value=45.2,
    reason="the committee paper prints 45.2%", source="new.xlsx",
)  # fmt: skip


def test_a_correction_replaces_the_value_and_keeps_the_printed_text(catalogue: Catalogue) -> None:
    mended, (found,) = correct([seen("S5", 4520.0, raw="4520%", basis="under ‘Feb-24’")], "new.xlsx", with_one(catalogue))
    assert (mended[0].value, mended[0].missing, mended[0].raw) == (45.2, None, "4520%")
    assert mended[0].basis == "under ‘Feb-24’; printed ‘4520%’, corrected to 45.2%: the committee paper prints 45.2%"
    assert (found.severity, found.check, found.where) == (Severity.CHECK, "correction", "new.xlsx!Sheet!S5-2")
    assert "Printed ‘4520%’, corrected to 45.2%" in found.what


def test_a_correction_may_stand_for_a_reason(catalogue: Catalogue) -> None:
    mended, _ = correct([seen("S5", None, missing=Missing.UNREADABLE, raw="4520%")], "new.xlsx", with_one(catalogue))
    assert (mended[0].value, mended[0].missing) == (45.2, None)


def test_a_correction_expires_once_its_text_is_gone(catalogue: Catalogue) -> None:
    rows = [seen("S5", 45.2, raw="45.2%")]
    kept, (found,) = correct(rows, "new.xlsx", with_one(catalogue))
    assert kept == rows
    assert (found.check, found.where) == ("correction expired", "new.xlsx!Sheet!S5-2")
    assert "expects ‘4520%’ here, but the cell says ‘45.2%’" in found.what
    kept, (gone,) = correct([seen("S6", 1.0)], "new.xlsx", with_one(catalogue))
    assert (gone.check, gone.where) == ("correction expired", "new.xlsx")


@pytest.mark.parametrize("other", [{"source": "other.xlsx"}, {"area": "E08000004"}])
def test_a_correction_of_another_file_or_area_is_silent(other: dict[str, str], catalogue: Catalogue) -> None:
    rows = [seen("S5", 4520.0, raw="4520%")]
    elsewhere = replace(catalogue, corrections=(replace(MISPRINT, **other),))
    assert correct(rows, "new.xlsx", elsewhere) == (rows, [])


@pytest.mark.parametrize("other", [{"period": "Mar-24"}, {"series": FigureRole.TARGET}, {"indicator": "S6"}])
def test_a_correction_changes_only_the_figure_it_names(other: dict[str, object], catalogue: Catalogue) -> None:
    rows = [seen("S5", 4520.0, raw="4520%")]
    elsewhere = replace(catalogue, corrections=(replace(MISPRINT, **other),))  # type: ignore[arg-type]
    kept, found = correct(rows, "new.xlsx", elsewhere)
    assert (kept, [f.check for f in found]) == (rows, ["correction expired"])


def with_one(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, corrections=(MISPRINT,))


def test_only_the_history_of_the_file_s_own_kpis_is_told(catalogue: Catalogue) -> None:
    """Eight years of other KPIs beside a file change nothing of what its own KPIs show."""
    own = [*(was("S10", value, at) for value, at in ((61.0, 1), (63.0, 2), (66.0, 3))), *(was("E5", -0.3, at) for at in (1, 2, 3))]
    others = [was(code, 6400.0 + at, at) for code in ("S9", "E7", "E6", "P8") for at in range(1, 13)]
    file = [seen("S10", 640.0, 4), seen("E5", 0.5, 4)]
    alone = check_against(file, own, catalogue)
    assert [f.check for f in alone] == ["jump", "sign"]
    assert check_against(file, [*others, *own], catalogue) == alone
