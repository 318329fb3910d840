"""Evidence attached to an action, a KPI, a judgement or a priority: listed, opened in one click, added and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

import streamlit as st
from PIL import Image

from data.model.finding import Refused
from data.model.record import Record
from data.records.evidence_file import BEGINS, MOST_BYTES
from data.records.journal import JournalFault
from data.text import is_web_address
from kpis import formats
from kpis.governance.agreed_ratings import visit_words
from kpis.markup import Markup, html
from pages.queries import homes, records, session
from pages.records import record_form
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

KIND, PREFIX = "evidence", "E"
NEW = ""  # the choice of a piece not kept before
PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}  # what a browser can draw
NAMES = {"action": "action", "kpi": "KPI", "judgement": "judgement", "priority": "priority"}
SHORT = 60  # letters of a title in a list to choose from
CHECKED = "not yet checked"


@dataclass(frozen=True, kw_only=True)
class EvidenceForm(record_form.FormSubject):
    """A new piece for one thing; its form is apart from the forms of other things."""

    to: str = ""
    of: str = ""

    @property
    def name(self) -> str:
        return f"typed_{self.kind}_{self.area}_new_{self.to}_{self.of}"


def draw(area: str, as_at: date | None, to: str, key: str, *, form: bool = True) -> None:
    """What is attached to one thing, as recorded by ``as_at``, each opened in one click; and, unless a past day is replayed, the form."""
    try:
        every = records.latest(KIND, area, as_at)
    except Refused as why:
        components.write(components.heading("Evidence", level=2), components.finding("stop", str(why), "Nothing was changed.", ""))
        return
    mine = attached(every, [(to, key)])
    if mine:
        components.write(components.heading(f"Evidence: {len(mine)}", level=2))
        listed(mine, f"{to}_{key}")
    else:
        when = f" by {formats.day(as_at)}" if as_at else " yet"
        components.write(html("<p><b>Evidence:</b> none{}</p>", when))
    if form and as_at is None:
        folded(area, to, key, every)


def attached(every: Mapping[str, Record], to: Iterable[tuple[str, str]]) -> list[Record]:
    """The pieces attached to any of these, the newest first by their own date."""
    wanted = set(to)
    found = [one for one in every.values() if wanted & set(places(one))]
    return sorted(found, key=lambda one: (str(_body(one)["date"]), one.id), reverse=True)


def places(entry: Record) -> list[tuple[str, str]]:
    """What a piece is attached to: kind and key."""
    return [(str(one["to"]), str(one["key"])) for one in _body(entry)["attached"]]


def place_words(to: str, key: str) -> str:
    """What a piece is attached to in words: action 3.1.1, KPI S5, priority 3, judgement of priority 3 on 26 Jul 2018."""
    if to == "judgement" and "/" in key:
        when, _, number = key.partition("/")
        try:
            return f"judgement of priority {number}, {visit_words(when)}"
        except ValueError:  # no day: the key as it is
            return f"judgement {key}"
    return f"{NAMES[to]} {key}"


def checked(entry: Record) -> str:
    """Who checked a piece, or that nobody has yet."""
    who = _body(entry).get("checked_by")
    return f"checked by {who}" if who else CHECKED


def listed(found: Sequence[Record], where: str, *, of: Mapping[str, str] | None = None) -> None:
    """A line a piece with the way to open it; ``where`` keeps the buttons of several lists apart.

    With ``of``, what each is attached to, the line is short: who recorded it and what it shows are left to the full list.
    """
    for one in found:
        body, name = _body(one), f"ev_{where}_{one.key}"
        link, title = body.get("link"), str(body["title"])
        said = [formats.day(date.fromisoformat(body["date"])), checked(one)]
        told = html("{} · {}", opened_apart(str(link), title) if link else html("<b>{}</b>", title), " · ".join(said))
        if of is not None:
            told += f" · {of[one.key]}"
        else:
            shows = html("<br>{}", str(body["shows"])) if body.get("shows") else Markup()
            told += html(" <span class='quiet'>· recorded by {}, {}</span>{}", one.who, formats.day(one.recorded_at.date()), shows)
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"{name}_row"):
            components.write(html("<p class='small'>{}</p>", told))
            shown = bool(body.get("file")) and _opener(one, name)
        if shown:
            _shown(session.home(), str(body["file"]), title)


def opened_apart(link: str, title: str) -> Markup:
    """A link to the world outside: in a new tab, told nothing of this page; anything but a web address is only words."""
    if not is_web_address(link):
        return html("<b>{}</b>", title)
    return html("<a href='{}' target='_blank' rel='noopener noreferrer'><b>{}</b> (opens a new tab)</a>", link, title)


def _opener(entry: Record, name: str) -> bool:
    """A button that saves the file as it is, and beside a picture a switch that shows it, whose state comes back.

    A file that is not sound is said in words, and has neither.
    """
    body, home = _body(entry), session.home()
    digest = str(body["file"])
    if fault := _fault(home, digest, _stamp(home, digest)):
        components.write(html("<p class='small'><i class='m m-check tight'></i> {}</p>", fault))
        return False
    called = str(body.get("file_name") or f"{entry.key}.bin")
    shown = bool(picture(home, digest)) and st.toggle("Show", key=f"{name}_show")
    st.download_button(
        "Open", partial(records.journal(home).file, digest), called, "application/octet-stream", on_click="ignore", key=f"{name}_open",
        help=markdown("Saves {}, to be opened in its own program", called),
    )  # fmt: skip
    return shown


def _shown(home: str, digest: str, title: str) -> None:
    try:
        st.image(records.journal(home).file(digest), caption=as_typed(title), alt=title, width="content")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Refused):
        components.write(Markup("<p class='small'>This picture cannot be drawn. Open it in its own program.</p>"))


@lru_cache(maxsize=256)
def picture(home: str, digest: str) -> str:
    """The kind of picture that a sound file is by its first bytes, of those shown in place; empty for anything else."""
    begin = records.journal(home).file(digest)[:12]
    if begin.startswith(b"RIFF") and begin[8:] == b"WEBP":
        return "webp"
    return next((kind for mark, kind in PICTURES.items() if begin.startswith(mark)), "")


def _stamp(home: str, digest: str) -> tuple[tuple[int, int], ...]:
    """What changes when a kept file does, cheap to ask."""
    found = sorted(records.journal(home).files.glob(f"{digest}.*"))
    return tuple((one.stat().st_size, one.stat().st_mtime_ns) for one in found)


@lru_cache(maxsize=256)
def _fault(home: str, digest: str, stamp: tuple[tuple[int, int], ...]) -> str:
    """What is wrong with a kept file, or nothing; read whole once for each state it is in."""
    try:
        records.journal(home).file(digest)
    except JournalFault:
        return f"The file is {'damaged' if stamp else 'missing'}: add it again."
    except OSError as why:
        return f"The file cannot be read: {why.strerror or why}."
    return ""


def folded(area: str, to: str, key: str, every: Mapping[str, Record]) -> None:
    """The form under a fold, drawn only when it is open: a new piece, one kept already, or a change to one attached."""
    mine = {one.key for one in attached(every, [(to, key)])}
    fold = st.expander(markdown("Add or change evidence of {}", place_words(to, key)), key=f"evidence_{to}_{key}", on_change="rerun")
    if not fold.open:
        return
    place = EvidenceForm(KIND, area, prefix=PREFIX, always={"attached": [{"to": to, "key": key}]}, to=to, of=key)

    def said(one: str) -> str:
        if one == NEW:
            return "Add a new file or link"
        title = str(_body(every[one])["title"])
        return f"{'Change' if one in mine else 'Attach also'} {one}: {title if len(title) <= SHORT else title[: SHORT - 1] + '…'}"

    with fold:
        options = [NEW, *sorted(every, key=lambda one: one not in mine)]
        chosen = st.selectbox("What to do", options, format_func=said, key=f"evidence_do_{to}_{key}") if every else NEW
        if chosen == NEW:
            file, file_name = _upload(place)
            record_form.form(place, [file, *_boxes(link=True), file_name], save="Add")
        elif chosen in mine:
            _change(place, every[chosen])
        else:
            st.button("Attach", key=f"{place.name}_attach", on_click=_attach, args=(place, every[chosen]))
            record_form.told(place)
        if made_up := record_form.made_up():
            components.write(made_up)


def _change(place: EvidenceForm, entry: Record) -> None:
    body = _body(entry)
    if not body.get("checked_by"):
        st.button(
            markdown("Mark as checked by {}", homes.actor().name), key=f"{place.name}_check", on_click=_keep,
            args=(place, entry, {**body, "checked_by": homes.actor().name}, f"{entry.key} is marked as checked."),
        )  # fmt: skip
    record_form.form(record_form.FormSubject(KIND, entry.area, entry.key, entry), _boxes(link=not body.get("file")))
    st.button(
        markdown("Detach {} from {}", entry.key, place_words(place.to, place.of)),
        key=f"{place.name}_detach",
        on_click=_detach,
        args=(place, entry),
    )
    record_form.told(place)


def _attach(place: EvidenceForm, entry: Record) -> None:
    body = _body(entry)
    _keep(place, entry, {**body, "attached": [*body["attached"], *place.always["attached"]]}, f"{entry.key} is attached here too.")


def _detach(place: EvidenceForm, entry: Record) -> None:
    body = _body(entry)
    left = [one for one in body["attached"] if (one["to"], one["key"]) != (place.to, place.of)]
    gone = "" if left else " It was attached to nothing else, so it is listed nowhere now."
    _keep(place, entry, {**body, "attached": left} if left else None, f"{entry.key} is detached. It stays in the history.{gone}")


def _keep(place: EvidenceForm, entry: Record, body: Mapping[str, Any] | None, said: str) -> None:
    try:
        done: Record | None = records.keep(KIND, entry.area, entry.key, body, entry.id)
    except Refused as why:
        said, done = f"Nothing was saved. {why}", None
    st.session_state[f"{place.name}_told"] = (said, done)
    st.session_state[f"evidence_do_{place.to}_{place.of}"] = NEW


def _boxes(*, link: bool) -> list[record_form.FormBox]:
    web = [record_form.line("link", "Or a web address", 2000)] if link else []
    return [
        *web,
        record_form.line("title", "Title"),
        record_form.day("date", "Date of the evidence"),
        record_form.line("shows", "What it shows", 2000),
        record_form.line("checked_by", "Checked by (may be left out)", 120),
    ]


def _upload(place: EvidenceForm) -> tuple[record_form.FormBox, record_form.FormBox]:
    """A box for a file and one, not drawn, for its name. The widget has a key of its own, because nothing can be put back into it."""
    turn, called = f"upload_{place.name}", ""

    def key() -> str:
        return f"{turn}_{st.session_state.get(turn, 0)}"

    def widget(label: str, _: str) -> None:
        st.file_uploader(as_typed(label), sorted(one[1:] for one in BEGINS), key=key(), max_upload_size=MOST_BYTES // 1_000_000)

    def emptied(_: Any) -> None:
        st.session_state[turn] = st.session_state.get(turn, 0) + 1

    def kept(_: Any) -> str | None:
        nonlocal called
        given = st.session_state.get(key())
        if given is None:
            if not str(st.session_state.get(f"{place.name}_link") or "").strip():
                raise Refused("Choose a file, or type a link.")
            return None
        digest, called = records.keep_evidence(given.name, given.getvalue(), no_child=record_form.no_child(place))
        return digest

    return (
        record_form.FormBox("file", "File", widget, emptied, kept),
        record_form.FormBox("file_name", "Name of the file", lambda label, key: None, lambda _: None, lambda _: called or None),
    )


def _body(entry: Record) -> dict[str, Any]:
    assert entry.body is not None
    return entry.body
