"""What a folder's ledger holds: loads, cells, findings, every figure ever given, and what a new file would change."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.home.intake import FileReaders, Intake, TakenFile
from data.model.figure_key import FigureKey
from data.model.questions import Answers
from kpis.standing import kpi_standing
from kpis.standing.figure_history import FigureVersion
from kpis.standing.figure_history import given as every_figure
from kpis.standing.figures_to_be import finding_rows
from kpis.standing.kpi_standing import RevisedFigure
from kpis.verdict.load_effect import VerdictChange
from pages.queries import area_view, homes, session
from pages.queries.area_view import AreaKey
from pages.queries.kept_once import kept_once


def loads() -> pd.DataFrame:
    return _loads(session.home(), session.build())


@kept_once(4)
def _loads(where: str, now: str) -> pd.DataFrame:
    return session.store(where).loads(now)


def findings(area: str) -> pd.DataFrame:
    return findings_of(area_view.area_key(area))


@kept_once(16)
def findings_of(of: AreaKey) -> pd.DataFrame:
    """One row a finding of one build and area, newest load first."""
    return session.store(of.home).findings(of.build, of.area)


def cells(load: int) -> pd.DataFrame:
    return _cells(session.home(), session.build(), load)


@kept_once(16)
def _cells(where: str, now: str, load: int) -> pd.DataFrame:
    return session.store(where).cells(now, load)


def given(area: str, code: str, as_at: date | None) -> tuple[FigureVersion, ...]:
    """Every own figure ever given of one KPI; with ``as_at``, of the loads received by that day."""
    return _given(area_view.area_key(area, as_at), code)


@kept_once(64)
def _given(of: AreaKey, code: str) -> tuple[FigureVersion, ...]:
    reading = session.store(of.home)
    gone = reading.withdrawn(of.build, of.as_at)
    return tuple(every_figure(reading.history(of.build, of.area, code), FigureKey(of.area, code), gone, of.as_at))


def intake(readers: FileReaders, area: str | None = None) -> Intake:
    """Files taken into the partnership's own folder, as ``readers`` read them; ``area`` overrides the area that a file names."""
    where = session.own_home()
    now = session.build_of(where)
    known, remembered = session.catalogue_of(where, now), _remembered(where, now)
    return Intake(homes.reader(where), readers, now, known, remembered=remembered, area=area)


def moved(taken: TakenFile) -> list[RevisedFigure]:
    """What a file that is not yet kept would change of the partnership's figures in force by the day it was received."""
    import loaders  # what reads files is loaded when there is a file to read, not before the first page

    before, given = intake(loaders).changed(taken)
    return [] if before.empty else kpi_standing.moved(before, given)


def effect(taken: TakenFile) -> list[VerdictChange]:
    """Which ratings and verdicts a file that is not yet kept would change, today's beside those with its figures in force."""
    import loaders  # what reads files is loaded when there is a file to read, not before the first page

    assert taken.loaded is not None
    return area_view.with_file(intake(loaders).to_be(taken), finding_rows(taken.number, taken.loaded.findings), taken.loaded.reporter)


def remembered_answers() -> tuple[Answers, ...]:
    """The answers that the partnership's own folder remembers."""
    return _remembered(session.own_home(), session.build_of(session.own_home()))


@kept_once(4)
def _remembered(where: str, now: str) -> tuple[Answers, ...]:
    return homes.reader(where).answers(now)


@kept_once(16)
def _changes(of: AreaKey, load: int) -> tuple[RevisedFigure, ...]:
    reading = session.store(of.home)
    return tuple(kpi_standing.moved(reading.in_force(of.build, reporter=of.area, before=load), reading.given(of.build, load)))


def changes(area: str, load: int) -> tuple[RevisedFigure, ...]:
    """What a load changed of the figures in force before it."""
    return _changes(area_view.area_key(area), load)
