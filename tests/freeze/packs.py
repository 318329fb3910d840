"""Every pack and report of the samples as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from tests.freeze import office
from tests.freeze.homes import AREA, DAYS, Homes

FORMS = ("pptx", "docx", "html", "xlsx")
FEW = ("S5", "S9", "E1", "P3")
Texts = dict[str, str]


def packs(homes: Homes) -> Texts:
    """Packs and reports of Bury, of the illustrative borough and of a made release."""
    made = _Made(homes)
    for form in FORMS:
        made.pack("bury whole", homes.bury, form)
        made.pack("bury beside a release, three KPIs", homes.both, form, "--area", AREA, "--code", "S3", "S5", "E9")
        made.pack("westmere whole", homes.westmere, form)
        made.pack("westmere on a past day, few KPIs", homes.westmere, form, "--as-at", DAYS[1], "--code", *FEW)
    made.pack("westmere for a meeting", homes.westmere, "pptx", "--meeting", "board/2026-09-17", "--priority", "1")
    made.pack("westmere for a meeting", homes.westmere, "docx", "--meeting", "board/2026-09-17", "--priority", "1")
    made.pack("westmere in a template", homes.westmere, "pptx", "--code", "S5", "--template", _template(homes.folder("packs")))
    for number in ("1", "2", "3"):
        made.report(f"westmere priority {number}", homes.westmere, "highlight", "html", "--priority", number)
    made.report("westmere priority 1", homes.westmere, "highlight", "docx", "--priority", "1")
    for form in ("html", "docx"):
        made.report("bury priority 6", homes.bury, "highlight", form, "--priority", "6")
        made.report("bury exceptions", homes.bury, "exceptions", form)
        made.report("westmere exceptions", homes.westmere, "exceptions", form)
        made.report("westmere exceptions on a past day", homes.westmere, "exceptions", form, "--as-at", DAYS[1])
        made.report("westmere priority 1 on a past day", homes.westmere, "highlight", form, "--priority", "1", "--as-at", DAYS[0])
    return made.texts


def inputs_packs(homes: Homes) -> Texts:
    """Packs of Bury over DfE's own files."""
    made = _Made(homes)
    for form in FORMS:
        made.pack("england", homes.england, form, "--area", AREA)
        made.pack("england beside a scorecard", homes.england_bury, form, "--area", AREA, "--code", "S3", "S5", "E10")
    return made.texts


class _Made:
    """Packs written one after another, each with what the command said of it."""

    def __init__(self, homes: Homes) -> None:
        self._homes, self._folder = homes, homes.folder("packs")
        self.texts: Texts = {}

    def pack(self, name: str, home: Path, form: str, *more: Any) -> None:
        """One pack."""
        out = self._folder / f"pack.{form}"
        self._keep(f"{name}.{form}", out, "pack", "--format", form, "--out", out, "--home", home, *more, "--json")

    def report(self, name: str, home: Path, what: str, form: str, *more: str) -> None:
        """One report."""
        out = self._folder / f"report.{form}"
        self._keep(f"report {name}.{form}", out, "report", what, "--out", out, "--home", home, *more, "--json")

    def _keep(self, name: str, out: Path, *arguments: Any) -> None:
        out.unlink(missing_ok=True)
        self.texts[f"{name} said.txt"] = self._homes.run(*arguments)
        if out.is_file():
            self.texts[f"{name}.txt"] = self._homes.masks.text(office.text(out))


def _template(folder: Path) -> Path:
    """A plain template of 16 to 9 of somebody's own."""
    made: Any = Presentation()
    made.slide_width, made.slide_height = Inches(10), Inches(5.625)
    path = folder / "template.pptx"
    made.save(path)
    return path
