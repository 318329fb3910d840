"""One pack, whatever its form: the standings asked for as the bytes of a file, and what ``cli.py pack`` says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kpis.exports.document.facts import ReportFacts
from kpis.exports.document.provenance import PackWords
from kpis.exports.pack import report_file
from kpis.exports.pack.area_report import area_report
from kpis.exports.slides.deck import counted_deck
from kpis.exports.workbook.package_properties import owned
from kpis.exports.workbook.workbook import workbook
from kpis.standing.kpi_standing import Standing

FORMS = ("pptx", "xlsx", *report_file.FORMS)


@dataclass(frozen=True, slots=True)
class Pack:
    """A file made and what is in it; ``slides`` is None but for slides."""

    content: bytes
    kpis: tuple[str, ...]
    slides: int | None
    told: str = ""  # what of a template given was not taken, and why


def holds_nothing(standings: Sequence[Standing]) -> bool:
    """Whether no figure, target or comparator was ever loaded for any of these."""
    return not any(s.points or any(s.others.values()) for s in standings)


def pack(
    form: str,
    standings: Sequence[Standing],
    words: PackWords,
    facts: Callable[[], ReportFacts] | None = None,
    template: bytes | None = None,
) -> Pack:
    """A pack in one of the ``FORMS``; ``facts`` gives what it holds beyond figures: slides of one KPI, and a workbook, hold no more.

    Raises:
        Refused: the template is no PowerPoint file.
    """
    codes = tuple(s.indicator.code for s in standings)
    if form == "xlsx":
        return Pack(owned(workbook(standings, words), words.whose), codes, None)
    if form == "pptx":
        content, many, told = counted_deck(standings, words, facts() if facts and len(standings) > 1 else None, template)
        return Pack(owned(content, words.whose), codes, many, told)
    assert facts is not None
    return Pack(report_file.written(area_report(standings, words, facts()), form, words.whose), codes, None)


def pack_record(made: Pack, form: str, file: str, words: PackWords) -> dict[str, Any]:
    """What was written, as ``pack --json`` gives it."""
    return {
        "file": file, "format": form, "area": words.area, "as_at": words.as_at.isoformat(), "build": words.build, "kpis": list(made.kpis),
        "slides": made.slides, "template": made.told or None, "commentary": list(words.said),
    }  # fmt: skip


def in_words(record: dict[str, Any]) -> str:
    """The same for a reader."""
    count = len(record["kpis"])
    slides = f", {record['slides']} slides" if record["slides"] else ""
    told = f" {record['template']}" if record["template"] else ""
    held = f"{record['area']} as at {record['as_at']}, {count} KPI{'s' * (count != 1)}{slides}, build {record['build']}"
    return f"{record['file']}: {held}.{told}"
