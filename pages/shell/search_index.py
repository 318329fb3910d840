"""What may be found from every page: KPIs, pages, the plan, risks, meetings, measures, areas and terms, in two indexes kept by ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import streamlit as st

from data.catalogue.glossary import read_glossary
from data.model.finding import Refused
from data.records.plan_versions import plan_on
from data.text import plain
from kpis import formats, search
from kpis.governance import meetings
from kpis.markup import Markup, html, joined
from kpis.search import SearchIndex, SearchItem
from pages.queries import area_view, measure_figures, records, session
from pages.queries.area_view import AreaKey
from pages.queries.kept_once import kept_once
from pages.shell import saved_views
from pages.shell.navigation import PAGES
from pages.widgets import components

MOST, MOST_OF_A_KIND, MOST_ASKED = 12, 4, 120
HINT = "A KPI, page, action, risk, meeting, measure, area or term: 20 weeks, S5, tribunal, risk 3"
HELP = {
    "Methods": "How every figure is worked",
    "Glossary": "What the words mean",
    "Licences": "Whose data it is",
    "First steps": "What to load first",
}


def box(area: str, as_at: date | None) -> None:
    """The words to look for and what answers them, each a link; inside a dialog it runs alone."""
    asked = st.text_input("Words to find", key="find_words", live="200ms", placeholder=HINT, label_visibility="collapsed", type="search")
    asked = (asked or "").strip()[:MOST_ASKED]
    if not asked:
        components.write(
            Markup("<p class='quiet'>Type a few letters. A slip of the keys is forgiven; Tab and Enter open what was found.</p>")
        )
        return
    found, refused = answers(asked, area, as_at)
    if refused:
        components.write(components.finding("stop", refused, "Only what is not typed by people is searched.", ""))
    many = f"{len(found)} found, the nearest first" if found else "Nothing found. Try fewer words, or a code such as S5 or 1.2.3."
    components.write(
        html("<p role='status' class='quiet small'>{}</p>", many), html("<ul class='answers'>{}</ul>", joined(map(_answer, found)))
    )


def answers(asked: str, area: str, as_at: date | None) -> tuple[list[SearchItem], str]:
    """(what answers best, at most a few of each kind; why typed words could not be searched, or nothing)."""
    of = area_view.area_key(area, as_at)
    indexes, refused = [known(of.on_any_day())], ""
    try:
        indexes.append(typed(of, records.journal(of.home).version()))
    except Refused as why:
        refused = str(why)
    kept: list[SearchItem] = []
    kinds: Counter[str] = Counter()
    for thing, _ in search.ranked(indexes, asked):
        kinds[thing.kind] += 1
        if kinds[thing.kind] <= MOST_OF_A_KIND:
            kept.append(thing)
    return kept[:MOST], refused


def _answer(thing: SearchItem) -> Markup:
    line = html("<br><span class='small'>{}</span>", thing.line) if thing.line else Markup()
    way = components.link(thing.title, thing.page, **dict(thing.ids))
    return html("<li><span class='kind small'>{}</span><span>{}{}</span></li>", thing.kind, way, line)


@kept_once(8)
def known(of: AreaKey) -> SearchIndex:
    """What a build holds for one area, here by its name, and what the dashboard itself is made of; made once a build."""
    where, now, area = of.home, of.build, of.area
    made = search.index([*_pages(area), *_terms(), *_kpis(where, now, area), *_published(where, now, area)])
    session.settle()
    return made


@kept_once(8)
def typed(of: AreaKey, _version: str) -> SearchIndex:
    """The plan and what people typed of one area, here by its name, by a day; made once while nothing is typed."""
    place = session.catalogue_of(of.home, of.build).area(of.area)
    mine = (*_plan(of.home, of.build, place.code, of.area, of.as_at), *_said(place.code, of.area, of.as_at)) if place else ()
    return search.index([*mine, *_views()])


def _of(area: str, **more: str) -> tuple[tuple[str, str], ...]:
    return (*((("area", area),) if area else ()), *more.items())


def _pages(area: str) -> Iterator[SearchItem]:
    for page, entry in PAGES.items():
        ids = _of(area) if entry.of_area else ()
        yield SearchItem("Page", entry.title, entry.shows, page, ids=ids, names=(f"{entry.title} page",), more=entry.words, worth=2)
    for view, line in HELP.items():
        yield SearchItem("Page", f"About: {view.lower()}", line, "about", ids=(("about", view),), names=(view,), worth=2)


def _terms() -> Iterator[SearchItem]:
    for one in read_glossary().values():
        ids = (("about", "Glossary"), ("term", one.term))
        yield SearchItem("Term", f"{one.term}: {one.stands_for}", one.sentence, "about", ids=ids, codes=(one.term,), names=one.also)


def _kpis(where: str, now: str, area: str) -> Iterator[SearchItem]:
    of = session.catalogue_of(where, now)
    place = of.area(area)
    for code, one in of.indicators_of(place.code if place else "").items():
        more = f"{one.definition} {one.numerator} {one.denominator} {one.caveats} {one.changed} {one.data_source}"
        more += _meant(f"{one.title} {one.printed} {more}")
        title, names = f"{code} {one.short}", (one.short, one.title, one.printed)
        yield SearchItem("KPI", title, one.title, "kpi", ids=_of(area, kpi=code), codes=(code,), names=names, more=more, worth=4)
    for code, section in of.sections.items():
        yield SearchItem(
            "Section", section.title, section.summary, "section", ids=_of(area, section=code), names=(f"Section {code}",), worth=1
        )


def _meant(text: str) -> str:
    """The terms that a text uses under any of their names, so that it is found by all of them."""
    line = f" {plain(text)} "
    names = ((one.term, one.stands_for, *one.also) for one in read_glossary().values())
    return "".join(f" {' '.join(every)}" for every in names if any(f" {plain(name)}" in line for name in every))


def _published(where: str, now: str, area: str) -> Iterator[SearchItem]:
    if not now:
        return
    of = session.catalogue_of(where, now).areas
    for code in session.areas():
        yield SearchItem(
            "Area", of[code].name, f"Every KPI of {of[code].name}", "overview", ids=_of(of[code].name), codes=(code,),
            names=of[code].aliases,
        )  # fmt: skip
    if session.releases():
        for id, title in measure_figures.offered(where, now, None)[1].items():
            yield SearchItem(
                "Measure", title, "Published measure, every authority", "benchmark", ids=_of(area, measure=id), codes=(id,), worth=-2
            )


def _plan(where: str, now: str, code: str, area: str, as_at: date | None) -> Iterator[SearchItem]:
    kept, shipped = plan_on(records.journal(where), code, as_at), session.catalogue_of(where, now).plan_of(code)
    titles = {p.number: p.title for p in shipped.priorities} if shipped else {}
    titles |= dict(kept.version.priorities) if kept else {}
    day = _day(as_at)
    for number, title in titles.items():
        named = f"Priority {number}"
        yield SearchItem(
            "Priority", f"{named}: {title}", "", "priority", ids=_of(area, priority=str(number), **day), codes=(named,), names=(title,),
            worth=3,
        )  # fmt: skip
    for action in kept.version.actions if kept else ():
        due = f"Due {formats.day(action.due)}" if action.due else "No due date"
        leads = ", ".join(dict.fromkeys(owner.printed for owner in action.owners))
        line = " · ".join(filter(None, (f"Priority {action.priority}", due, leads)))
        more = f"{action.success_measures} {action.progress} {' '.join(action.kpis)}"
        title, ids = f"{action.code} {_short(action.text)}", _of(area, action=action.code, **day)
        yield SearchItem(
            "Action", title, line, "plan", ids=ids, codes=(action.code, f"action {action.code}"), names=(action.text,), more=more, worth=1
        )


def _said(code: str, area: str, as_at: date | None) -> Iterator[SearchItem]:
    day = _day(as_at)
    for kind, name in (("risk", "Risk"), ("dependency", "Dependency"), ("you_said", "You said, we did")):
        for key, entry in records.latest(kind, code, as_at).items():
            body = entry.body or {}
            said, number = str(body.get("text") or body.get("said") or ""), key.lstrip("RDY")
            ids = _of(area, view=kind, **{kind: key}, **day)
            more = " ".join(str(body.get(one) or "") for one in ("mitigation", "owner", "from", "to", "who", "did", "status"))
            yield SearchItem(
                name, f"{key} {_short(said)}", _held(body), "risks", ids=ids, codes=(key, f"{name} {number}"), names=(said,), more=more,
                worth=1,
            )  # fmt: skip
    bodies = {key: entry.body for key, entry in records.latest("meeting", code, as_at).items()}
    for met in meetings.meetings(area_view.meetings(code), bodies):
        more = " ".join((*met.agenda, *met.decisions, *(m.text for m in met.measures)))
        title, ids = f"{met.title}", _of(area, meeting=met.key, **day)
        yield SearchItem(
            "Meeting", title, met.kind.capitalize(), "meetings", ids=ids, codes=(met.day.isoformat(),),
            names=(f"{met.kind} {formats.day(met.day)}",), more=more,
        )  # fmt: skip
    for key, entry in records.latest("evidence", code, as_at).items():
        body = entry.body or {}
        ids = _of(area, words=str(body.get("title", "")), **day)
        yield SearchItem(
            "Evidence", str(body.get("title", "")), formats.day(date.fromisoformat(body["date"])), "evidence", ids=ids, codes=(key,),
            more=f"{body.get('shows') or ''} {body.get('file_name') or ''}", worth=-1,
        )  # fmt: skip


def _views() -> Iterator[SearchItem]:
    for one in saved_views.kept():
        yield SearchItem("View", one.name, f"Saved by {one.who}", one.page, ids=one.ids, codes=(one.name,), worth=3)


def _held(body: dict[str, object]) -> str:
    parts = (str(body.get("status") or "").capitalize(), f"Owner {body['owner']}" if body.get("owner") else "")
    return " · ".join(filter(None, parts))


def _day(as_at: date | None) -> dict[str, str]:
    return {"as_at": as_at.isoformat()} if as_at else {}


def _short(text: str, most: int = 110) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"
