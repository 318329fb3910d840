"""A page opened at its address as Streamlit runs it, and what stands on it."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from tests.conftest import ROOT

PAGES = (
    "overview", "section", "meetings", "present", "priority", "plan", "thread", "evidence", "exceptions", "risks", "moved",
    "signals", "kpi", "benchmark", "explore", "peers", "load", "sources", "health", "settings", "about", "accessibility",
)  # fmt: skip
PUBLISHED = ("benchmark", "explore", "peers")  # no figure of a scorecard stands there
NOTICE = "Historic: as printed October 2017; not current; not endorsed"
LOST = "This page could not be drawn"
# A server does these once; each AppTest would again, and takes longer for it than for most pages: looking through every installed
# package for components of its own, and compiling app.py.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
local_script_runner.ScriptCache = cache(ScriptCache)  # type: ignore[misc,assignment]


def opened(page: str, home: Path, monkeypatch: pytest.MonkeyPatch, **ids: str) -> AppTest:
    """The app at one page's address, run once."""
    monkeypatch.setenv("SEND_HOME", str(home))
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at._page_hash = calc_hash("" if page == "overview" else page)  # AppTest has no public way to a page that is a callable
    for key, value in ids.items():
        at.query_params[key] = value
    return at.run()


def html(at: AppTest) -> str:
    """Every piece of the page as one text, without the stylesheet."""
    pieces = [element.proto.body for element in at.get("html")]
    return unescape("\n".join(piece for piece in pieces if not piece.startswith("<style")))


def text(at: AppTest) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html(at)).split())


def recorded(at: AppTest, step: str, reason: str) -> AppTest:
    """Three actions: the rating, the reason, the button."""
    at.button_group(key="judged_rag_3").set_value(step)
    at.text_input(key="judged_reason_3").set_value(reason)
    return next(one for one in at.button if one.label == "Record").click().run()
