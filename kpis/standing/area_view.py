"""An area as it stood on a day, for one actor and audience: the one place where its figures, records and comparators become standings.

It stands below ``kpis.benchmark``, so the published series of the area come as they were read, by KPI.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from data.model.actor import Actor
from data.model.area import Area
from data.model.audience import Audience
from data.model.indicator import Indicator, YearDefinition
from data.model.observation import FigureRole
from data.model.period import Break
from data.model.reading_rules import SumRule
from data.model.timeliness import TimelinessRules
from kpis import formats
from kpis.figures.figure import PublishedSeries
from kpis.figures.small_numbers import SmallNumbers, controlled
from kpis.figures.stored_rows import JoinedRows, StoredRows, records
from kpis.standing import figure_sources, kpi_standing
from kpis.standing.doubts import open_checks, with_doubts
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_standing import Standing

Against = tuple[str, str, str]  # whose neighbours, which basis, and what the area's KPIs are read by
USUAL: Against = ("", "", "")  # the newest official list, each KPI's first basis


class AreaFigures(Protocol):
    """The part of a store that holds what an area's own files say."""

    def in_force(
        self, build: str, *, reporter: str | None = None, indicator: str | None = None, as_at: date | None = None,
        place: str | None = None,
    ) -> StoredRows: ...  # fmt: skip
    def links(self, build: str, area: str, as_at: date | None = None) -> StoredRows: ...
    def remarks(self, build: str, area: str, as_at: date | None = None) -> StoredRows: ...
    def findings(self, build: str, area: str | None = None) -> StoredRows: ...


class AreaCatalogue(Protocol):
    """The part of a catalogue that an area is read by."""

    @property
    def areas(self) -> Mapping[str, Area]: ...
    @property
    def sums(self) -> Sequence[SumRule]: ...
    @property
    def breaks(self) -> Sequence[Break]: ...
    @property
    def timeliness(self) -> TimelinessRules | None: ...
    @property
    def year_rules(self) -> Mapping[str, YearDefinition]: ...
    def nation(self, area: Area) -> str: ...
    def links(self, area: str, printed: Iterable[tuple[str, int]]) -> Mapping[str, Sequence[int]]: ...
    def indicators_of(self, area: str) -> Mapping[str, Indicator]: ...


@dataclass(frozen=True, kw_only=True)
class AreaView:
    """What a build holds of one area: its standings, and the words every output of it carries.

    ``notices`` are the marks of the loads in force, each once, "" for a load that has none; ``notice`` is all of them in one line.
    ``questioned`` are the codes of the KPIs whose own figure a check questions. ``as_at`` is None for today.
    """

    actor: Actor
    audience: Audience
    area: Area
    build: str
    standings: tuple[Standing, ...]
    notices: tuple[str, ...]
    notice: str
    received: str
    source: str
    questioned: frozenset[str]
    as_at: date | None = None
    replayed: str = ""
    against: Against = USUAL
    small: SmallNumbers = SmallNumbers.AS_GIVEN

    @property
    def local(self) -> bool:
        """Whether a scorecard of the area's own is among its figures."""
        return any(v.origin == "local" for s in self.standings for v in (*s.points, *s.alongside))

    @property
    def mixed(self) -> bool:
        """Whether it holds both a scorecard's figures and published ones, so that each published one is marked."""
        return figure_sources.mixed(self.standings)

    def of(self, code: str) -> Standing:
        return next(s for s in self.standings if s.indicator.code == code)


def area_view(
    source: AreaFigures, known: AreaCatalogue, build: str, *, actor: Actor, audience: Audience, place: str, as_at: date | None,
    today: date, published: Mapping[str, PublishedSeries], kept: KpiRecords | None, against: Against = USUAL,
    releases: Sequence[str] = (), codes: Collection[str] | None = None,
    figures_only: bool = False, small: SmallNumbers = SmallNumbers.AS_GIVEN,
) -> AreaView:  # fmt: skip
    """The view of ``place`` (an area's code) in one build at the end of ``as_at``, None for ``today``.

    ``published`` are its published series by KPI, ``kept`` what people typed of its KPIs (None where that cannot be read), both of that
    day; ``releases`` name the published releases in force; ``codes`` are the KPIs
    worked, None for all of the area's. ``figures_only`` leaves out what the files print beside figures (remarks, priorities) and reads
    no figure of another KPI. ``small`` is what is done with counts of 1 to 4, here and in all that is taken away; what a later file
    withholds is in no figure of a store for any audience.

    Raises:
        KeyError: ``place`` is no area of the catalogue.
    """
    area, every = known.areas[place], known.indicators_of(place)
    wanted = every if codes is None else {code: one for code, one in every.items() if code in codes}
    beside = _BesideFigures({}) if figures_only else _beside(source, known, build, place, as_at)
    few = figures_only and codes is not None and small is SmallNumbers.AS_GIVEN  # what gives a figure away may be of any KPI
    rows = _in_force(source, build, place, as_at, wanted.values() if few else None)
    rows = controlled(rows, small, place=place, known=every, sums=known.sums)
    standings = tuple(kpi_standing.standings(
        rows, wanted, beside.links, known.breaks, place=place, nation=known.areas[known.nation(area)].name, remarks=beside.remarks,
        published=published, kept=kept or KpiRecords(), on=as_at or today,
        rules=known.timeliness,
    ))  # fmt: skip
    seasoned = _with_seasons(standings, known.year_rules)
    standings = tuple(with_doubts(seasoned, open_checks(source.findings(build, place)), (kept or KpiRecords()).answers))
    questioned = frozenset(s.indicator.code for s in standings if any(doubt.of is FigureRole.OWN for doubt in s.doubts))
    notices = tuple(dict.fromkeys(row["notice"] for row in records(rows)))
    replayed = f"As it stood on {formats.day(as_at)}" if as_at else ""
    notice = marked([*notices, *([""] if published else [])], replayed)
    if kept is None:
        notice = " · ".join(filter(None, (notice, "Agreed targets, limits and events cannot be read")))
    found = figure_sources.of_standings(standings)
    named = found.named if found.files or found.releases or not releases else f"DfE: {'; '.join(releases)}"
    received = found.received(build) if found.files or not releases else f"No scorecard loaded · build {build}"
    return AreaView(
        actor=actor, audience=audience, area=area, build=build, standings=standings, notices=notices, notice=notice, received=received,
        source=named, questioned=questioned, as_at=as_at, replayed=replayed, against=against, small=small,
    )  # fmt: skip


def _with_seasons(standings: Iterable[Standing], rules: Mapping[str, YearDefinition]) -> Iterator[Standing]:
    """The standings with what the catalogue says of their seasons."""
    for one in standings:
        rule = rules.get(one.indicator.code)
        yield replace(one, seasonal=rule.seasonal) if rule and rule.seasonal else one


def marked(notices: Iterable[str], replayed: str = "") -> str:
    """The marks of several loads in one line; "Some figures" where a load has none."""
    marks = list(dict.fromkeys(notices))
    notice = " · ".join(filter(None, marks))
    notice = f"Some figures: {notice}" if notice and "" in marks else notice
    return " · ".join(filter(None, (replayed, notice)))


@dataclass(frozen=True, slots=True)
class _BesideFigures:
    """What an area's files print beside its figures: each KPI's priorities, and remarks."""

    links: Mapping[str, Sequence[int]]
    remarks: Sequence[Mapping[Any, Any]] = ()


def _beside(source: AreaFigures, known: AreaCatalogue, build: str, place: str, as_at: date | None) -> _BesideFigures:
    links = known.links(place, source.links(build, place, as_at).itertuples(index=False, name=None))
    return _BesideFigures(links, list(records(source.remarks(build, place, as_at))))


def _in_force(source: AreaFigures, build: str, place: str, as_at: date | None, only: Iterable[Indicator] | None) -> StoredRows:
    """The figures in force of one area: all, or those of some KPIs and of what these are part of."""
    if only is None:
        return source.in_force(build, reporter=place, as_at=as_at, place=place)
    codes = dict.fromkeys(code for one in only for code in (one.code, one.whole) if code)
    return JoinedRows([source.in_force(build, reporter=place, indicator=code, as_at=as_at, place=place) for code in codes])
