"""Words that are HTML, wherever they were typed or loaded from, stand on every page and in the web report as they were written."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.store.store import Store
from kpis.exports.pack.report_file import report_of, written
from loaders import read_file, read_plan
from pages.queries import area_view
from pages.records import report_download
from tests.conftest import BURY, RECEIVED, SAMPLE, publish, writer
from tests.factories.area_views import view_key
from tests.factories.records import PLAN
from tests.factories.screens import LOST, PAGES, html, opened
from tests.factories.shouting import shouting

SHOUT = "<script>alert(1)</script>&\"' onmouseover='alert(2)"
TYPED = {
    "text", "mitigation", "owner", "name", "agenda", "decisions", "by", "written", "reason", "title", "shows", "checked_by", "who", "said",
    "did", "from", "to", "progress", "response", "source", "issued_by", "what", "why", "so_what", "next", "lead", "role", "organisation",
}  # fmt: skip
KINDS = (
    "person", "risk", "meeting", "judgement", "evidence", "you_said", "dependency", "action_edit", "recommendation", "commentary", "target",
    "annotation", "process",
)  # fmt: skip
WESTMERE = "X06000001"
PLACES = {
    "kpi": [{"kpi": "S5", "view": view} for view in ("Trend", "Targets", "Actions", "Is it real?", "Over time", "Table")],
    "risks": [{"view": view} for view in ("risk", "dependency", "you_said")] + [{"risk": "R1"}],
    "present": [{"slide": slide} for slide in ("headline", "priority-1", "priority-6", "voice", "risks", "agree", "measures", "index")],
    "priority": [{"priority": number} for number in "1346"], "meetings": [{}, {"meeting": "board/2026-09-17"}],
    "sources": [{"load": "1"}, {}], "plan": [{}, {"action": "1.1.6"}],
}  # fmt: skip


class _Seen(HTMLParser):
    """The tags and the names of attributes of a text, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def shouted(body: Any, key: str = "") -> Any:
    """A record's body with the shout behind every text that somebody typed freely."""
    if isinstance(body, dict):
        return {name: value if name == "attached" else shouted(value, name) for name, value in body.items()}
    if isinstance(body, list):
        return [shouted(value, key) for value in body]
    return f"{body} {SHOUT}" if isinstance(body, str) and key in TYPED else body


def told(at: AppTest) -> bool:
    """Whether the shout stands on a page as words; no page may hold it as anything else."""
    assert not at.exception
    assert LOST not in html(at)
    return harmless("\n".join(element.proto.body for element in at.get("html")))


def harmless(text: str) -> bool:
    assert "<script>alert" not in text
    seen = _Seen(text)
    assert not {name for name in seen.names if name.startswith("on")} | seen.tags & {"script", "iframe", "object", "embed"}
    return SHOUT in "".join(seen.words)


@pytest.fixture(scope="module")
def typed(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The borough, in which everything that people typed was typed again with the shout behind it."""
    home = Path(shutil.copytree(borough, tmp_path_factory.mktemp("typed") / "home"))
    journal, now = Journal(home), datetime(2026, 10, 2, tzinfo=UTC)
    for kind in KINDS:
        for key, entry in journal.latest(kind, WESTMERE).items():
            journal.append(kind, WESTMERE, key, shouted(entry.body), who=f"Clerk {SHOUT}", recorded_at=now, seen=entry.id)
    return home


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """Bury's scorecard and plan with the shout in their names, their files' names, and every text of five words and more."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    sheet, plan = shouting(SAMPLE, "B", SHOUT), shouting(PLAN, "BCDEFGHIJ", SHOUT)
    publish(Store(home), read_file(f"{SHOUT}.xlsx", sheet, catalogue), sheet)
    version = read_plan(f"{SHOUT}.xlsx", plan, catalogue)
    writer(home, f"AB {SHOUT}").keep_plan(version, plan, received=RECEIVED, at=datetime(2017, 10, 27, 12, tzinfo=UTC))
    return home


def _shown(home: Path, area: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    return {page for page in PAGES for ids in PLACES.get(page, [{}]) if told(opened(page, home, monkeypatch, area=area, **ids))}


def _reported(home: Path, area: str) -> bool:
    where = str(home)
    facts = report_download.facts_of(area_view.held_of(view_key(home, area)), where)
    return all(harmless(written(report_of(facts, one), "html", SHOUT).decode()) for one in (None, 1))


def test_typed_words_are_words_on_every_page_and_in_the_web_report(typed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(typed, "Westmere", monkeypatch) >= {"evidence", "exceptions", "kpi", "meetings", "plan", "present", "priority", "risks"}
    assert _reported(typed, WESTMERE)


def test_loaded_words_are_words_on_every_page_and_in_the_web_report(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(loaded, "Bury", monkeypatch) >= {
        "exceptions", "kpi", "meetings", "moved", "overview", "plan", "present", "priority", "section", "signals", "sources", "thread",
    }  # fmt: skip
    assert _reported(loaded, BURY)
