"""Made figures taken away whole or not at all, also where a build is held open elsewhere or the process dies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from data.store.stored_figures import StoreFault
from loaders import read_file
from tests.conftest import SAMPLE, publish
from tests.factories.published import publish_made
from tests.factories.stores import own_figures


@pytest.fixture
def full(home: Path, tmp_path: Path) -> Path:
    store = Store(home)
    publish_made(store, tmp_path / "made")
    store.close()
    return home


def _name(path: Path) -> str:
    return path.name


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("how", [PermissionError(13, "in use"), Killed()])
def test_figures_are_taken_away_whole_or_not_at_all(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue, *, how: BaseException
) -> None:
    monkeypatch.setattr("data.store.atomic_file.TRIES", 1)
    rename, outcomes, last = Path.rename, [], 0
    while not outcomes or outcomes[-1] != "done":
        last += 1
        home = Path(shutil.copytree(full, tmp_path / f"at{last}"))
        so_far = 0

        def fails(path: Path, target: Path, last: int = last) -> Path:
            nonlocal so_far
            so_far += 1
            if so_far == last:
                raise how
            return rename(path, target)

        store = Store(home)
        assert own_figures(store) == [100.0]  # a build is attached
        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", fails)
            try:
                store.remove_figures()
                outcomes.append("done")
            except StoreFault as why:
                assert str(why).endswith("cannot be written to: in use. Nothing was changed.")
                outcomes.append("not")
            except Killed:
                outcomes.append("killed")
        again = Store(home)
        again.heal()
        if again.current():
            assert outcomes[-1] != "done" and own_figures(again) == [100.0] and len(again.loads(again.current())) == 2
            assert outcomes[-1] == "killed" or {path.name for path in (home / "raw").iterdir()} == {
                path.name for path in (full / "raw").iterdir()
            }
        else:
            assert outcomes[-1] != "not"
            publish(again, read_file(SAMPLE.name, SAMPLE.read_bytes(), catalogue), SAMPLE.read_bytes())
            assert own_figures(again) == [100.0]
            assert not list(home.rglob("unfinished-*"))
    assert len(outcomes) >= 5
