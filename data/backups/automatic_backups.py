"""Backups by themselves: after each load, once a day, tried by a restore once a week; and what is told of them.

Where they go is said by the environment variable ``SEND_BACKUPS`` (a folder, or ``off``), else on Settings, else it is a folder beside
the home. A backup that cannot be made never stops what it follows: it is told in the log, on Settings and by ``cli.py backups``.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.backups.backup_place import BackupPlace, KeptBackup
from data.backups.words_mirror import MirrorState, WordsMirror, bring_up, differing, mirror_state
from data.home.home import Home, HomeReader, HomeWriter
from data.model.actor import Actor
from data.model.finding import Refused
from data.records.settings import settings
from data.store.atomic_file import keep_whole
from data.store.stored_figures import StoreFault

VARIABLE, OFF = "SEND_BACKUPS", "off"
ILLUSTRATIVE = "illustrative"  # the folder of the made-up borough, which is made again of what is shipped
STATE = "state.json"  # in the place: how the last try and the last drill came out
LATE, DRILLED = timedelta(hours=36), timedelta(days=7)
LOOK = 600.0  # seconds between two looks at whether one is due
PATIENCE = 3.0  # seconds that a page waits for the place to answer
BY = Actor("backups")  # reads a home and holds it still; writes nothing into it
LOG = logging.getLogger("send")
Clock = Callable[[], datetime]
FAULTS = (Refused, StoreFault, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupsReport:
    """How a home's backups stand. ``place`` is empty where none are made; moments have their zone; ``drilled`` is the last test
    restore, with ``drill_faults`` what was wrong; ``failed`` why the last try came to nothing; ``mirror`` how the typed words'
    mirror stands; ``warnings`` are sentences on what somebody should do."""

    place: str
    last: KeptBackup | None = None
    kept: int = 0
    drilled: datetime | None = None
    drill_faults: tuple[str, ...] = ()
    failed: str = ""
    mirror: str = ""
    line: str = ""
    warnings: tuple[str, ...] = ()


def place_of(home: HomeReader, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of a home's backups; None where none are made."""
    folder = home.folder.absolute()
    said = environment.get(VARIABLE, "").strip()
    if said.casefold() == OFF or folder.name == ILLUSTRATIVE:
        return None
    named = said or settings(home.records).backups
    return Path(named) if named else folder.with_name(f"{folder.name}-backups")


def make_now(home: HomeWriter, at: datetime) -> KeptBackup:
    """Makes a backup, brings the words' mirror up, and notes how that came out.

    Raises:
        Refused: none could be made; the message says why.
    """
    if (folder := place_of(home.reader)) is None:
        raise Refused(f"No backups are made of this folder ({VARIABLE} is off, or it is the illustrative borough’s).")
    try:
        if absent := home.reader.identity.absence():  # of a home half there no backup may stand for the whole
            raise Refused(absent)
        made = BackupPlace(folder).keep(home, at)
        bring_up(_journal(home.reader), folder)
    except FAULTS as why:
        said = f"{why.filename or folder}: {why.strerror or why}" if isinstance(why, OSError) else str(why)
        _note(folder, failed={"at": at.isoformat(), "why": said})
        raise Refused(f"No backup was made: {said.removeprefix('No backup was made: ')}") from why
    _note(folder, failed=None)
    return made


def drill_now(home: HomeReader, at: datetime) -> tuple[str, ...]:
    """Restores the newest backup into a folder of its own, compares it and takes it away again: what was wrong.

    Raises:
        Refused: there is none, or its place cannot be written to.
    """
    folder = place_of(home)
    kept = BackupPlace(folder).kept() if folder is not None else []
    if folder is None or not kept:
        raise Refused("There is no backup to try yet. Make one with: python cli.py backups --now")
    try:
        faults = tuple(BackupPlace(folder).drill(kept[-1], home.folder))
    except OSError as why:
        raise Refused(f"{folder} cannot be written to: {why.strerror or why}. No backup was tried.") from why
    _note(folder, drill={"at": at.isoformat(), "number": kept[-1].number, "faults": list(faults)})
    return faults


def backup_report(home: HomeReader, now: datetime | None = None, patience: float = PATIENCE) -> BackupsReport:
    """How a home's backups stand, in words too; a place that does not answer within ``patience`` seconds is told as such."""
    now = now or datetime.now(UTC)
    folder = place_of(home)
    if folder is None:
        return BackupsReport(place="", line="No backups are made of this folder.")
    found: list[BackupsReport] = []

    def ask() -> None:
        try:
            found.append(_report(home, folder, now))
        except OSError as why:
            found.append(_unseen(folder, f"{folder} cannot be read: {why.strerror or why}."))

    asking = threading.Thread(target=ask, name="backup report", daemon=True)  # a network disk that hangs must not hold a page
    asking.start()
    asking.join(patience)
    if found:
        return found[0]
    return _unseen(folder, f"{folder} does not answer. Is it connected?")


def is_due(home: HomeReader, now: datetime) -> tuple[bool, bool]:
    """(whether today's backup is still to be made, whether a test restore is)."""
    if (folder := place_of(home)) is None:
        return False, False
    kept, state = BackupPlace(folder).kept(), _state(folder)
    today = not kept or kept[-1].made_at.astimezone(now.tzinfo).date() != now.date()
    drilled = _moment(state.get("drill"))
    return today, drilled is None or now - drilled >= DRILLED


class BackupKeeper:
    """Makes the backups of one home, in threads of their own. ``quiet`` is how many seconds pass after a load, in which others may
    come, before one is made."""

    def __init__(self, home: Home, *, quiet: float = 0.0, clock: Clock = lambda: datetime.now().astimezone()) -> None:
        self._home, self._quiet, self._clock = home, quiet, clock
        self._lock, self._making, self._wanted = threading.Lock(), threading.Lock(), False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        reader = home.read(BY)
        self._mirror = WordsMirror(_journal(reader), lambda: place_of(reader))

    def typed(self) -> None:
        """Words were typed: they are mirrored."""
        if os.environ.get(VARIABLE, "").strip().casefold() != OFF:
            self._mirror.follow()

    def loaded(self) -> None:
        """What was loaded changed: a backup is made soon, one for all changes that come close together."""
        if place_of(self._home.read(BY)) is None:
            return
        with self._lock:
            if self._wanted:
                return
            self._wanted = True
        self._thread = threading.Thread(target=self._soon, name="backup")
        self._thread.start()

    def daily(self) -> None:
        """Makes what is due, now and whenever it is, until ``stop``; to be run in a thread."""
        while True:
            self.make_due()
            if self._stop.wait(LOOK):
                return

    def make_due(self) -> None:
        """Makes today's backup and this week's test restore where they are still to be made."""
        with self._making:
            now = self._clock()
            home = self._home.write(BY)
            try:
                backup, drill = is_due(home.reader, now)
                if backup and any((home.reader.folder / part).is_dir() for part in ("ledger", "words", "build")):
                    _said(make_now(home, now))
                if drill and (faults := drill_now(home.reader, now)):
                    LOG.warning("The test restore of the newest backup failed: %s", faults[0])
            except FAULTS as why:
                if not str(why).startswith("There is no backup to try"):
                    LOG.warning("%s", why)

    def wait(self) -> None:
        """Waits for the backup after a load, where one is being made: a command does before it lets go of its home."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Ends ``daily`` at its next look."""
        self._stop.set()

    def _soon(self) -> None:
        self._stop.wait(self._quiet)
        with self._lock:
            self._wanted = False
        with self._making:
            try:
                _said(make_now(self._home.write(BY), self._clock()))
            except FAULTS as why:
                LOG.warning("%s", why)


def backed_up_home(folder: Path, *, quiet: float = 0.0) -> tuple[Home, BackupKeeper]:
    """A home whose backups make themselves, and what makes them."""
    home = Home(folder)
    keeper = BackupKeeper(home, quiet=quiet)
    home.watch(keeper)
    return home, keeper


def _unseen(folder: Path, why: str) -> BackupsReport:
    return BackupsReport(place=str(folder), line="The backups cannot be seen.", warnings=(why,))


def _said(made: KeptBackup) -> None:
    for fault in made.faults:
        LOG.warning("The backup just made is not whole: %s", fault)
    for note in made.notes:
        LOG.warning("The backup is whole. %s", note)


def _report(home: HomeReader, folder: Path, now: datetime) -> BackupsReport:
    kept, state = BackupPlace(folder).kept(), _state(folder)
    last, drill, failed = (kept[-1] if kept else None), state.get("drill") or {}, state.get("failed") or {}
    drilled, faults = _moment(drill), tuple(map(str, drill.get("faults") or ()))
    mirror = mirror_state(_journal(home), folder)
    line = "No backup yet" if last is None else f"Last backup {_when(last.made_at, now)}, {'whole' if last.whole else 'not whole'}"
    line += f"; test restore {_when(drilled, now, clock=False)}{', failed' if faults else ''}" if drilled else "; no test restore yet"
    return BackupsReport(
        place=str(folder), last=last, kept=len(kept), drilled=drilled, drill_faults=faults, failed=str(failed.get("why") or ""),
        mirror=str(mirror), line=f"{line}.",
        warnings=(*_amiss(last, failed, faults, now), *_of_words(mirror, folder), *_of_place(home.folder, folder)),
    )  # fmt: skip


def _amiss(last: KeptBackup | None, failed: Mapping[str, Any], faults: tuple[str, ...], now: datetime) -> list[str]:
    found = [f"The last try came to nothing: {failed['why']}"] if failed.get("why") else []
    found += [f"The last backup is not whole: {fault}" for fault in (last.faults if last else ())]
    found += [f"The test restore failed: {fault}" for fault in faults]
    if last is not None and now - last.made_at > LATE:
        found.append("The last backup is more than a day old. One is made each day while the dashboard runs.")
    if last is not None and last.made_at - now > LATE:
        found.append("The last backup was made in the future: a clock was wrong then, or is now.")
    return [*found, *(last.notes if last else ())]


def _of_words(mirror: MirrorState, folder: Path) -> list[str]:
    found = []
    if mirror is MirrorState.BEHIND:
        found.append("The mirror of the typed words is behind. It is brought up at the next line typed.")
    if mirror is MirrorState.DIFFERS:
        found.append("The mirror of the typed words holds other words than the journal. It is put aside at the next line typed.")
    if aside := differing(folder):
        found.append(f"A mirror with other words was put aside as {aside[-1].name}. See whether words are missing, then remove that file.")
    return found


def _of_place(home: Path, folder: Path) -> list[str]:
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), home)
    with suppress(OSError):
        if home.exists() and there.stat().st_dev == home.stat().st_dev:
            return [f"Backups go to {folder}, on the figures’ own disk. If that fails, both are lost: name another on Settings."]
    return []


def _when(moment: datetime, now: datetime, *, clock: bool = True) -> str:
    """A moment as somebody who looks at it now says it: today 07:10, yesterday 07:10, 3 November 2026."""
    there = moment.astimezone(now.tzinfo)
    days = (now.date() - there.date()).days
    said = {0: "today", 1: "yesterday"}.get(days, f"{there.day} {there:%B %Y}")
    return f"{said} {there:%H:%M}" if clock else said


def _journal(home: HomeReader) -> Path:
    return home.records.files.parent / "journal.jsonl"


def _state(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(folder: Path, **said: Any) -> None:
    """Keeps how something came out, where the place can be written to."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        keep_whole(folder / STATE, json.dumps(_state(folder) | said, ensure_ascii=False).encode())


def _moment(said: Mapping[str, Any] | None) -> datetime | None:
    try:
        return datetime.fromisoformat(str((said or {})["at"]))
    except (KeyError, ValueError):
        return None
