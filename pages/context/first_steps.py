"""The first four steps of a partnership, each ticked by what its own folder holds, with the way to do it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import streamlit as st

from data.model.finding import Refused
from data.records.plan_versions import plan_areas
from kpis.markup import Markup, html, joined
from pages.context import england_files
from pages.queries import load_ledger, records, session
from pages.widgets import components

SEEN = "seen_overview"


@dataclass(frozen=True)
class FirstStep:
    """One step: what to do, what is so now, whether it is done, and the page with the button that does it."""

    title: str
    words: str
    done: bool
    page: str
    button: str
    _: KW_ONLY
    area: str = ""


def steps() -> list[FirstStep]:
    """The steps, by what the partnership's own folder holds now."""
    where = session.own_home()
    now = session.build_of(where)
    codes = list(session.store(where).areas(now)["area"]) if now else []
    areas = session.catalogue_of(where, now).areas
    first = areas[codes[0]].name if codes else ""
    loaded, board = (
        _loaded(where, now, [areas[code].name for code in codes]),
        "The one that goes to the board, as it is: .xlsx, .ods or .csv.",
    )
    asked = "A heading or a row that is not known is asked about, once. The answers are remembered."
    answers = len(load_ledger.remembered_answers()) if codes else 0
    if codes:
        asked = f"Answers are remembered: {answers} set{'s' * (answers != 1)} of headings." if answers else "Nothing had to be asked."
    shown = f"Every KPI of {first} on one table." if codes else "Every KPI on one table, against target, neighbours, region and England."
    try:
        planned = plan_areas(records.journal(where))
        plan = f"{areas[planned[0]].name}’s plan is kept." if planned else "The improvement plan’s workbook, as it is."
    except Refused as why:
        planned, plan = [], str(why)
    england = england_files.own_publications()
    data = "DfE’s figures are loaded." if england else "Two downloads from DfE give neighbours, region and England."
    looked = bool(codes) and bool(st.session_state.get(SEEN))
    return [
        FirstStep("Load a scorecard", loaded or board, bool(codes), "load", "Load a file"),
        FirstStep("Answer what it asks", asked, bool(codes), "load", "See the answers" if codes else "Load a file"),
        FirstStep("Look at the Overview", shown, looked, "overview", "Open the Overview", area=first),
        FirstStep("Load the plan", plan, bool(planned), "load", "Load the plan"),
        FirstStep("Bring in England’s data", data, bool(england), "load", "Load DfE’s data"),
    ]


def _loaded(where: str, now: str, names: list[str]) -> str:
    """How many of the partnership's own files are loaded, and whose; empty before any."""
    if not names:
        return ""
    many = sum(not row.publication for row in session.store(where).loads(now).itertuples())
    return f"{many} file{'s' * (many != 1)} loaded, of {', '.join(names)}."


def drawn(found: list[FirstStep]) -> Markup:
    """The steps as a numbered list: a tick or the number, in words too; the first one not done has the button filled in."""
    left = sum(not one.done for one in found)
    head = f"{len(found) - left} of {len(found)} steps done." if left else "All steps are done."
    ahead = next((n for n, one in enumerate(found) if not one.done), -1)
    body = joined(_item(n, one, filled=n == ahead) for n, one in enumerate(found))
    return html("<p role='status' class='quiet small'>{}</p><ol class='run'>{}</ol>", head, body)


def _item(n: int, one: FirstStep, *, filled: bool) -> Markup:
    state = Markup("<span class='unseen'>Done: </span>") if one.done else Markup("<span class='unseen'>To do: </span>")
    mark = "✓" if one.done else str(n + 1)
    area = f"?area={one.area}" if one.area else ""
    way = html("<a class='{}' href='{}{}' target='_self'>{}</a>", "button" if filled else "next", one.page, area, one.button)
    return html(
        "<li class='{done}'><b class='mark' aria-hidden='true'>{mark}</b>"
        "<span>{state}<b>{title}</b><br><span class='small'>{words}</span></span>{way}</li>",
        done="done" if one.done else "", mark=mark, state=state, title=one.title, words=one.words, way=way,
    )  # fmt: skip


def box() -> None:
    """The steps on the page."""
    components.write(drawn(steps()))
