"""The golden thread: the plan's priorities beside the KPIs and actions that serve them, and what is missing between them."""

from __future__ import annotations

from html import escape

from kpis import say_plan, show
from kpis.thread import PriorityThread, Thread, thread
from pages.parts import cards, planned, session
from pages.parts.frame import Frame
from pages.parts.planned import Planned

WIDTHS = (28, 8, 36, 28)


def render(frame: Frame) -> None:
    """The page."""
    shown = planned.looked_at(frame)
    if shown is None:
        return
    known, held, area = session.catalogue(), frame.held, shown.area
    printed = session.store(session.home()).links(held.build, area.code, shown.as_at).itertuples(index=False) if held else ()
    figures = [s.indicator.code for s in held.standings if s.value is not None] if held else []
    found = thread(shown.kept.version, known.links(area.code, printed), figures, list(known.indicators_of(area.code)))
    sub = f"Golden thread · {area.name} · {shown.kept.version.title} · as at {show.day(shown.today)}"
    cards.write(
        cards.heading(say_plan.thread_headline(found), sub),
        "<ul>" + "".join(f"<li>{escape(words)}</li>" for words in say_plan.gaps(found)) + "</ul>",
        _matrix(shown, found),
        _words_only(shown, found),
        shown.foot(),
    )


def _matrix(shown: Planned, found: Thread) -> str:
    heads = [("Priority", ""), ("Actions", "n"), ("KPIs, with the actions that cite each", ""), ("Missing", "last")]
    return cards.table(heads, "".join(_row(shown, found, one) for one in found.priorities), WIDTHS, "Priorities, KPIs and actions")


def _row(shown: Planned, found: Thread, one: PriorityThread) -> str:
    area = shown.area.name
    cells = []
    for row in found.rows:
        if row.priority == one.number:
            cited = ", ".join(cards.link(code, "plan", area=area, action=code) for code in row.actions) or "no action"
            figure = "" if row.figure else ", no figure"
            cells.append(f"<div>{cards.link(row.kpi, 'kpi', area=area, kpi=row.kpi)}: {cited}{figure}</div>")
    missing = "No KPI measures it" if one.without_kpi else "No figure yet" if one.without_figure else ""
    title = cards.link(f"{one.number} {one.title}", "plan", area=area, of=one.number)
    return (
        f"<tr><th scope='row'>{title}</th><td class='n'>{len(one.actions)}</td>"
        f"<td>{''.join(cells) or cards.quiet(show.DASH)}</td><td class='last'>{escape(missing)}</td></tr>"
    )


def _words_only(shown: Planned, found: Thread) -> str:
    """Success measures that set a figure in words and cite no code, and codes that words suggest."""
    rows = ""
    for one in found.words_only:
        if (one.figure_in_words and one.action not in found.citing) or one.offered:
            suggests = f" Its words suggest {', '.join(one.offered)}, which is not printed there." if one.offered else ""
            link = cards.link(one.action, "plan", area=shown.area.name, action=one.action)
            rows += f"<li>{link}: {escape(' / '.join(one.measures.splitlines()))}.{escape(suggests)}</li>"
    return f"{cards.heading('Measures in words, without a KPI', level=2)}<ul>{rows}</ul>" if rows else ""
