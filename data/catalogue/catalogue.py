"""Reads data/reference into the domain's types and checks it whole; a fault names the file, the entry and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from data.catalogue.file_formats import FOLDER as FORMAT_FOLDER
from data.catalogue.file_formats import read_formats
from data.catalogue.kpi_files import CODE, all_breaks, definition, made_by_a_system, read_kpis, read_shared_breaks
from data.catalogue.kpi_files import FOLDER as KPI_FOLDER
from data.catalogue.neighbours import read_groups, read_lists
from data.catalogue.places import AREAS, ENGLAND, LEVELS, either, read_areas, read_levels, whole_register
from data.catalogue.reference_entry import CatalogueFault, ReferenceEntry, rows, tables, toml
from data.catalogue.sen_gap_sources import SenGapSource, measure_gaps
from data.catalogue.timeliness_rules import read_timeliness
from data.model.area import Area, Level, nation_above, places_above
from data.model.indicator import Indicator, Section, WhatIf, YearDefinition
from data.model.observation import FigureRole, Missing
from data.model.period import Break, Period, PeriodKind
from data.model.plan import Plan, Priority
from data.model.publication import AuthorityGroup, Feed, NeighbourList
from data.model.reading_rules import Correction, Doubt, FileFormat, HeadingMeans, ReadingRules, SourceMapping, SumRule
from data.model.timeliness import TimelinessRules
from data.text import plain

REFERENCE = Path(__file__).parents[1] / "reference"
__all__ = ["ENGLAND", "Catalogue", "CatalogueFault", "read"]
OF_KPIS = ("indicators.toml", "feeds.toml", "gaps.toml", "over_time.toml")  # what earlier versions kept apart
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything we know before any file is loaded. All collections are in the order of their files."""

    indicators: dict[str, Indicator]
    sections: dict[str, Section]
    areas: dict[str, Area]
    breaks: tuple[Break, ...]
    plans: dict[str, Plan]
    sources: tuple[SourceMapping, ...]
    sums: tuple[SumRule, ...]
    reading: ReadingRules
    corrections: tuple[Correction, ...] = ()
    feeds: tuple[Feed, ...] = ()
    lists: tuple[NeighbourList, ...] = ()
    groups: tuple[AuthorityGroup, ...] = ()
    year_rules: Mapping[str, YearDefinition] = field(default_factory=dict)  # by KPI
    timeliness: TimelinessRules | None = None  # how long figures stay current
    what_ifs: Mapping[str, WhatIf] = field(default_factory=dict)  # by the KPI on whose page it stands
    gaps: Mapping[str, SenGapSource] = field(default_factory=dict)  # by KPI, or by the measure's id for one that answers no KPI
    formats: Mapping[str, FileFormat] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)

    @cached_property
    def _areas_by_name(self) -> dict[str, Area]:
        """Every name, code and former code of an area, in plain form."""
        names: dict[str, Area] = {}
        for area in self.areas.values():
            for name in filter(None, (area.name, area.code, area.code3, *area.aliases, *area.former_codes)):
                names.setdefault(plain(name), area)
        return names

    @cached_property
    def regions_by_tag(self) -> dict[str, Area]:
        """Regions by abbreviation and by name, in plain form: NW and North West."""
        found: dict[str, Area] = {}
        for area in self.areas.values():
            if area.level.role is FigureRole.REGION:
                found |= {plain(word): area for word in (area.abbreviation, area.name) if word}
        return found

    def area(self, wanted: str) -> Area | None:
        """The area with this name, alias, 3-digit or 9-digit code (also a superseded one), or None."""
        return self._areas_by_name.get(plain(wanted))

    @property
    def reporters(self) -> str:
        """What a place that scorecards may be of is called: local authority, or each such level where there are several."""
        return either(level.name for level in self.levels.values() if level.scorecard)

    def reporters_named_in(self, text: str) -> list[Area]:
        """Places that scorecards may be of and whose name or alias stands in a line as whole words; longer names win over names in them."""
        line, found = f" {plain(text)} ", dict[str, Area]()
        for name, area in sorted(self._areas_by_name.items(), key=lambda pair: -len(pair[0])):
            if area.level.scorecard and not name.isdigit() and f" {name} " in line:
                found.setdefault(area.code, area)
                line = line.replace(f" {name} ", "  ")
        return list(found.values())

    def narrowest(self, named: Iterable[Area]) -> dict[str, Area]:
        """The areas of several named together, by code: one that another lies in only says where that is, and is left out."""
        found = {area.code: area for area in named}
        around = {above.code for area in found.values() for above in places_above(area, self.areas)}
        return {code: area for code, area in found.items() if code not in around}

    def nation(self, area: Area) -> str:
        """The code of the nation that an area lies in, its own where it is one: England, unless the register says otherwise."""
        nation = area if area.level.role is FigureRole.ENGLAND else nation_above(area, self.areas)
        return nation.code if nation else ENGLAND

    def with_own(self, own: Iterable[Indicator]) -> Catalogue:
        """The catalogue with areas' own KPIs after the shipped ones."""
        return replace(self, indicators={**self.indicators, **{i.code: i for i in own}})

    def taken(self, own: Indicator) -> Indicator | None:
        """The KPI of another area, or of none, that has the code of an area's own; None where the code is free or the area's."""
        return next((i for i in self.indicators.values() if i.code.upper() == own.code.upper() and i.area != own.area), None)

    def free_code(self) -> str:
        """A code that no KPI of any area has."""
        codes = {code.upper() for code in self.indicators}
        return next(code for n in range(1, 1000) if (code := f"X{n}") not in codes)

    def plan_of(self, area: str) -> Plan | None:
        """The area's newest plan, or None."""
        plans = [p for p in self.plans.values() if p.area == area]
        return max(plans, key=lambda p: p.dated, default=None)

    def links(self, area: str, printed: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
        """The priorities of each KPI: by the area's plan where there is one, else as printed on its scorecards."""
        plan = self.plan_of(area)
        if plan is not None:
            return {code: list(plan.numbers_of(code)) for code in self.indicators}
        found: dict[str, list[int]] = {}
        for code, number in printed:
            found.setdefault(code, []).append(number)
        return {code: sorted(set(numbers)) for code, numbers in found.items()}

    def indicators_of(self, area: str) -> dict[str, Indicator]:
        """The KPIs of one area: the shipped ones and its own."""
        return {code: i for code, i in self.indicators.items() if i.area in ("", area)}

    def in_section(self, section: str) -> list[Indicator]:
        return [i for i in self.indicators.values() if i.section == section]

    def feeds_of(self, code: str) -> list[Feed]:
        """A KPI's feeds, its usual one first."""
        return [f for f in self.feeds if f.kpi == code]

    def breaks_of(self, code: str) -> list[Break]:
        return [b for b in self.breaks if code in b.indicators]


def read(folder: Path = REFERENCE, overlay: Path | None = None) -> Catalogue:
    """The catalogue in ``folder``, whole and checked. ``overlay`` may add levels, areas, breaks, plans, sources, corrections and
    words of formats, and add KPIs or change them key by key.

    Raises:
        CatalogueFault: names the file, the entry and the fault; nothing of a faulty catalogue is used.
    """
    overlay = overlay if overlay is not None and overlay.is_dir() else None
    folders = [folder, overlay] if overlay else [folder]
    asked = {KPI_FOLDER, FORMAT_FOLDER, LEVELS}  # what a home may add

    def all_of(file: str, entries: Callable[[Path], Iterable[T]]) -> Iterator[T]:
        asked.add(file)
        return (one for place in folders if place is folder or (place / file).exists() for one in entries(place))

    sections = _unique("sections.toml", ((s.code, s) for s in _sections(folder)))
    together = read_shared_breaks(folder)
    kpis = read_kpis(folder, overlay, sections, together)
    indicators = {one.indicator.code: one.indicator for one in kpis}
    levels = read_levels(folders)
    areas = _unique(AREAS, ((a.code, a) for a in whole_register(all_of(AREAS, lambda place: read_areas(place, levels)), levels)))
    plans = _unique("plans", ((p.id, p) for p in all_of("plans", lambda place: _plans(place, indicators, areas))))
    breaks = all_of("breaks.csv", lambda place: _breaks(place, indicators) if place is overlay else all_breaks(kpis, together))
    found = Catalogue(
        indicators=indicators, sections=sections, areas=areas, breaks=tuple(breaks), plans=plans,
        sources=tuple(all_of("sources", lambda place: _sources(place, indicators, areas))), sums=tuple(_sums(folder, indicators)),
        reading=_reading(folder), corrections=tuple(all_of("corrections.toml", lambda place: _corrections(place, indicators, areas))),
        feeds=tuple(feed for one in kpis for feed in one.feeds), lists=tuple(all_of("neighbours", lambda place: read_lists(place, areas))),
        groups=tuple(all_of("groups.toml", lambda place: read_groups(place, areas))),
        year_rules={one.indicator.code: one.year for one in kpis if one.year},
        what_ifs={one.indicator.code: one.what_if for one in kpis if one.what_if},
        gaps={one.indicator.code: one.gap for one in kpis if one.gap} | measure_gaps(folder), formats=read_formats(folders, areas),
        levels=levels, timeliness=read_timeliness(folder),
    )  # fmt: skip
    if overlay:
        _all_is_read(overlay, sorted(asked))
    return found


def _all_is_read(additions: Path, asked: Sequence[str]) -> None:
    """Raises a fault for a table, list or folder in a home's additions that nobody would read."""
    for path in sorted(additions.iterdir()):
        if path.name in asked or made_by_a_system(path):
            continue
        if path.name in OF_KPIS:
            raise CatalogueFault(
                f"{additions.name}/{path.name}: is not read. What you change of a KPI stands in one file that bears its code, such as "
                f"{additions.name}/{KPI_FOLDER}/S5.toml, and holds only the keys that differ"
            )
        if path.is_dir() or path.suffix.lower() in (".toml", ".csv"):
            raise CatalogueFault(f"{additions.name}/{path.name}: is not read. {additions.name} may hold {', '.join(asked)}")


def own_indicator(asked: Mapping[str, Any], sections: Mapping[str, Section]) -> Indicator:
    """An area's own KPI of what was asked about it: area, code, title, section, unit, polarity, decimals, and any other key.

    Raises:
        CatalogueFault: a key is missing or not one of the known words.
    """
    title, unit = str(asked.get("title", "")), str(asked.get("unit", ""))
    basis = asked.get("period_basis", "calendar year")
    usual: dict[str, Any] = {
        "printed": title, "short": title[:60], "noun": _NOUNS.get(unit, "a figure"), "numerator": "not stated", "denominator": "not stated",
        "data_source": "the area's own scorecard", "owner": "Not stated", "frequency": "as reported", "period_basis": basis,
        "definition": title, "caveats": "A KPI of the area's own; nothing is published to compare it with.", "changed": "not stated",
        "plausible": [0.0, 100.0] if unit == "%" else [0.0, 1e7] if unit == "count" else [-1e6, 1e6], "tolerance": 1.0,
        "tolerance_of": "target" if unit == "count" else "unit",
    }  # fmt: skip
    entry = ReferenceEntry("the area's own KPIs", str(asked.get("code", "?")), usual | dict(asked))
    area = entry.text("area")
    found = replace(definition(entry, entry.text("code"), sections), area=area)
    entry.nothing_else()
    if not CODE.fullmatch(found.code):
        raise entry.fault("the code must be letters and a number, such as X1")
    return found


_NOUNS = {"%": "%", "count": "children and young people", "points": "points", "score": "score", "rate": "rate"}


def _unique(file: str, pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, thing in pairs:
        if key in found:
            raise CatalogueFault(f"{file}: {key}: stands twice")
        found[key] = thing
    if not found:
        raise CatalogueFault(f"{file}: holds no entry")
    return found


def _sections(folder: Path) -> Iterable[Section]:
    for entry in tables(folder, "sections.toml", "section", "code"):
        yield Section(entry.text("code"), entry.text("title"), entry.texts("printed"), entry.text("summary"))
        entry.nothing_else()


def _breaks(folder: Path, indicators: Mapping[str, Indicator]) -> Iterable[Break]:
    for entry in rows(folder, "breaks.csv", ("indicators", "first", "words", "source")):
        codes = _known(entry, tuple(entry.text("indicators").split(";")), indicators)
        if (first := entry.day("first")) is None:
            raise entry.fault("first is missing")
        yield Break(codes, first, entry.text("words"), entry.text("source"))


def _plans(folder: Path, indicators: Mapping[str, Indicator], areas: Mapping[str, Area]) -> Iterable[Plan]:
    for path in sorted((folder / "plans").glob("*.toml")):
        file = f"plans/{path.name}"
        entry = ReferenceEntry(file, "plan", toml(path))
        priorities: list[Priority] = []
        for n, table in enumerate(entry.get("priority", list), 1):
            one = ReferenceEntry(file, f"priority {table.get('number', n)}", table)
            number = one.get("number", int)
            if number in {p.number for p in priorities}:
                raise one.fault("stands twice")
            priorities.append(Priority(number, one.text("title"), _known(one, one.texts("indicators"), indicators)))
            one.nothing_else()
        if (dated := entry.day("dated")) is None:
            raise entry.fault("dated is missing")
        plan = Plan(
            id=entry.text("id"), area=_area_code(entry, areas), title=entry.text("title"), version=entry.text("version"), dated=dated,
            source=entry.text("source"), note=entry.text("note", ""), priorities=tuple(priorities),
        )  # fmt: skip
        entry.nothing_else()
        yield plan


def _sources(folder: Path, indicators: Mapping[str, Indicator], areas: Mapping[str, Area]) -> Iterable[SourceMapping]:
    for path in sorted((folder / "sources").glob("*.toml")):
        file = f"sources/{path.name}"
        entry = ReferenceEntry(file, "source", toml(path))
        means = [_means(ReferenceEntry(file, f"means {n}", table), indicators) for n, table in enumerate(entry.get("means", list, []), 1)]
        doubts = []
        for n, table in enumerate(entry.get("doubt", list, []), 1):
            one = ReferenceEntry(file, f"doubt {n}", table)
            code = _known(one, (one.text("indicator"),), indicators)[0]
            series = one.one_of("series", FigureRole)
            doubts.append(Doubt(code, series, one.text("printed"), one.text("what"), one.text("hint")))
            one.nothing_else()
        yield SourceMapping(
            id=entry.text("id"), area=_area_code(entry, areas), landmark=entry.text("landmark"), notice=entry.text("notice"),
            means=tuple(means), doubts=tuple(doubts),
        )  # fmt: skip
        entry.nothing_else()


def _corrections(folder: Path, indicators: Mapping[str, Indicator], areas: Mapping[str, Area]) -> Iterable[Correction]:
    for entry in tables(folder, "corrections.toml", "correction", "indicator"):
        code = _known(entry, (entry.text("indicator"),), indicators)[0]
        yield Correction(
            area=_area_code(entry, areas), indicator=code, series=entry.one_of("series", FigureRole), period=entry.text("period"),
            printed=entry.text("printed"), value=entry.number("value"), reason=entry.text("reason"), source=entry.text("source"),
        )  # fmt: skip
        entry.nothing_else()


def _means(entry: ReferenceEntry, indicators: Mapping[str, Indicator]) -> HeadingMeans:
    kind, first, last = entry.one_of("kind", PeriodKind), entry.day("first"), entry.day("last")
    if (kind is PeriodKind.NOT_STATED) != (first is None) or (first is None) != (last is None):
        raise entry.fault("a stated period needs first and last; one that is not stated has neither")
    period = Period(entry.text("label"), kind, first, last, entry.text("doubt", ""))
    codes = _known(entry, entry.texts("indicators"), indicators)
    found = HeadingMeans(codes, entry.text("printed"), period, entry.text("reason"))
    entry.nothing_else()
    return found


def _sums(folder: Path, indicators: Mapping[str, Indicator]) -> Iterable[SumRule]:
    for entry in tables(folder, "sums.toml", "sum", "whole"):
        parts, whole = _known(entry, entry.texts("parts"), indicators), _known(entry, (entry.text("whole"),), indicators)[0]
        yield SumRule(parts, whole, entry.get("of_target", bool, False), entry.number("tolerance"), entry.text("hint"))
        entry.nothing_else()


def _reading(folder: Path) -> ReadingRules:
    file = ReferenceEntry("reading.toml", "file", toml(folder / "reading.toml"))
    parts = {key: ReferenceEntry("reading.toml", key, file.get(key, dict)) for key in ("roles", "mixed", "reasons", "child_level")}
    roles: dict[str, tuple[str, ...]] = {}
    seen: dict[str, str] = {}
    for role in file.get("roles", dict):
        roles[role] = tuple(plain(word) for word in parts["roles"].texts(role))
        for word in roles[role]:
            if word in seen:
                raise parts["roles"].fault(f"{word!r} is given to both {seen[word]} and {role}")
            seen[word] = role
    reasons: dict[str, Missing] = {}
    for reason in file.get("reasons", dict):
        try:
            reasons |= dict.fromkeys((w.casefold() for w in parts["reasons"].texts(reason)), Missing(reason))
        except ValueError:
            raise parts["reasons"].fault(f"{reason!r} is not a known reason") from None
    mixed = tuple(plain(word) for word in parts["mixed"].texts("neighbours"))
    child = parts["child_level"]
    words, headings, measures = (tuple(plain(w) for w in child.texts(key)) for key in ("words", "headings", "measures"))
    judgements = {key: _meanings(file.get(key, dict), ReferenceEntry("reading.toml", key, file.get(key, dict)))
                  for key in ("bases", "polarities", "ratings", "directions")}  # fmt: skip
    return ReadingRules(
        roles=roles, mixed_neighbours=mixed, reasons=reasons, child_words=words, child_headings=headings, measure_starts=measures,
        bases=judgements.pop("bases"), judgements=judgements,
    )  # fmt: skip


def _meanings(table: Mapping[str, Any], entry: ReferenceEntry) -> dict[str, str]:
    return {word.casefold(): meaning for meaning in table for word in entry.texts(meaning)}


def _known(entry: ReferenceEntry, codes: tuple[str, ...], indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    for code in codes:
        if code not in indicators:
            raise entry.fault(f"{code} is not a KPI of the catalogue")
    return codes


def _area_code(entry: ReferenceEntry, areas: Mapping[str, Area]) -> str:
    if (code := entry.text("area")) not in areas:
        raise entry.fault(f"area {code} is not in areas.csv")
    return code
