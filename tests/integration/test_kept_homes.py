"""Homes that the code of their time left behind open today, and say what they said then: figure by figure, and word by word."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import time_machine

import cli
from data.home.actor import Actor
from data.home.home import Home, HomeReader
from tests.freeze.clock import NOW
from tests.kept_homes import NAMES, unpacked

READER = Actor("a test")
AREAS = {"E08000002": "Bury", "X06000001": "Westmere"}
OBSERVATION = (
    "indicator", "reporter", "area", "series", "measure", "period", "period_kind", "first", "last", "period_doubt", "value", "missing",
    "raw", "file", "sheet", "cell", "basis", "status", "data_source", "origin",
)  # fmt: skip
FIGURE = ("measure", "area", "period", "value", "missing", "raw", "status", "file", "cell", "load", "received")
# What a later form holds of each load, and what stands there for one of a form that knew nothing of it.
SINCE = {
    "withdrawn": False, "decided_why": None, "decided_by": None, "decided_at": None, "publication": "", "title": "", "edition": "",
    "database": "",
}  # fmt: skip
OF_RULES = {"rag"}


class Kept:
    """One kept home unpacked, and what the code that made it said."""

    def __init__(self, name: str, folder: Path) -> None:
        self.path, self.expected = unpacked(name, folder)
        self.before = {one.relative_to(self.path).as_posix(): one.read_bytes() for one in self.path.rglob("*") if one.is_file()}
        self.home = Home(self.path)
        self.healed = self.home.heal()

    @property
    def reader(self) -> HomeReader:
        return self.home.read(READER)

    @property
    def build(self) -> str:
        return self.reader.figures.current()

    def again(self, what: str) -> Any:
        """What the old code said, in the words of today; nothing, where its form had no room for it."""
        found = self.expected.get(what, [])
        match what:
            case "loads":
                return [SINCE | row for row in found]
            case "remarks":
                return [{"means": ""} | row for row in found]
            case "answers":
                return [{"periods": {}} | row for row in found]
            case _:
                return found


@pytest.fixture(params=[pytest.param(name, id=name) for name in NAMES], scope="module")
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A kept home to be read, opened once for all that is asked of it."""
    found = Kept(request.param, tmp_path_factory.mktemp("kept"))
    assert len(found.reader.figures.loads(found.build)) == len(found.expected["loads"])
    yield found
    found.home.close()


def plain(value: Any) -> Any:
    """A value as it stands in JSON."""
    if isinstance(value, pd.DataFrame):
        return plain(value.to_dict("records"))
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[list[Any]]:
    return [plain([row[name] for name in columns]) for row in frame.to_dict("records")]


def until(day: str) -> date | None:
    return date.fromisoformat(day) if day else None


def test_every_landed_form_is_kept() -> None:
    assert {name.split("-")[1] for name in NAMES} >= {"1", "2", "3", "4"}
    assert len(NAMES) == 7


def test_the_ledger_stands(kept: Kept) -> None:
    found = plain(kept.reader.figures.loads(kept.build))
    assert [{k: v for k, v in row.items() if k in set(SINCE) | set(kept.expected["loads"][0])} for row in found] == kept.again("loads")
    assert plain(kept.reader.figures.areas(kept.build)) == kept.expected["areas"]


def test_what_each_load_gave_and_what_was_said_of_it_stand(kept: Kept) -> None:
    figures = kept.reader.figures
    assert {id: rows(figures.given(kept.build, int(id)), OBSERVATION) for id in kept.expected["given"]} == kept.expected["given"]
    assert plain(figures.findings(kept.build)) == kept.expected["findings"]
    for row in kept.expected["loads"]:
        if row["area"] in AREAS:
            assert len(figures.cells(kept.build, row["id"])) == json.loads(row["cells"])["non_empty"]


@pytest.mark.parametrize("area", AREAS)
def test_every_figure_in_force_on_each_day_stands(kept: Kept, area: str) -> None:
    figures, given = kept.reader.figures, kept.expected["given"]
    for name, expected in kept.expected["in_force"].items():
        who, _, day = name.partition(" ")
        if who != area:
            continue
        received = {row["id"]: row["received"] for row in kept.expected["loads"]}
        wanted = [(int(id), received[int(id)], *given[id][at]) for id, places in expected.items() for at in places]
        found = rows(figures.in_force(kept.build, reporter=area, as_at=until(day)), ("load", "received", *OBSERVATION))
        assert sorted(map(tuple, found), key=repr) == sorted(wanted, key=repr), name
        assert sorted({tuple(row) for row in rows(figures.links(kept.build, area, until(day)), ("indicator", "priority"))}) == [
            tuple(one) for one in kept.expected["links"][name]
        ]


@pytest.mark.parametrize("area", AREAS)
def test_every_kpi_says_what_it_said(kept: Kept, area: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Value, status, source and day, and those of the comparators. A rating is a rule's, and rules have changed since."""
    received = {row["id"]: row["received"] for row in kept.expected["loads"]}
    for name, expected in kept.expected["kpis"].items():
        who, _, day = name.partition(" ")
        if who != area:
            continue
        with time_machine.travel(NOW, tick=False):
            asked = ["show", "--area", AREAS[area], "--home", str(kept.path), "--json", *(("--as-at", day) if day else ())]
            assert cli.main(asked) == 0
        found = {kpi["code"]: kpi for kpi in json.loads(capsys.readouterr().out)["kpis"]}
        assert {code: said(found[code], received, one) for code, one in expected.items()} == {
            code: {key: value for key, value in one.items() if key not in OF_RULES} for code, one in expected.items()
        }, name


def _figure(comparator: Mapping[str, Any]) -> Any:
    """A comparator's figure; of a count it is told as a total."""
    return comparator.get("value") if comparator.get("value") is not None else comparator.get("total")


def said(kpi: Mapping[str, Any], received: Mapping[int, str], then: Mapping[str, Any]) -> dict[str, Any]:
    """What a KPI says today, under the names that ``then`` has for it."""
    others = ("target", "statistical_neighbours", "region", "england")
    if then["origin"] == "published" and kpi["origin"] == "local":  # DfE's newer figure stood in the row of the partnership's own
        line = kpi["published_line"]
        kept = {"value": line["value"], "missing": line["missing"], "source": line["source"], "period": line["period"]["label"]}
        beside = {key: line["comparators"].get(key) for key in others[1:] if line["comparators"].get(key) is not None}
        return {key: value for key, value in then.items() if key not in OF_RULES} | {k: v for k, v in (kept | beside).items() if k in then}
    own = {key: kpi.get(key) for key in ("value", "missing", "raw", "status", "share", "source", "load", "origin")}
    more = {"period": (kpi.get("period") or {}).get("label"), "received": received.get(kpi.get("load") or 0)}
    found = own | {key: _figure(kpi.get(key) or {}) for key in others} | more
    if then["origin"] == "published":  # of a published figure the old code kept no day beside the scorecard's
        found["received"] = None
    return {key: found[key] for key in then if key not in OF_RULES}


def test_superseded_figures_stand(kept: Kept) -> None:
    for name, expected in kept.expected["history"].items():
        area, _, code = name.partition(" ")
        frame = kept.reader.figures.history(kept.build, area, code)
        assert rows(frame, ("load", "period", "value", "missing", "received")) == expected, name


def test_answers_and_own_kpis_stand(kept: Kept) -> None:
    reader = kept.reader
    since = {"scales": {}}  # what answers have had since, and those kept before have none of
    assert [plain(asdict(one)) for one in reader.figures.answers(kept.build)] == [since | one for one in kept.again("answers")]
    assert reader.figures.own_indicators(kept.build) == kept.again("own_indicators")
    known = reader.catalogue(kept.build)
    assert {one["code"]: known.indicators[one["code"]].title for one in kept.again("own_indicators")} == {
        one["code"]: one["title"] for one in kept.again("own_indicators")
    }


def test_remarks_and_meetings_stand(kept: Kept) -> None:
    assert plain(kept.reader.figures.remarks(kept.build, "X06000001")) == kept.again("remarks")
    assert plain(kept.reader.figures.meetings(kept.build, "X06000001")) == kept.again("meetings")


def test_releases_and_their_figures_stand(kept: Kept) -> None:
    figures = kept.reader.figures
    if "releases" not in kept.expected:
        assert not len(figures.releases(kept.build)) and not figures.neighbour_lists(kept.build)
        return
    for day, expected in kept.expected["releases"].items():
        assert plain(figures.releases(kept.build, until(day))) == expected, day
        measures = figures.measures(kept.build, until(day))
        found = figures.figures(
            kept.build, list(measures["id"]) if len(measures) else [], areas=["E08000002", "E92000001", "E12000002"],
            levels=["authority", "region", "country"], as_at=until(day),
        )  # fmt: skip
        assert (rows(found, FIGURE) if len(found) else []) == kept.expected["figures"][day], day
        assert [plain(asdict(one)) for one in figures.neighbour_lists(kept.build, until(day))] == kept.expected["neighbours"][day]


def test_words_and_evidence_stand(kept: Kept) -> None:
    records = kept.reader.records
    told = [asdict(one) for one in records.entries()]
    assert all(one.pop(name) == "" for one in told for name in ("removed", "removal"))  # nothing was removed for good then
    assert [plain(one) for one in told] == kept.again("words")
    assert records.version() == kept.expected.get("words_version", records.version())
    for name in kept.again("evidence"):
        assert sha256(records.file(name.partition(".")[0])).hexdigest() == name.partition(".")[0]


def test_files_as_received_and_typed_words_are_the_same_bytes_after_opening(kept: Kept) -> None:
    assert sorted(path.name for path in (kept.path / "raw").iterdir()) == kept.expected["raw"]
    for name, content in kept.before.items():
        if name.startswith(("raw/", "additions/", "words/journal")):
            assert (kept.path / name).read_bytes() == content, name
    for row in kept.expected["loads"]:
        for file in row["kept_as"].split(", "):
            assert sha256((kept.path / "raw" / file).read_bytes()).hexdigest() == file.partition(".")[0]


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in NAMES])
def test_a_home_of_an_earlier_form_can_be_written_to(name: str, tmp_path: Path) -> None:
    kept = Kept(name, tmp_path)
    writer = kept.home.write(READER)
    writer.decide_load(2, "withdraw", why="A test")
    ledger = kept.reader.figures.loads(kept.build).set_index("id")
    expected = {row["id"]: row["withdrawn"] for row in kept.again("loads")} | {2: True}
    assert dict(ledger["withdrawn"]) == expected
    assert list(ledger["received"].map(str)) == [row["received"] for row in kept.expected["loads"]]
    kept.home.close()
