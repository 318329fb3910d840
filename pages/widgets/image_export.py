"""Copy and download a picture from the reader's own browser: PNG at twice the size, SVG; no browser on the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from kpis.charts.style.palette import Palette, to_light
from kpis.markup import Markup

_buttons = st.components.v2.component(
    "picture",
    html=Markup(
        "<div class='pic'><button data-do='copy'>Copy image</button><button data-do='png'>PNG</button>"
        "<button data-do='svg'>SVG</button><span role='status'></span></div>"
    ),
    css=(Path(__file__).parent / "images.css").read_text(encoding="utf-8"),
    js=(Path(__file__).parent / "images.js").read_text(encoding="utf-8"),
)


def buttons(key: str, name: str, palette: Palette, *, chart: str = "", svg: str = "", table: Mapping[str, object] | None = None) -> None:
    """Buttons for the Plotly chart in the container keyed ``chart``, for a finished ``svg``, or for a table: its ``number`` on the page,
    ``title``, ``lines`` (under the title, at the foot) and ``notice``. Images are always light."""
    _buttons(
        key=key,
        data={"chart": chart, "svg": svg, "table": dict(table or {}), "name": file_name(name), "light": to_light(palette)},
        width="content",
        height="content",
    )


def file_name(words: str) -> str:
    """Words as a file name that every system takes."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def with_csv(key: str, name: str, palette: Palette, chart: str, csv: Callable[[], bytes]) -> None:
    """The buttons of a chart, and beside them one for the figures that it draws."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_take"):
        buttons(key, name, palette, chart=chart)
        st.download_button("CSV", csv, f"{file_name(name)}.csv", "text/csv", on_click="ignore", key=f"{key}_csv")
