"""How the periods of a KPI make a year, and which KPIs a backlog can be tried on: data/reference/over_time.toml, read and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from data.catalogue.reference_entry import ReferenceEntry, tables
from data.model.indicator import WhatIf, YearDefinition

REFERENCE = Path(__file__).parents[1] / "reference"
FILE = "over_time.toml"
STARTS = (1, 4, 9)  # calendar, financial, academic year


@lru_cache(maxsize=2)
def read_over_time(folder: Path = REFERENCE) -> Mapping[str, YearDefinition]:
    """By KPI.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, YearDefinition] = {}
    for entry in tables(folder, FILE, "kpi", "kpi"):
        code, one = (
            entry.text("kpi"),
            YearDefinition(int(entry.number("year")), entry.get("adds", bool), entry.text("why", ""), entry.text("seasonal", "")),
        )
        if one.starts not in STARTS:
            raise entry.fault("year must be 1, 4 or 9: the month that the KPI’s year begins with")
        if one.adds == bool(one.why):
            raise entry.fault(
                "why must say why its periods do not add up" if not one.adds else "why is only for a KPI that does not add up"
            )
        _once(found, code, entry)
        found[code] = one
    return found


@lru_cache(maxsize=2)
def read_what_ifs(folder: Path = REFERENCE) -> Mapping[str, WhatIf]:
    """By the KPI on whose page it stands.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, WhatIf] = {}
    for entry in tables(folder, FILE, "backlog", "kpi"):
        one = WhatIf(
            entry.text("kpi"), entry.text("requests"), entry.text("issued"), int(entry.number("plans_of_100")), entry.text("source")
        )
        if not 1 <= one.plans_of_100 <= 100:
            raise entry.fault("plans_of_100 must be from 1 to 100")
        _once(found, one.kpi, entry)
        found[one.kpi] = one
    return found


def _once(found: Mapping[str, object], code: str, entry: ReferenceEntry) -> None:
    if code in found:
        raise entry.fault("stands twice")
    entry.nothing_else()
