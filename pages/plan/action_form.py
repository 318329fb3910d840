"""The form over one action: everything a plan says of it, changed in place, and the links that its words suggest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import streamlit as st

from data.model.plan import Action, ActionStatus, Owner
from data.model.record import RecordFault
from data.records.plan_versions import EDIT
from kpis.markup import Markup
from loaders import typed_codes
from pages.queries import session
from pages.records import record_form
from pages.records.plan_view import PlanView
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

NOT_ASKED = ("role", "organisation")  # of an owner: kept where the line of the box still names the same one


def draw(shown: PlanView, action: Action) -> None:
    """The suggested links as buttons, and the form, folded."""
    thing, boxes = _thing(shown, action), _boxes(shown, action)
    if action.offered:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            components.write(Markup("<p>Its words suggest, and do not name:</p>"), width="content")
            for code in action.offered:
                st.button(markdown("Link {}", code), key=f"link_{thing.name}_{code}", on_click=partial(_link, thing, action, code))
    with st.expander(markdown("Change action {}", action.code), expanded=bool(st.session_state.get(f"{thing.name}_told"))):
        record_form.form(thing, boxes)
        components.write(record_form.made_up())


def stands(action: Action) -> dict[str, Any]:
    """What the plan says of an action, as the fields of a change."""
    return {
        "status": action.status.value, "due": action.due.isoformat() if action.due else None, "progress": _words(action.progress),
        "owners": [_owner(one) for one in dict.fromkeys(action.owners)], "kpis": list(action.kpis), "text": _words(action.text),
        "success_measures": _words(action.success_measures),
    }  # fmt: skip


def _thing(shown: PlanView, action: Action) -> record_form.FormSubject:
    """A change typed before the newest version came in no longer counts: its words are not shown, only that it was the last."""
    newest, kept = shown.kept.seen.get(action.code), shown.kept
    if newest is not None and newest.id < kept.entry.id:
        newest = replace(newest, body=None)
    printed = next(one for one in kept.printed.actions if one.code == action.code)
    return record_form.FormSubject(EDIT, shown.area.code, action.code, newest, stands=stands(printed))


def _boxes(shown: PlanView, action: Action) -> list[record_form.FormBox]:
    codes = list(session.catalogue().indicators_of(shown.area.code))
    every = [*codes, *(code for one in shown.kept.printed.actions for code in one.kpis if code not in codes)]
    printed = next(one for one in shown.kept.printed.actions if one.code == action.code)
    known = [*printed.owners, *action.owners]
    return [
        record_form.choice("status", "Status", [status.value for status in ActionStatus]),
        record_form.day("due", "Due"),
        _plain(record_form.long("text", "Action", 8000)),
        _plain(record_form.long("progress", "Progress", 8000)),
        record_form.FormBox("owners", "Owners, a line each, as lead: KD", _area, _lines_of, partial(_owners, known=known)),
        _plain(record_form.long("success_measures", "Success measure", 8000)),
        record_form.FormBox("kpis", "KPIs, as S5, S6 - S10", _line, lambda v: ", ".join(v or ()), partial(_codes, codes=every)),
        replace(record_form.line("reason", "Reason for the change (may be left out)", 1000), shown=lambda v: ""),
    ]


def _plain(box: record_form.FormBox) -> record_form.FormBox:
    """A box whose emptiness is an answer: the words are gone."""
    return replace(box, read=_words)


def _words(value: Any) -> str:
    """Words as a box gives them back, so that what nobody touched is no change."""
    return str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _area(label: str, key: str) -> Any:
    return st.text_area(as_typed(label), key=key, height=90)


def _line(label: str, key: str) -> Any:
    return st.text_input(as_typed(label), key=key, max_chars=1000)


def _owner(one: Owner) -> dict[str, str]:
    return {name: value for name, value in asdict(one).items() if value or name not in NOT_ASKED}


def _lines_of(owners: Sequence[Mapping[str, str]] | None) -> str:
    return "\n".join(f"{one['layer']}: {one['printed']}" for one in owners or ())


def _owners(words: Any, known: Sequence[Owner]) -> list[dict[str, str]]:
    """A line each: the layer, a colon and the name; a line without a layer is a lead."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in filter(None, (one.strip() for one in str(words or "").splitlines())):
        layer, colon, printed = (part.strip() for part in line.partition(":"))
        layer, printed = (layer, printed) if colon else ("lead", layer)
        layer = "lead" if layer.casefold() in ("lead", "leads") else layer
        if not layer or not printed:
            raise RecordFault("owners", f"‘{line}’ should be a layer, a colon and a name, such as lead: KD.")
        same = next((one for one in known if (one.layer, one.printed) == (layer, printed)), Owner(layer, printed))
        found[layer, printed] = _owner(same)
    return list(found.values())


def _codes(words: Any, codes: Sequence[str]) -> list[str]:
    found, faults = typed_codes(str(words or ""), codes)
    if faults:
        raise RecordFault("kpis", f"{'; '.join(faults)}. Nothing was linked.")
    return list(found)


def _link(thing: record_form.FormSubject, action: Action, code: str) -> None:
    """Links what the words suggest, over whatever else was typed of the action."""
    before = (thing.entry.body if thing.entry else None) or {}
    body = {**{k: v for k, v in before.items() if k != "reason"}, "kpis": [*action.kpis, code]}
    record_form.keep(thing, body, f"Linked {code}.")
