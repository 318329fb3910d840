"""A pack's workbook loaded into an empty home: the same KPIs, units and origins, or nothing; DfE's figures are never the council's own."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

import cli
from data.model.observation import FigureRole
from kpis.exports.tidy import standing_export
from loaders import read_file
from tests.conftest import sheet_bytes
from tests.factories import published
from tests.factories.commands import CaptureFixture, asked
from tests.factories.packs import packed

# What feeds a KPI here, near ones among them: P1, P2, P7 of another unit or another measure than the scorecard's.
FEEDS = {
    "SEN_WoStat_AVG_Attain8_Score": "score", "NEW_KS2_RWM_Sen_W/Osta": "% pupils", "16-17_not known_NEET": "% young people",
    "KS4_SEN_Des_incSpec": "% pupils", "16-17YroldSEN_ET": "% young people", "SEN_CASES_JAN": "Number of plans",
}  # fmt: skip
GEO = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,old_la_code,la_name"
PLACES = (
    "National,E92000001,England,,,,,", "Regional,E92000001,England,E12000002,North West,,,",
    "Local authority,E92000001,England,E12000002,North West,E08000002,351,Bury",
    "Local authority,E92000001,England,E12000002,North West,E08000004,353,Oldham",
)  # fmt: skip
EHC = {
    "timeliness_20_week": ("All EHC plans", "plans_issued_den,plans_issued_within_20_weeks", (200, 92)),
    "requests": ("All requests for an EHC needs assessment", "requests_received_in_year", (310,)),
    "newplans": ("New EHC plans", "new_ehc_plans,await_prov,perm_ex", (205, 4, 3)),
    "work_based_placements": ("All work based placements", "open_supp_intern", (29,)),
}  # fmt: skip
SCORECARD = [
    ["Bury: SEND scorecard"],
    ["Ref", "Indicator", "Period", "Target", "Actual", "SN", "England"],
    ["S5", "Percentage of EHC plans issued within 20 weeks", "2026", "70%", "61%", None, "50%"],
    ["S6", "Children with an EHC plan", "Jan-27", None, 1900, None, None],
    ["E8", "Suspensions", "2025/26", None, 41, 50, None],
    ["P3", "Supported internships", "Jan-27", "5%", "4.1%", None, None],
    ["L1", "Visits to the local offer", "2026", None, 800, None, None],
]


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files of LAIT and of EHC plans, made up."""
    for measure, unit in FEEDS.items():
        monkeypatch.setitem(published.MEASURES, measure, ("Made up", f"{measure}, made up", "High", unit, "Academic Year", "Made up."))
    paths = published.made(tmp_path / "lait")
    plans = tmp_path / "education-health-and-care-plans_2025.zip"
    with zipfile.ZipFile(plans, "w") as file:
        for name, (total, columns, numbers) in EHC.items():
            rows = [
                f"{year},Calendar year,{place},{total},{total},{','.join(str(n + at + year % 100) for n in numbers)}"
                for year in (2023, 2024) for at, place in enumerate(PLACES)
            ]  # fmt: skip
            file.writestr(f"data/{name}.csv", "\n".join((f"{GEO},breakdown_topic,breakdown,{columns}", *rows)) + "\n")
    return [*map(str, paths), str(plans)]


def _kpis(capsys: CaptureFixture, home: str) -> dict[str, dict[str, Any]]:
    capsys.readouterr()
    return {kpi["code"]: kpi for kpi in asked(capsys, "show", "--area", "Bury", "--home", home)["kpis"]}


def _identity(kpi: dict[str, Any]) -> dict[str, Any]:
    """What a KPI's figures are: never the file or load they came by, which are others in another home."""
    told = {key: kpi[key] for key in ("title", "unit", "value", "share", "missing", "origin", "priorities")}
    told |= {"period": kpi["period"] and [kpi["period"][key] for key in ("kind", "first", "last")], "target": kpi["target"]["value"]}
    others = ("statistical_neighbours", "region", "england")
    return told | {key: (kpi[key]["value"], kpi[key].get("origin")) for key in others}


def test_what_goes_out_in_a_workbook_comes_back_as_the_same_kpis_units_and_origins(
    releases: list[str], tmp_path: Path, capsys: CaptureFixture
) -> None:
    first, second, sheet, pack = str(tmp_path / "first"), str(tmp_path / "second"), tmp_path / "own.xlsx", tmp_path / "pack.xlsx"
    sheet.write_bytes(sheet_bytes(SCORECARD))
    assert cli.main(["load", *releases, str(sheet), "--home", first]) == 0
    before = _kpis(capsys, first)
    origins = {kpi["origin"] for kpi in before.values() if kpi["value"] is not None}
    assert origins == {"local", "published"}, "the test needs both"
    assert sum(kpi["origin"] == "published" and kpi["value"] is not None for kpi in before.values()) >= 8
    assert cli.main(["pack", "--format", "xlsx", "--area", "Bury", "--out", str(pack), "--home", first]) == 0
    assert cli.main(["load", str(pack), "--home", second]) == 0
    alone = _kpis(capsys, second)
    for code, was in before.items():
        now = alone[code]
        if was["origin"] == "local" and was["value"] is not None:
            assert [now[key] for key in ("value", "unit", "origin")] == [was[key] for key in ("value", "unit", "origin")], code
        else:
            assert now["value"] is None, f"{code}: DfE's figure came back as the council's own"
        for key in ("statistical_neighbours", "region", "england"):
            assert now[key]["value"] == (was[key]["value"] if was[key].get("origin") == "local" else None), (code, key)
    assert cli.main(["load", *releases, "--home", second]) == 0
    after = _kpis(capsys, second)
    assert {code: _identity(kpi) for code, kpi in after.items()} == {code: _identity(kpi) for code, kpi in before.items()}


def test_the_figures_left_out_are_told_of_at_their_cells(releases: list[str], tmp_path: Path, capsys: CaptureFixture) -> None:
    first, sheet, pack = str(tmp_path / "first"), tmp_path / "own.xlsx", tmp_path / "pack.xlsx"
    sheet.write_bytes(sheet_bytes(SCORECARD))
    assert cli.main(["load", *releases, str(sheet), "--home", first]) == 0
    assert cli.main(["pack", "--format", "xlsx", "--area", "Bury", "--out", str(pack), "--home", first]) == 0
    capsys.readouterr()
    (load,) = asked(capsys, "load", str(pack), "--home", str(tmp_path / "second"))["loads"]
    told = [f for f in load["findings"] if "what DfE published was left out" in f["what"]]
    assert any(f["what"].startswith("P2: ") for f in told) and all("!Scorecard!" in f["where"] for f in told)
    assert not [f for f in load["findings"] if f["severity"] == "check" and "was not loaded" in f["what"]]


def test_a_workbook_of_published_figures_alone_is_refused_whole(releases: list[str], tmp_path: Path, capsys: CaptureFixture) -> None:
    first, pack = str(tmp_path / "first"), tmp_path / "pack.xlsx"
    assert cli.main(["load", *releases, "--home", first]) == 0
    assert cli.main(["pack", "--format", "xlsx", "--area", "Bury", "--out", str(pack), "--home", first]) == 0
    capsys.readouterr()
    assert cli.main(["load", str(pack), "--home", str(tmp_path / "second")]) == 1
    assert "holds only figures that DfE published, and none of the partnership’s own" in capsys.readouterr().err


def test_a_pages_csv_that_is_loaded_makes_none_of_dfes_figures_the_councils_own(releases: list[str], tmp_path: Path) -> None:
    first, sheet = tmp_path / "first", tmp_path / "own.xlsx"
    sheet.write_bytes(sheet_bytes(SCORECARD))
    assert cli.main(["load", *releases, str(sheet), "--home", str(first)]) == 0
    standings, words, catalogue = packed(first)
    content = standing_export.standings_csv(standings, words.area, "", "")
    loaded = read_file("bury-kpis.csv", content, catalogue, area="Bury")
    local = {s.indicator.code: s.value for s in standings if s.own and s.own.origin == "local"}
    own = {o.indicator: o.value for o in loaded.observations if o.series is FigureRole.OWN and o.value is not None}
    assert local and own == local


def test_the_way_of_counting_goes_out_and_comes_back(releases: list[str], tmp_path: Path, capsys: CaptureFixture) -> None:
    first, second, sheet, pack = str(tmp_path / "first"), str(tmp_path / "second"), tmp_path / "own.xlsx", tmp_path / "pack.xlsx"
    rows = [row if row[0] != "S5" else ["S5", "EHC plans in 20 weeks (excl. exceptions)", *row[2:]] for row in SCORECARD]
    sheet.write_bytes(sheet_bytes(rows))
    assert cli.main(["load", *releases, str(sheet), "--home", first]) == 0
    assert cli.main(["pack", "--format", "xlsx", "--area", "Bury", "--out", str(pack), "--home", first]) == 0
    assert cli.main(["load", str(pack), *releases, "--home", second]) == 0
    before, after = _kpis(capsys, first)["S5"], _kpis(capsys, second)["S5"]
    assert _identity(after) == _identity(before)
    assert (after["value"], after["origin"]) == (61.0, "local") and after["title"].endswith("excluding exceptions")
    assert after["region"]["value"] is None, "DfE's region includes exceptions"
    assert after["england"]["value"] == 50.0, "printed in the same row"
