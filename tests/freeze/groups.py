"""Which groups of outputs there are in each part, and what makes each."""

from __future__ import annotations

from collections.abc import Callable

from tests.freeze import pages
from tests.freeze.homes import Homes

Make = Callable[[Homes], dict[str, str]]
PARTS: dict[str, dict[str, Make]] = {
    "samples": {"pages": pages.pages},
    "inputs": {"pages": pages.inputs_pages},
}


def made(part: str, name: str) -> Make:
    """What makes a group."""
    return PARTS[part][name]
