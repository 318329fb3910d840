"""One home folder whole: its store, its own additions to the catalogue, and the answers remembered in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from data import catalogue as catalogue_of
from data.asking import Answers
from data.catalogue import Catalogue, own_indicator
from data.earlier import check_against, held
from data.model import Loaded, Severity
from data.store import Store

KEY = ["indicator", "area", "series", "measure", "period_kind", "first", "last", "undated"]


def known(store: Store, build: str) -> Catalogue:
    """The shipped catalogue, what ``reference/`` in the home adds to it, and the areas' own KPIs of a build."""
    shipped = catalogue_of.read(overlay=store.home / "reference")
    own = store.own_indicators(build) if build else []
    return shipped.with_own([own_indicator(entry, shipped.sections) for entry in own]) if own else shipped


def remembered(store: Store, build: str) -> tuple[Answers, ...]:
    """The answers that a home holds; none before its first build."""
    return store.answers(build) if build else ()


def in_force_by(store: Store, build: str, reporter: str, received: date) -> pd.DataFrame:
    """The figures of one partnership in force by the day a file was received: those it may change."""
    return store.in_force(build, reporter=reporter, as_at=received) if build else pd.DataFrame()


def beside(loaded: Loaded, before: pd.DataFrame, catalogue: Catalogue) -> Loaded:
    """The file with the findings that only the figures already in force bring to light."""
    if before.empty:
        return loaded
    more = check_against(loaded.observations, held(before), catalogue)
    order = {Severity.CHECK: 0, Severity.NOTE: 1}
    return replace(loaded, findings=tuple(sorted((*loaded.findings, *more), key=lambda f: order[f.severity])))


def with_given(before: pd.DataFrame, given: pd.DataFrame, received: date) -> pd.DataFrame:
    """The figures in force once a file's own, received that day, come on top, key by key."""
    both: Sequence[pd.DataFrame] = [frame for frame in (before, given.assign(received=received, notice="")) if not frame.empty]
    if not both:
        return before
    rows = pd.concat(both, ignore_index=True)
    undated = rows["period"].where(rows["first"].isna(), "")
    return rows[~rows.assign(undated=undated).duplicated(KEY, keep="last")]


def load_folder(store: Store, folder: Path) -> list[tuple[Path, date]]:
    """The workbooks of a sample folder with the day each was received, as its ``received.csv`` says; its reference is put in the home."""
    store.home.mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "reference").rglob("*")):
        if path.is_file():
            place = store.home / "reference" / path.relative_to(folder / "reference")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    lines = (folder / "received.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(folder / "workbooks" / name, date.fromisoformat(day)) for name, _, day in (line.rpartition(",") for line in lines if line)]
