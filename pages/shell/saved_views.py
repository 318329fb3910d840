"""Saved views: a page with its choices under a name, kept for everyone who uses the folder; and the whole address to pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from kpis import formats
from kpis.markup import Markup, html
from pages.queries import records
from pages.records import record_form
from pages.records.record_form import FormSubject
from pages.widgets import components, copy_link

KIND, AREA = "view", "-"  # of no one area
MOST_IDS = 20


@dataclass(frozen=True, kw_only=True)
class View:
    """A saved view: its name, the page and its choices, who saved it and when."""

    name: str
    page: str
    ids: tuple[tuple[str, str], ...]
    who: str
    day: str
    entry: Record


def kept() -> list[View]:
    """What stands, by name."""
    found = records.latest(KIND, AREA)
    return sorted((_view(entry) for entry in found.values()), key=lambda one: one.name.casefold())


def box(page: str) -> None:
    """The address of what is looked at, to copy; a name to save it under; every saved view with its way back."""
    ids = chosen()
    components.write(
        components.heading("Link to this page", level=2),
        Markup("<p class='quiet'>It opens what you see now, for anyone who can reach it.</p>"),
    )
    way = address(page, ids)
    components.write(html("<p class='address'>{}</p>", way))
    copy_link.copied("copy_link", way)
    try:
        standing = kept()
    except Refused as why:
        components.write(components.finding("stop", str(why), "Links still work; saved views cannot be read.", ""))
        return
    components.write(components.heading("Save this view", level=2))
    always = {"page": page, "ids": [{"name": name, "value": value} for name, value in ids]}
    new = FormSubject(KIND, AREA, of=f"{page}_", always=always)
    record_form.form(new, [record_form.line("name", "Name", 80)], save="Save", columns=1, keyed=_key, wrong=_taken)
    components.write(components.heading("Saved views", level=2))
    if not standing:
        components.write(Markup("<p class='quiet'>None yet. A saved view is there for everyone who uses this dashboard.</p>"))
    for view in standing:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            way = components.link(view.name, view.page, **dict(view.ids))
            components.write(html("<p>{} <span class='quiet small'>{}, {}</span></p>", way, view.who, view.day))
            record_form.remove(_thing(view), "Remove")
    for key, entry in records.latest(KIND, AREA, gone=True).items():
        if entry.body is None:
            record_form.told(FormSubject(KIND, AREA, key, entry))


def chosen() -> tuple[tuple[str, str], ...]:
    """The choices that stand in the address now."""
    return tuple((name, str(st.query_params[name])) for name in sorted(st.query_params))[:MOST_IDS]


def address(page: str, ids: tuple[tuple[str, str], ...]) -> str:
    """The whole address of a page with its choices, as the reader's own browser reaches it."""
    here = urlsplit(st.context.url or "")
    way = here.path.rsplit("/", 1)[0] if here.path else ""
    asked = f"?{urlencode(ids)}" if ids else ""
    return f"{here.scheme}://{here.netloc}{way}/{page}{asked}" if here.netloc else f"{page}{asked}"


def _thing(view: View) -> FormSubject:
    return FormSubject(KIND, AREA, view.name, view.entry)


def _view(entry: Record) -> View:
    body: Mapping[str, Any] = entry.body or {}
    ids = tuple((str(one["name"]), str(one["value"])) for one in body.get("ids") or ())
    return View(
        name=entry.key, page=str(body.get("page", "")), ids=ids, who=entry.who, day=formats.day(entry.recorded_at.date()), entry=entry
    )


def _key(body: Mapping[str, Any]) -> str:
    return str(body.get("name") or "")


def _taken(body: Mapping[str, Any]) -> str:
    name = _key(body)
    if not name:
        return "Give the view a name."
    if name.startswith("/"):
        return "A name cannot begin with a slash."
    return f"‘{name}’ is a saved view already. Give another name, or remove that one first." if name in records.latest(KIND, AREA) else ""
