"""Reads how long figures of each kind of period stay current: timeliness.toml."""

from __future__ import annotations

from pathlib import Path

from data.catalogue.reference_entry import ReferenceEntry, toml
from data.model.period import PeriodKind
from data.model.timeliness import FigureRhythm, TimelinessRules

FILE = "timeliness.toml"


def read_timeliness(folder: Path) -> TimelinessRules:
    """The rules of a reference folder.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    whole = ReferenceEntry(FILE, "timeliness", toml(folder / FILE))
    found: dict[PeriodKind, FigureRhythm] = {}
    for kind in PeriodKind:
        if kind is PeriodKind.NOT_STATED:
            continue
        if (one := whole.inside(kind.value)) is None:
            raise whole.fault(f"{kind.value} is missing")
        found[kind] = FigureRhythm(one.get("months", int), one.get("own", int), one.get("published", int))
        one.nothing_else()
    rules = TimelinessRules(found, whole.get("grace_days", int), whole.get("undated_months", int))
    whole.nothing_else()
    return rules
