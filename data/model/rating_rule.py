"""By which rule a KPI is coloured, and from which day: plain data. What follows from a rule is worked in kpis/targets/rag.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RuleKind(StrEnum):
    """In what a rule's tolerance is given: the KPI's own unit, or per cent of what is aimed at."""

    UNIT = "unit"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class RatingRule:
    """How far off what is aimed at still counts as amber. ``since`` is the first day from which it judges, None where it stood always;
    ``why`` says why a later one was agreed."""

    kind: RuleKind
    tolerance: float
    since: date | None = None
    why: str = ""
