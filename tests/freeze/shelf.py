"""Where frozen texts stand: one zip a group, the same bytes for the same texts; read and written whole."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

Texts = dict[str, str]
MOMENT = (1980, 1, 1, 0, 0, 0)


def read(folder: Path, group: str) -> Texts:
    """The texts of a group by name; none where it was never stored."""
    path = folder / f"{group}.zip"
    if not path.is_file():
        return {}
    with zipfile.ZipFile(path) as kept:
        return {name: kept.read(name).decode("utf-8") for name in sorted(kept.namelist())}


def write(folder: Path, group: str, texts: Mapping[str, str]) -> bool:
    """Keeps the texts of a group; False where the same stood there already and nothing was written."""
    if read(folder, group) == dict(texts):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    pack(folder / f"{group}.zip", ((name, texts[name].encode("utf-8")) for name in sorted(texts)))
    return True


def timeless(content: bytes) -> bytes:
    """A workbook without the moment at which it was written, so that its hash is the same wherever it is made."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in sorted(given.namelist()):
            made.writestr(zipfile.ZipInfo(name, MOMENT), given.read(name))
    return out.getvalue()


def pack(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """A zip without the time or the machine in it."""
    with zipfile.ZipFile(path, "w") as kept:
        for name, content in members:
            member = zipfile.ZipInfo(name, MOMENT)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            kept.writestr(member, content, zipfile.ZIP_DEFLATED, 9)
