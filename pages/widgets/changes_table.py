"""The table of what moved between two days: a heading row a group, one row a KPI, and sentences on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.narrative import standing_text
from kpis.standing.area_view import AreaView
from kpis.standing.changes import ChangeSince, Move
from kpis.standing.changes import usual_day as usual_day_of
from kpis.standing.kpi_standing import Standing
from pages.queries import area_view, load_ledger, session
from pages.widgets import components

GROUPS = {
    Move.WORSE: "Worse", Move.BETTER: "Better", Move.CHANGED: "Changed, neither better nor worse",
    Move.APART: "Newer figure, not comparable with the one then", Move.REVISED: "Revised figure of the same period",
    Move.NEW: "New figure, none then", Move.GONE: "No longer given",
}  # fmt: skip


def table(rows: Sequence[ChangeSince], area: str, day: date, as_at: date | None) -> Markup:
    """Every KPI that moved, in the order in which a meeting asks; empty where none did."""
    body = Markup()
    for move, words in GROUPS.items():
        found = [row for row in rows if row.move is move]
        if found:
            body += html("<tr class='group'><th colspan='10' scope='rowgroup'>{} ({})</th></tr>", words, len(found))
            body += joined(_row(row, area) for row in found)
    if not body:
        return Markup()
    heads = [
        ("", "code"), ("KPI", ""), (f"On {formats.day(day)}", "n"), ("Period", ""), (f"On {formats.day(as_at)}" if as_at else "Now", "n"),
        ("Period", ""), ("Change", "n"), ("That is", ""), ("Rating then", ""), ("Rating now", "last"),
    ]  # fmt: skip
    return components.table(heads, body, (3.2, 22.3, 9.5, 11.5, 9.5, 11.5, 8.5, 8, 8, 8), f"What moved in {area}")


def unmoved(rows: Sequence[ChangeSince]) -> Markup:
    """The KPIs that did not move, by their codes."""
    told = joined([html("<b>{}</b>: {}.", what, codes) for what, codes in standing_text.unmoved(rows)], " ")
    return html("<div style='height:.4rem'></div><p>{}</p>", told) if told else Markup()


def _row(row: ChangeSince, area: str) -> Markup:
    indicator = row.now.indicator
    name = components.link(indicator.short, "kpi", area=area, kpi=indicator.code)
    later = row.revised_to
    note = f"revised since: {formats.figure(later.value, indicator, later.missing)}" if later else ""
    word = "" if row.move in (Move.NEW, Move.GONE) else str(row.word)
    small = Markup(" class='small'") if row.move is Move.APART else Markup()
    then, now = (components.badge(s.rating.status) for s in (row.then, row.now))
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'>{name}</th>{then_stood}{now_stood}<td class='n'>{moved}</td><td{small}>{word}</td>"
        "<td>{then}</td><td class='last'>{now}</td></tr>",
        code=indicator.code, name=name, then_stood=_stood(row.then, note), now_stood=_stood(row.now),
        moved=components.quiet(formats.moved(row.change, indicator)), small=small, word=word, then=then,
        now=now if then == now else html("<b>{}</b>", now),
    )  # fmt: skip


def _stood(standing: Standing, note: str = "") -> Markup:
    """A figure with its period, and under that how firm it is, its share, and what became of it later."""
    own, weight = standing.own, "big" if standing.value is not None else "quiet"
    share = formats.share(own.share) if own and own.share is not None else ""
    under = ", ".join(filter(None, (share, own.firmness if own else "", note)))
    told = html("<br><span class='quiet small'>{}</span>", under) if under else Markup()
    when = components.quiet(formats.period(own.period) if own else formats.DASH)
    return html("<td class='n {}'>{}</td><td>{}{}</td>", weight, components.figure(standing), when, told)


def _received(held: AreaView) -> list[date]:
    """The days on which the area's scorecards came in, up to the day shown."""
    until, known = held.as_at or session.today(), load_ledger.loads()
    return [day for day, area in zip(known["received"], known["area"], strict=True) if area == held.area.code and day <= until]


def came_since(held: AreaView, day: date) -> bool:
    """Whether a scorecard of the area or a release came in after a day: where none did, no figure can have moved since."""
    until, known = held.as_at or session.today(), load_ledger.loads()
    releases = [one for one, found in zip(known["received"], known["publication"], strict=True) if found and one <= until]
    return any(one > day for one in (*_received(held), *releases))


def usual_day(held: AreaView) -> date:
    """The day that what moved is counted from where nobody chose one."""
    until, received = held.as_at or session.today(), _received(held)
    return usual_day_of(area_view.meetings(held.area.code), received, until)
