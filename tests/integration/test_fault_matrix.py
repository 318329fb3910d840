"""The fault matrix: each harm of ``tests/factories/harms`` against start, show, load, type, backup and mending, each cell with its words.

A small part runs always; all of it with FAULT_MATRIX=whole.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from data.catalogue.catalogue import Catalogue
from data.home.actor import Actor
from data.home.home import Home
from data.home.identity import HomeIdentity
from data.model.finding import Refused
from data.store.store import Store
from pages.console.commands import COMMANDS
from pages.queries import homes
from tests.conftest import BURY, SAMPLE, publish
from tests.factories.commands import CaptureFixture
from tests.factories.harms import HARMS
from tests.factories.published import publish_made
from tests.factories.screens import LOST, opened, text

WHOLE = os.environ.get("FAULT_MATRIX") == "whole"
SMALL = (
    "build cut short", "release zeroed", "ledger's line changed", "the whole of ledger/ lost", "raw file damaged", "journal's line lost",
    "the whole of words/ lost", "home moved away", "home of a newer version", "an addition that cannot be read",
)  # fmt: skip
CHOSEN = list(HARMS) if WHOLE else list(SMALL)
KNOWN = {name for told in COMMANDS.values() for name in told}
FIGURE = "30.4%"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, bury: bytes, catalogue: Catalogue) -> Path:
    """A home with a scorecard, published figures, a decision and typed words."""
    from loaders import read_file

    folder = tmp_path_factory.mktemp("matrix")
    home = folder / "home"
    store = Store(home)
    publish(store, read_file(SAMPLE.name, bury, catalogue), bury)
    publish_made(store, folder / "made")
    store.close()
    writer = Home(home).write(Actor("T"))
    writer.decide_load(1, "withdraw", why="wrong")
    writer.decide_load(1, "reinstate", why="right")
    seen = None
    for n in range(4):
        seen = writer.record("commentary", BURY, "S5/2016", {"what": f"words {n}"}, seen=seen, at=datetime(2026, 1, 1 + n, tzinfo=UTC)).id
    return home


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Path:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    HomeIdentity(home).mark()
    return home


def figures(home: Path, capsys: CaptureFixture) -> str:
    """Every figure of the area in words, after what stood before was read."""
    capsys.readouterr()
    assert cli.main(["show", "--area", "Bury", "--home", str(home)]) == 0
    return re.sub(r"build \S+", "", capsys.readouterr().out)


def followed(told: str) -> None:
    """Whatever is advised can be done: every command that is named is one."""
    assert "Traceback" not in told
    assert "from a backup" not in told
    assert set(re.findall(r"python cli\.py ([a-z]+)", told)) <= KNOWN


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    gc = importlib.import_module("gc")
    yield
    gc.unfreeze()


@pytest.mark.parametrize("harm", CHOSEN)
def test_start(whole: Path, harm: str, monkeypatch: pytest.MonkeyPatch, started: None) -> None:
    """The server starts and the first page answers; where figures cannot be shown it says where that is mended."""
    HARMS[harm].do(whole)
    monkeypatch.setenv("SEND_HOME", str(whole))
    app = importlib.import_module("app")

    async def once() -> None:
        async with app._life(None):
            pass

    asyncio.run(once())
    homes.under_way(str(whole), 60)
    first = opened("overview", whole, monkeypatch)
    assert not first.exception
    if "being made again" in text(first):  # damage within a file shows when it is read
        homes.under_way(str(whole), 60)
        first = opened("overview", whole, monkeypatch)
    told = text(first)
    assert LOST not in told
    assert "Figure and comparators" in told or "Health" in told, told
    followed(told)
    looked = opened("health", whole, monkeypatch)
    assert not looked.exception and LOST not in text(looked)
    if HARMS[harm].check and "Made again" not in told and HARMS[harm].mend != ("repair", "--yes"):
        assert HARMS[harm].check in text(looked)


@pytest.mark.parametrize("harm", CHOSEN)
def test_show(whole: Path, harm: str, capsys: CaptureFixture) -> None:
    HARMS[harm].do(whole)
    code = cli.main(["show", "--area", "Bury", "--code", "S5", "--home", str(whole)])
    told = capsys.readouterr()
    followed(told.err)
    assert (FIGURE in told.out) if not HARMS[harm].show else (code == 1 and HARMS[harm].show in told.err), told


@pytest.mark.parametrize("harm", CHOSEN)
def test_load(whole: Path, harm: str, capsys: CaptureFixture, tmp_path: Path) -> None:
    HARMS[harm].do(whole)
    new = tmp_path / "again.xlsx"
    new.write_bytes(SAMPLE.read_bytes() + b" ")
    code = cli.main(["load", str(new), "--home", str(whole), "--received", "2018-04-01"])
    told = capsys.readouterr()
    followed(told.err + told.out)
    if HARMS[harm].load:
        assert code == 1 and HARMS[harm].load in told.err, told
    else:
        assert code == 0 and "Published as load" in told.out, told


@pytest.mark.parametrize("harm", CHOSEN)
def test_type(whole: Path, harm: str) -> None:
    HARMS[harm].do(whole)
    writer = Home(whole).write(Actor("T"))
    if not HARMS[harm].typing:
        assert writer.record("commentary", BURY, "S8/2016", {"what": "typed"}, seen=None).body == {"what": "typed"}
        return
    with pytest.raises(Refused) as why:
        writer.record("commentary", BURY, "S8/2016", {"what": "typed"}, seen=None)
    followed(str(why.value))
    assert HARMS[harm].typing in str(why.value)


@pytest.mark.parametrize("harm", CHOSEN)
def test_backup(whole: Path, harm: str, capsys: CaptureFixture, tmp_path: Path) -> None:
    """A backup is made and reads back, or is refused in words that can be followed."""
    HARMS[harm].do(whole)
    out = tmp_path / "kept.zip"
    code = cli.main(["backup", str(out), "--home", str(whole)])
    told = capsys.readouterr()
    followed(told.err)
    assert (code == 1 and told.err and not out.exists()) or cli.main(["verify", str(out)]) == 0


@pytest.mark.parametrize("harm", CHOSEN)
def test_mend(whole: Path, harm: str, capsys: CaptureFixture) -> None:
    """``check`` says what is wrong, what it names mends it, and then everything is as it was but what is lost."""
    before, one = figures(whole, capsys), HARMS[harm]
    entries = [record.body for record in Home(whole).read(Actor("T")).records.entries()]
    one.do(whole)
    cli.main(["check", "--home", str(whole)])
    told = capsys.readouterr().out
    followed(told)
    assert one.check in told, told
    if not one.check:
        return
    if not one.mend:
        assert re.search(r"^  \S", told, re.MULTILINE)
        return
    assert f"python cli.py repair {one.mend[1]}" in told or (one.mend[1] == "--yes" and "python cli.py repair" in told)
    assert cli.main([*one.mend, "--home", str(whole)]) == 0
    after = figures(whole, capsys)
    assert after == before or one.lost
    assert cli.main(["check", "--home", str(whole)]) == 0, capsys.readouterr().out
    now = [record.body for record in Home(whole).read(Actor("T")).records.entries()]
    assert now == entries or (one.lost and all(body in entries for body in now))
    assert cli.main(["rebuild", "--home", str(whole)]) == 0
    assert "no differences" in capsys.readouterr().out


def test_the_matrix_has_at_least_thirty_harms() -> None:
    assert len(HARMS) >= 30
    assert set(SMALL) <= set(HARMS)


def test_a_newer_home_is_read_and_nothing_in_it_is_changed(whole: Path, capsys: CaptureFixture) -> None:
    """Figures that this version must make are made elsewhere, and go with the process."""
    HARMS["home of a newer version, its figures of another form"].do(whole)
    before = {path.relative_to(whole): path.read_bytes() for path in whole.rglob("*") if path.is_file()}
    assert cli.main(["show", "--area", "Bury", "--code", "S5", "--home", str(whole)]) == 0
    assert FIGURE in capsys.readouterr().out
    for name in ("figures", "ledger", "words"):
        assert cli.main(["repair", name, "--yes", "--home", str(whole)]) == 1
        assert "was written by a newer version of the dashboard" in capsys.readouterr().err
    assert {path.relative_to(whole): path.read_bytes() for path in whole.rglob("*") if path.is_file()} == before
