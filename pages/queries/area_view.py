"""An area's view for pages, kept by who looks, for whom, home, build, area and day: today's, a past day's, and what goes with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.home.rehearsal import rehearsed
from data.model.actor import Actor
from data.model.audience import Audience
from data.model.loaded_file import Meeting
from data.records.kpi_records import everything, readable, token
from data.records.settings import settings
from data.store.store import ReceivedRelease
from kpis.benchmark.comparator_group import ComparatorGroup, choices
from kpis.benchmark.published_reader import Readings
from kpis.exports.document import provenance as packing
from kpis.exports.document.provenance import PackWords
from kpis.figures.figure import PublishedSeries
from kpis.figures.small_numbers import SmallNumbers
from kpis.figures.stored_rows import StoredRows
from kpis.governance.exceptions import StandingCommentary
from kpis.standing import area_view as views
from kpis.standing.area_view import Against, AreaView
from kpis.standing.figures_to_be import FiguresToBe
from kpis.standing.kpi_records import KpiRecords, kept
from kpis.standing.kpi_standing import Standing
from kpis.verdict.load_effect import VerdictChange, load_effect
from pages.queries import homes, published_ahead, session
from pages.queries.kept_once import kept_once


@dataclass(frozen=True, kw_only=True)
class AreaKey:
    """What anything kept of an area's figures is kept by; ``as_at`` is None for today, or for what is the same on every day."""

    actor: Actor
    audience: Audience
    home: str
    build: str
    area: str
    as_at: date | None
    small: SmallNumbers = SmallNumbers.AS_GIVEN

    def on_any_day(self, area: str = "") -> AreaKey:
        """The key of what is the same on every day; of another area's code, where one is given."""
        return replace(self, area=area or self.area, as_at=None)

    def view(self, against: Against) -> ViewKey:
        """The key of the area's view against some comparators, as it is read by what they hold."""
        return ViewKey(
            actor=self.actor, audience=self.audience, home=self.home, build=self.build, area=self.area, as_at=self.as_at, against=against,
            small=self.small,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ViewKey:
    """What a view, and anything drawn or worked out from it, is kept by."""

    actor: Actor
    audience: Audience
    home: str
    build: str
    area: str
    as_at: date | None
    against: Against
    small: SmallNumbers = SmallNumbers.AS_GIVEN

    @property
    def place(self) -> AreaKey:
        """The same without comparators, for what does not depend on them."""
        return AreaKey(
            actor=self.actor, audience=self.audience, home=self.home, build=self.build, area=self.area, as_at=self.as_at, small=self.small,
        )  # fmt: skip

    def on(self, day: date | None) -> ViewKey:
        """The same area, looked at on another day."""
        return replace(self, as_at=day)


def area_key(area: str, as_at: date | None = None) -> AreaKey:
    """The key of an area's code in the build looked at, for whoever looks."""
    return AreaKey(
        actor=homes.actor(), audience=homes.audience(), home=session.home(), build=session.build(), area=area, as_at=as_at,
        small=session.small_numbers(),
    )  # fmt: skip


def key_of(held: AreaView, home: str = "") -> ViewKey:
    """The key of a view; ``home`` is the folder that it is of, where that is not the one looked at."""
    return ViewKey(
        actor=held.actor, audience=held.audience, home=home or session.home(), build=held.build, area=held.area.code, as_at=held.as_at,
        against=held.against, small=held.small,
    )  # fmt: skip


def held(area: str, as_at: date | None = None, among: str = "", basis: str = "") -> AreaView:
    """Everything shown of one area, worked out once a build; with ``as_at``, as it stood at the end of that day.

    ``among`` names whom it is compared with where the scorecard prints no comparator, ``basis`` another basis of a published KPI.
    """
    return held_of(view_key(area_key(area, as_at), among, basis))


def view_key(of: AreaKey, among: str = "", basis: str = "") -> ViewKey:
    """The key of an area's view as it is read now: by what is typed of its KPIs, and by the rating rules that have begun."""
    return of.view((among, basis, _known_of(of)))


@kept_once(512)
def held_of(asked: ViewKey) -> AreaView:
    """What one build holds of one area, as it stood at the end of a day."""
    found = _worked(asked)
    session.settle()
    return found


@kept_once(64)
def standings_of(asked: ViewKey) -> tuple[Standing, ...]:
    """The standings of ``held_of`` for what looks back: without the sheet's remarks and the priorities that it prints."""
    found = _worked(asked, figures_only=True)
    session.settle()
    return found.standings


@kept_once(512)
def standing_of(asked: ViewKey, code: str) -> Standing | None:
    """One of them, where few KPIs are asked for on many days; None for a KPI that is not one of the area's."""
    found = _worked(asked, codes=(code,), figures_only=True)
    session.settle()
    return next(iter(found.standings), None)


def _worked(asked: ViewKey, *, codes: Collection[str] | None = None, figures_only: bool = False) -> AreaView:
    home, build, as_at = asked.home, asked.build, asked.as_at
    return views.area_view(
        session.store(home), session.catalogue_of(home, build), build, actor=asked.actor, audience=asked.audience, place=asked.area,
        as_at=as_at, today=session.today(), published=published_of(asked), kept=_kept_of(asked.place), against=asked.against,
        releases=() if figures_only else session.releases_of(home, build, as_at), codes=codes, figures_only=figures_only, small=asked.small,
    )  # fmt: skip


def with_file(rows: StoredRows, found: tuple[Mapping[Any, Any], ...], area: str) -> list[VerdictChange]:
    """What the partnership's own figures with one more file's among them, ``rows``, change of an area's ratings and verdicts today.

    ``found`` are the file's findings as a store gives them.
    """
    home = session.own_home()
    build = session.build_of(home)
    of = AreaKey(
        actor=homes.actor(), audience=homes.audience(), home=home, build=build, area=area, as_at=None, small=session.small_numbers(),
    )  # fmt: skip
    asked = view_key(of)
    after = views.area_view(
        FiguresToBe(session.store(home), rows, found), session.catalogue_of(home, build), build, actor=asked.actor,
        audience=asked.audience, place=area, as_at=None, today=session.today(), published=published_of(asked),
        kept=_kept_of(asked.place), figures_only=True, small=asked.small,
    ).standings  # fmt: skip
    return load_effect(held_of(asked).standings if build else (), after)


def with_releases(releases: Sequence[ReceivedRelease], reader: str) -> list[VerdictChange]:
    """What releases that are not yet kept would change of today's ratings and verdicts, of each area with a scorecard of its own; tried in
    a copy of the partnership's figures. ``reader`` is the version of the rules that read them.

    Raises:
        StoreFault: they cannot be published.
    """
    home = session.own_home()
    build, found = session.build_of(home), []
    with rehearsed(homes.reader(home), releases, reader=reader) as after:
        made = after.figures.current()
        known, readings = session.catalogue_of(home, build), Readings(after.figures, made, session.catalogue_of(home, build))
        for area in list(session.store(home).areas(build)["area"]):
            of = AreaKey(actor=homes.actor(), audience=homes.audience(), home=home, build=build, area=area, as_at=None)
            try:
                among = readings.circle(area)
            except KeyError:
                continue
            asked = view_key(of)
            then = views.area_view(
                after.figures, known, made, actor=asked.actor, audience=asked.audience, place=area, as_at=None, today=session.today(),
                published=readings.series(known.areas[area], among), kept=_kept_of(of), figures_only=True, small=asked.small,
            ).standings  # fmt: skip
            found += load_effect(held_of(asked).standings, then)
    return found


def warm() -> bool:
    """Works out what the first reader will see: the partnership's figures, else the illustrative borough's; False where neither is."""
    own = session.own_home()
    home = own if session.build_of(own) else session.illustrative_home()
    build = session.build_of(home)
    for area in list(session.store(home).areas(build)["area"]) if build else ():
        of = AreaKey(actor=homes.actor(), audience=homes.audience(), home=home, build=build, area=area, as_at=None)
        held_of(view_key(of))
    session.settle(whole=True)
    return bool(build and session.areas_of(home, build))


def _known_of(of: AreaKey) -> str:
    """What figures are read by, as a key: what is typed of an area's KPIs, and the rating rule that began last, where any has."""
    indicators = session.catalogue_of(of.home, of.build).indicators.values()
    begun = (rule.since for one in indicators for rule in one.on(session.today()).rules if rule.since)
    return f"{token(homes.reader(of.home, of.actor).records, of.area)}{max(begun, default='')}"


def _kept_of(of: AreaKey) -> KpiRecords | None:
    """What people typed of an area's KPIs by a day: targets, how limits are worked, events; None where it cannot be read."""
    journal = homes.reader(of.home, of.actor).records
    return kept(everything(journal, of.area, of.as_at)) if readable(journal) else None


@kept_once(512)
def circle_of(of: AreaKey, among: str) -> ComparatorGroup:
    """Whom an area is compared with; the usual list where the one named does not list it."""
    reading = session.readings(of.home, of.build, of.as_at)
    try:
        return reading.circle(of.area, among)
    except KeyError:
        return reading.circle(of.area)


def circles(area: str, as_at: date | None) -> list[str]:
    """What an area may be compared with, the usual list first; empty before any list."""
    return list(_circles(area_key(area, as_at))) if session.build() else []


@kept_once(64)
def _circles(of: AreaKey) -> tuple[str, ...]:
    lists, groups = session.readings(of.home, of.build, of.as_at).lists(), session.catalogue_of(of.home, of.build).groups
    return tuple(choices(lists, groups, of.area))


def published_of(asked: ViewKey) -> dict[str, PublishedSeries]:
    """The published series of an area by KPI; what people type changes none of them."""
    return _published(asked.place, asked.against[:2])


@kept_once(512)
def _published(of: AreaKey, among_basis: tuple[str, str]) -> dict[str, PublishedSeries]:
    among, basis = among_basis
    place = session.catalogue_of(of.home, of.build).areas[of.area]
    worked = published_ahead.fields(of.home, of.build, of.as_at)
    return session.readings(of.home, of.build, of.as_at).series(place, circle_of(of, among), basis, worked)


def pack_words(held: AreaView, standings: Sequence[Standing], said: Mapping[str, StandingCommentary]) -> PackWords:
    """The words that a pack of some of an area's KPIs carries; ``said`` is commentary by its key."""
    words = packing.about(
        standings, held.area.name, as_at=held.as_at, today=session.today(), build=held.build, sections=session.catalogue().sections,
        said=said,
    )  # fmt: skip
    own = settings(homes.reader(session.home()).records)
    return replace(words, partnership=own.name, logo=own.logo)


def meetings(area: str) -> tuple[Meeting, ...]:
    """The area's calendar of meetings, oldest first."""
    return _meetings(area_key(area))


@kept_once(16)
def _meetings(of: AreaKey) -> tuple[Meeting, ...]:
    found = session.store(of.home).meetings(of.build, of.area)
    return tuple(Meeting(row["day"], row["name"]) for row in found.to_dict("records"))
