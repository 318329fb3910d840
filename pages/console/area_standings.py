"""An area's KPIs as they stand for a command, with what people recorded of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.catalogue.catalogue import Catalogue
from data.home.home import HomeReader
from data.home.intake import TakenFile
from data.home.rehearsal import rehearsed
from data.model.area import Area
from data.model.audience import Audience
from data.model.finding import Refused
from data.records.kpi_records import everything
from data.store.store import ReceivedRelease
from kpis.benchmark.comparator_group import ComparatorGroup, choices
from kpis.benchmark.published_reader import Readings
from kpis.figures.figure import PublishedSeries
from kpis.figures.small_numbers import SmallNumbers
from kpis.figures.stored_rows import StoredRows
from kpis.governance import agreed_ratings
from kpis.governance.exceptions import StandingCommentary
from kpis.standing.area_view import AreaView, area_view
from kpis.standing.figures_to_be import FiguresToBe, finding_rows
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_records import kept as kept_words
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.load_effect import VerdictChange, load_effect
from pages.console.home_options import WrongUsage

EffectOfLoad = tuple[Sequence[Standing], list[VerdictChange]]
StandingsByDay = Callable[[date | None], Sequence[Standing]]  # an area's, at the end of a day; None for today


@dataclass(frozen=True)
class StandingOptions:
    """The day that standings are asked for, today where it is None, the neighbours that they are set against, "" for the usual ones, and
    what is done with small counts."""

    as_at: date | None
    neighbours: str = ""
    small: SmallNumbers = SmallNumbers.AS_GIVEN


def view(
    home: HomeReader, catalogue: Catalogue, area: Area, as_at: date | None, published: Mapping[str, PublishedSeries], *,
    codes: Collection[str] | None = None, figures_only: bool = False, small: SmallNumbers = SmallNumbers.AS_GIVEN,
) -> AreaView:  # fmt: skip
    """An area's view at the end of ``as_at``, with the KPIs of ``codes``; ``published`` are its published series of that day."""
    return area_view(
        home.figures, catalogue, home.figures.current(), actor=home.actor, audience=Audience.ROOM, place=area.code, as_at=as_at,
        today=date.today(), published=published, kept=_kept(home, area, as_at), codes=codes,
        figures_only=figures_only, small=small,
    )  # fmt: skip


def load_effects(home: HomeReader, catalogue: Catalogue, rows: StoredRows, taken: TakenFile, before: Sequence[Standing]) -> EffectOfLoad:
    """(the standings of the file's area with its figures among those in force, what that changes of ``before``); nothing is kept."""
    assert taken.loaded is not None
    area, build = catalogue.areas[taken.loaded.reporter], home.figures.current()
    to_be = FiguresToBe(home.figures, rows, finding_rows(taken.number, taken.loaded.findings))
    readings = Readings(home.figures, build, catalogue, None)
    after = area_view(
        to_be, catalogue, build, actor=home.actor, audience=Audience.ROOM, place=area.code, as_at=None, today=date.today(),
        published=readings.series(area, readings.circle(area.code)), kept=_kept(home, area, None), figures_only=True,
    ).standings  # fmt: skip
    return after, load_effect(before, after)


StandingsByArea = Mapping[str, Sequence[Standing]]


def standings_today(home: HomeReader, catalogue: Catalogue) -> StandingsByArea:
    """Of every area with a scorecard, by its code, how its KPIs stand today."""
    build = home.figures.current()
    areas = [catalogue.areas[code] for code in home.figures.areas(build)["area"] if code in catalogue.areas] if build else []
    return {area.code: _today(home, home, catalogue, area) for area in areas}


def release_effects(home: HomeReader, catalogue: Catalogue, releases: Sequence[ReceivedRelease], reader: str) -> list[VerdictChange]:
    """Which ratings and verdicts releases not yet kept would change, of every area with a scorecard; tried in a copy of the home."""
    before = standings_today(home, catalogue)
    if not before:
        return []
    with rehearsed(home, releases, reader=reader) as after:
        return [
            change for code, stood in before.items() for change in load_effect(stood, _today(after, home, catalogue, catalogue.areas[code]))
        ]


def effects_since(before: StandingsByArea, home: HomeReader, catalogue: Catalogue) -> list[VerdictChange]:
    """Which ratings and verdicts differ from how the areas stood before."""
    now = standings_today(home, catalogue)
    return [change for code, stood in before.items() for change in load_effect(stood, now.get(code, ()))]


def _today(figures: HomeReader, words: HomeReader, catalogue: Catalogue, area: Area) -> Sequence[Standing]:
    """An area's standings today by the figures of one home and the words of another."""
    build = figures.figures.current()
    readings = Readings(figures.figures, build, catalogue, None)
    try:
        among = readings.circle(area.code)
    except KeyError:
        return ()
    return area_view(
        figures.figures, catalogue, build, actor=words.actor, audience=Audience.ROOM, place=area.code, as_at=None, today=date.today(),
        published=readings.series(area, among), kept=_kept(words, area, None), figures_only=True,
    ).standings  # fmt: skip


def days(options: StandingOptions, home: HomeReader, catalogue: Catalogue, area: Area, basis: str = "") -> StandingsByDay:
    """Every KPI of an area as it stood at the end of any day; each day is read once a command, and other days than the one asked for,
    which are only looked back on, without what files print beside figures."""

    @cache
    def standings(day: date | None) -> tuple[Standing, ...]:
        readings = Readings(home.figures, home.figures.current(), catalogue, day)
        among = circle(options, readings, catalogue, area)
        published, back = readings.series(area, among, basis), day != options.as_at
        return view(home, catalogue, area, day, published, figures_only=back, small=options.small).standings

    return standings


def _kept(home: HomeReader, area: Area, as_at: date | None) -> KpiRecords | None:
    """Targets, limits and events that people typed. Where they cannot be read, figures are still given, and the reason goes to the
    error stream."""
    try:
        return kept_words(everything(home.records, area.code, as_at))
    except Refused as why:
        print(f"No agreed targets, limits or events: {why}", file=sys.stderr)
        return None


def circle(options: StandingOptions, readings: Readings, catalogue: Catalogue, area: Area) -> ComparatorGroup:
    """Whom an area is set against; WrongUsage where its neighbours are not listed so."""
    try:
        return readings.circle(area.code, options.neighbours)
    except KeyError:
        held = ", ".join(choices(readings.lists(), catalogue.groups, area.code)) or "none"
        raise WrongUsage(f"‘{options.neighbours}’ lists no neighbours of {area.name}. Held: {held}.") from None


def judged(
    home: HomeReader, catalogue: Catalogue, area: Area, as_at: date | None, standings: StandingsByDay
) -> tuple[agreed_ratings.PriorityAtVisit, ...]:
    """What was agreed of an area's priorities at visits, beside its KPIs on the figures received by then."""
    plan, build = catalogue.plan_of(area.code), home.figures.current()

    def rated(day: date, priority: int) -> list[RagStatus]:
        codes = next((p.indicators for p in plan.priorities if p.number == priority), ()) if plan and build else ()
        return [s.rating.status for s in standings(day) if s.indicator.code in codes] if codes else []

    kept = home.records.latest("judgement", area.code, until=as_at)
    return agreed_ratings.at_visits({key: entry.body for key, entry in kept.items()}, rated, as_at)


def commentary(home: HomeReader, area: Area, as_at: date | None, *, need: bool = False) -> dict[str, StandingCommentary]:
    """An area's commentary by key. Where it cannot be read, figures are still given, and the reason goes to the error stream."""
    try:
        kept = home.records.latest("commentary", area.code, until=as_at)
    except Refused as why:
        if need:
            raise
        print(f"No commentary: {why}", file=sys.stderr)
        return {}
    return {key: StandingCommentary(key, e.body, e.who, e.recorded_at) for key, e in kept.items() if e.body is not None}
