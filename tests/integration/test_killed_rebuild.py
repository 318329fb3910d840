"""A rebuild killed at any instant: the same figures stand at the next command, and nothing is left lying about.

Every twelfth instant is tried; every one of them by ``EVERY_INSTANT=1 python -m pytest tests/integration/test_killed_rebuild.py``.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from data.store.store import Store
from tests.factories.killed import KILLED, instants_of, killed_commands
from tests.factories.stores import own_figures


def test_a_rebuild_killed_at_any_instant_loses_nothing(home: Path, tmp_path: Path) -> None:
    build, figures, ledger = Store(home).current(), own_figures(Store(home)), (home / "ledger" / "ledger.jsonl").read_bytes()
    whole = shutil.copytree(home, tmp_path / "whole")
    instants = instants_of(["rebuild", "--json", "--home", str(whole)])
    assert instants > 10
    tried = range(1, instants + 1, 1 if os.environ.get("EVERY_INSTANT") else 12)
    homes = {at: Path(shutil.copytree(home, tmp_path / f"killed{at}")) for at in tried}
    codes = killed_commands([(at, ["rebuild", "--json", "--home", str(one)]) for at, one in homes.items()])
    assert set(codes) == {KILLED}
    for one in homes.values():
        store = Store(one)
        store.heal()
        assert (store.current(), own_figures(store)) == (build, figures)
        assert (one / "ledger" / "ledger.jsonl").read_bytes() == ledger
        store.rebuild()
        assert not list(one.rglob("unfinished-*"))
        store.close()
