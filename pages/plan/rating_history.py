"""What was agreed of a priority at its visits: the history, what its KPIs come to beside it, and the line to record the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from data.records.journal import ChangedMeanwhile
from kpis import formats
from kpis.governance import agreed_ratings
from kpis.governance.agreed_ratings import RULE, STEPS, WORDS, PriorityAtVisit, RatingCounts
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from kpis.targets.rag import RagStatus
from pages.queries import area_view, records, session
from pages.records import evidence_list
from pages.widgets import components
from pages.widgets.markdown_text import each_as_typed, markdown
from pages.widgets.stylesheet import CLASS

MARK = {"red": RagStatus.RED, "amber": RagStatus.AMBER, "green": RagStatus.GREEN, agreed_ratings.NOT_RECORDED: RagStatus.NO_DATA}
RAG, REASON, VISIT = "judged_rag", "judged_reason", "judged_visit"  # keys of the line's boxes
BY, WRITTEN = "judged_by", "judged_written"
DONE, TOLD = "judged_done", "judged_told"  # the entry to be undone, and what the last press came to

LETTERS = 150  # of where the last rating is written, below the history
OFFER = "Bring in Oldham’s judgements of July 2018, as its document prints them"


def draw(held: AreaView, priority: int) -> None:
    """The block: the history as marks, the difference in words, and, unless a past day is replayed, the line to record in."""
    area = held.area.code
    try:
        standing = records.judgements(area, held.as_at)
    except Refused as why:
        components.write(components.heading("Agreed at visits", level=2), components.finding("stop", str(why), "Nothing was changed.", ""))
        return
    found = records.history(held, standing, priority)
    proof = _proof(area, priority, held)
    components.write(
        components.heading("Agreed at visits", level=2), _history(held, found, _now(held, priority)), _details(found, standing, proof)
    )
    if held.as_at is None:
        _line(held, priority, standing)


def proof(held: AreaView, priority: int) -> None:
    """Under a fold: the evidence behind the ratings of a priority, each opened in one click, and the form to attach more to a visit's."""
    area = held.area.code
    try:
        standing = {key: one for key, one in records.judgements(area, held.as_at).items() if one.body and key.endswith(f"/{priority}")}
        found = _proof(area, priority, held)
    except Refused:  # said above, where the history stands
        return
    if not standing:
        return
    counted = f": {len(found)}" if found else ""
    fold = st.expander(markdown("Evidence behind the ratings agreed{}", counted), key=f"proof_{priority}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        keys = sorted(standing, key=lambda one: (agreed_ratings.last_day(one.partition("/")[0]), one), reverse=True)
        key = st.selectbox("Rating agreed at the visit of", keys, format_func=lambda one: agreed_ratings.visit_words(one.partition("/")[0]),
                           key=f"proof_visit_{priority}")  # fmt: skip
        evidence_list.draw(area, held.as_at, "judgement", key)


def _proof(area: str, priority: int, held: AreaView) -> list[str]:
    """The visits' keys that evidence is attached to, once a piece."""
    every = records.latest(evidence_list.KIND, area, held.as_at).values()
    return [key for one in every for to, key in evidence_list.places(one) if to == "judgement" and key.endswith(f"/{priority}")]


def mark(step: str) -> Markup:
    """A rating as letter, shape and word; a half step as its two marks side by side."""
    marks = joined(html("<i class='m m-{}'></i>", CLASS[MARK[part]]) for part in step.split("/"))
    return html("<span class='badge'>{}<span>{}</span></span>", marks, WORDS[step])


def _now(held: AreaView, priority: int) -> Markup:
    """What the KPIs of a priority come to on the day shown, which need not be a visit's."""
    codes = records.measured_by(held, priority)
    counts = agreed_ratings.counts([s.rating.status for s in held.standings if s.indicator.code in codes])
    day = f"on {formats.day(held.as_at)}" if held.as_at else "today"
    if not (came := agreed_ratings.calculated(counts)):
        return html("<p class='small'>Its KPIs {}: {}.</p>", day, counts.silence) if counts.rated else Markup()
    return html("<p class='small'>Its KPIs {}: {} <span class='quiet'>{}</span></p>", day, mark(came), counts.words)


def _history(held: AreaView, found: Sequence[PriorityAtVisit], now: str) -> Markup:
    if not found:
        when = f" by {formats.day(held.as_at)}" if held.as_at else ""
        return html("<p>No rating was recorded{}.</p>{}", when, now)
    visits = joined(
        html("<div role='listitem'><span><span class='quiet small'>{}</span> {}</span>{}</div>", one.visit, mark(one.agreed), _beside(one))
        for one in found
    )
    last = found[-1]
    flag = Markup("<i class='m m-check' style='width:.95rem;height:.95rem'></i> <b>They differ.</b> ") if last.differs else Markup()
    source = html("<p class='quiet small'>{}</p>", shorten(last.written, LETTERS, placeholder=" …")) if last.written else Markup()
    return html(
        "<div class='visits' role='list'>{visits}</div><p class='small'>{visit}: {flag}{sentence}</p>{now}{source}",
        visits=visits, visit=last.visit, flag=flag, sentence=last.sentence, now=now, source=source,
    )  # fmt: skip


def few_words(counts: RatingCounts) -> str:
    """Why KPIs come to no rating, within a line."""
    return f"{counts.silence[:1].lower()}{counts.silence[1:]}" if counts.rated else "none rated"


def _beside(one: PriorityAtVisit) -> Markup:
    """What the KPIs come to at a visit, whether it differs, and how many are red, amber and green."""
    if not one.calculated:
        return html("<span class='quiet small'>KPIs: {}</span>", few_words(one.counts))
    found, apart = one.counts, Markup(", <b>differs</b>") if one.differs else Markup()
    counted = f"{found.red} red, {found.amber} amber, {found.green} green"
    return html("<span class='quiet small'>KPIs: {}{} ({})</span>", WORDS[one.calculated], apart, counted)


def _details(found: Sequence[PriorityAtVisit], standing: Mapping[str, Record], proof: Sequence[str]) -> Markup:
    if not found:
        return Markup()
    body = Markup()
    for one in reversed(found):
        entry = standing[f"{one.when}/{one.priority}"]
        many = proof.count(entry.key)
        behind = f"; {many} piece{'s' * (many != 1)} of evidence" if many else ""
        kept = f"{formats.day(entry.recorded_at.date())}, by {entry.who}{behind}"
        cells = (one.by or formats.DASH, one.reason or formats.DASH, one.written or formats.DASH, one.sentence, kept)
        told = joined(html("<td>{}</td>", text) for text in cells)
        body += html("<tr><th scope='row'>{}</th><td>{}</td>{}</tr>", one.visit, mark(one.agreed), told)
    heads = tuple((head, "") for head in ("Visit", "Agreed", "By whom", "Reason", "Where it is written", "Beside its KPIs", "Recorded"))
    table = components.table(heads, body, (9, 13, 11, 16, 23, 18, 10), "Ratings agreed at visits")
    return html("<details><summary>By whom, why and where it is written</summary>{}<p class='quiet small'>{}</p></details>", table, RULE)


def line(held: AreaView, priority: int) -> None:
    """The line to record in alone, where the history stands elsewhere."""
    _line(held, priority, records.judgements(held.area.code, None))


def _line(held: AreaView, priority: int, standing: Mapping[str, Record]) -> None:
    """The line in which a rating is recorded: the rating, the reason, the button; the visit is today's unless another is chosen."""
    area = held.area.code
    today = session.today().isoformat()
    named = {meeting.day.isoformat(): meeting.name for meeting in area_view.meetings(area) if meeting.day <= session.today()}
    visits = sorted(
        {today, *named, *(key.partition("/")[0] for key in standing)}, key=lambda one: (agreed_ratings.last_day(one), one), reverse=True
    )
    visits = [today, *(one for one in visits if one != today)]
    seen = {key: entry.id for key, entry in standing.items()}
    if st.session_state.get(VISIT) not in visits:
        st.session_state[VISIT] = today

    def visit(when: str) -> str:
        return ", ".join(filter(None, ("Today" if when == today else "", named.get(when, ""), agreed_ratings.visit_words(when))))

    with (
        st.form(f"judge_{area}_{priority}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="judged_line"),
    ):
        st.segmented_control(
            "Rating agreed", STEPS, format_func=each_as_typed(WORDS.__getitem__), key=f"{RAG}_{priority}", label_visibility="collapsed"
        )
        st.text_input(
            "Reason", key=f"{REASON}_{priority}", max_chars=2000, label_visibility="collapsed", placeholder="Reason for the rating"
        )
        st.selectbox("Visit", visits, format_func=visit, key=VISIT, width=200, label_visibility="collapsed")
        with st.popover("By whom, where"):
            st.text_input("Agreed by (may be left out)", key=f"{BY}_{priority}", max_chars=300)
            st.text_input("Where it is written (may be left out)", key=f"{WRITTEN}_{priority}", max_chars=1000)
        st.form_submit_button("Record", on_click=_record, args=(area, priority, seen))
    _told(area, priority)
    if session.illustrative():
        components.write(Markup("<p class='quiet small'>Illustrative: what is recorded here is kept with the made-up borough alone.</p>"))
    if records.on_offer(area, standing) and st.button(
        "Bring in Oldham’s judgements of July 2018, as its document prints them", key="bring_in"
    ):
        st.session_state[TOLD] = (area, priority, records.bring_in(area))
        st.rerun()


def _told(area: str, priority: int) -> None:
    """What the last press came to, and the way back from it."""
    *where, what = st.session_state.get(TOLD, ("", 0, ""))
    if where != [area, priority]:
        return
    done: Record | None = st.session_state.get(DONE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if what:
            components.write(html("<p role='status'>{}</p>", what), width="content")
        if done is not None:
            st.button("Undo", key="judged_undo", on_click=_undo, args=(area, priority, done))


def _record(area: str, priority: int, seen: Mapping[str, int]) -> None:
    """Keeps what the line holds; where that cannot be, says why and leaves the boxes as they are."""
    step, reason = st.session_state[f"{RAG}_{priority}"], str(st.session_state[f"{REASON}_{priority}"]).strip()
    when = str(st.session_state[VISIT])
    key = f"{when}/{priority}"
    st.session_state[DONE] = None
    if step is None or not reason:
        told = "Choose the rating that was agreed" if step is None else "Type the reason in a few words"
        st.session_state[TOLD] = (area, priority, f"Nothing was recorded yet. {told}, then press Record.")
        return
    try:
        more = {name: str(st.session_state[f"{box}_{priority}"]).strip() for name, box in (("by", BY), ("written", WRITTEN))}
        body = {"rag": step, "reason": reason} | {name: text for name, text in more.items() if text}
        made = records.record(area, key, body, seen.get(key))
    except ChangedMeanwhile as why:
        st.session_state[TOLD] = (area, priority, f"{why} Your reason is still in the box.")
        return
    except Refused as why:
        st.session_state[TOLD] = (area, priority, f"Nothing was recorded. {why}")
        return
    st.session_state[DONE] = made
    st.session_state[TOLD] = (area, priority, f"Recorded: {WORDS[step]} for priority {priority}, {agreed_ratings.visit_words(when)}.")
    st.session_state[f"{RAG}_{priority}"] = None
    for box in (REASON, BY, WRITTEN):
        st.session_state[f"{box}_{priority}"] = ""


def _undo(area: str, priority: int, done: Record) -> None:
    try:
        records.undo(done)
        told = "Taken back. What stood before stands again; both stay in the journal."
    except Refused as why:
        told = f"Nothing was taken back. {why}"
    st.session_state[DONE] = None
    st.session_state[TOLD] = (area, priority, told)
