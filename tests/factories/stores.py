"""What stands in a store."""

from __future__ import annotations

from datetime import date

from data.store.store import Store
from tests.conftest import BURY


def own_figures(store: Store, as_at: date | None = None) -> list[float | None]:
    frame = store.in_force(store.current(), reporter=BURY, indicator="S5", as_at=as_at)
    return list(frame[frame["series"] == "own"]["value"])
