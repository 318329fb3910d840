"""Published series worked ahead for all areas are those of each area read by itself, and a load without a release keeps them."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.model.area import Area
from data.store.store import Store
from kpis.benchmark.published_reader import Readings
from pages.queries import area_view, homes, measure_figures, published_ahead, session
from tests.conftest import BURY, reader
from tests.factories.area_views import view_key
from tests.factories.published import OLDHAM, publish_made


def _alike(home: Path, areas: list[Area]) -> int:
    """Asserts for each area and basis that what is cut is what is read; how many series were set beside each other."""
    found = reader(home)
    build = found.figures.current()
    known = found.catalogue(build)
    reading = Readings(found.figures, build, known)
    worked, seen = reading.every_field(), 0
    for area in areas:
        among = reading.circle(area.code)
        for basis in list(dict.fromkeys(["", *(feed.basis for feed in known.feeds)]))[:4]:
            one, cut = reading.series(area, among, basis), reading.series(area, among, basis, worked)
            assert cut == one, (area.name, basis)
            assert list(cut) == list(one)
            seen += len(cut)
    codes = list(dict.fromkeys(feed.kpi for feed in known.feeds))
    assert reading.fields(codes, "", worked) == reading.fields(codes)
    return seen


def test_each_areas_series_are_the_same_cut_as_read(home: Path, tmp_path: Path) -> None:
    publish_made(Store(home), tmp_path / "made")
    known = reader(home).catalogue(reader(home).figures.current()).areas
    ranked = sorted(known.values(), key=lambda area: area.code)
    assert _alike(home, [known[BURY], known[OLDHAM], *ranked[::29]]) > 50


def test_each_areas_series_are_the_same_cut_as_read_of_dfes_own_files(england: Path) -> None:
    known = reader(england).catalogue(reader(england).figures.current())
    ranked = sorted(known.areas.values(), key=lambda area: area.code)
    assert _alike(england, [*ranked[::43], known.areas[BURY]]) > 100


def test_readers_read_by_themselves_until_the_series_stand_and_cut_them_then(home: Path, tmp_path: Path) -> None:
    publish_made(Store(home), tmp_path / "made")
    where, now = str(home), session.build_of(str(home))
    assert published_ahead.fields(where, now, None) is None
    read = area_view.published_of(view_key(home, BURY))
    assert read
    published_ahead.work(where, now)
    worked = published_ahead.fields(where, now, None)
    assert worked is not None
    area_view._published.drop()
    assert area_view.published_of(view_key(home, BURY)) == read
    assert area_view.published_of(view_key(home, OLDHAM)) == area_view.published_of(view_key(home, OLDHAM, date(2026, 1, 1)))
    assert published_ahead.fields(where, now, date(2026, 1, 1)) is worked  # a past day with the same releases in force
    assert published_ahead.fields(where, now, date(2020, 1, 1)) is None
    found = measure_figures.found(where, now, None, ("S5", "", ""))
    assert found is not None
    assert found.field.values is next(field for feed, field in worked.items() if feed == found.feed).values


def test_a_home_that_was_mended_has_them_worked_anew(home: Path, tmp_path: Path) -> None:
    publish_made(Store(home), tmp_path / "made")
    where, now = str(home), session.build_of(str(home))
    published_ahead.work(where, now)
    before, read = published_ahead.fields(where, now, None), area_view.published_of(view_key(home, BURY))
    homes.forget_kept()
    assert published_ahead.fields(where, now, None) is None
    published_ahead.work(where, now)
    assert published_ahead.fields(where, now, None) is not before is not None
    again = area_view.published_of(view_key(home, BURY))
    assert again == read and again is not read


def test_a_build_that_brings_no_release_keeps_them_and_a_release_does_not(home: Path, tmp_path: Path) -> None:
    store, where = Store(home), str(home)
    publish_made(store, tmp_path / "made")
    published_ahead.work(where, session.build_of(where))
    worked = published_ahead.fields(where, session.build_of(where), None)
    before = session.build_of(where)
    store.decide(1, "withdraw", who="T", recorded_at=datetime(2026, 2, 1, tzinfo=UTC), why="wrong")  # the scorecard
    assert session.build_of(where) != before
    assert published_ahead.fields(where, session.build_of(where), None) is worked is not None
    publish_made(store, tmp_path / "next", updated="2026-02-01", otherwise={("SEN_EHC_All_20wks", 351, 2025): "1.5"})
    now = session.build_of(where)
    assert published_ahead.fields(where, now, None) is None
    published_ahead.work(where, now)
    assert published_ahead.fields(where, now, None) not in (None, worked)


def test_a_new_build_is_looked_after_once_in_a_thread_of_its_own(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_made(Store(home), tmp_path / "made")
    monkeypatch.setenv("SEND_HOME", str(home))
    homes.home_at(str(home))
    for _ in range(3):
        with session.one_run():
            published_ahead.keep_up()
    for thread in threading.enumerate():
        if thread.name == "published":
            thread.join(20)
    assert published_ahead.fields(str(home), session.build_of(str(home)), None) is not None
    assert [thread for thread in threading.enumerate() if thread.name == "published"] == []
