"""A home that heals itself: what is damaged is made again of the ledger, with equal figures, and no clock decides what counts."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

import cli
from data.catalogue.catalogue import Catalogue
from data.home.actor import Actor
from data.home.home import Home
from data.model.loaded_file import Loaded
from data.model.observation import FigureRole, Observation
from data.store.release_schema import release_database
from data.store.store import ReceivedFile, Store
from data.store.stored_figures import StoreFault
from loaders import read_file
from tests.conftest import BURY, SAMPLE, publish
from tests.factories.commands import CaptureFixture, asked
from tests.factories.published import made, publish_made
from tests.factories.stores import own_figures

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
TABLES = (
    "load", "observation", "cell", "finding", "link", "remark", "meeting", "decision", "answers", "own_indicator", "neighbour", "footnote",
)  # fmt: skip
# What each measure of a release holds, counted one figure after another.
COUNTED = """
select id, (select count(*) from figure where measure = id and value is not null) as figures,
    (select count(distinct area) from figure where measure = id and value is not null) as areas,
    (select max(last) from figure where measure = id and value is not null) as newest,
    (select min(first) from figure where measure = id and value is not null) as oldest,
    (select label from figure where measure = id and value is not null order by last desc limit 1) as latest
from measure order by id
"""


def everything(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the build in force and of its releases, by table."""
    build = (home / "build" / "current").read_text(encoding="utf-8")
    found: dict[str, list[tuple[object, ...]]] = {}
    with duckdb.connect(str(home / "build" / f"{build}.duckdb"), read_only=True) as db:
        for table in TABLES:
            found[table] = db.execute(f"select * from {table} order by all").fetchall()
    for path in sorted((home / "build").glob("release-*.duckdb")):
        with duckdb.connect(str(path), read_only=True) as db:
            for table in ("measure", "figure", "held"):
                found[f"{path.name} {table}"] = db.execute(f"select * from {table}").fetchall()
            found[f"{path.name} held"].sort()
            assert found[f"{path.name} held"] == db.execute(COUNTED).fetchall()
    return found


@pytest.fixture
def full(home: Path, tmp_path: Path, catalogue: Catalogue) -> Path:
    """A home with a scorecard, a release, a withdrawal, a reinstatement, answers and a KPI of its own."""
    store = Store(home)
    publish_made(store, tmp_path / "made")
    store.decide(1, "withdraw", who="T", recorded_at=NOON, why="wrong")
    store.decide(1, "reinstate", who="T", recorded_at=NOON, why="right")
    own = {"area": BURY, "code": "X1", "title": "Plans in time", "section": "S", "unit": "%", "polarity": "higher", "decimals": 1}
    store.add_indicator(own, who="T", recorded_at=NOON)
    store.close()
    return home


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _zeros(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3 :] = bytes(len(content) - len(content) // 3)
    path.write_bytes(content)


def _older_schema(home: Path) -> None:
    for path in (home / "build").glob("0*.duckdb"):
        with duckdb.connect(str(path)) as db:
            db.execute("update build set schema_version = 6")


def _build(home: Path) -> Path:
    return home / "build" / f"{(home / 'build' / 'current').read_text(encoding='utf-8')}.duckdb"


def _release(home: Path) -> Path:
    return next((home / "build").glob("release-*.duckdb"))


HARM: dict[str, Callable[[Path], object]] = {
    "pointer garbled": lambda home: (home / "build" / "current").write_text("x"),
    "pointer lost": lambda home: (home / "build" / "current").unlink(),
    "pointer empty": lambda home: (home / "build" / "current").write_text(""),
    "pointer to an older build": lambda home: (home / "build" / "current").write_text(sorted((home / "build").glob("0*"))[0].stem),
    "pointer to nothing": lambda home: (home / "build" / "current").write_text("000099-abcdef01"),
    "build lost": lambda home: _build(home).unlink(),
    "every build lost": lambda home: [path.unlink() for path in (home / "build").glob("0*.duckdb")],
    "build cut short": lambda home: _cut(_build(home)),
    "build zeroed": lambda home: _zeros(_build(home)),
    "build of another form": _older_schema,
    "release lost": lambda home: _release(home).unlink(),
    "release cut short": lambda home: _cut(_release(home)),
    "release zeroed": lambda home: _zeros(_release(home)),
    "release of another form": lambda home: duckdb.connect(str(_release(home))).execute("alter table measure drop column title").close(),
    "release without what its measures hold": lambda home: duckdb.connect(str(_release(home))).execute("drop table held").close(),
    "the whole of build/ lost": lambda home: shutil.rmtree(home / "build"),
}


@pytest.mark.parametrize("harm", HARM)
def test_builds_and_releases_are_caches_made_again_with_equal_rows(full: Path, harm: str, capsys: CaptureFixture) -> None:
    before = everything(full)
    HARM[harm](full)
    assert cli.main(["show", "--area", "Bury", "--code", "S5", "--home", str(full)]) == 0
    told = capsys.readouterr()
    assert "30.4%" in told.out
    assert "Made again from what was loaded: " in told.err or harm == "pointer lost"
    assert everything(full) == before
    assert cli.main(["show", "--area", "Bury", "--code", "S5", "--home", str(full)]) == 0
    assert capsys.readouterr().err == ""


def test_a_measure_of_which_nothing_is_published_holds_nothing(tmp_path: Path) -> None:
    with release_database(tmp_path / "release.duckdb") as db:
        row = ["A", "T", "", "%", 1, "neutral", False, *[""] * 10]
        db.execute(f"insert into r.measure values ({', '.join('?' * len(row))})", row)
    with duckdb.connect(str(tmp_path / "release.duckdb"), read_only=True) as db:
        assert db.execute("select * from held").fetchall() == [("A", 0, 0, None, None, None)]


def test_a_bit_flipped_within_is_found_when_it_is_read_and_made_again(full: Path, capsys: CaptureFixture) -> None:
    """Every place of the build in turn, in steps: never a wrong figure, never a traceback, and in the end a whole build."""
    before, good = everything(full), _build(full).read_bytes()
    for at in range(12_288, len(good), 150_001):
        content = bytearray(good)
        content[at] ^= 1
        _build(full).write_bytes(content)
        assert cli.main(["show", "--area", "Bury", "--code", "S5", "--home", str(full)]) == 0
        assert "30.4%" in capsys.readouterr().out
    home = Home(full)
    home.heal(whole=True)
    assert everything(full) == before


def test_rebuild_makes_all_again_and_says_what_differs(full: Path, capsys: CaptureFixture) -> None:
    before = everything(full)
    assert asked(capsys, "rebuild", "--home", str(full))["differences"] == []
    assert everything(full) == before
    with duckdb.connect(str(_build(full))) as db:
        db.execute("update observation set value = 12.5 where cell = 'D9' and series = 'own'")
    told = asked(capsys, "rebuild", "--home", str(full))["differences"]
    assert len(told) == 2 and told[0].startswith("observation: gone: ") and "value 12.5" in told[0] and "value 12.5" not in told[1]
    assert everything(full) == before


def test_the_later_decision_counts_whatever_the_clock_says(home: Path) -> None:
    store, now = Store(home), datetime(2026, 5, 1, 12, tzinfo=UTC)
    store.decide(1, "withdraw", who="T", recorded_at=now, why="wrong")
    store.decide(1, "reinstate", who="T", recorded_at=now - timedelta(hours=1), why="")
    assert store.withdrawn(store.current()) == frozenset() and own_figures(store) == [100.0]
    store.decide(1, "withdraw", who="T", recorded_at=now - timedelta(days=3), why="wrong after all")
    assert store.withdrawn(store.current()) == {1} and own_figures(store) == []


def test_a_load_withdrawn_and_put_back_was_out_of_use_on_the_days_between(home: Path) -> None:
    store, day = Store(home), datetime(2018, 4, 1, 12, tzinfo=UTC)
    store.decide(1, "withdraw", who="T", recorded_at=day, why="wrong")
    store.decide(1, "reinstate", who="T", recorded_at=day + timedelta(days=5), why="")
    found = [store.withdrawn(store.current(), date(2018, 3, 31) + timedelta(days=n)) for n in (0, 1, 5, 6)]
    assert found == [frozenset(), {1}, {1}, frozenset()]


def test_a_load_dated_ahead_is_told_to_whoever_loads_after_it(
    tmp_path: Path, bury: bytes, catalogue: Catalogue, capsys: CaptureFixture
) -> None:
    home = tmp_path / "home"
    publish(Store(home), read_file(SAMPLE.name, bury, catalogue), bury, date.today() + timedelta(400))
    book = openpyxl.load_workbook(SAMPLE)
    book.worksheets[0]["D10"] = 0.9
    content = io.BytesIO()
    book.save(content)
    (tmp_path / "correction.xlsx").write_bytes(content.getvalue())
    [load] = asked(capsys, "load", str(tmp_path / "correction.xlsx"), "--home", str(home))["loads"]
    [told] = [one for one in load["findings"] if "a day in the future" in one["what"]]
    assert told["what"].endswith("the clock of the computer that loaded it was wrong. Its figures stand before those of this file.")
    assert told["hint"].startswith("Withdraw it with: python cli.py withdraw 1 --why")
    assert cli.main(["withdraw", "1", "--why", "wrong clock", "--home", str(home)]) == 0
    capsys.readouterr()
    assert own_figures(Store(home)) == [90.0]


def test_files_of_one_command_are_published_together_or_not_at_all(
    tmp_path: Path, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, files = tmp_path / "home", [str(path) for path in made(tmp_path / "made")]
    command = ["load", *files, str(SAMPLE), "--home", str(home), "--received", "2025-11-03"]
    with monkeypatch.context() as patched:
        patched.setattr("data.store.sealed_lines._write", _full)
        assert cli.main(command) == 1
    told = capsys.readouterr()
    assert "No space left on device. Nothing was saved." in told.err
    assert Store(home).current() == "" and not list((home / "ledger" / "contents").glob("*.gz"))
    assert not list(home.rglob("unfinished-*")) and not list((home / "build").glob("*.duckdb")) and not list((home / "raw").iterdir())
    done = asked(capsys, *command)["loads"]
    assert [(one["id"], one["published"]) for one in done] == [(1, True), (2, True)] and len({one["build"] for one in done}) == 1


def _full(file: object, line: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_a_load_asks_for_room_before_it_begins(home: Path, bury: bytes, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(home)
    usage = shutil.disk_usage(home)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1_000_000))
    with pytest.raises(StoreFault, match=r"There is not enough room .*: a load needs \d+ MB and 1 MB are free\. Nothing was changed\."):
        publish(store, read_file("other.xlsx", bury + b" ", catalogue), bury + b" ")


def test_newer_readings_take_the_place_of_old_ones_from_their_day_on(home: Path, bury: bytes, catalogue: Catalogue) -> None:
    opened = Home(home)
    store, read = Store(home), read_file(SAMPLE.name, bury, catalogue)
    newer = _changed(read, 100.0, 98.0)
    opened.write(Actor("T")).reread([ReceivedFile(newer, bury, date(2018, 3, 1), rereads=1)], reader="newer", why="read again")
    assert own_figures(store) == [98.0]
    assert own_figures(store, as_at=date.today()) == [98.0]
    assert own_figures(store, as_at=date.today() - timedelta(1)) == [100.0]
    loads = store.loads(store.current()).to_dict("records")
    assert [(row["id"], row["rereads"], row["withdrawn"], row["decided_why"]) for row in loads] == [
        (1, None, True, "read again as load 2"),
        (2, 1, False, None),
    ]


def _changed(read: Loaded, old: float, new: float) -> Loaded:
    def said(o: Observation) -> Observation:
        return replace(o, value=new) if (o.indicator, o.series, o.value) == ("S5", FigureRole.OWN, old) else o

    return replace(read, observations=tuple(map(said, read.observations)))
