"""Something removed for good is found nowhere any more, in no byte of the home and its backups, and the home is whole without it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import duckdb
import pytest

import cli
from data.backups.automatic_backups import VARIABLE, make_now
from data.backups.backup_place import BackupPlace
from data.catalogue.catalogue import Catalogue
from data.home.home import Home
from data.home.removal import INTENT, RemovalKind, RemovalTarget
from data.model.actor import Actor
from data.model.finding import Refused
from data.store.store import ReceivedFile, Store
from loaders import look_through, read_file
from tests.conftest import BURY, TITLE, reader, sheet_bytes, writer
from tests.factories.commands import CaptureFixture
from tests.factories.killed import KILLED, instants_of, killed_commands
from tests.kept_homes import NAMES
from tests.kept_homes import unpacked as kept_home

HEADER = ["Ref", "Indicator", "Target", "2016", "2015", "SN", "ENG", "Data source", "Comment"]
FIGURE, OTHER = 98765.25, 91234.5
WORDS = "Quillfeather"  # a canary of words: in the file's comment, in evidence, in an entry, or as a person's name
PERSON = "Zebedee Quillfeather"
NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


def book(figure: float, words: str, other: float = 12.0) -> bytes:
    rows = [
        ["S12", "Appeals to SEND Tribunal", 5, figure, other, 4, 3, "Team", words],
        ["S5", "Within 20 weeks", 90, 81.25, 80.5, 70, 60, "Team", "As expected"],
    ]
    return sheet_bytes([[TITLE], HEADER, *rows])


def fill(home: Path, catalogue: Catalogue) -> Path:
    """A home in which every canary stands wherever it can: two loads, evidence, words in several forms, and copies kept aside."""
    first = book(FIGURE, f"{PERSON} says {FIGURE:,} appeals", OTHER)
    second = book(7, "Corrected")
    files = [
        ReceivedFile(read_file(name, content, catalogue), content, day)
        for name, content, day in (
            (f"{WORDS} scorecard.xlsx", first, date(2026, 1, 5)), ("second.xlsx", second, date(2026, 2, 5)),
        )
    ]  # fmt: skip
    store = Store(home)
    for file in files:
        store.publish_loads([file], who="Kay", recorded_at=NOON)
    store.close()
    writing = writer(home, "Kay")
    said = {"what": f"{PERSON} farthingaled {FIGURE:g} appeals", "lead": PERSON}
    one = writing.record("commentary", BURY, "S12/2016", said, seen=None, at=NOON)
    writing.record("commentary", BURY, "S12/2016", {**said, "why": "Later words"}, seen=one.id, at=NOON)
    writing.record("commentary", BURY, "S5/2016", {"what": "Nothing of interest"}, seen=None, at=NOON)
    digest, name = writing.keep_evidence("minutes.txt", f"Minutes: {PERSON}.\n".encode(), look_through)
    piece = {
        "title": f"Minutes of {WORDS}", "date": "2026-05-05", "file": digest, "file_name": name, "attached": [{"to": "kpi", "key": "S12"}],
    }  # fmt: skip
    writing.record("evidence", BURY, "E1", piece, seen=None, at=NOON)
    Home(home).write(Actor(PERSON)).record("action_edit", BURY, "1.1.1", {"status": "complete", "progress": "Done"}, seen=None, at=NOON)
    (home / "words" / "set-aside-0123456789abcdef.txt").write_text(f"{PERSON} {FIGURE:,}", encoding="utf-8")
    for part in ("quarantine", "aside"):
        (home / part).mkdir()
        for file in files[:1]:
            (home / part / f"{file.loaded.sha256}.xlsx").write_bytes(file.content)
    return home


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    return fill(tmp_path_factory.mktemp("removal") / "home", catalogue)


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


# An own search over every byte: nothing here knows how the home keeps things, but for what each format is packed in.


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content.startswith(b"\x1f\x8b"):
        yield from unpacked(f"{name}!gz", gzip.decompress(content))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for one in packed.namelist():
                yield f"{name}!{one}", one.encode()
                yield from unpacked(f"{name}!{one}", packed.read(one))


def rows_of(path: Path) -> Iterator[str]:
    with duckdb.connect(":memory:") as db:
        if path.suffix == ".parquet":
            yield json.dumps(db.execute("select * from read_parquet(?)", [str(path)]).fetchall(), default=str)
            return
        db.execute(f"attach '{path}' as b (read_only)")
        for (table,) in db.execute("select table_name from duckdb_tables() where database_name = 'b'").fetchall():
            yield json.dumps(db.execute(f"select * from b.{table}").fetchall(), default=str)


def places(folder: Path, *canaries: str) -> set[str]:
    """Every file below a folder that holds a canary, in its name, its bytes, its parts or its rows."""
    found: set[str] = set()
    for path in (one for one in sorted(folder.rglob("*")) if one.is_file()):
        name = path.relative_to(folder).as_posix()
        for part, content in unpacked(name, path.read_bytes()):
            for canary in canaries:
                if any(canary.encode(form).lower() in content.lower() for form in ("utf-8", "utf-16-le")) or canary in part:
                    found.add(name)
        head = path.read_bytes()[:16]
        if path.suffix == ".parquet" or head[8:12] == b"DUCK":
            found |= {name for text in rows_of(path) for canary in canaries if canary.lower() in text.lower()}
    return found


EVERY = os.environ.get("EVERY_INSTANT")
NUMBERS = (f"{FIGURE}", f"{FIGURE:,}", f"{FIGURE:g}")


def removed(capsys: CaptureFixture, home: Path, *what: str) -> str:
    """Removes something by the command; what it said."""
    code = cli.main(["redact", *what, "--why", "sent in error", "--yes", "--home", str(home)])
    said = capsys.readouterr()
    assert code == 0, said
    return said.out


def check_whole(home: Path, capsys: CaptureFixture) -> None:
    """Asserts that nothing is amiss, that the figures are those of the ledger, and that loading and typing go on."""
    assert cli.main(["check", "--home", str(home)]) == 0, capsys.readouterr()
    assert "nothing is amiss" in capsys.readouterr().out
    assert cli.main(["rebuild", "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == []
    writer(home).record("action_edit", BURY, "9.9.9", {"status": "overdue"}, seen=None)
    assert cli.main(["check", "--home", str(home)]) == 0
    capsys.readouterr()


KINDS = {
    "figure": (["figure", "--area", "Bury", "--code", "S12", "--period", "PERIOD"], NUMBERS),
    "file": (["file", "--load", "1"], (*NUMBERS, f"{WORDS} scorecard", str(OTHER))),
    "evidence": (["evidence", "--area", "Bury", "--key", "E1"], (f"Minutes of {WORDS}", "Minutes:")),
    "entry": (["entry", "--number", "1"], ("farthingaled", "Later words")),
    "person": (["person", "--name", PERSON.upper()], (PERSON,)),
}
# Where each canary stays because another thing than the one removed holds it: the file's numbers in words typed of them, say.
ELSEWHERE = {"file": ("words/",)}


def period_of(home: Path) -> str:
    figures = reader(home).figures
    rows = figures.given(figures.current(), 1).to_dict("records")
    return next(str(row["period"]) for row in rows if row["indicator"] == "S12" and row["value"] == FIGURE)


def asked_for(kind: str, home: Path) -> list[str]:
    return [period_of(home) if word == "PERIOD" else word for word in KINDS[kind][0]]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_removed_is_in_no_byte_of_the_home(kind: str, home: Path, capsys: CaptureFixture) -> None:
    what, canaries = asked_for(kind, home), KINDS[kind][1]
    before = places(home, *canaries)
    assert before
    if kind in ("figure", "file"):
        assert {name.partition("/")[0] for name in before} >= {"raw", "ledger", "build", "quarantine", "aside", "words"}
    assert cli.main(["redact", *what, "--dry-run", "--home", str(home), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert not told["removed"] and sum(one["count"] for one in told["held"]) >= len({name for name in before if "build/" not in name}) - 1
    assert places(home, *canaries) == before
    removed(capsys, home, *what)
    after = places(home, *canaries)
    assert {name for name in after if not name.startswith(ELSEWHERE.get(kind, ("none/",)))} == set()
    assert not (home / INTENT).exists()
    check_whole(home, capsys)
    assert {name for name in places(home, *canaries) if not name.startswith(ELSEWHERE.get(kind, ("none/",)))} == set()


def shown(home: Path, capsys: CaptureFixture, *more: str) -> dict[str, object]:
    assert cli.main(["show", "--area", "Bury", "--code", "S12", "--home", str(home), "--json", *more]) == 0
    [kpi] = json.loads(capsys.readouterr().out)["kpis"]
    return dict(kpi)


def test_past_days_say_removed_and_by_whom_and_other_figures_stand(home: Path, capsys: CaptureFixture) -> None:
    before = {day: shown(home, capsys, "--as-at", day) for day in ("2026-01-10", "2026-03-01")}
    assert [one["value"] for one in before.values()] == [FIGURE, 7.0]
    removed(capsys, home, *asked_for("figure", home), "--load", "1")
    after = shown(home, capsys, "--as-at", "2026-01-10")
    assert (after["value"], after["missing"]) == (None, "removed")
    assert str(after["raw"]).startswith("removed on ") and " by " in str(after["raw"])
    assert shown(home, capsys, "--as-at", "2026-03-01")["value"] == 7.0
    figures = reader(home).figures
    other = [row for row in figures.given(figures.current(), 1).to_dict("records") if row["indicator"] == "S5" and row["series"] == "own"]
    assert [row["value"] for row in other] == [81.25, 80.5]


def test_the_figures_before_a_removed_file_stand_from_then_on(home: Path, capsys: CaptureFixture) -> None:
    removed(capsys, home, "file", "--load", "2")
    assert shown(home, capsys)["value"] == FIGURE
    then = shown(home, capsys, "--as-at", "2026-03-01")
    assert (then["value"], then["missing"]) == (None, "removed")
    loads = reader(home).figures.loads(reader(home).figures.current()).to_dict("records")
    assert [str(row["file"])[:7] for row in loads] == ["Quillfe", "removed"] and loads[1]["withdrawn"]
    assert not {"sha256", "kept_as"} & {name for name in ("sha256", "kept_as") if loads[1][name]}


def test_what_is_removed_comes_back_by_no_undo_and_no_mending(home: Path, capsys: CaptureFixture) -> None:
    removed(capsys, home, "entry", "--number", "1")
    writing = writer(home)
    [first, second] = writing.reader.records.entries(kind="commentary", key="S12/2016")
    assert first.body is None and second.body is None and first.removed.startswith("removed on ")
    newer = writing.record("commentary", BURY, "S12/2016", {"what": "New words"}, seen=second.id)
    assert writing.undo_record(newer).body is None
    [told] = writing.reader.records.entries(kind="removal")
    with pytest.raises(Refused, match="cannot be typed or taken back"):
        writing.undo_record(told)
    removed(capsys, home, *asked_for("figure", home))
    for chain in ("words/journal.jsonl", "ledger/ledger.jsonl"):
        held = (home / chain).read_bytes().splitlines(keepends=True)
        (home / chain).write_bytes(b"".join([*held[:1], b"{broken}\n", *held[1:]]))
    assert cli.main(["check", "--home", str(home)]) == 1
    assert cli.main(["repair", "--yes", "--home", str(home)]) == 0
    assert cli.main(["check", "--home", str(home)]) == 0, capsys.readouterr()
    capsys.readouterr()
    assert places(home, *NUMBERS, "farthingaled") == set()
    assert [one.removed[:10] for one in reader(home).records.entries(kind="commentary", key="S12/2016")][:2] == ["removed on"] * 2


def test_a_removal_whose_line_is_lost_is_no_way_back(home: Path, capsys: CaptureFixture) -> None:
    """The line that says what was taken away is broken in both chains: what it took stays away, and the homes are mended."""
    removed(capsys, home, *asked_for("figure", home))
    removed(capsys, home, "entry", "--number", "1")
    for chain in ("words/journal.jsonl", "ledger/ledger.jsonl"):
        held = (home / chain).read_bytes().splitlines(keepends=True)
        kept = [line for line in held if b'"kind":"removal"' not in line and b'"forgets"' not in line]
        assert len(kept) < len(held)
        (home / chain).write_bytes(b"".join(kept))
    assert cli.main(["check", "--home", str(home)]) == 1
    assert cli.main(["repair", "--yes", "--home", str(home)]) == 0
    capsys.readouterr()
    assert cli.main(["check", "--home", str(home)]) == 0, capsys.readouterr()
    capsys.readouterr()
    assert places(home, *NUMBERS, "farthingaled") == set()
    assert shown(home, capsys, "--as-at", "2026-01-10")["missing"] == "removed"


def test_a_line_that_says_removed_and_that_no_removal_vouches_for_is_damage(home: Path, capsys: CaptureFixture) -> None:
    removed(capsys, home, "entry", "--number", "1")
    journal = Home(home)._journal
    held = [json.loads(line) for line in journal.path.read_bytes().splitlines()]
    for line in held:
        line["removed"] = line.get("removed") and {**line["removed"], "by": "0" * 32}
    journal._lines.start([{key: value for key, value in line.items() if key not in ("id", "before", "sha256")} for line in held])
    assert "entry 1 says that its words were removed, and no later entry says who removed them" in reader(home).records.damage()
    assert cli.main(["repair", "words", "--yes", "--home", str(home)]) == 0
    assert reader(home).records.damage() == ""
    capsys.readouterr()


def test_no_digest_left_behind_lets_a_guess_be_confirmed(home: Path, capsys: CaptureFixture) -> None:
    """Whoever has the folder, and knows all but the figure or the words, cannot try them against a hash."""
    journal, raw, contents = home / "words" / "journal.jsonl", home / "raw", home / "ledger" / "contents"
    lines = {json.loads(line)["sha256"] for line in journal.read_bytes().splitlines()}
    files = {path.name.partition(".")[0] for path in raw.iterdir()}
    salted = {path.name.partition(".")[0] for path in contents.iterdir()}
    removed(capsys, home, "entry", "--number", "1")
    removed(capsys, home, *asked_for("figure", home), "--load", "1")
    gone = files - {path.name.partition(".")[0] for path in raw.iterdir()}
    assert len(gone) == 1 and salted - {path.name.partition(".")[0] for path in contents.iterdir()}
    left = b"".join(content for path in home.rglob("*") if path.is_file() for _, content in unpacked("", path.read_bytes()))
    assert [digest for digest in (*gone, *lines) if digest.encode() in left] == []


@pytest.mark.parametrize("what", ["person", "figure", "file", "evidence"] if EVERY else ["person"])
def test_a_removal_killed_at_any_instant_is_not_begun_or_finished_by_the_next_start(
    what: str, home: Path, tmp_path: Path, capsys: CaptureFixture
) -> None:
    """A few instants of the removal that goes everywhere; every one, of every kind, by EVERY_INSTANT=1."""
    canaries, before = KINDS[what][1], places(home, *KINDS[what][1])
    job = ["redact", *asked_for(what, home), "--why", "asked for", "--yes", "--json", "--home"]
    instants = instants_of([*job, str(shutil.copytree(home, tmp_path / "whole"))])
    assert instants > 60
    tried = range(1, instants + 1, 1 if EVERY else instants // 7)
    homes = {at: Path(shutil.copytree(home, tmp_path / f"killed{at}")) for at in tried}
    assert set(killed_commands([(at, [*job, str(one)]) for at, one in homes.items()])) == {KILLED}
    ended = set()
    for one in homes.values():
        begun = (one / INTENT).exists()
        opened = Home(one)
        opened.heal()
        opened.close()
        left = places(one, *canaries)
        assert left == set() if begun else left in (before, set())
        assert not begun or [told.kind for told in reader(one).records.entries(kind="removal")] == ["removal"]
        assert not (one / INTENT).exists() and not [path for path in one.rglob("unfinished-*") if path.parent.name != "build"]
        assert cli.main(["check", "--home", str(one)]) == 0, capsys.readouterr()
        capsys.readouterr()
        ended.add((begun, bool(left)))
    assert {(True, False), (False, True)} <= ended


@pytest.mark.parametrize("name", NAMES if EVERY else {name.split("-")[1]: name for name in NAMES}.values())
def test_homes_of_every_earlier_form_lose_what_is_removed_and_nothing_else(name: str, tmp_path: Path, capsys: CaptureFixture) -> None:
    home, expected = kept_home(name, tmp_path)
    load, rows = next((int(load), rows) for load, rows in expected["given"].items() if rows)
    code, _, area, series, measure, period, *_ = next(row for row in rows if row[3] == "own" and row[7] and row[10] is not None)
    assert (series, measure) == ("own", "figure")
    before = reader(home)
    Home(home).heal()
    stood = before.figures.given(before.figures.current(), load).to_dict("records")
    others = [row for row in stood if row["indicator"] != code]
    who = str(before.figures.loads(before.figures.current()).to_dict("records")[0]["who"])
    entries = len(before.records.entries())
    target = RemovalTarget(kind=RemovalKind.FIGURE, area=area, code=code, period=period, load=load)
    writer(home, "Officer").remove_for_good(target, why="wrong")
    now = reader(home)
    left = now.figures.given(now.figures.current(), load).to_dict("records")
    assert [row for row in left if row["indicator"] != code and row["missing"] != "removed"] == others
    gone = [row for row in left if row["missing"] == "removed"]
    assert gone and {row["indicator"] for row in gone} == {code} and not (home / "build" / "earlier").exists()
    assert len(now.records.entries()) == entries + 1
    writer(home, "Officer").remove_for_good(RemovalTarget(kind=RemovalKind.PERSON, name=who), why="asked for")
    assert places(home, who) == set()
    assert cli.main(["check", "--home", str(home)]) == 0, capsys.readouterr()
    capsys.readouterr()


def test_nothing_is_removed_without_a_reason_or_without_a_place(home: Path, capsys: CaptureFixture) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    writing = writer(home)
    for target, why, words in (
        (RemovalTarget(kind=RemovalKind.FILE, load=1), " ", "Say why it goes"),
        (RemovalTarget(kind=RemovalKind.FILE, load=9), "wrong", "Nothing is held of the file of load 9"),
        (RemovalTarget(kind=RemovalKind.ENTRY, entry=99), "wrong", "There is no entry 99"),
        (RemovalTarget(kind=RemovalKind.PERSON, name="Jo"), "wrong", "at least 3 letters"),
        (RemovalTarget(kind=RemovalKind.PERSON, name=PERSON), f"{PERSON} asked", "without the name"),
        (RemovalTarget(kind=RemovalKind.PERSON, name="Tester"), "asked", "Somebody else must remove your name"),
    ):
        with pytest.raises(Refused, match=words):
            writing.remove_for_good(target, why=why)
    assert cli.main(["redact", "figure", "--area", "Bury", "--code", "S12", "--home", str(home)]) == 2
    assert cli.main(["redact", "file", "--load", "1", "--why", "x", "--json", "--home", str(home)]) == 1
    assert cli.main(["redact", "file", "--load", "1", "--yes", "--home", str(home)]) == 2
    capsys.readouterr()
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_earlier_backups_go_and_files_given_away_are_named(
    home: Path, tmp_path: Path, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "place"))
    for day in (5, 6):
        make_now(writer(home), datetime(2026, 5, day, 9, tzinfo=UTC))
        writer(home).record("annotation", BURY, f"N{day}", {"date": "2026-05-06", "text": "x", "kpis": ["S5"]}, seen=None)
    assert cli.main(["backup", str(tmp_path / "given.zip"), "--home", str(home)]) == 0
    assert places(tmp_path / "place", *NUMBERS)
    said = removed(capsys, home, *asked_for("figure", home))
    assert "Backup 3 was made without it. The 2 before it were taken away." in said
    assert "given.zip of 20" in said and "cannot be reached from here" in said
    assert places(tmp_path / "place", *NUMBERS) == set()
    kept = BackupPlace(tmp_path / "place").kept()
    assert [one.number for one in kept][-1:] == [max(one.number for one in kept)] and all(one.whole for one in kept)
    assert cli.main(["restore", str(tmp_path / "place"), "--home", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    assert places(tmp_path / "again", *NUMBERS) == set()
    check_whole(tmp_path / "again", capsys)


def test_backups_that_cannot_be_reached_are_said_to_hold_it_still(
    home: Path, tmp_path: Path, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "place"))
    make_now(writer(home), datetime(2026, 5, 6, 9, tzinfo=UTC))
    with monkeypatch.context() as patched:
        patched.setattr(BackupPlace, "keep", lambda *given: (_ for _ in ()).throw(Refused("The disk is full.")))
        said = removed(capsys, home, *asked_for("figure", home))
    assert "The disk is full." in said and "One backup in" in said and "still holds it until the next backup that is whole" in said
    assert places(tmp_path / "place", *NUMBERS)
    make_now(writer(home), datetime(2026, 5, 7, 9, tzinfo=UTC))
    assert places(tmp_path / "place", *NUMBERS) == set()
