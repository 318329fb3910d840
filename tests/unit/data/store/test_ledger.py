"""The ledger: what is sealed is given back, what was changed or lost since is noticed, and one content can go with the chain whole."""

from __future__ import annotations

import gzip
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from data.store.ledger import NAMED, Ledger, LedgerChange, LedgerFault, as_json
from data.store.release_schema import SCHEMA, sound_release

NOON = datetime(2026, 1, 5, 12)


def entered(ledger: Ledger, *bodies: dict[str, object]) -> None:
    """One entry with these contents."""
    with ledger.lines.writing():
        read = ledger.lines.mend()
        digests = [ledger.keep(LedgerChange("load", "T", NOON, body)) for body in bodies]
        ledger.lines.add(read, ledger.draft(read, digests, NOON))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "home")
    entered(made, {"load": 1, "words": "naïve — “é”"}, {"load": 2})
    entered(made, {"load": 3})
    return made


def test_what_is_sealed_is_given_back_in_order(ledger: Ledger) -> None:
    again = Ledger(ledger.folder.parent)
    found = [change.body for entry in again.read().entries for change in again.changes(entry)]
    assert found == [{"load": 1, "words": "naïve — “é”"}, {"load": 2}, {"load": 3}]
    assert [(entry.id, len(entry.contents)) for entry in again.read().entries] == [(1, 2), (2, 1)]


def test_the_same_content_twice_has_two_digests_so_that_nobody_can_guess_it(ledger: Ledger) -> None:
    entered(ledger, {"load": 3})
    one, two = (entry.contents[0] for entry in ledger.read().entries[1:])
    assert one != two
    plain = as_json({"form": 1, "kind": "load", "who": "T", "recorded_at": NOON, "body": {"load": 3}})
    assert sha256(plain).hexdigest() not in (one, two)


@pytest.mark.parametrize("harm", ["lost", "cut short", "no archive", "another content"])
def test_a_content_lost_or_changed_is_named_and_the_chain_stays_whole(ledger: Ledger, harm: str) -> None:
    entry = ledger.read().entries[0]
    path = ledger.contents / f"{entry.contents[0][:NAMED]}.json.gz"
    content = path.read_bytes()
    match harm:
        case "lost":
            path.unlink()
        case "cut short":
            path.write_bytes(content[: len(content) // 2])
        case "no archive":
            path.write_bytes(b"words")
        case "another content":
            path.write_bytes(gzip.compress(gzip.decompress(content).replace(b"load", b"toad")))
    with pytest.raises(LedgerFault, match=r"Entry 1 of the ledger cannot be read without it"):
        ledger.changes(entry)
    assert len(ledger.read().entries) == 2
    assert [change.body for change in ledger.changes(ledger.read().entries[1])] == [{"load": 3}]
    entered(ledger, {"load": 4})
    assert len(Ledger(ledger.folder.parent).read().entries) == 3


def test_what_no_entry_names_is_swept_and_nothing_else(ledger: Ledger) -> None:
    before = sorted(ledger.contents.iterdir())
    ledger.keep(LedgerChange("load", "T", NOON, {"load": 9}))
    (ledger.contents / "unfinished-1").write_bytes(b"half")
    assert len(list(ledger.contents.iterdir())) == len(before) + 2
    ledger.sweep(ledger.read())
    assert sorted(ledger.contents.iterdir()) == before


def release(path: Path, rows: int) -> Path:
    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{path}' as r (storage_version 'v1.5.0')")
        db.execute(SCHEMA)
        db.execute(
            "insert into r.figure select 'm' || i % 7, 'E' || i, 'authority', '2025', 'calendar year', date '2025-01-01', "
            "date '2025-12-31', case when i % 5 then i / 3.0 end, case when i % 5 = 0 then 'suppressed' end, i::varchar, 'final', 'f', "
            f"'B' || i from range({rows}) t(i)"
        )
    return path


def test_a_releases_figures_come_back_row_by_row(ledger: Ledger, tmp_path: Path) -> None:
    path = release(tmp_path / "made.duckdb", 2_000)
    kept = ledger.keep_published(path)
    ledger.make_release(kept, tmp_path / "again.duckdb")
    assert sound_release(tmp_path / "again.duckdb", whole=True)
    with duckdb.connect(":memory:") as db:
        for name in ("made", "again"):
            db.execute(f"attach '{tmp_path / name}.duckdb' as {name} (read_only)")
        columns = "measure, area, level, label, kind, first, last, value, missing, raw, status, file, cell"
        made, again = (db.execute(f"select {columns} from {name}.figure").fetchall() for name in ("made", "again"))
    assert made == again and len(made) == 2_000


@pytest.mark.parametrize("harm", ["lost", "changed"])
def test_published_figures_lost_or_changed_are_named(ledger: Ledger, tmp_path: Path, harm: str) -> None:
    kept = ledger.keep_published(release(tmp_path / "made.duckdb", 50))
    path = ledger.published / kept["figure"]["file"]
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(LedgerFault, match=r"is missing|is damaged: its SHA-256 is not the one that was sealed"):
        ledger.make_release(kept, tmp_path / "again.duckdb")


def test_lines_of_a_newer_form_are_read_and_never_written_after(ledger: Ledger) -> None:
    newer = Ledger(ledger.folder.parent)
    newer.lines.form = 7
    entered(newer, {"load": 4, "kind of a later day": True})
    assert [entry.id for entry in ledger.read().entries] == [1, 2, 3]
    with pytest.raises(LedgerFault, match=r"was written by a newer version of the dashboard \(form 7; this version writes form 1\)"):
        entered(ledger, {"load": 5})
    assert len(ledger.read().entries) == 3
