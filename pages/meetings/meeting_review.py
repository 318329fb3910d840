"""What a meeting looks back on: measures promised beside what happened, and everything that changed since the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import streamlit as st

from data.model.finding import Refused
from data.records.journal import ReadableJournal
from data.records.plan_versions import plan_on
from data.text import is_web_address
from kpis import formats
from kpis.governance import meeting_review, meetings
from kpis.governance.meeting_review import MeetingPapers
from kpis.governance.meetings import MeetingDay, PromisedMeasure
from kpis.markup import Markup, html, joined
from kpis.narrative import standing_text
from kpis.standing.area_view import AreaView
from kpis.standing.changes import ChangeSince
from pages.queries import area_view, records, session
from pages.queries.area_view import ViewKey, standing_of
from pages.queries.kept_once import kept_once
from pages.widgets import changes_table as drawn
from pages.widgets import components
from pages.widgets.markdown_text import markdown

ANSWERS = ("Met", "Not met yet", "Not met", "No newer figure", "Cannot say")  # what a figure says of a promise
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


def promised(held: AreaView, carried: Sequence[tuple[MeetingDay, PromisedMeasure]], until: date, when: str) -> Markup:
    """What was promised at earlier meetings against what happened by ``until``, which ``when`` says.

    "Then" is the day by which the earlier meeting's papers had come in.
    """
    head = components.heading("Promised then, happened since", level=2)
    if not carried:
        return html("<div>{}<p class='quiet'>No measure was agreed at an earlier meeting of this kind.</p></div>", head)
    asked: dict[date, list[str]] = {}
    for met, measure in carried:
        for day in (min(met.received, until), until):
            asked.setdefault(day, []).extend([measure.kpi] if measure.kpi else [])
    stood = {day: _papers(held, day, codes) for day, codes in asked.items()}
    body = Markup()
    for met, measure in carried:
        then = min(met.received, until)
        by = formats.day(measure.by_when) if measure.by_when else "No date"
        late = Markup(" <b>passed</b>") if measure.by_when and measure.by_when < until and measure.came_to != "met" else Markup()
        papers = html("<br><span class='quiet small'>then: {}</span>", formats.day(then)) if then != met.day else Markup()
        came = _bold(meeting_review.came_of(measure, stood[then], stood[until], when))
        found = meeting_review.answered(measure, stood[then], stood[until])
        body += html(
            "<tr><th scope='row'>{text}</th><td>{day}{papers}</td><td>{named}</td><td>{wanted}</td><td>{by}{late}</td>"
            "<td>{came}</td><td class='last'>{came_to}</td></tr>",
            text=measure.text, day=formats.day(met.day), papers=papers, named=_named(held, measure),
            wanted=measure.wanted or components.quiet(formats.DASH), by=by, late=late, came=came,
            came_to=_came_to(measure, found.state if found else ""),
        )  # fmt: skip
    heads = [("Promised", ""), ("Agreed on", ""), ("KPI or action", ""), ("Wanted", ""), ("By when", ""),
             (f"Then, and by {formats.day(until)}", ""), ("Came to", "last")]  # fmt: skip
    return html("<div>{}{}</div>", head, components.table(heads, body, (22, 10, 8, 13, 11, 26, 10), "Measures promised and what happened"))


def _named(held: AreaView, measure: PromisedMeasure) -> Markup:
    """Links to the KPI and the action that a measure names."""
    area = held.area.name
    links = [components.link(measure.kpi, "kpi", area=area, kpi=measure.kpi)] if measure.kpi else []
    links += [components.link(measure.action, "plan", area=area, action=measure.action)] if measure.action else []
    return joined(links, ", ") or components.quiet(formats.DASH)


def _bold(came: str) -> Markup:
    """What came of a measure, with the answer of its figure in bold."""
    state = next((one for one in ANSWERS if came.startswith((f"{one}: ", f"{one} by "))), "")
    return html("<b>{}</b>{}", state, came.removeprefix(state))


def _came_to(measure: PromisedMeasure, figure: str) -> Markup:
    """What people say came of a measure; where its figure says otherwise, that too."""
    marks = {"met": "✓ Met", "in part": "◐ In part", "not met": "✗ Not met"}
    said = html("{}", marks[measure.came_to]) if measure.came_to in marks else Markup("<span class='quiet'>Not said yet</span>")
    apart = (measure.came_to, figure) in (("met", "not met"), ("not met", "met"))
    return html("{}<br><b>Its figure says {}</b>", said, figure) if apart else said


def agreed(measures: Sequence[PromisedMeasure]) -> Markup:
    """The measures that one meeting agreed."""
    if not measures:
        return Markup("<p class='quiet'>None recorded.</p>")
    listed = Markup()
    for one in measures:
        more = [one.kpi, one.action, f"wanted: {one.wanted}" if one.wanted else "", f"by {formats.day(one.by_when)}" if one.by_when else ""]
        listed += html("<li>{} <span class='quiet'>{}</span></li>", one.text, ", ".join(filter(None, more)))
    return html("<ul>{}</ul>", listed)


def letters(met: MeetingDay, journal: ReadableJournal) -> None:
    """Letters and links, each opened in one press."""
    components.write(
        components.heading("Letters and links", level=2), Markup() if met.letters else Markup("<p class='quiet'>None recorded.</p>")
    )
    for n, one in enumerate(met.letters):
        dated = f", {formats.day(date.fromisoformat(one['date']))}" if one.get("date") else ""
        if one.get("link"):
            way = html("<a href='{}' target='_blank' rel='noopener noreferrer'>{}</a>", one["link"], one["title"])
            components.write(html("<p>{}{}</p>", way if is_web_address(one["link"]) else one["title"], dated))
            continue
        try:
            content = journal.file(one.get("file") or "")
        except Refused as why:
            components.write(components.finding("stop", str(why), "", one["title"]))
            continue
        st.download_button(
            markdown("{}{}", one["title"], dated),
            content,
            one["title"],
            "application/octet-stream",
            on_click="ignore",
            key=f"letter_{met.key}_{n}",
        )


def since_last(held: AreaView, last: MeetingDay, until: date) -> Markup:
    """Figures and actions that changed since the papers of the meeting before, and words recorded after it."""
    then = last.received
    head = components.heading(f"Since {last.name or meetings.CALLED[last.kind].lower()} of {formats.day(last.day)}", level=2)
    if then >= until:
        return html("{}<p class='quiet'>Nothing lies between {} and {} yet.</p>", head, formats.day(then), formats.day(until))
    rows = _rows(area_view.key_of(held).on(until), (then, until))
    said_then, said_now = (
        {kind: {key: e.body for key, e in records.latest(kind, held.area.code, day).items()} for kind in meeting_review.KINDS}
        for day in (min(last.closed, until), until)
    )
    found = meeting_review.changed(_papers(held, then), _papers(held, until), said_then, said_now)
    blocks = joined(
        html("<div><h3>{}</h3>{}</div>", TITLES[name], _listed(lines, meeting_review.NOTHING[name])) for name, lines in found.items()
    )
    grid = html("<div style='display:grid;grid-template-columns:1fr 1fr;gap:.4rem 1.4rem'>{}</div>", blocks)
    table = drawn.table(rows, held.area.name, then, until)
    return html(
        "{head}<p>{moved}.</p>{chance}{grid}{table}{unmoved}",
        head=head, moved=standing_text.moved(rows, then, until), chance=_chance(rows), grid=grid, table=table,
        unmoved=drawn.unmoved(rows),
    )  # fmt: skip


TITLES = {"actions": "Actions", "risks": "Risks", "evidence": "Evidence", "ratings": "Ratings agreed"}


def _chance(rows: Sequence[ChangeSince]) -> Markup:
    """Of the figures that moved, which did so beyond chance, which did not, and of which that cannot be said."""
    told = meeting_review.chance(rows)
    listed = joined([html("<b>{}</b>: {}", what.capitalize(), ", ".join(codes)) for what, codes in told.items()], "; ")
    return html("<p>Moved, and is it chance? {}.</p>", listed) if listed else Markup()


def _listed(lines: Sequence[str], nothing: str) -> Markup:
    if not lines:
        return html("<p class='quiet'>{}</p>", nothing)
    shown = joined(html("<li>{}</li>", line) for line in lines[:MOST])
    more = html("<li>and {} more</li>", len(lines) - MOST) if len(lines) > MOST else Markup()
    return html("<ul>{}{}</ul>", shown, more)
