"""The table of what moved between two days: a heading row a group, one row a KPI, and sentences on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.narrative import standing_text
from kpis.standing.area_view import AreaView
from kpis.standing.changes import ChangeSince, Move, news
from kpis.standing.changes import usual_day as usual_day_of
from kpis.standing.kpi_standing import Standing
from kpis.verdict.verdict import verdict
from pages.queries import area_view, load_ledger, session
from pages.widgets import components

GROUPS = {
    Move.WRONG: "Wrong direction", Move.RIGHT: "Right direction", Move.CHANGED: "Changed, neither direction is the right one",
    Move.APART: "Newer figure, not comparable with the one then", Move.REVISED: "Revised figure of the same period",
    Move.NEW: "New figure, none then", Move.GONE: "No longer given",
}  # fmt: skip
SEASONAL = "Seasonal: set against the same period a year before, with the change since then below"
DIRECTED = (*(str(one) for one in (Move.WRONG, Move.RIGHT, Move.LEVEL)), "higher", "lower")  # said by the change itself
WIDTHS = (3, 15.5, 8.7, 8, 8.7, 8, 20, 13.5, 7.3, 7.3)


def table(rows: Sequence[ChangeSince], area: str, day: date, as_at: date | None) -> Markup:
    """Every KPI that moved, in the order in which a meeting asks; empty where none did. Seasonal KPIs have a group of their own."""
    order = list(GROUPS)
    groups = [(words, [row for row in rows if row.move is move and not row.seasonal]) for move, words in GROUPS.items()]
    season = [row for row in rows if row.seasonal]
    groups.append((SEASONAL, sorted(season, key=lambda row: order.index(row.move) if row.move in order else len(order))))
    body = Markup()
    for words, found in groups:
        if found:
            body += html("<tr class='group'><th colspan='10' scope='rowgroup'>{} ({})</th></tr>", words, len(found))
            body += joined(_row(row, area) for row in found)
    if not body:
        return Markup()
    heads = [
        ("", "code"), ("KPI", ""), (f"On {formats.day(day)}", "n"), ("Period", ""), (f"On {formats.day(as_at)}" if as_at else "Now", "n"),
        ("Period", ""), ("Change, and on which period", ""), ("Verdict now", ""), ("Rating then", ""), ("Rating now", "last"),
    ]  # fmt: skip
    return components.table(heads, body, WIDTHS, f"What moved in {area}")


def unmoved(rows: Sequence[ChangeSince]) -> Markup:
    """The KPIs that did not move, by their codes."""
    told = joined([html("<b>{}</b>: {}.", what, codes) for what, codes in standing_text.unmoved(rows)], " ")
    return html("<div style='height:.4rem'></div><p>{}</p>", told) if told else Markup()


def _row(row: ChangeSince, area: str) -> Markup:
    indicator = row.now.indicator
    name = components.link(indicator.short, "kpi", area=area, kpi=indicator.code)
    later = row.revised_to
    note = f"revised since: {formats.figure(later.value, indicator, later.missing)}" if later else ""
    then, now = (components.badge(s.rating.status) for s in (row.then, row.now))
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'>{name}</th>{then_stood}{now_stood}<td class='small'>{moved}</td><td>{said}</td>"
        "<td>{then}</td><td class='last'>{now}</td></tr>",
        code=indicator.code, name=name, then_stood=_stood(row.then, note), now_stood=_stood(row.now),
        moved=changed(row), said=components.verdict_mark(verdict(row.now)), then=then,
        now=now if then == now else html("<b>{}</b>", now),
    )  # fmt: skip


def changed(row: ChangeSince, *, other: bool = True) -> Markup:
    """The change that the row is judged by, with its base; where there is none, why. ``other`` puts the other base below it."""
    lines = [standing_text.change_line(one, row.now) for one in row.bases][: None if other else 1]
    said = "" if row.move in (Move.NEW, Move.GONE) or (lines and row.word in DIRECTED) else str(row.word)
    first = lines[:1] if not said else [", ".join([*lines[:1], said]) if lines else said]
    told = joined(html("<br><span class='quiet'>{}</span>", one) for one in lines[1:])
    return html("{}{}", first[0] if first else components.quiet(formats.DASH), told)


def _stood(standing: Standing, note: str = "") -> Markup:
    """A figure with its period, and under that how firm it is, its share, and what became of it later."""
    own, weight = standing.own, "big" if standing.value is not None else "quiet"
    share = formats.share(own.share) if own and own.share is not None else ""
    under = ", ".join(filter(None, (share, own.firmness if own else "", note)))
    told = html("<br><span class='quiet small'>{}</span>", under) if under else Markup()
    when = components.quiet(formats.period(own.period) if own else formats.DASH)
    doubt = components.doubted(standing)
    return html("<td class='n {}'>{}{}</td><td>{}{}</td>", weight, components.figure(standing), doubt, when, told)


def _received(held: AreaView) -> list[date]:
    """The days on which the area's scorecards and DfE's releases came in, up to the day shown."""
    until = held.as_at or session.today()
    return [day for day in news(load_ledger.loads(), held.area.code) if day <= until]


def came_since(held: AreaView, day: date) -> bool:
    """Whether a scorecard of the area or a release came in after a day: where none did, no figure can have moved since."""
    return any(one > day for one in _received(held))


def usual_day(held: AreaView) -> date:
    """The day that what moved is counted from where nobody chose one."""
    until, received = held.as_at or session.today(), _received(held)
    return usual_day_of(area_view.meetings(held.area.code), received, until)
