"""Cached reads of published measures, keyed by ids: what is listed, what is found, and each measure's figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from data.catalogue import publications
from data.model.indicator import Indicator
from data.model.publication import Download, Footnote
from kpis.benchmark import measure_search
from kpis.benchmark.benchmark import Benchmark
from kpis.benchmark.published_figures import as_indicator
from kpis.benchmark.revisions import Revision, revisions
from pages.queries import area_view, measure_figures, session
from pages.queries.area_view import AreaKey, ViewKey
from pages.queries.kept_once import kept_once

MOST_PRINTED = 20
Key = tuple[str, str]  # publication and measure id
Measure = Mapping[Any, Any]


@lru_cache(maxsize=1)
def downloads() -> tuple[Download, ...]:
    """Where published files are fetched from."""
    return publications.read()


@kept_once(8)
def measures(where: str, now: str, as_at: date | None) -> tuple[Measure, ...]:
    """Every published measure that anybody has a figure for, by topic and title."""
    return tuple(measure_figures.measures(where, now, as_at).values())


@kept_once(8)
def topics(where: str, now: str, as_at: date | None) -> dict[str, int]:
    return measure_search.topics(measures(where, now, as_at))


@kept_once(64)
def found(where: str, now: str, as_at: date | None, words: str, topic: str) -> tuple[Measure, ...]:
    """The measures of a topic in which every word stands, best first."""
    return tuple(measure_search.search(measures(where, now, as_at), words, topic))


@kept_once(16)
def titles(where: str, now: str, as_at: date | None) -> dict[str, str]:
    """Each release in force: its title and edition by publication."""
    rows = session.store(where).releases(now, as_at).to_dict("records")
    return {row["publication"]: f"{row['title']}, {row['edition']}".rstrip(", ") for row in rows if row["rank"] == 1}


@kept_once(64)
def newest(asked: ViewKey, keys: tuple[Key, ...]) -> dict[Key, Benchmark]:
    """The area's benchmark of each measure's newest period, read in one go."""
    rows = {(row["publication"], row["id"]): row for row in measures(asked.home, asked.build, asked.as_at)}
    reading = session.readings(asked.home, asked.build, asked.as_at)
    circle = area_view.circle_of(asked.place, asked.against[0])
    place = session.catalogue_of(asked.home, asked.build).areas[asked.area]
    fields = reading.newest([rows[key] for key in keys])
    return {key: reading.of(field, place, circle) for key, field in fields.items() if field.latest is not None}


@kept_once(32)
def notes(of: AreaKey, load: int) -> tuple[Footnote, ...]:
    """What the publisher says of one area's figures of one load."""
    return tuple(session.store(of.home).footnotes(of.build, of.area, load=load))


@kept_once(16)
def rank_of(where: str, now: str, load: int) -> tuple[str, int, Mapping[Any, Any] | None]:
    """(publication, 1 where the load is the one in force, the release before it or None); rank 0 for a load withdrawn."""
    rows = session.store(where).releases(now).to_dict("records")
    here = next((row for row in rows if row["load"] == load), None)
    if here is None:
        return "", 0, None
    before = next((row for row in rows if row["publication"] == here["publication"] and row["rank"] == here["rank"] + 1), None)
    return here["publication"], here["rank"], before


def received(where: str, now: str, load: int) -> date:
    """The day on which a load was received."""
    day: date = session.store(where).loads(now).set_index("id").loc[load].to_dict()["received"]
    return day


@kept_once(64)
def printed(where: str, now: str, load: int, place: tuple[str, str]) -> tuple[Mapping[Any, Any], ...]:
    """The figures at ``place`` of a load: a file (any, where empty) and a cell, or several joined by "and"."""
    file, cell = place
    found = session.store(where).printed(now, load, cell.split(" and "), file or None)
    return tuple(found.to_dict("records")[:MOST_PRINTED])


@kept_once(8)
def revised_counts(where: str, now: str, load: int) -> tuple[Mapping[Any, Any], ...]:
    """One row a measure that a release gives otherwise than the one before it, with its title; most figures first."""
    publication, rank, _ = rank_of(where, now, load)
    words = _indicators(where, now, load)
    rows = session.store(where).revised_counts(now, publication, rank=rank).to_dict("records")
    return tuple(row | {"title": words[row["measure"]].title} for row in rows if row["measure"] in words)


@kept_once(32)
def revised(of: AreaKey, load: int) -> tuple[Revision, ...]:
    """An area's figures that a release gives otherwise than the one before it, furthest moved first."""
    publication, rank, _ = rank_of(of.home, of.build, load)
    rows = session.store(of.home).revised(of.build, publication, areas=[of.area], rank=rank)
    return revisions(rows.to_dict("records"), _indicators(of.home, of.build, load))


def _indicators(where: str, now: str, load: int) -> dict[str, Indicator]:
    rows = session.store(where).measures_of(now, load).to_dict("records")
    return {row["id"]: as_indicator(row) for row in rows}
