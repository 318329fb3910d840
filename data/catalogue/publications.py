"""Where published files are fetched from: facts that people maintain. Nothing is fetched by the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from data.catalogue.reference_entry import CatalogueFault, tables
from data.model.publication import Download

FILE = "publications.toml"
REFERENCE = Path(__file__).parents[1] / "reference"


def read(folder: Path = REFERENCE) -> tuple[Download, ...]:
    """Every publication to fetch, in the order in which it is offered.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found = tuple(_downloads(folder))
    if twice := next((one.id for n, one in enumerate(found) if one.id in [other.id for other in found[:n]]), None):
        raise CatalogueFault(f"{FILE}: {twice}: stands twice")
    return found


def _downloads(folder: Path) -> Iterator[Download]:
    for entry in tables(folder, FILE, "publication", "id"):
        one = Download(
            id=entry.text("id"), title=entry.text("title"), gives=entry.text("gives"), address=entry.text("address"),
            place=entry.text("place"), files=entry.texts("files"),
        )  # fmt: skip
        if not one.address.startswith("https://"):
            raise entry.fault(f"address = {one.address!r} does not start with https://")
        if not one.files:
            raise entry.fault("files is empty")
        entry.nothing_else()
        yield one
