"""The tasks of a run of drawn addresses and messages, each in a process of its own: named here, since a page's run takes the place of
the main module there."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.attack.addresses import Tally, look, say
from tests.factories.screens import opened
from tests.factories.withheld_figures import load_both, taking

SOON, WARM = 3.0, 50  # seconds a page may take; addresses before a process's memory is looked at


def addresses(at: int, count: int, folder: str) -> tuple[Tally, float]:
    """One task's addresses, and by how many MB the process grew over them once it was warm."""
    os.environ["SEND_STATE"], os.environ["SEND_BACKUPS"] = f"{folder}/state", "off"
    home = Path(folder) / f"home-{os.getpid()}"
    if not home.exists():
        load_both(home, home.parent)
    taken: list[bytes | str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "download_button", taking(taken))
        patch.setattr(DeltaGenerator, "download_button", taking(taken))
        patch.setattr(PagesManager, "uses_pages_directory", False, raising=False)

        def at_page(page: str, ids: dict[str, str]) -> AppTest:
            return opened(page, home, patch, **ids)

        first = look(min(WARM, count), f"address {at}", at_page, taken, soon=SOON)
        before = psutil.Process().memory_info().rss
        rest = look(count - first.drawn, f"address {at} more", at_page, taken, soon=SOON)
        grew = (psutil.Process().memory_info().rss - before) / 1e6
    return summed([first, rest]), grew


def messages(at: int, count: int, folder: str) -> tuple[Tally, float]:
    return say(count, f"message {at}", Path(folder) / f"words-{at}"), 0.0


def summed(tallies: list[Tally]) -> Tally:
    return Tally(
        sum(one.drawn for one in tallies), sum(one.kept for one in tallies), sum(one.refused for one in tallies),
        max(one.slowest for one in tallies), sum(one.slow for one in tallies), [fault for one in tallies for fault in one.faults],
    )  # fmt: skip
