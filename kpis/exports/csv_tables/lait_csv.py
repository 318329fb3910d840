"""A measure's table in the shape of the file that DfE's local authority interactive tool gives, byte for byte as R writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from data.model.area import Area
from data.model.period import Period
from kpis.benchmark.benchmark import Field, can_rank, moment, neighbour_values, numbers, rank
from kpis.exports.tidy.standing_export import harmless
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import gap

NA = "NA"
NEIGHBOURS = "Statistical Neighbours"


def lait_csv(
    field: Field,
    codes: Sequence[str],
    areas: Mapping[str, Area],
    *,
    heading: str = "LA and Regions",
    members: Sequence[str] | None = None,
    ranked: Mapping[str, Area] | None = None,
) -> bytes:
    """One row an area in the order of ``codes``, one column a period with unrounded figures, and the change at the latest period.

    ``members`` adds the neighbours' mean after the areas; ``ranked`` (the authorities to rank among) adds their places at the latest
    period. The change is NA where the period before does not adjoin, which the original does not check.
    """
    periods, latest = field.periods, field.latest
    places = _places(field, latest, ranked) if ranked is not None and latest else {}
    text_number = members is not None  # a column that holds a dash is text to R, and is quoted
    head = ["LA Number", heading, *(p.label for p in periods), "Change from previous year", *(["Rank"] if ranked is not None else [])]
    lines = [",".join(_quoted(word) for word in head)]
    for code in codes:
        area = areas[code]
        figures = [_figure(field.number(code, p)) for p in periods]
        number = _quoted(area.code3) if text_number else area.code3
        place = [_place(field, places.get(code), area)] if ranked is not None else []
        now = field.at(latest).get(code) if latest else None
        lines.append(",".join([number, _quoted(area.name), *figures, _figure(_change(field, now)), *place]))
    if members is not None:
        means = neighbour_values(field, members, "", areas)
        now = next((v for v in means if latest and moment(v.period) == moment(latest)), None)
        change = _figure(_change(replace(field, values={"": means}), now))
        place = [NA] if ranked is not None else []
        lines.append(",".join(['"-"', _quoted(NEIGHBOURS), *(_figure(v.value) for v in means), change, *place]))
    return ("\n".join(lines) + "\n").encode()


def _change(field: Field, now: Value | None) -> float | None:
    before = field.before(now) if now else None
    return gap(now.value, before.value) if now and before else None


def _places(field: Field, period: Period, ranked: Mapping[str, Area]) -> dict[str, int]:
    return rank({code: value for code, value in numbers(field.at(period)).items() if code in ranked}, field.indicator)


def _place(field: Field, place: int | None, area: Area) -> str:
    if not area.level.ranked:
        return NA
    if not can_rank(field.indicator):
        return '"-"'
    return NA if place is None else _quoted(str(place))


def _figure(value: float | None) -> str:
    return NA if value is None else repr(value).removesuffix(".0")


def _quoted(text: str) -> str:
    return '"' + harmless(text).replace('"', '""') + '"'


def lait_name(*parts: str, day: date) -> str:
    """The file's name as DfE's tool makes it: parts with hyphens between, then the day; what a file system refuses is left out."""
    kept = (re.sub(r"\s+", "-", re.sub(r'[\\/:*?"<>|,()%]', " ", part).strip()) for part in parts)
    return f"{'-'.join(filter(None, kept))}-{day.isoformat()}.csv"
