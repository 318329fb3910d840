"""Everything drawn at random in one run: changed files, addresses and typed messages: ``python -m tests.attack.whole``, 20,000 of each.

Prints what became of them; the exit code is 1 where a figure was wrong, anything was raised, a page was lost, a withheld figure told, a
tag or script let through, a file took more than 3 seconds or a page more than 3, or a process grew by more than 300 MB.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.attack.addresses import Tally, look, say
from tests.attack.report import counted
from tests.attack.run import classes
from tests.factories.screens import opened
from tests.factories.withheld_figures import load_both, taking

SOON, GROWS, BATCH = 3.0, 300, 250  # seconds a page may take, MB a process may grow by, drawings a task
WARM = 50


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
    return _sum([first, rest]), grew


def messages(at: int, count: int, folder: str) -> tuple[Tally, float]:
    return say(count, f"message {at}", Path(folder) / f"words-{at}"), 0.0


def _sum(tallies: list[Tally]) -> Tally:
    return Tally(
        sum(one.drawn for one in tallies), sum(one.kept for one in tallies), sum(one.refused for one in tallies),
        max(one.slowest for one in tallies), sum(one.slow for one in tallies), [fault for one in tallies for fault in one.faults],
    )  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=20_000)
    options.add_argument("--addresses", type=int, default=10_000)
    options.add_argument("--messages", type=int, default=10_000)
    given = options.parse_args()
    faults: list[str] = []
    if given.files:
        counts = counted(max(1, given.files // len(list(classes()))), "")
        slow = sum(one.slow for one in counts)
        print(f"Files: {sum(one.copies for one in counts):,} drawn, {slow} over 3 s.")
        faults += [fault for one in counts for fault in one.faults] + [f"{slow} files took more than 3 s"] * bool(slow)
    for name, task, wanted in (("Addresses", addresses, given.addresses), ("Messages", messages, given.messages)):
        if not wanted:
            continue
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            tasks = [pool.submit(task, at, min(BATCH, wanted - at), folder) for at in range(0, wanted, BATCH)]
            done = [one.result() for one in tasks]
        told, grew = _sum([tally for tally, _ in done]), max(grew for _, grew in done)
        print(f"{name}: {told.drawn:,} drawn, {told.kept:,} kept, {told.refused:,} refused, slowest {told.slowest:.1f} s, {told.slow} over "
              f"{SOON:g} s, a process grew by {grew:.0f} MB.")  # fmt: skip
        faults += told.faults + [f"{told.slow} pages took more than {SOON:g} s"] * bool(told.slow)
        faults += [f"a process grew by {grew:.0f} MB"] * (grew > GROWS)
    print(f"Faults: {len(faults)}")
    print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
