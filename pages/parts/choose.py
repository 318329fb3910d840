"""The choices above a page. Each owns its key, keeps its id in the address, and is remembered while the session lasts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


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


def unknown() -> str:
    """The line about an id that the address named and nobody has; empty otherwise. Told once."""
    return str(st.session_state.pop("unknown", ""))
