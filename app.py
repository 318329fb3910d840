"""What ``streamlit run app.py`` is given: starts once, names the pages, draws the choices, runs the chosen page."""

# ruff: noqa: E402
from __future__ import annotations

import gc

from kpis.markup import html

gc.disable()  # while modules are imported nothing dies, and the collector would walk them all again and again: a ninth of the start

import asyncio
import logging
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from textwrap import shorten
from threading import Thread
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit.starlette import App

from data.catalogue.reference_entry import CatalogueFault
from data.model.finding import Refused
from data.store.sealed_lines import LineFault
from data.store.stored_figures import DamagedStore, StoreFault
from kpis.benchmark.comparator_group import AT_DATE
from kpis.charts.style.palette import DARK, LIGHT
from kpis.standing.area_view import AreaView
from pages.context import choices
from pages.context.page_context import PageContext, load_illustrative
from pages.queries import area_view, homes, load_ledger, measure_figures, partnership, published_ahead, records, session
from pages.records import small_numbers
from pages.shell import interruption, network_access, top_bar
from pages.shell.first_paint import FirstPaint
from pages.shell.navigation import PAGES, render_of
from pages.shell.request_guard import RequestGuard
from pages.widgets import changes_table, components, page_markup, table_export
from pages.widgets.markdown_text import as_typed
from pages.widgets.stylesheet import stylesheet
from pages.widgets.viewport import scale

if __name__ != "__main__":  # once, at the start, and not at every run
    gc.freeze()  # before the collector is on again: else it walks at once all that was imported
gc.enable()
LOG = logging.getLogger("send")
OWN_FIGURES = ("overview", "section", "kpi", "priority", "exceptions", "moved", "signals", "evidence", "thread")
SOON = 0.2  # seconds from ready to the work that no first reader waits for


def main() -> None:
    """One run for one reader."""
    st.set_page_config(page_title=partnership.title(), layout="wide")
    dark = st.context.theme.type == "dark"
    page_markup.put(stylesheet("dark" if dark else "light"))
    if dressed := partnership.dress(dark):
        page_markup.put(dressed)
    path = {page.title: name for name, page in PAGES.items()}
    groups: dict[str, list[Any]] = {page.group: [] for page in PAGES.values()}
    for one, page in PAGES.items():
        groups[page.group].append(_listed(one))
    groups["Figures"].append(st.Page(_by_name, title="Overview", url_path="overview", visibility="hidden"))  # links name it; its own is ""
    name = path[st.navigation(groups, position="top").title]
    if st.session_state.pop("start_own", False):
        st.switch_page(next(page for page in groups["Files"] if page.url_path == "load"))
    try:
        if PAGES[name].always:
            render_of(name)(PageContext(DARK if dark else LIGHT, scale(), None, {}))
            return
        if interruption.drawn():
            return
        with session.one_run():
            published_ahead.keep_up()
            top = top_bar.place()
            frame = _frame(name, dark)
            if not PAGES[name].full_screen:  # nothing stands above a presentation
                top_bar.draw(top, name, frame.held)
            table_export.start()
            render_of(name)(frame)
            if not PAGES[name].full_screen:
                _before_it_leaves(name, frame)
                table_export.offer(frame.palette, name, frame.held)
    except DamagedStore as why:
        if homes.heal_whole(session.home()):
            st.rerun()
        interruption.faulty(why)
    except (CatalogueFault, StoreFault, LineFault) as why:
        interruption.faulty(why)
    except Exception:
        reference = uuid.uuid4().hex[:4].upper()
        LOG.exception("page %s, reference %s", name, reference)
        sub = f"Nothing was changed. Reload the page; if it happens again, give reference {reference} to whoever runs the dashboard."
        components.write(components.heading("This page could not be drawn", sub))


def _before_it_leaves(name: str, frame: PageContext) -> None:
    """The line about small numbers above what may be taken from a page with an area's own figures."""
    if frame.held is None or PAGES[name].published or name not in OWN_FIGURES:
        return
    chosen, held = frame.choices, frame.held
    measured = records.measured_by(held, int(chosen["priority"])) if name == "priority" and "priority" in chosen else None
    standings = [
        s for s in held.standings
        if (measured is None or s.indicator.code in measured) and s.indicator.code == chosen.get("kpi", s.indicator.code)
        and s.indicator.section == chosen.get("section", s.indicator.section)
    ]  # fmt: skip
    small_numbers.offer(frame.held, standings, "page", PAGES[name].title)


def _listed(name: str) -> Any:
    """A page as the navigation lists it; the first one is what the dashboard opens with."""
    first = name == next(iter(PAGES))
    return st.Page(_nothing, title=as_typed(PAGES[name].title), url_path="start" if first else name, default=first)


def _nothing() -> None:
    """What a page's own address would run without app.py: nothing."""


def _by_name() -> None:
    """The same of the overview under its name: Streamlit tells pages apart by what they run."""


def _frame(name: str, dark: bool) -> PageContext:
    """The choices above the page, and what the page is handed."""
    areas = session.areas()
    chosen: dict[str, str] = {}
    held, size = None, scale()
    if areas and PAGES[name].of_area and not PAGES[name].full_screen:
        known = session.catalogue()
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="strip"):
            names = [known.areas[code].name for code in areas]
            area = choices.choice(
                "area",
                "Area",
                names,
                str,
                default=partnership.first_area(names),
                width=(205 if name in ("benchmark", "peers") else 180) * size,
            )
            code = areas[names.index(area)]
            as_at = choices.as_at(area_view.meetings(code))
            choices.small(session.small_numbers().value)
            held = area_view.held(code, as_at, _among(code, as_at, size), _basis(name, size))
            chosen = _choices(name, held, size)
            alone = PAGES[name].published and not session.illustrative()  # no figure of a scorecard stands there
            components.write(components.notice(held.replayed if alone else held.notice), interruption.hurt(), width="content")
            if session.illustrative():
                st.button(
                    "Start our own",
                    key="start",
                    on_click=_start_own,
                    help="Load the partnership’s own scorecards, apart from these figures",
                )
        if told := choices.unknown():
            components.write(html("<p role='status'>{}</p>", told))
    return PageContext(DARK if dark else LIGHT, size, held, chosen)


def _among(area: str, as_at: date | None, size: float) -> str:
    """Whom the area is compared with, where there is a choice; empty for the usual list."""
    found = area_view.circles(area, as_at) if session.releases() else []
    if not found:
        return ""
    words = {name: name if name != AT_DATE else "Each date’s own list" for name in found}
    return choices.choice(
        "neighbours", "Neighbours", found, words.__getitem__, default=partnership.first_list(area, found), width=150 * size
    )


def _basis(name: str, size: float) -> str:
    """The basis of a published KPI that has more than one, on the pages that show one KPI; empty for its usual one."""
    code = st.query_params.get("kpi") or st.session_state.get("chosen_kpi") or "S5"
    found = [f.basis for f in session.catalogue().feeds_of(code) if f.unit is None] if name == "kpi" and session.releases() else []
    if len(found) < 2:
        return ""
    chosen = choices.choice("basis", "Basis", found, str, default=found[0], width=180 * size)
    return "" if chosen == found[0] else chosen


def _start_own() -> None:
    session.start_own()
    st.session_state["start_own"] = True


def _choices(name: str, held: AreaView, size: float) -> dict[str, str]:
    known = session.catalogue()
    if name == "section":
        words = {code: s.title for code, s in known.sections.items()}
        return {"section": choices.choice("section", "Section", list(words), words.__getitem__, default="S", width=230 * size)}
    if name == "kpi":
        words = {code: f"{code} {i.short}" for code, i in known.indicators_of(held.area.code).items()}
        width = (250 if session.releases() else 300) * size
        return {"kpi": choices.choice("kpi", "KPI", list(words), words.__getitem__, default="S5", width=width)}
    if name == "priority" and (of := known.plan_of(held.area.code)):
        words = {str(p.number): shorten(f"{p.number} {p.title}", 42, placeholder=" …") for p in of.priorities}
        return {
            "priority": choices.choice("priority", "Priority", list(words), words.__getitem__, default=next(iter(words)), width=340 * size)
        }
    if name in ("benchmark", "peers"):
        return choices.published(*measure_figures.offered(session.home(), held.build, held.as_at), width=360 * size)
    if name == "moved":
        return {"since": choices.since(changes_table.usual_day(held), area_view.meetings(held.area.code)).isoformat()}
    if name == "sources" and (ledger := _loads_of(held)):
        default = next((n for n, words in reversed(ledger.items()) if words == f"Load {n}"), list(ledger)[-1])
        return {"load": choices.choice("load", "Load", list(ledger), ledger.__getitem__, default=default, width=330 * size)}
    return {}


def _loads_of(held: AreaView) -> dict[str, str]:
    """The loads of the area's scorecards and every release of published figures, in words, by number."""
    rows = load_ledger.loads().itertuples()
    return {str(row.id): f"{row.id} {row.title}" if row.publication else f"Load {row.id}" for row in rows
            if row.publication or row.area == held.area.code}  # fmt: skip


@asynccontextmanager
async def _life(_app: Any) -> AsyncIterator[None]:
    """Before the first reader: the old multi-page mode off, the sample in a new default home, what is imported frozen.

    Nothing that is wrong with a home stops the start: pages say what it is. What must be made again is made after it.
    """
    from streamlit.runtime.pages_manager import PagesManager

    PagesManager.uses_pages_directory = False  # no page may answer before this file has run; see docs/methods/store-and-safety.md
    render_of(next(iter(PAGES)))
    with _told("the start"):
        if not os.environ.get("SEND_HOME") and session.new():
            LOG.warning("Reading the illustrative borough's workbooks, once; this takes some seconds.")
            load_illustrative()
    homes.after(session.own_home(), _warm)
    asyncio.get_running_loop().call_later(SOON, Thread(target=complete, name="complete", daemon=True).start)
    yield


def _warm() -> None:
    with _told("what the first reader sees"):
        if area_view.warm():  # freezes too
            return
    session.settle(whole=True)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Around work that must stop nobody: what is wrong is told to whoever started the server, and pages say it too."""
    try:
        yield
    except (CatalogueFault, StoreFault, Refused) as why:
        LOG.warning("%s", why)
    except Exception:
        LOG.exception("%s could not be made ready", what)


def complete() -> None:
    """What no first reader waits for: the other pages' modules, and what an earlier version's illustrative borough lacks."""
    for name in PAGES:
        render_of(name)
    with _told("the illustrative borough"):
        if session.illustrative_stands():
            load_illustrative()  # its plan and typed words, where an earlier version made it; all of it, where it was damaged
    session.settle(whole=True)
    home = session.own_home()
    homes.keep_backups(home)
    with _told("what the published figures are"):
        if now := session.build_of(home):
            published_ahead.work(home, now)


if __name__ == "__main__":
    main()
else:
    if why_not := network_access.refusal(st.get_option("server.address")):
        raise SystemExit(why_not)
    app = App(__file__, lifespan=_life, middleware=[Middleware(RequestGuard), Middleware(FirstPaint)])
