"""Risks of the plan, dependencies between workstreams, and what people said and what was done: shown, typed and changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from kpis import formats
from kpis.governance import risks
from kpis.governance.risks import Risk
from kpis.markup import html
from kpis.standing.area_view import AreaView
from pages.context import choices
from pages.context.page_context import PageContext
from pages.plan import risk_register
from pages.plan.risk_register import Boxes
from pages.queries import records, session
from pages.records import record_form
from pages.records.record_form import FormSubject
from pages.widgets import components
from pages.widgets.markdown_text import markdown

ALL = "all"
VIEWS = {"risk": "Risks", "dependency": "Dependencies", "you_said": "You said, we did"}
PREFIX = {"risk": "R", "dependency": "D", "you_said": "Y"}
NEW = {"risk": "Add a risk", "dependency": "Add a dependency", "you_said": "Add what was said"}
CALLED = {"risk": "Risk", "dependency": "Dependency", "you_said": "You said, we did"}
STATUS = {"open": "Open", "closed": "Closed", ALL: "Open and closed"}


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    view = choices.segment("view", "View", list(VIEWS), VIEWS.__getitem__, default="risk")
    try:
        standing = records.latest(view, held.area.code, held.as_at, gone=True)
    except Refused as why:
        components.write(components.heading(VIEWS[view], held.area.name), components.finding("stop", str(why), "Nothing was changed.", ""))
        return
    bodies = {key: entry.body for key, entry in standing.items()}
    DRAW[view](held, {key: body for key, body in bodies.items() if body is not None}, standing, frame.scale)
    if held.as_at is None:
        _add(held, view)
    components.write(risk_register.foot(held, view))


def _risks(held: AreaView, bodies: risk_register.Bodies, standing: dict[str, Record], scale: float) -> None:
    found = risks.risks(bodies)
    components.write(components.heading(risks.headline(found), _sub(held)))
    if not found:
        _first(held, "risk", "A risk needs its words, an owner, and its likelihood and impact before mitigation, each from 1 to 5.")
    if not _one(held, "risk", standing) and found:
        chosen = _filtered(held, found, scale)
        none = components.empty("No risk matches", "Choose ‘Every’ and ‘Open and closed’ above to see every risk.", short=True)
        table = risk_register.risks_table(held, chosen) if chosen else none
        components.write(risk_register.grids(held, found), table)


def _dependencies(held: AreaView, bodies: risk_register.Bodies, standing: dict[str, Record], _: float) -> None:
    found, today = risks.dependencies(bodies), held.as_at or session.today()
    components.write(components.heading(risks.waiting_headline(found, today), _sub(held)))
    if not found:
        _first(held, "dependency", "A dependency says which workstream waits, for which other one, and for what.")
    if not _one(held, "dependency", standing) and found:
        table = risk_register.dependencies_table(held, found, today)
        components.write(table)


def _you_said(held: AreaView, bodies: risk_register.Bodies, standing: dict[str, Record], _: float) -> None:
    found = risks.you_said(bodies)
    components.write(components.heading(risks.said_headline(found), _sub(held)))
    if not found:
        _first(held, "you_said", "It needs a day, who was involved and what they said. What changed can be added later.")
    if not _one(held, "you_said", standing) and found:
        table = risk_register.said_table(held, found)
        components.write(table)


Draw = Callable[[AreaView, risk_register.Bodies, dict[str, Record], float], None]
DRAW: dict[str, Draw] = {"risk": _risks, "dependency": _dependencies, "you_said": _you_said}


def _sub(held: AreaView) -> str:
    return f"{held.area.name} · as at {formats.day(held.as_at or session.today())}"


def _first(held: AreaView, kind: str, needed: str) -> None:
    by = f"Nothing was recorded by {formats.day(held.as_at)}." if held.as_at else f"{needed} Open ‘{NEW[kind]}’ below."
    components.write(components.empty("Nothing is recorded here yet", by, short=True))


def _filtered(held: AreaView, found: Sequence[Risk], scale: float) -> tuple[Risk, ...]:
    """The risks that the choices in the address leave; the open ones unless another status is asked for."""
    titles = risk_register.titles(held)
    numbers = sorted({n for r in found for n in r.priorities})
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="risk_filters"):
        of = choices.addressed(
            "of", "Priority", [ALL, *map(str, numbers)],
            lambda n: "Every priority" if n == ALL else f"{n} {titles.get(int(n), '')}".strip(), default=ALL, width=300 * scale,
        )  # fmt: skip
        status = choices.addressed("status", "Status", list(STATUS), STATUS.__getitem__, default="open", width=190 * scale)
        band = choices.addressed(
            "band", "Band", [ALL, *risks.BAND_NAMES], lambda b: "Every band" if b == ALL else b.capitalize(), default=ALL, width=150 * scale
        )
    if told := choices.unknown():
        components.write(html("<p role='status'>{}</p>", told))
    chosen = tuple(
        r for r in found
        if (of == ALL or int(of) in r.priorities) and status in (ALL, "open" if r.open else "closed") and band in (ALL, r.ranked.band)
    )  # fmt: skip
    if len(chosen) < len(found):
        components.write(html("<p role='status'>{} of {} risks match.</p>", len(chosen), len(found)))
    return chosen


def _one(held: AreaView, kind: str, standing: dict[str, Record]) -> bool:
    """The thing that the address names, whole, with its history and form; False where none is named or it is not known."""
    key = st.query_params.get(kind)
    if not key:
        return False
    entry = standing.get(key)
    if entry is None:
        components.write(html("<p role='status'>{}</p>", f"The link names ‘{key}’, which is not recorded here. All are shown."))
        return False
    thing = FormSubject(kind, held.area.code, key, entry)
    past = records.past(kind, held.area.code, key, held.as_at)
    typed = [(one.recorded_at, one.who, one.body) for one in past]
    steps = risks.history(typed, risks.FIELDS if kind == "risk" else risk_register.LABELS[kind])
    steps = tuple(
        replace(step, words=one.removed) if one.removed and one.body is None else step for step, one in zip(steps, past, strict=True)
    )
    every = components.link(f"All: {VIEWS[kind]}", "risks", area=held.area.name, view=kind)
    components.write(
        components.heading(f"{CALLED[kind]} {key}", level=2),
        risk_register.facts(held, kind, key, entry),
        risk_register.history(steps),
        html("<p>{}</p>", every),
    )
    if held.as_at is None:
        _change(held, thing, kind)
    return True


def _change(held: AreaView, thing: FormSubject, kind: str) -> None:
    """The form that changes what stands; of what was taken away only the way back, unless words are still unsaved in the form."""
    gone = thing.entry is None or thing.entry.body is None
    if gone and not record_form.conflicted(thing):
        record_form.told(thing)
        return
    wrong = risks.wrong if kind == "risk" else None
    with st.expander(markdown("Change {}", thing.key), expanded=record_form.conflicted(thing)):
        record_form.form(thing, _boxes(held, kind), save=f"Save {thing.key}", wrong=wrong)
        if not gone:
            record_form.remove(thing, f"Take {thing.key} away")


def _add(held: AreaView, kind: str) -> None:
    always = {} if kind == "you_said" else {"status": "open"}
    thing = FormSubject(kind, held.area.code, prefix=PREFIX[kind], always=always)
    boxes = [box for box in _boxes(held, kind) if box.name != "status"]
    with st.expander(NEW[kind]):
        record_form.form(thing, boxes, save=NEW[kind], wrong=risks.wrong if kind == "risk" else None)
        components.write(record_form.made_up())


def _boxes(held: AreaView, kind: str) -> Boxes:
    boxes = risk_register.boxes(held, kind)
    return [replace(box, label=risk_register.LABELS[kind].get(box.name, box.name)) for box in boxes]
