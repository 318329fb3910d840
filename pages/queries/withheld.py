"""What a later file withholds, for the working group on the laptop alone: the one way from a page to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.model.audience import Audience
from pages.queries import homes, session
from pages.queries.area_view import AreaKey


def originals(of: AreaKey, code: str) -> list[Mapping[Any, Any]]:
    """One row a figure of a KPI that was given and is withheld, newest first: its period, ``value``, ``raw``, ``comment``, its
    ``load`` and that which withholds it, ``by_load``.

    Raises:
        PermissionError: they are asked for by anybody but the working group.
    """
    _allowed(of.audience)
    rows = session.store(of.home).withheld(of.build, of.area, indicator=code).to_dict("records")
    return [row for row in rows if row["series"] == "own" and (row["value"] is not None or row["comment"])]


def held_in(of: AreaKey, load: int) -> list[tuple[str, str]]:
    """(KPI, period as printed) of each withheld figure that a load’s file still holds, in a number or in the comment beside it."""
    rows = session.store(of.home).withheld(of.build, of.area, load=load).to_dict("records")
    held = [row for row in rows if row["value"] is not None or row["beside"] or row["comment"]]
    return list(dict.fromkeys((row["indicator"], row["period"]) for row in held))


def count(of: AreaKey, code: str) -> int:
    """How many figures of a KPI were given and are withheld now."""
    rows = session.store(of.home).withheld(of.build, of.area, indicator=code).to_dict("records")
    return sum(row["series"] == "own" and row["measure"] == "figure" and row["value"] is not None for row in rows)


def _allowed(audience: Audience) -> None:
    if audience is not homes.working_group():
        raise PermissionError(f"What is withheld is not for: {audience}.")
