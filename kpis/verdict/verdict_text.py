"""What a group of verdicts comes to, in words: a page's or pack's title counts these and nothing else. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kpis.standing.kpi_standing import Standing
from kpis.standing.published_line import differs, published_line
from kpis.verdict.verdict import Verdict, verdict
from kpis.verdict.verdict import VerdictPhrase as P

ON = (P.ON_TARGET_IMPROVING, P.ON_TARGET_HOLDING, P.ON_TARGET_WORSENING, P.ON_TARGET_CHANGED, P.ON_TARGET)
OFF = (P.IMPROVING_OFF_TARGET, P.OFF_TARGET_HOLDING, P.OFF_TARGET, P.OFF_TARGET_CHANGED, P.WORSENING_OFF_TARGET)
IMPROVING = (P.ON_TARGET_IMPROVING, P.IMPROVING_OFF_TARGET, P.IMPROVING)
WORSENING = (P.ON_TARGET_WORSENING, P.WORSENING_OFF_TARGET, P.WORSENING)
DIRECTIONS = {"better": "right direction", "worse": "wrong direction"}
AGES = {
    "out of date": "out of date", "ended": "ended", "not finished": "of a period not over", "check open": "questioned by a check",
    "part of a year": "for part of a year", "nothing to set it against": "with nothing to set it against",
}  # fmt: skip


def headline(standings: Sequence[Standing]) -> str:
    """A group's finding, of one base: each KPI's verdict. As in: 9 of 35 KPIs are on target, 7 off target; 5 improving and 2 worsening
    beyond chance; of 11 nothing can be said today.
    """
    apart = [one for one in standings if differs(one)]
    also = f"; {_kpis(len(apart))} {'differs' if len(apart) == 1 else 'differ'} from DfE’s figure for the same period" if apart else ""
    lines = [line for one in standings if not verdict(one).said and (line := published_line(one)) and verdict(line.standing).said]
    second = f", though DfE’s line speaks for {len(lines)}" if lines else ""
    return counted([verdict(one) for one in standings], second) + also


def counted(verdicts: Sequence[Verdict], second: str = "") -> str:
    """The same of verdicts already made; ``second`` follows the number of those of which nothing can be said."""
    found = Counter(one.phrase for one in verdicts)
    on, off = sum(found[one] for one in ON), sum(found[one] for one in OFF)
    up, down = sum(found[one] for one in IMPROVING), sum(found[one] for one in WORSENING)
    silent, whole = found[P.CANNOT_SAY], len(verdicts)
    if not whole:
        return "No KPI"
    if silent == whole:
        kinds = Counter(AGES.get(one.kind, "with no figure") for one in verdicts)
        told = ", ".join(f"{many} {kind}" for kind, many in kinds.most_common())
        return f"Of {_kpis(whole)} nothing can be said today{second}: {told}"
    parts = []
    if on or off:
        parts.append(f"{on} of {_kpis(whole)} {'is' if on == 1 else 'are'} on target, {off} off target")
    else:
        parts.append(f"None of {_kpis(whole)} can be rated against a target")
    if up or down:
        parts.append(f"{up} improving and {down} worsening beyond chance")
    else:
        parts.append("none improving or worsening beyond chance")
    if silent:
        parts.append(f"of {silent} nothing can be said today{second}")
    return "; ".join(parts)


def _kpis(number: int) -> str:
    return f"{number} KPI{'s' * (number != 1)}"


def direction_words(word: str) -> str:
    """A change's own word for a reader: the right direction, the wrong direction, or nothing. Only a verdict improves or worsens."""
    return DIRECTIONS.get(word, "")
