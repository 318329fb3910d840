"""Load a file: choose it, see each cell as printed and as read, read the findings, publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape

import streamlit as st

from data.model import Loaded, Measure, Missing, Observation, Period, Series, Severity, Unit
from data.store import StoreFault, person
from kpis import show
from loaders import Refused, read_file
from pages.parts import cards, session
from pages.parts.frame import Frame

GUIDE = """<div style='max-width:52rem'><h2>What the file needs</h2><ul>
<li>A line above the table that names the local area, or choose the area here.</li>
<li>A heading row with a reference (‘Ref’), the KPI’s name, and any of: target, a period or ‘Actual’, SN, region,
England, data source, priority.</li>
<li>One row a KPI, by its code (S5). Columns may stand in any order; a heading row may come again for each section.</li>
<li>TBC, n/a, c for suppressed and blanks are kept as what they are, never as zero.</li></ul>
<h2 style='margin-top:.8rem'>What is refused</h2><ul>
<li>Rows about children: UPN, ULN, date of birth, names, addresses. Such a file is not kept.</li>
<li>A file with a password, a file that is not a workbook, a sheet without a table, two figures for one KPI and period.</li></ul></div>"""
SIGNS = "= as it stands, ≠ a tag, share or word was read out of a cell, ! no figure. Figures are exact here, rounded elsewhere."
_PLAIN = re.compile(r"[-−+]?[\d,]*\.?\d+%?")
FROM_TITLE = "As the file says"
SAID = {
    Series.OWN: "",
    Series.TARGET: "target ",
    Series.NEIGHBOURS: "neighbours ",
    Series.REGION: "region ",
    Series.ENGLAND: "England ",
}


def render(frame: Frame) -> None:
    """The page."""
    done = st.session_state.pop("loaded", None)
    if done:
        cards.write(f"<p role='status'><b>{escape(done[0])}</b> {cards.link('Open the Overview', './', area=done[1])}</p>")
    cards.write(
        cards.heading(
            "Load a scorecard",
            "Choose an .xlsx file. You see every cell as it was read before anything is kept. Nothing leaves this computer.",
        )
    )
    left, right = st.columns([58, 42], gap="medium")
    with left:
        file = st.file_uploader("Scorecard workbook (.xlsx)", type=["xlsx", "xlsm"], key=f"file_{st.session_state.get('files', 0)}")
    with right:
        names = [FROM_TITLE, *(a.name for a in session.catalogue().areas.values() if a.level == "authority" and a.closed is None)]
        area = st.selectbox("Local area", names, key="load_area")
        received = st.date_input("Day it was received", value="today", max_value="today", key="received", format="DD/MM/YYYY")
    if file is None:
        cards.write(GUIDE)
        sample = session.SAMPLE
        st.download_button("Download an example scorecard", sample.read_bytes(), sample.name, on_click="ignore", key="example")
        return
    loaded = _read(file.name, file.getvalue(), None if area == FROM_TITLE else area)
    if loaded is not None:
        _offer(loaded, file.getvalue(), received)


def _read(name: str, content: bytes, area: str | None) -> Loaded | None:
    bar = st.progress(0.0, "Opening the file")
    try:
        return read_file(name, content, session.catalogue(), area=area, progress=bar.progress)
    except Refused as why:
        cards.write(cards.heading("This file was refused", level=2), cards.finding("stop", str(why), "", name))
        return None
    finally:
        bar.empty()


def _offer(loaded: Loaded, content: bytes, received: date | None) -> None:
    own = [o for o in loaded.observations if o.series is Series.OWN and o.measure is Measure.FIGURE]
    checks = sum(f.severity is Severity.CHECK for f in loaded.findings)
    codes = len({o.indicator for o in own})
    held = len({o.indicator for o in own if o.value is not None})
    figures = sum(o.value is not None for o in loaded.observations)
    area = session.catalogue().areas[loaded.reporter].name
    counts = loaded.counts()
    cells = ", ".join(f"{counts[k]} {k}" for k in counts if k != "non_empty")
    kpis = f"{codes} KPI{'s' * (codes != 1)}"
    title = f"{area}: {kpis} read, {held} with a figure of their own; {checks} finding{'s' * (checks != 1)} to check, now or later"
    cards.write(cards.heading(title, f"{loaded.file} · {counts['non_empty']} cells: {cells} · {figures} figures · nothing is saved yet", 2))
    if st.button(f"Load {kpis} for {area}", type="primary", key="publish"):
        _publish(loaded, content, received, area)
    changes = session.moved(loaded)
    if changes:
        cards.write(cards.moved_table(changes, f"{len(changes)} figure{'s' * (len(changes) != 1)} in force would change"))
    left, right = st.columns([58, 42], gap="medium")
    with left:
        heads = (("", "code"), ("As printed", ""), ("", ""), ("As read", ""))
        cards.write(
            cards.table(heads, "".join(_preview(loaded)), (7, 38, 5, 50)),
            f"<p class='sub'>{SIGNS}</p>",
        )
        with st.expander(f"Every cell that is not empty, and what became of it: {counts['non_empty']} cells"):
            st.dataframe(
                [{"Sheet": c.sheet, "Cell": c.cell, "As printed": c.text, "Became": c.kind.value, "Read as": c.read_as, "KPI": c.indicator}
                 for c in loaded.cells],
                hide_index=True, height=320, key="every_cell", width="stretch",
            )  # fmt: skip
    with right:
        found = "".join(cards.finding(f.severity.value, f.what, f.hint, f.where) for f in loaded.findings)
        cards.write(cards.heading("Findings", level=2), found or "<p>Nothing to check.</p>", cards.notice(loaded.notice))


def _publish(loaded: Loaded, content: bytes, received: date | None, area: str) -> None:
    day = received if received is not None else session.today()
    try:
        done = session.store(session.home()).publish(
            loaded,
            content,
            who=person(),
            recorded_at=datetime.now(UTC),
            received=day,
        )
    except StoreFault as why:
        cards.write(cards.finding("stop", str(why), "", loaded.file))
        return
    words = (
        f"Loaded {loaded.file} as load {done.id}."
        if done.published
        else f"This file is already loaded, as load {done.id}. Nothing was changed."
    )
    st.session_state["loaded"] = (words, area)
    st.session_state["files"] = st.session_state.get("files", 0) + 1  # an empty uploader for the next file
    st.rerun()


def _preview(loaded: Loaded) -> Iterator[str]:
    """One row a KPI and period: its cells as printed, a sign, and how each was read."""
    by_code: dict[tuple[str, Period], list[Observation]] = {}
    for o in loaded.observations:
        by_code.setdefault((o.indicator, o.period), []).append(o)
    for (code, _), rows in by_code.items():
        rows.sort(key=lambda o: list(Series).index(o.series))
        printed = " | ".join({o.cell: o.raw for o in rows if o.raw}.values()) or "(blank)"
        read = "; ".join(_as_read(o) for o in rows)
        own = next((o for o in rows if o.series is Series.OWN), rows[0])
        sign = "!" if own.value is None else "=" if all(_PLAIN.fullmatch(o.raw) for o in rows if o.raw) else "≠"
        weight = " style='font-weight:700'" if sign == "!" else ""
        yield (
            f"<tr><td class='code'>{code}</td><th scope='row'><code>{escape(printed)}</code></th><td class='quiet'>{sign}</td>"
            f"<td{weight}>{escape(read)} <span class='quiet small'>{escape(show.period(own.period))}</span></td></tr>"
        )


def _as_read(o: Observation) -> str:
    indicator = session.catalogue().indicators[o.indicator]
    if o.measure is Measure.SHARE and o.value is not None:
        return f"{show.share(o.value)} of {indicator.share_of or 'a whole'}"
    name = session.catalogue().areas[o.area].name + " " if o.series is Series.REGION else SAID[o.series]
    if o.value is None:
        return name + show.figure(None, indicator, o.missing or Missing.BLANK).lower()
    zero = " (a true zero)" if o.value == 0 and o.series is Series.OWN else ""
    exact = f"{o.value:,.10g}".replace("-", show.MINUS)
    return f"{name}{exact}{'%' if indicator.unit is Unit.PERCENT else ''}{zero}"
