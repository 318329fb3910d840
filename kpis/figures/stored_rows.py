"""Rows by the names of their columns, however the store hands them over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol


class StoredRows(Protocol):
    """A table as the store hands it over; rules ask nothing of it but its rows."""

    def __iter__(self) -> Iterator[Any]:
        """The names of its columns."""
        ...

    def itertuples(self, index: bool = ..., name: str | None = ...) -> Iterable[tuple[Any, ...]]: ...


@dataclass(frozen=True, slots=True)
class JoinedRows:
    """Tables of the same columns, one after another; no table is no row."""

    tables: Sequence[StoredRows]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tables[0] if self.tables else ())

    def itertuples(self, index: bool = False, name: str | None = None) -> Iterable[tuple[Any, ...]]:
        return chain.from_iterable(table.itertuples(index=index, name=name) for table in self.tables)


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Rows given each by the names of its columns, which are those of ``columns``."""

    columns: Sequence[str]
    rows: Sequence[Mapping[Any, Any]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns)

    def itertuples(self, index: bool = False, name: str | None = None) -> Iterable[tuple[Any, ...]]:
        return (tuple(row.get(column) for column in self.columns) for row in self.rows)


def records(rows: StoredRows) -> Iterator[dict[Any, Any]]:
    """Each row by the names of its columns, in their order."""
    columns = list(rows)
    return (dict(zip(columns, row, strict=True)) for row in rows.itertuples(index=False, name=None))
