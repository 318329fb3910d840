"""The typed words of the illustrative borough, played into its home's journal with the days on which they would have been typed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.model.plan import PlanVersion
from data.model.record import Record
from data.records.journal import Journal
from data.records.plan_versions import VERSION, keep_plan
from data.store.store import Store

FILE, EVIDENCE = "words.toml", "evidence"
ReadPlan = Callable[[str, bytes], PlanVersion]


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


def play(store: Store, folder: Path, read_plan: ReadPlan) -> int:
    """Keeps a sample folder's plan versions and words that its home does not hold yet; how many entries that were. A home without
    figures of the area they are about is left alone.

    What was typed by somebody else stands: nothing of the sample is written over it, nor after it under the same key. An entry
    the home holds is known by its kind, key and moment, so that playing again, also after it was stopped half way, adds the rest.
    """
    journal = Journal(store.home)
    area, words = words_of(folder)
    if not (now := store.current()) or area not in set(store.areas(now)["area"]):
        return 0
    entries = journal.entries(area=area)
    newest = {(one.kind, one.key): one for one in entries}
    there = {(one.kind, one.key, one.recorded_at) for one in entries}
    whole = {(word.kind, word.key, word.at) for word in words}
    before = len(entries)
    for word in words:
        if word.kind == VERSION:
            _keep_version(store, folder, word, entries, read_plan)
            continue
        last = newest.get((word.kind, word.key))
        if (word.kind, word.key, word.at) in there or (last and (last.kind, last.key, last.recorded_at) not in whole):
            continue
        body = word.body | _kept_file(journal, folder, word.body)
        newest[word.kind, word.key] = journal.append(
            word.kind, area, word.key, body, who=word.who, recorded_at=word.at, seen=last.id if last else None
        )
    return len(journal.entries(area=area)) - before


def _keep_version(store: Store, folder: Path, word: SampleRecord, entries: tuple[Record, ...], read_plan: ReadPlan) -> None:
    """The plan's file is kept in any case, because figures made anew take away what files the home held."""
    content = (folder / word.key).read_bytes()
    digest = sha256(content).hexdigest()
    if any(one.kind == VERSION and one.body and one.body["sha256"] == digest for one in entries):
        store.keep_file(word.key, digest, content)
        return
    keep_plan(store, read_plan(word.key, content), content, who=word.who, now=word.at, received=word.at.date())


def _kept_file(journal: Journal, folder: Path, body: dict[str, Any]) -> dict[str, Any]:
    """The name and hash of the evidence file that a body names, once it is kept; nothing where it names none."""
    if "file_name" not in body:
        return {}
    digest, name = journal.keep(body["file_name"], (folder / EVIDENCE / body["file_name"]).read_bytes())
    return {"file": digest, "file_name": name}
