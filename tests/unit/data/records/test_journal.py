"""The journal of typed words: nothing overwritten in silence, nothing lost between writers, damage noticed, history kept."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.plan import PlanVersion
from data.model.record import Record, RecordFault
from data.records.journal import ChangedMeanwhile, Journal, JournalFault
from data.records.plan_codec import plan_from_json, plan_to_json
from tests.conftest import BURY
from tests.factories.journals import NOON, edit


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "home")


def lines(journal: Journal) -> list[bytes]:
    return journal.path.read_bytes().splitlines(keepends=True)


def test_an_empty_home_has_no_words_and_reading_makes_none(journal: Journal) -> None:
    assert (journal.entries(), journal.latest("action_edit", BURY), journal.findings()) == ((), {}, [])
    assert not journal.folder.exists()


def test_entries_are_numbered_chained_and_read_by_another_reader(journal: Journal) -> None:
    first = edit(journal, "1.1.1", {"status": "complete", "progress": "Appointed – “both”\nin May"})
    second = edit(journal, "1.1.1", {"due": None}, seen=first.id, who="Ari")
    assert (first.id, first.follows, second.id, second.follows) == (1, None, 2, 1)
    assert Journal(journal.folder.parent).entries() == (first, second)
    one, two = (json.loads(line) for line in lines(journal))
    assert (one["before"], two["before"]) == ("", one["sha256"])
    assert one["recorded_at"] == "2018-07-26T12:00:00.000000+00:00"
    assert list(one) == ["id", "form", "kind", "area", "key", "body", "who", "recorded_at", "follows", "before", "sha256"]


def test_the_second_of_two_people_is_told_who_changed_what_and_when(journal: Journal) -> None:
    first = edit(journal, "2.1.3", {"status": "on target", "due": "2018-03-31"})
    theirs = edit(journal, "2.1.3", {"status": "overdue", "due": "2018-03-31"}, seen=first.id, who="Ari")
    mine = {"status": "complete", "due": "2018-03-31"}
    with pytest.raises(ChangedMeanwhile) as told:
        edit(journal, "2.1.3", mine, seen=first.id)
    assert (told.value.entry, told.value.saw, told.value.body) == (theirs, first, mine)
    assert "Ari changed action 2.1.3 on 26 July 2018 at 12:00 UTC" in str(told.value)
    assert "status is now ‘overdue’, was ‘on target’" in str(told.value)
    assert " due " not in str(told.value)
    assert journal.latest("action_edit", BURY) == {"2.1.3": theirs}
    assert edit(journal, "2.1.3", mine, seen=theirs.id).follows == theirs.id


@pytest.mark.parametrize(("held", "seen"), [(True, None), (False, 1), (True, 7)])
def test_only_who_saw_the_newest_entry_may_follow_it(journal: Journal, held: bool, seen: int | None) -> None:
    if held:
        edit(journal, "1.1.1", {"status": "complete"})
    before = journal.entries()
    with pytest.raises(ChangedMeanwhile):
        edit(journal, "1.1.1", {"status": "overdue"}, seen=seen)
    assert journal.entries() == before


def test_an_undo_brings_back_what_stood_before_and_can_be_undone(journal: Journal) -> None:
    first = edit(journal, "1.1.1", {"status": "on target"})
    second = edit(journal, "1.1.1", {"status": "complete"}, seen=first.id)
    third = journal.undo(second, who="Ari", recorded_at=NOON)
    assert (third.body, third.follows, third.who) == ({"status": "on target"}, 2, "Ari")
    assert journal.undo(third, who="Ari", recorded_at=NOON).body == {"status": "complete"}
    with pytest.raises(ChangedMeanwhile):
        journal.undo(second, who="Ari", recorded_at=NOON)


def test_undoing_the_first_entry_takes_it_away_and_the_history_keeps_it(journal: Journal) -> None:
    first = edit(journal, "1.1.1", {"status": "on target"})
    gone = journal.undo(first, who="Kay", recorded_at=NOON)
    assert gone.body is None
    assert journal.latest("action_edit", BURY)["1.1.1"] == gone
    assert journal.entries(key="1.1.1") == (first, gone)
    assert edit(journal, "1.1.1", {"status": "complete"}, seen=gone.id).id == 3


def test_the_journal_as_at_a_day_leaves_out_what_was_recorded_later(journal: Journal) -> None:
    first = edit(journal, "1.1.1", {"status": "on target"})
    edit(journal, "1.1.1", {"status": "complete"}, seen=1, at=NOON + timedelta(days=3))
    edit(journal, "1.1.2", {"status": "overdue"}, at=NOON + timedelta(days=3))
    assert journal.latest("action_edit", BURY, until=date(2018, 7, 28)) == {"1.1.1": first}
    assert len(journal.entries(until=date(2018, 7, 29))) == 3


def test_areas_and_kinds_are_kept_apart(journal: Journal) -> None:
    edit(journal, "3", {"status": "complete"})
    risk = {"text": "Posts stay empty", "likelihood_before": 4, "impact_before": 3, "owner": "KD"}
    for area in (BURY, "E08000004"):
        journal.append("risk", area, "3", risk, who="Kay", recorded_at=NOON, seen=None)
    assert [one.kind for one in journal.entries(area=BURY)] == ["action_edit", "risk"]
    assert list(journal.latest("risk", "E08000004")) == ["3"]


def test_what_is_read_is_the_readers_own(journal: Journal) -> None:
    edit(journal, "1.1.1", {"status": "complete", "kpis": ["S5"]})
    body = journal.entries()[0].body
    assert body is not None
    body["kpis"].append("S6")
    assert journal.entries()[0].body == {"status": "complete", "kpis": ["S5"]}


def test_the_version_changes_with_every_entry_and_with_nothing_else(journal: Journal) -> None:
    versions = [journal.version()]
    for number in range(4):
        edit(journal, f"1.1.{number}", {"status": "complete"})
        versions.append(journal.version())
    assert len(set(versions)) == 5
    assert journal.version() == Journal(journal.folder.parent).version() == versions[-1]


@pytest.mark.parametrize("half", [b'{"id":2,"kind":"act', b'{"id":2}\n', b"\x00" * 300, "ä".encode()[:1]])
def test_a_half_written_last_line_is_set_aside_and_told_and_every_line_before_it_stands(journal: Journal, half: bytes) -> None:
    first = edit(journal, "1.1.1", {"status": "complete"})
    with journal.path.open("ab") as file:
        file.write(half)
    reader = Journal(journal.folder.parent)
    assert reader.entries() == (first,)
    [told] = reader.findings()
    assert told.check == "half-written"
    assert (journal.folder.parent / told.where).read_bytes() == half
    assert edit(reader, "1.1.2", {"status": "overdue"}).id == 2
    assert len(lines(journal)) == 2
    assert len(journal.entries()) == 2
    assert journal.findings() == [told]


def test_a_line_is_on_the_disk_before_it_is_sealed_and_both_before_it_counts(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(journal, "1.1.1", {"status": "complete"})
    synced: list[tuple[int, int]] = []
    fsync = os.fsync

    def sync(number: int) -> None:
        synced.append((os.fstat(number).st_ino, os.fstat(number).st_size))
        fsync(number)

    monkeypatch.setattr(os, "fsync", sync)
    edit(journal, "1.1.2", {"status": "overdue"})
    kept = [(path.stat().st_ino, path.stat().st_size) for path in (journal.path, journal.seal)]
    assert [one for one in synced if one in kept] == kept and synced[0] == kept[0]


def test_a_line_that_cannot_be_written_is_told_and_the_next_goes_through(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    first = edit(journal, "1.1.1", {"status": "complete"})

    def full(file: Any, line: bytes) -> None:
        file.write(line[:50])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("data.store.sealed_lines._write", full)
        with pytest.raises(JournalFault, match=r"No space left on device\. Nothing was saved\."):
            edit(journal, "1.1.2", {"status": "overdue"})
    assert journal.entries() == (first,)
    assert edit(journal, "1.1.2", {"status": "overdue"}).id == 2
    assert [told.check for told in journal.findings()] == []


def damaged(content: bytes) -> dict[str, bytes]:
    first, second, third = content.splitlines(keepends=True)
    return {
        "a word changed": first.replace(b"complete", b"overdue!") + second + third,
        "a word changed in the last": first + second + third.replace(b"third", b"worse"),
        "the first lost": second + third, "one in the middle lost": first + third, "the last lost": first + second,
        "two in another order": second + first + third, "one twice": first + second + second + third,
        "half of the middle lost": first + second[:40] + third, "half of the last lost": first + second + third[:40],
        "all lost": b"", "a line between": first + b"\n" + second + third, "one ending lost": first + second[:-1] + third,
    }  # fmt: skip


@pytest.mark.parametrize("how", list(damaged(b"1\n2\n3\n")))
def test_damage_is_noticed_and_nothing_is_written_over_it(journal: Journal, how: str) -> None:
    for number, progress in enumerate(("first", "second", "third")):
        edit(journal, f"1.1.{number}", {"status": "complete", "progress": progress})
    content = damaged(journal.path.read_bytes())[how]
    journal.path.write_bytes(content)
    for reader in (Journal(journal.folder.parent), journal):
        with pytest.raises(JournalFault, match="damaged"):
            reader.entries()
        with pytest.raises(JournalFault, match="damaged"):
            edit(reader, "9.9.9", {"status": "complete"})
    assert journal.path.read_bytes() == content


def test_a_journal_that_is_gone_or_whose_seal_is_gone_is_damaged(journal: Journal) -> None:
    for number in range(3):
        edit(journal, f"1.1.{number}", {"status": "complete"})
    seal = journal.seal.read_bytes()
    journal.seal.unlink()
    with pytest.raises(JournalFault, match="damaged"):
        edit(journal, "9.9.9", {"status": "complete"})
    journal.seal.write_bytes(seal)
    journal.path.unlink()
    with pytest.raises(JournalFault, match="damaged"):
        journal.entries()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("kind", {"kind": "gossip"}), ("key", {"key": ""}), ("key", {"key": "1.1.1\n"}), ("key", {"key": "a b"}), ("area", {"area": " "}),
        ("who", {"who": ""}), ("who", {"who": "K\x00ay"}), ("recorded_at", {"recorded_at": datetime(2018, 1, 1)}),
        ("colour", {"body": {"colour": "red"}}), ("progress", {"body": {"progress": "\ud800"}}),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_named(journal: Journal, field: str, change: dict[str, Any]) -> None:
    where = {"kind": "action_edit", "area": BURY, "key": "1.1.1", "body": {"status": "complete"}}
    asked: dict[str, Any] = where | {"who": "Kay", "recorded_at": NOON, "seen": None} | change
    with pytest.raises(RecordFault) as told:
        journal.append(**asked)
    assert told.value.field == field
    assert journal.entries() == ()


def test_evidence_names_only_a_file_that_is_kept(journal: Journal) -> None:
    body = {"title": "Minutes", "date": "2018-07-01", "attached": [{"to": "action", "key": "1.1.1"}], "file": "0" * 64}
    with pytest.raises(RecordFault, match="Keep the file first"):
        journal.append("evidence", BURY, "minutes", body, who="Kay", recorded_at=NOON, seen=None)
    digest, _ = journal.keep("minutes.txt", b"Present: all")
    assert journal.append("evidence", BURY, "minutes", body | {"file": digest}, who="Kay", recorded_at=NOON, seen=None).id == 1


def test_a_plan_is_kept_for_its_own_area(journal: Journal) -> None:
    plan = plan_to_json(
        PlanVersion(
            area=BURY,
            title="Plan",
            version="approved",
            dated=None,
            file="plan.xlsx",
            sha256="",
            priorities=((1, "Lead"),),
            actions=(),
            counts={},
        )
    )
    with pytest.raises(RecordFault, match="E08000004"):
        journal.append("plan_version", "E08000004", "approved", plan, who="Kay", recorded_at=NOON, seen=None)
    kept = journal.append("plan_version", BURY, "approved", plan, who="Kay", recorded_at=NOON, seen=None)
    assert plan_to_json(plan_from_json(kept.body)) == plan


def test_threads_that_append_at_once_lose_nothing(journal: Journal) -> None:
    def some(writer: int) -> list[int]:
        return [edit(journal, f"{writer}.{n}", {"progress": f"{writer} {n}"}).id for n in range(8)]

    with ThreadPoolExecutor(6) as pool:
        ids = [id for found in pool.map(some, range(6)) for id in found]
    assert sorted(ids) == list(range(1, 49))
    assert len(Journal(journal.folder.parent).latest("action_edit", BURY)) == 48


STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "undo", "remove", "stale", "again")), st.sampled_from(("1.1", "1.2", "2.1")), st.text(max_size=30)),
    max_size=12,
)


@settings(max_examples=25)
@given(STEPS)
def test_any_sequence_of_edits_undos_and_removals_reads_back_as_it_was_made(steps: list[tuple[str, str, str]]) -> None:
    made: list[Record] = []
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        for at, (what, key, text) in enumerate(steps):
            newest = next((one for one in reversed(made) if one.key == key), None)
            seen = newest.id if newest else None
            moment = NOON + timedelta(hours=at)
            try:
                if what == "undo" and newest:
                    before = next((one.body for one in made if one.id == newest.follows), None)
                    made.append(journal.undo(newest, who="Kay", recorded_at=moment))
                    assert made[-1].body == before
                elif what == "stale":
                    with pytest.raises(ChangedMeanwhile):
                        edit(journal, key, {"progress": "late"}, seen=(seen or 0) + 100)
                elif what == "again":
                    journal = Journal(Path(folder))
                else:
                    body = None if what == "remove" else {"progress": text}
                    made.append(edit(journal, key, body, seen=seen, at=moment))
                    assert (made[-1].body, made[-1].follows) == (body, seen)
            except RecordFault:
                continue
            assert journal.entries() == tuple(made)
        assert Journal(Path(folder)).entries() == tuple(made)
        assert [one.id for one in made] == list(range(1, len(made) + 1))
        assert journal.latest("action_edit", BURY) == {one.key: one for one in made}


def test_who_changes_what_was_read_changes_nothing_for_others(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    body = {"text": "A", "likelihood_before": 1, "impact_before": 1, "owner": "B", "priorities": [1], "escalation_route": ["x"]}
    journal.append("risk", "E08000002", "R1", body, who="C", recorded_at=datetime(2026, 1, 1, tzinfo=UTC), seen=None)
    for read in (journal.latest("risk", "E08000002")["R1"], journal.entries()[0]):
        assert read.body is not None
        read.body["priorities"].append(2)
        read.body["text"] = "changed"
    assert journal.latest("risk", "E08000002")["R1"].body == journal.entries()[0].body == body


def planted(journal: Journal, entries: list[dict[str, Any]]) -> None:
    """A journal that a newer version wrote, in lines of this form."""
    with journal.writing():
        journal._lines.start([{"kind": "action_edit", "area": BURY, "key": "1.1.1", "who": "Ari", "recorded_at": NOON.isoformat(),
                               "follows": None, **entry} for entry in entries])  # fmt: skip


def test_an_edit_keeps_what_a_newer_version_wrote_beside_it(journal: Journal) -> None:
    planted(journal, [{"body": {"status": "on target", "appetite": "low", "owners": [{"layer": "x", "printed": "AB", "photo": "p"}]}}])
    owners = [{"layer": "x", "printed": "AB", "photo": "p"}, {"layer": "y", "printed": "CD"}]
    edited = edit(journal, "1.1.1", {"status": "complete", "owners": owners}, seen=1)
    assert edited.body == {"status": "complete", "owners": owners, "appetite": "low"}
    with pytest.raises(RecordFault, match=r"appetite: is not a field here\."):
        edit(journal, "1.1.2", {"status": "complete", "appetite": "low"})
    assert edit(journal, "1.1.1", None, seen=2).body is None
    assert edit(journal, "1.1.1", {"status": "complete"}, seen=3).body == {"status": "complete"}


def test_a_word_of_a_newer_version_stands_where_the_edit_leaves_it(journal: Journal) -> None:
    planted(journal, [{"body": {"status": "paused", "progress": "one"}}])
    assert edit(journal, "1.1.1", {"status": "paused", "progress": "two"}, seen=1).body == {"status": "paused", "progress": "two"}
    with pytest.raises(RecordFault, match="status: should be one of"):
        edit(journal, "1.1.1", {"status": "asleep", "progress": "two"}, seen=2)


def test_a_kind_that_a_newer_version_wrote_is_passed_over(journal: Journal) -> None:
    planted(journal, [{"kind": "pledge", "body": {"text": "x"}}])
    assert edit(journal, "1.1.1", {"status": "complete"}).id == 2
    assert [one.kind for one in journal.entries()] == ["pledge", "action_edit"]
    assert journal.latest("action_edit", BURY)["1.1.1"].body == {"status": "complete"}


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["1.1.1", "1.1.2"]), min_size=1, max_size=8), st.data())
def test_every_whole_line_of_a_damaged_journal_is_saved_in_its_order(keys: list[str], data: st.DataObject) -> None:
    hurt = data.draw(st.sets(st.sampled_from(range(len(keys))), min_size=1))
    with TemporaryDirectory() as folder:
        journal, seen = Journal(Path(folder)), dict[str, int]()
        for n, key in enumerate(keys):
            seen[key] = edit(journal, key, {"progress": f"words {n}"}, seen=seen.get(key)).id
        held = lines(journal)
        damaged = b"".join(line.replace(b"words", b"swords") if n in hurt else line for n, line in enumerate(held))
        journal.path.write_bytes(damaged)
        assert "is damaged" in Journal(Path(folder)).damage()
        whole = len(keys) - len(hurt)
        assert (journal.salvageable().whole, journal.salvageable().lost) == (whole, len(hurt))
        saved = journal.salvage()
        assert (saved.whole, saved.lost) == (whole, len(hurt))
        found = Journal(Path(folder)).entries()
        assert [one.body and one.body["progress"] for one in found] == [f"words {n}" for n in range(len(keys)) if n not in hurt]
        for one in found:
            before = [earlier.id for earlier in found if earlier.id < one.id and earlier.key == one.key]
            assert one.follows in (None, *before[-1:])
        assert [path.read_bytes() for path in journal.folder.glob("damaged-*.jsonl")] == [damaged]
        assert journal.damage() == "" and journal.salvage().whole == whole
        last = {one.key: one.id for one in found}
        edit(journal, keys[0], {"progress": "after"}, seen=last.get(keys[0]))


@pytest.mark.parametrize("how", ["line ends", "mark", "both"])
def test_what_an_editor_or_a_sync_does_to_a_journal_loses_nothing(journal: Journal, how: str) -> None:
    first = edit(journal, "1.1.1", {"progress": "one"})
    second = edit(journal, "1.1.1", {"progress": "two"}, seen=first.id)
    content = journal.path.read_bytes()
    content = content.replace(b"\n", b"\r\n") if how != "mark" else content
    journal.path.write_bytes(content if how == "line ends" else b"\xef\xbb\xbf" + content)
    assert journal.salvageable().lost == 0
    assert journal.salvage().whole == 2
    assert journal.entries() == (first, second)


def test_a_seal_alone_is_written_anew_and_the_chain_stays(journal: Journal) -> None:
    first = edit(journal, "1.1.1", {"progress": "one"})
    second = edit(journal, "1.1.1", {"progress": "two"}, seen=first.id)
    content = journal.path.read_bytes()
    for harm in (journal.seal.unlink, lambda: journal.seal.write_bytes(b"\xff")):
        harm()
        assert "seal" in journal.damage()
        assert journal.salvage().lost == 0
        assert (journal.path.read_bytes(), journal.damage(), journal.entries()) == (content, "", (first, second))
