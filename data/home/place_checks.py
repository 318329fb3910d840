"""Whether the place where a home stands is a good one: room, leftovers, names of files, network shares and synced folders."""

from __future__ import annotations

import ctypes
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from data.home.health_finding import HealthFinding, Repair
from data.home.home import HomeReader
from data.home.home_checks import named_files
from data.home.identity import MARKER, PARTS, UNPACKED, own_places, waits_in
from data.model.finding import Refused
from data.store.atomic_file import flush_folder, move_folder
from data.store.kept_builds import LOCK, remove_leftover
from data.store.private_files import open_to_others
from data.store.stored_figures import StoreFault

LONGEST = 240  # letters of a path that every system and copying program opens
ODD = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]$')  # what Windows or a zip cannot hold in a name
LEAST_ROOM = 100_000_000  # bytes
OLD = 86_400  # seconds after which something of ours in the system's temporary folder was left by a killed program
TEMPORARY = ("backup-*/home", "upload-*", "send-figures-*")
SYNCED = re.compile(
    r"(onedrive|dropbox|icloud ?drive|com~apple~clouddocs|google ?drive|my drive|cloudstorage|nextcloud)\b.*", re.IGNORECASE
)
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afpfs", "webdav", "davfs")
REMOTE = 4  # what Windows answers for a drive of the network
ASIDE = "aside"  # a folder in the home for files that no load names


def room(home: HomeReader) -> Iterator[HealthFinding]:
    """The disk has room for the next load."""
    place = next(one for one in (home.folder, *home.folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(place).free
    build = sum(path.stat().st_size for path in home.figures.builds.glob("[0-9]*.duckdb"))
    if free < max(LEAST_ROOM, build):
        what = f"The disk of {home.folder} has {free / 1e6:,.0f} MB free."
        yield HealthFinding("room", False, what, "Whoever loads files", "Make room: a load needs more than twice the size of the figures.")


def leftovers(home: HomeReader) -> Iterator[HealthFinding]:
    """Nothing is left of stopped programs, and every file in raw/ is named by a load or a plan."""
    if (beside := home.identity.half_restored()) is not None:
        what = f"A restore into {home.folder} was stopped half way: {_and(waits_in(beside))} did not come over."
        hint = "The rest lies beside the folder, whole, and is put in place."
        yield HealthFinding("restore", True, what, "Everybody who looks at these figures", hint, repair=Repair.RESTORE)
        return
    left, stray = stopped(home.folder), unnamed(home)
    if left or stray:
        size = sum(_size(path) for path in (*left, *stray)) / 1e6
        said = [f"{len(left)} left by stopped programs"] * bool(left) + [f"{len(stray)} in raw/ that no load names"] * bool(stray)
        what = f"{len(left) + len(stray)} files and folders are not needed ({size:,.1f} MB): {' and '.join(said)}."
        hint = f"What was left half is taken away; what no load names is put in {ASIDE}/ in the home."
        yield HealthFinding("leftovers", False, what, "Whoever keeps the disk", hint, repair=Repair.LEFTOVERS)


def stopped(home: Path) -> list[Path]:
    """What killed programs left in a home, beside it, and in the system's temporary folder."""
    within = [path for part in PARTS for path in (home / part).rglob("unfinished-*") if _idle(path)]
    beside = [path for path in home.absolute().parent.glob(f".{home.absolute().name}.*.new") if _old(path)]
    away = [path for form in TEMPORARY for path in Path(tempfile.gettempdir()).glob(form) if _old(path)]
    return [*within, *beside, *(path.parent if path.name == "home" else path for path in away)]


def unnamed(home: HomeReader) -> list[Path]:
    """The files in raw/ that neither a load nor a plan version names; none where nobody can say."""
    try:
        if not home.figures.current() or home.figures.amiss() or home.records.damage():
            return []
        plans = {one.body.get("copy") or one.body["sha256"] for one in home.records.entries(kind="plan_version") if one.body}
    except (StoreFault, Refused):
        return []
    named = {kept for _, _, kept in named_files(home)}
    found = [path for path in sorted(home.figures.raw.glob("*")) if path.is_file() and not path.name.startswith("unfinished-")]
    return [path for path in found if path.name not in named and path.name.partition(".")[0] not in plans]


def sweep(home: HomeReader) -> str:
    """Takes away what stopped programs left, and puts files that no load names aside; what was done, in words."""
    left, stray = stopped(home.folder), unnamed(home)
    for path in left:
        with suppress(OSError):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() and path.name.endswith(".new") else remove_leftover(path)
    for path in stray:
        (home.folder / ASIDE).mkdir(exist_ok=True)
        path.replace(home.folder / ASIDE / path.name)
    return f"{len(left)} leftovers were taken away, and {len(stray)} files were put in {ASIDE}/."


def finish_restore(home: HomeReader) -> str:
    """Puts in place what a stopped restore did not bring over; what was done, in words."""
    beside = home.identity.half_restored()
    if beside is None:
        return "There is nothing to finish."
    lacking, folder = waits_in(beside), beside.parent if beside.name == UNPACKED else beside
    try:
        with FileLock(folder / LOCK, timeout=0):
            for part in lacking:
                if (home.folder / part).is_dir():
                    (home.folder / part).rmdir()
                move_folder(beside / part, home.folder / part)
            flush_folder(home.folder)
            (home.folder / MARKER).unlink(missing_ok=True)
    except Timeout as why:
        raise Refused("The restore is still under way. Nothing was changed. Look again when it is over.") from why
    shutil.rmtree(folder, ignore_errors=True)
    return f"{_and(lacking)} came over: the restore is finished."


def names(home: HomeReader) -> Iterator[HealthFinding]:
    """Every file's name can be held by Windows and by a zip, and no path is too long."""
    whom = "Whoever makes backups or moves the home"
    found = [path for part in PARTS for path in sorted((home.folder / part).rglob("*"))]
    for path in found:
        if ODD.search(path.name):
            name = path.relative_to(home.folder).as_posix()
            yield HealthFinding("names", False, f"{name!r} has a name that Windows and zips cannot hold.", whom, "Rename it.")
    if long := [path for path in found if len(str(path.absolute())) > LONGEST]:
        what = f"{len(long)} files have paths of more than {LONGEST} letters, which some programs cannot open, such as {long[0]}."
        yield HealthFinding("names", False, what, whom, "Move the home into a folder with a shorter path.")


def access(home: HomeReader) -> Iterator[HealthFinding]:
    """Nobody but the owner can open what is in the home."""
    found = list(open_to_others(own_places(home.folder)))
    if found:
        many = "1 file or folder of the home" if len(found) == 1 else f"{len(found)} files and folders of the home"
        what = f"{many} can be opened by others on this computer, such as {found[0]}. Their rights could not be changed."
        hint = f"Whoever owns them takes the others’ rights away: chmod -R go-rwx {home.folder}"
        yield HealthFinding("access", False, what, "Everybody whose figures and words are kept here", hint)


def place(home: HomeReader) -> Iterator[HealthFinding]:
    """The home is on a disk of this computer, and nothing else keeps it in step with another place."""
    where = home.folder.absolute()
    whom = "Everybody who loads or types"
    if found := SYNCED.search(str(where.resolve())):
        what = (
            f"The home lies in a synced folder ({found.group(1)}): {where}. What syncs may hold files, bring old ones back, or make copies."
        )
        yield HealthFinding(
            "place", False, what, whom, "Stop the dashboard, move the home to a folder that is not synced, and keep backups there."
        )
    if kind := _network(where):
        what = f"The home lies on a network share ({kind}): {where}. Locks do not always hold there, and the share may come late."
        yield HealthFinding("place", False, what, whom, "Stop the dashboard and move the home to a disk of this computer.")


def _network(where: Path) -> str:
    """The kind of network share that a folder is on; empty on a disk of this computer, or where the system does not say."""
    if sys.platform == "win32":
        drive = where.drive
        return "share" if drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == REMOTE else ""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return ""
    over = [(at, kind) for at, kind in mounts if where.is_relative_to(at.replace("\\040", " "))]
    kind = max(over, key=lambda one: len(one[0]))[1] if over else ""
    return kind if kind in NETWORK else ""


def _idle(path: Path) -> bool:
    """Whether nobody seems to write a leftover now."""
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > 600
    return False


def _old(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > OLD
    return False


def _size(path: Path) -> int:
    with suppress(OSError):
        return sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size
    return 0


def _and(words: list[str]) -> str:
    return " and ".join(f"{word}/" for word in words)
