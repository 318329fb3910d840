"""The figures behind the charts of chance, certainty and place, as CSV: they are those of the reference packages' own vectors."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from data.catalogue.catalogue import Catalogue
from kpis.exports.csv_tables.chart_csv import LINE, PLACES, SURE, line_csv, places_csv, sure_csv
from kpis.signals.signals import signal
from kpis.standing.kpi_standing import Standing
from tests.factories.counted_standings import one, placed
from tests.factories.monthly_lines import STEADY, carried, line


def read(content: bytes, columns: tuple[str, ...]) -> list[dict[str, str]]:
    found = csv.DictReader(StringIO(content.decode("utf-8-sig")))
    assert tuple(found.fieldnames or ()) == columns
    return list(found)


@pytest.mark.parametrize("name", ["rand60_target_inside", "rebase_once", "na_middle", "ae_breaches_RRK_rebase"])
def test_a_judged_lines_rows_are_the_packages_numbers(name: str, plain: Standing) -> None:
    case, found = carried(name, plain, "=New method")
    asked, wanted = case["input"], case["expected"]
    rows = read(line_csv(found, "Bury", "Illustrative", "OGL"), LINE)
    assert len(rows) == len(asked["values"])
    for column, key in (("value", "values"), ("mean", "mean"), ("lower_limit", "lpl"), ("upper_limit", "upl")):
        both = [(float(row[column]), n) for row, n in zip(rows, wanted[key], strict=True) if row[column] and n is not None]
        assert [here for here, _ in both] == pytest.approx([there for _, there in both], rel=1e-9)
        assert len(both) >= len(asked["values"]) - 3
    assert [bool(row["because"]) for row in rows] == [t.lower() not in ("", "common cause") for t in wanted["special_cause_type"]]
    assert {row["phase"] for row in rows} <= {"", "'=New method"}
    assert all((row["notice"], row["licence"], row["rules"]) == ("Illustrative", "OGL", "nhsr") for row in rows)


def test_too_few_values_have_no_limits_and_no_marks(plain: Standing) -> None:
    rows = read(line_csv(signal(line(plain, STEADY[:11])), "Bury", "", ""), LINE)
    assert [float(row["value"]) for row in rows] == STEADY[:11]
    assert {row[key] for row in rows for key in ("lower_limit", "upper_limit", "mark", "because")} == {""}


def test_an_interval_beside_england_is_wilsons() -> None:
    """81 of 263 is 0.308 with 0.255 to 0.366: Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3."""
    own, nation, *_ = read(sure_csv(one(81, 263, 40.0), "Bury", "Illustrative", "OGL"), SURE)
    assert [round(float(own[key]) / 100, 4) for key in ("lower_95", "upper_95")] == [0.2553, 0.3662]
    assert (float(own["numerator"]), float(own["denominator"]), own["method"]) == (81, 263, "Wilson")
    assert (nation["beside"], float(nation["value"]), nation["verdict"]) == ("England", 40.0, "Worse")


def test_without_an_interval_the_row_says_why() -> None:
    own, nation, *_ = read(sure_csv(one(300, 263, 40.0), "Bury", "", ""), SURE)
    assert own["lower_95"] == ""
    assert own["why_none"] == "The numerator is larger than the denominator."
    assert nation["verdict"] == "not compared"


def test_every_authority_of_the_funnel_is_a_row(catalogue: Catalogue) -> None:
    found = placed(catalogue)
    rows = read(places_csv(found, catalogue.areas, "DfE", "OGL"), PLACES)
    assert len(rows) == len(found.areas) == 30
    assert [float(rows[0][key]) for key in ("value", "numerator", "denominator")] == [90, 90, 100]
    assert found.funnel is not None
    assert [row["among_all"] for row in rows] == list(found.funnel.significance)
    together = sum(float(row["numerator"]) for row in rows) / sum(float(row["denominator"]) for row in rows)
    assert float(rows[0]["all_together"]) == pytest.approx(100 * together, rel=1e-12)
