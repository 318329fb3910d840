"""The store: loads that add up, builds that are whole, and figures that are never another thread's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import duckdb
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.loaded_file import Loaded
from data.model.observation import COMPARATORS, CellPart, FigureRole, Missing, Observation
from data.store.store import PublishedLoad, Store
from data.store.stored_figures import BUILDS_KEPT, StoreFault
from loaders import read_file
from tests.conftest import BURY, HEADER, RECEIVED, SAMPLE, TITLE, publish, sheet_bytes
from tests.factories.stores import own_figures

LATER = date(2018, 3, 1)


def scorecard(catalogue: Catalogue, own: float | str | None, year: int = 2016, area: str | None = None) -> tuple[Loaded, bytes]:
    """A sheet with one figure of S5, as read and as bytes."""
    row = ["S5", "% of Assessments completed within 20 Weeks", None, own, None, None, 55.65, "LAIT", "P6"]
    head = [str(year) if heading == "2016" else heading for heading in HEADER]
    content = sheet_bytes([[TITLE], head, row])
    return read_file("one.xlsx", content, catalogue, area=area), content


def add(store: Store, made: tuple[Loaded, bytes], received: date = RECEIVED) -> PublishedLoad:
    return publish(store, *made, received)


def test_an_empty_home_has_no_build_and_reading_it_makes_nothing(store: Store) -> None:
    assert store.current() == ""
    assert not store.home.exists()


def test_what_was_read_is_what_is_kept(store: Store, bury: bytes, catalogue: Catalogue) -> None:
    loaded = read_file(SAMPLE.name, bury, catalogue)
    done = publish(store, loaded, bury)
    frame = store.in_force(done.build)
    kept = {
        Observation(
            indicator=r["indicator"], reporter=r["reporter"], area=r["area"], series=FigureRole(r["series"]),
            measure=CellPart(r["measure"]),
            period=next(o.period for o in loaded.observations if (o.cell, o.measure) == (r["cell"], r["measure"])), value=r["value"],
            missing=Missing(r["missing"]) if r["missing"] else None, raw=r["raw"], file=r["file"], sheet=r["sheet"], cell=r["cell"],
            basis=r["basis"], status=r["status"], data_source=r["data_source"], origin=r["origin"],
        )
        for r in frame.to_dict("records")
    }  # fmt: skip
    assert kept == set(loaded.observations)
    periods = {(r["cell"], r["measure"]): (r["period"], r["period_kind"], r["first"], r["last"]) for r in frame.to_dict("records")}
    for o in loaded.observations:
        assert periods[o.cell, o.measure] == (o.period.label, o.period.kind, o.period.first, o.period.last)
    assert len(store.cells(done.build, done.id)) == len(loaded.cells)
    assert len(store.findings(done.build)) == len(loaded.findings)
    assert {(k.indicator, k.priority) for k in loaded.links} == set(store.links(done.build, BURY).itertuples(index=False, name=None))


def test_the_ledger_says_who_when_and_what(home: Path, bury: bytes) -> None:
    store = Store(home)
    (load,) = store.loads(store.current()).to_dict("records")
    assert (load["id"], load["who"], load["received"], load["area"]) == (1, "tester", RECEIVED, BURY)
    assert load["recorded_at"].isoformat() == "2026-01-05T09:30:00"
    assert load["sha256"] == sha256(bury).hexdigest()
    assert (load["file"], load["format"]) == ("bury_2017.xlsx", "scorecard workbook")
    assert (load["observations"], load["missing"]) == (49, 14)
    assert (home / "raw" / load["kept_as"]).read_bytes() == bury


def test_a_value_and_a_reason_together_are_refused_by_the_table_itself(home: Path) -> None:
    store = Store(home)
    with duckdb.connect(str(home / "build" / f"{store.current()}.duckdb")) as db:
        for assignment in ("value = 1, missing = 'blank'", "value = null, missing = null"):
            with pytest.raises(duckdb.ConstraintException):
                db.execute(f"update observation set {assignment} where cell = 'D10'")


def test_the_same_file_twice_changes_nothing_and_says_so(home: Path, bury: bytes, catalogue: Catalogue) -> None:
    store = Store(home)
    build = store.current()
    before = {path.name: path.stat().st_mtime_ns for path in (home / "build").iterdir()}
    done = publish(store, read_file("renamed.xlsx", bury, catalogue), bury, LATER)
    assert done == PublishedLoad(1, False, build)
    assert len(store.loads(build)) == 1
    assert before == {path.name: path.stat().st_mtime_ns for path in (home / "build").iterdir()}


def test_the_same_file_for_another_area_is_another_load(home: Path, bury: bytes, catalogue: Catalogue) -> None:
    store = Store(home)
    done = publish(store, read_file(SAMPLE.name, bury, catalogue, area="Oldham"), bury)
    assert (done.id, done.published) == (2, True)
    assert list(store.areas(done.build)["area"]) == [BURY, "E08000004"]


def test_a_corrected_file_supersedes_and_the_earlier_figure_stays_in_the_history(store: Store, catalogue: Catalogue) -> None:
    add(store, scorecard(catalogue, 90))
    add(store, scorecard(catalogue, 95), LATER)
    assert own_figures(store) == [95.0]
    history = store.history(store.current(), BURY, "S5")
    assert list(zip(history["value"], history["received"], strict=True)) == [(90.0, RECEIVED), (95.0, LATER)]
    assert len(list((store.home / "raw").iterdir())) == 2


def test_a_correction_to_no_figure_supersedes_too(store: Store, catalogue: Catalogue) -> None:
    add(store, scorecard(catalogue, 90))
    add(store, scorecard(catalogue, "c"), LATER)
    assert own_figures(store) == [None]


def test_a_day_before_a_load_was_received_shows_what_stood_then(store: Store, catalogue: Catalogue) -> None:
    add(store, scorecard(catalogue, 90), RECEIVED)
    add(store, scorecard(catalogue, 95), LATER)
    days = [date(2017, 10, 26), RECEIVED, date(2018, 2, 28), LATER]
    assert [own_figures(store, day) for day in days] == [[], [90.0], [90.0], [95.0]]
    assert len(store.links(store.current(), BURY, date(2017, 10, 26))) == 0


def test_a_file_received_earlier_but_loaded_later_does_not_supersede(store: Store, catalogue: Catalogue) -> None:
    add(store, scorecard(catalogue, 95), LATER)
    add(store, scorecard(catalogue, 90), RECEIVED)
    assert own_figures(store) == [95.0]
    assert own_figures(store, RECEIVED) == [90.0]


def test_of_two_files_received_on_one_day_the_one_loaded_last_is_in_force(store: Store, catalogue: Catalogue) -> None:
    add(store, scorecard(catalogue, 95))
    add(store, scorecard(catalogue, 90))
    assert own_figures(store) == [90.0]


def test_another_year_stands_beside_and_supersedes_nothing(store: Store, catalogue: Catalogue) -> None:
    add(store, scorecard(catalogue, 90, 2015))
    add(store, scorecard(catalogue, 95, 2016), LATER)
    assert own_figures(store) == [90.0, 95.0]


def test_the_same_build_name_is_never_given_to_two_contents(store: Store, catalogue: Catalogue) -> None:
    builds = [add(store, scorecard(catalogue, value)).build for value in (90, 95, 98)]
    assert len(set(builds)) == 3
    frames = [store.in_force(build, indicator="S5") for build in builds]
    assert [list(f[f["series"] == "own"]["value"]) for f in frames] == [[90.0], [95.0], [98.0]]


def test_only_the_last_builds_are_kept_and_all_loads_with_them(store: Store, catalogue: Catalogue) -> None:
    for value in range(BUILDS_KEPT + 3):
        add(store, scorecard(catalogue, value))
    left = sorted(path.stem for path in store.builds.glob("*.duckdb"))
    assert len(left) == BUILDS_KEPT
    assert store.current() == left[-1]
    assert list(store.loads(store.current())["id"]) == list(range(1, BUILDS_KEPT + 4))
    assert not list(store.home.rglob("unfinished-*"))


def test_what_killed_writers_left_is_swept(home: Path, catalogue: Catalogue) -> None:
    left = [home / "build" / "unfinished-1.duckdb", home / "raw" / "unfinished-2"]
    for path in left:
        path.write_bytes(b"half")
    add(Store(home), scorecard(catalogue, 90))
    assert not any(path.exists() for path in left)


def test_eight_threads_on_one_store_each_get_their_own_indicators_rows(home: Path, catalogue: Catalogue) -> None:
    """Sharing one DuckDB connection without a cursor each was measured to return another indicator's rows."""
    store = Store(home)
    build = store.current()
    expected = {code: Store(home).in_force(build, indicator=code).to_dict("records") for code in list(catalogue.indicators)[:8]}

    def ask(code: str) -> list[bool]:
        return [store.in_force(build, indicator=code).to_dict("records") == expected[code] for _ in range(40)]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, expected))
    assert answers == [[True] * 40] * 8
    assert all({row["indicator"] for row in rows} == {code} for code, rows in expected.items())


def test_loads_that_are_published_at_one_moment_all_land_under_their_own_ids(store: Store, catalogue: Catalogue) -> None:
    made = [scorecard(catalogue, value) for value in range(6)]
    together = Barrier(len(made))

    def publish_one(one: tuple[Loaded, bytes]) -> int:
        own = Store(store.home)
        together.wait()
        return add(own, one).id

    with ThreadPoolExecutor(len(made)) as threads:
        ids = list(threads.map(publish_one, made))
    assert sorted(ids) == [1, 2, 3, 4, 5, 6]
    assert list(store.loads(store.current())["id"]) == [1, 2, 3, 4, 5, 6]
    assert sorted(store.history(store.current(), BURY, "S5")["value"]) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_an_old_build_stays_readable_after_it_was_swept_away(home: Path, catalogue: Catalogue) -> None:
    store = Store(home)
    old = store.current()
    assert len(store.in_force(old)) == 63
    for value in range(BUILDS_KEPT + 1):
        add(Store(home), scorecard(catalogue, value))
    assert not (home / "build" / f"{old}.duckdb").exists()
    assert len(store.in_force(old)) == 63


@pytest.mark.parametrize(
    "harm",
    [
        lambda home, now: (home / "build" / "current").write_text("000009-abcdef01", encoding="utf-8"),
        lambda home, now: (home / "build" / f"{now}.duckdb").write_bytes(b"not a database" * 1000),
        lambda home, now: (home / "build" / f"{now}.duckdb").unlink(),
    ],
    ids=["a pointer to a build that is not there", "a damaged build", "a build lost"],
)
def test_what_cannot_be_read_says_what_to_do_and_is_made_again(home: Path, harm: Callable[[Path, str], object]) -> None:
    before = Store(home)
    name, figures = before.current(), own_figures(before)
    harm(home, name)
    store = Store(home)
    with pytest.raises(StoreFault, match=r"It is made again from what was loaded .*, or now by: python cli\.py rebuild"):
        store.loads(store.current())
    assert store.heal() == ["the figures in force"]
    assert (store.current(), own_figures(store)) == (name, figures)
    assert store.heal() == []


@pytest.mark.parametrize("pointer", [b"\xff\xfe\x00", b"x\x00y", b"../../elsewhere", b"a b; drop", b"", None])
def test_a_pointer_damaged_or_lost_is_found_again_by_the_ledger(home: Path, pointer: bytes | None, catalogue: Catalogue) -> None:
    now = Store(home).current()
    if pointer is None:
        (home / "build" / "current").unlink()
    else:
        (home / "build" / "current").write_bytes(pointer)
    store = Store(home)
    assert store.current() == now and len(store.loads(now)) == 1
    done = add(store, scorecard(catalogue, 90))
    assert (done.id, done.published, store.current()) == (2, True, done.build)
    assert (home / "build" / "current").read_text(encoding="utf-8") == done.build


@pytest.mark.parametrize("pointer", [b"", b"x", None])
def test_without_pointer_and_ledger_builds_are_never_a_fresh_start(home: Path, pointer: bytes | None, catalogue: Catalogue) -> None:
    shutil.rmtree(home / "ledger")
    if pointer is None:
        (home / "build" / "current").unlink()
        (home / "build" / f"{'000002-abcdef01'}.duckdb").write_bytes(b"")
    else:
        (home / "build" / "current").write_bytes(pointer)
    with pytest.raises(StoreFault, match="missing or damaged"):
        Store(home).current()
    with pytest.raises(StoreFault):
        add(Store(home), scorecard(catalogue, 90))


def test_a_home_that_cannot_be_a_folder_is_a_fault_in_words(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreFault, match="cannot be written to"):
        add(Store(tmp_path / "file"), scorecard(catalogue, 90))


def test_a_home_with_a_quote_in_its_name_is_a_home(tmp_path: Path, catalogue: Catalogue) -> None:
    store = Store(tmp_path / "O'Neill's figures")
    add(store, scorecard(catalogue, 90))
    assert own_figures(store) == [90.0]


def test_a_file_name_never_decides_where_its_copy_is_kept(store: Store, catalogue: Catalogue) -> None:
    loaded, content = scorecard(catalogue, 90)
    add(store, (replace(loaded, file="../../evil.xlsx/../x.sh;rm"), content))
    (kept,) = (store.home / "raw").iterdir()
    assert kept.name.startswith(loaded.sha256)
    assert kept.parent == store.home / "raw"


def test_a_withdrawn_load_is_out_of_use_until_reinstated_and_stays_in_the_ledger(home: Path, catalogue: Catalogue) -> None:
    store = Store(home)
    later = sheet_bytes([["Bury"], ["Ref", "Indicator", "Target", "2016"], ["S5", "20 weeks", None, 93.5]])
    publish(store, read_file("corrected.xlsx", later, catalogue), later)

    def s5() -> list[float]:
        frame = store.in_force(store.current(), reporter=BURY, indicator="S5")
        return list(frame[(frame["series"] == "own") & (frame["measure"] == "figure")]["value"])

    assert s5() == [93.5]
    moment = datetime(2026, 2, 1, 9, tzinfo=UTC)
    store.decide(2, "withdraw", who="tester", recorded_at=moment, why="Wrong month")
    assert s5() == [100.0]  # the load before it is in force again
    loads = store.loads(store.current())
    assert list(loads["withdrawn"]) == [False, True]
    assert loads.iloc[1]["decided_why"] == "Wrong month"
    with pytest.raises(StoreFault, match="already withdrawn"):
        store.decide(2, "withdraw", who="tester", recorded_at=moment, why="again")
    store.decide(2, "reinstate", who="tester", recorded_at=datetime(2026, 2, 2, 9, tzinfo=UTC), why="")
    assert s5() == [93.5]


def test_a_day_before_a_withdrawal_is_replayed_as_it_stood(home: Path) -> None:
    store = Store(home)
    store.decide(1, "withdraw", who="tester", recorded_at=datetime(2026, 2, 1, 9, tzinfo=UTC), why="Wrong area")
    assert store.in_force(store.current(), reporter=BURY).empty
    assert list(store.areas(store.current())["area"]) == [BURY]  # its ledger can still be reached
    assert len(store.in_force(store.current(), reporter=BURY, as_at=date(2026, 1, 31))) == 63


def test_a_decision_on_no_load_changes_nothing(home: Path) -> None:
    store = Store(home)
    before = store.current()
    with pytest.raises(StoreFault, match="There is no load 7"):
        store.decide(7, "withdraw", who="tester", recorded_at=datetime(2026, 2, 1, tzinfo=UTC), why="none")
    assert store.current() == before


SCHOOLS = """
insert into observation select o.* replace ('S-' || n || '-' || o.area as area) from observation o, range(1, 8) t(n) where series = 'own';
insert into load select * replace (2 as id, 'schools.xlsx' as file, date '2018-03-01' as received) from load where id = 1;
insert into observation select * replace (2 as load) from observation where area like 'S-%' and indicator in ('S5', 'S6');
"""


@pytest.mark.parametrize("indicator", [None, "S5", "S1"])
@pytest.mark.parametrize("day", [None, date(2018, 1, 1), date(2018, 6, 1)])
def test_one_places_figures_are_told_from_those_of_the_schools_in_its_files_and_no_load_is_missed(
    home: Path, indicator: str | None, day: date | None
) -> None:
    """Whatever a standing is made of is there as without the place; of the schools no more than a figure a load."""
    build = (home / "build" / "current").read_text(encoding="utf-8")
    with duckdb.connect(str(home / "build" / f"{build}.duckdb")) as db:
        db.execute(SCHOOLS)
    store = Store(home)
    every = store.in_force(build, reporter=BURY, indicator=indicator, as_at=day)
    seen = store.in_force(build, reporter=BURY, indicator=indicator, as_at=day, place=BURY)
    rows, mine = every.to_dict("records"), [row for row in every.to_dict("records") if row["area"] == BURY or row["series"] in COMPARATORS]
    found = seen.to_dict("records")
    assert list(seen.columns) == list(every.columns)
    assert [row for row in found if row["area"] == BURY or row["series"] in COMPARATORS] == mine
    assert list(dict.fromkeys(row["load"] for row in found)) == list(dict.fromkeys(row["load"] for row in rows))
    assert len(found) <= len(mine) + 2
    assert len(rows) == len(mine) or len(rows) > len(found)


def test_a_home_opens_no_database_before_it_is_asked_and_none_after_it_was_let_go(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda *given, **named: opened.append("one") or connect(*given, **named))
    store, never = Store(home), Store(home)
    build = store.current()
    assert opened == []
    assert len(store.loads(build)) == len(store.loads(build)) == 1 and opened == ["one"]
    never.close()
    for one in (store, never):
        one.close()
        with pytest.raises((duckdb.ConnectionException, StoreFault)):
            one.loads(build)
    assert opened == ["one"]
