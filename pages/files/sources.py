"""The ledger of loads, what each cell became, and every finding: where a figure is followed to its cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import streamlit as st

from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.context.page_context import PageContext
from pages.files import load_preview, quarantine_view, release_details
from pages.queries import area_view, homes, load_ledger, session, withheld
from pages.records import check_answers
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

NAMED = 6  # withheld figures named of one file
LOADS_SHOWN = 12
KINDS = ("All cells", "observation", "missing", "refused", "label", "heading")


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    loads = load_ledger.loads()
    loads = loads[(loads["area"] == held.area.code) | (loads["publication"] != "")]
    found = load_ledger.findings(held.area.code)
    to_settle = int((found["severity"] == "check").sum())
    own = int((loads["publication"] == "").sum())
    title = f"{own} load{'s' * (own != 1)}, {to_settle} finding{'s' * (to_settle != 1)} to check" if own else "No scorecard of its own"
    releases = len(loads) - own
    more = f"{releases} release{'s' * (releases != 1)} of published figures" if releases else ""
    sub = ("Sources and findings", held.area.name, more, "every figure has its file, sheet, cell and load")
    components.write(components.heading(title, " · ".join(filter(None, sub))))
    if "load" not in frame.choices:
        components.write(
            components.empty("Nothing loaded", "Load a scorecard or DfE’s files.", components.link("Load a file", "load")),
            components.foot(held),
        )
        return
    load = int(frame.choices["load"])
    published = bool(loads.set_index("id").loc[load, "publication"])
    (_release if published else _scorecard)(held, loads, load, found)
    components.write(components.foot(held))


def _release(held: AreaView, loads: pd.DataFrame, load: int, _: pd.DataFrame) -> None:
    """A release of published figures: its figure that a link pointed at, its line in the ledger, findings and revisions."""
    if cell := st.query_params.get("cell", ""):
        components.write(release_details.followed(held, load, st.query_params.get("file", ""), cell))
    left, right = st.columns([56, 44], gap="medium")
    with left:
        _ledgers(loads, load)
        row = loads.set_index("id").loc[load].to_dict()
        components.write(release_details.facts(row))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
            _files(row)
            _decide(loads, load)
        release_details.revised(held, load)
    with right:
        components.write(release_details.findings(held, load))
        components.write(release_details.notes(held, load))


def _scorecard(held: AreaView, loads: pd.DataFrame, load: int, found: pd.DataFrame) -> None:
    """A load of a scorecard: the cell that a link pointed at, the ledger, what it changed, its cells and findings."""
    if cell := st.query_params.get("cell", ""):
        _followed(load, st.query_params.get("sheet", ""), cell)
    left, right = st.columns([56, 44], gap="medium")
    with left:
        _ledgers(loads, load)
        if changed := load_ledger.changes(held.area.code, load):
            components.write(components.moved_table(changed, f"What load {load} changed"))
        _cells(loads, load)
        _decide(loads, load)
        quarantine_view.draw(held.area.code)
    with right:
        mine = found[found["load"] == load].to_dict("records")
        body = joined(components.finding(f["severity"], f["what"], f["hint"], f["place"]) for f in mine)
        components.write(components.heading(f"Findings of load {load}", level=2), body or Markup("<p>No findings.</p>"))
        others = found[(found["severity"] == "check") & (found["load"] != load)]
        if len(others):
            with st.expander(markdown("Findings to check in other loads: {}", len(others))):
                components.write(joined(_elsewhere(held, f) for f in others.to_dict("records")))
        components.write(check_answers.of_area(held))
        if differing := [(s, words) for s in held.standings for words in s.disagreements]:
            told = joined(html("<p>{} {}</p>", components.link(s.indicator.code, 'kpi', area=held.area.name, kpi=s.indicator.code), words)
                           for s, words in differing)  # fmt: skip
            components.write(components.heading(f"Printed ratings and directions that are not ours: {len(differing)}", level=2), told)


def _ledgers(loads: pd.DataFrame, load: int) -> None:
    """The newest loads, and behind them all."""
    few = loads[(loads["id"] == load) | (loads["id"] > sorted(loads["id"])[-LOADS_SHOWN:][0] - 1)]
    components.write(
        components.heading("Loads" if len(few) == len(loads) else f"Loads: the newest {LOADS_SHOWN}", level=2), _ledger(few, load)
    )
    if len(few) < len(loads):
        with st.expander(markdown("All {} loads", len(loads))):
            components.write(_ledger(loads, load))


def _files(row: Mapping[Any, Any]) -> None:
    """The files as received, each under its own name where the ledger knows it."""
    found = release_details.received(row, Path(session.home()) / "raw")
    if len(found) == 1:
        name, path = found[0]
        st.download_button("Download the file as received", path.read_bytes, name, on_click="ignore", key="kept")
    elif found:
        with st.popover(markdown("Download the {} files as received", len(found)), width="content"):
            for n, (name, path) in enumerate(found):
                st.download_button(as_typed(name), path.read_bytes, name, on_click="ignore", key=f"kept_{n}")


def _withheld(row: Mapping[Any, Any]) -> bool:
    """Whether a file is not handed out because it holds figures that are withheld; says so."""
    found = withheld.held_in(area_view.area_key(row["area"]), row["id"])
    if found:
        named = ", ".join(f"{code} {period}" for code, period in found[:NAMED])
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        components.write(html("<p class='small'>The file is not handed out: it holds figures that are withheld ({}{}).</p>", named, more))
    return bool(found)


def _ledger(loads: pd.DataFrame, load: int) -> Markup:
    body = Markup()
    for row in loads.iloc[::-1].to_dict("records"):
        counts = json.loads(row["cells"])
        here = Markup(" class='here'") if row["id"] == load else Markup()
        state = " (withdrawn)" if row["withdrawn"] else ""
        name = f"{row['title']}, {row['edition']}".rstrip(", ") if row["publication"] else row["file"]
        body += html(
            "<tr{here}><td>{id}</td><th scope='row'>{name}{state}</th><td>{received}</td><td>{by}</td>"
            "<td class='n'>{cells:,}</td><td class='n last'>{observations:,}</td></tr>",
            here=here, id=row["id"], name=name, state=state, received=formats.day(row["received"]), by=row["who"],
            cells=counts.get("non_empty", counts.get("rows", 0)), observations=row["observations"],
        )  # fmt: skip
    heads = (("Load", ""), ("File", ""), ("Received", ""), ("By", ""), ("Cells, rows", "n"), ("Figures", "n last"))
    return components.table(heads, body, (7, 37, 17, 11, 14, 14))


def _elsewhere(held: AreaView, finding: Mapping[Any, Any]) -> Markup:
    """A finding of another load, with the way to it."""
    way = components.link(f"load {finding['load']}", "sources", area=held.area.name, load=finding["load"])
    return components.finding(finding["severity"], finding["what"], finding["hint"], finding["place"]) + html(
        "<p class='small'>{}</p>", way
    )


def _decide(loads: pd.DataFrame, load: int) -> None:
    """Takes the load out of use with a reason, or puts it back; nothing is deleted."""
    row = loads.set_index("id").loc[load].to_dict()
    if row["withdrawn"]:
        components.write(html("<p>Load {} was withdrawn by {}: {}</p>", load, row["decided_by"], row["decided_why"]))
    with st.popover(markdown("Reinstate load {}", load) if row["withdrawn"] else markdown("Withdraw load {}", load), width="content"):
        why = st.text_input("Reason, kept in the ledger", key=f"why_{load}", max_chars=200)
        action: Literal["withdraw", "reinstate"] = "reinstate" if row["withdrawn"] else "withdraw"
        ready = bool(why.strip()) or action == "reinstate"
        if st.button(as_typed(action.capitalize()), key=f"decide_{load}", type="primary", disabled=not ready):
            homes.writer(session.home()).decide_load(load, action, why=why.strip())
            st.rerun()


def _followed(load: int, sheet: str, ref: str) -> None:
    """The one cell that a link pointed at, with the rest of its row."""
    cells = load_ledger.cells(load)
    cells = cells[cells["sheet"] == sheet] if sheet else cells
    digits = "".join(c for c in ref if c.isdigit())
    beside = cells[cells["cell"].str.replace(r"^[A-Z]+", "", regex=True) == digits]
    if beside.empty:
        components.write(html("<p>Load {} has nothing in cell {} nor in its row.</p>", load, ref))
        return
    blank = "" if ref in set(beside["cell"]) else f" {ref} itself is blank: no data, not zero."
    marked = joined(
        html(
            "<tr{here}><td class='code'>{cell}</td><th scope='row'><code>{text}</code></th><td>{kind}</td><td>{read_as}</td></tr>",
            here=Markup(" class='here'") if c["cell"] == ref else Markup(), cell=c["cell"], text=c["text"], kind=c["kind"],
            read_as=c["read_as"],
        )
        for c in beside.to_dict("records")
    )  # fmt: skip
    heads = (("Cell", ""), ("As printed", ""), ("Became", ""), ("Read as", ""))
    components.write(
        components.heading(
            f"Cell {ref} of {beside['sheet'].iloc[0]}, load {load}",
            f"Row {digits} as it stands in the file; the figure’s own cell is marked.{blank}",
            2,
        ),
        components.table(heads, marked, (8, 50, 16, 26)),
    )


def _cells(loads: pd.DataFrame, load: int) -> None:
    row = loads.set_index("id", drop=False).loc[load].to_dict()
    counts = json.loads(row["cells"])
    components.write(
        components.heading(
            "Cell by cell",
            f"{counts['non_empty']} cells that are not empty: {load_preview.cell_kinds(counts)}. "
            "Each is counted once; a cell such as 58 (4.0%) holds two figures.",
            2,
        )
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        kind = st.selectbox("Cells shown", KINDS, key="kind", bind="query-params", label_visibility="collapsed", width=200)
        kept = Path(session.home()) / "raw" / row["kept_as"]
        if kept.is_file() and not _withheld(row):
            st.download_button(
                "Download the clean copy" if release_details.is_copy(row) else "Download the file as received",
                kept.read_bytes, release_details.copy_name(row), on_click="ignore", key="kept",
            )  # fmt: skip
    cells = load_ledger.cells(load)
    cells = cells if kind == KINDS[0] else cells[cells["kind"] == kind]
    st.dataframe(
        cells[["sheet", "cell", "text", "kind", "read_as", "indicator"]].rename(
            columns={"sheet": "Sheet", "cell": "Cell", "text": "As printed", "kind": "Became", "read_as": "Read as", "indicator": "KPI"}
        ),
        hide_index=True, height=300, key="cells", width="stretch",
    )  # fmt: skip
