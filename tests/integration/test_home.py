"""One home: who writes is said once and stands in all that is written; files taken in turn are set beside each other and kept together."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import loaders
from data.catalogue.catalogue import Catalogue
from data.home.actor import actor_of_this_computer
from data.home.home import Home
from data.home.illustrative import load_samples
from data.home.intake import Intake, TakenFile, publish
from data.model.actor import Actor
from data.model.finding import Refused
from data.model.questions import Answers
from data.records.journal import ChangedMeanwhile
from data.store.stored_figures import StoreFault
from loaders import read_plan
from tests.conftest import BURY, HEADER, ROOT, TITLE, reader, sheet_bytes, writer

PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"
DAY = date(2018, 3, 1)
RISK = {"text": "Posts stay empty", "owner": "Head of SEND", "likelihood_before": 3, "impact_before": 4}


def scorecard(figure: object, code: str = "S5") -> bytes:
    return sheet_bytes([[TITLE], HEADER, [code, "Within 20 weeks", None, figure]])


def intake(home: Path, known: Catalogue) -> Intake:
    found = reader(home)
    return Intake(found, loaders, found.figures.current(), known)


def test_the_name_is_that_of_whoever_is_signed_in_to_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "Kay Dee")
    assert actor_of_this_computer() == Actor("Kay Dee")


@pytest.mark.parametrize("fault", [KeyError, OSError, ImportError])
def test_a_computer_that_does_not_say_who_is_signed_in_gives_an_unknown_name(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> str:
        raise fault("no name")

    monkeypatch.setattr(getpass, "getuser", silent)
    assert actor_of_this_computer() == Actor("unknown")


def test_whoever_reads_or_writes_has_the_same_store_and_the_same_journal(tmp_path: Path) -> None:
    home = Home(tmp_path)
    one, other = home.read(Actor("One")), home.write(Actor("Other")).reader
    assert (one.figures, one.records) == (other.figures, other.records)
    assert (one.actor.name, other.actor.name) == ("One", "Other")


@pytest.mark.parametrize("who", ["kd", "Kay Dee", "Łukasz O’Brien <kd>"])
def test_each_way_to_write_leaves_the_name_of_who_did_it(who: str, tmp_path: Path, catalogue: Catalogue) -> None:
    home = tmp_path / "home"
    mine, content = writer(home, who), PLAN.read_bytes()
    publish(mine, [intake(home, catalogue).take("a.xlsx", scorecard(95.0), DAY)])
    mine.decide_load(1, "withdraw", why="wrong file")
    first = mine.record("risk", BURY, "R1", RISK, seen=None)
    mine.undo_record(first)
    mine.keep_plan(read_plan(PLAN.name, content, catalogue), content, received=DAY)
    found = reader(home)
    ledger = found.figures.loads(found.figures.current()).to_dict("records")[0]
    assert (ledger["who"], ledger["decided_by"]) == (who, who)
    assert [one.who for one in found.records.entries()] == [who] * 3


def test_answers_and_own_kpis_are_kept_and_answers_forgotten(tmp_path: Path) -> None:
    mine = writer(tmp_path)
    mine.remember_answers(Answers(id=0, area=BURY, headings=("a",), columns={}, kpis={"x": "S5"}), file="a.xlsx")
    mine.add_kpi({"area": BURY, "code": "X1", "title": "Own", "section": "S", "unit": "count", "polarity": "higher", "decimals": 0})
    build = mine.reader.figures.current()
    assert [one.kpis for one in mine.reader.answers(build)] == [{"x": "S5"}]
    assert mine.reader.catalogue(build).indicators["X1"].area == BURY
    mine.forget_answers(mine.reader.answers(build)[0].id)
    assert mine.reader.answers(mine.reader.figures.current()) == ()


def test_two_writers_of_one_home_are_told_of_each_other_by_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.write(Actor("Kay")).record("risk", BURY, "R1", RISK, seen=None)
    with pytest.raises(ChangedMeanwhile, match=r"^Kay changed risk R1 on "):
        home.write(Actor("Ari")).record("risk", BURY, "R1", {**RISK, "impact_before": 5}, seen=None)


def test_a_moment_that_is_given_is_the_one_recorded(tmp_path: Path) -> None:
    at = datetime(2020, 2, 29, 12, tzinfo=UTC)
    assert writer(tmp_path).record("risk", BURY, "R1", RISK, seen=None, at=at).recorded_at == at


def test_a_file_is_set_beside_the_files_taken_before_it_and_would_become_the_load_it_says(home: Path, catalogue: Catalogue) -> None:
    taking = intake(home, catalogue)
    first, second = (taking.take(f"{n}.xlsx", scorecard(figure), DAY) for n, figure in enumerate((95.0, 9.5)))
    assert (first.number, second.number) == (2, 3)
    before, _ = taking.changed(first)
    assert set(before["load"]) == {1}
    before, after = taking.changed(second)
    mine = before[(before["indicator"] == "S5") & (before["load"] == 2)]
    assert list(mine["value"]) == [95.0]
    assert set(after["load"]) == {3}
    assert [one.id for one in publish(writer(home), [first, second])] == [2, 3]


def test_the_findings_of_a_file_are_those_beside_the_file_before_it(tmp_path: Path, catalogue: Catalogue) -> None:
    alone = intake(tmp_path, catalogue).take("b.xlsx", scorecard(9.5), DAY)
    taking = intake(tmp_path, catalogue)
    taking.take("a.xlsx", scorecard(95.0), DAY)
    after = taking.take("b.xlsx", scorecard(9.5), DAY)
    assert alone.loaded is not None
    assert after.loaded is not None
    assert len(after.loaded.findings) > len(alone.loaded.findings)


def test_what_is_refused_or_asked_is_said_and_leaves_the_others_as_they_are(home: Path, catalogue: Catalogue) -> None:
    taking = intake(home, catalogue)
    refused = taking.take("photo.xlsx", b"\x89PNG\r\n\x1a\n", DAY)
    plan = taking.take(PLAN.name, PLAN.read_bytes(), DAY)
    good = taking.take("a.xlsx", scorecard(95.0), DAY)
    assert (refused.loaded, refused.asked) == (None, ())
    assert refused.refused.startswith("photo.xlsx is a picture, not a spreadsheet")
    assert (plan.is_plan, plan.loaded, plan.refused) == (True, None, "")
    assert plan.plan is not None
    assert good.number == 2
    assert [one.id for one in publish(writer(home), [refused, plan, good])] == [2]


def test_where_no_file_could_be_read_nothing_is_written(tmp_path: Path) -> None:
    assert publish(writer(tmp_path), [TakenFile("a.xlsx", b"", DAY, refused="a.xlsx is empty. Nothing was changed.")]) == []
    assert list(tmp_path.iterdir()) == []


def test_a_sample_that_cannot_be_read_stops_the_whole_with_its_reason(tmp_path: Path) -> None:
    sample = tmp_path / "sample"
    (sample / "workbooks").mkdir(parents=True)
    (sample / "workbooks" / "one.xlsx").write_bytes(scorecard(95.0))
    (sample / "workbooks" / "two.xlsx").write_bytes(b"")
    (sample / "received.csv").write_text("file,received\none.xlsx,2018-03-01\ntwo.xlsx,2018-04-01\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"^two\.xlsx is empty\. Nothing was changed\.$"):
        load_samples(writer(tmp_path / "home"), sample, loaders)
    assert reader(tmp_path / "home").figures.current() == ""


def test_a_load_that_is_not_there_is_not_withdrawn(home: Path) -> None:
    with pytest.raises(StoreFault, match=r"^There is no load 9\. See them with: python cli\.py loads$"):
        writer(home).decide_load(9, "withdraw", why="wrong")
