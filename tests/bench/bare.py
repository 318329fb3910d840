"""The bare page: the same elements as one page of the dashboard, each made by one plain call with its content ready.

``BARE_ELEMENTS`` names a JSON file of (kind, content) pairs recorded from that page. Same imports, frozen alike.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - the same imports as the dashboard
import openpyxl  # noqa: F401
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.starlette import App

_mount = st.components.v2.component("bare", html="<i></i>")


def main() -> None:
    st.set_page_config(page_title="bare", layout="wide")
    for n, (kind, content) in enumerate(_elements()):
        _draw(n, kind, content)


def _elements() -> list[tuple[str, Any]]:
    path = Path(os.environ["BARE_ELEMENTS"])
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def _draw(n: int, kind: str, content: Any) -> None:
    key = f"element{n}"
    if kind == "html":
        st.html(content)
    elif kind == "markdown":
        st.markdown(content)
    elif kind == "plotly_chart":
        st.plotly_chart(go.Figure(content), theme=None, key=key)
    elif kind == "selectbox":
        st.selectbox(content["label"], content["options"], key=key)
    elif kind == "button_group":
        st.segmented_control("View", content, default=content[0], key=key)
    elif kind == "download_button":
        st.download_button(content, b"x" * 20_000, on_click="ignore", key=key)
    elif kind == "bidi_component":
        _mount(key=key, data=content)
    elif kind == "dataframe":
        st.dataframe(pd.DataFrame(content), key=key)
    elif kind == "button":
        st.button(content, key=key)
    elif kind == "file_uploader":
        st.file_uploader(content, key=key)
    elif kind == "text_input":
        st.text_input(content, key=key)
    elif kind == "date_input":
        st.date_input(content, key=key)
    elif kind == "text_area":
        st.text_area(content, key=key)
    elif kind == "number_input":
        st.number_input(content, value=None, key=key)
    elif kind == "multiselect":
        st.multiselect(content["label"], content["options"], key=key)
    else:
        raise ValueError(f"the bare page has no {kind}")


@asynccontextmanager
async def _life(_app: Any) -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()
    yield


if __name__ == "__main__":
    main()
else:
    app = App(__file__, lifespan=_life)
