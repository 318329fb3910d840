"""A form over one thing that people type: its boxes, what a save must still find, who else changed it, and the way back.

A page draws ``form`` for a thing that stands or for a new one; what is kept, and under which rules, is data/records/record_schemas.py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from data.records.childrens_words import LONGEST_REASON, NO_CHILD, MayNameChild
from data.records.journal import ChangedMeanwhile
from kpis.markup import Markup, html
from pages.queries import records, session
from pages.widgets import components
from pages.widgets.markdown_text import as_typed

TRIES = 5  # new numbers looked for while others take them
Keyed = Callable[[Mapping[str, Any]], str]
Wrong = Callable[[Mapping[str, Any]], str]
NO_CHILD_LABEL = "Why this is no child (kept with your name)"
IF_NONE = "If this is no child, say below who or what it is, and save again."


@dataclass(frozen=True)
class FormBox:
    """One box of a form: the field it fills, its widget (given label and key), and both ways between the two."""

    name: str
    label: str
    draw: Callable[[str, str], Any]
    shown: Callable[[Any], Any]
    read: Callable[[Any], Any]


def line(name: str, label: str, most: int = 300) -> FormBox:
    """Words of one line."""
    return FormBox(name, label, lambda words, key: st.text_input(as_typed(words), key=key, max_chars=most), lambda v: v or "", _stripped)


def long(name: str, label: str, most: int = 2000, height: int = 90) -> FormBox:
    """Words of several lines."""
    return FormBox(
        name, label, lambda words, key: st.text_area(as_typed(words), key=key, max_chars=most, height=height), lambda v: v or "", _stripped
    )


def number(name: str, label: str) -> FormBox:
    """A number, or none."""
    return FormBox(
        name, label, lambda words, key: st.number_input(as_typed(words), value=None, step=None, format="%.10g", key=key),
        lambda v: None if v is None else float(v), lambda v: None if v is None else float(v),
    )  # fmt: skip


def day(name: str, label: str) -> FormBox:
    """A day, or none."""
    return FormBox(
        name, label, lambda words, key: st.date_input(as_typed(words), value=None, key=key, format="DD/MM/YYYY"),
        lambda v: date.fromisoformat(v) if v else None, lambda v: v.isoformat() if isinstance(v, date) else None,
    )  # fmt: skip


def choice(name: str, label: str, of: Sequence[Any], said: Callable[[Any], str] = lambda one: str(one).capitalize()) -> FormBox:
    """One of a few, or none. A value that stands and is none of them is offered too, so that a save cannot drop it unseen."""

    def draw(words: str, key: str) -> Any:
        stands = st.session_state.get(key)
        offered = [*of, stands] if stands is not None and stands not in of else list(of)
        return st.selectbox(as_typed(words), offered, index=None, format_func=lambda one: said(one) if one in of else str(one), key=key)

    return FormBox(name, label, draw, lambda v: v, lambda v: v)


def several(name: str, label: str, of: Sequence[Any], said: Callable[[Any], str] = str) -> FormBox:
    """Any number of a few. Those that stand and are none of them are offered too, so that a save cannot drop them unseen."""

    def draw(words: str, key: str) -> Any:
        offered = list(dict.fromkeys([*of, *st.session_state.get(key, ())]))
        return st.multiselect(as_typed(words), offered, format_func=lambda one: said(one) if one in of else str(one), key=key)

    return FormBox(name, label, draw, lambda v: list(v or ()), lambda v: list(v) or None)


def lines(name: str, label: str, height: int = 120) -> FormBox:
    """A list, a line each."""
    return FormBox(
        name, label, lambda words, key: st.text_area(as_typed(words), key=key, height=height), lambda v: "\n".join(v or ()),
        lambda v: [one.strip() for one in str(v or "").splitlines() if one.strip()] or None,
    )  # fmt: skip


def parsed(name: str, label: str, shown: Callable[[Any], Any], read: Callable[[Any], Any], height: int = 100) -> FormBox:
    """Lines that a rule of their own turns into what is kept, and back."""
    return FormBox(name, label, lambda words, key: st.text_area(as_typed(words), key=key, height=height), shown, read)


@dataclass(frozen=True)
class FormSubject:
    """What a form is about: its kind in the journal, its area, its key (empty for a new one) and the entry that stands, if any.

    ``prefix`` begins the key of a new thing (``R`` gives R1, R2 …); ``always`` are fields that the form sets and does not ask.
    ``of`` tells apart the forms of new things of one kind.
    ``stands`` is what a document says of the thing: the boxes show it, and a field that says the same as it is not kept.
    ``begins`` fills the boxes of a new thing, and what is left in them is kept. ``named`` calls it in words where its key says nothing.
    """

    kind: str
    area: str
    key: str = ""
    entry: Record | None = None
    _: KW_ONLY
    prefix: str = ""
    always: Mapping[str, Any] = field(default_factory=dict)
    of: str = ""
    stands: Mapping[str, Any] | None = None
    begins: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""

    @property
    def name(self) -> str:
        return f"typed_{self.kind}_{self.area}_{self.of}{self.key or 'new'}"


def form(
    thing: FormSubject,
    boxes: Sequence[FormBox],
    *,
    save: str = "Save",
    columns: int = 2,
    keyed: Keyed | None = None,
    wrong: Wrong | None = None,
) -> None:
    """Draws the boxes and the button. What was typed stays in the boxes until it is kept; a new thing's boxes are emptied then.

    ``keyed`` makes the key of a new thing from its fields, instead of the next number. ``wrong`` says in words what stops a save that
    every field by itself would allow, or nothing.
    """
    _open(thing, boxes)
    if conflict := st.session_state.get(f"{thing.name}_conflict"):
        components.write(
            components.finding("check", conflict, "What you typed is still below. Save again to put it in place of theirs.", "")
        )
    with st.form(f"{thing.name}_form", border=False):
        for start in range(0, len(boxes), columns):
            row = boxes[start : start + columns]
            for cell, box in zip(st.columns(columns), row, strict=False):
                with cell:
                    box.draw(box.label, f"{thing.name}_{box.name}")
        if st.session_state.get(f"{thing.name}_doubted"):
            st.text_input(NO_CHILD_LABEL, key=f"{thing.name}_{NO_CHILD}", max_chars=LONGEST_REASON)
        st.form_submit_button(as_typed(save), on_click=_save, args=(thing, tuple(boxes), keyed, wrong))
    told(thing)


def no_child(thing: FormSubject) -> str:
    """Why what stands in a form names no child, as far as somebody said so."""
    return str(st.session_state.get(f"{thing.name}_{NO_CHILD}") or "").strip()


def remove(thing: FormSubject, label: str) -> None:
    """A button that takes a thing away; what stood stays in the history, and it can be undone."""
    st.button(as_typed(label), key=f"{thing.name}_remove", on_click=_remove, args=(thing,))


def _open(thing: FormSubject, boxes: Sequence[FormBox]) -> None:
    """Fills the boxes when the form is first drawn, and remembers what stood then: a save must still find it."""
    name = thing.name
    if f"{name}_{boxes[0].name}" in st.session_state:
        return
    body = {**thing.begins, **(thing.stands or {}), **((thing.entry.body if thing.entry else None) or {})}
    st.session_state[f"{name}_seen"] = thing.entry.id if thing.entry else None
    st.session_state.pop(f"{name}_conflict", None)
    for box in boxes:
        st.session_state[f"{name}_{box.name}"] = box.shown(body.get(box.name))


def _save(thing: FormSubject, boxes: Sequence[FormBox], keyed: Keyed | None, wrong: Wrong | None) -> None:
    name = thing.name
    seen = st.session_state.get(f"{name}_seen")
    before = {key: value for key, value in ((thing.entry.body if thing.entry else None) or {}).items() if key != NO_CHILD}
    if any(f"{name}_{box.name}" not in st.session_state for box in boxes):  # a press may outrun boxes that are being filled anew
        st.session_state[f"{name}_told"] = ("Nothing was saved: the form was just drawn anew. Look at it and press again.", None)
        return
    try:
        given = {box.name: box.read(st.session_state[f"{name}_{box.name}"]) for box in boxes}
        body = _said(thing, {**before, **given, **thing.always, NO_CHILD: no_child(thing) or None})
        if said := wrong(body) if wrong else "":
            st.session_state[f"{name}_told"] = (f"Nothing was saved. {said}", None)
            return
        if _same(thing, before, body, seen):
            st.session_state[f"{name}_told"] = ("Nothing was saved: nothing in the boxes is changed.", None)
            return
        done = _keep(thing, body, seen, keyed)
    except ChangedMeanwhile as why:
        st.session_state.pop(f"{name}_told", None)
        st.session_state[f"{name}_seen"] = why.entry.id if why.entry else None
        st.session_state[f"{name}_conflict"] = _labelled(str(why), boxes, r"(?<=[:;] ){}(?= is now )")
        return
    except Refused as why:
        said = _labelled(str(why), boxes, r"^{}(?=[:.\[])")
        doubted = st.session_state[f"{name}_doubted"] = isinstance(why, MayNameChild)
        st.session_state[f"{name}_told"] = (f"Nothing was saved. {said}{f' {IF_NONE}' if doubted else ''}", None)
        return
    st.session_state.pop(f"{name}_conflict", None)
    st.session_state.pop(f"{name}_doubted", None)
    st.session_state[f"{name}_told"] = (f"Saved {thing.named or done.key}.", done)
    st.session_state[f"{name}_seen"] = done.id if thing.key else None
    if not thing.key:
        for box in boxes:
            st.session_state[f"{name}_{box.name}"] = box.shown(thing.begins.get(box.name))


def _said(thing: FormSubject, body: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a form: what it says; over a document, what it says otherwise than that, where no answer is an answer too."""
    if thing.stands is None:
        return {k: v for k, v in body.items() if v is not None}
    return {k: v for k, v in body.items() if (v != thing.stands[k] if k in thing.stands else v is not None)}


def _same(thing: FormSubject, before: Mapping[str, Any], body: Mapping[str, Any], seen: int | None) -> bool:
    """Whether a form changes nothing, where nobody else changed it meanwhile; over a document a reason alone is no change."""
    if seen != (thing.entry.id if thing.entry else None):
        return False
    if thing.stands is None:
        return bool(thing.key and thing.entry) and body == {k: v for k, v in before.items() if v is not None}
    return all(body.get(one, stood) == before.get(one, stood) for one, stood in thing.stands.items())


def _keep(thing: FormSubject, body: Mapping[str, Any], seen: int | None, keyed: Keyed | None) -> Record:
    if thing.key:
        return records.keep(thing.kind, thing.area, thing.key, body, seen)
    if keyed is not None:
        key = keyed(body)
        held = records.latest(thing.kind, thing.area, gone=True).get(key)
        return records.keep(thing.kind, thing.area, key, body, held.id if held is not None and held.body is None else None)
    for _ in range(TRIES):
        try:
            return records.keep(thing.kind, thing.area, records.next_key(thing.kind, thing.area, thing.prefix), body, None)
        except ChangedMeanwhile:  # someone took that number meanwhile
            continue
    return records.keep(thing.kind, thing.area, records.next_key(thing.kind, thing.area, thing.prefix), body, None)


def keep(thing: FormSubject, body: Mapping[str, Any], said: str) -> None:
    """Keeps a body made by a button beside the form; the boxes are filled anew, and the way back stands below the form."""
    try:
        done = records.keep(thing.kind, thing.area, thing.key, body, thing.entry.id if thing.entry else None)
    except Refused as why:
        st.session_state[f"{thing.name}_told"] = (f"Nothing was saved. {why}", None)
        return
    _forget(thing)
    st.session_state[f"{thing.name}_told"] = (said, done)


def _remove(thing: FormSubject) -> None:
    seen = thing.entry.id if thing.entry else None
    try:
        done = records.keep(thing.kind, thing.area, thing.key, None, seen)
        st.session_state[f"{thing.name}_told"] = (f"Taken away: {thing.named or thing.key}. It stays in the history.", done)
    except Refused as why:
        st.session_state[f"{thing.name}_told"] = (f"Nothing was taken away. {why}", None)


def conflicted(thing: FormSubject) -> bool:
    """Whether a save of this thing met another's change and its words are still unsaved: its form must stay, even if it was taken away."""
    return f"{thing.name}_conflict" in st.session_state


def told(thing: FormSubject) -> None:
    """What the last press came to, and the way back from it: ``form`` draws it; a page does for a thing that was taken away."""
    said, done = st.session_state.get(f"{thing.name}_told", ("", None))
    if not said:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        components.write(html("<p role='status'>{}</p>", said), width="content")
        if done is not None:
            st.button("Undo", key=f"{thing.name}_undo", on_click=_undo, args=(thing, done))


def _undo(thing: FormSubject, done: Record) -> None:
    try:
        records.undo(done)
        said = "Taken back. What stood before stands again; both stay in the history."
    except Refused as why:
        st.session_state[f"{thing.name}_told"] = (f"Nothing was taken back. {why}", None)
        return
    _forget(thing)
    st.session_state[f"{thing.name}_told"] = (said, None)


def _forget(thing: FormSubject) -> None:
    """Empties what the session knows of a form, so that its boxes are filled anew."""
    for key in [one for one in st.session_state if isinstance(one, str) and one.startswith(f"{thing.name}_")]:
        if not key.endswith(("_form", "_undo", "_remove")):
            del st.session_state[key]


def _labelled(said: str, boxes: Sequence[FormBox], where: str) -> str:
    """A sentence with the names of fields as the labels of their boxes, in the places that ``where`` gives by pattern."""
    names = {box.name: box.label for box in boxes}
    return re.sub(where.format(f"({'|'.join(map(re.escape, names))})"), lambda found: names[found[1]], said)


def _stripped(value: Any) -> str | None:
    return str(value or "").strip() or None


def made_up() -> Markup:
    """The line under a form of the illustrative borough; empty in a folder of one's own."""
    said = "Illustrative: what is typed here is kept with the made-up borough alone."
    return html("<p class='quiet small'>{}</p>", said) if session.illustrative() else Markup()
