"""The homes that outputs are made from: Bury, the illustrative borough, a made release, both, and an empty one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.freeze import product, shelf
from tests.freeze.masks import Masks

DAYS = ("2020-03-31", "2023-06-30", "2026-09-30")  # on which the illustrative borough is looked back on
AREA, MADE_UP = "Bury", "Westmere"
INPUTS = ("lait", "ees/education-health-and-care-plans_2025.zip", "ees/sen2_mi.csv", "ees/exclusions_by_characteristic.zip")


class Homes:
    """Homes below one folder, each made when it is first asked for."""

    def __init__(self, work: Path, inputs: Path | None = None) -> None:
        self.work, self.inputs = work, inputs
        self.masks = Masks(work, product.ROOT)

    @cached_property
    def empty(self) -> Path:
        """A folder with nothing in it."""
        return self.work / "empty"

    @cached_property
    def bury(self) -> Path:
        """The Bury scorecard and plan."""
        return self._loaded("bury", [product.BURY, product.BURY_PLAN], "2017-10-27")

    @cached_property
    def made(self) -> Path:
        """A made release of published figures, and a later one; no scorecard."""
        home = self._loaded("made", [self._release("first")])
        self.run("load", self._release("second", later=True), "--home", home, "--received", "2026-08-01")
        return home

    @cached_property
    def both(self) -> Path:
        """The Bury scorecard beside a made release."""
        home = self.copy(self.bury, "both")
        self.run("load", self._release("beside"), "--home", home, "--received", "2026-05-01")
        return home

    @cached_property
    def westmere(self) -> Path:
        """The illustrative borough whole, as the button on an empty page opens it."""
        root = self.work / "illustrative"
        product.page(root, "overview", {}, lambda at: at.button(key="open_illustrative").click().run())
        return Path(shutil.move(root / "illustrative", self.work / "westmere"))

    @cached_property
    def england(self) -> Path:
        """DfE's own files and no scorecard."""
        if self.inputs is None:
            raise FileNotFoundError("No folder of inputs was given.")
        return self._loaded("england", [self.inputs.joinpath(*part.split("/")) for part in INPUTS])

    @cached_property
    def england_bury(self) -> Path:
        """DfE's own files beside the Bury scorecard."""
        home = self.copy(self.england, "england-bury")
        self.run("load", product.BURY, "--home", home, "--received", "2017-10-27")
        return home

    def run(self, *arguments: str | Path) -> str:
        """One command, its output with what is random masked."""
        os.environ.pop("SEND_HOME", None)
        return self.masks.text(product.command(*arguments))

    def page(self, home: Path, name: str, ids: dict[str, str], then: Callable[[Any], Any] | None = None) -> product.Opened:
        """A page of a home at its address."""
        return product.page(home, name, ids, then)

    def copy(self, home: Path, name: str) -> Path:
        """A copy of a home that may be written to."""
        return Path(shutil.copytree(home, self.work / name, dirs_exist_ok=True))

    def folder(self, name: str) -> Path:
        """A folder for files of one group."""
        found = self.work / name
        found.mkdir(parents=True, exist_ok=True)
        return found

    def _release(self, name: str, *, later: bool = False) -> Path:
        """The folder of a made release, the same bytes wherever it is made."""
        folder = product.made_release(self.work / "release" / name, later=later)
        for path in folder.glob("*.xlsx"):
            path.write_bytes(shelf.timeless(path.read_bytes()))
        return folder

    def _loaded(self, name: str, paths: list[Path], received: str = "2026-05-01") -> Path:
        home = self.work / name
        said = product.command("load", *paths, "--home", home, "--received", received, "--json")
        if not said.startswith("exit 0"):
            raise RuntimeError(f"{name} could not be loaded:\n{said}")
        return home
