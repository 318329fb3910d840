"""Before a file is kept, a load says which ratings and verdicts it would change; once it is kept, they stand as it said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import cli
from kpis.standing.kpi_standing import Standing
from kpis.verdict.verdict import verdict
from tests.factories.made_release import release
from tests.factories.packs import packed

HEADS = ("Ref", "KPI", "Target", "Period", "Actual")


def scorecard(folder: Path, name: str, *rows: tuple[Any, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("Bury scorecard",), HEADS, *rows):
        sheet.append(row)
    book.save(folder / name)
    return folder / name


def loaded(home: Path, file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert cli.main(["load", str(file), "--home", str(home), "--area", "Bury", "--json", *more]) == 0
    (found,) = json.loads(capsys.readouterr().out)["loads"]
    return dict(found)


def stands(home: Path) -> dict[str, Standing]:
    return {s.indicator.code: s for s in packed(home, today=date.today())[0]}


@pytest.fixture
def held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A home with a month of S5 and S3, of the last month but one."""
    home = tmp_path / "home"
    file = scorecard(tmp_path, "one.xlsx", ("S5", "New EHC plans in 20 weeks", 60, period(2), 71), ("S3", "EHC plans", 12, period(2), 12.5))
    loaded(home, file, capsys)
    return home


def period(back: int) -> str:
    today = date.today()
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return f"{date(year, month + 1, 1):%b %Y}"


def test_a_dry_run_says_what_it_would_change_and_keeps_nothing(held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = stands(held)
    file = scorecard(tmp_path, "two.xlsx", ("S5", "New EHC plans in 20 weeks", 60, period(1), 31))
    told = loaded(held, file, capsys, "--dry-run")
    (s5,) = told["effect"]
    assert (s5["code"], s5["was_rating"], s5["rating"]) == ("S5", "green", "red")
    assert (s5["was"], s5["now"]) == (f"71.0% ({period(2)})".replace("Sep ", "Sept "), f"31.0% ({period(1)})".replace("Sep ", "Sept "))
    assert s5["was_verdict"] == verdict(before["S5"]).words
    assert stands(held) == before
    real = loaded(held, file, capsys)
    after = stands(held)
    assert real["effect"] == told["effect"]
    assert (after["S5"].rating.status.value, verdict(after["S5"]).words) == (s5["rating"], s5["verdict"])
    assert verdict(after["S3"]).words == verdict(before["S3"]).words


def test_the_text_names_the_kpi_with_both_sides(held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = scorecard(tmp_path, "two.xlsx", ("S5", "New EHC plans in 20 weeks", 60, period(1), 31))
    assert cli.main(["load", str(file), "--home", str(held), "--area", "Bury", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "rating: S5: 71.0%" in out
    assert ", green, " in out
    assert ", red, Off target" in out


def test_a_file_that_a_later_one_stands_over_changes_nothing(held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = scorecard(tmp_path, "old.xlsx", ("S5", "New EHC plans in 20 weeks", 60, period(2), 31))
    assert loaded(held, file, capsys, "--dry-run", "--received", "2020-01-01")["effect"] == []


def test_a_first_file_is_set_beside_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = scorecard(tmp_path, "one.xlsx", ("S5", "New EHC plans in 20 weeks", 60, period(1), 71))
    (s5,) = loaded(tmp_path / "new", file, capsys, "--dry-run")["effect"]
    assert (s5["was_rating"], s5["was_verdict"], s5["rating"]) == ("no data", None, "green")


def test_a_release_says_what_it_would_change_and_a_dry_run_keeps_nothing_of_it(
    held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before = release(tmp_path / "lait"), sorted(path.name for path in held.rglob("*"))
    told = loaded(held, folder, capsys, "--dry-run")
    codes = {one["code"] for one in told["effect"]}
    assert "S6" in codes  # nobody gave a figure before, and DfE's own now leads
    assert "S5" not in codes  # the partnership's own stays
    assert sorted(path.name for path in held.rglob("*")) == before
    real = loaded(held, folder, capsys)
    assert real["effect"] == told["effect"]
    standing = next(s for s in shown(held, capsys) if s["code"] == "S6")
    assert [one["verdict"] for one in told["effect"] if one["code"] == "S6"] == [standing["verdict"]["words"]]


def shown(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert cli.main(["show", "--home", str(home), "--area", "Bury", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return list(found["kpis"])
