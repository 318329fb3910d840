"""What cannot be right in published figures, found by set-based checks that name no measure.

Each works on ``told``, the figures that are numbers: measure, area, period (numbers), value; beside the tables ``measures``, ``places``
and ``periods`` that name them.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from data.model.finding import Finding, Severity

FEWEST = 10  # places that must share one figure before it counts as the same everywhere
FEWEST_YEARS = 4
STEADY = 5.0  # a series is steady where its other figures lie within this many times each other
TIMES = 50.0  # a whole further than this many times from the sum of its parts is no matter of suppressed parts
_DECADES = 0.15  # how near to a power of ten a factor must lie, in powers of ten
_EXAMPLES = 3

# A count that two or more authorities of one region hold in common with the region itself: the region would be larger than either.
_REGION_IN_AUTHORITIES = """
with whole as (select t.*, pl.code from told t join places pl on pl.id = t.area and pl.comparator)
select w.file, m.name, p.label, pr.name as region, count(*) as held, w.value
from told t
join measures m on m.id = t.measure and m.unit = 'count'
join places pl on pl.id = t.area and pl.ranked
join whole w on w.measure = t.measure and w.period = t.period and w.code = pl.region and w.value = t.value
join places pr on pr.code = w.code
join periods p on p.id = t.period
where t.value > 0
group by all having count(*) >= 2 order by all
"""
_SAME_EVERYWHERE = """
select min(t.file), m.name, p.label, count(*), min(t.value)
from told t join measures m on m.id = t.measure join periods p on p.id = t.period
group by m.name, p.label, m.unit
having count(*) >= $fewest and min(t.value) = max(t.value) and min(t.value) <> 0 and not (m.unit = '%' and min(t.value) = 100)
order by all
"""
# One figure of a place a power of ten from all its others, where the others are steady.
_SPIKES = """
with series as (
    select measure, area, count(*) as n, max(value, 2) as top, min(value, 2) as low from told group by measure, area
    having count(*) >= $fewest and min(value) > 0
), odd as (
    select measure, area, false as small, top[1] as value, top[1] / sqrt(top[2] * low[1]) as times
    from series where top[1] >= 30 * top[2] and top[2] <= $steady * low[1]
    union all
    select measure, area, true, low[1], sqrt(low[2] * top[1]) / low[1]
    from series where low[2] >= 30 * low[1] and top[1] <= $steady * low[2]
)
select t.file, m.name, p.label, o.small,
    power(10, round(log10(o.times))), count(*), list(pl.name order by pl.name)[1:$examples]
from odd o
join told t on t.measure = o.measure and t.area = o.area and t.value = o.value
join measures m on m.id = o.measure and m.unit <> 'score'
join periods p on p.id = t.period
join places pl on pl.id = o.area
where round(log10(o.times)) >= 2 and abs(log10(o.times) - round(log10(o.times))) <= $decades
group by all order by all
"""
_WHOLE_AND_PARTS = """
with parts as (
    select t.measure, t.period, pl.region as code, sum(t.value) as total, count(*) as n
    from told t join places pl on pl.id = t.area and pl.ranked and pl.region <> ''
    join measures m on m.id = t.measure and m.unit = 'count' group by all
), members as (
    select pl.region as code, count(*) as n from places pl where pl.ranked and pl.closed is null group by all
)
select w.file, m.name, p.label, pr.name, w.value, parts.total
from parts join members on members.code = parts.code
join places pr on pr.code = parts.code
join told w on w.measure = parts.measure and w.period = parts.period and w.area = pr.id
join measures m on m.id = w.measure
join periods p on p.id = w.period
where 2 * parts.n >= members.n and parts.total > 0 and w.value > 0
    and (w.value >= $times * parts.total or parts.total >= $times * w.value)
order by all
"""


def check(db: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Every finding of these checks, one a measure and period (and region)."""
    for file, measure, label, region, held, value in db.execute(_REGION_IN_AUTHORITIES).fetchall():
        what = f"{held} authorities in {region} each hold {value:,.10g}, which is also the figure of {region} as a whole."
        hint = "Do not compare these authorities, or neighbours among them, in this period. Take their figures from DfE's own publication."
        yield _finding((file, measure, label), what, hint, "region in authorities")
    for file, measure, label, held, value in db.execute(_SAME_EVERYWHERE, {"fewest": FEWEST}).fetchall():
        what = f"All {held} places hold the same figure, {value:,.10g}."
        hint = "Do not use this period: the figures cannot all be their own. Take them from DfE's own publication."
        yield _finding((file, measure, label), what, hint, "same everywhere")
    given = {"fewest": FEWEST_YEARS, "steady": STEADY, "decades": _DECADES, "examples": _EXAMPLES}
    for file, measure, label, small, times, held, names in db.execute(_SPIKES, given).fetchall():
        more = f" and {held - _EXAMPLES} more" if held > _EXAMPLES else ""
        what = f"About {times:,.0f} times {'smaller' if small else 'larger'} than in every other period: {', '.join(names)}{more}."
        hint = "Compare with DfE's own publication before use; a share may be written as 0.26 instead of 26."
        yield _finding((file, measure, label), what, hint, "power of ten")
    for file, measure, label, region, whole, total in db.execute(_WHOLE_AND_PARTS, {"times": TIMES}).fetchall():
        what = f"{region} as a whole has {whole:,.10g}, but its authorities add up to {total:,.10g}."
        yield _finding((file, measure, label), what, "Use neither before DfE's own publication says which is right.", "whole and parts")


def _finding(where: tuple[str, str, str], what: str, hint: str, check: str) -> Finding:
    return Finding(Severity.CHECK, "!".join(where), what, hint, check)
