"""Open checks on the figures that a standing shows: each marks the figure, holds the KPI's rating and keeps it out of every count. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from data.model.observation import FigureRole
from kpis import formats
from kpis.figures.figure import Value
from kpis.figures.stored_rows import StoredRows, records
from kpis.standing.doubt import FigureDoubt
from kpis.standing.kpi_records import CheckAnswer
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus, Rating

# Checks that tell of the file or of what a later load changed, and doubt no figure in force.
NO_DOUBT = frozenset({"moved", "duplicate period", "correction", "correction expired"})
PROBABLE = "probable period"
NO_ANSWERS: Mapping[str, CheckAnswer] = MappingProxyType({})
CELL = re.compile(r"[A-Z]{1,3}[0-9]+")
HELD = "Held: a check questions the {of}. {what}"
NAMES = {FigureRole.OWN: "figure", FigureRole.TARGET: "target"}


def open_checks(findings: StoredRows) -> list[Mapping[Any, Any]]:
    """The findings of a store that doubt a figure until somebody has looked at it."""
    return [row for row in records(findings) if row["severity"] == "check" and row["check_name"] not in NO_DOUBT]


def with_doubts(
    standings: Iterable[Standing], checks: Sequence[Mapping[Any, Any]], answers: Mapping[str, CheckAnswer] = NO_ANSWERS
) -> Iterator[Standing]:
    """The standings with the open checks on what they show; one whose figure or target is doubted is not rated, and says why.

    ``checks`` are findings (``load``, ``indicator``, ``place``, ``what``, ``hint``, ``check_name``) of severity check. One that a person
    answered, by its key in ``answers``, marks and holds nothing; it is listed as answered.
    """
    for one in standings:
        every = [replace(doubt, answer=answers.get(doubt.key)) for doubt in _doubts(one, checks)]
        found, answered = (tuple(doubt for doubt in every if (doubt.answer is None) is open_) for open_ in (True, False))
        held = next((doubt for doubt in found if doubt.of in NAMES), None)
        rated = one.value is not None and one.rating.status not in (RagStatus.NOT_RATED, RagStatus.NO_DATA)
        rating = Rating(RagStatus.NOT_RATED, HELD.format(of=NAMES[held.of], what=held.what)) if held and rated else one.rating
        yield replace(one, doubts=found, answered=answered, rating=rating) if every else one


def _doubts(standing: Standing, checks: Sequence[Mapping[Any, Any]]) -> Iterator[FigureDoubt]:
    shown = {FigureRole.OWN: standing.own, FigureRole.TARGET: standing.target, **standing.comparators}
    for of, value in shown.items():
        if value is None or value.value is None:
            continue
        for check in checks:
            if concerns(check, value, standing.indicator.code, own=of is FigureRole.OWN):
                what, name = check["what"], check["check_name"]
                key = answer_key(standing.indicator.code, of, value, name, what)
                yield FigureDoubt(of=of, what=what, hint=check["hint"], check=name, where=check["place"], key=key)
        if of is FigureRole.OWN and value.period.doubt:
            what = f"Its period is not certain: {formats.period(value.period, long=True)}."
            key = answer_key(standing.indicator.code, of, value, PROBABLE, what)
            yield FigureDoubt(of=of, what=what, hint=value.period.doubt, check=PROBABLE, where=value.source, key=key)


def answer_key(code: str, of: FigureRole, value: Value, check: str, what: str) -> str:
    """What an answer to a check is kept by. Where the file or the load alone is another one it is the same; another value, period or
    finding has another key, and so is open."""
    period = value.period
    told = "|".join(map(str, (of.value, period.kind.value, period.first, period.last, period.label, value.value, what)))
    return f"{code}/{check}/{sha256(told.encode('utf-8')).hexdigest()[:24]}"


def concerns_own(finding: Mapping[Any, Any], standing: Standing) -> bool:
    """Whether a finding tells of a standing's own figure or of its row: what is listed beside the figure, not what holds its rating."""
    own = standing.own
    if own is None or finding["load"] != own.load:
        return False
    return bool(finding["indicator"] == standing.indicator.code) or concerns(finding, own, standing.indicator.code)


def concerns(finding: Mapping[Any, Any], value: Value, code: str, *, own: bool = True) -> bool:
    """Whether a finding (``load``, ``indicator``, ``place``) is about a value: by its cell, or, where it names no cell, by its KPI."""
    if finding["load"] != value.load:
        return False
    sheet, _, cells = finding["place"].rpartition("!")
    named = cells.split(", ")
    if all(CELL.fullmatch(one) for one in named):
        return sheet == f"{value.file}!{value.sheet}" and value.cell in named
    return own and bool(finding["indicator"] == code)
