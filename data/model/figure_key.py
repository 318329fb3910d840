"""The one key of a figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureKey:
    """Which figures belong together through time: those of one place and one KPI.

    ``place`` and ``kpi`` are codes. ``basis`` (another way of counting the KPI), ``origin`` (who gives the figure) and ``member`` (a
    group of the children counted: a need, a provider, a sex) are empty for the KPI as it is usually given. Only ``basis`` is told
    apart among loaded figures today.
    """

    place: str
    kpi: str
    basis: str = ""
    origin: str = ""
    member: str = ""
