"""What is kept of a file is a clean copy; the file itself waits in quarantine until a named person keeps or deletes it."""

from __future__ import annotations

import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

import cli
import loaders
from data.backups.backup import backup
from data.catalogue.catalogue import Catalogue
from data.home import health
from data.home.home import HomeWriter
from data.home.intake import Intake, publish
from data.home.quarantined import in_quarantine
from data.home.rereading import reread
from data.model.finding import Refused
from data.model.record import RecordFault
from data.records.childrens_words import MayNameChild
from data.store.ledger import Ledger
from data.store.quarantine import Quarantine
from loaders import look_through
from tests.conftest import BURY, ROOT, reader, sheet_bytes, writer
from tests.factories.hiding_places import LEFT_OUT, SAID, TABLE, UPN
from tests.factories.home_commands import asked
from tests.files.writing import csv_bytes, unpacked, with_parts

DAY = date(2023, 11, 1)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mine(tmp_path: Path) -> HomeWriter:
    return writer(tmp_path / "home", "Kay Dee")


def load(mine: HomeWriter, known: Catalogue, name: str, content: bytes) -> tuple[int, bool]:
    intake = Intake(mine.reader, loaders, mine.reader.figures.current(), known, area="Bury")
    [done] = publish(mine, [intake.take(name, content, DAY).sound()])
    return done.id, done.published


def raw(mine: HomeWriter) -> list[Path]:
    return sorted((mine.reader.folder / "raw").glob("*"))


def test_a_clean_copy_is_kept_and_the_file_waits(mine: HomeWriter, catalogue: Catalogue) -> None:
    content = LEFT_OUT["pivot cache"]()
    load(mine, catalogue, "scorecard.xlsx", content)
    home = mine.reader.folder
    [kept] = raw(mine)
    [waits] = (home / "quarantine").glob("*")
    assert kept.read_bytes() != content == waits.read_bytes()
    assert waits.name == f"{sha256(content).hexdigest()}.xlsx" and kept.name == f"{sha256(kept.read_bytes()).hexdigest()}.xlsx"
    if os.name != "nt":
        assert (waits.stat().st_mode & 0o777, waits.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file() and path != waits)
    assert UPN.encode() not in everything + b"".join(unpacked(kept.read_bytes()).values())
    [file] = in_quarantine(mine.reader)
    assert (file.load, file.name, file.decided) == (1, "scorecard.xlsx", None)
    assert file.held == ("The cache of a pivot table holds a pupil number. It is left out of what is kept.",)


def test_what_a_killed_writer_left_goes_with_the_next_file(mine: HomeWriter, catalogue: Catalogue) -> None:
    left = mine.reader.folder / "quarantine" / "unfinished-1"
    left.parent.mkdir(parents=True)
    left.write_bytes(UPN.encode())
    assert in_quarantine(mine.reader) == []
    load(mine, catalogue, "a.xlsx", sheet_bytes(TABLE))
    assert not left.exists() and len(in_quarantine(mine.reader)) == 1


def test_both_hashes_stand_in_the_ledger(mine: HomeWriter, catalogue: Catalogue) -> None:
    content = sheet_bytes(TABLE)
    load(mine, catalogue, "scorecard.xlsm", content)
    [kept] = raw(mine)
    ledger = Ledger(mine.reader.folder)
    [change] = ledger.changes(ledger.read().entries[0])
    original, copy = sha256(content).hexdigest(), sha256(kept.read_bytes()).hexdigest()
    assert change.body["original"] == {"sha256": original, "kept_as": f"{original}.xlsm", "copy_sha256": copy}
    assert (change.body["row"]["sha256"], change.body["row"]["kept_as"]) == (original, f"{copy}.xlsx")


def test_the_same_file_and_its_clean_copy_are_known_again(mine: HomeWriter, catalogue: Catalogue) -> None:
    content = LEFT_OUT["cell note"]()
    assert load(mine, catalogue, "a.xlsx", content) == (1, True)
    assert load(mine, catalogue, "renamed.xlsx", content) == (1, False)
    assert load(mine, catalogue, "downloaded.xlsx", raw(mine)[0].read_bytes()) == (1, False)
    assert len(raw(mine)) == 1


def test_a_text_is_kept_as_it_is(mine: HomeWriter, catalogue: Catalogue) -> None:
    content = csv_bytes(TABLE)
    load(mine, catalogue, "a.csv", content)
    assert [path.read_bytes() for path in raw(mine)] == [content]
    assert in_quarantine(mine.reader) == []


def test_a_load_reads_the_same_from_its_copy(mine: HomeWriter, catalogue: Catalogue) -> None:
    load(mine, catalogue, "bury.xlsx", (ROOT / "data" / "samples" / "bury_2017.xlsx").read_bytes())
    [again] = reread(mine.reader, loaders, catalogue)
    assert (again.differences, again.refused) == ((), "")
    assert health.check(mine.reader) == []


def test_a_changed_reading_of_a_copy_is_still_of_the_file_as_it_was_given(
    mine: HomeWriter, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = LEFT_OUT["cell note"]()
    load(mine, catalogue, "a.xlsx", content)
    monkeypatch.setattr("data.home.rereading._said", lambda row: str(row["raw"]) + str(id(row)))  # every figure reads otherwise
    [again] = reread(mine.reader, loaders, catalogue)
    assert again.file is not None
    mine.reread([again.file], reader="newer", why="read again")
    rows = mine.reader.figures.loads(mine.reader.figures.current()).to_dict("records")
    assert {(row["sha256"], row["kept_as"]) for row in rows} == {(sha256(content).hexdigest(), raw(mine)[0].name)}
    assert len(in_quarantine(mine.reader)) == 1
    assert health.check(mine.reader) == []


def test_a_named_person_keeps_or_deletes(mine: HomeWriter, catalogue: Catalogue) -> None:
    contents = [LEFT_OUT["cell note"](), sheet_bytes([*TABLE[:3], ["S2", "SEN", "12.0%", "14.0%", None]])]
    for n, content in enumerate(contents):
        load(mine, catalogue, f"{n}.xlsx", content)
    first, second = (sha256(content).hexdigest() for content in contents)
    mine.decide_original(second, "keep", why="the auditors want it", area=BURY, file="1.xlsx")
    kept = next(one for one in in_quarantine(mine.reader) if one.sha256 == second)
    assert (kept.decided, kept.by, kept.why) == ("keep", "Kay Dee", "the auditors want it")
    mine.decide_original(first, "delete", why="holds a pupil number", area=BURY, file="0.xlsx")
    assert list(Quarantine(mine.reader.folder).names()) == [second]
    [entry] = mine.reader.records.entries(kind="original", key=first)
    assert (entry.who, entry.body) == ("Kay Dee", {"action": "delete", "why": "holds a pupil number", "file": "0.xlsx"})
    with pytest.raises(Refused, match="is in quarantine"):
        mine.decide_original(first, "delete", why="again", area=BURY)
    with pytest.raises(RecordFault, match="why"):
        mine.decide_original(second, "delete", why=" ", area=BURY)
    assert list(Quarantine(mine.reader.folder).names()) == [second]
    Quarantine(mine.reader.folder).take("0.xlsx", first, contents[0], [])  # given again, read otherwise
    assert next(one for one in in_quarantine(mine.reader) if one.sha256 == first).decided is None
    assert len(raw(mine)) == 2 and health.check(mine.reader) == []


def test_quarantine_goes_into_no_backup(mine: HomeWriter, catalogue: Catalogue, tmp_path: Path) -> None:
    load(mine, catalogue, "a.xlsx", LEFT_OUT["embedded text"]())
    manifest = backup(mine, tmp_path / "b.zip", lambda words: None)
    assert not [one.path for one in manifest.files if "quarantine" in one.path]
    packed = unpacked((tmp_path / "b.zip").read_bytes())
    assert not any(UPN.encode() in content for content in packed.values())


def test_what_was_kept_as_received_stays_as_it_is(home: Path) -> None:
    """A home of an earlier version: its raw file bears the file's own hash, is read again, and nothing waits."""
    before = {path: path.read_bytes() for path in (home / "raw").glob("*")}
    held = reader(home)
    assert in_quarantine(held) == []
    assert [one.refused for one in reread(held, loaders, held.catalogue(held.figures.current()))] == [""]
    assert {path: path.read_bytes() for path in (home / "raw").glob("*")} == before


def test_a_plan_is_kept_as_a_clean_copy_too(mine: HomeWriter, catalogue: Catalogue) -> None:
    content = with_parts((ROOT / "data" / "samples" / "bury_plan_2017.xlsx").read_bytes(), customXml__item1=f"<x>{UPN}</x>".encode())
    intake = Intake(mine.reader, loaders, "", catalogue)
    taken = intake.take("plan.xlsx", content, DAY)
    assert taken.plan is not None and taken.plan.findings[0].check == "childrens-data-left-out"
    entry, new = mine.keep_plan(taken.plan, taken.content, received=DAY, copy=taken.clean_copy())
    assert new and entry.body is not None
    [kept] = raw(mine)
    assert entry.body["sha256"] == sha256(content).hexdigest() and kept.name == f"{entry.body['copy']}.xlsx"
    assert UPN.encode() not in b"".join(unpacked(kept.read_bytes()).values())
    [file] = in_quarantine(mine.reader)
    assert file.held and file.area == taken.plan.area
    copied = intake.take("again.xlsx", kept.read_bytes(), DAY)
    assert copied.plan is not None
    assert mine.keep_plan(copied.plan, copied.content, received=DAY, copy=copied.clean_copy())[1] is False  # the copy is the same file


def test_the_command_lists_keeps_and_deletes(tmp_path: Path, capsys: Capture) -> None:
    home, file, clean = tmp_path / "home", tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    file.write_bytes(LEFT_OUT["cell note"]())
    clean.write_bytes(sheet_bytes([*TABLE[:3], ["S2", "SEN", "12.0%", "14.0%", None]]))
    loaded = asked(capsys, home, "load", str(file), str(clean))["loads"]
    assert any("cell note or comment holds a pupil number" in one["what"] for one in loaded[0]["findings"])
    assert cli.main(["quarantine", "--home", str(home)]) == 0
    listed = capsys.readouterr().out
    assert "a.xlsx (load 1): waits" in listed and "b.xlsx (load 2): waits" in listed and UPN not in listed
    assert cli.main(["quarantine", "delete", "--nothing-found", "--home", str(home)]) == 2  # no reason
    assert cli.main(["quarantine", "delete", "--nothing-found", "--why", "not needed", "--home", str(home)]) == 0
    assert "b.xlsx" in capsys.readouterr().out
    digest = sha256(file.read_bytes()).hexdigest()
    assert cli.main(["quarantine", "delete", "ffff", "--why", "x", "--home", str(home)]) == 1
    assert cli.main(["quarantine", "keep", digest[:8], "--why", "the auditors want it", "--home", str(home)]) == 0
    assert cli.main(["quarantine", "delete", digest[:8], "--why", "done with", "--home", str(home)]) == 0
    capsys.readouterr()
    assert cli.main(["quarantine", "--home", str(home)]) == 0
    assert capsys.readouterr().out == "Nothing is in quarantine.\n"


def test_what_earlier_versions_kept_is_looked_through(home: Path, capsys: Capture) -> None:
    assert cli.main(["quarantine", "look", "--home", str(home)]) == 0
    assert capsys.readouterr().out == "Nothing about children was found in what is kept.\n"
    received = LEFT_OUT["pivot cache"]()
    (home / "raw" / f"{sha256(received).hexdigest()}.xlsx").write_bytes(received)
    assert cli.main(["quarantine", "look", "--home", str(home)]) == 1
    told = capsys.readouterr().out
    assert "holds a pupil number (the cache of a pivot table)." in told and UPN not in told


def test_a_file_that_is_taken_out_for_good_goes_from_quarantine_too(mine: HomeWriter, catalogue: Catalogue, capsys: Capture) -> None:
    load(mine, catalogue, "a.xlsx", LEFT_OUT["cell note"]())
    asked(capsys, mine.reader.folder, "redact", "file", "--load", "1", "--why", "sent in error", "--yes")
    assert Quarantine(mine.reader.folder).names() == {} and raw(mine) == []


def test_a_refused_file_is_kept_nowhere(tmp_path: Path, capsys: Capture) -> None:
    home, file = tmp_path / "home", tmp_path / "a.xlsx"
    file.write_bytes(sheet_bytes([*TABLE, [None, "A 1234 5678 9012"]]))
    assert cli.main(["load", str(file), "--home", str(home)]) == 1
    assert "Scorecard B5 looks like a pupil number. The file was not kept." in capsys.readouterr().err
    assert [path for path in home.rglob("*") if path.is_file() and path.stat().st_size > 5000] == []


SAFE = {"title": "Audit", "date": "2023-11-01", "attached": [{"to": "kpi", "key": "S5"}]}


def test_evidence_about_children_is_refused_and_a_doubt_may_be_answered(mine: HomeWriter) -> None:
    with pytest.raises(RecordFault) as why:
        mine.keep_evidence("pupils.csv", b"UPN,Surname,Forename,DOB\nA123456789012,Bloggs,Jo,12/03/2011\n", look_through)
    assert str(why.value).startswith("file: pupils.csv was not kept: it holds a pupil number") and "Bloggs" not in str(why.value)
    with pytest.raises(MayNameChild) as named:
        mine.keep_evidence("Jayden_Okafor_EHCP.txt", b"Plans are late.", look_through)
    assert "its name holds" in str(named.value) and "Okafor" not in str(named.value)
    doubtful = b"Sarah Jones wrote about her assessment of the service.\n"
    with pytest.raises(MayNameChild):
        mine.keep_evidence("letter.txt", doubtful, look_through)
    assert not list((mine.reader.folder / "words" / "files").glob("*"))
    digest, name = mine.keep_evidence("letter.txt", doubtful, look_through, no_child="Sarah Jones is the auditor")
    done = mine.record(
        "evidence", BURY, "E1", SAFE | {"file": digest, "file_name": name, "no_child": "Sarah Jones is the auditor"}, seen=None
    )
    assert done.body is not None and done.body["no_child"] == "Sarah Jones is the auditor"
    with pytest.raises(RecordFault):
        mine.keep_evidence("a.txt", SAID.encode(), look_through, no_child="I say so")  # a number is a child's whatever anybody says
