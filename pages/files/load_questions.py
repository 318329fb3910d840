"""What a file leaves open, asked on the page: each answer is kept with the file and remembered for the next of its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data.catalogue.catalogue import Catalogue, own_indicator
from data.catalogue.reference_entry import CatalogueFault
from data.model.indicator import Polarity, Unit
from data.model.loaded_file import CellKind, Loaded
from data.model.questions import LEAVE_OUT, PER_CENT, SCALES, SHARES, Answers, Question, as_toml
from data.text import plain
from kpis.markup import html
from loaders import ROLES, ReadingBox, Refused, bare
from pages.queries import homes, load_ledger, session
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

OWN = "a KPI of our own"
ROLE_WORDS = {
    "value": "Our own figure", "target": "Target", "milestone": "Milestone", "baseline": "Baseline",
    "previous": "Our figure of the period before",
    "year before": "Our figure of a year before", "neighbours": "Statistical neighbours", "region": "Region", "england": "England",
    "numerator": "Numerator", "denominator": "Denominator", "period": "Period of the row", "basis": "Data period (MS, R12M, YTD)",
    "series": "Whose figure the row is", "status": "Provisional, revised, final", "code": "KPI reference",
    "title": "KPI name",
    "rag": "Printed RAG rating", "direction": "Printed direction of travel", "polarity": "Polarity", "source": "Data source",
    "owner": "Owner",
    "priority": "Priority", "comment": "Comment", "unit": "Unit",
    LEAVE_OUT: "Leave out",
}  # fmt: skip
UNIT_WORDS = {
    Unit.PERCENT: "Percentage",
    Unit.COUNT: "Count",
    Unit.RATE: "Rate",
    Unit.POINTS: "Points",
    Unit.SCORE: "Score (may be negative)",
}
SCALE_WORDS = {SHARES: "Shares: 0.9 is 90%", PER_CENT: "Per cent: 0.9 is 0.9%"}
POLARITY_WORDS = {Polarity.HIGHER: "Higher is better", Polarity.LOWER: "Lower is better", Polarity.NEUTRAL: "Neither"}
SHOWN_ROWS = 40
POINTED = "pointed at"
POINT = "Point at a column, or at the row of headings, to say what it holds"


def given(sha: str) -> Answers:
    """What was answered so far of one file, in this session: what its boxes hold now, and what was said before.

    The boxes are read, never set: a page that sets a box while the next answer is on its way may lose that answer.
    """
    for widget, (kind, key, first) in _boxes(sha).items():
        value = st.session_state.get(widget)
        before = st.session_state.get("said", {}).get(sha, {}).get(kind, {})
        if value is not None and value != OWN and (value != first or key in before):
            _said(sha, kind, key, value)
    said: dict[str, dict[str, str]] = st.session_state.get("said", {}).get(sha, {})
    return Answers(columns=said.get("column", {}), kpis=said.get("kpi", {}), periods=said.get("period", {}), scales=said.get("scale", {}))


def ask(box: ReadingBox, loaded: Loaded, content: bytes, known: Catalogue) -> None:
    """The questions of one file and every answer in force for it, each to be changed here."""
    sha = loaded.sha256
    asked = {(q.kind, q.key): q for q in loaded.questions}
    before: dict[tuple[str, str], Question] = st.session_state.setdefault("asked", {}).setdefault(sha, {})
    before |= asked
    answered = loaded.answers
    for kind, table in (("column", answered.columns), ("kpi", answered.kpis), ("period", answered.periods), ("scale", answered.scales)):
        asked |= {(kind, key): before.get((kind, key)) or Question(kind, key, key, "answered") for key in table if (kind, key) not in asked}
    pointed = st.session_state.get("pointed", {}).get(sha, {})
    asked |= {("column", key): Question("column", key, text, POINTED) for key, (text, _) in pointed.items() if ("column", key) not in asked}
    open_ones = len(loaded.questions)
    if asked:
        words = f"{open_ones} question{'s' * (open_ones != 1)}{'' if loaded.observations else ' before this file can be read'}"
        used = " Answers given for an earlier file with these headings are used." if answered.id else ""
        sub = f"What is not answered is left out, never guessed. Answers are remembered for the next file with these headings.{used}"
        components.write(components.heading(words if open_ones else "No question is open", sub, 2))
    columns = st.columns(2, gap="medium") if asked else []
    for n, ((kind, key), question) in enumerate(asked.items()):
        with columns[n % 2]:
            _one(question, getattr(answered, f"{kind}s").get(key, ""), sha, known, loaded.reporter)
    _pointing(box, loaded, content)
    if asked:
        own = tuple(_own_entry(known, code) for code in answered.kpis.values() if code in known.indicators and known.indicators[code].area)
        st.download_button(
            "Download the answers, for the command line",
            as_toml(answered, own),
            "answers.toml",
            on_click="ignore",
            key=f"map_{sha}",
        )


def _one(question: Question, now: str, sha: str, known: Catalogue, area: str) -> None:
    kind, key = question.kind, question.key
    turn = st.session_state.get("turns", {}).get((sha, kind, key), 0)
    widget = f"ask_{sha[:12]}_{kind}_{key}_{turn}"
    _boxes(sha).setdefault(widget, (kind, key, now))
    seen = f" Holds: {', '.join(question.seen)}." if question.seen else ""
    if kind == "period":
        label = f"Of which period are the figures under ‘{question.printed}’? For this file only."
        _kept(sha, kind, key, now, st.text_input(as_typed(label), now, key=widget, placeholder="Jan-24, 2023/24, Autumn 2023/24"))
        return
    if kind == "scale":
        options = ["", *SCALES]
        seen = question.printed if question.seen else f"numbers of at most 1 without a sign under ‘{question.printed}’"
        label = f"Are {seen} shares or per cent? One answer for the whole table."
        words: Mapping[str, str] = SCALE_WORDS
    elif kind == "column":
        options, label = ["", LEAVE_OUT, *ROLES], f"What does the column ‘{question.printed}’ hold?{seen}"
        words = ROLE_WORDS
    else:
        mine = known.indicators_of(area)
        options = ["", *question.likely, LEAVE_OUT, OWN, *(code for code in mine if code not in question.likely)]
        likely = {code: f"{code} {mine[code].short} (likely)" for code in question.likely if code in mine}
        words = {code: f"{code} {i.short}" for code, i in mine.items()} | likely | {LEAVE_OUT: "Leave out", OWN: "A KPI of our own: add it"}
        label = f"Which KPI is ‘{question.printed}’?{seen}"
    options = options if now in options else [now, *options]
    unanswered = "As it was read" if question.where == POINTED else "Not answered: not loaded"
    unanswered = "Not answered: read as per cent and not rated" if kind == "scale" else unanswered
    chosen = st.selectbox(as_typed(label), options, options.index(now), format_func=lambda o: words.get(o, o or unanswered), key=widget)
    if chosen == OWN:
        _own_form(question, sha, known, area)
    else:
        _kept(sha, kind, key, now, chosen)


def _boxes(sha: str) -> dict[str, tuple[str, str, str]]:
    """The boxes drawn for one file: kind and key of the question, and what each held when it was first drawn."""
    boxes: dict[str, tuple[str, str, str]] = st.session_state.setdefault("boxes", {}).setdefault(sha, {})
    return boxes


def _kept(sha: str, kind: str, key: str, now: str, chosen: str) -> None:
    """No box may show another answer than the page was made with."""
    if chosen != now and st.session_state.get("said", {}).get(sha, {}).get(kind, {}).get(key) != chosen:
        _said(sha, kind, key, chosen)
        st.rerun()


def _said(sha: str, kind: str, key: str, value: str) -> None:
    st.session_state.setdefault("said", {}).setdefault(sha, {}).setdefault(kind, {})[key] = value


def _own_form(question: Question, sha: str, known: Catalogue, area: str) -> None:
    """Adds a KPI that the catalogue lacks to the area's own, and answers the question with it."""
    code, title = _split(question.printed)
    with st.form(f"own_{sha[:12]}_{question.key}", border=True):
        components.write(
            html("<p><b>A KPI of {}’s own.</b> It stands beside the shipped ones wherever figures are shown.</p>", known.areas[area].name)
        )
        left, right = st.columns(2)
        entry: dict[str, Any] = {
            "area": area,
            "code": left.text_input("Code", code if _free(code, known) else known.free_code()).strip().upper(),
            "title": right.text_input("Name", title).strip(),
            "section": left.selectbox("Section", list(known.sections), format_func=lambda s: known.sections[s].title),
            "unit": right.selectbox(
                "Counted as", [u.value for u in UNIT_WORDS], None, placeholder="Choose", format_func=lambda u: UNIT_WORDS[Unit(u)]
            ),
            "polarity": left.selectbox(
                "Which way is better",
                [p.value for p in POLARITY_WORDS],
                None,
                placeholder="Choose",
                format_func=lambda p: POLARITY_WORDS[Polarity(p)],
            ),
            "decimals": int(right.number_input("Decimals shown", 0, 4, 1)),
        }
        if st.form_submit_button("Add this KPI", type="primary"):
            _add(entry, question, sha, known)


def _add(entry: dict[str, Any], question: Question, sha: str, known: Catalogue) -> None:
    try:
        own_indicator(entry, known.sections)
    except CatalogueFault as why:
        components.write(components.finding("stop", str(why), "Change it above and add again.", ""))
        return
    if not _free(entry["code"], known):
        components.write(components.finding("stop", f"{entry['code']} is taken.", f"Choose another code, such as {known.free_code()}.", ""))
        return
    homes.writer(session.own_home()).add_kpi(entry)
    _said(sha, "kpi", question.key, entry["code"])
    turns: dict[tuple[str, str, str], int] = st.session_state.setdefault("turns", {})
    place = (sha, "kpi", question.key)
    _boxes(sha).pop(f"ask_{sha[:12]}_kpi_{question.key}_{turns.get(place, 0)}", None)
    turns[place] = turns.get(place, 0) + 1  # a box of its own, which begins with the new KPI
    st.rerun()


def _own_entry(known: Catalogue, code: str) -> dict[str, Any]:
    i = known.indicators[code]
    return {"area": i.area, "code": i.code, "title": i.title, "section": i.section, "unit": i.unit.value, "polarity": i.polarity.value,
            "decimals": i.decimals}  # fmt: skip


def _split(printed: str) -> tuple[str, str]:
    found = re.fullmatch(r"([A-Za-z]{1,3}\d{1,3}) (.+)", printed)
    return (found[1].upper(), found[2]) if found else ("", printed)


def _free(code: str, known: Catalogue) -> bool:
    return bool(code) and code not in known.indicators


def _pointing(box: ReadingBox, loaded: Loaded, content: bytes) -> None:
    """The sheet as a grid: point at a column to say what it holds, or at the row of headings where none was found."""
    sha = loaded.sha256
    with st.expander(POINT, expanded=not loaded.cells):
        try:
            sheets = {sheet.name: sheet for sheet in box.open_file(loaded.file, content) if sheet.cells and not sheet.hidden}
        except Refused as why:
            components.write(components.finding("stop", str(why), "", loaded.file))
            return
        name = st.selectbox("Sheet", list(sheets), key=f"sheet_{sha[:12]}") if len(sheets) > 1 else next(iter(sheets), None)
        if name is None:
            return
        cells = sheets[name].cells
        width = min(max(column for _, column in cells), 60)
        letters = [sheets[name].ref(1, column).rstrip("1") for column in range(1, width + 1)]
        rows = [
            {letter: (cell.text if (cell := cells.get((row, at))) else "") for at, letter in enumerate(letters, 1)}
            for row in range(1, min(max(row for row, _ in cells), SHOWN_ROWS) + 1)
        ]
        event: Any = st.dataframe(
            rows, key=f"grid_{sha[:12]}_{name}", on_select="rerun", selection_mode=("single-column", "single-row"), height=300,
            width="stretch", hide_index=True,
        )  # fmt: skip
        headings = {c.cell.rstrip("0123456789"): c.text for c in loaded.cells if c.kind is CellKind.HEADING and c.sheet == name}
        pointed: list[tuple[str, str]] = [(letter, headings.get(letter, "")) for letter in event.selection.columns]
        for row in event.selection.rows:
            pointed += [(letter, text) for letter, text in rows[row].items() if text]
        _keep_pointed(pointed, sha)


def _keep_pointed(pointed: Sequence[tuple[str, str]], sha: str) -> None:
    """Columns that were pointed at stay among the questions, whatever the grid shows next."""
    kept: dict[str, tuple[str, str]] = st.session_state.setdefault("pointed", {}).setdefault(sha, {})
    new = {bare(text) or plain(text): (text, letter) for letter, text in pointed if plain(text)}
    if set(new) - set(kept):
        kept |= new
        st.rerun()
    for letter, text in pointed:
        if not plain(text):
            components.write(
                html("<p>Column {} has no heading to remember. Give it one in the file, or point at the row of headings.</p>", letter)
            )


def remembered() -> None:
    """The answers remembered in the partnership's folder: shown, changed, forgotten, downloaded."""
    held = load_ledger.remembered_answers()
    if not held:
        return
    known = session.catalogue(session.own_home())
    with st.expander(markdown("Remembered answers: files of {} shape{}", len(held), "s" * (len(held) != 1))):
        for answers in held:
            _remembered(answers, known)


def own_kpis() -> None:
    """The KPIs of the areas' own: shown, and their wording changed. A code stays, since figures stand under it."""
    known = session.catalogue(session.own_home())
    held = [i for i in known.indicators.values() if i.area]
    if not held:
        return
    with st.expander(markdown("KPIs of our own: {}", len(held))):
        rows = [_own_entry(known, i.code) | {"area": known.areas[i.area].name} for i in held]
        fixed = {"section": list(known.sections), "unit": [u.value for u in UNIT_WORDS], "polarity": [p.value for p in POLARITY_WORDS]}
        columns: Any = {name: st.column_config.SelectboxColumn(options=options, required=True) for name, options in fixed.items()}
        columns |= {"decimals": st.column_config.NumberColumn(min_value=0, max_value=4, step=1, required=True)}
        edited: Any = st.data_editor(
            rows, key="own_kpis", disabled=["area", "code"], column_config=columns, width="stretch", hide_index=True
        )
        changed = [(i, row) for i, row, old in zip(held, edited, rows, strict=True) if row != old]
        if st.button("Save the wording", key="save_own", disabled=not changed):
            _save_own([row | {"area": i.area} for i, row in changed], known)


def _save_own(entries: list[dict[str, Any]], known: Catalogue) -> None:
    try:
        for entry in entries:
            own_indicator(entry, known.sections)
    except CatalogueFault as why:
        components.write(components.finding("stop", str(why), "Nothing was changed.", ""))
        return
    for entry in entries:
        homes.writer(session.own_home()).add_kpi(entry)
    st.rerun()


def _remembered(answers: Answers, known: Catalogue) -> None:
    area = f"{known.areas[answers.area].name} · " if answers.area in known.areas else ""
    components.write(components.heading(f"Shape {answers.id}", f"{area}headings: {', '.join(answers.headings)}", 3))
    rows = [{"What": "column", "As printed": key, "Means": value} for key, value in answers.columns.items()]
    rows += [{"What": "kpi", "As printed": key, "Means": value} for key, value in answers.kpis.items()]
    rows += [{"What": "scale", "As printed": key, "Means": value} for key, value in answers.scales.items()]
    edited: Any = st.data_editor(rows, key=f"edit_{answers.id}", num_rows="dynamic", width="stretch", hide_index=True) if rows else []
    tables: dict[str, dict[str, str]] = {"column": {}, "kpi": {}, "scale": {}}
    wrong = []
    for row in edited:
        what, key, value = (str(row.get(name) or "").strip() for name in ("What", "As printed", "Means"))
        good = (value == LEAVE_OUT and what != "scale") or (what == "column" and value in ROLES) or (what == "scale" and value in SCALES)
        good = good or (what == "kpi" and value.upper() in known.indicators)
        if what in tables and key and good:
            tables[what][key] = value.upper() if what == "kpi" and value != LEAVE_OUT else value
        elif key or value:
            wrong.append(f"‘{key}’ cannot mean ‘{value}’")
    if wrong:
        components.write(
            components.finding(
                "check",
                "; ".join(wrong) + ".",
                f"A column means one of: {', '.join(ROLES)}, leave out. A kpi: its code. A scale: {', '.join(SCALES)}.",
                "",
            )
        )
    changed = Answers(id=answers.id, area=answers.area, headings=answers.headings, columns=tables["column"], kpis=tables["kpi"],
                      scales=tables["scale"])  # fmt: skip
    home = homes.writer(session.own_home())
    with st.container(horizontal=True, gap="small"):
        if st.button("Save the changes", key=f"save_{answers.id}", disabled=bool(wrong) or changed == answers):
            home.remember_answers(changed, file="changed on the page")
            st.rerun()
        if st.button("Forget these answers", key=f"forget_{answers.id}"):
            home.forget_answers(answers.id)
            st.rerun()
        st.download_button(
            "Download, for the command line",
            as_toml(answers),
            f"answers_{answers.id}.toml",
            on_click="ignore",
            key=f"take_{answers.id}",
        )
