"""What a load would change of ratings and verdicts, KPI by KPI, before it is published. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpis import formats
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import Verdict, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """One KPI whose rating or verdict a load changes: how it stands, and how it would. ``before`` is None where nothing was held of it."""

    before: Standing | None
    after: Standing
    was: Verdict | None
    would_be: Verdict

    @property
    def rated(self) -> bool:
        """Whether the rating itself changes."""
        return self.rating_before != self.after.rating.status

    @property
    def rating_before(self) -> RagStatus:
        return self.before.rating.status if self.before is not None else RagStatus.NO_DATA


def load_effect(before: Sequence[Standing], after: Sequence[Standing]) -> list[VerdictChange]:
    """The KPIs of ``after`` whose rating or verdict differs from ``before``, in their order."""
    held = {one.key: one for one in before}
    found = []
    for one in after:
        old = held.get(one.key)
        was, would_be = verdict(old) if old is not None else None, verdict(one)
        status = old.rating.status if old is not None else RagStatus.NO_DATA
        same = was.words == would_be.words if was is not None else one.own is None
        if status != one.rating.status or not same:
            found.append(VerdictChange(before=old, after=one, was=was, would_be=would_be))
    return found


def effect_words(changes: Sequence[VerdictChange]) -> str:
    """The changes counted, as in: Loading this changes the rating of 2 KPIs and the verdict of 5."""
    if not changes:
        return "Loading this changes no rating and no verdict."
    rated = sum(one.rated for one in changes)
    spoken = sum(one.was is None or one.was.phrase is not one.would_be.phrase for one in changes)
    parts = [f"the rating of {rated} KPI{'s' * (rated != 1)}"] if rated else []
    kpis = "" if parts else f" KPI{'s' * (spoken != 1)}"
    parts += [f"the verdict of {spoken}{kpis}"] if spoken else []
    reasons = len(changes) - spoken if not parts else 0
    parts += [f"why nothing can be said of {reasons} KPI{'s' * (reasons != 1)}"] if reasons else []
    return f"Loading this changes {' and '.join(parts)}."


def figure_words(standing: Standing | None) -> str:
    """The own figure with its period, as one side of a change prints it."""
    if standing is None or standing.own is None:
        return "nothing loaded"
    return f"{formats.figure(standing.value, standing.indicator, standing.missing)} ({formats.period(standing.own.period)})"
