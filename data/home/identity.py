"""Which home a folder is: ``home.json`` in it, and a list of the homes that this user knows, so that one lost is never taken for a new one.

The list is a convenience: where it cannot be read or written, a home is taken as it stands.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.model.finding import Refused
from data.records.journal import WORDS
from data.store.atomic_file import keep_whole
from data.store.ledger import LEDGER

FILE, KNOWN, FORM = "home.json", "homes.json", 1
STATE = "SEND_STATE"  # the folder of the list of known homes, where it is not the user's own
MOST = 200  # homes on the list; the one not seen for longest goes
PARTS = ("raw", WORDS, "additions", LEDGER, "build")  # in the order in which a restore puts them back
MARKER = "restoring.json"  # in a home while a backup is put back into it folder by folder; names which one
UNPACKED = "h"  # an unpacked home in the working folder of a restore, as short as can be
ANEW = "python cli.py repair anew"


class HomeAbsent(Refused):
    """The home that stood in a folder is not there, or not whole. The message says what to do."""


class NewerHome(Refused):
    """The home was written by a newer version; it can be read here and not written to."""


@dataclass(frozen=True, slots=True)
class HomeCard:
    """What ``home.json`` says: its form, the home's id, when it was made, and whether it ever held typed words and loads."""

    form: int
    id: str
    made: str
    words: bool = False
    loads: bool = False


@dataclass(frozen=True, slots=True)
class KnownHome:
    """A home as it was last seen by this user."""

    id: str
    seen: date
    words: bool = False
    loads: bool = False


class HomeIdentity:
    """Whether a folder holds the home that it held before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / FILE
        self._marked: tuple[HomeCard, date] | None = None

    def card(self) -> HomeCard | None:
        """What ``home.json`` says; None where there is none or nobody can read it. What a newer version adds is passed over."""
        try:
            held = json.loads(self.file.read_text(encoding="utf-8"))
            return HomeCard(int(held["form"]), str(held["id"]), str(held["made"]), bool(held.get("words")), bool(held.get("loads")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def known(self) -> KnownHome | None:
        """The home that this user last saw here."""
        return _known().get(self._place())

    def absence(self) -> str:
        """What of the home that stood here is not there, in words that say what to do; empty where nothing is missing."""
        if self.half_restored() is not None:
            return (
                f"A restore into {self.folder} was stopped half way. Nothing was changed. The rest lies beside the folder, whole: "
                "Health, or python cli.py repair restore, puts it in place."
            )
        if self.restoring():
            return (
                f"A restore into {self.folder} was stopped half way. Nothing was changed. Restore the same backup again, and it goes on "
                "where it stopped: python cli.py restore FILE"
            )
        card, known = self.card(), self.known()
        seen = f" (last seen {known.seen.day} {known.seen:%B %Y})" if known else ""
        begin = f"If nothing is to come back, start anew here: Health has a button for it, or {ANEW}."
        if known and not self._holds_anything():
            return (
                f"The folder {self.folder} that held your figures{seen} is {'empty' if self.folder.is_dir() else 'not there'}. Nothing "
                f"was changed. Connect its drive, wait until it is synced, or put the folder back; then reload. {begin}"
            )
        if known and card and card.id != known.id:
            return (
                f"The folder {self.folder} holds another home than the one that you used{seen}. Nothing was changed. Put the right folder "
                f"back, then reload; or use this one from now on: Health has a button for it, or {ANEW}."
            )
        for part, held, words in ((WORDS, "words", "typed words"), (LEDGER, "loads", "list of loads")):
            was = bool(card and getattr(card, held)) or bool(known and card is None and getattr(known, held))
            if was and not (self.folder / part).is_dir() and not (part == LEDGER and any((self.folder / "build").glob("[0-9]*.duckdb"))):
                return (
                    f"The folder {self.folder / part} that held your {words}{seen} is not there. Nothing was changed. Put it back, or wait "
                    f"until it is synced; then reload. {begin}"
                )
        return ""

    def gone(self) -> bool:
        """Whether nothing of the home that this user knows can be shown: it is not there, or was restored half."""
        stopped = self.restoring() or self.half_restored() is not None
        return stopped or (self.known() is not None and not self._holds_anything())

    def restoring(self) -> bool:
        """Whether a restore stopped here half way; the same backup, restored again, goes on."""
        return (self.folder / MARKER).is_file()

    def half_restored(self) -> Path | None:
        """The folder beside the home that holds just what a stopped restore did not bring over; the figures come over last."""
        here = self.folder.absolute()
        empty = {part for part in PARTS if not (here / part).is_dir() or not any((here / part).iterdir())}
        if self.restoring():
            places = sorted(here.parent.glob(f".b-*.new/{UNPACKED}"))
        elif "build" in empty and len(empty) < len(PARTS):
            places = sorted(here.parent.glob(f".{here.name}.*.new"))  # of a version before this one, which left no mark in the home
        else:
            return None
        for beside in places:
            waiting = set(waits_in(beside))
            if "build" in waiting and waiting <= empty and all((here / part).is_dir() for part in {*PARTS} - waiting):
                return beside
        return None

    def newer(self) -> str:
        """What is said where a newer version wrote this home; empty where none did."""
        card = self.card()
        if card is None or card.form <= FORM:
            return ""
        return (
            f"{self.folder} was written by a newer version of the dashboard (form {card.form}; this version writes form {FORM}). "
            "It can be read here and not written to. Nothing was changed. Use the newer version."
        )

    def refuse(self) -> None:
        """Stops whoever is about to write where the home is not the one that stood here, or is a newer one.

        Raises:
            HomeAbsent: the home is missing, another, or lacks what it held.
            NewerHome: a newer version wrote it.
        """
        self.refuse_newer()
        if absent := self.absence():
            raise HomeAbsent(absent)

    def refuse_newer(self) -> None:
        """Stops whoever is about to write where a newer version wrote the home.

        Raises:
            NewerHome: it did.
        """
        if newer := self.newer():
            raise NewerHome(newer)

    def mark(self, *, today: date | None = None) -> None:
        """Says in the home which one it is and what it holds, and puts it on the list; what cannot be written is left."""
        day = today or date.today()
        card = self._marked[0] if self._marked and self.file.is_file() else self.card()
        now = card or HomeCard(FORM, uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"))
        now = replace(
            now, words=now.words or (self.folder / WORDS / "journal.jsonl").is_file(),
            loads=now.loads or (self.folder / LEDGER / "ledger.jsonl").is_file(),
        )  # fmt: skip
        if self._marked == (now, day) and self.file.is_file():
            return
        with suppress(OSError):
            if now != self.card():
                keep_whole(self.file, json.dumps(self._all(now), indent=1).encode())
            self._marked = now, day
        _remember(self._place(), KnownHome(now.id, day, now.words, now.loads))

    def forget_loads(self) -> None:
        """Says that the home holds no loads any more, because they were taken away."""
        if (card := self.card()) is not None and card.loads:
            keep_whole(self.file, json.dumps(self._all(replace(card, loads=False)), indent=1).encode())
            _remember(self._place(), KnownHome(card.id, date.today(), card.words, loads=False))
            self._marked = None

    def start_anew(self) -> None:
        """From now on the folder is the home that it is now, whatever stood here before. Nothing in it is changed but ``home.json``.

        Raises:
            OSError: the folder cannot be written to.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        _remember(self._place(), None)
        held = self.card()
        new = HomeCard(FORM, held.id if held else uuid.uuid4().hex, held.made if held else datetime.now(UTC).isoformat(timespec="seconds"))
        keep_whole(self.file, json.dumps(self._all(new), indent=1).encode())
        self._marked = None
        self.mark()

    def _all(self, card: HomeCard) -> dict[str, Any]:
        """The file's content: a newer version's fields too."""
        try:
            held = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            held = {}
        return {**(held if isinstance(held, dict) else {}), **asdict(card)}

    def _holds_anything(self) -> bool:
        return self.file.is_file() or any(any((self.folder / part).glob("*")) for part in (LEDGER, "build", "raw", WORDS))

    def _place(self) -> str:
        return str(self.folder.absolute())


def own_places(home: Path) -> list[Path]:
    """What of a folder is a home's: the folder itself, unless the program lies in it too, else the parts and files that it made there."""
    if not (home / "__init__.py").exists():
        return [home]
    return [home / name for name in (*PARTS, "quarantine", "aside", FILE, MARKER, "removing.json")]


def waits_in(beside: Path) -> list[str]:
    """The parts of a home that a stopped restore left in the folder beside it."""
    return [part for part in PARTS if (beside / part).is_dir()]


def state_folder() -> Path:
    """Where this user's list of homes is kept: ``SEND_STATE``, else the system's own place for such things."""
    if given := os.environ.get(STATE):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "send-dashboard"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "send-dashboard"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "send-dashboard"


def _known() -> dict[str, KnownHome]:
    try:
        held = json.loads((state_folder() / KNOWN).read_text(encoding="utf-8"))
        return {place: _entry(one) for place, one in held.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        return {}


def _entry(held: Mapping[str, Any]) -> KnownHome:
    return KnownHome(str(held["id"]), date.fromisoformat(held["seen"]), bool(held.get("words")), bool(held.get("loads")))


def _remember(place: str, home: KnownHome | None) -> None:
    """Puts a home on the list, or takes it off; in silence where the list cannot be written."""
    with suppress(OSError, RuntimeError, Timeout):
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{KNOWN}.lock", timeout=2):
            found = {key: one for key, one in _known().items() if key != place}
            if home is not None:
                found[place] = home
            newest = sorted(found.items(), key=lambda one: one[1].seen)[-MOST:]
            plain = {key: {**asdict(one), "seen": one.seen.isoformat()} for key, one in newest}
            keep_whole(folder / KNOWN, json.dumps(plain, ensure_ascii=False, indent=1).encode())
