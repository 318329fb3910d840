"""What a meeting looks back on: measures promised beside what happened, and everything that changed since the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

import streamlit as st

from data.model.finding import Refused
from data.records.journal import ReadableJournal
from data.records.plan_versions import plan_on
from kpis import formats
from kpis.governance import meeting_review, meetings
from kpis.governance.meeting_review import MeetingPapers
from kpis.governance.meetings import MeetingDay, PromisedMeasure
from kpis.narrative import standing_text
from kpis.standing.area_view import AreaView
from kpis.standing.changes import ChangeSince
from pages.queries import area_view, records, session
from pages.queries.area_view import ViewKey, standing_of
from pages.queries.kept_once import kept_once
from pages.widgets import changes_table as drawn
from pages.widgets import components

MOST = 12  # changes of one kind that are listed before the rest is counted


@kept_once(32)
def _rows(asked: ViewKey, days: tuple[date, date]) -> tuple[ChangeSince, ...]:
    then, now = (MeetingPapers(day, area_view.held_of(asked.on(day)).standings, None) for day in days)
    return meeting_review.moved(then, now)


def _papers(held: AreaView, day: date, codes: Iterable[str] = ()) -> MeetingPapers:
    """The plan's actions of a day, and of its figures those of some KPIs."""
    home, area = session.home(), held.area.code
    found = (standing_of(area_view.key_of(held).on(day), code) for code in dict.fromkeys(codes))
    kept = plan_on(records.journal(home), area, day)
    return MeetingPapers(day, [one for one in found if one is not None], kept.version.actions if kept else None)


def promised(held: AreaView, carried: Sequence[tuple[MeetingDay, PromisedMeasure]], until: date, when: str) -> str:
    """What was promised at earlier meetings against what happened by ``until``, which ``when`` says.

    "Then" is the day by which the earlier meeting's papers had come in.
    """
    head = components.heading("Promised then, happened since", level=2)
    if not carried:
        return f"<div>{head}<p class='quiet'>No measure was agreed at an earlier meeting of this kind.</p></div>"
    asked: dict[date, list[str]] = {}
    for met, measure in carried:
        for day in (min(met.received, until), until):
            asked.setdefault(day, []).extend([measure.kpi] if measure.kpi else [])
    stood = {day: _papers(held, day, codes) for day, codes in asked.items()}
    body = ""
    for met, measure in carried:
        then = min(met.received, until)
        by = formats.day(measure.by_when) if measure.by_when else "No date"
        late = " <b>passed</b>" if measure.by_when and measure.by_when < until and measure.came_to != "met" else ""
        papers = f"<br><span class='quiet small'>then: {formats.day(then)}</span>" if then != met.day else ""
        came = meeting_review.came_of(measure, stood[then], stood[until], when)
        body += (
            f"<tr><th scope='row'>{escape(measure.text)}</th><td>{escape(formats.day(met.day))}{papers}</td>"
            f"<td>{_named(held, measure)}</td>"
            f"<td>{escape(measure.wanted) or components.quiet(formats.DASH)}</td><td>{escape(by)}{late}</td>"
            f"<td>{escape(came)}</td><td class='last'>{_came_to(measure)}</td></tr>"
        )
    heads = [("Promised", ""), ("Agreed on", ""), ("KPI or action", ""), ("Wanted", ""), ("By when", ""),
             (f"Then, and by {formats.day(until)}", ""), ("Came to", "last")]  # fmt: skip
    return f"<div>{head}{components.table(heads, body, (22, 10, 8, 13, 11, 26, 10), 'Measures promised and what happened')}</div>"


def _named(held: AreaView, measure: PromisedMeasure) -> str:
    """Links to the KPI and the action that a measure names."""
    area = held.area.name
    links = [components.link(measure.kpi, "kpi", area=area, kpi=measure.kpi)] if measure.kpi else []
    links += [components.link(measure.action, "plan", area=area, action=measure.action)] if measure.action else []
    return ", ".join(links) or components.quiet(formats.DASH)


def _came_to(measure: PromisedMeasure) -> str:
    marks = {"met": "✓ Met", "in part": "◐ In part", "not met": "✗ Not met"}
    return marks.get(measure.came_to, "<span class='quiet'>Not said yet</span>")


def agreed(measures: Sequence[PromisedMeasure]) -> str:
    """The measures that one meeting agreed."""
    if not measures:
        return "<p class='quiet'>None recorded.</p>"
    listed = ""
    for one in measures:
        more = [one.kpi, one.action, f"wanted: {one.wanted}" if one.wanted else "", f"by {formats.day(one.by_when)}" if one.by_when else ""]
        listed += f"<li>{escape(one.text)} <span class='quiet'>{escape(', '.join(filter(None, more)))}</span></li>"
    return f"<ul>{listed}</ul>"


def letters(met: MeetingDay, journal: ReadableJournal) -> None:
    """Letters and links, each opened in one press."""
    components.write(components.heading("Letters and links", level=2), "" if met.letters else "<p class='quiet'>None recorded.</p>")
    for n, one in enumerate(met.letters):
        dated = f", {formats.day(date.fromisoformat(one['date']))}" if one.get("date") else ""
        if one.get("link"):
            address = escape(one["link"], quote=True)
            components.write(
                f"<p><a href='{address}' target='_blank' rel='noopener noreferrer'>{escape(one['title'])}</a>{escape(dated)}</p>"
            )
            continue
        try:
            content = journal.file(one.get("file") or "")
        except Refused as why:
            components.write(components.finding("stop", str(why), "", one["title"]))
            continue
        st.download_button(
            f"{one['title']}{dated}", content, one["title"], "application/octet-stream", on_click="ignore", key=f"letter_{met.key}_{n}"
        )


def since_last(held: AreaView, last: MeetingDay, until: date) -> str:
    """Figures and actions that changed since the papers of the meeting before, and words recorded after it."""
    then = last.received
    head = components.heading(f"Since {last.name or meetings.CALLED[last.kind].lower()} of {formats.day(last.day)}", level=2)
    if then >= until:
        return f"{head}<p class='quiet'>Nothing lies between {formats.day(then)} and {formats.day(until)} yet.</p>"
    rows = _rows(area_view.key_of(held).on(until), (then, until))
    said_then, said_now = (
        {kind: {key: e.body for key, e in records.latest(kind, held.area.code, day).items()} for kind in meeting_review.KINDS}
        for day in (min(last.closed, until), until)
    )
    found = meeting_review.changed(_papers(held, then), _papers(held, until), said_then, said_now)
    blocks = "".join(f"<div><h3>{TITLES[name]}</h3>{_listed(lines, meeting_review.NOTHING[name])}</div>" for name, lines in found.items())
    grid = f"<div style='display:grid;grid-template-columns:1fr 1fr;gap:.4rem 1.4rem'>{blocks}</div>"
    table = drawn.table(rows, held.area.name, then, until)
    return f"{head}<p>{escape(standing_text.moved(rows, then, until))}.</p>{_chance(rows)}{grid}{table}{drawn.unmoved(rows)}"


TITLES = {"actions": "Actions", "risks": "Risks", "evidence": "Evidence", "ratings": "Ratings agreed"}


def _chance(rows: Sequence[ChangeSince]) -> str:
    """Of the figures that moved, which did so beyond chance, which did not, and of which that cannot be said."""
    told = meeting_review.chance(rows)
    listed = "; ".join(f"<b>{escape(what.capitalize())}</b>: {', '.join(codes)}" for what, codes in told.items())
    return f"<p>Moved, and is it chance? {listed}.</p>" if listed else ""


def _listed(lines: Sequence[str], nothing: str) -> str:
    if not lines:
        return f"<p class='quiet'>{nothing}</p>"
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines[:MOST])
    more = f"<li>and {len(lines) - MOST} more</li>" if len(lines) > MOST else ""
    return f"<ul>{shown}{more}</ul>"
