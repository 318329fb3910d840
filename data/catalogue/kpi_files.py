"""Everything known of each KPI, one file a KPI: data/reference/indicators, with a home's additions/indicators laid over it key by key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from data.catalogue.benchmark_sources import feeds
from data.catalogue.reference_entry import CatalogueFault, ReferenceEntry, tables, toml
from data.catalogue.sen_gap_sources import SenGapSource, kpi_gap
from data.catalogue.year_rules import what_if, year_definition
from data.model.indicator import Indicator, Polarity, Section, Standard, Unit, WhatIf, YearDefinition
from data.model.period import Break
from data.model.publication import Feed
from data.model.rating_rule import RatingRule, RuleKind

FOLDER, SHARED_BREAKS = "indicators", "shared_breaks.toml"
CODE = re.compile(r"[A-Z]{1,3}[0-9]{1,3}[A-Za-z]?")
PERIOD_BASES = ("january census", "calendar year", "academic year", "month", "as at date", "quarter")
LABELS = {"feed": "basis", "break": "first", "rating": "since"}  # what tells the entries of a list apart
MADE_BY_SYSTEMS = ("thumbs.db", "desktop.ini")  # as every name that begins with a dot
Keys = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiFacts:
    """What one KPI's file says. ``place`` orders the KPIs of a section; ``shared`` names breaks that other KPIs have too."""

    file: str
    indicator: Indicator
    place: float
    feeds: tuple[Feed, ...]
    year: YearDefinition | None
    what_if: WhatIf | None
    gap: SenGapSource | None
    breaks: tuple[Break, ...]
    shared: tuple[str, ...]


def read_kpis(folder: Path, additions: Path | None, sections: Mapping[str, Section], together: Iterable[str]) -> list[KpiFacts]:
    """The KPIs in the order of the scorecard: by section, by ``place`` within it. ``together`` names the breaks that several may share.

    Raises:
        CatalogueFault: names the file, the entry and the fault. Where a home's file is laid over a shipped one, its own is named.
    """
    shipped = _files(folder / FOLDER, FOLDER)
    if not shipped:
        raise CatalogueFault(f"{FOLDER}: holds no entry")
    named = f"{additions.name}/{FOLDER}" if additions else ""
    own = _files(additions / FOLDER, named) if additions and (additions / FOLDER).exists() else {}
    found = [_facts(ReferenceEntry(f"{FOLDER}/{code}.toml", code, keys), sections, together) for code, keys in shipped.items()]
    for n, code in enumerate(shipped):  # each was whole by itself, so that a fault from here on is the home's
        if code in own:
            laid = _laid_over(shipped[code], ReferenceEntry(f"{named}/{code}.toml", code, own[code]))
            found[n] = _facts(laid, sections, together)
    for code in (code for code in own if code not in shipped):
        try:
            found.append(_facts(ReferenceEntry(f"{named}/{code}.toml", code, own[code]), sections, together))
        except CatalogueFault as why:
            raise CatalogueFault(f"{why}. No KPI {code} comes with the dashboard, so this file must say everything of it") from why
    _beside_each_other(found, [f"{named}/{code}.toml" for code in own])
    order = list(sections)
    return sorted(found, key=lambda one: (order.index(one.indicator.section), one.place, one.indicator.code))


def read_shared_breaks(folder: Path) -> dict[str, Break]:
    """By its name, each break that several KPIs may have; which they are, their files say.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, Break] = {}
    for entry in tables(folder, SHARED_BREAKS, "break", "name"):
        if (name := entry.text("name")) in found:
            raise entry.fault("stands twice")
        found[name] = _break(entry, ())
    return found


def all_breaks(kpis: Sequence[KpiFacts], together: Mapping[str, Break]) -> list[Break]:
    """Every break by its day; one that several KPIs name is one break of them all."""
    found = [one for kpi in kpis for one in kpi.breaks]
    for name, one in together.items():
        if codes := tuple(kpi.indicator.code for kpi in kpis if name in kpi.shared):
            found.append(replace(one, indicators=codes))
    return sorted(found, key=lambda one: one.first)


def _files(folder: Path, named: str) -> dict[str, Keys]:
    """The keys of every file of a folder by the code that the file bears as its name."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as why:
        raise CatalogueFault(f"{named}: cannot be opened: {why}") from why
    found: dict[str, Keys] = {}
    for path in paths:
        if made_by_a_system(path):
            continue
        if path.suffix != ".toml" or not CODE.fullmatch(path.stem) or not path.is_file():
            what = "is no KPI's file: each is named by the KPI's code, such as S5.toml, and nothing else stands here"
            raise CatalogueFault(f"{named}/{path.name}: {what}")
        found[path.stem] = toml(path, f"{named}/{path.name}")
    return found


def made_by_a_system(path: Path) -> bool:
    """Whether a computer left the file there by itself, such as Thumbs.db: nobody's fact, so nobody need be told."""
    return path.name.startswith(".") or path.name.lower() in MADE_BY_SYSTEMS


def _laid_over(shipped: Keys, own: ReferenceEntry) -> ReferenceEntry:
    """The keys of a home over the shipped ones: key by key, also inside a table; an entry of a list changes its like or is added."""
    if not own.keys:
        raise own.fault("holds nothing, so it changes nothing. Take the file away, or say what changes")
    found = dict(shipped)
    for key, value in own.keys.items():
        before = found.get(key)
        if value in ([], {}) and (isinstance(before, dict) or key in LABELS):
            raise own.fault(f"{key} holds nothing, so it changes nothing. Take it out, or say what changes")
        if isinstance(before, dict) and isinstance(value, dict):
            found[key] = before | value
        elif key in LABELS and isinstance(value, list) and all(isinstance(one, dict) for one in value):
            found[key] = _entries_over(before or [], own.entries(key, LABELS[key]), LABELS[key])
        else:
            found[key] = value
    return ReferenceEntry(own.file, own.name, found)


def _entries_over(shipped: Iterable[Keys], own: Iterable[ReferenceEntry], label: str) -> list[Keys]:
    found: dict[str, Keys] = {str(one[label]): one for one in shipped}
    seen: set[str] = set()
    for one in own:
        if label not in one.keys:
            raise one.fault(f"{label} is missing")
        if (name := str(one.keys[label])) in seen:
            raise one.fault("stands twice")
        seen.add(name)
        found[name] = {**found.get(name, {}), **one.keys}
    return list(found.values())


def _facts(entry: ReferenceEntry, sections: Mapping[str, Section], together: Iterable[str]) -> KpiFacts:
    code = entry.name
    indicator = definition(entry, code, sections)
    shared = entry.texts("shared_breaks", ())
    if unknown := [name for name in shared if name not in together]:
        raise entry.fault(f"shared_breaks names {unknown[0]!r}, which is not in {SHARED_BREAKS}; a break of this KPI alone is a [[break]]")
    year, backlog, gap = (entry.inside(key) for key in ("year", "backlog", "gap"))
    found = KpiFacts(
        file=entry.file, indicator=indicator, place=entry.number("place"), feeds=tuple(feeds(entry, code)),
        year=year_definition(year) if year else None, what_if=what_if(backlog, code) if backlog else None,
        gap=kpi_gap(gap, code) if gap else None, breaks=tuple(_breaks(entry, code)), shared=shared,
    )  # fmt: skip
    entry.nothing_else()
    return found


def _beside_each_other(kpis: Sequence[KpiFacts], of_home: Sequence[str]) -> None:
    """What can be seen only of all KPIs together: no two short names alike, and every KPI that another names is there."""
    shorts: dict[str, KpiFacts] = {}
    codes = {kpi.indicator.code for kpi in kpis}
    for kpi in sorted(kpis, key=lambda one: one.file in of_home):  # of two, the home's is the one to change
        one = kpi.indicator
        if one.short in shorts:
            other = shorts[one.short].indicator.code
            raise CatalogueFault(f"{kpi.file}: {one.code}: short name {one.short!r} is also that of {other}")
        shorts[one.short] = kpi
        named = [one.whole, *((kpi.what_if.requests, kpi.what_if.issued) if kpi.what_if else ())]
        if unknown := [code for code in named if code and code not in codes]:
            raise CatalogueFault(f"{kpi.file}: {one.code}: {unknown[0]} is not a KPI of the catalogue")


def definition(entry: ReferenceEntry, code: str, sections: Mapping[str, Section]) -> Indicator:
    """What a KPI is, of the keys of its file or of what was asked about an area's own.

    Raises:
        CatalogueFault: a key is missing or does not say what it must.
    """
    words = ("section", "printed", "title", "short", "noun", "numerator", "denominator", "data_source", "owner")
    more = ("frequency", "period_basis", "definition", "caveats", "changed")
    keys = {key: entry.text(key) for key in (*words, *more)}
    low_high = entry.get("plausible", list)
    if len(low_high) != 2 or not all(type(n) in (int, float) for n in low_high) or not low_high[0] < low_high[1]:
        raise entry.fault("plausible must be two numbers, the lower first")
    if keys["period_basis"] not in PERIOD_BASES:
        raise entry.fault(f"period_basis must be one of {', '.join(PERIOD_BASES)}")
    if not 0 <= (decimals := entry.get("decimals", int)) <= 4:
        raise entry.fault("decimals must be 0 to 4")
    found = Indicator(
        code=code, **keys, unit=entry.one_of("unit", Unit), polarity=entry.one_of("polarity", Polarity), decimals=decimals,
        plausible=(float(low_high[0]), float(low_high[1])), rules=_rules(entry), share_of=entry.text("share_of", ""),
        retired=entry.day("retired"), over_time=entry.get("over_time", bool, True),
        whole=entry.text("whole", ""), per=entry.number("per", 100.0), published_months=entry.get("published_months", int, 0),
        none_for=entry.texts("none_for", ()),
        standard=_standard(standard) if (standard := entry.inside("standard")) else None,
    )  # fmt: skip
    if found.section not in sections:
        raise entry.fault(f"section {found.section} is not one of {', '.join(sections)}")
    return found


def _rules(entry: ReferenceEntry) -> tuple[RatingRule, ...]:
    """The rule of a KPI that stood always, then each later one (``[[rating]]``) by its first day."""
    always = _rule(entry, "")
    later: dict[date, RatingRule] = {}
    for one in entry.entries("rating", "since"):
        if (since := one.day("since")) is None:
            raise one.fault("since must be the first day from which the rule judges")
        if since in later:
            raise one.fault(f"two rules begin on {since.isoformat()}")
        later[since] = replace(_rule(one, always.kind), since=since, why=one.text("why"))
        one.nothing_else()
    return (always, *(later[since] for since in sorted(later)))


def _rule(entry: ReferenceEntry, usual: str) -> RatingRule:
    """``usual`` stands where the entry does not say what its tolerance is of; empty where it must."""
    if (kind := entry.text("tolerance_of", *filter(None, (usual,)))) not in tuple(RuleKind):
        raise entry.fault(f"tolerance_of must be {' or '.join(RuleKind)}")
    if (tolerance := entry.number("tolerance")) < 0:
        raise entry.fault("tolerance must not be negative")
    return RatingRule(RuleKind(kind), tolerance)


def _standard(entry: ReferenceEntry) -> Standard:
    found = Standard(entry.number("value"), entry.text("basis"))
    entry.nothing_else()
    return found


def _breaks(entry: ReferenceEntry, code: str) -> Iterator[Break]:
    seen = set()
    for one in entry.entries("break", "first"):
        found = _break(one, (code,))
        if found.first in seen:
            raise one.fault("stands twice")
        seen.add(found.first)
        yield found


def _break(entry: ReferenceEntry, codes: tuple[str, ...]) -> Break:
    if (first := entry.day("first")) is None:
        raise entry.fault("first is missing")
    found = Break(codes, first, entry.text("words"), entry.text("source"))
    entry.nothing_else()
    return found
