"""An unpacked home moved into its place, in one step or folder by folder, and gone on with where that was stopped half way."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from data.backups.backup_manifest import PARTS, files_in
from data.home.identity import MARKER
from data.model.finding import Refused
from data.records.journal import WORDS
from data.store.atomic_file import flush_folder, keep_whole, move_folder
from data.store.ledger import LEDGER

CHAINS = {WORDS: f"{WORDS}/journal.jsonl", LEDGER: f"{LEDGER}/ledger.jsonl"}


def half_restored(home: Path) -> str:
    """The name of the backup whose restore into a home was stopped half way; empty where none was."""
    return str(_marked(home).get("file", ""))


def with_place(home: Path, file: Path, manifest: str) -> None:
    """Refuses a home that holds something already, unless a restore of the same backup, known by its manifest's hash, stopped there.

    Raises:
        Refused: the home holds something, or another backup was half put back there.
    """
    if marked := _marked(home):
        if marked.get("manifest") != manifest:
            raise Refused(
                f"{home} was half restored from {marked.get('file')}. Restore that file again, and it goes on where it stopped; "
                "or restore this one into an empty folder: give it with --home. Nothing was changed."
            )
    elif held := [part for part in sorted(PARTS, key=_SAID.index) if files_in(home / part)]:
        raise Refused(
            f"{home} already holds {' and '.join(f'{part}/' for part in held)}. Restore into an empty folder: give it with --home."
        )


_SAID = ("raw", WORDS, "additions", LEDGER, "build")


def put(beside: Path, home: Path, file: Path, manifest: str) -> None:
    """Moves an unpacked home into place: in one step where nothing is there, else folder by folder, taken back if one cannot be.

    Raises:
        Refused: something was written there since a first restore of this backup stopped.
        OSError: a folder cannot be moved. What was there stands.
    """
    for part in PARTS:
        (beside / part).mkdir(exist_ok=True)
    _flush(beside)
    if home.is_dir() and not any(home.iterdir()):
        home.rmdir()
    if not home.exists():
        move_folder(beside, home)
        flush_folder(home.parent)
        return
    there = [part for part in PARTS if files_in(home / part)]
    for part in there:
        _goes_on(beside, home, part, file)
    half, moved = bool(_marked(home)), []
    held = {"file": file.name, "manifest": manifest, "started": datetime.now(UTC).isoformat(timespec="seconds")}
    keep_whole(home / MARKER, json.dumps(held).encode())
    try:
        for part in PARTS:
            if part not in there:
                if (home / part).is_dir():
                    shutil.rmtree(home / part)
                move_folder(beside / part, home / part)
                moved.append(part)
    except OSError:
        for part in moved:
            move_folder(home / part, beside / part)
        if not half:
            (home / MARKER).unlink()
        raise
    flush_folder(home)
    (home / MARKER).unlink()


def _marked(home: Path) -> dict[str, str]:
    try:
        found = json.loads((home / MARKER).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _goes_on(beside: Path, home: Path, part: str, file: Path) -> None:
    """Refuses where a chain that was put back half way is another one by now, so that neither is lost."""
    name = CHAINS.get(part)
    if name is None or not (beside / name).exists():
        return
    restored = (beside / name).read_bytes()
    if not (home / name).exists() or not (home / name).read_bytes().startswith(restored):
        raise Refused(
            f"{home / part} holds something that {file.name} does not: it was written after the restore stopped. Nothing was changed. "
            "Restore into an empty folder: give it with --home."
        )


def _flush(folder: Path) -> None:
    """The names of every file in a folder on the disk; their bytes are there by now."""
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        flush_folder(path)
