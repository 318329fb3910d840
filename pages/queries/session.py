"""The only door to data: the catalogue, the build in force, and cached reads keyed by ids, never by frames."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.loaded_file import Meeting
from data.records.kpi_records import everything, readable, token
from data.records.settings import settings
from data.store.stored_figures import StoredFigures
from kpis import formats
from kpis.benchmark.comparator_group import ComparatorGroup, choices
from kpis.benchmark.published_reader import Readings
from kpis.exports.document import provenance as packing
from kpis.exports.document.provenance import PackWords
from kpis.figures.figure import PublishedSeries
from kpis.governance.exceptions import StandingCommentary
from kpis.standing import kpi_standing
from kpis.standing.kpi_records import KpiRecords, kept
from kpis.standing.kpi_standing import Standing
from pages.queries import homes

ROOT = Path(__file__).parents[2]
ILLUSTRATIVE = ROOT / "data" / "samples" / "illustrative"
SAMPLE = ROOT / "data" / "samples" / "bury_2017.xlsx"
Against = tuple[str, str, str]  # whose neighbours, which basis, and what its KPIs are read by (``known_of``)
Asked = tuple[str, str, str, date | None, Against]  # home, build, area, as at, against: what a cached drawing is keyed by
USUAL: Against = ("", "", "")  # the newest official list, each KPI's first basis
OGL, licence = packing.OGL, packing.licence


def own_home() -> str:
    """The partnership's own folder, which holds build/ and raw/: ``SEND_HOME``, else data/."""
    return os.environ.get("SEND_HOME") or str(ROOT / "data")


def illustrative_home() -> str:
    """The folder of the illustrative borough, apart from any real figures."""
    return str(Path(own_home()) / "illustrative")


class _Run(threading.local):
    """What one run has looked up already, where one is under way."""

    seen: tuple[str, str] | None = None


_RUN = _Run()


@contextmanager
def one_run() -> Iterator[None]:
    """While it lasts, the folder looked at and its build stay those that stood at its start: no page mixes two builds."""
    where = _looked_at()
    _RUN.seen = where, build_of(where)
    try:
        yield
    finally:
        _RUN.seen = None


def home() -> str:
    """The folder this reader looks at: by the area asked for, by choice, else the partnership's own once it holds anything."""
    return _RUN.seen[0] if _RUN.seen else _looked_at()


def _looked_at() -> str:
    other = illustrative_home()
    if get_script_run_ctx(suppress_warning=True) is None or not store(other).current():
        return own_home()
    asked = st.query_params.get("area") or st.session_state.get("chosen_area")
    made_up, real = (asked in _names(where, now) if (now := store(where).current()) else False for where in (other, own_home()))
    if made_up != real:
        return other if made_up else own_home()
    return own_home() if st.session_state.get("own") or build_of(own_home()) else other


def start_own() -> None:
    """From now on this reader looks at the partnership's own folder."""
    st.session_state["own"] = True
    for key in ("chosen_area", "pick_area", "chosen_day", "pick_day"):
        st.session_state.pop(key, None)
    st.query_params.clear()


def look_at_illustrative() -> None:
    """From now on this reader looks at the illustrative borough, until an area of the partnership's is asked for."""
    start_own()
    st.session_state["own"] = False
    st.session_state["chosen_area"] = illustrative_area()


def illustrative_area() -> str:
    """The name of the illustrative borough, or nothing before it was loaded."""
    where = illustrative_home()
    now = build_of(where)
    return min(_names(where, now)) if now else ""


def illustrative_ready() -> bool:
    """Whether the illustrative borough was loaded, by this version."""
    made_up = store(illustrative_home())
    return bool(made_up.current()) and made_up.readable()


def illustrative() -> bool:
    """Whether this reader looks at the illustrative borough."""
    return home() == illustrative_home()


def catalogue(where: str = "") -> Catalogue:
    """The catalogue of a folder: the shipped one, the folder's additions, and its areas' own KPIs."""
    return catalogue_of(where, build_of(where)) if where else catalogue_of(home(), build())


@lru_cache(maxsize=8)
def catalogue_of(where: str, now: str) -> Catalogue:
    """The catalogue of one build."""
    return homes.reader(where).catalogue(now)


@lru_cache(maxsize=8)
def _names(where: str, now: str) -> frozenset[str]:
    return frozenset(catalogue_of(where, now).areas[code].name for code in _areas(where, now))


def store(where: str) -> StoredFigures:
    """What was loaded into one folder, to be read."""
    return homes.reader(where).figures


def warm() -> bool:
    """Works out what the first reader will see: the partnership's figures, else the illustrative borough's; False where neither is."""
    where = own_home() if build_of(own_home()) else illustrative_home()
    now = build_of(where)
    areas = _areas(where, now) if now else ()
    for area in list(store(where).areas(now)["area"]) if now else areas:
        held_of(where, now, area, None, ("", "", known_of(where, now, area)))
    return bool(areas)


def build() -> str:
    """The build in force; empty when nothing is loaded."""
    return _RUN.seen[1] if _RUN.seen else build_of(home())


def build_of(where: str) -> str:
    """The build in force in one folder."""
    return store(where).current()


@dataclass(frozen=True, kw_only=True)
class AreaView:
    """What the build holds of one area: its standings, and the words every screen of it carries."""

    area: Area
    build: str
    standings: tuple[Standing, ...]
    notice: str
    received: str
    source: str
    questioned: frozenset[str]
    as_at: date | None = None
    replayed: str = ""
    against: Against = USUAL

    @property
    def local(self) -> bool:
        """Whether a scorecard of the area's own is among its figures."""
        return any(v.origin == "local" for s in self.standings for v in (*s.points, *s.alongside))

    @property
    def mixed(self) -> bool:
        """Whether it holds both a scorecard's figures and published ones, so that each published one is marked."""
        origins = {v.origin for s in self.standings for v in (s.own, *s.comparators.values()) if v is not None}
        return "local" in origins and len(origins) > 1

    def of(self, code: str) -> Standing:
        return next(s for s in self.standings if s.indicator.code == code)


def pack_words(held: AreaView, standings: Sequence[Standing], said: Mapping[str, StandingCommentary]) -> PackWords:
    """The words that a pack of some of an area's KPIs carries; ``said`` is commentary by its key."""
    sections = catalogue().sections
    words = packing.about(standings, held.area.name, as_at=held.as_at, today=today(), build=held.build, sections=sections, said=said)
    own = settings(homes.reader(home()).records)
    return replace(words, partnership=own.name, logo=own.logo)


def areas() -> list[str]:
    """Codes of the areas with a load, in the order of their names."""
    now = build()
    return list(_areas(home(), now)) if now else []


def held(area: str, as_at: date | None = None, among: str = "", basis: str = "") -> AreaView:
    """Everything shown of one area, worked out once a build; with ``as_at``, as it stood at the end of that day.

    ``among`` names whom it is compared with where the scorecard prints no comparator, ``basis`` another basis of a published KPI.
    """
    return held_of(home(), build(), area, as_at, (among, basis, known_of(home(), build(), area)))


@lru_cache(maxsize=8)
def _areas(where: str, now: str) -> tuple[str, ...]:
    """Areas with a scorecard first; with published figures every other authority after them, those of today before those abolished."""
    codes = set(store(where).areas(now)["area"])
    areas_known = catalogue_of(where, now).areas
    others = [a.code for a in areas_known.values() if a.level.ranked and a.code not in codes] if _releases(where, now, None) else []
    own = sorted(codes, key=lambda code: areas_known[code].name)
    return (*own, *sorted(others, key=lambda code: (areas_known[code].closed is not None, areas_known[code].name)))


@lru_cache(maxsize=16)
def _releases(where: str, now: str, as_at: date | None) -> tuple[str, ...]:
    """The releases of published figures in force, in words."""
    found = store(where).releases(now, as_at)
    return tuple(f"{r.title}, {r.edition}".rstrip(", ") for r in found.itertuples() if r.rank == 1 and r.database)


def releases() -> tuple[str, ...]:
    """The releases of published figures in force, in words; empty before any."""
    now = build()
    return _releases(home(), now, None) if now else ()


@lru_cache(maxsize=16)
def readings(where: str, now: str, as_at: date | None) -> Readings:
    """Published figures of one build as at one day."""
    return Readings(store(where), now, catalogue_of(where, now), as_at)


@lru_cache(maxsize=64)
def circle_of(where: str, now: str, area: str, as_at: date | None, among: str) -> ComparatorGroup:
    """Whom an area is compared with; the usual list where the one named does not list it."""
    reading = readings(where, now, as_at)
    try:
        return reading.circle(area, among)
    except KeyError:
        return reading.circle(area)


@lru_cache(maxsize=64)
def circles_of(where: str, now: str, area: str, as_at: date | None) -> tuple[str, ...]:
    """What an area may be compared with, the usual list first."""
    return tuple(choices(readings(where, now, as_at).lists(), catalogue_of(where, now).groups, area))


def circles(area: str, as_at: date | None) -> list[str]:
    """What an area may be compared with, the usual list first; empty before any list."""
    now = build()
    return list(circles_of(home(), now, area, as_at)) if now else []


@lru_cache(maxsize=64)
def held_of(where: str, now: str, area: str, as_at: date | None, against: Against) -> AreaView:
    """What one build holds of one area, as it stood at the end of ``as_at``; ``against`` are its neighbours' edition and the basis."""
    words, reading = catalogue_of(where, now), store(where)
    frame = reading.in_force(now, reporter=area, as_at=as_at)
    links = words.links(area, reading.links(now, area, as_at).itertuples(index=False))
    nation = words.areas[words.nation(words.areas[area])].name
    remarks = reading.remarks(now, area, as_at).to_dict("records")
    published = published_of(where, now, area, as_at, against)
    standings = tuple(kpi_standing.standings(
        frame, words.indicators_of(area), links, words.breaks, place=area, nation=nation, remarks=remarks, published=published,
        kept=kept_of(where, area, as_at), on=as_at or today(),
    ))  # fmt: skip
    found = reading.findings(now, area)
    checks = found[found["severity"] == "check"].to_dict("records")
    questioned = frozenset(s.indicator.code for s in standings if any(kpi_standing.concerns(f, s) for f in checks))
    settle(whole=as_at is None)
    replayed = f"As it stood on {formats.day(as_at)}" if as_at else ""
    received, source = _receipt(frame, now, _releases(where, now, as_at))
    notice = packing.marked([*frame["notice"], *([""] if published else [])], replayed)
    if not readable(homes.reader(where).records):
        notice = " · ".join(filter(None, (notice, "Agreed targets, limits and events cannot be read")))
    return AreaView(
        area=words.areas[area], build=now, standings=standings, notice=notice, received=received, source=source, questioned=questioned,
        as_at=as_at, replayed=replayed, against=against,
    )  # fmt: skip


def known_of(where: str, now: str, area: str) -> str:
    """What figures are read by, as a key: what is typed of an area's KPIs, and the rating rule that began last, where any has."""
    begun = (rule.since for one in catalogue_of(where, now).indicators.values() for rule in one.on(today()).rules if rule.since)
    return f"{token(homes.reader(where).records, area)}{max(begun, default='')}"


def kept_of(where: str, area: str, as_at: date | None) -> KpiRecords:
    """What people typed of an area's KPIs by a day: targets, how limits are worked, events; nothing where it cannot be read."""
    journal = homes.reader(where).records
    return kept(everything(journal, area, as_at)) if readable(journal) else KpiRecords()


def settle(*, whole: bool = False) -> None:
    """What is kept for every session need not be walked after each run; ``whole`` first clears everything that can go."""
    gc.collect(2 if whole else 1)
    gc.freeze()


def published_of(where: str, now: str, area: str, as_at: date | None, against: Against) -> dict[str, PublishedSeries]:
    """The published series of an area by KPI; what people type changes none of them."""
    return _published(where, now, area, as_at, against[:2])


@lru_cache(maxsize=64)
def _published(where: str, now: str, area: str, as_at: date | None, among_basis: tuple[str, str]) -> dict[str, PublishedSeries]:
    among, basis = among_basis
    place = catalogue_of(where, now).areas[area]
    return readings(where, now, as_at).series(place, circle_of(where, now, area, as_at, among), basis)


def _receipt(frame: pd.DataFrame, now: str, releases: Sequence[str]) -> tuple[str, str]:
    """(received and build, files) of the loads in force, in words."""
    if frame.empty and releases:
        return f"No scorecard loaded · build {now}", f"DfE: {'; '.join(releases)}"
    if frame.empty:
        return f"No load in force · build {now}", "nothing loaded"
    last = frame.sort_values(["received", "load"]).iloc[-1]
    files = list(dict.fromkeys(frame["file"]))
    source = files[0] if len(files) == 1 else f"{len(files)} files, last {last['file']}"
    return f"Received {formats.day(last['received'])} · load {last['load']} · build {now}", source


def meetings(area: str) -> tuple[Meeting, ...]:
    """The area's calendar of meetings, oldest first."""
    return _meetings(home(), build(), area)


@lru_cache(maxsize=16)
def _meetings(where: str, now: str, area: str) -> tuple[Meeting, ...]:
    return tuple(Meeting(row["day"], row["name"]) for row in store(where).meetings(now, area).to_dict("records"))


def today() -> date:
    return date.today()
