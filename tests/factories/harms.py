"""Harms that can come to a home, by name: what a disk, a sync, a person or another version may do to its files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from data.home.actor import Actor
from data.home.home import Home


@dataclass(frozen=True)
class Harm:
    """One harm: ``do`` to a home, the words that ``check`` says of it ("" where it says nothing), the command line that mends it,
    and the words that loading and typing refuse with until then ("" where they go on)."""

    do: Callable[[Path], object]
    check: str = ""
    mend: Sequence[str] = ("repair", "--yes")
    _: KW_ONLY
    load: str = ""
    typing: str = ""
    show: str = ""
    lost: bool = False  # whether figures or words may differ after mending


def current(home: Path) -> str:
    return (home / "build" / "current").read_text(encoding="utf-8")


def build(home: Path) -> Path:
    return home / "build" / f"{current(home)}.duckdb"


def release(home: Path) -> Path:
    return next((home / "build").glob("release-*.duckdb"))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zeros(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3 :] = bytes(len(content) - len(content) // 3)
    path.write_bytes(content)


def older_schema(home: Path) -> None:
    with duckdb.connect(str(build(home))) as db:
        db.execute("update build set schema_version = 4099")


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def line_changed(path: Path, at: int) -> None:
    held = lines(path)
    held[at] = held[at].replace(b'"recorded_at":"2', b'"recorded_at":"3', 1)
    path.write_bytes(b"".join(held))


def line_lost(path: Path, at: int) -> None:
    held = lines(path)
    path.write_bytes(b"".join(held[:at] + held[at + 1 :]))


def words(home: Path) -> Path:
    return home / "words" / "journal.jsonl"


def ledger(home: Path) -> Path:
    return home / "ledger" / "ledger.jsonl"


def content(home: Path, at: int = 0) -> Path:
    digest = json.loads(lines(ledger(home))[at])["contents"][0]
    return home / "ledger" / "contents" / f"{digest[:32]}.json.gz"


def raw(home: Path) -> Path:
    return max((home / "raw").glob("*.xlsx"), key=lambda one: one.stat().st_size)


def odd(home: Path) -> None:
    (home / "additions" / "neighbours").mkdir(parents=True)
    (home / "additions" / "neighbours" / "2026: ours.txt").write_text("x")


def faulty_addition(home: Path) -> None:
    (home / "additions" / "indicators").mkdir(parents=True)
    (home / "additions" / "indicators" / "S5.toml").write_text("tolerance = [", encoding="utf-8")


def from_the_future(home: Path) -> None:
    Home(home).write(Actor("T")).record(
        "commentary", "E08000002", "S4/2016", {"what": "ahead"}, seen=None, at=datetime.now(UTC) + timedelta(days=900)
    )


def unfinished(home: Path) -> None:
    path = home / "raw" / "unfinished-abc"
    path.write_bytes(b"half")
    os.utime(path, (0, 0))


def swapped(home: Path) -> None:
    card = json.loads((home / "home.json").read_text(encoding="utf-8"))
    (home / "home.json").write_text(json.dumps({**card, "id": "0" * 32}), encoding="utf-8")


def newer_home(home: Path) -> None:
    card = json.loads((home / "home.json").read_text(encoding="utf-8"))
    (home / "home.json").write_text(json.dumps({**card, "form": 99, "colour": "blue"}), encoding="utf-8")


def newer_home_and_form(home: Path) -> None:
    older_schema(home)
    newer_home(home)


def newer_line(home: Path) -> None:
    """A whole chain whose last line is of a form that this version does not write."""
    held = [json.loads(line) for line in lines(words(home))]
    out, before = b"", ""
    for line in held:
        fields = {key: value for key, value in line.items() if key not in ("sha256", "before")}
        whole = {**fields, "form": 99 if line is held[-1] else line["form"], "before": before}
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
        before = hashlib.sha256(text).hexdigest()
        out += text[:-1] + b',"sha256":"%s"}\n' % before.encode()
    words(home).write_bytes(out)
    words(home).with_suffix(".seal").write_text(f"{len(held)} {before}\n", encoding="ascii")


def half_restore(home: Path) -> None:
    beside = home.with_name(f".{home.name}.{'a' * 32}.new")
    beside.mkdir()
    for part in ("raw", "words", "additions", "ledger", "build"):
        (home / part).mkdir(exist_ok=True)
    for part in ("ledger", "build"):
        (home / part).rename(beside / part)
    shutil.rmtree(home / "additions")
    (beside / "additions").mkdir()
    (home / "home.json").unlink()


def emptied(home: Path) -> None:
    shutil.rmtree(home)
    home.mkdir()


def illustrative_garbled(home: Path) -> None:
    (home / "illustrative" / "build").mkdir(parents=True)
    (home / "illustrative" / "build" / "current").write_text("x")


FIGURES = "are missing, damaged or of another version"
WORDS_AMISS, LEDGER_AMISS = "words/journal.jsonl is damaged", "ledger"
ANEW = ("repair", "anew", "--yes")
HARMS: dict[str, Harm] = {
    "pointer garbled": Harm(lambda home: (home / "build" / "current").write_text("x"), FIGURES),
    "pointer lost": Harm(lambda home: (home / "build" / "current").unlink(), FIGURES),
    "pointer empty": Harm(lambda home: (home / "build" / "current").write_text(""), FIGURES),
    "pointer to nothing": Harm(lambda home: (home / "build" / "current").write_text("000099-abcdef01"), FIGURES),
    "build lost": Harm(lambda home: build(home).unlink(), FIGURES),
    "build cut short": Harm(lambda home: cut(build(home)), FIGURES),
    "build zeroed": Harm(lambda home: zeros(build(home)), FIGURES),
    "build of another form": Harm(older_schema, FIGURES),
    "the whole of build/ lost": Harm(lambda home: shutil.rmtree(home / "build"), FIGURES),
    "release lost": Harm(lambda home: release(home).unlink(), FIGURES),
    "release cut short": Harm(lambda home: cut(release(home)), FIGURES),
    "release zeroed": Harm(lambda home: zeros(release(home)), FIGURES),
    "ledger's seal lost": Harm(lambda home: ledger(home).with_suffix(".seal").unlink(), "seal is missing or old", load="repair"),
    "ledger's seal garbled": Harm(
        lambda home: ledger(home).with_suffix(".seal").write_bytes(b"\xff x"), "seal is missing or old", load="repair", show="repair"
    ),
    "ledger's line changed": Harm(lambda home: line_changed(ledger(home), 1), LEDGER_AMISS, load="repair", show="repair"),
    "ledger's line lost": Harm(lambda home: line_lost(ledger(home), 0), LEDGER_AMISS, load="repair", show="repair"),
    "ledger's last line lost": Harm(lambda home: line_lost(ledger(home), -1), LEDGER_AMISS, load="repair", show="repair"),
    "ledger cut short": Harm(lambda home: cut(ledger(home)), LEDGER_AMISS, load="repair", show="repair"),
    "ledger file lost": Harm(lambda home: ledger(home).unlink(), "is missing, though figures", load="repair"),
    "the whole of ledger/ lost": Harm(lambda home: shutil.rmtree(home / "ledger"), "is missing, though figures", load="repair"),
    "ledger content lost": Harm(lambda home: content(home).unlink(), "is missing"),
    "ledger content damaged": Harm(lambda home: cut(content(home)), "cannot be read or is damaged"),
    "raw file lost": Harm(lambda home: raw(home).unlink(), "it cannot be read again", mend=()),
    "raw file damaged": Harm(lambda home: raw(home).write_bytes(b"x"), "is damaged. Its figures stand", mend=()),
    "journal's line changed": Harm(lambda home: line_changed(words(home), 0), WORDS_AMISS, typing="repair", lost=True),
    "journal's line lost": Harm(lambda home: line_lost(words(home), 0), WORDS_AMISS, typing="repair", lost=True),
    "journal's last line short": Harm(
        lambda home: os.truncate(words(home), words(home).stat().st_size - 20), WORDS_AMISS, typing="repair", lost=True
    ),
    "journal with other line ends": Harm(
        lambda home: words(home).write_bytes(words(home).read_bytes().replace(b"\n", b"\r\n")), WORDS_AMISS, typing="repair"
    ),
    "journal with a mark at its beginning": Harm(
        lambda home: words(home).write_bytes(b"\xef\xbb\xbf" + words(home).read_bytes()), WORDS_AMISS, typing="repair"
    ),
    "journal's seal lost": Harm(lambda home: words(home).with_suffix(".seal").unlink(), "seal is missing or old", typing="repair"),
    "journal file lost": Harm(lambda home: words(home).unlink(), WORDS_AMISS, typing="repair", lost=True),
    "the whole of words/ lost": Harm(
        lambda home: shutil.rmtree(home / "words"),
        "that held your typed words",
        ANEW,
        load="is not there",
        typing="is not there",
        lost=True,
    ),
    "journal of a newer form": Harm(newer_line, "", mend=(), typing="newer version"),
    "home moved away": Harm(
        lambda home: home.rename(home.with_name("elsewhere")),
        "that held your figures",
        (),
        load="is not there",
        typing="is not there",
        show="is not there",
    ),
    "home emptied": Harm(emptied, "is empty", (), load="is empty", typing="is empty", show="is empty"),
    "home swapped for another": Harm(swapped, "holds another home", ANEW, load="another home", typing="another home"),
    "home of a newer version": Harm(newer_home, "newer version", (), load="newer version", typing="newer version"),
    "home of a newer version, its figures of another form": Harm(
        newer_home_and_form, "newer version", (), load="newer version", typing="newer version"
    ),
    "an addition that cannot be read": Harm(faulty_addition, "S5.toml", (), load="S5.toml", show="S5.toml"),
    "an odd file name": Harm(odd, "has a name that Windows and zips cannot hold", ()),
    "an entry from the future": Harm(from_the_future, "this computer’s clock says", ()),
    "a stopped writer's file": Harm(unfinished, "left by stopped programs", ("repair", "leftovers", "--yes")),
    "a file that no load names": Harm(
        lambda home: (home / "raw" / f"{'0' * 64}.xlsx").write_bytes(b"x"), "that no load names", ("repair", "leftovers", "--yes")
    ),
    "a restore stopped half way": Harm(
        half_restore, "was stopped half way", ("repair", "restore", "--yes"), load="half way", typing="half way", show="half way"
    ),
    "illustrative pointer garbled": Harm(illustrative_garbled),
}
