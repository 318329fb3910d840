"""A file before it is kept: each KPI's cells as printed and as read, every cell and what became of it, many files in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from data.catalogue.catalogue import Catalogue
from data.home.intake import TakenFile
from data.model.finding import Severity
from data.model.indicator import Unit
from data.model.loaded_file import Loaded
from data.model.observation import BOUNDS, CellPart, FigureRole, Missing, Observation, due_day
from data.model.period import Period
from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.verdict.load_effect import VerdictChange, effect_words, figure_words
from pages.widgets import components
from pages.widgets.markdown_text import markdown

SIGNS = "= as it stands, ≠ a tag, share or word was read out of a cell, ! no figure. Figures are exact here, rounded elsewhere."
CELLS = {
    "heading": "headings", "label": "names and words", "observation": "with a figure", "missing": "that say why there is none",
    "refused": "not taken",
}  # fmt: skip
_PLAIN = re.compile(r"[-−+]?[\d,]*\.?\d+%?")
SAID = {
    FigureRole.OWN: "", FigureRole.TARGET: "target ", FigureRole.MILESTONE: "milestone ", FigureRole.BASELINE: "baseline ",
    FigureRole.NEIGHBOURS: "neighbours ", FigureRole.REGION: "region ", FigureRole.ENGLAND: "England ", FigureRole.OTHER: "",
}  # fmt: skip


def cell_kinds(counts: Mapping[str, int]) -> str:
    """How many cells became what, in words."""
    return ", ".join(f"{counts.get(kind, 0)} {words}" for kind, words in CELLS.items())


def many(taken: Sequence[TakenFile]) -> Markup:
    """One row a file: what it is, and whether it can be loaded."""
    body = Markup()
    for one in taken:
        loaded = one.loaded
        checks = sum(f.severity is Severity.CHECK for f in loaded.findings) if loaded else 0
        own = {o.indicator for o in loaded.observations if o.series is FigureRole.OWN and o.value is not None} if loaded else set()
        state = one.refused or (f"Ready; {len(loaded.questions)} not answered" if loaded and loaded.questions else "Ready")
        mark = "stop" if one.refused else "note"
        figures = "" if one.refused else len(own)
        body += html(
            "<tr><th scope='row'>{name}</th><td class='n'>{figures}</td><td class='n'>{refused}</td>"
            "<td><span class='badge'><i class='m m-{mark}'></i><span>{state}</span></span></td></tr>",
            name=one.name, figures=figures, refused="" if one.refused else checks, mark=mark, state=state,
        )  # fmt: skip
    refused = sum(bool(one.refused) for one in taken)
    title = f"{len(taken) - refused} of {len(taken)} files can be loaded" + (f"; {refused} cannot" if refused else "")
    heads = (("File", ""), ("KPIs with a figure", "n"), ("To check", "n"), ("State", ""))
    return components.heading(title, "", 2) + components.table(heads, body, (30, 12, 10, 48), title)


def effect(changes: Sequence[VerdictChange]) -> Markup:
    """Each KPI whose rating or verdict the file changes, as it stands and as it would."""
    told = effect_words(changes)
    if not changes:
        return html("<p role='status'>{}</p>", told)
    body = joined(
        html(
            "<tr><td class='code'>{}</td><th scope='row'>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            one.after.indicator.code, one.after.indicator.short, figure_words(one.before), figure_words(one.after),
            components.badge(one.rating_before), components.badge(one.after.rating.status),
            components.verdict_mark(one.was) if one.was else "nothing held", components.verdict_mark(one.would_be),
        )
        for one in changes
    )  # fmt: skip
    heads = (
        ("", "code"), ("KPI", ""), ("Figure now", ""), ("Once loaded", ""), ("Rating now", ""), ("Once loaded", ""), ("Verdict now", ""),
        ("Once loaded", ""),
    )  # fmt: skip
    return components.heading(told, level=2) + components.table(heads, body, (4, 18, 13, 13, 9, 9, 17, 17), "Ratings and verdicts")


def cells(loaded: Loaded, known: Catalogue) -> None:
    """Each KPI's cells as printed and as read, and behind it every cell of the file."""
    heads = (("", "code"), ("As printed", ""), (components.unseen("Sign"), ""), ("As read", ""))
    components.write(components.table(heads, joined(_rows(loaded, known)), (7, 38, 5, 50)), html("<p class='sub'>{}</p>", SIGNS))
    with st.expander(markdown("Every cell that is not empty, and what became of it: {} cells", loaded.counts()["non_empty"])):
        st.dataframe(
            [{"Sheet": c.sheet, "Cell": c.cell, "As printed": c.text, "Became": c.kind.value, "Read as": c.read_as, "KPI": c.indicator}
             for c in loaded.cells],
            hide_index=True, height=320, key="every_cell", width="stretch",
        )  # fmt: skip


def _rows(loaded: Loaded, known: Catalogue) -> Iterator[Markup]:
    """One row a KPI and period: its cells as printed, a sign, and how each was read."""
    by_code: dict[tuple[str, Period], list[Observation]] = {}
    for o in loaded.observations:
        by_code.setdefault((o.indicator, o.period), []).append(o)
    for (code, _), rows in by_code.items():
        rows.sort(key=lambda o: list(FigureRole).index(o.series))
        printed = " | ".join({o.cell: o.raw for o in rows if o.raw}.values()) or "(blank)"
        read = "; ".join(_as_read(o, known) for o in rows)
        own = next((o for o in rows if o.series is FigureRole.OWN), rows[0])
        sign = "!" if own.value is None else "=" if all(_PLAIN.fullmatch(o.raw) for o in rows if o.raw) else "≠"
        weight = Markup(" style='font-weight:700'") if sign == "!" else Markup()
        yield html(
            "<tr><td class='code'>{code}</td><th scope='row'><code>{printed}</code></th><td class='quiet'>{sign}</td>"
            "<td{weight}>{read} <span class='quiet small'>{period}</span></td></tr>",
            code=code, printed=printed, sign=sign, weight=weight, read=read, period=formats.period(own.period),
        )  # fmt: skip


def _as_read(o: Observation, known: Catalogue) -> str:
    indicator = known.indicators[o.indicator]
    if o.measure is CellPart.SHARE and o.value is not None:
        return f"{formats.share(o.value)} of {indicator.share_of or 'a whole'}"
    if o.measure in (CellPart.NUMERATOR, CellPart.DENOMINATOR):
        return f"{o.measure.value} {f'{o.value:,.10g}' if o.value is not None else o.missing}"
    if o.measure is CellPart.DUE and o.value is not None:
        return f"due by {formats.day(due_day(o.value))}"
    if o.measure in BOUNDS and o.value is not None:
        return f"{SAID[o.series]}{o.measure.value} {o.value:,.10g}{'%' if indicator.unit is Unit.PERCENT else ''}"
    name = known.areas[o.area].name + " " if o.series in (FigureRole.REGION, FigureRole.OTHER) else SAID[o.series]
    if o.value is None:
        return name + formats.figure(None, indicator, o.missing or Missing.BLANK).lower()
    zero = " (a true zero)" if o.value == 0 and o.series is FigureRole.OWN else ""
    exact = f"{o.value:,.10g}".replace("-", formats.MINUS)
    return f"{name}{exact}{'%' if indicator.unit is Unit.PERCENT else ''}{zero}"
