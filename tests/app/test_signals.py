"""Signals and the view "Is it real?" over the illustrative borough and the Bury sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.factories.screens import html, opened, text


def test_the_table_and_the_matrix_name_every_judged_kpi_and_open_its_chart(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("signals", borough, monkeypatch)
    assert not at.exception
    told, drawn = text(at), html(at)
    assert "8 KPIs show special cause: 5 improvement, 2 concern, 1 neutral (high); 5 common cause only; 22 are not judged" in told
    assert drawn.count("<td class='code'>") == 13
    assert "kpi=S5&view=Is+it+real%3F" in drawn
    assert "Variation against assurance" in told
    seasonal = "in a run of seven or more above the mean; seasonal, and limits know no season: the verdict leaves this aside"
    assert told.count(seasonal) == 2  # E7 and E8, whose verdict is: off target, chance not tested
    assert "Too few values : E9 There are 6 values and limits need 15: 9 more to go." in told


def test_the_view_shows_the_icons_in_words_and_names_its_rules(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S5", view="Is it real?")
    assert not at.exception
    assert "special cause: improvement" in text(at)
    assert "Limits need to be redrawn first" in text(at)
    assert "consistently" not in text(at)
    (chart,) = at.get("plotly_chart")
    assert (
        "Rules: mdc (NHS England, Making Data Count: SQL tool v2.5, a trend of seven points). 96 values, 56 of them since Jan 2022."
        in chart.proto.spec
    )
    assert "· hollow" not in chart.proto.spec
    assert "limits know no season" not in chart.proto.spec
    terms = opened("kpi", borough, monkeypatch, kpi="E7", view="Is it real?").get("plotly_chart")[0].proto.spec
    assert "Seasonal, and limits know no season: the verdict leaves this aside." in terms.replace("\\u003cbr\\u003e", " ")
    other = opened("kpi", borough, monkeypatch, kpi="S5", view="Is it real?", rules="NHS-R")
    assert "Rules: nhsr (NHSRplotthedots 0.2.2, a trend of seven points)" in other.get("plotly_chart")[0].proto.spec


def test_a_yearly_kpi_is_refused_in_words(borough: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="E1", view="Is it real?")
    assert "Not judged for chance Yearly figures are too few and too far apart for limits." in text(at)
    assert not at.get("plotly_chart")
    bury = opened("signals", home, monkeypatch)
    assert "No KPI can be judged by statistical process control" in text(bury)
    assert "Nothing to judge yet" in text(bury)


def test_requests_stand_under_timeliness_on_its_own_axis_of_time(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S5")
    assert len(at.get("plotly_chart")) == 1
    at.session_state["demand"] = True
    at.run()
    assert not at.exception
    above, below = (json.loads(chart.proto.spec)["layout"] for chart in at.get("plotly_chart"))
    assert below["xaxis"]["range"] == above["xaxis"]["range"]
    assert [below["margin"][side] for side in "lr"] == [above["margin"][side] for side in "lr"]
    other = opened("kpi", borough, monkeypatch, kpi="S3")
    assert "Requests and new plans" not in " ".join(one.label for one in other.expander)
