"""Typed words as they may be read: commentary on a figure that a later file withholds is withheld with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from data.model.period import Period
from data.model.record import Record
from data.model.withheld_figure import WithheldFigure
from data.records.journal import ReadableJournal, SavedRecords

COMMENTARY = "commentary"
TEXTS = ("what", "why", "so_what", "next")
WORDS = "Withheld: this commentary is on a figure that a later file withholds. Write it again without the number."


class WithheldFigures(Protocol):
    """The part of a store that says what is withheld."""

    def withheld_now(self) -> tuple[WithheldFigure, ...]: ...


@dataclass(frozen=True)
class ShownRecords:
    """A journal to be read without the words typed of a withheld figure before it was. ``key`` gives the key of a KPI's commentary.

    Words typed afterwards are shown: who typed them knew.
    """

    journal: ReadableJournal
    figures: WithheldFigures
    key: Callable[[str, Period], str]

    @property
    def files(self) -> Path:
        return self.journal.files

    def entries(
        self, *, kind: str | None = None, area: str | None = None, key: str | None = None, until: date | None = None
    ) -> tuple[Record, ...]:
        found = self.journal.entries(kind=kind, area=area, key=key, until=until)
        return tuple(map(self._shown(), found)) if kind in (None, COMMENTARY) else found

    def latest(self, kind: str, area: str, *, until: date | None = None) -> dict[str, Record]:
        found = self.journal.latest(kind, area, until=until)
        if kind != COMMENTARY or not found:
            return found
        shown = self._shown()
        return {key: shown(entry) for key, entry in found.items()}

    def version(self) -> str:
        return self.journal.version()

    def damage(self) -> str:
        return self.journal.damage()

    def salvageable(self) -> SavedRecords:
        return self.journal.salvageable()

    def file(self, digest: str) -> bytes:
        return self.journal.file(digest)

    def _shown(self) -> Callable[[Record], Record]:
        hidden: dict[tuple[str, str], datetime] = {}
        for one in self.figures.withheld_now():
            place = (one.area, self.key(one.indicator, one.period))
            hidden[place] = max(one.recorded_at, hidden.get(place, one.recorded_at))

        def shown(entry: Record) -> Record:
            since = hidden.get((entry.area, entry.key)) if entry.kind == COMMENTARY and entry.body else None
            before = since is not None and entry.recorded_at < since.replace(tzinfo=UTC)
            return replace(entry, body=_without_words(entry.body or {})) if before else entry

        return shown


def _without_words(body: Mapping[str, object]) -> dict[str, object]:
    """The body with one sentence in place of its words; who leads and by when stay."""
    return {"what": WORDS, **{name: value for name, value in body.items() if name not in TEXTS}}
