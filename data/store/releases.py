"""Releases of published figures: each in a database file of its own beside the builds; a build says which are in force.

So a build stays small however much is published, and an older release is there to be compared with the newer one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data.model.publication import Footnote, NeighbourList
from data.store import sql, withholding


class Releases(ABC):
    """The part of the store that gives published figures."""

    def releases(self, build: str, as_at: date | None = None) -> pd.DataFrame:
        """One row a release not withdrawn: ``load``, ``publication``, ``title``, ``edition``, ``received``, ``file``, ``database``;
        ``rank`` is 1 for the one of its publication in force, 2 for the one before it."""
        return self._frame(sql.RELEASES, build, {"as_at": as_at})

    def measures(self, build: str, as_at: date | None = None, *, ids: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a measure of the releases in force, with ``publication``, ``load``, ``edition``, ``received``, and what it holds:
        ``figures``, ``areas``, ``oldest``, ``newest`` and the ``latest`` period's label. With ``ids`` only those measures."""
        values = {"ids": None if ids is None else list(ids)}
        found = [
            self._of_release(sql.MEASURES, build, row, values).assign(**{k: row[k] for k in ("publication", "load", "edition", "received")})
            for row in self._in_force(build, as_at)
        ]
        found = [frame for frame in found if len(frame)]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame()

    def measures_of(self, build: str, load: int) -> pd.DataFrame:
        """One row a measure of one load, in force or not."""
        row = self._with_figures(build, load)
        return self._of_release(sql.MEASURES, build, row, {"ids": None}) if row else pd.DataFrame()

    def figures(
        self, build: str, ids: Sequence[str], *, publication: str | None = None, areas: Sequence[str] | None = None,
        levels: Sequence[str] | None = None, as_at: date | None = None, rank: int = 1, newest: bool = False,
    ) -> pd.DataFrame:  # fmt: skip
        """One row a published figure of the measures ``ids``, as ``kpis.figures.figure.value_of`` reads it, with ``measure``.

        ``levels`` are keys of levels of place; without them every level that a release holds, schools too.
        ``rank`` 2 gives the release before the one in force; ``newest`` only each measure's newest period with a number.
        """
        found = []
        for row in self._in_force(build, as_at, rank):
            if publication in (None, row["publication"]):
                frame = self._of_release(sql.NEWEST if newest else sql.FIGURES, build, row, {
                    "ids": list(ids), "areas": None if areas is None else list(areas), "levels": None if levels is None else list(levels),
                })  # fmt: skip
                found.append(frame.assign(
                    load=row["load"], received=row["received"], publication=row["publication"], data_source=_source(row),
                    origin="published", sheet="", basis="", notice="", period_doubt="",
                ))  # fmt: skip
        found = [frame for frame in found if len(frame)]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["measure"])

    def periods(self, build: str, ids: Sequence[str], as_at: date | None = None, *, levels: Sequence[str] | None = None) -> pd.DataFrame:
        """The periods for which any place has a number, by ``publication`` and ``measure``: ``period_kind``, ``first``, ``last``.

        ``levels`` are those of ``figures``.
        """
        values = {"ids": list(ids), "levels": None if levels is None else list(levels)}
        found = [self._of_release(sql.PERIODS, build, row, values).assign(publication=row["publication"])
                 for row in self._in_force(build, as_at)]  # fmt: skip
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["publication", "measure"])

    def printed(self, build: str, load: int, cells: Sequence[str], file: str | None = None) -> pd.DataFrame:
        """One row a figure that stands in one of ``cells`` of a load's files, as printed and as read, with its measure's title."""
        row = self._with_figures(build, load)
        return self._of_release(sql.PRINTED, build, row, {"cells": list(cells), "file": file}) if row else pd.DataFrame()

    def _with_figures(self, build: str, load: int) -> dict[Any, Any] | None:
        return next(
            (row for row in self.loads(build).to_dict("records") if row["id"] == load and row["database"] and self._opens(row["database"])),
            None,
        )

    def revised(
        self, build: str, publication: str, *, ids: Sequence[str] | None = None, areas: Sequence[str] | None = None,
        as_at: date | None = None, rank: int = 1,
    ) -> pd.DataFrame:  # fmt: skip
        """One row a figure that a publication's newest release gives otherwise than the one before it; empty where there is only one.

        ``rank`` 2 asks the same of the release before the newest.
        """
        values = {"ids": list(ids) if ids is not None else None, "areas": list(areas) if areas is not None else None}
        return self._revised(sql.REVISED, build, (publication, rank, as_at), values)

    def revised_counts(self, build: str, publication: str, *, as_at: date | None = None, rank: int = 1) -> pd.DataFrame:
        """One row a measure that ``revised`` holds: ``figures``, ``areas``, ``gained``, ``lost``, ``oldest``, ``newest``; most first."""
        return self._revised(sql.REVISED_COUNTS, build, (publication, rank, as_at), {"ids": None, "areas": None})

    def _revised(self, statement: str, build: str, which: tuple[str, int, date | None], values: dict[str, Any]) -> pd.DataFrame:
        publication, rank, as_at = which
        ranks = {row["rank"]: row for row in self.releases(build, as_at).to_dict("records") if row["publication"] == publication}
        if not {rank, rank + 1} <= set(ranks):
            return pd.DataFrame()
        if not all(ranks[n]["database"] and self._opens(ranks[n]["database"]) for n in (rank, rank + 1)):
            return pd.DataFrame()
        before = self._attach_release(ranks[rank + 1]["database"])
        earlier = self._figures_shown(build, ranks[rank + 1], but=ranks[rank])
        return self._of_release(statement.replace("{before}.figure", earlier).replace("{before}", before), build, ranks[rank], values)

    def neighbour_lists(self, build: str, as_at: date | None = None) -> tuple[NeighbourList, ...]:
        """Every edition of statistical neighbours that was loaded, oldest first."""
        found: dict[str, NeighbourList] = {}
        for row in self._frame(sql.NEIGHBOURS, build, {"as_at": as_at}).to_dict("records"):
            one = found.setdefault(row["edition"], NeighbourList(row["edition"], row["dated"], row["official"], {}, row["file"]))
            before = one.of.get(row["area"], ())
            one.of[row["area"]] = (*before, (row["neighbour"], row["closeness"])) if row["neighbour"] else before
        return tuple(found.values())

    def footnotes(self, build: str, area: str | None = None, as_at: date | None = None, load: int | None = None) -> list[Footnote]:
        """The publishers' notes on named areas, of the releases in force or of one ``load``."""
        loads = [row["load"] for row in self._in_force(build, as_at, databases=False)] if load is None else [load]
        found = self._frame(sql.FOOTNOTES, build, {"loads": loads, "area": area})
        return [Footnote(row["area"], row["measures"], row["year"], row["words"]) for row in found.to_dict("records")]

    def _in_force(self, build: str, as_at: date | None, rank: int = 1, *, databases: bool = True) -> list[dict[Any, Any]]:
        found = self.releases(build, as_at).to_dict("records") if build else []
        wanted = [row for row in found if row["rank"] == rank]
        return [row for row in wanted if row["database"] and self._opens(row["database"])] if databases else wanted

    def hurt(self, build: str, as_at: date | None = None) -> tuple[str, ...]:
        """The titles of the releases in force whose figures cannot be read, so that nothing of them is shown."""
        found = self.releases(build, as_at).to_dict("records") if build else []
        return tuple(str(row["title"]) for row in found if row["rank"] == 1 and row["database"] and not self._opens(row["database"]))

    def _of_release(self, statement: str, build: str, row: dict[Any, Any], values: dict[str, Any] | None = None) -> pd.DataFrame:
        shown = statement.replace("{release}.figure", self._figures_shown(build, row))
        return self._frame(shown.replace("{release}", self._attach_release(row["database"])), build, values)

    def _figures_shown(self, build: str, row: dict[Any, Any], *, but: dict[Any, Any] | None = None) -> str:
        """The figures of one release as a statement may name them: without those that a newer release of the publication withholds.

        ``but`` is a newer one that the statement itself minds.
        """
        figures = f"{self._attach_release(row['database'])}.figure"
        every = [one for one in self.releases(build).to_dict("records") if one["publication"] == row["publication"] and one["database"]]
        minded = None if but is None else but["load"]
        newer = [one for one in every if _given(one) > _given(row) and one["load"] != minded and self._opens(one["database"])]
        if not newer:
            return figures
        return withholding.later_releases(figures, [f"{self._attach_release(one['database'])}.figure" for one in newer])

    @abstractmethod
    def loads(self, build: str) -> pd.DataFrame: ...
    @abstractmethod
    def _frame(self, statement: str, build: str, values: list[Any] | dict[str, Any] | None = None) -> pd.DataFrame: ...
    @abstractmethod
    def _attach_release(self, database: str) -> str: ...
    @abstractmethod
    def _opens(self, database: str) -> bool: ...


def _given(row: dict[Any, Any]) -> tuple[Any, ...]:
    return row["received"], row["load"] if "load" in row else row["id"]


def _source(row: dict[Any, Any]) -> str:
    return f"{row['title']}, {row['edition']}" if row["edition"] else str(row["title"])
