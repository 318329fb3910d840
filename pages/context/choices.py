"""The choices above a page. Each owns its key, keeps its id in the address, and is remembered while the session lasts."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Any

import streamlit as st

from data.model.loaded_file import Meeting
from kpis import formats
from kpis.markup import Markup, html
from pages.widgets import page_markup
from pages.widgets.markdown_text import as_typed, each_as_typed, markdown

EARLIEST = date(2000, 1, 1)
MOST_WORDS = 120


def choice(key: str, label: str, ids: Sequence[str], words: Callable[[str], str], *, default: str, width: float) -> str:
    """A labelled drop-down over plain ids. The address wins, then what was chosen before, then ``default``.

    An id in the address that does not exist is named in a line, and the default is taken.
    """
    asked = st.query_params.get(key)
    before: str | None = st.session_state.get(f"chosen_{key}")
    now = next((one for one in (asked, before) if one is not None and one in ids), default)
    if asked is not None and asked not in ids:
        st.session_state["unknown"] = (
            f"The link names {label if label.isupper() else label.lower()} ‘{asked}’, which is not here. Showing {words(now)}."
        )
    st.session_state[f"chosen_{key}"] = st.session_state[f"pick_{key}"] = now
    if st.query_params.get(key) != now:
        st.query_params[key] = now
    page_markup.put(html("<div class='sd choice'>{}</div>", label), width="content")
    st.selectbox(
        as_typed(label),
        ids,
        format_func=words,
        key=f"pick_{key}",
        on_change=_take,
        args=(key,),
        label_visibility="collapsed",
        width=int(width),
    )
    return now


def _unless_gone(take: Callable[..., None]) -> Callable[..., None]:
    """A callback that does nothing where a press outran the drawing of its box, whose choice the session then no longer holds."""

    @wraps(take)
    def taken(*args: Any) -> None:
        with suppress(KeyError):
            take(*args)

    return taken


@_unless_gone
def _take(key: str) -> None:
    st.session_state[f"chosen_{key}"] = st.query_params[key] = st.session_state[f"pick_{key}"]


def words(key: str, label: str, hint: str) -> str:
    """A box for words to look for, kept in the address and remembered while the session lasts."""
    asked = st.query_params.get(key)
    now = asked if asked is not None else str(st.session_state.get(f"chosen_{key}", ""))
    st.session_state[f"chosen_{key}"] = st.session_state[f"pick_{key}"] = now[:MOST_WORDS]
    if now and asked != now:
        st.query_params[key] = now
    st.text_input(
        as_typed(label), key=f"pick_{key}", on_change=_take_words, args=(key,), placeholder=hint, label_visibility="collapsed",
        max_chars=MOST_WORDS, width=340,
    )  # fmt: skip
    return now[:MOST_WORDS].strip()


@_unless_gone
def _take_words(key: str) -> None:
    found = str(st.session_state[f"pick_{key}"]).strip()
    st.session_state[f"chosen_{key}"] = found
    if found:
        st.query_params[key] = found
    else:
        st.query_params.pop(key, None)


def as_at(meetings: Sequence[Meeting]) -> date | None:
    """The past day to replay, from the address or chosen here; None is now. A day that is no date, or still to come, is now."""
    chosen = _chosen("day", "as_at")
    if chosen is None:
        st.query_params.pop("as_at", None)
    elif st.query_params.get("as_at") != chosen.isoformat():
        st.query_params["as_at"] = chosen.isoformat()
    with st.popover(markdown("As at {}", formats.day(chosen)) if chosen else "As at today", width="content"):
        _days("day", "Show everything as it stood on", meetings, chosen)
        st.button("Back to today", on_click=_unchoose, args=("day",), disabled=chosen is None, key="today")
    return chosen


def small(chosen: str) -> None:
    """Keeps what is done with small counts in the address, where anything is."""
    if chosen and st.query_params.get("small") != chosen:
        st.query_params["small"] = chosen
    elif not chosen:
        st.query_params.pop("small", None)


def since(usual: date, meetings: Sequence[Meeting]) -> date:
    """The day to look back to, from the address or chosen here, else ``usual``; it always stands in the address."""
    chosen = _chosen("since", "since")
    day = chosen or usual
    if st.query_params.get("since") != day.isoformat():
        st.query_params["since"] = day.isoformat()
    with st.popover(markdown("Since {}", formats.day(day)), width="content"):
        _days("since", "Show what moved since", meetings, day)
        st.button("Back to the usual day", on_click=_unchoose, args=("since",), disabled=day == usual, key="usual")
    return day


def _chosen(key: str, name: str) -> date | None:
    """The day chosen in this session, at its start the one in the address."""
    if f"chosen_{key}" not in st.session_state:
        st.session_state[f"chosen_{key}"] = past_day(st.query_params.get(name, ""))
    chosen: date | None = st.session_state[f"chosen_{key}"]
    return chosen


def _days(key: str, label: str, meetings: Sequence[Meeting], day: date | None) -> None:
    """A drop-down of past meetings, newest first, where the area has a calendar, and any other day."""
    past = {f"{m.day} {m.name}": f"{m.name}, {formats.day(m.day)}" for m in reversed(meetings) if m.day <= date.today()}
    st.session_state[f"pick_{key}"] = day
    if past:
        st.session_state[f"meeting_{key}"] = next((one for one in past if day and one.startswith(f"{day} ")), None)
        st.selectbox(
            "At a meeting", list(past), index=None, format_func=past.__getitem__, key=f"meeting_{key}",
            on_change=_take_meeting, args=(key,), placeholder="Choose a meeting", width=360,
        )  # fmt: skip
    st.date_input(
        as_typed(label),
        value=None,
        key=f"pick_{key}",
        min_value=EARLIEST,
        max_value="today",
        format="DD/MM/YYYY",
        on_change=_take_day,
        args=(key,),
    )


@_unless_gone
def _take_day(key: str) -> None:
    st.session_state[f"chosen_{key}"] = st.session_state[f"pick_{key}"]


@_unless_gone
def _take_meeting(key: str) -> None:
    picked: str | None = st.session_state[f"meeting_{key}"]
    st.session_state[f"chosen_{key}"] = date.fromisoformat(picked.partition(" ")[0]) if picked else None


def _unchoose(key: str) -> None:
    st.session_state[f"chosen_{key}"] = None


def past_day(text: str) -> date | None:
    """A day of an address; None for what is no day, or one still to come."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= date.today() else None


def unknown() -> str:
    """The line about an id that the address named and nobody has; empty otherwise. Told once."""
    return str(st.session_state.pop("unknown", ""))


def addressed(key: str, label: str, ids: Sequence[str], words: Callable[[str], str], *, default: str, width: float) -> str:
    """A drop-down whose id stands in the address alone, and only where it is not ``default``: one that may move, as the newest does."""
    now = _addressed(key, label, ids, words, default)
    st.selectbox(
        as_typed(label), ids, format_func=words, key=f"pick_{key}", on_change=_take_addressed, args=(key, default),
        label_visibility="collapsed", width=int(width),
    )  # fmt: skip
    return now


def segment(key: str, label: str, ids: Sequence[str], words: Callable[[str], str], *, default: str) -> str:
    """One of a few ids side by side, kept in the address where it is not ``default``."""
    now = _addressed(key, label, ids, words, default)
    st.segmented_control(
        as_typed(label), ids, format_func=each_as_typed(words), key=f"pick_{key}", on_change=_take_addressed, args=(key, default),
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return now


def several(key: str, label: str, ids: Sequence[str], words: Callable[[str], str], *, default: Sequence[str], most: int) -> tuple[str, ...]:
    """Up to ``most`` ids, kept in the address with commas between them where they are not ``default``."""
    asked = [one for one in st.query_params.get(key, "").split(",") if one]
    known = [one for one in dict.fromkeys(asked) if one in ids]
    if len(known) < len(asked):
        gone = next((one for one in asked if one not in ids), "")
        st.session_state["unknown"] = f"The link names area ‘{gone}’, which has no figure to show here." if gone else ""
    now = (known if key in st.query_params else list(default))[:most]
    st.session_state[f"pick_{key}"] = now
    st.multiselect(
        as_typed(label), ids, format_func=words, key=f"pick_{key}", on_change=_take_several, args=(key,), max_selections=most,
        label_visibility="collapsed", placeholder=f"Choose up to {most} other areas",
    )  # fmt: skip
    return tuple(now)


def published(kpis: Mapping[str, str], measures: Mapping[str, str], *, width: float) -> dict[str, str]:
    """A drop-down over KPIs, then measures, by id with their words; the address says ``kpi`` or ``measure``. Empty where there are none."""
    words = {**kpis, **measures}
    if not words:
        return {}
    asked = st.query_params.get("measure") or st.query_params.get("kpi")
    before = [st.session_state.get(key) for key in ("chosen_measure", "chosen_kpi")]
    now = next((one for one in (asked, *before, "S5") if one in words), next(iter(words)))
    if asked is not None and asked != now:
        kind = "measure" if "measure" in st.query_params else "KPI"
        st.session_state["unknown"] = (
            f"The link names {kind} ‘{asked}’, and no figures of that name are published here. Showing {words[now]}."
        )
    st.session_state["pick_published"] = now
    _keep_published(now, kpis)
    page_markup.put(Markup("<div class='sd choice'>Measure</div>"), width="content")
    st.selectbox(
        "Measure", list(words), format_func=words.__getitem__, key="pick_published", on_change=_take_published, args=(frozenset(kpis),),
        label_visibility="collapsed", width=int(width),
    )  # fmt: skip
    return {"kpi": now, "measure": ""} if now in kpis else {"kpi": "", "measure": now}


@_unless_gone
def _take_published(kpis: frozenset[str]) -> None:
    for key in ("period", "basis"):
        st.query_params.pop(key, None)
    _keep_published(st.session_state["pick_published"], kpis)


def _keep_published(now: str, kpis: Container[str]) -> None:
    key, other = ("kpi", "measure") if now in kpis else ("measure", "kpi")
    st.query_params.pop(other, None)
    if st.query_params.get(key) != now:
        st.query_params[key] = now
    st.session_state[f"chosen_{key}"] = now
    if key == "kpi":
        st.session_state.pop("chosen_measure", None)


def _addressed(key: str, label: str, ids: Sequence[str], words: Callable[[str], str], default: str) -> str:
    asked = st.query_params.get(key)
    now = asked if asked is not None and asked in ids else default
    if asked is not None and asked != now:
        st.session_state["unknown"] = f"The link names {label.lower()} ‘{asked}’, which is not here. Showing {words(now)}."
        st.query_params.pop(key)
    st.session_state[f"pick_{key}"] = now
    return now


@_unless_gone
def _take_addressed(key: str, default: str) -> None:
    now = st.session_state[f"pick_{key}"]
    if now == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = now


@_unless_gone
def _take_several(key: str) -> None:
    st.query_params[key] = ",".join(st.session_state[f"pick_{key}"])
