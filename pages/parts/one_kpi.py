"""One KPI of an area on a past day, for pages that ask for few of them on many days."""

from __future__ import annotations

from functools import lru_cache

from kpis import compare
from kpis.compare import Standing
from pages.parts import session


@lru_cache(maxsize=512)
def standing_of(asked: session.Asked, code: str) -> Standing | None:
    """One KPI of ``held_of``, without what the sheet prints beside its figures; None for a KPI that is not one of the area's.

    For pages that ask for one or two KPIs on each of many past days; for more, ``held_of`` is faster.
    """
    where, now, area, as_at, against = asked
    words = session.catalogue_of(where, now)
    mine = words.indicators_of(area)
    if code not in mine:
        return None
    frame = session.store(where).in_force(now, reporter=area, indicator=code, as_at=as_at)
    published = session.published_of(where, now, area, as_at, against)
    series = {code: published[code]} if code in published else {}
    nation = words.areas[words.nation(words.areas[area])].name
    return compare.standings(frame, {code: mine[code]}, {}, words.breaks, nation=nation, published=series)[0]
