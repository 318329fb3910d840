"""The choices above a page. Each owns its key, keeps its id in the address, and is remembered while the session lasts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from kpis import show


def choice(key: str, label: str, ids: Sequence[str], words: Callable[[str], str], *, default: str, width: float) -> str:
    """A labelled drop-down over plain ids. The address wins, then what was chosen before, then ``default``.

    An id in the address that does not exist is named in a line, and the default is taken.
    """
    asked = st.query_params.get(key)
    before = st.session_state.get(f"chosen_{key}")
    now = asked if asked in ids else before if before in ids else default
    if asked is not None and asked not in ids:
        st.session_state["unknown"] = (
            f"The link names {label if label.isupper() else label.lower()} ‘{asked}’, which is not here. Showing {words(now)}."
        )
    st.session_state[f"chosen_{key}"] = st.session_state[f"pick_{key}"] = now
    if st.query_params.get(key) != now:
        st.query_params[key] = now
    st.html(f"<div class='sd choice'>{label}</div>", width="content")
    st.selectbox(
        label,
        ids,
        format_func=words,
        key=f"pick_{key}",
        on_change=_take,
        args=(key,),
        label_visibility="collapsed",
        width=int(width),
    )
    return now


def _take(key: str) -> None:
    st.session_state[f"chosen_{key}"] = st.query_params[key] = st.session_state[f"pick_{key}"]


def as_at() -> date | None:
    """The past day to replay, from the address or chosen here; None is now. A day that is no date, or still to come, is now."""
    if "chosen_day" not in st.session_state:
        st.session_state["chosen_day"] = _day(st.query_params.get("as_at", ""))
    chosen: date | None = st.session_state["chosen_day"]
    st.session_state["pick_day"] = chosen
    if chosen is None:
        st.query_params.pop("as_at", None)
    elif st.query_params.get("as_at") != chosen.isoformat():
        st.query_params["as_at"] = chosen.isoformat()
    with st.popover(f"As at {show.day(chosen)}" if chosen else "As at today", width="content"):
        st.date_input(
            "Show everything as it stood on", value=None, key="pick_day", max_value="today", format="DD/MM/YYYY", on_change=_take_day
        )
        st.button("Back to today", on_click=_today, disabled=chosen is None, key="today")
    return chosen


def _take_day() -> None:
    st.session_state["chosen_day"] = st.session_state["pick_day"]


def _today() -> None:
    st.session_state["chosen_day"] = None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found <= date.today() else None


def unknown() -> str:
    """The line about an id that the address named and nobody has; empty otherwise. Told once."""
    return str(st.session_state.pop("unknown", ""))
