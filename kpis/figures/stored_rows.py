"""Rows by the names of their columns, however the store hands them over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol


class StoredRows(Protocol):
    """A table as the store hands it over; rules ask nothing of it but its rows."""

    def __iter__(self) -> Iterator[Any]:
        """The names of its columns."""
        ...

    def itertuples(self, index: bool = ..., name: str | None = ...) -> Iterable[tuple[Any, ...]]: ...


def records(rows: StoredRows) -> Iterator[dict[Any, Any]]:
    """Each row by the names of its columns, in their order."""
    columns = list(rows)
    return (dict(zip(columns, row, strict=True)) for row in rows.itertuples(index=False, name=None))
