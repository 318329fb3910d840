"""Reports to take away, as a web page or for Word: made when somebody asks for one, from what the dashboard holds."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from data.model.loaded_file import Meeting
from data.model.plan import PlanVersion
from data.records.plan_versions import plan_on
from data.records.settings import settings
from kpis.exports.document.facts import KINDS, ReportFacts, gather, kept
from kpis.exports.document.provenance import about
from kpis.exports.pack.report_file import FORMS, report_of, written
from kpis.governance import agreed_ratings
from kpis.standing.area_view import AreaView
from kpis.standing.changes import news
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from pages.queries import area_view, records, session
from pages.records import small_numbers
from pages.widgets.image_export import file_name
from pages.widgets.markdown_text import as_typed


def highlight(held: AreaView, priority: int, key: str) -> None:
    """A button that opens the highlight report of one priority, in both forms."""
    told = "One page on this priority for a meeting: rating, KPIs, what moved, actions, risks, evidence and measures agreed."
    _button(held, priority, "Highlight report", told, key)


def exceptions(held: AreaView, key: str) -> None:
    """A button that opens the exceptions report of the area, in both forms."""
    told = "Every KPI rated red with its commentary and since when, whose commentary is still missing, and priorities agreed Red."
    _button(held, None, "Exceptions report", told, key)


def _button(held: AreaView, priority: int | None, label: str, told: str, key: str) -> None:
    day = held.as_at or session.today()
    what = f"priority-{priority}-highlight" if priority is not None else "exceptions"
    name = f"{file_name(held.area.name)}-{what}-{day.isoformat()}"
    with st.popover(as_typed(label), key=key):
        st.caption(as_typed(told))
        measured = records.measured_by(held, priority) if priority is not None else ()
        told_of = [s for s in held.standings if priority is None or s.indicator.code in measured]
        if not small_numbers.offer(held, told_of, key, name):
            return
        with st.container(horizontal=True, gap="small"):
            for form, (called, mime) in FORMS.items():
                made = partial(_made, held, priority, form, session.home())
                st.download_button(as_typed(called), made, f"{name}.{form}", mime, on_click="ignore", key=f"{key}_{form}")


def _made(held: AreaView, priority: int | None, form: str, home: str) -> bytes:
    facts = facts_of(held, home)
    return written(report_of(facts, priority), form, settings(records.journal(home)).name or facts.pack.whose)


def facts_of(held: AreaView, home: str, meeting: str = "") -> ReportFacts:
    """What a report of the area shown is made from, on the day looked at; words recorded later than that day are not in it.

    ``home`` is the folder looked at: a file is made after the run of the page, which alone knows it. ``meeting`` is the key of the
    meeting that it is for, if any.
    """
    area, as_at, journal = held.area.code, held.as_at, records.journal(home)
    catalogue, ledger = session.catalogue_of(home, held.build), session.store(home).loads(held.build)
    plan, today, key = catalogue.plan_of(area), session.today(), area_view.key_of(held, home)
    codes = {p.number: p.indicators for p in plan.priorities} if plan else {}

    def planned(day: date | None) -> PlanVersion | None:
        found = plan_on(journal, area, day)
        return found.version if found else None

    def standings(day: date | None) -> tuple[Standing, ...]:
        return held.standings if day == as_at else area_view.standings_of(key.on(day))

    def rated(day: date, priority: int) -> list[RagStatus]:
        mine = codes.get(priority, ())
        return [s.rating.status for s in standings(day) if s.indicator.code in mine] if mine else []

    bodies = {key: entry.body for key, entry in journal.latest(records.JUDGEMENT, area, until=as_at).items()}
    return gather(
        about(held.standings, held.area.name, as_at=as_at, today=today, build=held.build, sections=catalogue.sections), plan,
        words={kind: kept(journal.latest(kind, area, until=as_at)) for kind in KINDS},
        meetings=[Meeting(row["day"], row["name"]) for row in session.store(home).meetings(held.build, area).to_dict("records")],
        received=news(ledger, area), planned=planned, standings=standings,
        judged=agreed_ratings.at_visits(bodies, rated, as_at), as_at=as_at, meeting=meeting,
    )  # fmt: skip
