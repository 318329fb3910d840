"""What a folder's ledger holds: loads, cells, findings, every figure ever given, and what a new file would change."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from data.home.intake import Intake, TakenFile
from data.model.figure_key import FigureKey
from data.model.questions import Answers
from kpis.standing import kpi_standing
from kpis.standing.figure_history import FigureVersion
from kpis.standing.figure_history import given as every_figure
from kpis.standing.kpi_standing import RevisedFigure
from pages.queries import homes, session


def loads() -> pd.DataFrame:
    return _loads(session.home(), session.build())


@lru_cache(maxsize=4)
def _loads(where: str, now: str) -> pd.DataFrame:
    return session.store(where).loads(now)


def findings(area: str) -> pd.DataFrame:
    return findings_of(session.home(), session.build(), area)


@lru_cache(maxsize=16)
def findings_of(where: str, now: str, area: str) -> pd.DataFrame:
    """One row a finding of one build and area, newest load first."""
    return session.store(where).findings(now, area)


def cells(load: int) -> pd.DataFrame:
    return _cells(session.home(), session.build(), load)


@lru_cache(maxsize=16)
def _cells(where: str, now: str, load: int) -> pd.DataFrame:
    return session.store(where).cells(now, load)


def given(area: str, code: str, as_at: date | None) -> tuple[FigureVersion, ...]:
    """Every own figure ever given of one KPI; with ``as_at``, of the loads received by that day."""
    return _given(session.home(), session.build(), area, code, as_at)


@lru_cache(maxsize=64)
def _given(where: str, now: str, area: str, code: str, as_at: date | None) -> tuple[FigureVersion, ...]:
    reading = session.store(where)
    return tuple(every_figure(reading.history(now, area, code), FigureKey(area, code), reading.withdrawn(now, as_at), as_at))


def intake(area: str | None = None) -> Intake:
    """Files taken into the partnership's own folder; ``area`` overrides the area that a file names."""
    import loaders  # what reads files is loaded when there is a file to read, not before the first page

    where = session.own_home()
    now = session.build_of(where)
    known, remembered = session.catalogue_of(where, now), _remembered(where, now)
    return Intake(homes.reader(where), loaders, now, known, remembered=remembered, area=area)


def moved(taken: TakenFile) -> list[RevisedFigure]:
    """What a file that is not yet kept would change of the partnership's figures in force by the day it was received."""
    before, given = intake().changed(taken)
    return [] if before.empty else kpi_standing.moved(before, given)


def remembered_answers() -> tuple[Answers, ...]:
    """The answers that the partnership's own folder remembers."""
    return _remembered(session.own_home(), session.build_of(session.own_home()))


@lru_cache(maxsize=4)
def _remembered(where: str, now: str) -> tuple[Answers, ...]:
    return homes.reader(where).answers(now)


@lru_cache(maxsize=16)
def _changes(where: str, now: str, area: str, load: int) -> tuple[RevisedFigure, ...]:
    reading = session.store(where)
    return tuple(kpi_standing.moved(reading.in_force(now, reporter=area, before=load), reading.given(now, load)))


def changes(area: str, load: int) -> tuple[RevisedFigure, ...]:
    """What a load changed of the figures in force before it."""
    return _changes(session.home(), session.build(), area, load)
