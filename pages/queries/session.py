"""The only door to data: the catalogue, the build in force, and cached reads keyed by ids, never by frames."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.catalogue.catalogue import Catalogue
from data.catalogue.reference_entry import CatalogueFault
from data.model.finding import Refused
from data.store.stored_figures import StoredFigures, StoreFault
from kpis.benchmark.published_reader import Readings
from kpis.exports.document import provenance as packing
from kpis.figures.small_numbers import SmallNumbers
from pages.queries import homes
from pages.queries.kept_once import kept_once, looked_at

ROOT = Path(__file__).parents[2]
SMALL = "chosen_small"
ILLUSTRATIVE = ROOT / "data" / "samples" / "illustrative"
SAMPLE = ROOT / "data" / "samples" / "bury_2017.xlsx"
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
    now = build_of(where)
    _RUN.seen = where, now
    try:
        with looked_at(where, now):
            yield
    finally:
        _RUN.seen = None


def home() -> str:
    """The folder this reader looks at: by the area asked for, by choice, else the partnership's own once it holds anything."""
    return _RUN.seen[0] if _RUN.seen else _looked_at()


def _looked_at() -> str:
    other = illustrative_home()
    if get_script_run_ctx(suppress_warning=True) is None or not _build_where_sound(other):
        return own_home()
    asked = st.query_params.get("area") or st.session_state.get("chosen_area")
    made_up, real = (asked in _names(where, now) if (now := _build_where_sound(where)) else False for where in (other, own_home()))
    if made_up != real:
        return other if made_up else own_home()
    return own_home() if st.session_state.get("own") or _held(own_home()) else other


def _build_where_sound(where: str) -> str:
    """The build in force of a folder that can be read; empty where it cannot, or is being made again: the other folder stands meanwhile."""
    try:
        return build_of(where) if homes.under_way(where) is None and store(where).readable() else ""
    except (StoreFault, Refused, CatalogueFault):
        return ""


def _held(where: str) -> bool:
    """Whether a folder holds figures, readable or not."""
    try:
        return bool(build_of(where)) or bool(absence(where))
    except (StoreFault, Refused):
        return True


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
    """Whether the illustrative borough was loaded, and can be read."""
    return bool(_build_where_sound(illustrative_home()))


def illustrative_stands() -> bool:
    """Whether the illustrative borough was ever loaded, and is not being made again."""
    where = illustrative_home()
    return (Path(where) / "ledger").is_dir() and homes.under_way(where) is None


def new() -> bool:
    """Whether nothing was ever loaded here: neither the partnership's own figures nor the illustrative borough."""
    return not _held(own_home()) and not any((Path(illustrative_home()) / part).is_dir() for part in ("ledger", "build"))


def absence(where: str = "") -> str:
    """What of a home that this user knows is not there, in words; empty where nothing is missing. The partnership's own by default."""
    return homes.home_at(where or own_home()).identity.absence()


def gone() -> bool:
    """Whether nothing of the partnership's own folder, which this user knows, can be shown."""
    return homes.home_at(own_home()).identity.gone()


def hurt() -> tuple[str, ...]:
    """The published figures in force that are damaged and not shown, in words."""
    now = build()
    return _hurt_of(home(), now) if now else ()


@kept_once(8)
def _hurt_of(where: str, now: str) -> tuple[str, ...]:
    return store(where).hurt(now)


def illustrative() -> bool:
    """Whether this reader looks at the illustrative borough."""
    return home() == illustrative_home()


def small_numbers() -> SmallNumbers:
    """What this reader chose to do with counts of 1 to 4, in this session, else in the address; outside a page they are as given."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return SmallNumbers.AS_GIVEN
    chosen = st.session_state.get(SMALL, st.query_params.get("small", ""))
    return SmallNumbers(chosen) if chosen in list(SmallNumbers) else SmallNumbers.AS_GIVEN


def choose_small(how: SmallNumbers) -> None:
    """From now on this reader's pages, and all that is taken from them, hide or round small counts, or give them."""
    st.session_state[SMALL] = how.value


def catalogue(where: str = "") -> Catalogue:
    """The catalogue of a folder: the shipped one, the folder's additions, and its areas' own KPIs."""
    return catalogue_of(where, build_of(where)) if where else catalogue_of(home(), build())


@kept_once(8)
def catalogue_of(where: str, now: str) -> Catalogue:
    """The catalogue of one build."""
    return homes.reader(where).catalogue(now)


@kept_once(8)
def _names(where: str, now: str) -> frozenset[str]:
    return frozenset(catalogue_of(where, now).areas[code].name for code in areas_of(where, now))


def store(where: str) -> StoredFigures:
    """What was loaded into one folder, to be read."""
    return homes.reader(where).figures


def build() -> str:
    """The build in force; empty when nothing is loaded."""
    return _RUN.seen[1] if _RUN.seen else build_of(home())


def build_of(where: str) -> str:
    """The build in force in one folder."""
    return store(where).current()


def areas() -> list[str]:
    """Codes of the areas with a load, in the order of their names."""
    now = build()
    return list(areas_of(home(), now)) if now else []


@kept_once(8)
def areas_of(where: str, now: str) -> tuple[str, ...]:
    """Areas with a scorecard first; with published figures every other authority after them, those of today before those abolished."""
    codes = set(store(where).areas(now)["area"])
    areas_known = catalogue_of(where, now).areas
    others = [a.code for a in areas_known.values() if a.level.ranked and a.code not in codes] if releases_of(where, now, None) else []
    own = sorted(codes, key=lambda code: areas_known[code].name)
    return (*own, *sorted(others, key=lambda code: (areas_known[code].closed is not None, areas_known[code].name)))


@kept_once(16)
def releases_of(where: str, now: str, as_at: date | None) -> tuple[str, ...]:
    """The releases of published figures in force, in words."""
    found = store(where).releases(now, as_at)
    return tuple(f"{r.title}, {r.edition}".rstrip(", ") for r in found.itertuples() if r.rank == 1 and r.database)


def releases() -> tuple[str, ...]:
    """The releases of published figures in force, in words; empty before any."""
    now = build()
    return releases_of(home(), now, None) if now else ()


@kept_once(16)
def readings(where: str, now: str, as_at: date | None) -> Readings:
    """Published figures of one build as at one day."""
    return Readings(store(where), now, catalogue_of(where, now), as_at)


def settle(*, whole: bool = False) -> None:
    """What is kept for every session need not be walked after each run; ``whole`` first clears everything that can go."""
    gc.collect(2 if whole else 1)
    gc.freeze()


def today() -> date:
    return date.today()
