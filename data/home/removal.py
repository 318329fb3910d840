"""Something taken out of a home for good: a figure, a file received, a piece of evidence, an entry of typed words, or a person's name.

What is to be done is written down first, in ``removing.json`` (what kind of thing, never what it held, but for a person's name, which goes
with that file). From then on it is done: whoever is stopped half way left what the next start finishes. Words go first, since it is
the figures that tell which words are about them; then the list of loads, which makes the figures again; then the files.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import KW_ONLY, asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.home.identity import state_folder
from data.home.text_search import holds
from data.model.finding import Refused
from data.model.record import Record
from data.records.journal import REMOVAL, WORDS, Journal
from data.store.atomic_file import flush_folder, keep_whole
from data.store.content_cuts import FigureCut, FileCut, NameCut, RemovalNote, name_in
from data.store.ledger import LedgerChange, LedgerFault, utc
from data.store.store import Store
from data.store.stored_figures import StoreFault

INTENT = "removing.json"
ELSEWHERE = ("quarantine", "aside")  # folders of the home with copies of files received
PLAIN_KEY = re.compile(r"[A-Za-z0-9./-]{1,24}")  # a key that says nothing but which thing it is
LEAST_NAME = 3  # letters of a name
SHOWN = 8  # names of places told in one line
PLAN, EVIDENCE = "plan_version", "evidence"


class RemovalKind(StrEnum):
    """What can be removed for good."""

    FIGURE = "figure"
    FILE = "file"
    EVIDENCE = "evidence"
    ENTRY = "entry"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalTarget:
    """What is to be removed: a figure by ``area``, ``code`` and ``period`` (of one ``load`` or of all); a file by its ``load``; evidence by
    ``area`` and ``key``; an entry of the journal by its number; a person by ``name``."""

    kind: RemovalKind
    area: str = ""
    code: str = ""
    period: str = ""
    load: int = 0
    key: str = ""
    entry: int = 0
    name: str = ""

    @property
    def called(self) -> str:
        """What kind of thing it is, in words that say nothing of what it holds."""
        match self.kind:
            case RemovalKind.FIGURE:
                return f"the figure of {self.code} for {self.period}, {self.area}, of {f'load {self.load}' if self.load else 'every load'}"
            case RemovalKind.FILE:
                return f"the file of load {self.load}"
            case RemovalKind.EVIDENCE:
                return f"evidence {self.key} of {self.area}"
            case RemovalKind.ENTRY:
                return f"entry {self.entry} of the typed words"
            case RemovalKind.PERSON:
                return "somebody’s name"


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """One kind of place where something is held, how many there are, and their names."""

    where: str
    count: int
    names: tuple[str, ...] = ()
    _: KW_ONLY
    by_hand: bool = False  # what the removal leaves to a person

    @property
    def told(self) -> str:
        """One line: where, how many, the first few names."""
        names = f", {', '.join(self.names[:SHOWN])}{' and more' * (len(self.names) > SHOWN)}" if self.names else ""
        return f"{self.where}: {self.count}{names}{' (not removed by this)' * self.by_hand}"


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Where something is held, looked for before anything is done; ``left`` is what somebody must look at by hand."""

    target: RemovalTarget
    held: tuple[HeldPlace, ...]

    @property
    def any(self) -> bool:
        """Whether it is held anywhere that a removal reaches."""
        return any(one.count for one in self.held if not one.by_hand)


@dataclass(slots=True, kw_only=True)
class _Removal:
    """One removal as it is worked out: what is cut out of the ledger, and out of which lines of the journal, and which files go."""

    target: RemovalTarget
    note: RemovalNote
    cut: FigureCut | FileCut | NameCut | None = None
    contents: int = 0  # of the ledger, that another takes the place of
    lines: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    raw: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    beside: tuple[str, ...] = ()  # files of evidence that may hold a figure, which only a person can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intent:
    """What was begun: its number, what is removed, by whom, when and why, and the files that go."""

    id: str
    target: RemovalTarget
    who: str
    at: datetime
    why: str
    raw: tuple[str, ...]
    evidence: tuple[str, ...]
    hashes: tuple[str, ...]

    @property
    def note(self) -> RemovalNote:
        return RemovalNote(self.who, utc(self.at))


def look(folder: Path, store: Store, journal: Journal, target: RemovalTarget) -> FoundPlaces:
    """Every place where something is held. Nothing is changed.

    Raises:
        Refused: it cannot be looked for as asked, or the words or the list of loads are damaged.
    """
    return FoundPlaces(target, tuple(_places(folder, _worked_out(folder, store, journal, target, RemovalNote("", datetime.now(UTC))))))


def begin(
    folder: Path, store: Store, journal: Journal, target: RemovalTarget, *, who: str, at: datetime, why: str
) -> FoundPlaces:  # fmt: skip
    """Removes something for good: where it was held.

    Raises:
        Refused: it is held nowhere, or why it goes is not said. Nothing was changed.
        StoreFault, JournalFault: it was begun and could not be finished; the next start goes on.
    """
    if not why.strip():
        raise Refused("Say why it goes: that stays. Nothing was changed.")
    if target.kind is RemovalKind.PERSON and name_in(target.name, why):
        raise Refused("Say why without the name: the reason stays. Nothing was changed.")
    if target.kind is RemovalKind.PERSON and name_in(target.name, who):
        raise Refused("Somebody else must remove your name: the name of whoever removes something stays. Nothing was changed.")
    store.heal()
    found = _worked_out(folder, store, journal, target, RemovalNote(who, utc(at)))
    places = FoundPlaces(target, tuple(_places(folder, found)))
    if not places.any:
        raise Refused(f"Nothing is held of {target.called}. Nothing was changed.")
    intent = _Intent(
        id=uuid.uuid4().hex, target=target, who=who, at=at, why=why.strip(), raw=tuple(sorted(found.raw)),
        evidence=tuple(sorted(found.evidence)), hashes=tuple(sorted(found.hashes)),
    )  # fmt: skip
    keep_whole(folder / INTENT, json.dumps(asdict(intent) | {"at": at.isoformat()}).encode())
    _go_on(folder, store, journal, intent)
    return places


def begun(folder: Path) -> bool:
    """Whether a removal was begun here and not finished."""
    return (folder / INTENT).is_file()


def finish(folder: Path, store: Store, journal: Journal) -> str:
    """Goes on with a removal that was stopped; what was removed, or nothing where none was.

    Raises:
        StoreFault, JournalFault: it could not be finished.
        Refused: nobody can read what was begun.
    """
    if not begun(folder):
        return ""
    try:
        held = json.loads((folder / INTENT).read_bytes())
        target = RemovalTarget(**held["target"] | {"kind": RemovalKind(held["target"]["kind"])})
        lists = {name: tuple(held[name]) for name in ("raw", "evidence", "hashes")}
        intent = _Intent(
            id=held["id"], target=target, who=held["who"], at=datetime.fromisoformat(held["at"]), why=held["why"], **lists
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise Refused(f"{folder / INTENT}, which says what was to be removed, is damaged. Remove it, and begin the removal again.") from why
    journal.seal_anew()
    _go_on(folder, store, journal, intent)
    return target.called


def removals(journal: Journal) -> tuple[Record, ...]:
    """Every removal that was made here, oldest first."""
    return journal.entries(kind=REMOVAL)


def _go_on(folder: Path, store: Store, journal: Journal, intent: _Intent) -> None:
    """Every step in turn; each is whole or is done again."""
    found = _worked_out(folder, store, journal, intent.target, intent.note)
    held = [f"{one.where}: {one.count}" for one in _places(folder, found) if one.count and not one.by_hand]
    body = {"what": intent.target.called, "why": intent.why, "held": held}
    journal.take_out(intent.id, lambda line: found.lines.get(line["id"]), body, who=intent.who, recorded_at=intent.at)
    if found.cut is not None:
        told = {"id": intent.id, "what": intent.target.called, "why": intent.why}
        store.take_away(LedgerChange("removal", intent.who, intent.note.at, told), found.cut)
    for path in _files(folder, intent.raw, intent.evidence, intent.hashes):
        try:
            path.unlink(missing_ok=True)
        except OSError as why:
            raise StoreFault(f"{path} could not be taken away: {why.strerror or why}. The next start goes on with the removal.") from why
    _looked_into.cache_clear()
    flush_folder(folder)
    (folder / INTENT).unlink(missing_ok=True)


def _files(folder: Path, raw: Sequence[str], evidence: Sequence[str], hashes: Sequence[str]) -> list[Path]:
    """The files that go with what is removed, copies in other folders of the home and in the user's own state folder included."""
    digests = {*hashes, *(name.partition(".")[0] for name in raw), *evidence}
    found = [path for path in (folder / "raw" / name for name in raw) if path.is_file()]
    found += [path for digest in evidence for path in sorted((folder / WORDS / "files").glob(f"{digest}.*"))]
    for place in (*(folder / name for name in ELSEWHERE), state_folder()):
        for path in sorted(place.rglob("*")):
            if path.is_file() and any(digest in path.relative_to(place).as_posix() for digest in digests):
                found.append(path)
    return found


def _worked_out(folder: Path, store: Store, journal: Journal, target: RemovalTarget, note: RemovalNote) -> _Removal:
    """What a removal takes away, and what it puts in its place."""
    found = _Removal(target=target, note=note, cut=_cut_of(folder, target, note))
    if found.cut is not None and store.ledger.exists():
        try:
            groups = [store.ledger.changes(entry) for entry in store.ledger.read().entries]
        except LedgerFault as why:
            raise Refused(f"{why} Nothing was changed.") from why
        found.cut.look([change for group in groups for change in group])
        found.contents = sum(new is not None for group in groups for new in found.cut.instead(group))
        found.raw, found.hashes = set(found.cut.raw), set(found.cut.hashes)
    entries = journal.entries()
    asked = _asked(target, entries)
    found.evidence = _evidence(folder, found, entries, asked)
    for one in entries:
        if (left := _left(folder, found, one, asked)) is not None:
            found.lines[one.id] = left
    return found


def _cut_of(folder: Path, target: RemovalTarget, note: RemovalNote) -> FigureCut | FileCut | NameCut | None:
    match target.kind:
        case RemovalKind.FIGURE:
            if not (target.code and target.area and target.period):
                raise Refused("A figure is named by its KPI, its area and its period. Nothing was changed.")
            loads = frozenset({target.load} if target.load else ())
            return FigureCut(code=target.code, area=target.area, period=target.period.strip(), loads=loads, note=note)
        case RemovalKind.FILE:
            return FileCut(load=target.load, note=note)
        case RemovalKind.PERSON:
            if len(target.name.replace(" ", "")) < LEAST_NAME:
                raise Refused(f"A name has at least {LEAST_NAME} letters. Nothing was changed.")
            return NameCut(name=target.name.strip(), note=note, holds=lambda kept: _file_holds(folder / "raw" / kept, target.name))
        case _:
            return None


def _asked(target: RemovalTarget, entries: Sequence[Record]) -> tuple[str, str, str] | None:
    """The thing that typed words are removed of: its kind, area and key, since every later form of words holds the earlier ones."""
    if target.kind is RemovalKind.EVIDENCE:
        return EVIDENCE, target.area, target.key
    if target.kind is not RemovalKind.ENTRY:
        return None
    found = next((one for one in entries if one.id == target.entry), None)
    if found is None:
        raise Refused(f"There is no entry {target.entry} in the typed words. Nothing was changed.")
    if found.kind == REMOVAL:
        raise Refused("The entry of a removal stays: it says who removed something, and nothing of what it held.")
    return found.kind, found.area, found.key


def _evidence(folder: Path, found: _Removal, entries: Sequence[Record], asked: tuple[str, str, str] | None) -> set[str]:
    """The files of evidence that go, by their SHA-256; beside, those that only a person can look at."""
    digests: set[str] = set()
    for one in entries:
        file = str((one.body or {}).get("file") or "") if one.kind == EVIDENCE else ""
        if not file:
            continue
        if _thing(one) == asked:
            digests.add(file)
        elif found.target.kind is RemovalKind.PERSON:
            kept = sorted((folder / WORDS / "files").glob(f"{file}.*"))
            digests |= {file} if any(_file_holds(path, found.target.name) for path in kept) else set()
        elif found.target.kind is RemovalKind.FIGURE and found.target.code in json.dumps(one.body.get("attached") if one.body else None):
            found.beside = tuple(dict.fromkeys((*found.beside, f"{one.key} of {one.area}")))
    return digests


def _left(folder: Path, found: _Removal, entry: Record, asked: tuple[str, str, str] | None) -> dict[str, Any] | None:
    """An entry's fields as they are after the removal; None where it stands as it is."""
    body, cut = entry.body, found.cut
    if entry.kind == REMOVAL and not isinstance(cut, NameCut):
        return None
    if _thing(entry) == asked or (entry.kind == EVIDENCE and body and str(body.get("file") or "") in found.evidence):
        return _emptied(folder, found, entry)
    left: dict[str, Any] = {"body": body, "who": entry.who, "key": entry.key}
    if found.evidence:
        left["body"] = _told(body, lambda text: "" if text in found.evidence else text)
    if isinstance(cut, FigureCut) and body and entry.area == cut.area:
        left["body"] = _without_figure(cut, entry, found.note.words)
    if isinstance(cut, NameCut):
        left = {name: cut.cut(value) for name, value in left.items()}
        plan = _plan_files(folder, body) if entry.kind == PLAN and body else []
        if body and plan and (left["body"] != body or any(_file_holds(path, cut.name) for path in plan)):
            found.raw |= {path.name for path in plan}
            found.hashes.add(str(body["sha256"]))  # by which the plan waits in quarantine, where a clean copy is kept
            new = uuid.uuid4().hex * 2  # that of the file would let a guess of the name be confirmed
            left |= {"body": {**left["body"], "sha256": new}, "key": entry.key.replace(str(body["sha256"])[:16], new[:16])}
        if name_in(cut.name, entry.removed):
            return left
    return left if left != {"body": body, "who": entry.who, "key": entry.key} else None


def _emptied(folder: Path, found: _Removal, entry: Record) -> dict[str, Any] | None:
    """An entry without its words, under a key that says nothing of them."""
    if entry.body is None and entry.removed:
        return None
    if entry.kind == PLAN and entry.body:
        found.raw |= {path.name for path in _plan_files(folder, entry.body)}
        found.hashes.add(str(entry.body["sha256"]))
    return {"body": None, "key": entry.key if PLAIN_KEY.fullmatch(entry.key) else f"removed with {found.target.entry or entry.area}"}


def _plan_files(folder: Path, body: Mapping[str, Any]) -> list[Path]:
    """What is kept in raw/ of a plan: its clean copy, or the document itself."""
    digest = str(body.get("copy") or body["sha256"])
    return sorted((folder / "raw").glob(f"{digest}*")) if re.fullmatch(r"[0-9a-f]{64}", digest) else []


def _without_figure(cut: FigureCut, entry: Record, words: str) -> Any:
    """A body whose texts on the figure are replaced: in an entry of its KPI each text that prints one of its numbers, elsewhere those that
    name the KPI too."""
    texts = [entry.key, *_texts(entry.body)]
    of_it = entry.kind != PLAN and any(re.search(rf"(?<!\w){re.escape(cut.code)}(?!\w)", one) for one in texts)

    def said(text: str) -> str:
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?|[0-9a-f]{64}|https?://\S+", text) or text == cut.code:
            return text
        return words if cut.says(f"{cut.code} {text}" if of_it else text) else text

    return _told(entry.body, said)


def _told(value: Any, said: Callable[[str], str]) -> Any:
    """Plain values with every text said otherwise; the names of fields stand."""
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Mapping):
        return {key: _told(one, said) for key, one in value.items()}
    return [_told(one, said) for one in value] if isinstance(value, list | tuple) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _thing(entry: Record) -> tuple[str, str, str]:
    return entry.kind, entry.area, entry.key


def _file_holds(path: Path, name: str) -> bool:
    with suppress(OSError):
        return path.is_file() and _looked_into(path, path.stat().st_mtime_ns, name)
    return False


@lru_cache(maxsize=4096)
def _looked_into(path: Path, _changed: int, name: str) -> bool:
    """The same, looked for once in a removal, which asks of each file several times."""
    return holds(path.read_bytes(), name)


def _places(folder: Path, found: _Removal) -> Iterator[HeldPlace]:
    """Where it is held, kind by kind of place."""
    loads = sorted(found.cut.found) if found.cut is not None else []
    yield HeldPlace("readings in the list of loads", found.contents, tuple(f"load {load}" for load in loads))
    files = _files(folder, sorted(found.raw), sorted(found.evidence), sorted(found.hashes))
    named = [path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path) for path in files]
    kinds = (("raw/", "files received"), (f"{WORDS}/", "files of evidence"))
    for part, where in kinds:
        yield HeldPlace(where, len(mine := [name for name in named if name.startswith(part)]), tuple(mine))
    others = tuple(name for name in named if not name.startswith(tuple(part for part, _ in kinds)))
    yield HeldPlace("copies set aside or in quarantine", len(others), others)
    yield HeldPlace("entries of typed words", len(found.lines), tuple(f"entry {number}" for number in sorted(found.lines)))
    build = folder / "build"
    made = [*build.glob("[0-9]*.duckdb"), *build.glob("earlier/*"), *(folder / "ledger" / "damaged").glob("*")] if found.contents else []
    yield HeldPlace("figures made of it, which are made again", len(made), tuple(sorted(path.name for path in made)))
    any_of_it = found.contents or found.lines or files
    broken = [path for form in ("set-aside-*", "damaged-*") for path in (folder / WORDS).glob(form)] if any_of_it else []
    yield HeldPlace("broken lines and damaged copies of typed words, which go whole", len(broken), tuple(path.name for path in broken))
    if found.beside:
        yield HeldPlace("files of evidence of this KPI, which you must look at", len(found.beside), found.beside, by_hand=True)
    if isinstance(found.cut, NameCut):
        own = [path for path in sorted((folder / "additions").rglob("*")) if _file_holds(path, found.cut.name)]
        names = tuple(path.relative_to(folder).as_posix() for path in own)
        yield HeldPlace("files that you keep in additions, where you must take it out in a text editor", len(own), names, by_hand=True)
