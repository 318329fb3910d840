"""Risks of the plan, dependencies between workstreams, and what people said and what was done: shown, typed and changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from kpis import formats
from kpis.governance import risks
from kpis.governance.risks import Risk
from pages.parts import cards, choose, register, session, typed, words
from pages.parts.frame import Frame
from pages.parts.register import Boxes
from pages.parts.session import Held
from pages.parts.typed import Thing

ALL = "all"
VIEWS = {"risk": "Risks", "dependency": "Dependencies", "you_said": "You said, we did"}
PREFIX = {"risk": "R", "dependency": "D", "you_said": "Y"}
NEW = {"risk": "Add a risk", "dependency": "Add a dependency", "you_said": "Add what was said"}
CALLED = {"risk": "Risk", "dependency": "Dependency", "you_said": "You said, we did"}
STATUS = {"open": "Open", "closed": "Closed", ALL: "Open and closed"}


def render(frame: Frame) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    view = choose.segment("view", "View", list(VIEWS), VIEWS.__getitem__, default="risk")
    try:
        standing = words.latest(view, held.area.code, held.as_at, gone=True)
    except Refused as why:
        cards.write(cards.heading(VIEWS[view], held.area.name), cards.finding("stop", str(why), "Nothing was changed.", ""))
        return
    bodies = {key: entry.body for key, entry in standing.items()}
    DRAW[view](held, {key: body for key, body in bodies.items() if body is not None}, standing, frame.scale)
    if held.as_at is None:
        _add(held, view)
    cards.write(register.foot(held, view))


def _risks(held: Held, bodies: register.Bodies, standing: dict[str, Record], scale: float) -> None:
    found = risks.risks(bodies)
    cards.write(cards.heading(risks.headline(found), _sub(held)))
    if not found:
        _first(held, "risk", "A risk needs its words, an owner, and its likelihood and impact before mitigation, each from 1 to 5.")
    if not _one(held, "risk", standing) and found:
        chosen = _filtered(held, found, scale)
        none = cards.empty("No risk matches", "Choose ‘Every’ and ‘Open and closed’ above to see every risk.", short=True)
        table = register.risks_table(held, chosen) if chosen else none
        cards.write(register.grids(held, found), table)


def _dependencies(held: Held, bodies: register.Bodies, standing: dict[str, Record], _: float) -> None:
    found, today = risks.dependencies(bodies), held.as_at or session.today()
    cards.write(cards.heading(risks.waiting_headline(found, today), _sub(held)))
    if not found:
        _first(held, "dependency", "A dependency says which workstream waits, for which other one, and for what.")
    if not _one(held, "dependency", standing) and found:
        table = register.dependencies_table(held, found, today)
        cards.write(table)


def _you_said(held: Held, bodies: register.Bodies, standing: dict[str, Record], _: float) -> None:
    found = risks.you_said(bodies)
    cards.write(cards.heading(risks.said_headline(found), _sub(held)))
    if not found:
        _first(held, "you_said", "It needs a day, who was involved and what they said. What changed can be added later.")
    if not _one(held, "you_said", standing) and found:
        table = register.said_table(held, found)
        cards.write(table)


Draw = Callable[[Held, register.Bodies, dict[str, Record], float], None]
DRAW: dict[str, Draw] = {"risk": _risks, "dependency": _dependencies, "you_said": _you_said}


def _sub(held: Held) -> str:
    return f"{held.area.name} · as at {formats.day(held.as_at or session.today())}"


def _first(held: Held, kind: str, needed: str) -> None:
    by = f"Nothing was recorded by {formats.day(held.as_at)}." if held.as_at else f"{needed} Open ‘{NEW[kind]}’ below."
    cards.write(cards.empty("Nothing is recorded here yet", by, short=True))


def _filtered(held: Held, found: Sequence[Risk], scale: float) -> tuple[Risk, ...]:
    """The risks that the choices in the address leave; the open ones unless another status is asked for."""
    titles = register.titles(held)
    numbers = sorted({n for r in found for n in r.priorities})
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="risk_filters"):
        of = choose.addressed(
            "of", "Priority", [ALL, *map(str, numbers)],
            lambda n: "Every priority" if n == ALL else f"{n} {titles.get(int(n), '')}".strip(), default=ALL, width=300 * scale,
        )  # fmt: skip
        status = choose.addressed("status", "Status", list(STATUS), STATUS.__getitem__, default="open", width=190 * scale)
        band = choose.addressed(
            "band", "Band", [ALL, *risks.BAND_NAMES], lambda b: "Every band" if b == ALL else b.capitalize(), default=ALL, width=150 * scale
        )
    if told := choose.unknown():
        cards.write(f"<p role='status'>{escape(told)}</p>")
    chosen = tuple(
        r for r in found
        if (of == ALL or int(of) in r.priorities) and status in (ALL, "open" if r.open else "closed") and band in (ALL, r.ranked.band)
    )  # fmt: skip
    if len(chosen) < len(found):
        cards.write(f"<p role='status'>{len(chosen)} of {len(found)} risks match.</p>")
    return chosen


def _one(held: Held, kind: str, standing: dict[str, Record]) -> bool:
    """The thing that the address names, whole, with its history and form; False where none is named or it is not known."""
    key = st.query_params.get(kind)
    if not key:
        return False
    entry = standing.get(key)
    if entry is None:
        cards.write(f"<p role='status'>{escape(f'The link names ‘{key}’, which is not recorded here. All are shown.')}</p>")
        return False
    thing = Thing(kind, held.area.code, key, entry)
    past = [(one.recorded_at, one.who, one.body) for one in words.past(kind, held.area.code, key, held.as_at)]
    steps = risks.history(past, risks.FIELDS if kind == "risk" else register.LABELS[kind])
    every = cards.link(f"All: {VIEWS[kind]}", "risks", area=held.area.name, view=kind)
    cards.write(
        cards.heading(f"{CALLED[kind]} {key}", level=2),
        register.facts(held, kind, key, entry),
        register.history(steps),
        f"<p>{every}</p>",
    )
    if held.as_at is None:
        _change(held, thing, kind)
    return True


def _change(held: Held, thing: Thing, kind: str) -> None:
    """The form that changes what stands; of what was taken away only the way back, unless words are still unsaved in the form."""
    gone = thing.entry is None or thing.entry.body is None
    if gone and not typed.conflicted(thing):
        typed.told(thing)
        return
    wrong = risks.wrong if kind == "risk" else None
    with st.expander(f"Change {thing.key}", expanded=typed.conflicted(thing)):
        typed.form(thing, _boxes(held, kind), save=f"Save {thing.key}", wrong=wrong)
        if not gone:
            typed.remove(thing, f"Take {thing.key} away")


def _add(held: Held, kind: str) -> None:
    always = {} if kind == "you_said" else {"status": "open"}
    thing = Thing(kind, held.area.code, prefix=PREFIX[kind], always=always)
    boxes = [box for box in _boxes(held, kind) if box.name != "status"]
    with st.expander(NEW[kind]):
        typed.form(thing, boxes, save=NEW[kind], wrong=risks.wrong if kind == "risk" else None)
        cards.write(typed.made_up())


def _boxes(held: Held, kind: str) -> Boxes:
    boxes = register.boxes(held, kind)
    return [replace(box, label=register.LABELS[kind].get(box.name, box.name)) for box in boxes]
