"""Load files: choose them, see each cell as printed and as read, answer what is open, read the findings, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import streamlit as st

from data.home.intake import TakenFile, publish
from data.model.finding import Refused, Severity
from data.model.loaded_file import Loaded
from data.model.observation import CellPart, FigureRole
from data.store.stored_figures import StoreFault
from kpis.exports.workbook.input_template import template
from kpis.markup import Markup, html, joined
from loaders import rules_version
from pages.context import england_files
from pages.context.page_context import PageContext
from pages.files import load_preview, load_questions, plan_load, uploads
from pages.queries import homes, load_ledger, session
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

KINDS = ["xlsx", "xlsm", "csv", "ods", "tsv", "txt", "parquet", "zip", "gz"]
GUIDE = Markup("""<div style='max-width:52rem'><h2>What a file needs</h2><ul>
<li>A line above the table that names the local area, or choose the area here.</li>
<li>A heading row: the KPI’s reference (‘Ref’) or its name, and any of: a period or ‘Actual’, target, milestone, baseline, SN, region,
England, numerator, denominator, RAG, owner, source, priority, comment. One row a KPI, or one row a figure.</li>
<li>Columns may stand in any order, periods side by side, KPIs across, a sheet for each meeting or section. What is not known is asked.</li>
<li>TBC, n/a, c for suppressed and blanks are kept as what they are, never as zero.</li></ul>
<h2 style='margin-top:.8rem'>What is refused</h2><ul>
<li>Rows about children, on any sheet: UPN, ULN, NHS number, date of birth, names, addresses. Such a file is not kept. What is kept of
any other workbook is a clean copy of its cells; the file itself waits in quarantine.</li>
<li>A file with a password, a file that is no spreadsheet, a sheet without a table, two figures for one KPI and period.</li></ul></div>""")
FROM_TITLE = "As the file says"


def render(frame: PageContext) -> None:
    """The page."""
    _told()
    components.write(
        components.heading(
            "Load scorecards, or figures that DfE publishes",
            "Choose .xlsx, .xlsm, .ods or .csv scorecards, or DfE’s .parquet, .csv, .zip or .gz files, several at once. You see what was "
            "read before it is kept. Nothing leaves this computer.",
        )
    )
    left, right = st.columns([58, 42], gap="medium")
    with left:
        files = st.file_uploader(
            "Scorecards and published files", type=KINDS, accept_multiple_files=True, key=f"file_{st.session_state.get('files', 0)}"
        )
    with right:
        known = session.catalogue(session.own_home())
        names = [FROM_TITLE, *(a.name for a in known.areas.values() if a.level.scorecard and a.closed is None)]
        area = st.selectbox("Local area", names, key="load_area")
        received = st.date_input("Day they were received", value="today", max_value="today", key="received", format="DD/MM/YYYY")
    if not files:
        uploads.clear()
        _guide()
        return
    day = received if isinstance(received, date) else session.today()
    laid = uploads.lay_out(files)
    if uploads.show(laid, day):
        _published(laid)
    whose, taken = None if area == FROM_TITLE else area, []
    for file in (files[n] for n in laid.others):
        one = _taken(laid, file.name, file.getvalue(), whose, day)
        if one.is_plan:
            plan_load.offer(one, session.catalogue(session.own_home()))
        else:
            taken.append(one)
    if not taken:
        return
    alone = len(taken) == 1
    ready = [one for one in taken if one.loaded is not None and not one.refused]
    if not alone:
        components.write(load_preview.many(taken))
        if ready and st.button(markdown("Load {} file{}", len(ready), "s" * (len(ready) != 1)), type="primary", key="publish_all"):
            _publish(ready)
        first = next((n for n, one in enumerate(taken) if not one.refused), 0)  # one that can be loaded, below the button that loads it
        name = st.selectbox("Look at one file", [one.name for one in taken], first, key="look_at")
        taken = [next(one for one in taken if one.name == name)]
    _one(laid, taken[0], alone=alone)


def _published(laid: uploads.UploadFolder) -> None:
    """What became of the releases stands on the page drawn next; scorecards among the files stay to be loaded."""
    if not laid.others:
        st.session_state["published"] = " ".join(group.told for group in laid.groups if group.told)
        uploads.clear()
        st.session_state["files"] = st.session_state.get("files", 0) + 1
    session.start_own()
    st.rerun()


def _told() -> None:
    """What the last load did, once."""
    if words := st.session_state.pop("published", ""):
        components.write(uploads.published(words))
    if kept := st.session_state.pop("plan_kept", None):
        components.write(html("<p role='status'><b>{}</b> {}</p>", kept[0], components.link("Open the plan", "plan", area=kept[1])))
    done = st.session_state.pop("loaded", None)
    if done:
        components.write(html("<p role='status'><b>{}</b> {}</p>", done[0], components.link("Open the Overview", "./", area=done[1])))


def _guide() -> None:
    if loaded := england_files.own_publications():
        with st.expander(england_files.TITLE):
            components.write(england_files.steps(loaded, here=True))
    else:
        components.write(components.heading(england_files.TITLE, level=2), england_files.steps((), here=True))
    components.write(GUIDE)
    with st.container(horizontal=True, gap="small"):
        sample = session.SAMPLE
        known = session.catalogue(session.own_home())
        st.download_button(
            "Download a plain template",
            lambda: template(known.indicators.values()),
            "scorecard_template.xlsx",
            on_click="ignore",
            key="template",
        )
        st.download_button("Download an example scorecard", sample.read_bytes(), sample.name, on_click="ignore", key="example")
    load_questions.remembered()
    load_questions.own_kpis()
    if made_up := session.illustrative_area():
        components.write(
            html("<p>{}: eight years of made-up figures.</p>", components.link("Look at the illustrative borough", "./", area=made_up))
        )


def _taken(laid: uploads.UploadFolder, name: str, content: bytes, area: str | None, day: date) -> TakenFile:
    """One file as it is read with what was answered so far, beside the figures in force."""
    sha = hashlib.sha256(content).hexdigest()
    bar = st.progress(0.0, markdown("Opening {}", name))

    def step(share: float, words: str) -> None:
        bar.progress(share, as_typed(words))

    try:
        return load_ledger.intake(laid.box, area).take(name, content, day, answers=load_questions.given(sha), progress=step)
    finally:
        bar.empty()


def _one(laid: uploads.UploadFolder, taken: TakenFile, *, alone: bool) -> None:
    known = session.catalogue(session.own_home())
    if taken.refused:
        if taken.loaded is None or not taken.loaded.questions:
            words = "This file cannot be read yet" if taken.loaded is not None else "This file was refused"
            components.write(components.heading(words, level=2), components.finding("stop", taken.refused, "", taken.name))
        if taken.loaded is not None:
            load_questions.ask(laid.box, taken.loaded, taken.content, known)
        return
    assert taken.loaded is not None
    _offer(laid, taken.loaded, taken, alone=alone)


def _offer(laid: uploads.UploadFolder, loaded: Loaded, taken: TakenFile, *, alone: bool) -> None:
    known = session.catalogue(session.own_home())
    own = [o for o in loaded.observations if o.series is FigureRole.OWN and o.measure is CellPart.FIGURE]
    checks = sum(f.severity is Severity.CHECK for f in loaded.findings)
    codes = len({o.indicator for o in own})
    with_figure = len({o.indicator for o in own if o.value is not None})
    area, counts = known.areas[loaded.reporter].name, loaded.counts()
    figures = sum(o.value is not None for o in loaded.observations)
    kpis = f"{codes} KPI{'s' * (codes != 1)}"
    title = f"{area}: {kpis} read, {with_figure} with a figure of their own; {checks} finding{'s' * (checks != 1)} to check, now or later"
    meetings = f" · {len(loaded.meetings)} meetings" if loaded.meetings else ""
    cells = f"{counts['non_empty']} cells: {load_preview.cell_kinds(counts)}"
    sub = f"{loaded.file} · {cells} · {figures} figures{meetings} · nothing is saved yet"
    components.write(components.heading(title, sub, 2))
    if alone and st.button(markdown("Load {} for {}", kpis, area), type="primary", key="publish"):
        _publish([taken])
    load_questions.ask(laid.box, loaded, taken.content, known)
    components.write(load_preview.effect(load_ledger.effect(taken)))
    changes = load_ledger.moved(taken)
    if changes:
        components.write(components.moved_table(changes, f"{len(changes)} figure{'s' * (len(changes) != 1)} in force would change"))
    left, right = st.columns([58, 42], gap="medium")
    with left:
        load_preview.cells(loaded, known)
    with right:
        found = joined(components.finding(f.severity.value, f.what, f.hint, f.where) for f in loaded.findings)
        components.write(
            components.heading("Findings", level=2), found or Markup("<p>Nothing to check.</p>"), components.notice(loaded.notice)
        )


def _publish(ready: Sequence[TakenFile]) -> None:
    """Every readable file in one build; what was done is told on the page drawn next."""
    try:
        done = publish(homes.writer(session.own_home()), ready, reader=rules_version())
    except (StoreFault, Refused) as why:
        components.write(components.finding("stop", str(why), "", ", ".join(one.name for one in ready)))
        return
    files = [(file.loaded, one) for file, one in zip(ready, done, strict=True) if file.loaded is not None]
    new = [f"{loaded.file} as load {one.id}" for loaded, one in files if one.published]
    old = [f"{loaded.file} is already loaded, as load {one.id}" for loaded, one in files if not one.published]
    words = " ".join(filter(None, (f"Loaded {', '.join(new)}." if new else "", f"{'; '.join(old)}. Nothing was changed." if old else "")))
    area = session.catalogue(session.own_home()).areas[files[-1][0].reporter].name
    st.session_state["loaded"] = (words, area)
    st.session_state["files"] = st.session_state.get("files", 0) + 1  # an empty uploader for the next files
    session.start_own()
    st.rerun()
