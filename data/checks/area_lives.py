"""Figures dated outside the life of the authority whose they are said to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import CheckedFigure
from data.model.area_life import begin_words, begun_after, ended_before, life_words
from data.model.finding import Finding, Severity
from data.model.observation import FigureRole

SHOWN = 4  # periods that one finding names


def outside_their_life(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """Own figures of a time after their authority had ended, or before it began: a check a KPI, naming who came after or before."""
    found: dict[tuple[str, str, str], list[CheckedFigure]] = {}
    for o in observations:
        area = catalogue.areas.get(o.area)
        if area is None or o.series is not FigureRole.OWN or (o.value is None and not o.raw):
            continue
        if ended_before(area, o.period):
            found.setdefault((o.indicator, o.area, life_words(area, catalogue.areas)), []).append(o)
        elif begun_after(area, o.period):
            found.setdefault((o.indicator, o.area, begin_words(area, catalogue.areas)), []).append(o)
    for (code, place, life), figures in found.items():
        labels = list(dict.fromkeys(o.period.label for o in figures))
        said = ", ".join(labels[:SHOWN]) + (f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else "")
        first, *others = dict.fromkeys(o.source for o in figures)
        where = ", ".join([first, *(place.rpartition("!")[2] for place in others)])
        hint = "Check the area and the period. If the figures are another authority’s, withdraw the load and load the file for that one."
        what = f"{life}. {code} stands here for {said}, of {catalogue.areas[place].name}."
        yield Finding(Severity.CHECK, where, what, hint, "area not in being", indicator=code)
