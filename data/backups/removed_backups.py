"""What was removed for good from a home, out of its backups too: earlier ones go once a newer one is whole, since that holds all the rest.

A home loses nothing but what is removed, so its newest backup holds all that the earlier ones hold. Files that ``backup FILE`` wrote lie
where somebody put them: they are named here, as far as this computer knows them, and reached by nobody but that person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from data.backups.automatic_backups import make_now, place_of
from data.backups.backup_place import BackupPlace, KeptBackup
from data.home.home import HomeReader, HomeWriter
from data.home.identity import state_folder
from data.home.removal import FoundPlaces, RemovalTarget
from data.model.finding import Refused
from data.store.atomic_file import keep_whole

GIVEN, MOST = "backup-files.json", 500  # in the user's own list: files that backups were written to, and how many are remembered


def before(home: HomeReader) -> str:
    """What a removal does to the backups of a home, and which files it cannot reach; said before it is done."""
    place = place_of(home)
    kept = _kept(place)
    if place is None:
        words = "No backups are made of this folder by themselves."
    elif not kept:
        words = f"There are no backups in {place} yet."
    else:
        words = f"Then a new backup is made in {place}, and the {len(kept)} before it, of {_days(kept)}, are taken away once it is whole."
    return f"{words} {_elsewhere(home)}"


def remove_everywhere(home: HomeWriter, target: RemovalTarget, *, why: str, at: datetime) -> tuple[FoundPlaces, list[str]]:
    """Removes something for good from a home, makes a backup without it, and takes the earlier ones away: (where it was held, what became
    of the backups, in words).

    Raises:
        Refused: it is held nowhere, or why it goes is not said. Nothing was changed.
        StoreFault: it was begun and could not be finished; the next start goes on.
    """
    place = place_of(home.reader)
    kept = _kept(place)
    found = home.remove_for_good(target, why=why, at=at)
    if place is None:
        return found, [_elsewhere(home.reader)]
    try:
        said = f"Backup {make_now(home, at).number} was made without it."
    except (Refused, OSError) as fault:
        said = str(fault)
    still = {one.number for one in _kept(place)}
    left = [one for one in kept if one.number in still]
    if left:
        many = f"{len(left)} backups" if len(left) > 1 else "One backup"
        said += (
            f" {many} in {place}, of {_days(left)}, still {'hold' if len(left) > 1 else 'holds'} it until the next backup that is whole. "
            "One is tried each day while the dashboard runs, and takes away what is older."
        )
    elif kept:
        said += f" The {len(kept)} before it were taken away." if len(kept) > 1 else " The one before it was taken away."
    return found, [said, _elsewhere(home.reader)]


def remember_file(home: Path, file: Path, made: date) -> None:
    """Notes where a backup was written to; in silence where the list cannot be written."""
    with suppress(OSError, RuntimeError):
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        held = {**_given(), str(file.absolute()): {"home": str(home.absolute()), "made": made.isoformat()}}
        keep_whole(folder / GIVEN, json.dumps(dict(list(held.items())[-MOST:]), ensure_ascii=False, indent=1).encode())


def _kept(place: Path | None) -> list[KeptBackup]:
    with suppress(OSError):
        return [] if place is None else BackupPlace(place).kept()
    return []


def _days(kept: list[KeptBackup]) -> str:
    days = sorted({one.made_at.date() for one in kept})
    first, last = (f"{day.day} {day:%B %Y}" for day in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def _elsewhere(home: HomeReader) -> str:
    """The files that nobody here can reach, by name and day."""
    mine = [(path, one["made"]) for path, one in _given().items() if one.get("home") == str(home.folder.absolute())]
    known = f" Known here: {'; '.join(f'{path} of {made}' for path, made in mine)}." if mine else " None is known here."
    return (
        "A backup that was written to a file of its own, or copied elsewhere, still holds it and cannot be reached from here: delete it, "
        f"or do this removal again after restoring it.{known}"
    )


def _given() -> Mapping[str, Mapping[str, str]]:
    try:
        held = json.loads((state_folder() / GIVEN).read_text(encoding="utf-8"))
        return held if isinstance(held, dict) else {}
    except (OSError, ValueError, RuntimeError):
        return {}
