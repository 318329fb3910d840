"""What is kept beside figures: many files in one build, remembered answers, an area's own KPIs, remarks, meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from data.catalogue.catalogue import Catalogue, own_indicator
from data.model.loaded_file import Loaded, Meeting, Remark, RemarkKind
from data.model.period import Period, PeriodKind
from data.model.questions import Answers
from data.store.store import ReceivedFile, Store
from loaders import read_file
from tests.conftest import BURY, HEADER, TITLE, publish, sheet_bytes

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
JANUARY = Period("Jan-24", PeriodKind.MONTH, date(2024, 1, 1), date(2024, 1, 31))
OWN = {"area": BURY, "code": "X1", "title": "Plans reviewed in time", "section": "S", "unit": "%", "polarity": "higher", "decimals": 1}


def scorecard(catalogue: Catalogue, year: int, figure: float | None) -> tuple[Loaded, bytes]:
    content = sheet_bytes([[TITLE], [c if c != "2016" else str(year) for c in HEADER], ["S5", "Timeliness", 90, figure, 60, 61, 62]])
    return read_file(f"{year}.xlsx", content, catalogue), content


def test_many_files_are_published_in_one_build_with_their_own_days(store: Store, catalogue: Catalogue) -> None:
    files = [ReceivedFile(*scorecard(catalogue, year, year - 1950.5), date(year, 6, 1)) for year in range(2000, 2012)]
    done = store.publish_loads([*files, files[3]], who="tester", recorded_at=NOON)
    assert [d.id for d in done] == [*range(1, 13), 4] and [d.published for d in done] == [True] * 12 + [False]
    assert {d.build for d in done} == {store.current()} and store.current().startswith("000001-")
    loads = store.loads(store.current())
    assert list(loads["received"]) == [one.received for one in files]
    own = store.in_force(store.current(), indicator="S5")
    own = own[own["series"] == "own"]
    assert [(row.period, row.value) for row in own.itertuples()] == [(str(y), y - 1950.5) for y in range(2000, 2012)]


def test_rows_cross_unchanged_whatever_the_first_thousand_hold(store: Store, catalogue: Catalogue) -> None:
    """No column's type is guessed from its first rows: a reason after 1,500 figures, a date after 1,500 without, stay themselves."""
    loaded, content = scorecard(catalogue, 2016, 0.1 + 0.2)
    first = loaded.observations[0]
    undated = replace(first, period=Period("?", PeriodKind.NOT_STATED, None, None))
    many = tuple(replace(undated, period=replace(undated.period, label=str(n)), raw="007") for n in range(1500))
    store.publish_loads(
        [ReceivedFile(replace(loaded, observations=(*many, first)), content, date(2024, 1, 1))], who="tester", recorded_at=NOON
    )
    rows = store.given(store.current(), 1)
    assert set(rows["raw"][:1500]) == {"007"} and rows["first"].iloc[-1] == date(2016, 1, 1)
    assert [rows["value"].iloc[0], rows["value"].iloc[-1]] == [first.value] * 2


def test_answers_are_remembered_changed_and_forgotten(store: Store, catalogue: Catalogue) -> None:
    loaded, content = scorecard(catalogue, 2016, 50)
    said = Answers(
        id=0, area=BURY, headings=("ref", "qpr"), columns={"qpr": "leave out"}, kpis={"timeliness": "S5"}, periods={"latest": "2016"}
    )
    publish(store, replace(loaded, answers=said), content)
    assert store.answers(store.current()) == (replace(said, id=1, periods={}),)
    store.remember(replace(said, id=1, columns={"qpr": "value"}), file="", who="tester", recorded_at=NOON)
    assert [a.columns for a in store.answers(store.current())] == [{"qpr": "value"}]
    store.remember(replace(said, id=0, headings=("code",)), file="", who="tester", recorded_at=NOON)
    assert [a.id for a in store.answers(store.current())] == [1, 2]
    store.forget(1, who="tester", recorded_at=datetime(2026, 1, 6, tzinfo=UTC))
    assert [a.id for a in store.answers(store.current())] == [2]


def test_the_same_answers_again_add_no_row(store: Store, catalogue: Catalogue) -> None:
    said = Answers(id=1, area=BURY, headings=("ref",), columns={"qpr": "leave out"})
    for year in (2016, 2017):
        loaded, content = scorecard(catalogue, year, 50)
        publish(store, replace(loaded, answers=said), content)
    with store._writing():
        rows = store._frame("select * from {build}.answers", store.current())
    assert len(rows) == 1


def test_an_own_kpi_is_kept_in_its_newest_wording(store: Store, catalogue: Catalogue) -> None:
    store.add_indicator(OWN, who="tester", recorded_at=NOON)
    store.add_indicator(OWN | {"decimals": 0}, who="tester", recorded_at=datetime(2026, 1, 6, tzinfo=UTC))
    own = [own_indicator(entry, catalogue.sections) for entry in store.own_indicators(store.current())]
    assert [(i.code, i.decimals, i.area, i.short) for i in own] == [("X1", 0, BURY, "Plans reviewed in time")]
    assert list(catalogue.with_own(own).indicators)[-1] == "X1" and "X1" not in catalogue.indicators


def test_remarks_and_meetings_are_those_of_loads_in_force(store: Store, catalogue: Catalogue) -> None:
    loaded, content = scorecard(catalogue, 2016, 50)
    remark = Remark(indicator="S5", kind=RemarkKind.RAG, text="Green", means="green", period=JANUARY, sheet="Scorecard", cell="H3")
    publish(store, replace(loaded, remarks=(remark,), meetings=(Meeting(date(2024, 3, 1), "Board"),)), content, date(2024, 2, 1))
    build = store.current()
    assert [(r.kind, r.text, r.first) for r in store.remarks(build, BURY).itertuples()] == [("rag", "Green", date(2024, 1, 1))]
    assert store.remarks(build, BURY, as_at=date(2024, 1, 31)).empty
    assert [tuple(r) for r in store.meetings(build, BURY).itertuples(index=False)] == [(date(2024, 3, 1), "Board")]
    after = store.decide(1, "withdraw", who="tester", recorded_at=NOON, why="a test")
    assert store.meetings(after, BURY).empty and store.remarks(after, BURY).empty


def test_a_build_of_another_version_is_told_and_made_figures_can_be_cleared(store: Store, catalogue: Catalogue) -> None:
    loaded, content = scorecard(catalogue, 2016, 50)
    publish(store, loaded, content)
    assert store.readable()
    (store.builds / "current").write_text("000009-deadbeef", encoding="utf-8")
    assert not store.readable()
    store.remove_figures()
    assert store.current() == "" and not list(store.raw.iterdir())
    publish(store, loaded, content)
    assert store.readable()
