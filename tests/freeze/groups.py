"""Which groups of outputs there are in each part, and what makes each."""

from __future__ import annotations

from collections.abc import Callable

from tests.freeze import commands, files, kept, packs, pages, writes
from tests.freeze.homes import Homes

Make = Callable[[Homes], dict[str, str]]
PARTS: dict[str, dict[str, Make]] = {
    "samples": {
        "commands": commands.commands,
        "files": files.files,
        "kept": kept.kept,
        "packs": packs.packs,
        "pages": pages.pages,
        "writes": writes.writes,
    },
    "inputs": {"commands": commands.inputs_commands, "packs": packs.inputs_packs, "pages": pages.inputs_pages},
}


def made(part: str, name: str) -> Make:
    """What makes a group."""
    return PARTS[part][name]
