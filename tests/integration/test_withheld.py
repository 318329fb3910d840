"""A figure that a later file withholds stands on no page, in no output and in no answer of a command, on any day looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import Workbook
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

import cli
from data.catalogue.catalogue import Catalogue
from data.home.home import Home
from data.model.actor import Actor
from data.model.audience import Audience
from kpis.governance.exceptions import commentary_key
from pages.queries import withheld
from pages.queries.area_view import AreaKey
from tests.conftest import BURY, writer
from tests.factories.commands import CaptureFixture
from tests.factories.screens import PAGES, opened, text
from tests.factories.withheld_figures import FIRST, HIDDEN, load_both, taking, told

ACTOR = Actor("tester")
DAYS = ("", "2024-02-01")  # today, and a day on which the first file alone had been received
COMMANDS = (
    ["show", "--area", "Bury"], ["series", "S12"], ["series", "E7"], ["loads"], ["exceptions", "--area", "Bury"],
    ["meetings", "--area", "Bury"],
)  # fmt: skip


@pytest.fixture(scope="module")
def taken_back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the second file withholds what the first gave; words were typed of it, and meetings held, in between."""
    folder = tmp_path_factory.mktemp("taken-back")
    home = folder / "home"
    (folder / "files").mkdir()
    load_both(home, folder / "files")
    held = writer(home, "AB")
    before = datetime(2024, 2, 1, 9, tzinfo=UTC)
    store = held.reader.figures
    for one in store.withheld_now():
        key = commentary_key(one.indicator, one.period)
        held.record("commentary", BURY, key, {"what": "Typedcanary of 7431 pupils"}, seen=None, at=before)
    assert {one.indicator for one in store.withheld_now()} == set(HIDDEN)
    for day in ("2024-02-01", "2024-04-01"):
        held.record("meeting", BURY, f"board/{day}", {"type": "board", "date": day}, seen=None, at=before)
    return home


def test_the_files_did_hold_what_is_looked_for(taken_back: Path) -> None:
    raw = b"".join(path.read_bytes() for path in (taken_back / "raw").iterdir())
    assert set(told(raw)) >= {"7431", "8642", "13.7%", "12.83", "41.96", "5317", "Canarywords"}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_it(taken_back: Path, monkeypatch: pytest.MonkeyPatch, page: str, day: str) -> None:
    ids = {"as_at": day} if day else {}
    for more in _addresses(page):
        taken: list[bytes | str] = []
        monkeypatch.setattr(st, "download_button", taking(taken))
        monkeypatch.setattr(DeltaGenerator, "download_button", taking(taken))
        at = opened(page, taken_back, monkeypatch, **ids, **more)
        assert not at.exception
        assert told(_whole(at)) == [], (page, day, more)
        assert [told(one) for one in taken if told(one)] == [], (page, day, more)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_tells_it(taken_back: Path, capsys: CaptureFixture, command: list[str], day: str) -> None:
    for form in ([], ["--json"]):
        as_at = ["--as-at", day] if day and command[0] in ("show", "series", "exceptions", "meetings") else []
        cli.main([*command, *as_at, *form, "--home", str(taken_back)])
        said = capsys.readouterr()
        assert said.out or said.err
        assert told(said.out + said.err) == [], command


@pytest.mark.parametrize("meeting", [[], ["--meeting", "board/2024-04-01"]], ids=["", "meeting"])
@pytest.mark.parametrize("form", ["pptx", "xlsx", "docx", "html"])
def test_no_pack_tells_it(taken_back: Path, tmp_path: Path, form: str, meeting: list[str]) -> None:
    out = tmp_path / f"pack.{form}"
    assert cli.main(["pack", "--format", form, "--out", str(out), *meeting, "--area", "Bury", "--home", str(taken_back)]) == 0
    assert told(out.read_bytes()) == []


def test_no_report_tells_it(taken_back: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert cli.main(["report", "exceptions", "--area", "Bury", "--out", str(out), "--home", str(taken_back)]) == 0
    assert told(out.read_bytes()) == []


def test_withdrawing_the_first_file_brings_nothing_back(taken_back: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["withdraw", "1", "--why", "small numbers", "--home", str(taken_back)]) == 0
    try:
        for day in DAYS:
            capsys.readouterr()
            assert cli.main(["show", "--code", "S12", *(["--as-at", day] if day else []), "--home", str(taken_back)]) == 0
            assert told(capsys.readouterr().out) == []
    finally:
        assert cli.main(["reinstate", "1", "--why", "again", "--home", str(taken_back)]) == 0


def test_the_working_group_may_look_and_nobody_else(taken_back: Path) -> None:
    build = Home(taken_back).read(ACTOR).figures.current()

    def key(audience: Audience) -> AreaKey:
        return AreaKey(actor=ACTOR, audience=audience, home=str(taken_back), build=build, area=BURY, as_at=None)

    rows = withheld.originals(key(Audience.WORKING_GROUP), "E9")
    assert [(row["value"], row["comment"], row["load"], row["by_load"]) for row in rows if row["value"]] == [
        (7431.0, "Canarywords at one school", 1, 2)
    ]
    with pytest.raises(PermissionError, match="not for: room"):
        withheld.originals(key(Audience.ROOM), "E9")


@pytest.mark.parametrize("mark", ["[c]", "(c)", "*", "<5", "< 5", "≤5", "1-4", "supp", "fewer than 5", "low", "k", "7431 (suppressed)"])
def test_every_mark_withholds(tmp_path: Path, capsys: CaptureFixture, mark: str) -> None:
    home = tmp_path / "home"
    load_both(home, tmp_path, mark)
    capsys.readouterr()
    for code in ("S12", "E9"):  # whole counts, where a bound is a mark too
        assert cli.main(["show", "--code", code, "--as-at", "2024-02-01", "--home", str(home)]) == 0
        assert told(capsys.readouterr().out) == []


def test_a_withdrawn_mark_withholds_nothing_and_a_figure_given_after_it_is_shown(tmp_path: Path, capsys: CaptureFixture) -> None:
    home = tmp_path / "home"
    load_both(home, tmp_path)

    def shown() -> list[str]:
        capsys.readouterr()
        assert cli.main(["show", "--code", "S12", "--home", str(home)]) == 0
        return told(capsys.readouterr().out)

    assert shown() == []
    assert cli.main(["withdraw", "2", "--why", "the wrong file", "--home", str(home)]) == 0
    assert "7,431" in shown()
    assert cli.main(["reinstate", "2", "--why", "the right file", "--home", str(home)]) == 0
    assert shown() == []
    again = tmp_path / "third.csv"
    again.write_text(FIRST.replace("January", "May").replace("7431,,,\nE7", "7430,,,\nE7"), encoding="utf-8")
    assert cli.main(["load", str(again), "--received", "2024-05-20", "--home", str(home)]) == 0
    capsys.readouterr()
    assert cli.main(["series", "S12", "--home", str(home)]) == 0
    assert "7430" in capsys.readouterr().out


@pytest.mark.parametrize("hidden", ["by its format", "by its status", "beside"])
def test_a_file_that_holds_a_number_beside_its_mark_is_not_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    book, file = Workbook(), tmp_path / "one.xlsx"
    sheet = book.worksheets[0]
    for row in (["Bury: SEND scorecard"], ["Ref", "KPI", "Period", "Actual", "Status"], ["S12", "Appeals", "2023", 7431, ""]):
        sheet.append(row)
    if hidden == "by its format":
        sheet["D3"].number_format = '"c"'
    elif hidden == "by its status":
        sheet["E3"] = "Suppressed"
    else:
        sheet["D3"] = "7431 [c]"
    book.save(file)
    assert cli.main(["load", str(file), "--received", "2024-01-20", "--home", str(tmp_path / "home")]) == 0
    taken: list[bytes | str] = []
    monkeypatch.setattr(DeltaGenerator, "download_button", taking(taken))
    monkeypatch.setattr(st, "download_button", taking(taken))
    at = opened("sources", tmp_path / "home", monkeypatch, load="1")
    assert "The file is not handed out: it holds figures that are withheld (S12 2023)." in text(at)
    assert told(_whole(at)) == []
    assert [told(one) for one in taken if told(one)] == []


def test_findings_are_covered_also_when_a_build_was_let_go_of(taken_back: Path) -> None:
    store = Home(taken_back).read(ACTOR).figures
    build = store.current()
    assert told(str(store.findings(build).to_dict("records"))) == []
    store._let_go(build)
    assert told(str(store.findings(build).to_dict("records"))) == []


def test_the_press_shows_what_was_given_until_the_next_press(taken_back: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", taken_back, monkeypatch, kpi="E9")
    at.session_state["given"] = True
    at.run()
    assert told(_whole(at)) == []
    assert "1 figure that was given before is withheld by a later file, here and in everything that leaves." in text(at)
    at.button(key="withheld").click().run()
    assert set(told(_whole(at))) >= {"7,431", "Canarywords"}
    assert "For the working group only. Copy none of it" in text(at)
    at.session_state["given"] = True
    at.run()
    assert told(_whole(at)) == []


def test_words_typed_after_the_mark_are_shown(taken_back: Path, catalogue: Catalogue) -> None:
    from pages.queries import homes

    held = writer(taken_back, "AB")
    stood = held.reader.records.latest("commentary", BURY)["S12/2023"]
    shown = homes.reader(str(taken_back)).records
    assert told(str(shown.latest("commentary", BURY)["S12/2023"].body)) == []
    held.record("commentary", BURY, "S12/2023", {"what": "Fewer appeals"}, seen=stood.id, at=datetime.now(UTC))
    assert shown.latest("commentary", BURY)["S12/2023"].body == {"what": "Fewer appeals"}
    assert told("".join(str(one.body) for one in shown.entries(kind="commentary"))) == []


def _addresses(page: str) -> list[dict[str, str]]:
    if page == "kpi":
        views = ("Chart", "Over time", "Is it real?", "Compared", "Targets", "Table", "Actions", "About")
        return [{"kpi": code, "view": view} for code in ("S12", "E9") for view in views]
    if page == "sources":
        return [{"load": "1"}, {"load": "2"}]
    if page == "moved":
        return [{"since": "2024-02-01"}, {}]
    if page == "meetings":
        return [{}, {"meeting": "board/2024-04-01"}]
    return [{}]


def _whole(at: AppTest) -> str:
    """Everything that was sent to the reader's browser, as text: what is folded away and what charts and tables hold, too."""
    parts = [str(node.proto) for node in at._tree if getattr(node, "proto", None) is not None]
    return "\n".join([*parts, *(frame.value.to_csv() for frame in at.dataframe)])
