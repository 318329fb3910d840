"""Headings that name a role and a period, tables that nothing names, and what stands beside a number in its cell."""

from __future__ import annotations

from datetime import date

import pytest

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from kpis.standing.kpi_standing import standings
from loaders import Refused, read_file
from tests.conftest import BURY, publish, sheet_bytes


def test_a_heading_may_name_its_role_and_its_period(catalogue: Catalogue) -> None:
    rows = [["Bury"], ["Ref", "KPI", "Actual 2023", "Actual 2024", "Target 2023", "2024 target", "England 2024"],
            ["S5", "20 weeks", 74.1, 99.0, 60, 80, 45.9]]  # fmt: skip
    loaded = read_file("a.xlsx", sheet_bytes(rows), catalogue)
    got = {(o.series.value, o.period.label): o.value for o in loaded.observations}
    assert got == {
        ("own", "2023"): 74.1, ("own", "2024"): 99.0, ("target", "2023"): 60.0, ("target", "2024"): 80.0, ("england", "2024"): 45.9,
    }  # fmt: skip
    assert loaded.counts()["refused"] == 0


def test_comparators_without_a_period_beside_several_periods_are_told_of(catalogue: Catalogue) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "2023", "2024", "Target", "ENG"], ["S5", "20 weeks", 74.1, 99.0, 80, 45.9]]
    loaded = read_file("a.xlsx", sheet_bytes(rows), catalogue)
    told = [f for f in loaded.findings if f.check == "comparator period"]
    assert len(told) == 1
    assert "‘Target’, ‘ENG’ state none" in told[0].what
    assert {o.period.label for o in loaded.observations if o.series.value != "own"} == {"2024"}


def test_a_table_whose_figures_no_heading_names_is_refused(catalogue: Catalogue) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "How we did", "Priority"], ["S5", "20 weeks", 74.1, "P6"]]
    with pytest.raises(Refused, match=r"no column holds the area’s own figures\. The headings ‘How we did’ are not known"):
        read_file("a.xlsx", sheet_bytes(rows), catalogue)


def test_a_table_of_unknown_codes_only_is_refused(catalogue: Catalogue) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "2024"], ["X1", "Something", 74.1]]
    with pytest.raises(Refused, match=r"no row could be read\. ‘X1’ is not a KPI"):
        read_file("a.xlsx", sheet_bytes(rows), catalogue)


def test_a_fraction_without_a_per_cent_sign_is_questioned(catalogue: Catalogue) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "Target", "2024", "ENG"], ["S5", "20 weeks", 0.9, 0.8, 0.464]]
    loaded = read_file("a.xlsx", sheet_bytes(rows), catalogue)
    (told,) = [f for f in loaded.findings if f.check == "share or per cent"]
    assert (told.where.rpartition("!")[2], told.hint.partition(".")[0]) == ("C3, D3, E3", "As shares they are 90%, 80%, 46")
    lone = [["Bury"], ["Ref", "Indicator", "2024"], ["S5", "20 weeks", 74.0], ["E1", "KS2", 0.8]]  # a table of per cents
    assert [f.what for f in read_file("a.xlsx", sheet_bytes(lone), catalogue).findings if f.check == "fraction"] == [
        "‘0.8’ has no % sign and was read as 0.8%."
    ]
    formatted = read_file("b.xlsx", sheet_bytes(rows, formats={"C3": "0%", "D3": "0%", "E3": "0.0%"}), catalogue)
    assert not [f for f in formatted.findings if f.check in ("fraction", "share or per cent")]


def test_progress_scores_are_never_compared_between_years(catalogue: Catalogue, store: Store) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "2023", "2024"], ["E6", "Progress 8", -1.2, -0.9], ["E4", "Attainment 8", 13.0, 14.0]]
    content = sheet_bytes(rows)
    publish(store, read_file("a.xlsx", content, catalogue), content, date(2025, 1, 10))
    frame = store.in_force(store.current(), reporter=BURY)
    found = {s.indicator.code: s for s in standings(frame, catalogue.indicators, {}, catalogue.breaks, place=BURY)}
    assert found["E6"].change is None
    assert found["E4"].change is not None


def test_a_note_in_a_cell_is_kept_and_told_and_a_projection_is_marked(catalogue: Catalogue) -> None:
    rows = [
        ["Bury"],
        ["Ref", "Indicator", "2024", "ENG"],
        ["S12", "Appeals", 4, None],
        ["S4", "Plans", "1.17% (projected end of year)", "5.3% (NW)"],
    ]
    loaded = read_file("a.xlsx", sheet_bytes(rows), catalogue)
    own = next(o for o in loaded.observations if o.indicator == "S4" and o.series.value == "own")
    assert (own.value, own.status.value) == (1.17, "projected")
    assert "noted ‘projected end of year’" in own.basis
    told = [f for f in loaded.findings if f.check == "note in a cell"]
    assert len(told) == 1
    assert "never quote it as final" in told[0].hint


def test_a_provisional_heading_marks_its_figures(catalogue: Catalogue) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "2024", "2025 (prov)"], ["S5", "20 weeks", 74.1, 99.0]]
    loaded = read_file("a.xlsx", sheet_bytes(rows), catalogue)
    assert {o.period.first.year: o.status.value for o in loaded.observations if o.period.first} == {
        2024: "as reported",
        2025: "provisional",
    }
