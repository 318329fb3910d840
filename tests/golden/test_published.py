"""DfE's own files through the command line, against figures worked out elsewhere from the same files.

``lait_stats.csv``: DfE's tool's own statistics, by running its code. ``scorecard_check.csv``: the October 2017 scorecard of Bury set
against the published figures by hand, with the neighbours of the time as they were reconstructed. Both are facts about DfE's files.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.conftest import SAMPLE, shared
from tests.factories.kpi_counts import KPIS

REGIONS = {"London (Inner)": "Inner London", "London (Outer)": "Outer London", "Yorkshire and the Humber": "Yorkshire and The Humber"}
Show = Callable[..., dict[str, Any]]
NEIGHBOURS_2014 = "2014 (reconstructed)"


@pytest.fixture(scope="module")
def show(england: Path) -> Iterator[Show]:
    """One command's JSON."""

    def asked(*words: str) -> dict[str, Any]:
        with pytest.MonkeyPatch.context() as patch:
            said: list[str] = []
            patch.setattr("builtins.print", lambda *parts, **_: said.append(" ".join(map(str, parts))))
            assert cli.main([*words, "--json", "--home", str(england)]) == 0, said
            found: dict[str, Any] = json.loads("\n".join(said))
            return found

    yield asked


def _table(name: str) -> list[dict[str, str]]:
    with shared("reference", name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _near(found: float | None, printed: str) -> bool:
    return found is None if printed in ("", "-") else found == pytest.approx(float(printed), abs=1e-6)


def test_every_row_of_laits_own_statistics_is_shown(show: Show) -> None:
    """Value, neighbours on the May 2025 list, region, England, change, rank, band and quartiles: all 70 rows, to 1e-6."""
    rows = _table("lait_stats.csv")
    assert len(rows) == 70
    codes = list(dict.fromkeys(row["short"] for row in rows))
    by_area = {area: {kpi["code"]: kpi for kpi in show("show", "--area", area, "--code", *codes)["kpis"]}
               for area in dict.fromkeys(row["la"] for row in rows)}  # fmt: skip
    wrong = []
    for row in rows:
        kpi = by_area[row["la"]][row["short"]]
        if kpi["unit"] == "count":  # set beside nobody, and in no quarter
            assert (kpi["statistical_neighbours"]["value"], kpi["england"]["value"], kpi["quartiles"], kpi["rank"]) == (None,) * 4
            assert _near(kpi["england"]["total"], row["england"])
            continue
        pairs = {
            "value": kpi["value"], "sn_avg": kpi["statistical_neighbours"]["value"], "region_value": kpi["region"]["value"],
            "england": kpi["england"]["value"], "change": kpi["change"]["value"], "rank": kpi["rank"],
            **{name: (kpi["quartiles"] or {}).get(name) for name in ("q0", "q25", "q50", "q75", "q100")},
        }  # fmt: skip
        wrong += [(row["short"], row["la"], name, found, row[name]) for name, found in pairs.items() if not _near(found, row[name])]
        said = (kpi["period"]["label"], str(kpi["of"]), kpi["region"]["name"], kpi["band"] or "")
        meant = (row["latest"], row["n_la"], REGIONS.get(row["region"], row["region"]), row["band"].strip("-"))
        wrong += [(row["short"], row["la"], said, meant)] if said != meant else []
    assert wrong == []


def test_an_area_that_is_no_more_has_no_value_and_its_comparators(show: Show) -> None:
    (kpi,) = show("show", "--area", "Cumbria", "--code", "SEN_EHC_All_20wks")["kpis"]
    assert (kpi["value"], kpi["missing"], kpi["period"]["label"]) == (None, "not available", "2024")
    assert kpi["statistical_neighbours"]["value"] == pytest.approx(38.76)
    assert (kpi["region"]["value"], kpi["england"]["value"]) == (49.6, 45.9)


PERIODS = {"S": ("2017-01-01", "2017-01-31"), "S5": ("2016-01-01", "2016-12-31"), "E": ("2015-09-01", "2016-08-31")}
PLACES = {"Bury": "Bury", "SN": "Bury: statistical neighbours", "NW": "North West", "ENG": "England"}
# What each cell of the scorecard came to when it was set against DfE's files; "sum" is S2, which DfE publishes as two parts.
DIFFERS = {("S2", "NW"): 14.5, ("S3", "SN"): 10.12}


def test_the_scorecards_benchmarks_are_found_again(show: Show) -> None:
    """The 29 readable comparator cells of S2 to S5 and E1 to E6, and Bury's own: 2 differ, as the table says, and no other."""
    series: dict[str, dict[tuple[str, str, str], dict[str, Any]]] = {}
    checked, wrong = 0, []
    for row in _table("scorecard_check.csv"):
        code, cell = row["code"], row["cell"].split()[0]
        if code not in ("S2", "S3", "S4", "S5", "E1", "E2", "E3", "E4", "E5", "E6"):
            continue
        if code not in series:
            rows = show("series", code, "--areas", "Bury", "--neighbours", NEIGHBOURS_2014)["rows"]
            series[code] = {(r["area"], r["period"]["first"], r["period"]["last"]): r for r in rows}
        dates = PERIODS.get(code) or PERIODS[code[0]]
        found = series[code][PLACES[cell], *dates]
        checked += 1
        places = len(row["published"].partition(".")[2])
        if round(found["value"], places) != float(row["published"]):
            wrong.append((code, cell, found["value"], row["published"]))
        printed = _printed(row["scorecard"])
        matches = printed is not None and abs(found["value"] - printed) < 0.5 * 10 ** -_places(row["scorecard"]) + 1e-9
        if matches is not row["verdict"].startswith("match") and (code, cell) != ("E5", "Bury"):
            wrong.append((code, cell, found["value"], row["scorecard"], row["verdict"]))
        if (code, cell) in DIFFERS:
            assert found["value"] == pytest.approx(DIFFERS[code, cell])
    assert wrong == []
    assert checked == 30


# Cells whose decimals or sign the scan lost, with what stands printed in the paper.
RESTORED = {"37.12 (OCR 3712)": 37.12, "0.49 (minus lost)": -0.49, "038 (= -0.38)": -0.38, "068 (= -0.68)": -0.68, "114 (= -1.14)": -1.14,
            "103 (= -1.03)": -1.03}  # fmt: skip


def _printed(text: str) -> float | None:
    if text in RESTORED:
        return RESTORED[text]
    number = text.rstrip("%")
    return float(number) if number.replace(".", "").isdigit() else None


def _places(text: str) -> int:
    number = str(RESTORED.get(text, text.rstrip("%")))
    return len(number.partition(".")[2])


def test_neighbours_without_a_figure_are_dropped_and_named(show: Show) -> None:
    rows = show("series", "E2", "--areas", "Bury", "--neighbours", NEIGHBOURS_2014)["rows"]
    (found,) = [r for r in rows if r["area"].startswith("Bury: ") and r["period"]["last"] == "2016-08-31"]
    assert found["value"] == pytest.approx(68 / 9)
    assert found["basis"] == "mean of 9 of 10, Nottinghamshire missing; 2014 (reconstructed) list"


MAPPED = ("S2", "S3", "S4", "S5", "S6", "S9", "S10", "S11", "S12", "S13", "E1", "E2", "E3", "E4", "E5", "E6", "P1", "P2")


@pytest.mark.parametrize("area", ["Oldham", "Worcestershire", "Oxfordshire", "Essex"])
def test_an_area_without_a_scorecard_opens_with_every_mapped_kpi(show: Show, area: str) -> None:
    shown = {kpi["code"]: kpi for kpi in show("show", "--area", area)["kpis"]}
    assert len(shown) == KPIS
    for code in MAPPED:
        kpi = shown[code]
        assert kpi["value"] is not None or kpi["missing"] == "not available", code
        england = kpi["england"]["total"] if kpi["unit"] == "count" else kpi["england"]["value"]
        assert (kpi["origin"], england is not None) == ("published", True), code
        region = kpi["region"]["total"] if kpi["unit"] == "count" else kpi["region"]["value"]
        assert (region is None) is (code == "S12"), code  # the Tribunal's table gives no region's number
        neighbours = kpi["statistical_neighbours"]
        assert (neighbours["of"], neighbours["edition"]) == (10, "May 2025"), code
        assert 0 < neighbours["used"] <= 10 and len(neighbours["absent"]) == 10 - neighbours["used"], code
    assert sum(shown[code]["value"] is not None for code in MAPPED) >= len(MAPPED) - 1
    for code, share in (("E7", 9.4), ("E8", 35.5), ("E9", 4.8), ("E10", 41.9)):  # England 2016/17, from DfE's counts
        assert shown[code]["value"] is None and round(shown[code]["england"]["share"], 1) == share


def test_the_partnerships_own_stays_and_the_newer_published_figure_is_beside_it(england: Path, tmp_path: Path, capsys: Any) -> None:
    """Bury's S5 of 2016: 100 printed, 86 of 86 published; DfE's newest is 73 of 143 plans, 51.0%, in 2022."""
    home = tmp_path / "home"
    files = [str(shared("inputs", "ees", "sen2_mi.csv")), str(SAMPLE)]
    assert cli.main(["load", *files, "--home", str(home), "--received", "2023-01-01", "--json"]) == 0
    capsys.readouterr()
    assert cli.main(["show", "--area", "Bury", "--code", "S5", "E1", "--home", str(home), "--json"]) == 0
    s5, e1 = json.loads(capsys.readouterr().out)["kpis"]
    assert (s5["origin"], s5["value"], s5["period"]["label"]) == ("local", 100.0, "2016")
    line = s5["published_line"]
    assert (line["value"], line["period"]["label"], line["same_period"]) == (pytest.approx(100 * 73 / 143), "2022", 100.0)
    assert s5["sentence"].endswith("DfE gives 51.0% for 2022")
    assert (e1["origin"], e1["value"], e1["also"]) == ("local", 17.0, [])


def test_the_ledger_lists_releases(show: Show) -> None:
    found = show("loads")["loads"]
    assert [(one["publication"], one["area"]) for one in found] == [
        ("lait", None), ("ees:education-health-and-care-plans", None), ("ees:sen2_mi", None), ("ees:exclusions_by_characteristic", None),
    ]  # fmt: skip


def test_mediation_of_2022_is_the_stages_added(show: Show) -> None:
    """DfE's own total of 2022 is 0 in eleven authorities whose stages are not: Oldham's are 3, 28 and 0; England's 4,107, 1,024 and 720."""
    rows = {(r["area"], r["period"]["label"]): r["value"] for r in show("series", "S11", "--areas", "Oldham")["rows"]}
    assert (rows["Oldham", "2022"], rows["England", "2022"]) == (31.0, 5851.0)


def test_appeals_that_councils_report_are_never_those_after_mediation_alone(show: Show) -> None:
    rows = {r["period"]["label"]: r["value"] for r in show("series", "S12", "--areas", "Kent", "--basis", "appeals councils report")["rows"]
            if r["area"] == "England"}  # fmt: skip
    assert (rows["2022"], rows["2023"], rows["2024"]) == (4887.0, 6511.0, 9188.0)
    assert "2021" not in rows


RATES = {  # KPI: the files' columns that are added, the file's own year, whether of a January
    "S9": (("newplans/new_ehc_plans",), False), "S10": (("requests/requests_received_in_year",), False),
    "S11": (("requests/mediation_related_request", "assessments/number_assess_mediation", "assessments/number_other_mediation"), False),
    "S13": (("caseload/special_independent", "caseload/special_non_maintained", "caseload/specialist_post_16_institutions"), True),
}  # fmt: skip
TOTALS = {
    "newplans": "New EHC plans", "requests": "All requests for EHC needs assessments", "assessments": "All EHC needs assessments",
    "caseload": "All EHC plans",
}  # fmt: skip


@pytest.mark.parametrize("area", ["Bury", "Birmingham", "Cornwall", "Camden"])
def test_a_counts_rate_is_the_files_own_numbers_divided(show: Show, area: str) -> None:
    """Own, region and England per 1,000 plans, straight from the csv files; a London borough beside Inner London where that is given."""
    with zipfile.ZipFile(shared("inputs", "ees", "education-health-and-care-plans_2025.zip")) as held:
        rows = {
            file: [row for row in csv.DictReader(io.TextIOWrapper(held.open(f"data/{file}.csv"), encoding="utf-8-sig"))
                   if row["breakdown"] == total] for file, total in TOTALS.items()
        }  # fmt: skip

    def number(column: str, period: str, *, level: str, place: str) -> float:
        file, name = column.split("/")
        named = {"Local authority": "la_name", "Regional": "region_name", "National": "country_name"}[level]
        (row,) = (r for r in rows[file] if (r["time_period"], r["geographic_level"], r[named]) == (period, level, place))
        return float(row[name])

    found = {kpi["code"]: kpi for kpi in show("show", "--area", area, "--code", *RATES)["kpis"]}
    for code, (columns, january) in RATES.items():
        kpi, period = found[code], "202425" if january else "2024"
        assert kpi["rate"]["basis"] == "per 1,000 plans"
        for key, level, place in (("value", "Local authority", area), ("england", "National", "England")):
            top = sum(number(c, period, level=level, place=place) for c in columns)
            whole = number("caseload/ehcplans", period if january else "202324", level=level, place=place)
            assert kpi["rate"][key] == pytest.approx(1000 * top / whole, rel=1e-12), (code, key)
        assert (kpi["rank"], kpi["band"], kpi["england"]["value"]) == (None, None, None)
