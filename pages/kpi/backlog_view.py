"""What if: a backlog tried out below a KPI's figures, from numbers that the area's own KPIs fill in and anybody may change."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import streamlit as st

from data.model.indicator import WhatIf
from kpis import formats
from kpis.charts.interactive.backlog_chart import backlog
from kpis.charts.interactive.frame import Ready, alt, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.forecast import backlog_text
from kpis.forecast.backlog import LIMITS, YEAR, BacklogAim, BacklogInputs, SuggestedInput, aim_of, filled, month_after
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.context.page_context import PageContext
from pages.kpi import years_view
from pages.kpi.spc_view import asked as asked_of
from pages.queries import session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import components, image_export
from pages.widgets.markdown_text import as_typed

FARTHEST = 48  # months that may be aimed at
KEPT = "The rest of each month’s plans goes to the oldest cases over 20 weeks; with 0 the oldest case always goes first."
HELP = {
    "open_over": "Requests that have passed their 20 weeks and still wait for a plan. The case system holds them.",
    "due": "How many requests reach their 20 weeks in a month.",
    "issued": "How many plans the team can make in a month.",
    "kept": f"Of each month’s plans, the share kept for requests that are still within their 20 weeks. {KEPT}",
}
WIDTHS = (18, 16, 14, 18, 16, 18)


def draw(frame: PageContext, code: str) -> None:
    """Draws nothing for a KPI that no backlog is kept for."""
    held, what_if = frame.held, session.catalogue().what_ifs.get(code)
    if held is None or what_if is None:
        return
    due, issued = _filled(asked_of(held), what_if)
    components.write(
        components.heading(backlog_text.LABEL, level=2),
        Markup("<p>How long a backlog takes to clear, when the target is reached and how many plans that takes. Change any number.</p>"),
    )
    share = held.of(code).value
    kept = int(formats.number(share, 0)) if share is not None and 0 <= share <= LIMITS["kept"] else 0
    numbers, until = _asked(held, due, issued, kept)
    told = (
        *_sources(due, issued),
        f"Share kept for cases in time: {kept}%, {'as in the newest figure' if share is not None else 'none'}. {KEPT}",
    )
    components.write(joined(html("<p class='quiet small'>{}</p>", words) for words in told))
    if numbers is None:
        why = "Type how many cases are open over 20 weeks now, how many fall due and how many plans are issued a month."
        components.write(components.empty("Three numbers are needed", why, short=True))
        return
    today = held.as_at or session.today()
    spec, shown = _drawn((numbers, today, until, aim_of(held.of(code))), (held.area.name, held.notice), frame.palette.name, frame.scale)
    with st.container(key="what_if"):
        st.plotly_chart(Ready(spec), theme=None, key="kpi_backlog", alt=shown, config={"displayModeBar": False, "responsive": True})
    image_export.buttons("backlog_image", f"{held.area.name} {code} what if", frame.palette, chart="what_if")
    table = _tabled(numbers, today, until)
    components.write(table)


def _asked(held: AreaView, due: SuggestedInput, issued: SuggestedInput, kept_now: int) -> tuple[BacklogInputs | None, int]:
    """(the numbers, the number of the month aimed at); no numbers while one of them is not known. Each area, day and
    filled-in number has boxes of its own, so that none keeps a number that was filled in from other figures."""
    mark = f"{held.area.code}_{held.as_at or ''}"
    today = held.as_at or session.today()
    boxes = (("Open over 20 weeks", "open_over", None), ("Falling due a month", "due", due.number),
             ("Issued a month", "issued", issued.number), ("% kept for cases in time", "kept", kept_now))  # fmt: skip
    *columns, last = st.columns(5, vertical_alignment="bottom")
    given = [
        column.number_input(
            as_typed(label), 0, LIMITS[name], value, 1, key=f"{name}_{mark}_{value}", placeholder="Type it", help=HELP[name]
        )
        for column, (label, name, value) in zip(columns, boxes, strict=True)
    ]
    months = list(range(1, FARTHEST + 1))
    until = last.selectbox("Target month", months, YEAR - 1, key=f"by_{mark}", format_func=lambda n: formats.month(month_after(today, n)))
    if any(one is None for one in given):
        return None, until
    open_over, falling, plans, kept = (int(one) for one in given if one is not None)
    return BacklogInputs(open_over, falling, plans, kept), until


def _sources(due: SuggestedInput, issued: SuggestedInput) -> tuple[str, ...]:
    """Where the numbers in the boxes come from at first."""
    words = [("Falling due", due), ("Plans issued", issued)]
    told = [
        f"{name}: {one.number} a month, from {one.source}." if one.number is not None else f"{name}: {one.source}." for name, one in words
    ]
    return (*told, "Open over 20 weeks: no KPI and no file of DfE’s holds it; the case system does.")


@kept_once(64)
def _filled(by: ViewKey, what_if: WhatIf) -> tuple[SuggestedInput, SuggestedInput]:
    """What the area's own figures fill in, worked once a build, area and day."""
    return filled(what_if, years_view.worked(by, what_if.requests), years_view.worked(by, what_if.issued))


@lru_cache(maxsize=256)
def _drawn(of: tuple[BacklogInputs, date, int, BacklogAim | None], where: tuple[str, str], theme: str, scale: float) -> tuple[str, str]:
    """(the chart as its JSON, what it shows in words), drawn once for the same numbers, month, area with its mark, theme and size."""
    told, palette = backlog_text.tell(*of), DARK if theme == "dark" else LIGHT
    sub = f"{where[0]} · if there were {backlog_text.put_in(told)}"
    source = f"From {formats.day(told.today)}. Worked from these numbers alone."
    words = ChartCaption(backlog_text.result(told), sub, source, " · ".join(filter(None, (backlog_text.LABEL, where[1]))))
    return enlarge(backlog(palette, told, words), scale).to_json(validate=False), f"{backlog_text.LABEL}. {alt(words)}"


@lru_cache(maxsize=256)
def _tabled(asked: BacklogInputs, today: date, until: int) -> Markup:
    """The months as a table and what the model takes for granted."""
    told, body = backlog_text.tell(asked, today, until), Markup()
    for n, (month, *figures) in enumerate(backlog_text.rows(told), 1):
        mark = Markup(" <span class='quiet small'>(target month)</span>") if n == until else Markup()
        cells = joined(html("<td class='n'>{}</td>", components.quiet(one)) for one in figures)
        body += html("<tr><th scope='row'>{}{}</th>{}</tr>", month, mark, cells)
    heads = [(head, "n" if n else "") for n, head in enumerate(backlog_text.HEADS)]
    takes = joined(html("<li>{}</li>", one) for one in backlog_text.ASSUMES)
    return (
        components.table(heads, body, WIDTHS, f"{backlog_text.LABEL}: month by month")
        + html("<p class='small'>What this takes for granted:</p><ul class='small'>{}</ul>", takes)
        + html("<div class='foot'><span>Worked from the numbers above alone.</span>{}</div>", components.notice(backlog_text.LABEL))
    )  # fmt: skip
