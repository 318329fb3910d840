"""The published series of every KPI over all areas, worked once for all readers and cut for each area; never before the server is ready.

Until they stand, and on days when other releases were in force, an area's series are read by themselves, with equal results.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.indicator import Indicator
from data.model.publication import Feed
from kpis.benchmark.published_reader import FieldsByFeed
from pages.queries import session

LOG = logging.getLogger("send")


@dataclass(frozen=True)
class _ReadFrom:
    """All that the fields of a home depend on: a load that brings no release changes none of it, whatever its build is called."""

    releases: tuple[tuple[Any, ...], ...]
    feeds: tuple[Feed, ...]
    indicators: tuple[Indicator, ...]
    levels: tuple[str, ...]


class _Fields(dict[str, tuple[_ReadFrom, FieldsByFeed]]):
    """Of each home those worked last."""

    def cache_clear(self) -> None:
        """Lets go of all, because a home was mended; a run that looks at it has them worked anew."""
        self.clear()
        _SEEN.clear()


_FIELDS = _Fields()
_SEEN: dict[str, str] = {}  # the build of each home that was last looked after
_SEEING, _WORKING = threading.Lock(), threading.Lock()


def fields(where: str, now: str, as_at: date | None) -> FieldsByFeed | None:
    """The field of every feed in one build at the end of a day; None where they are not worked ahead."""
    held = _FIELDS.get(where)
    return held[1] if held is not None and held[0] == _read_from(where, now, as_at) else None


def work(where: str, now: str) -> None:
    """Works out the fields of today in one build, where they do not stand yet."""
    with _WORKING:
        if not session.releases_of(where, now, None) or fields(where, now, None) is not None:
            return
        read_from = _read_from(where, now, None)
        _FIELDS[where] = (read_from, session.readings(where, now, None).every_field())
    session.settle(whole=True)


def keep_up() -> None:
    """Has the fields worked in a thread where the build that this run looks at is a new one."""
    where, now = session.home(), session.build()
    with _SEEING:
        if not now or _SEEN.get(where) == now:
            return
        _SEEN[where] = now
    threading.Thread(target=_work, args=(where, now), name="published", daemon=True).start()


def _work(where: str, now: str) -> None:
    try:
        work(where, now)
    except Exception as why:  # the page reads what it needs by itself, and says what is wrong
        LOG.warning("The published series were not worked ahead: %s", why)


def _read_from(where: str, now: str, as_at: date | None) -> _ReadFrom:
    rows, known = session.store(where).releases(now, as_at), session.catalogue_of(where, now)
    return _ReadFrom(
        releases=tuple(rows[rows["rank"] == 1].itertuples(index=False, name=None)), feeds=tuple(known.feeds),
        indicators=tuple(known.indicators[feed.kpi] for feed in known.feeds), levels=tuple(known.levels),
    )  # fmt: skip
