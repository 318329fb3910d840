"""A damaged ledger is made whole of its good lines and of the build; what neither holds is told, and nothing good is lost."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.store import ledger_mending
from data.store.ledger_mending import MendedLedger
from data.store.store import Store
from tests.factories.harms import content, ledger, line_lost, lines
from tests.factories.stores import own_figures

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def decided(home: Path) -> Path:
    """A load, withdrawn and put back: three entries."""
    store = Store(home)
    store.decide(1, "withdraw", who="T", recorded_at=NOON, why="wrong")
    store.decide(1, "reinstate", who="T", recorded_at=NOON - timedelta(days=2), why="right")
    store.close()
    return home


def no_builds(home: Path) -> None:
    shutil.rmtree(home / "build")


def test_an_entry_that_neither_a_line_nor_a_build_holds_is_told(decided: Path) -> None:
    no_builds(decided)
    line_lost(ledger(decided), 2)
    store = Store(decided)
    expected = MendedLedger(2, 0, (3,))
    assert ledger_mending.look(store.ledger, store.builds) == expected
    assert store.mend_ledger() == expected
    assert store.withdrawn(store.current()) == {1}
    assert store.heal(whole=True) == []


def test_a_lost_entry_comes_from_the_build_with_its_order_and_days(decided: Path) -> None:
    before = Store(decided).loads(Store(decided).current()).to_dict("records")
    line_lost(ledger(decided), 1)
    content(decided, 0).unlink()
    store = Store(decided)
    assert store.mend_ledger() == MendedLedger(1, 2, ())
    assert store.loads(store.current()).to_dict("records") == before
    assert store.withdrawn(store.current()) == frozenset() and own_figures(store) == [100.0]


def test_a_load_whose_content_is_lost_takes_no_other_with_it(decided: Path) -> None:
    no_builds(decided)
    content(decided, 0).unlink()
    store = Store(decided)
    assert store.mend_ledger() == MendedLedger(2, 0, (1,))
    assert len(store.loads(store.current())) == 0 and len(lines(ledger(decided))) == 2


def test_a_build_of_another_chain_gives_nothing(decided: Path, tmp_path: Path) -> None:
    build = next((decided / "build").glob("000003-*"))
    line_lost(ledger(decided), 1)
    build.rename(build.with_name("000003-00000000.duckdb"))
    for path in (decided / "build").glob("00000[12]-*"):
        path.unlink()
    store = Store(decided)
    assert ledger_mending.look(store.ledger, store.builds) == MendedLedger(2, 0, (2,))


def test_the_damaged_file_is_kept_beside_the_new_one(decided: Path) -> None:
    line_lost(ledger(decided), 0)
    damaged = ledger(decided).read_bytes()
    Store(decided).mend_ledger()
    assert [path.read_bytes() for path in (decided / "ledger").glob("damaged-*.jsonl")] == [damaged]


def test_what_a_broken_line_still_names_is_saved_by_its_own_hash(decided: Path) -> None:
    no_builds(decided)
    held = lines(ledger(decided))
    held[0] = held[0].replace(b'"before":""', b'"before":"!"')
    ledger(decided).write_bytes(b"".join(held))
    store = Store(decided)
    assert store.mend_ledger() == MendedLedger(3, 0, ())
    assert own_figures(store) == [100.0] and store.withdrawn(store.current()) == frozenset()


def test_contents_that_no_line_names_any_more_are_kept(decided: Path) -> None:
    no_builds(decided)
    orphan = content(decided, 2)
    line_lost(ledger(decided), 2)
    Store(decided).mend_ledger()
    assert (decided / "ledger" / "damaged" / orphan.name).is_file()
