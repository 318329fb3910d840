"""The illustrative borough in a home of its own: its workbooks, and its typed words with the days on which they would have been typed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.home.home import ADDITIONS, Home, HomeWriter
from data.home.intake import FileReaders, Intake, publish
from data.model.actor import Actor
from data.model.record import Record
from data.records.plan_versions import VERSION

FILE, EVIDENCE = "words.toml", "evidence"
READS = Actor("the illustrative borough")  # reads what stands in its home; what is written there bears the name it was typed under


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """What somebody typed, and when; of a plan version ``key`` is its file, and its body is read from that."""

    kind: str
    key: str
    who: str
    at: datetime
    body: dict[str, Any]


def words_of(folder: Path) -> tuple[str, tuple[SampleRecord, ...]]:
    """The area that a sample folder's words are about, and each of them in order of when it was typed."""
    found = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    plans = [SampleRecord(VERSION, one["file"], one["who"], one["at"], {}) for one in found["plan"]]
    typed = [SampleRecord(one["kind"], one["key"], one["who"], one["at"], one["body"]) for one in found["entry"]]
    return found["area"], tuple(sorted((*plans, *typed), key=lambda word: word.at))


def load_samples(
    home: HomeWriter, folder: Path, readers: FileReaders, *, progress: Callable[[int, int], None] = lambda done, of: None,
    rules: str = "", at: datetime | None = None,
) -> None:  # fmt: skip
    """Loads a sample folder's workbooks, each with the day it was received, in one build of an empty home. ``rules`` is the version of
    the rules that read them.

    Raises:
        Refused: a workbook cannot be read. Nothing was loaded.
    """
    workbooks = sorted(_received(home.reader.folder, folder), key=lambda pair: (pair[1], pair[0]))
    intake, taken = Intake(home.reader, readers, "", home.reader.catalogue("")), []
    for n, (path, day) in enumerate(workbooks, 1):
        taken.append(intake.take(path.name, path.read_bytes(), day).sound())
        progress(n, len(workbooks))
    publish(home, taken, reader=rules, shipped=True, at=at)


def _received(home: Path, folder: Path) -> list[tuple[Path, date]]:
    """The workbooks of a sample folder with the day each was received; its reference becomes the home's additions."""
    home.mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "reference").rglob("*")):
        if path.is_file():
            place = home / ADDITIONS / path.relative_to(folder / "reference")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    lines = (folder / "received.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(folder / "workbooks" / name, date.fromisoformat(day)) for name, _, day in (line.rpartition(",") for line in lines if line)]


def play(home: Home, folder: Path, readers: FileReaders) -> int:
    """Keeps a sample folder's plan versions and words that its home does not hold yet; how many entries that were. A home without
    figures of the area they are about is left alone.

    What was typed by somebody else stands: nothing of the sample is written over it, nor after it under the same key. An entry
    the home holds is known by its kind, key and moment, so that playing again, also after it was stopped half way, adds the rest.
    """
    figures, records = home.read(READS).figures, home.read(READS).records
    area, words = words_of(folder)
    if not (now := figures.current()) or area not in set(figures.areas(now)["area"]):
        return 0
    entries = records.entries(area=area)
    newest = {(one.kind, one.key): one for one in entries}
    there = {(one.kind, one.key, one.recorded_at) for one in entries}
    whole = {(word.kind, word.key, word.at) for word in words}
    before = len(entries)
    for word in words:
        if word.kind == VERSION:
            _keep_version(home, folder, word, entries, readers)
            continue
        last = newest.get((word.kind, word.key))
        if (word.kind, word.key, word.at) in there or (last and (last.kind, last.key, last.recorded_at) not in whole):
            continue
        typing = home.write(Actor(word.who))
        body = word.body | _kept_file(typing, folder, word.body, readers)
        newest[word.kind, word.key] = typing.record(word.kind, area, word.key, body, seen=last.id if last else None, at=word.at)
    return len(records.entries(area=area)) - before


def _keep_version(home: Home, folder: Path, word: SampleRecord, entries: tuple[Record, ...], readers: FileReaders) -> None:
    """The plan's file is kept in any case, because figures made anew take away what files the home held."""
    content, typing = (folder / word.key).read_bytes(), home.write(Actor(word.who))
    digest = sha256(content).hexdigest()
    if any(one.kind == VERSION and one.body and one.body["sha256"] == digest for one in entries):
        typing.keep_file(word.key, digest, content)
        return
    known = typing.reader.catalogue(typing.reader.figures.current())
    typing.keep_plan(readers.read_plan(word.key, content, known), content, received=word.at.date(), at=word.at)


def _kept_file(home: HomeWriter, folder: Path, body: dict[str, Any], readers: FileReaders) -> dict[str, Any]:
    """The name and hash of the evidence file that a body names, once it is kept; nothing where it names none."""
    if "file_name" not in body:
        return {}
    content = (folder / EVIDENCE / body["file_name"]).read_bytes()
    digest, name = home.keep_evidence(body["file_name"], content, readers.look_through)
    return {"file": digest, "file_name": name}
