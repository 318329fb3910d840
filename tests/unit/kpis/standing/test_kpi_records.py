"""Limits as people have them worked, and events: what takes part, what begins anew, and that nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import read
from data.records.record_schemas import check
from kpis.charts.interactive.spc_chart import key, xmr
from kpis.charts.style.palette import LIGHT
from kpis.exports.csv_tables.signals_csv import COLUMNS, signals_csv
from kpis.signals.signals import NoSignalReason, Variation, signal
from kpis.signals.signals_text import method
from kpis.standing.kpi_records import Event, LimitSettings, Rebase, kept
from kpis.standing.kpi_standing import Standing
from kpis.stats.spc import MDC, NHSR
from kpis.targets.rag import RagStatus, Rating
from tests.factories.monthly_lines import STEADY, WORDS, Figures, line

WHO, RECORDED = "MK", date(2021, 1, 1)


def process(**more: object) -> LimitSettings:
    return replace(LimitSettings(lock=None, ghosts=(), rebases=(), reason="", who=WHO, recorded=RECORDED), **more)  # type: ignore[arg-type]


def worked(plain: Standing, figures: Figures, one: LimitSettings | None = None, **more: object) -> Standing:
    return replace(line(plain, figures), process=one, **more)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 40).map(float), min_size=0, max_size=24))
def test_a_locked_baseline_keeps_its_limits_whatever_comes_later(later: list[float]) -> None:
    indicator = replace(read().indicators["S5"], period_basis="calendar year")
    bare = Standing(
        indicator=indicator, priorities=(), own=None, target=None, comparators={}, change=None, rating=Rating(RagStatus.NO_DATA, ""),
        points=(),
    )  # fmt: skip
    base = signal(worked(bare, STEADY))
    found = signal(worked(bare, [*STEADY, *later], process(lock=date(2020, 4, 30))))
    assert found.phases[0].limits == base.phases[0].limits


def test_a_lock_without_twelve_values_locks_nothing(plain: Standing) -> None:
    free, held = (signal(worked(plain, [*STEADY, 30, 31], one)) for one in (None, process(lock=date(2019, 11, 30))))
    assert free.limits == held.limits


def test_a_baseline_is_said_to_be_locked_only_where_it_is(plain: Standing) -> None:
    def told(lock: date, **more: object) -> str:
        return " ".join(method(signal(worked(plain, [*STEADY, *STEADY], process(lock=lock, **more)))))

    assert "Limits are worked from figures up to 31 Dec 2019." in told(date(2019, 12, 31))
    assert "The baseline up to 30 Nov 2019 is not locked: it has 11 of the 12 values that it needs, so all figures count." in told(
        date(2019, 11, 30)
    )
    anew = (Rebase(date(2020, 5, 1), "New team"),)
    assert "The baseline up to 31 Dec 2019 is of an earlier phase" in told(date(2019, 12, 31), rebases=anew)


def test_what_was_asked_for_and_cannot_be_is_said(plain: Standing) -> None:
    asked = process(rebases=(Rebase(date(2031, 5, 1), "New team"), Rebase(date(2018, 1, 1), "Old team")), ghosts=(date(2031, 1, 5),))
    found = signal(worked(plain, STEADY, asked))
    told = " ".join(method(found))
    assert len(found.phases) == 1
    assert "begin anew" not in told.replace("nothing begins anew", "")
    assert "The figures have no other side of 1 May 2031 (New team), so nothing begins anew there." in told
    assert "The figures have no other side of 1 Jan 2018 (Old team)" in told
    assert "No figure to leave out on 5 Jan 2031." in told
    assert "Left out of the limits" not in told


@pytest.mark.parametrize("preset", [MDC, NHSR], ids=lambda one: one.name)
def test_what_is_left_out_moves_no_limit_and_stays_on_the_chart(plain: Standing, preset: object) -> None:
    wild = [*STEADY[:8], 90.0, *STEADY[8:]]
    found = signal(worked(plain, wild, process(ghosts=(date(2019, 9, 12),))), preset)  # type: ignore[arg-type]
    gap = signal(worked(plain, [*STEADY[:8], None, *STEADY[8:]]), preset)  # type: ignore[arg-type]
    assert (found.limits, found.variation) == (gap.limits, gap.variation)
    assert found.limits != signal(worked(plain, wild), preset).limits  # type: ignore[arg-type]
    figure = xmr(LIGHT, found, "Bury", WORDS)
    ring = next(trace for trace in figure.data if trace.name == "left out of the limits")
    assert list(ring.y) == [90.0]
    assert ring.marker.symbol == "circle-open"
    assert "○ left out of the limits" in key(found)
    assert "Left out of the limits: Sept 2019." in " ".join(method(found))
    assert "missing or suppressed" not in " ".join(method(found))


def test_a_rebase_begins_a_phase_with_its_reason(plain: Standing) -> None:
    figures = [*STEADY, *(v + 40 for v in STEADY if v is not None)]
    anew = process(rebases=(Rebase(date(2020, 5, 1), "New team"),), reason="Agreed by the data group")
    one, two = signal(worked(plain, figures)), signal(worked(plain, figures, anew))
    assert (len(one.phases), len(two.phases)) == (1, 2)
    assert two.phases[1].reason == "New team"
    assert two.variation is Variation.COMMON
    assert one.variation is not Variation.COMMON
    told = " ".join(method(two))
    assert "Limits begin anew at 1 May 2020: New team." in told
    assert "Agreed by the data group: recorded by MK, 1 Jan 2021." in told
    figure = xmr(LIGHT, two, "Bury", WORDS)
    assert "New team" in [note.text for note in figure.layout.annotations]


def test_with_every_figure_left_out_nothing_is_judged(plain: Standing) -> None:
    days = tuple(date(2019, n, 15) for n in range(1, 4))
    found = signal(worked(plain, [1.0, 2.0, 3.0], process(ghosts=days)))
    assert (found.why, found.judged) == (NoSignalReason.NOTHING, None)


def test_an_event_is_drawn_on_its_day_and_changes_no_judgement(plain: Standing) -> None:
    event = Event(key="N1", day=date(2019, 6, 10), words="Inspection", codes=(), who=WHO, recorded=RECORDED)
    bare, told = signal(worked(plain, STEADY)), signal(worked(plain, STEADY, events=(event,)))
    assert (bare.variation, bare.limits) == (told.variation, told.limits)
    figure = xmr(LIGHT, told, "Bury", WORDS)
    assert "Inspection" in [note.text for note in figure.layout.annotations]
    assert date(2019, 6, 10) in [shape.x0 for shape in figure.layout.shapes]


def test_events_are_of_the_kpis_they_name_or_of_all() -> None:
    bodies = {"N1": {"date": "2020-03-23", "text": "Schools closed"}, "N2": {"date": "2019-01-01", "text": "New team", "kpis": ["S5"]}}
    for name, body in bodies.items():
        check("annotation", name, body)
    found = kept({"annotation": {name: (body, WHO, RECORDED) for name, body in bodies.items()}})
    assert [one.words for one in found.events_of("S5")] == ["New team", "Schools closed"]
    assert [one.words for one in found.events_of("S6")] == ["Schools closed"]


def test_a_row_a_kpi_says_what_the_page_says(plain: Standing) -> None:
    found = signal(worked(plain, STEADY))
    lines = signals_csv([found, signal(worked(plain, [1.0, 2.0]))], "Bury", "", "").decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    first, second = (dict(zip(COLUMNS, row.split(","), strict=False)) for row in lines[1:])
    assert (first["variation"], float(first["mean"])) == (str(found.variation), found.limits.mean)
    assert (second["variation"], second["mean"]) == ("", "")
