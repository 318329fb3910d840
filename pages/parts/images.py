"""Copy and download a picture from the reader's own browser: PNG at twice the size, SVG; no browser on the server."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

from kpis.charts.palette import Palette, to_light

_buttons = st.components.v2.component(
    "picture",
    html="<div class='pic'><button data-do='copy'>Copy image</button><button data-do='png'>PNG</button>"
    "<button data-do='svg'>SVG</button><span role='status'></span></div>",
    css=(Path(__file__).parent / "images.css").read_text(encoding="utf-8"),
    js=(Path(__file__).parent / "images.js").read_text(encoding="utf-8"),
)


def buttons(key: str, name: str, palette: Palette, *, chart: str = "", svg: str = "") -> None:
    """Buttons for the Plotly chart in the container keyed ``chart``, or for a finished ``svg``. Images are always light."""
    _buttons(
        key=key,
        data={"chart": chart, "svg": svg, "name": file_name(name), "light": to_light(palette)},
        width="content",
        height="content",
    )


def file_name(words: str) -> str:
    """Words as a file name that every system takes."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
