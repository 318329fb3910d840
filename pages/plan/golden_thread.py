"""The golden thread: the plan's priorities beside the KPIs and actions that serve them, and what is missing between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.plan import plan_text
from kpis.plan.golden_thread import PriorityThread, Thread, ThreadRow, thread
from pages.context.page_context import PageContext
from pages.queries import session
from pages.records import plan_view
from pages.records.plan_view import PlanView
from pages.widgets import components

WIDTHS = (28, 8, 36, 28)
CELL = "text-align:center;padding-left:0;padding-right:0;font-size:.8rem;overflow-wrap:normal"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of a code: the heading above the column says them
KEY = "A number: how many of the priority’s actions cite the KPI. ○ mapped to it, cited by none of its actions. ✓ a figure is held."


def render(frame: PageContext) -> None:
    """The page."""
    shown = plan_view.looked_at(frame)
    if shown is None:
        return
    known, held, area = session.catalogue(), frame.held, shown.area
    printed = session.store(session.home()).links(held.build, area.code, shown.as_at).itertuples(index=False) if held else ()
    figures = [s.indicator.code for s in held.standings if s.value is not None] if held else []
    found = thread(shown.kept.version, known.links(area.code, printed), figures, list(known.indicators_of(area.code)))
    sub = f"Golden thread · {area.name} · {shown.kept.version.title} · as at {formats.day(shown.today)}"
    components.write(
        components.heading(plan_text.thread_headline(found), sub),
        _matrix(shown, found, figures),
        _columns(found, figures, _codes(shown, found)),
        _folded(
            "Every gap, in words", Markup("<ul>") + joined(html("<li>{}</li>", words) for words in plan_text.gaps(found)) + Markup("</ul>")
        ),
        _folded("Which actions cite which KPI", _listed(shown, found)),
        _folded("Measures in words, without a KPI", _words_only(shown, found)),
        shown.foot(),
    )


def _matrix(shown: PlanView, found: Thread, figures: Collection[str]) -> Markup:
    """Priorities down, KPIs across: how many actions cite each, and a ring where it is mapped and cited by none."""
    known, area = session.catalogue(), shown.area.name
    codes = _codes(shown, found)
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(known.indicators[code].section if code in known.indicators else "", []).append(code)
    order = [code for group in groups.values() for code in group]
    first = {group[0] for group in groups.values()}
    edge = {code: ";border-left:1px solid" if code in first else "" for code in order}
    titles = {one.code: one.title for one in known.sections.values()}

    def named(section: str, many: int) -> str:
        return f"{section} {titles.get(section, 'Others')}" if many > 3 or section not in titles else section

    over = joined(
        html(
            "<th colspan='{}' scope='colgroup' style='padding-left:.3rem;border-left:1px solid'>{}</th>",
            len(group), named(section, len(group)),
        )
        for section, group in groups.items()
    )  # fmt: skip
    heads = joined(
        html(
            "<th scope='col' style='{}{}' title='{}'>{}</th>",
            CELL, edge[code], code, components.link(code.lstrip(LETTERS), "kpi", area=area, kpi=code, view="Actions"),
        )
        for code in order
    )  # fmt: skip
    at = {(row.priority, row.kpi): row for row in found.rows}
    body = joined(_across(area, one, [(code, at.get((one.number, code)), edge[code]) for code in order]) for one in found.priorities)
    held = joined(
        html(
            "<td style='{cell}{edge}' title='{code}: {known}'>{figure}</td>",
            cell=CELL, edge=edge[code], code=code, known="a figure" if code in figures else "no figure",
            figure="✓" if code in figures else formats.DASH,
        )
        for code in order
    )  # fmt: skip
    wide = 71.5 / max(len(order), 1)
    columns = Markup("<col style='width:18.5%'><col style='width:5%'><col style='width:5%'>") + html(
        "<col style='width:{:.3f}%'>", wide
    ) * len(order)
    return html(
        "<table class='matrix' aria-label='Priorities, KPIs and actions'><colgroup>{columns}</colgroup>"
        "<thead><tr><td colspan='3'></td>{over}</tr>"
        "<tr><th scope='col'>Priority</th><th scope='col' class='n'>Actions</th><th scope='col' class='n'>Cite one</th>"
        "{heads}</tr></thead>"
        "<tbody>{body}<tr><th scope='row' colspan='3'>Figure held</th>{held}</tr></tbody></table><p class='quiet small'>{key}</p>",
        columns=columns, over=over, heads=heads, body=body, held=held, key=KEY,
    )  # fmt: skip


def _codes(shown: PlanView, found: Thread) -> list[str]:
    """The area's KPIs in their order, then any other that the plan cites."""
    return list(dict.fromkeys((*session.catalogue().indicators_of(shown.area.code), *(row.kpi for row in found.rows))))


def _across(area: str, one: PriorityThread, cells: Sequence[tuple[str, ThreadRow | None, str]]) -> Markup:
    drawn = Markup()
    for code, row, edge in cells:
        mark = Markup() if row is None else html("<b>{}</b>", len(row.actions)) if row.actions else "○"
        told = "" if row is None else f"{code}: {', '.join(row.actions) or 'mapped, cited by none'}"
        drawn += html("<td style='{}{}'{}>{}</td>", CELL, edge, html(" title='{}'", told) if told else Markup(), mark)
    title = components.link(f"{one.number} {one.title}", "plan", area=area, of=one.number)
    return html(
        "<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n'><b>{}</b></td>{}</tr>",
        title, len(one.actions), len(one.citing), drawn,
    )  # fmt: skip


def _columns(found: Thread, figures: Collection[str], order: Sequence[str]) -> Markup:
    """The three kinds of gap side by side."""
    served = {code for one in found.priorities for code in one.cited}
    cited = [code for code in order if code in served and code not in figures]
    told = [
        ("Priorities no KPI measures", ", ".join(map(str, found.unmeasured)) or "None"),
        ("KPIs no action cites", ", ".join(found.kpis_unserved) or "None"),
        ("KPIs cited, without a figure", ", ".join(cited) or "None"),
    ]
    cells = joined(html("<div style='flex:1 1 0'><h2>{}</h2><p>{}</p></div>", name, words) for name, words in told)
    return html("<div style='display:flex;gap:2rem;margin-top:.5rem'>{}</div>", cells)


def _folded(name: str, inside: str) -> Markup:
    return html("<details><summary>{}</summary>{}</details>", name, inside) if inside else Markup()


def _listed(shown: PlanView, found: Thread) -> Markup:
    heads = [("Priority", ""), ("Actions", "n"), ("KPIs, with the actions that cite each", ""), ("Missing", "last")]
    return components.table(
        heads, joined(_row(shown, found, one) for one in found.priorities), WIDTHS, "KPIs and the actions that cite each"
    )


def _row(shown: PlanView, found: Thread, one: PriorityThread) -> Markup:
    area = shown.area.name
    cells = []
    for row in found.rows:
        if row.priority == one.number:
            cited = joined([components.link(code, "plan", area=area, action=code) for code in row.actions], ", ") or "no action"
            figure = "" if row.figure else ", no figure"
            cells.append(html("<div>{}: {}{}</div>", components.link(row.kpi, "kpi", area=area, kpi=row.kpi), cited, figure))
    missing = "No KPI measures it" if one.without_kpi else "No figure yet" if one.without_figure else ""
    title = components.link(f"{one.number} {one.title}", "plan", area=area, of=one.number)
    return html(
        "<tr><th scope='row'>{}</th><td class='n'>{}</td><td>{}</td><td class='last'>{}</td></tr>",
        title, len(one.actions), joined(cells) or components.quiet(formats.DASH), missing,
    )  # fmt: skip


def _words_only(shown: PlanView, found: Thread) -> Markup:
    """Success measures that set a figure in words and cite no code, and codes that words suggest."""
    rows = Markup()
    for one in found.words_only:
        if (one.figure_in_words and one.action not in found.citing) or one.offered:
            suggests = f" Its words suggest {', '.join(one.offered)}, which is not printed there." if one.offered else ""
            link = components.link(one.action, "plan", area=shown.area.name, action=one.action)
            rows += html("<li>{}: {}.{}</li>", link, " / ".join(one.measures.splitlines()), suggests)
    return html("<ul>{}</ul>", rows) if rows else Markup()
