"""The one door to the product: its command line, its pages, its typed words. When modules move, only this file follows."""

from __future__ import annotations

import contextlib
import io
import os
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from streamlit.elements.widgets.button import ButtonMixin
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import cli
from data.records.journal import Journal
from tests.factories.made_release import release as made_release
from tests.factories.manners import in_the_manner_of_devon, in_the_manner_of_kent

__all__ = ["made_release"]

ROOT = Path(__file__).parents[2]
APP = ROOT / "app.py"
SAMPLES = ROOT / "data" / "samples"
BURY, BURY_PLAN = SAMPLES / "bury_2017.xlsx", SAMPLES / "bury_plan_2017.xlsx"
LOST = "This page could not be drawn"


@dataclass(frozen=True)
class Opened:
    """A page as it was drawn, and the small files that it offers, by name."""

    at: AppTest
    files: dict[str, str] = field(default_factory=dict)


def command(*arguments: str | Path) -> str:
    """One command run in this process: its exit code, what it printed, and what it told on the error stream."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            code: Any = cli.main([str(one) for one in arguments])
        except SystemExit as left:
            code = left.code
        except Exception:  # a fault of the product is an output too, and the others are still wanted
            code = "none: " + traceback.format_exc(limit=0).strip()
    return f"exit {code}\n{out.getvalue()}" + (f"--- error stream\n{told.getvalue()}" if told.getvalue() else "")


def page(home: Path, name: str, ids: Mapping[str, str], then: Callable[[AppTest], AppTest] | None = None) -> Opened:
    """A page at its address, then whatever ``then`` presses there."""
    os.environ["SEND_HOME"] = str(home)
    offered: list[tuple[str, Any]] = []
    with _steady_pages(), _watched_downloads(offered):
        at = AppTest.from_file(APP, default_timeout=120)
        at._page_hash = calc_hash("" if name == "overview" else name)  # AppTest has no public way to a page that is a callable
        for key, value in ids.items():
            at.query_params[key] = value
        at.run()
        if then is not None:
            offered.clear()
            at = then(at)
        return Opened(at, {file: _text(data) for file, data in offered})


def unfolded(at: AppTest) -> AppTest:
    """The page run again with every fold, list and table open that it can open by itself."""
    keys = {key for one in _blocks(at._tree) if (key := _key(one))}
    for key in sorted(keys):
        at.session_state[key] = True
    return at.run()


def type_words(home: Path, where: tuple[str, str, str], body: Mapping[str, Any] | None, at: datetime, seen: int | None) -> str:
    """Typed words kept under a kind, an area and a key: their number in the journal, or the refusal."""
    kind, area, key = where
    try:
        return str(Journal(home).append(kind, area, key, body, who="A person", recorded_at=at, seen=seen).id)
    except Exception as why:
        return f"refused: {why}"


def undo_words(home: Path, number: int, at: datetime) -> str:
    """An entry of the journal taken back."""
    journal = Journal(home)
    entry = next(one for one in journal.entries() if one.id == number)
    return str(journal.undo(entry, who="A person", recorded_at=at).id)


def keep_evidence(home: Path, name: str, content: bytes) -> str:
    """A file of evidence kept: its hash and its name, or the refusal."""
    try:
        return " ".join(Journal(home).keep(name, content))
    except Exception as why:
        return f"refused: {why}"


def asking_workbooks() -> dict[str, bytes]:
    """Made workbooks that have to be asked about, and those of the month after."""
    return {
        "devon.xlsx": in_the_manner_of_devon(), "devon-later.xlsx": in_the_manner_of_devon(later=True),
        "kent.xlsx": in_the_manner_of_kent(), "kent-later.xlsx": in_the_manner_of_kent(later=True),
    }  # fmt: skip


def _text(data: Any) -> str:
    """A small file that a page offers, as its text."""
    try:
        made = data() if callable(data) else data
        return made.decode("utf-8-sig") if isinstance(made, bytes) else str(made)
    except Exception as why:
        return f"(could not be made outside its page: {why})"


@contextlib.contextmanager
def _watched_downloads(offered: list[tuple[str, Any]]) -> Any:
    """Every CSV, JSON or plain file that the pages offer is noted, and offered all the same."""
    plain = ButtonMixin._download_button

    def noted(self: Any, label: str, data: Any, file_name: str | None = None, *rest: Any, **more: Any) -> Any:
        if file_name and Path(file_name).suffix in (".csv", ".json", ".txt", ".toml"):
            offered.append((file_name, data))
        return plain(self, label, data, file_name, *rest, **more)

    ButtonMixin._download_button = noted  # type: ignore[method-assign]
    try:
        yield
    finally:
        ButtonMixin._download_button = plain  # type: ignore[method-assign]


@contextlib.contextmanager
def _steady_pages() -> Any:
    """AppTest turns Streamlit's old multi-page mode on before each run; app.py turns it off when the server starts."""
    made = PagesManager.__init__

    def make(self: PagesManager, *args: Any, **more: Any) -> None:
        made(self, *args, **more)
        PagesManager.uses_pages_directory = False

    PagesManager.__init__ = make  # type: ignore[method-assign]
    try:
        yield
    finally:
        PagesManager.__init__ = made  # type: ignore[method-assign]


def _blocks(node: Any) -> Sequence[Any]:
    """Every block of a page that can be opened: folds, and what a press shows."""
    found = [node] if node.type in ("expander", "popover", "toggle") else []
    for child in (getattr(node, "children", None) or {}).values():
        found += _blocks(child)
    return found


def _key(block: Any) -> str:
    """The key that a page gave to one of its blocks; empty where it gave none."""
    proto = getattr(block, "proto", None)
    told = re.fullmatch(r"\$\$ID-[0-9a-f]+-(.+)", getattr(proto, "id", "") or "")
    return told.group(1) if told and told.group(1) != "None" else ""
