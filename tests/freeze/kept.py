"""A home and a backup that were made before, opened by what the product is now; and how they were made."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.freeze import clock, shelf, writes
from tests.freeze.homes import AREA, Homes
from tests.freeze.screens import Screen, Shared

HERE = Path(__file__).parent / "kept"
HOME, BACKUP = HERE / "home.zip", HERE / "backup.zip"
READING = ("show", "plan", "thread", "meetings", "risks", "exceptions", "judgements")
Texts = dict[str, str]


def kept(homes: Homes) -> Texts:
    """Copies of the kept home and of the kept backup, opened, looked through, restored, shown, and written to."""
    home, again = opened(homes.folder("kept")), homes.work / "kept-again"
    texts = _shown(homes, "home", home)
    file = homes.folder("kept-file") / "backup.zip"
    shutil.copy(BACKUP, file)
    texts["backup verify.txt"] = homes.run("verify", file, "--json") + homes.run("verify", file)
    texts["backup restore.txt"] = homes.run("restore", file, "--home", again, "--json")
    texts["backup restore into what is there.txt"] = homes.run("restore", file, "--home", again)
    texts |= _shown(homes, "restored", again)
    made = homes.folder("kept-file") / "made.zip"
    said = homes.run("backup", made, "--home", home) + homes.run("verify", made, "--json")
    texts["home backed up and verified.txt"] = re.sub(r'[\d,]+(?= bytes)|(?<="bytes": )\d+', "<size>", said)  # of a build just written
    for name, damaged in (("cut", file.read_bytes()[:9000]), ("empty", b""), ("no zip", b"MZ"), ("changed", _changed(file))):
        broken = homes.folder("kept-file") / f"{name}.zip"
        broken.write_bytes(damaged)
        texts[f"backup {name}.txt"] = homes.run("verify", broken) + homes.run(
            "restore", broken, "--home", homes.work / "kept-none", "--json"
        )
    return texts


def opened(folder: Path) -> Path:
    """A copy of the kept home below a folder."""
    with zipfile.ZipFile(HOME) as file:
        file.extractall(folder)
    return folder / "home"


def _shown(homes: Homes, name: str, home: Path) -> Texts:
    texts = {f"{name} {what}.txt": homes.run(what, "--area", AREA, "--home", home, "--json") for what in READING}
    texts[f"{name} loads.txt"] = homes.run("loads", "--home", home, "--json")
    texts |= {f"{name} {file}": homes.masks.text(body) for file, body in writes.journal(home).items()}
    shared = Shared()
    for page in ("overview", "priority", "plan", "risks", "meetings", "sources"):
        texts[f"{name} page {page}.txt"] = Screen(homes.page(home, page, {"area": AREA}), shared).text(homes.masks)
    texts[f"{name} written to.txt"] = homes.run("withdraw", "1", "--why", "A test", "--home", home) + homes.run("loads", "--home", home)
    return texts


def _changed(file: Path) -> bytes:
    """A backup with one of its files changed inside."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(file) as given:
        path = Path(folder) / "changed.zip"
        members = [(name, given.read(name)) for name in given.namelist()]
        shelf.pack(path, [(name, content + b" " if name.endswith("journal.jsonl") else content) for name, content in members])
        return path.read_bytes()


def make() -> None:
    """Makes the kept home and backup anew; done once, before the modules moved, and not to be done again."""
    with TemporaryDirectory(prefix="freeze-", ignore_cleanup_errors=True) as work, clock.fixed():
        homes = Homes(Path(work).resolve())
        home = homes.copy(homes.bury, "keep")
        writes.typed(home)
        BACKUP.parent.mkdir(parents=True, exist_ok=True)
        BACKUP.unlink(missing_ok=True)
        print(homes.run("backup", BACKUP, "--home", home))
        files = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".lock")
        shelf.pack(HOME, [(f"home/{path.relative_to(home).as_posix()}", path.read_bytes()) for path in files])
        print(f"{HOME.stat().st_size:,} and {BACKUP.stat().st_size:,} bytes")


if __name__ == "__main__":
    if HOME.is_file():
        sys.exit("The kept home is there already. It must stay as the product made it before.")
    make()
