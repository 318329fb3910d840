"""An area's figures on past days, for what looks back: ``session.held_of`` without what only a page of that day would show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from data.model.indicator import Indicator
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from pages.queries import session


@lru_cache(maxsize=64)
def standings_of(asked: session.Asked) -> tuple[Standing, ...]:
    """The standings of ``held_of``, without the sheet's remarks and the priorities that it prints."""
    where, now, area, as_at, _ = asked
    frame = session.store(where).in_force(now, reporter=area, as_at=as_at)
    return _worked(asked, frame, session.catalogue_of(where, now).indicators_of(area))


@lru_cache(maxsize=512)
def standing_of(asked: session.Asked, code: str) -> Standing | None:
    """One of them, where few KPIs are asked for on many days; None for a KPI that is not one of the area's."""
    where, now, area, as_at, _ = asked
    mine = session.catalogue_of(where, now).indicators_of(area)
    if code not in mine:
        return None
    of = [session.store(where).in_force(now, reporter=area, indicator=one, as_at=as_at) for one in (code, mine[code].whole) if one]
    return _worked(asked, pd.concat(of, ignore_index=True) if len(of) > 1 else of[0], {code: mine[code]})[0]


def _worked(asked: session.Asked, frame: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Standing, ...]:
    where, now, area, as_at, against = asked
    words = session.catalogue_of(where, now)
    nation = words.areas[words.nation(words.areas[area])].name
    published = session.published_of(where, now, area, as_at, against)
    asked_for = {code: series for code, series in published.items() if code in indicators}
    found = tuple(
        kpi_standing.standings(
            frame, indicators, {}, words.breaks, place=area, nation=nation, published=asked_for,
            kept=session.kept_of(where, area, as_at), on=as_at or session.today(),
        )
    )  # fmt: skip
    session.settle()
    return found
