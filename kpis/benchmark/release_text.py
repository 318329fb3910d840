"""Plain words about a release of published figures: what became of its rows, and its findings, many alike told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.model.finding import Finding
from data.model.observation import Missing
from data.model.publication import NEIGHBOURS

ALIKE = 10  # findings of one check told one by one; more are told as a group
_WORDS = {
    "refused": "rows not kept", "duplicates": "repeated rows", "contradictions": "rows that contradict each other",
    "unknown area rows": "rows of areas that the register does not hold",
}  # fmt: skip
_TOLD = ("rows", "figures", "missing", "cells", "files")


def counts(found: Mapping[str, int], publication: str = "") -> str:
    """What became of the rows, as in: 641,070 rows: 547,187 figures; 93,713 without a number (93,713 not available); 170 rows not kept."""
    rows, figures, missing = (found.get(key, 0) for key in ("rows", "figures", "missing"))
    if publication.startswith(NEIGHBOURS):
        return f"{rows:,} authorities with {figures:,} neighbours"
    files = f" in {found['files']} files" if found.get("files", 0) > 1 else ""
    why = ", ".join(f"{found[m.value]:,} {m.value}" for m in Missing if found.get(m.value))
    without = f"{missing:,} without a number{f' ({why})' if why else ''}" if missing else ""
    reasons = {m.value for m in Missing}
    rest = [
        f"{n:,} {_WORDS.get(key, key) if not key.startswith('symbol ') else f'cells marked {key[7:]}'}"
        for key, n in found.items() if n and key not in reasons and key not in _TOLD
    ]  # fmt: skip
    return f"{rows:,} rows{files}: {'; '.join(filter(None, (f'{figures:,} figures', without, *rest)))}"


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one check: told one by one where ``what`` is empty, else as a group that ``what`` sums up."""

    severity: str
    check: str
    what: str
    each: tuple[Mapping[Any, Any], ...]


def grouped(findings: Iterable[Mapping[Any, Any]]) -> tuple[FindingGroup, ...]:
    """Rows of findings (severity, place, what, hint, check_name), checks first; more than ten of one check stand as one group."""
    by_check: dict[tuple[str, str], list[Mapping[Any, Any]]] = {}
    for row in findings:
        by_check.setdefault((row["severity"], row["check_name"]), []).append(row)
    order = sorted(by_check, key=lambda key: (key[0] != "stop", key[0] != "check", key[1]))
    return tuple(
        FindingGroup(severity, check, f"{len(rows)} findings alike: {check}" if len(rows) > ALIKE else "", tuple(rows))
        for severity, check in order if (rows := by_check[severity, check])
    )  # fmt: skip


def as_rows(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings before they are kept, as rows of the store."""
    return [{"severity": f.severity.value, "place": f.where, "what": f.what, "hint": f.hint, "check_name": f.check} for f in findings]
