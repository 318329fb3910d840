"""A KPI's slide: its verdict, DfE's own line, what to know before it is quoted, and what the notes keep of each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from kpis.exports.document import pack_marks
from kpis.exports.document.provenance import PackWords, about
from kpis.exports.slides.deck import deck
from kpis.exports.slides.kpi_slide import comparisons
from kpis.standing import figure_sources
from kpis.standing.doubt import FigureDoubt
from kpis.standing.kpi_standing import Standing
from kpis.standing.timeliness import FigureAge, Timeliness
from kpis.targets.rag import RagStatus, Rating
from kpis.verdict.verdict import verdict
from tests.factories.months import month
from tests.factories.published_standings import joined, series
from tests.factories.standings import row

TODAY = date(2026, 12, 1)
DOUBT = FigureDoubt(
    of=FigureRole.OWN, what="78.2% is about 100 times what stands beside it.", hint="Check the cell.", check="scale", where="a!b!D9"
)
YEARS: dict[int, float | None] = {2022: 41.0, 2023: 40.0, 2024: 38.6}
OLD = FigureAge(Timeliness.STALE, "The newest figure is for Oct 2026; the next was due by 30 Nov 2026.", date(2026, 11, 30))


@pytest.fixture(scope="module")
def months(catalogue: Catalogue) -> Standing:
    rows = [row("S5", 50.0 + n, month(2026, n)) for n in range(6, 11)]
    return joined(catalogue, {}, series(catalogue, YEARS), *rows, row("S5", 90.0, month(2026, 10), "target"))


@pytest.fixture(scope="module")
def words(catalogue: Catalogue, months: Standing) -> PackWords:
    return about([months], "Bury", as_at=None, today=TODAY, build="b1", sections=catalogue.sections)


def made(standings: list[Standing], words: PackWords) -> list[tuple[str, str]]:
    """(what stands on a slide, its notes) of each slide."""
    found = []
    for slide in Presentation(BytesIO(deck(standings, words))).slides:
        said: list[str] = []
        for shape in slide.shapes:
            one: Any = shape
            said += [one.text_frame.text] if one.has_text_frame else []
            said += [cell.text for line in one.table.rows for cell in line.cells] if getattr(one, "has_table", False) else []
        notes: Any = slide.notes_slide.notes_text_frame
        found.append(("\n".join(said), notes.text))
    return found


def test_the_slide_bears_the_verdict_and_dfes_line_with_its_comparators(months: Standing, words: PackWords) -> None:
    shown, notes = made([months], words)[-1]
    found = verdict(months)
    assert f"{found.shape} {found.words}" in shown
    assert f"Verdict: {found.words}" in notes
    assert "DfE 38.6% (2024)" in shown
    assert "DfE’s own line, 2024" in shown
    assert "DfE’s own line, 2024: DfE 38.6%; Neighbours 50.0% (−11.4 pts)" in notes


def test_newest_comparators_of_another_period_stand_with_it_and_no_difference(months: Standing) -> None:
    assert [one for one in comparisons(months) if "2024" in one[0]] == [("Neighbours, 2024", "50.0%", "–"), ("England, 2024", "46.0%", "–")]


def test_a_doubt_stands_on_the_slide_in_the_tables_and_before_the_caveat_in_the_notes(months: Standing, words: PackWords) -> None:
    held = replace(months, doubts=(DOUBT,), rating=Rating(RagStatus.NOT_RATED, "Held"))
    told = "The figure is questioned by a check: 78.2% is about 100 times what stands beside it. Check the cell."
    pages = made([held, months], words)
    _, table, shown = (text for text, _ in pages[:3])
    assert "60.0% △" in table
    assert f"Before you quote it: {told}" in " ".join(shown.split("\n"))
    (before,) = (line for line in pages[2][1].split("\n") if line.startswith("Before you quote it"))
    assert before == f"Before you quote it: {told} {months.indicator.caveats}"
    assert "Cannot say: a check questions the figure" in shown
    assert not any("△" in text.replace(pack_marks.CHECK_SAYS, "") for text, _ in pages[3:])


def test_the_first_page_says_which_figures_are_not_counted_and_how_old_they_are(months: Standing, words: PackWords) -> None:
    old = replace(months, age=OLD, rating=Rating(RagStatus.NOT_RATED, OLD.why))
    first = made([old, months], words)[0][0]
    assert "Not counted: 1 out of date (S5 2 months old)." in first
    many = made([old] * 40, words)
    assert "Not counted: 40 out of date (S5 2 months old, S5" in many[0][0]
    assert any(OLD.why in text and "Out of date" in text for text, _ in many)  # all of them stand on a slide of their own
    assert pack_marks.not_counted_table([months], TODAY) is None
    assert "Not counted" not in made([months, months], words)[0][0]


def test_no_change_is_called_better_or_worse(months: Standing, words: PackWords) -> None:
    for shown, notes in made([months, months], words):
        assert not re.search(r"\b(better|worse)\b", shown, re.IGNORECASE)
        assert not re.search(r"\b(better|worse)\b", re.sub(r"(?m)^(What it is|Numerator|Before you quote it).*$", "", notes), re.IGNORECASE)


def test_a_published_figure_among_a_scorecards_bears_its_mark(months: Standing, words: PackWords) -> None:
    assert figure_sources.mixed([months])
    assert pack_marks.comparator_words(months, FigureRole.ENGLAND, both=True) == "46.0%ᵖ (2024)"
    table = made([months, months], words)[1][0]
    assert "46.0%ᵖ (2024)" in table
    assert "ᵖ published by DfE" in table
