"""What a meeting looks back on: measures promised beside what happened, and everything that changed since the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from html import escape

import streamlit as st

from data.journal import Journal
from data.model import Refused
from data.plans_kept import plan_on
from kpis import judged, meetings, plan, plan_changes, risks, say, show
from kpis.meetings import Measure, Met
from kpis.moved import Move, Since, since
from kpis.signals import beyond_chance
from pages.parts import cards, session, words
from pages.parts import since as drawn
from pages.parts.session import Held

MOST = 12  # changes of one kind that are listed before the rest is counted
CHANGED = (Move.WORSE, Move.BETTER, Move.CHANGED)


@lru_cache(maxsize=32)
def _rows(home: str, build: str, area: str, days: tuple[date, date], against: tuple[str, str]) -> tuple[Since, ...]:
    then, now = (session.held_of(home, build, area, day, against) for day in days)
    return tuple(since(then.standings, now.standings))


def _between(held: Held, then: date, now: date) -> tuple[Since, ...]:
    return _rows(session.home(), held.build, held.area.code, (then, now), held.against)


def promised(held: Held, carried: Sequence[tuple[Met, Measure]], until: date) -> str:
    """What was promised at earlier meetings against what happened by ``until``."""
    head = cards.heading("Promised then, happened since", level=2)
    if not carried:
        return f"<div>{head}<p class='quiet'>No measure was agreed at an earlier meeting of this kind.</p></div>"
    body = ""
    for met, measure in carried:
        code = measure.kpi or measure.action
        page = {"kpi": measure.kpi} if measure.kpi else {"action": measure.action}
        link = cards.link(code, "kpi" if measure.kpi else "plan", area=held.area.name, **page) if code else cards.quiet(show.DASH)
        by = show.day(measure.by_when) if measure.by_when else "No date"
        late = " <b>passed</b>" if measure.by_when and measure.by_when < until and measure.came_to != "met" else ""
        body += (
            f"<tr><th scope='row'>{escape(measure.text)}</th><td>{escape(show.day(met.day))}</td><td>{link}</td>"
            f"<td>{escape(measure.wanted) or cards.quiet(show.DASH)}</td><td>{escape(by)}{late}</td>"
            f"<td>{escape(_happened(held, met, measure, until))}</td><td class='last'>{_came_to(measure)}</td></tr>"
        )
    heads = [("Promised", ""), ("Agreed on", ""), ("KPI or action", ""), ("Wanted", ""), ("By when", ""), ("What happened", ""),
             ("Came to", "last")]  # fmt: skip
    return f"<div>{head}{cards.table(heads, body, (22, 10, 8, 13, 11, 26, 10), 'Measures promised and what happened')}</div>"


def _came_to(measure: Measure) -> str:
    marks = {"met": "✓ Met", "in part": "◐ In part", "not met": "✗ Not met"}
    return marks.get(measure.came_to, "<span class='quiet'>Not said yet</span>")


def _happened(held: Held, met: Met, measure: Measure, until: date) -> str:
    then = max(met.received, met.day)
    if measure.kpi:
        row = next((r for r in _between(held, then, until) if r.now.indicator.code == measure.kpi), None)
        due = measure.by_when if measure.by_when and measure.by_when <= until else None
        return meetings.happened(row) + (meetings.by_then(row.now if row else None, due) if due else "")
    if not measure.action:
        return "In words only: it names no KPI and no action."
    was, now = (_stood(held, measure.action, day) for day in (then, until))
    return f"{was or 'Not in the plan'} then, {now.lower() if now else 'not in the plan'} now."


def _stood(held: Held, code: str, day: date) -> str:
    """An action's status on a day; empty where no plan received by then holds it."""
    kept = plan_on(session.store(session.home()), held.area.code, day)
    action = next((a for a in kept.version.actions if a.code == code), None) if kept else None
    return plan.stood(action, day).value.capitalize() if action else ""


def agreed(measures: Sequence[Measure]) -> str:
    """The measures that one meeting agreed."""
    if not measures:
        return "<p class='quiet'>None recorded.</p>"
    listed = ""
    for one in measures:
        more = [one.kpi or one.action, f"wanted: {one.wanted}" if one.wanted else "", f"by {show.day(one.by_when)}" if one.by_when else ""]
        listed += f"<li>{escape(one.text)} <span class='quiet'>{escape(', '.join(filter(None, more)))}</span></li>"
    return f"<ul>{listed}</ul>"


def letters(met: Met, journal: Journal) -> None:
    """Letters and links, each opened in one press."""
    cards.write(cards.heading("Letters and links", level=2), "" if met.letters else "<p class='quiet'>None recorded.</p>")
    for n, one in enumerate(met.letters):
        dated = f", {show.day(date.fromisoformat(one['date']))}" if one.get("date") else ""
        if one.get("link"):
            address = escape(one["link"], quote=True)
            cards.write(f"<p><a href='{address}' target='_blank' rel='noopener noreferrer'>{escape(one['title'])}</a>{escape(dated)}</p>")
            continue
        try:
            content = journal.file(one.get("file") or "")
        except Refused as why:
            cards.write(cards.finding("stop", str(why), "", one["title"]))
            continue
        st.download_button(
            f"{one['title']}{dated}", content, one["title"], "application/octet-stream", on_click="ignore", key=f"letter_{met.key}_{n}"
        )


def since_last(held: Held, last: Met, until: date) -> str:
    """Figures, actions, risks, evidence and ratings that changed between the meeting before and this one."""
    then = max(last.received, last.day)
    head = cards.heading(f"Since {last.name or meetings.CALLED[last.kind].lower()} of {show.day(last.day)}", level=2)
    if then >= until:
        return f"{head}<p class='quiet'>Nothing lies between {show.day(then)} and {show.day(until)} yet.</p>"
    rows = _between(held, then, until)
    parts = [
        ("Actions", _listed(_actions(held, then, until))), ("Risks", _listed(_risks(held, then, until))),
        ("Evidence", _listed(_evidence(held, then, until))), ("Ratings agreed", _listed(_ratings(held, then, until))),
    ]  # fmt: skip
    blocks = "".join(f"<div><h3>{title}</h3>{listed}</div>" for title, listed in parts)
    grid = f"<div style='display:grid;grid-template-columns:1fr 1fr;gap:.4rem 1.4rem'>{blocks}</div>"
    table = drawn.table(rows, held.area.name, then, until)
    return f"{head}<p>{escape(say.moved(rows, then, until))}.</p>{_chance(rows)}{grid}{table}{drawn.unmoved(rows)}"


def _chance(rows: Sequence[Since]) -> str:
    """Of the figures that moved, which did so beyond chance, which did not, and of which that cannot be said."""
    told: dict[str, list[str]] = {}
    for row in rows:
        if row.move in CHANGED:
            told.setdefault(beyond_chance(row.now).partition(":")[0], []).append(row.now.indicator.code)
    listed = "; ".join(f"<b>{escape(what.capitalize())}</b>: {', '.join(codes)}" for what, codes in told.items())
    return f"<p>Moved, and is it chance? {listed}.</p>" if listed else ""


def _listed(lines: Sequence[str]) -> str:
    if not lines:
        return "<p class='quiet'>No change.</p>"
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines[:MOST])
    more = f"<li>and {len(lines) - MOST} more</li>" if len(lines) > MOST else ""
    return f"<ul>{shown}{more}</ul>"


def _actions(held: Held, then: date, until: date) -> list[str]:
    store = session.store(session.home())
    was, now = (plan_on(store, held.area.code, day) for day in (then, until))
    if now is None:
        return []
    if was is None:
        return [f"The plan came in on {show.day(now.received)}: {len(now.version.actions)} actions."]
    late = [a for a in now.version.actions if a.due and then <= a.due < until and plan.stood(a, until) == "overdue"]
    told = [change.sentence for change in plan_changes.changes(was.version.actions, now.version.actions)]
    return told + [f"{a.code} became overdue: it was due on {show.day(a.due)}" for a in late if a.due]


def _risks(held: Held, then: date, until: date) -> list[str]:
    was, now = ({key: e.body for key, e in words.latest("risk", held.area.code, day).items()} for day in (then, until))
    return [f"{key}: {what}" for key, what in risks.between(was, now)]


def _evidence(held: Held, then: date, until: date) -> list[str]:
    was, now = (words.latest("evidence", held.area.code, day) for day in (then, until))
    return [f"{key} {e.body['title']}" for key, e in now.items() if key not in was and e.body]


def _ratings(held: Held, then: date, until: date) -> list[str]:
    was, now = (words.judgements(held.area.code, day) for day in (then, until))
    told = []
    for key, entry in now.items():
        before = was[key].body if key in was else None
        if entry.body and (before is None or before["rag"] != entry.body["rag"]):
            visit, _, priority = key.partition("/")
            told.append(f"Priority {priority}, {judged.visit_words(visit)}: {judged.WORDS[entry.body['rag']]}")
    return told
