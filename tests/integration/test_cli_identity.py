"""Whose a figure is, by command: codes that are an area's own, authorities that ended."""

from __future__ import annotations

from pathlib import Path

import cli
from tests.conftest import sheet_bytes
from tests.factories.commands import CaptureFixture, asked

OWN = """
[columns]
[kpis]
"waits" = "{code}"
[[indicator]]
area = "{area}"
code = "{code}"
title = "{title}"
section = "E"
unit = "%"
polarity = "lower"
decimals = 1
"""


def _load(folder: Path, home: str, area: str, *, code: str = "H1", title: str = "Therapy waits") -> int:
    sheet, answers = folder / f"{area}.xlsx", folder / f"{area}.toml"
    sheet.write_bytes(sheet_bytes([[area], ["Indicator", "Jan-24", "England"], ["Waits", 40, None], ["Waits more", None, None]]))
    answers.write_text(OWN.format(area=area, code=code, title=title), encoding="utf-8")
    return cli.main(["load", str(sheet), "--home", home, "--map", str(answers)])


def test_a_code_that_another_area_has_is_refused_and_names_a_free_one(tmp_path: Path, capsys: CaptureFixture) -> None:
    home = str(tmp_path / "home")
    assert _load(tmp_path, home, "Oldham") == 0
    capsys.readouterr()
    assert _load(tmp_path, home, "Oxfordshire", title="Waits in weeks") == 1
    said = capsys.readouterr()
    assert "H1 is taken: it is Oldham’s own KPI, ‘Therapy waits’. Give this one another code, such as X1." in said.err + said.out
    rows = asked(capsys, "series", "H1", "--home", home)
    assert rows["title"] == "Therapy waits" and {row["area"] for row in rows["rows"]} == {"Oldham"}
    assert _load(tmp_path, home, "Oxfordshire", code="X1", title="Waits in weeks") == 0
    assert _load(tmp_path, home, "Oldham", title="Therapy waits, newly worded") == 0, "an area may word its own KPI anew"


def test_show_says_what_became_of_an_authority_and_who_took_over(tmp_path: Path, capsys: CaptureFixture) -> None:
    home, sheet = str(tmp_path / "home"), tmp_path / "cumbria.xlsx"
    sheet.write_bytes(sheet_bytes([["Cumbria"], ["Ref", "Indicator", "Jan-23"], ["S5", "20 weeks", 40]]))
    assert cli.main(["load", str(sheet), "--home", home]) == 0
    capsys.readouterr()
    shown = asked(capsys, "show", "--area", "Cumbria", "--code", "S5", "--home", home)
    assert shown["ended"].startswith("Cumbria ended on 31 March 2023") and shown["successors"] == ["Cumberland", "Westmorland and Furness"]
    assert cli.main(["show", "--area", "Cumbria", "--code", "S5", "--home", home]) == 0
    assert "Cumbria ended on 31 March 2023; since then Cumberland, Westmorland and Furness." in capsys.readouterr().out
    assert "ended" not in asked(capsys, "show", "--area", "Cumbria", "--code", "S5", "--as-at", "2023-03-01", "--home", home)


def test_two_ways_of_counting_stand_in_force_beside_each_other_over_loads(tmp_path: Path, capsys: CaptureFixture) -> None:
    """The second load gives the same month counted otherwise: it replaces nothing, and neither is told as a revision."""
    home = str(tmp_path / "home")
    for name, title, figure in (("a", "20 weeks (incl. exceptions)", "41%"), ("b", "20 weeks (excl. exceptions)", "57%")):
        sheet = tmp_path / f"{name}.xlsx"
        sheet.write_bytes(sheet_bytes([["Bury"], ["Ref", "Indicator", "Jan-24"], ["S5", title, figure]]))
        (load,) = asked(capsys, "load", str(sheet), "--home", home)["loads"]
        assert load["changes"] == [] and not [f for f in load["findings"] if "Changed" in f["what"] or "moved" in f["what"]]
    rows = asked(capsys, "series", "S5", "--home", home)["rows"]
    assert sorted(row["value"] for row in rows) == [41.0, 57.0]
    (kpi,) = asked(capsys, "show", "--area", "Bury", "--code", "S5", "--home", home)["kpis"]
    assert kpi["value"] == 41.0 and "excluding" not in kpi["title"]
    assert cli.main(["withdraw", "1", "--why", "test", "--home", home]) == 0
    capsys.readouterr()
    (kpi,) = asked(capsys, "show", "--area", "Bury", "--code", "S5", "--home", home)["kpis"]
    assert kpi["value"] == 57.0 and kpi["title"].endswith("excluding exceptions")
