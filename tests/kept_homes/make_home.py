"""A kept home made by old code, and what that code says of it.

python tests/kept_homes/make_home.py OLD_CHECKOUT FORM INPUTS OUT, where FORM is one of 1, 2, 3a, 3b and 4, INPUTS is what
``make_inputs`` wrote, and OUT takes ``home/`` and ``expected.json``. Nothing of today's code is imported: only the old checkout's.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import io
import json
import os
import random
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import time_machine

BURY, WESTMERE = "E08000002", "X06000001"
ORDER = ("1", "2", "3a", "3b", "4")
DAYS = ("2018-02-15", "2019-07-01", "2026-01-13", "2026-06-01", "")  # empty: as it stands
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=ZoneInfo("UTC"))
COLUMNS = (
    "indicator", "reporter", "area", "series", "measure", "period", "period_kind", "first", "last", "period_doubt", "value", "missing",
    "raw", "file", "sheet", "cell", "basis", "status", "data_source", "origin",
)  # fmt: skip
OWN = {"area": WESTMERE, "code": "X2", "title": "Families met", "section": "S", "unit": "count", "polarity": "higher", "decimals": 0}
ACTION, RISK = {"status": "complete", "due": "2018-06-30", "progress": "Signed off"}, {"text": "Too few caseworkers", "owner": "KD"}
# kind, area, key, body, the body it is changed to (None: taken away, and brought back)
WORDS: tuple[tuple[str, str, str, dict[str, Any], dict[str, Any] | None], ...] = (
    ("action_edit", BURY, "1.1.1", {"status": "behind or at risk", "due": None, "progress": "Two\nlines"}, ACTION),
    ("person", BURY, "KD", {"initials": "KD", "role": "Lead officer"}, None),
    ("judgement", BURY, "2018-07-26/3", {"rag": "amber/green", "by": "DfE", "reason": "plans are “better”"}, {"rag": "green"}),
    ("meeting", BURY, "board/2018-07-26", {
        "type": "board", "name": "SEND Board", "rhythm": "quarterly", "date": "2018-07-26", "agenda": ["Priority 6"],
        "decisions": ["Go on"],
        "measures": [{"text": "Plans", "kpi": "S5", "wanted": "95%", "by_when": "2018-12-31"}],
        "letters": [{"title": "Letter", "link": "https://example.org/letter"}],
    }, {"type": "board", "date": "2018-07-26", "decisions": ["Go on", "Meet again"]}),
    ("recommendation", BURY, "1", {"text": "Listen", "response": "Yes", "source": "Report, page 3", "by_when": "2018-12-31"}, None),
    ("evidence", BURY, "E1", {"title": "Audit", "date": "2018-04-30", "checked_by": "KD", "shows": "Better plans", "file": "<file>",
                              "file_name": "audit.txt", "attached": [{"to": "kpi", "key": "S5"}]}, None),
    ("commentary", WESTMERE, "S5/Apr 2019",
     {"what": "Slow start", "why": "Staff left", "so_what": "Waits", "next": "Two more", "lead": "KD"}, {"what": "Slow <b>start</b>"}),
    ("risk", BURY, "R1", RISK | {"likelihood_before": 5, "impact_before": 4, "trend": "rising", "priorities": [6], "status": "open"},
     RISK | {"likelihood_before": 5, "impact_before": 4, "status": "closed"}),
    ("dependency", BURY, "D1",
     {"text": "Waits for the health lead", "from": "Health", "to": "Education", "owner": "KD", "status": "open"}, None),
    ("you_said", BURY, "Y1", {"date": "2018-05-01", "who": "Parents", "said": "Too slow", "did": "Two more", "priorities": [6]}, None),
    ("target", WESTMERE, "S5/2026-09-01", {"since": "2026-09-01", "kind": "fixed", "value": 90, "tolerance": 5, "reason": "agreed"}, None),
    ("process", WESTMERE, "S5", {"lock": "2019-09-30", "rebases": [{"day": "2019-06-01", "reason": "team"}]}, {"lock": "2019-10-31"}),
    ("annotation", WESTMERE, "N1", {"date": "2019-06-12", "text": "Inspection", "kpis": ["S5"]}, None),
    ("view", "-", "Mine", {"name": "Mine", "page": "kpi", "ids": [{"name": "kpi", "value": "S7"}]}, None),
    ("settings", "-", "partnership", {"area": BURY, "rhythm": "quarterly", "name": "Bury SEND partnership", "accent": "#1D70B8"}, None),
)  # fmt: skip


class Maker:
    """One home made by one old checkout, step by step at fixed moments."""

    def __init__(self, old: Path, form: str, inputs: Path, out: Path) -> None:
        self.form, self.inputs, self.home = form, inputs, out / "home"
        self.at = datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo("UTC"))
        self.catalogue = _module("data.catalogue.catalogue", "data.catalogue")
        self.home.mkdir(parents=True)
        shutil.copytree(inputs / "reference", self.home / "additions")
        if not self.since("3b"):  # such old code knows no additions: its own register is given the same places
            mine = out / "reference"
            shutil.copytree(old / "data" / "reference", mine)
            with (mine / "areas.csv").open("a", encoding="utf-8") as file:
                file.write((inputs / "reference" / "areas.csv").read_text(encoding="utf-8").partition("\n")[2])
            self.catalogue.read.__defaults__ = (mine, *self.catalogue.read.__defaults__[1:])
        self.cli = importlib.import_module("cli")

    def since(self, form: str) -> bool:
        return ORDER.index(self.form) >= ORDER.index(form)

    def run(self, *words: str | Path) -> str:
        """One command of the old code's own command line."""
        out, told = io.StringIO(), io.StringIO()
        out.reconfigure = told.reconfigure = lambda **_: None  # type: ignore[attr-defined]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            code = self.cli.main([str(one) for one in (*words, "--home", self.home)])
        if code:
            raise RuntimeError(f"{' '.join(map(str, words))}: {told.getvalue()}{out.getvalue()}")
        return out.getvalue()

    def step(self, do: Callable[[], object], moment: datetime | None = None) -> None:
        """One step, an hour after the last or at a moment of its own."""
        self.at = moment or self.at + timedelta(hours=1)
        with time_machine.travel(self.at, tick=False):
            do()

    def load(self, *names: str, received: str, moment: datetime | None = None, more: tuple[str | Path, ...] = ()) -> None:
        self.step(lambda: self.run("load", *(self.inputs / name for name in names), "--received", received, *more), moment)

    def make(self) -> None:
        april, may = "2019-04 SEND scorecard.xlsx", "2019-05 SEND scorecard.xlsx"
        self.load("bury_2017.xlsx", received="2017-10-27")
        self.load("2019-03 SEND scorecard.xlsx", received="2019-04-16")
        self.load(april, may, received="2019-06-18")
        self.load("bury_2018.xlsx", received="2018-03-01")
        self.load("bury_2017_corrected.xlsx", received="2018-02-01")  # loaded later, received earlier
        self.load("2019-04 SEND scorecard (corrected).xlsx", received="2019-09-02")
        if self.since("2"):
            for day, words in (
                (12, ("withdraw", "5", "--why", "The wrong year’s headings")), (12, ("withdraw", "4", "--why", "Sent by mistake")),
                (14, ("reinstate", "4", "--why", "It was right")), (15, ("withdraw", "7", "--why", "To be asked about")),
                (16, ("reinstate", "7", "--why", "Asked")),
            ):  # fmt: skip
                self.step(lambda words=words: self.run(*words), datetime(2026, 1, day, 10, int(words[1]), tzinfo=ZoneInfo("UTC")))
        if self.since("3a"):
            self._answers()
        if self.form == "3a":
            self._remarks()
        if self.since("3b"):
            self.load("meetings.xlsx", received="2019-04-01", moment=datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("UTC")))
            self.load("survey.xlsx", received="2024-04-10", more=("--map", self.inputs / "answers.toml"))
        if self.since("4"):
            for folder, day, moment in (("release-first", "2026-05-01", (5, 2)), ("release-later", "2026-08-01", (8, 2))):
                self.load(folder, received=day, moment=datetime(2026, *moment, 9, 0, tzinfo=ZoneInfo("UTC")))
            self.load("made_plans.csv", "made_plans.meta.csv", received="2026-08-01")
            self._words()

    def store(self) -> Any:
        return _module("data.store.store", "data.store").Store(self.home)

    def _answers(self) -> None:
        """Answers kept, changed, and taken away; an own KPI in two wordings."""
        store, answers = self.store(), _module("data.model.questions", "data.asking").Answers
        moment = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)

        def remember(id: int, columns: Mapping[str, str], file: str, later: int) -> None:
            given = answers(id, WESTMERE, ("Ref", "Measure", "Seen"), dict(columns), {"Plans in time": "S5"})
            store.remember(given, file=file, who="A person", recorded_at=moment + timedelta(days=later))

        remember(0, {"Seen": "comment"}, "one.xlsx", 0)
        remember(0, {"Seen": "figure"}, "two.xlsx", 1)
        remember(1, {"Seen": "leave out"}, "three.xlsx", 2)
        store.forget(2, who="Another person", recorded_at=moment + timedelta(days=3))
        for later, title in ((4, "Families met"), (5, "Families met by a key worker")):
            entry = OWN | {"title": title}
            self.catalogue.own_indicator(entry, self.catalogue.read().sections)
            store.add_indicator(entry, who="A person", recorded_at=moment + timedelta(days=later))
        self.at = moment + timedelta(days=6)

    def _remarks(self) -> None:
        """The first form with remarks and meetings had a store for them before its reader found any: they are handed to the store."""
        model, base = importlib.import_module("data.model"), importlib.import_module("loaders.base")
        name = "2019-06 SEND scorecard.xlsx"
        content = (self.inputs / name).read_bytes()
        loaded = base.read_file(name, content, self.catalogue.read())
        month = model.Period("Jun-19", model.PeriodKind.MONTH, date(2019, 6, 1), date(2019, 6, 30))
        loaded = dataclasses.replace(
            loaded,
            remarks=(model.Remark("S5", model.RemarkKind.RAG, "Amber", month, "Scorecard", "L9"),
                     model.Remark("S5", model.RemarkKind.COMMENT, "Two posts are empty", month, "Scorecard", "N9")),
            meetings=(model.Meeting(date(2019, 7, 4), "SEND Board"), model.Meeting(date(2019, 10, 3), "SEND Board")),
        )  # fmt: skip
        self.store().publish(
            loaded, content, who="A person", recorded_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC), received=date(2019, 7, 16)
        )

    def _words(self) -> None:
        """Two versions of a plan, and a thing of every kind the old code knows, changed or taken away and brought back."""
        self.load("bury_plan_2017.xlsx", received="2017-10-27", moment=datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("UTC")))
        self.load("bury_plan_2018.xlsx", received="2018-06-01")
        kinds = _module("data.records.record_schemas", "data.words_kept").KINDS
        journal, at = self.journal(), datetime(2026, 9, 2, 9, 0, tzinfo=UTC)
        digest = journal.keep("audit.txt", b"Twelve plans were read.")[0]
        for kind, area, key, given, changed in WORDS:
            if kind not in kinds:
                continue
            at += timedelta(hours=1)
            body = {name: digest if value == "<file>" else value for name, value in given.items()}
            first = journal.append(kind, area, key, body, who="A person", recorded_at=at, seen=None)
            late = at + timedelta(minutes=5)
            second = journal.append(kind, area, key, changed, who="Another person", recorded_at=late, seen=first.id)
            if changed is None:
                journal.undo(second, who="A person", recorded_at=late + timedelta(minutes=5))

    def journal(self) -> Any:
        return _module("data.records.journal", "data.journal").Journal(self.home)

    def expected(self) -> dict[str, Any]:
        """What the old code says of the home it made."""
        store = self.store()
        build = store.current()
        found: dict[str, Any] = {
            "form": self.form, "build": build, "raw": sorted(path.name for path in (self.home / "raw").iterdir()),
            "loads": [_plain(row) for row in store.loads(build).to_dict("records")],
            "areas": [_plain(row) for row in store.areas(build).to_dict("records")],
            "findings": [_plain(row) for row in store.findings(build).to_dict("records")],
            "given": self._given(build), "links": {}, "in_force": {}, "kpis": {}, "history": {},
        }  # fmt: skip
        for area in (BURY, WESTMERE):
            for day in DAYS:
                until = date.fromisoformat(day) if day else None
                frame = store.in_force(build, reporter=area, as_at=until)
                found["in_force"][f"{area} {day}"] = _in_force(frame, found["given"])
                links = [tuple(row.values()) for row in store.links(build, area, until).to_dict("records")]
                found["links"][f"{area} {day}"] = sorted(set(links))
                found["kpis"][f"{area} {day}"] = self._kpis(area, day, frame)
            for code in ("S1", "S2", "S5", "S6"):
                rows = store.history(build, area, code).to_dict("records")
                found["history"][f"{area} {code}"] = [
                    _plain([row[k] for k in ("load", "period", "value", "missing", "received")]) for row in rows
                ]
        if self.since("3a"):
            found["answers"] = [_plain(dataclasses.asdict(one)) for one in store.answers(build)]
            found["own_indicators"] = store.own_indicators(build)
            found["remarks"] = [_plain(row) for row in store.remarks(build, WESTMERE).to_dict("records")]
            found["meetings"] = [_plain(row) for row in store.meetings(build, WESTMERE).to_dict("records")]
        if self.since("4"):
            found |= self._published(store, build) | self._typed()
        store._memory.close()
        return found

    def _given(self, build: str) -> dict[str, list[Any]]:
        """Every observation of every load, in the order in which they were given."""
        with duckdb.connect(str(self.home / "build" / f"{build}.duckdb"), read_only=True) as db:
            rows = db.execute(f"select load, {', '.join(COLUMNS)} from observation order by rowid").fetchall()
        given: dict[str, list[Any]] = {}
        for load, *row in rows:
            given.setdefault(str(load), []).append(_plain(row))
        return given

    def _kpis(self, area: str, day: str, frame: Any) -> dict[str, Any]:
        name = {BURY: "Bury", WESTMERE: "Westmere"}[area]
        with time_machine.travel(NOW, tick=False):
            said = json.loads(self.run("show", "--area", name, "--json", *(("--as-at", day) if day else ())) or '{"kpis": []}')
        received = {row["load"]: row["received"].isoformat() for row in frame.to_dict("records")}
        found = {}
        for kpi in said.get("kpis", []):
            own = {k: kpi.get(k) for k in ("value", "missing", "raw", "status", "share", "source", "load", "origin")}
            others = {k: (kpi.get(k) or {}).get("value") for k in ("target", "statistical_neighbours", "region", "england")}
            found[kpi["code"]] = own | others | {
                "period": (kpi.get("period") or {}).get("label"), "received": received.get(kpi.get("load")), "rag": kpi["rag"]["status"],
            }  # fmt: skip
        return found

    def _published(self, store: Any, build: str) -> dict[str, Any]:
        found: dict[str, Any] = {"releases": {}, "figures": {}, "neighbours": {}}
        for day in DAYS:
            until = date.fromisoformat(day) if day else None
            found["releases"][day] = [_plain(row) for row in store.releases(build, until).to_dict("records")]
            measures = store.measures(build, until)
            ids = list(measures["id"]) if len(measures) else []
            frame = store.figures(
                build, ids, areas=[BURY, "E92000001", "E12000002"], levels=["authority", "region", "country"], as_at=until
            )
            keys = [
                k
                for k in ("measure", "area", "period", "value", "missing", "raw", "status", "file", "cell", "load", "received")
                if k in frame
            ]
            found["figures"][day] = [_plain([row[k] for k in keys]) for row in frame.to_dict("records")]
            found["neighbours"][day] = [_plain(dataclasses.asdict(one)) for one in store.neighbour_lists(build, until)]
        return found

    def _typed(self) -> dict[str, Any]:
        journal = self.journal()
        return {
            "words": [_plain(dataclasses.asdict(one)) for one in journal.entries()], "words_version": journal.version(),
            "evidence": sorted(path.name for path in journal.files.iterdir()),
        }  # fmt: skip


def _in_force(frame: Any, given: Mapping[str, list[Any]]) -> dict[str, list[int]]:
    """The figures in force, as the places among those given by each load."""
    found: dict[str, list[int]] = {}
    for row in frame.to_dict("records"):
        at = given[str(row["load"])].index(_plain([row[name] for name in COLUMNS]))
        found.setdefault(str(row["load"]), []).append(at)
    return {load: sorted(places) for load, places in sorted(found.items())}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _module(new: str, old: str) -> Any:
    try:
        return importlib.import_module(new)
    except ModuleNotFoundError:
        return importlib.import_module(old)


@contextlib.contextmanager
def _steady() -> Iterator[None]:
    """A name for whoever types, and identifiers that are the same each time."""
    made = random.Random(15)
    uuid.uuid4 = lambda: uuid.UUID(int=made.getrandbits(128), version=4)  # type: ignore[assignment]
    os.environ.update(dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), "A person"), TZ="UTC")
    os.environ.pop("SEND_HOME", None)
    yield


def main(old: Path, form: str, inputs: Path, out: Path) -> None:
    sys.path[0] = str(old)
    sys.dont_write_bytecode = True
    shutil.rmtree(out, ignore_errors=True)
    with _steady():
        maker = Maker(old, form, inputs, out)
        maker.make()
        said = json.dumps(maker.expected(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (out / "expected.json").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve(), Path(sys.argv[4]).resolve())
