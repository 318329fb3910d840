"""The command line asks, takes answers, remembers them, and reads a batch beside what went before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli
from data.store.store import Store
from tests.conftest import sheet_bytes
from tests.factories.manners import in_the_manner_of_devon

CaptureFixture = pytest.CaptureFixture[str]


@pytest.fixture
def empty(tmp_path: Path) -> str:
    return str(tmp_path / "home")


@pytest.fixture
def devon(tmp_path: Path) -> Path:
    path = tmp_path / "devon.xlsx"
    path.write_bytes(in_the_manner_of_devon())
    return path


def run(capsys: CaptureFixture, *arguments: str) -> tuple[int, dict[str, Any]]:
    code = cli.main([*arguments, "--json"])
    return code, dict(json.loads(capsys.readouterr().out))


def scorecard(path: Path, period: str, *figures: float) -> Path:
    codes = ("S5", "S6", "S9")
    path.write_bytes(sheet_bytes([["Bury"], ["Ref", "Indicator", period], *([c, c, f] for c, f in zip(codes, figures, strict=False))]))
    return path


def test_what_is_open_is_asked_filled_in_loaded_and_remembered(empty: str, devon: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    asked = tmp_path / "answers.toml"
    code, said = run(capsys, "load", str(devon), "--home", empty, "--dry-run", "--ask", str(asked))
    assert code == 1 and len(said["loads"][0]["questions"]) == 5
    assert said["loads"][0]["questions"][0]["asks"] == "Which KPI is ‘Percentage of EHCPs issued within 20 weeks’?"
    filled = asked.read_text(encoding="utf-8")
    for key, answer in (("percentage of ehcps issued within 20 weeks", "S5"), ("number of appeals to the tribunal lodged", "S12"),
                        ("suspensions of pupils with an ehcp rate per 100", "X1"), ("parents who feel listened to survey", "leave out"),
                        ("rag note", "comment")):  # fmt: skip
        assert f'"{key}" = ""' in filled
        filled = filled.replace(f'"{key}" = ""', f'"{key}" = "{answer}"')
    entry = {"area": "Devon", "code": "X1", "title": "Suspensions, EHC plan, rate", "section": "E", "unit": "rate", "polarity": "lower"}
    own = "\n[[indicator]]\ndecimals = 1\n" + "".join(f'{key} = "{value}"\n' for key, value in entry.items())
    asked.write_text(filled + own, encoding="utf-8")
    code, said = run(capsys, "load", str(devon), "--home", empty, "--map", str(asked))
    assert code == 0 and said["loads"][0]["questions"] == [] and said["loads"][0]["published"]
    later = tmp_path / "later.xlsx"
    later.write_bytes(in_the_manner_of_devon(later=True))
    code, said = run(capsys, "load", str(later), "--home", empty)
    assert code == 0 and said["loads"][0]["questions"] == []
    _, series = run(capsys, "series", "X1", "--home", empty)
    assert {r["period"]["label"]: r["value"] for r in series["rows"] if r["series"] == "own"}["Mar 25"] == 21.3
    _, show = run(capsys, "show", "--home", empty, "--code", "X1", "S5")
    assert [k["value"] for k in show["kpis"]] == [55.5, 21.3]


def test_a_shipped_kpi_cannot_be_given_another_meaning(empty: str, devon: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    answers = tmp_path / "a.toml"
    answers.write_text(
        '[[indicator]]\narea = "Devon"\ncode = "S5"\ntitle = "Mine"\nsection = "S"\nunit = "%"\npolarity = "lower"\ndecimals = 0\n'
    )
    code, said = run(capsys, "load", str(devon), "--home", empty, "--map", str(answers))
    assert code == 1 and "S5 is a KPI of the shipped catalogue" in said["error"]
    assert Store(Path(empty)).current() == ""


def test_a_faulty_or_absent_answers_file_is_wrong_usage_or_a_refusal(
    empty: str, devon: Path, tmp_path: Path, capsys: CaptureFixture
) -> None:
    (tmp_path / "bad.toml").write_text("columns = 3", encoding="utf-8")
    assert run(capsys, "load", str(devon), "--home", empty, "--map", str(tmp_path / "bad.toml"))[0] == 1
    assert run(capsys, "load", str(devon), "--home", empty, "--map", str(tmp_path / "none.toml"))[0] == 2


def test_one_bad_file_among_ten_leaves_nine_loaded_in_one_build_and_is_named(empty: str, tmp_path: Path, capsys: CaptureFixture) -> None:
    paths = [scorecard(tmp_path / f"{n}.xlsx", f"Jan-{n}", 50 + n) for n in range(10, 20)]
    paths[4].write_bytes(b"MZ not a workbook")
    code, said = run(capsys, "load", *map(str, paths), "--home", empty)
    assert code == 1
    assert [(load["file"], "refused" in load) for load in said["loads"]] == [(path.name, path.name == "14.xlsx") for path in paths]
    store = Store(Path(empty))
    assert store.current().startswith("000001-") and len(store.loads(store.current())) == 9


def test_a_batch_is_read_beside_the_files_before_it(empty: str, tmp_path: Path, capsys: CaptureFixture) -> None:
    first, second = (scorecard(tmp_path / f"{n}.xlsx", "Jan-24", figure, 1900) for n, figure in enumerate((74.1, 71.4)))
    _, said = run(capsys, "load", str(first), str(second), "--home", empty)
    assert said["loads"][0]["changes"] == []
    (change,) = said["loads"][1]["changes"]
    assert (change["code"], change["was"], change["now"], change["was_load"]) == ("S5", 74.1, 71.4, 1)
    assert any("was 74.1% in load 1 and is now 71.4%" in f["what"] for f in said["loads"][1]["findings"])


def test_printed_ratings_stand_beside_ours(empty: str, tmp_path: Path, capsys: CaptureFixture) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "Target", "Mar-24", "RAG", "Owner"], ["S5", "20 weeks", 90, 51.2, "Green", "SEN team"]]
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet_bytes(rows))
    run(capsys, "load", str(path), "--home", empty, "--received", "2024-04-20")
    _, show = run(capsys, "show", "--home", empty, "--code", "S5", "--as-at", "2024-04-30")
    (kpi,) = show["kpis"]
    assert kpi["printed"] == {"rag": "Green", "owner": "SEN team"}
    assert kpi["disagreements"] == ["The sheet prints Green; by the rule it is red."]


def test_a_file_loaded_half_answered_is_completed_by_its_answers(empty: str, devon: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    answers = tmp_path / "a.toml"
    answers.write_text('[kpis]\n"percentage of ehcps issued within 20 weeks" = "S5"\n', encoding="utf-8")
    _, first = run(capsys, "load", str(devon), "--home", empty, "--map", str(answers))
    answers.write_text('[kpis]\n"number of appeals to the tribunal lodged" = "S12"\n', encoding="utf-8")
    _, second = run(capsys, "load", str(devon), "--home", empty, "--map", str(answers))
    assert [load["loads"][0]["published"] for load in (first, second)] == [True, True]
    _, show = run(capsys, "show", "--home", empty, "--code", "S5", "S12")
    assert [k["value"] for k in show["kpis"]] == [52.0, 88.0]
    _, third = run(capsys, "load", str(devon), "--home", empty)
    assert not third["loads"][0]["published"]


def test_an_answer_that_names_no_kpi_is_told(empty: str, devon: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    answers = tmp_path / "a.toml"
    answers.write_text('[kpis]\n"parents who feel listened to survey" = "S99"\n', encoding="utf-8")
    code, said = run(capsys, "load", str(devon), "--home", empty, "--map", str(answers))
    assert code == 1 and "answers S99, which is not a KPI" in said["error"]


def test_answers_saved_by_notepad_are_the_same_answers(empty: str, devon: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    plain, marked = tmp_path / "plain.toml", tmp_path / "marked.toml"
    words = '[kpis]\n"percentage of ehcps issued within 20 weeks" = "S5"\n'
    plain.write_text(words, encoding="utf-8")
    marked.write_text(words, encoding="utf-8-sig")
    one, other = (run(capsys, "load", str(devon), "--home", empty, "--dry-run", "--map", str(path)) for path in (plain, marked))
    assert one == other
    assert len(one[1]["loads"][0]["questions"]) == 4
