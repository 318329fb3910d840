"""What a home cannot make again, looked through: the ledger with all that it seals, and the chain of typed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.model.finding import Refused
from data.records.journal import WORDS, words_of
from data.store.ledger import LEDGER, Ledger, LedgerFault
from data.store.stored_figures import StoredFigures

NAMED_BY_HASH = (
    re.compile(r"raw/([0-9a-f]{64})(\..*)?"),
    re.compile(rf"{WORDS}/files/([0-9a-f]{{64}})(\..*)?"),
    re.compile(rf"{LEDGER}/published/([0-9a-f]{{32}})\.parquet"),
)
PUT_BACK = "Put the file with that SHA-256 back in its place, from an earlier backup or from whoever sent it."


@dataclass(frozen=True, slots=True)
class SealedLedger:
    """What a ledger names: how many loads, the build that holds all of them, the files in ``raw/`` that they were read from, the published
    figures by file name with their SHA-256, and what is wrong with it."""

    loads: int = 0
    build: str = ""
    raw: frozenset[str] = frozenset()
    published: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedWords:
    """What a journal holds: how many entries, its version, the files of evidence that its entries name, and what is wrong with it."""

    entries: int = 0
    version: str = ""
    evidence: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()


def ledger_of(home: Path) -> SealedLedger:
    """The ledger of a home read from end to end, every content with it; the published figures are named and not read."""
    ledger = Ledger(home)
    loads, faults = 0, []
    raw: set[str] = set()
    published: dict[str, str] = {}
    try:
        read = ledger.read()
    except LedgerFault as why:
        return SealedLedger(faults=(str(why),))
    for entry in read.entries:
        try:
            for change in ledger.changes(entry):
                if change.kind == "load":
                    loads += 1
                    raw |= {name for name in str(change.body["row"].get("kept_as") or "").split(", ") if name}
                    published |= {one["file"]: one["sha256"] for one in change.body.get("published", {}).values()}
        except LedgerFault as why:
            faults.append(str(why))
    return SealedLedger(loads, StoredFigures.name_of(read), frozenset(raw), published, tuple(faults))


def build_of(home: Path) -> str:
    """The name of the build that holds all that a home's ledger entered; empty before the first entry.

    Raises:
        LedgerFault: the chain is damaged.
    """
    return StoredFigures.name_of(Ledger(home).read())


def words_in(lines: bytes, seal: bytes) -> SealedWords:
    """A journal and its seal, given as bytes, so that typed words need not be written anywhere to be looked through."""
    try:
        entries, version = words_of(lines, seal)
    except Refused as why:
        return SealedWords(faults=(str(why),))
    named = {str(one.body["file"]) for one in entries if one.kind == "evidence" and one.body and one.body.get("file")}
    return SealedWords(len(entries), version, frozenset(named))


def misnamed(path: str, digest: str) -> str:
    """What is wrong with a file of a home that bears its SHA-256 as its name and holds something else; nothing where all is well."""
    for form in NAMED_BY_HASH:
        if (found := form.fullmatch(path)) and not digest.startswith(found[1]):
            return f"{path} is damaged: it is not what its name, its SHA-256, says. {PUT_BACK}"
    return ""


def lacking(ledger: SealedLedger, words: SealedWords, files: Mapping[str, str]) -> list[str]:
    """What a ledger and a journal name and a set of files, by path with their SHA-256, does not hold, or holds otherwise."""
    raw = [f"raw/{name}, which a load was read from, is missing. {PUT_BACK}" for name in sorted(ledger.raw) if f"raw/{name}" not in files]
    return [*raw, *_published(ledger, files), *_evidence(words.evidence, files)]


def _published(ledger: SealedLedger, files: Mapping[str, str]) -> Iterable[str]:
    for name, digest in sorted(ledger.published.items()):
        path = f"{LEDGER}/published/{name}"
        if path not in files:
            yield f"{path}, which holds published figures, is missing. {PUT_BACK}"
        elif files[path] != digest:
            yield f"{path} is damaged: it is not what was sealed. {PUT_BACK}"


def _evidence(named: frozenset[str], files: Mapping[str, str]) -> Iterable[str]:
    held = {digest for path, digest in files.items() if path.startswith(f"{WORDS}/files/")}
    return (f"The file of evidence {digest[:12]}… is missing or damaged. {PUT_BACK}" for digest in sorted(named - held))
