"""How the periods of a KPI make a year, and what a backlog is tried on: [year] and [backlog] of its file."""

from __future__ import annotations

from data.catalogue.reference_entry import ReferenceEntry
from data.model.indicator import WhatIf, YearDefinition

STARTS = (1, 4, 9)  # calendar, financial, academic year


def year_definition(entry: ReferenceEntry) -> YearDefinition:
    """How a KPI's months, terms or quarters make a year.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found = YearDefinition(entry.get("starts", int), entry.get("adds", bool), entry.text("why", ""), entry.text("seasonal", ""))
    if found.starts not in STARTS:
        raise entry.fault("starts must be 1, 4 or 9: the month that the KPI’s year begins with")
    if found.adds == bool(found.why):
        raise entry.fault("why must say why its periods do not add up" if not found.adds else "why is only for a KPI that does not add up")
    entry.nothing_else()
    return found


def what_if(entry: ReferenceEntry, code: str) -> WhatIf:
    """The backlog that is tried out below the KPI ``code``.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found = WhatIf(code, entry.text("requests"), entry.text("issued"), entry.get("plans_of_100", int), entry.text("source"))
    if not 1 <= found.plans_of_100 <= 100:
        raise entry.fault("plans_of_100 must be from 1 to 100")
    entry.nothing_else()
    return found
