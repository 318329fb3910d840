"""The Benchmark page on a small made-up release whose figures can be worked by hand, and on DfE's own files where they are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from kpis.charts.style.palette import LIGHT
from kpis.exports.csv_tables.lait_csv import lait_name
from loaders import read_file
from tests.conftest import SAMPLE, publish
from tests.factories.made_release import load, release
from tests.factories.screens import LOST, html, opened, text

VIEWS = ("ranked", "time", "spread", "regions", "side")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up release and no scorecard; read it, never write to it."""
    folder = tmp_path_factory.mktemp("made")
    return load(folder / "home", release(folder / "lait"))


def figure(at: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at.get("plotly_chart")[0].proto.spec)
    return found


def drawn_words(at: AppTest) -> str:
    return " ".join(note["text"].replace("<br>", " ") for note in figure(at)["layout"]["annotations"])


def views(at: AppTest) -> list[str]:
    return [option.content for option in at.get("button_group")[0].proto.options]


def table(at: AppTest) -> str:
    at.session_state["benchmark_table"] = True
    return text(at.run())


def test_without_a_measure_it_is_s5_and_says_the_finding(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine neighbours have a figure: 10+20+30+40+50+60+70+90+25 = 395, a mean of 43.9; of twelve authorities one is above 80."""
    at = opened("benchmark", made, monkeypatch, area="Bury")
    assert not at.exception
    assert html(at).count("<h1") == 1
    told = text(at)
    assert "Bury 80.0% in 2024, 2nd of 12 authorities: 36.1 points above its neighbours (mean of 9 of 10, Nottinghamshire missing; " in told
    assert "30.0 points above its region (North West) and 35.0 points above England" in told
    assert "2nd of 12. A: the best quarter" in told
    assert "Neighbours’ mean 43.9% +36.1 pts North West 50.0% +30.0 pts England 45.0% +35.0 pts" in told
    assert "Best neighbour: Medway 90.0% −10.0 pts Before, 2023 75.0% +5.0 pts" in told
    assert at.query_params["kpi"] in ("S5", ["S5"])


def test_a_picture_can_be_traced(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = drawn_words(opened("benchmark", made, monkeypatch, area="Bury"))
    for expected in (
        "Bury 80.0% in 2024, 2nd of 12", "neighbours: May 2025 list", "Source: DfE, Local authority interactive tool (LAIT)",
        "Received 1 May 2026, load 1", "mean of 9 of 10, Nottinghamshire missing; May 2025 list, unweighted", "As at ", "build 0",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
    ):  # fmt: skip
        assert expected in words


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("which", [{"kpi": "S5"}, {"measure": "TotPermEx"}, {"measure": "SEN_TotSENSuP"}])
def test_every_view_draws_a_chart_its_table_and_a_file(
    which: dict[str, str], view: str, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened("benchmark", made, monkeypatch, area="Bury", view=view, **which)
    assert not at.exception
    assert LOST not in text(at)
    assert figure(at)["data"]
    own = LIGHT.roles[next(iter(LIGHT.roles))].colour
    assert own in json.dumps(figure(at)), "the area keeps its colour in every view"
    assert at.get("plotly_chart")[0].proto.alt.startswith("Bury ")
    told = table(at)
    assert not at.exception
    assert "Bury" in told and "England" in told
    if view != "ranked":
        assert at.query_params["view"] in (view, [view])


def test_each_view_shows_in_its_table_what_it_draws(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ranked = table(opened("benchmark", made, monkeypatch, area="Bury"))
    assert "1 Medway South East 90.0% A E" in ranked
    assert "2 Bury North West 80.0% A E" in ranked
    assert "Nottinghamshire East Midlands Not available E" in ranked
    spread = table(opened("benchmark", made, monkeypatch, area="Bury", view="spread"))
    assert "2024 10.0% 28.8% 45.0% 62.5% 90.0% 80.0% 2 of 12" in spread  # quartiles of the twelve by R's type 7
    over_time = table(opened("benchmark", made, monkeypatch, area="Bury", view="time"))
    assert "Bury 65.0% 70.0% 75.0% 80.0% Neighbours’ mean 28.9% 33.9% 38.9% 43.9%" in over_time


def test_a_neutral_measure_is_never_ranked(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Bury", measure="SEN_TotSENSuP")
    told = text(at) + drawn_words(at) + table(at)
    assert views(at)[0] == "In order"
    assert "Not ranked: a bigger or smaller figure is not better or worse" in told
    for word in ("quarter", "Best neighbour", " 2nd", "Ranked", "Place"):
        assert word not in told.replace("A quarter", ""), word


def test_a_count_is_neither_ranked_nor_set_beside_anybody(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Bury", measure="SEN_CASES_JAN")
    told = text(at)
    assert "5,000.0" not in told + table(at)
    assert "4,500.0" not in told + table(at)
    assert "not ranked and not set beside neighbours, region or England" in told
    assert views(at) == ["Over time"]
    assert "England" not in json.dumps([note["text"] for note in figure(at)["layout"]["annotations"]])


def test_a_london_borough_says_which_region_it_is_beside(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Barking and Dagenham")
    assert "Region: London, as Outer London is not published." in text(at)
    assert "as Outer London is not published" in drawn_words(at)
    assert "no list of neighbours names this area" in text(at)


def test_an_abolished_area_has_its_years_and_says_why_there_is_none_now(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Cumbria")
    assert "Cumbria has no figure in 2024 (not available); it closed on 31 Mar 2023" in text(at)
    at = opened("benchmark", made, monkeypatch, area="Cumbria", period="2022-12-31")
    assert "Cumbria 44.0% in 2022" in text(at)
    assert not at.exception


def test_a_period_is_chosen_and_a_measure_chosen_after_it_starts_at_its_newest(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Bury")
    assert at.selectbox(key="pick_period").options == ["2024", "2023", "2022", "2021"]
    at.selectbox(key="pick_period").select("2023-12-31").run()
    assert "Bury 75.0% in 2023" in text(at)
    assert at.query_params["period"] in ("2023-12-31", ["2023-12-31"])
    at.selectbox(key="pick_published").select("TotPermEx").run()
    assert "Bury 0.8% in 2024/25" in text(at) or "Bury 0.8% in 2023/24" in text(at)
    assert "period" not in at.query_params and "kpi" not in at.query_params
    assert at.query_params["measure"] in ("TotPermEx", ["TotPermEx"])


def test_only_what_exists_can_be_picked(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Bury", view="side", kpi="S5")
    assert "Nottinghamshire" not in at.multiselect(key="pick_with").options
    words = at.selectbox(key="pick_published").options
    assert len(words) == len(set(words))
    assert words[0].startswith("S3 ") and "Total permanent exclusions" in words
    assert not any(word.startswith("L1 ") for word in words)


def test_up_to_five_others_are_kept_in_the_address(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, **{"area": "Bury", "view": "side", "with": "E10000016,E92000001,X"})
    assert "The link names area ‘X’" in text(at)
    assert at.multiselect(key="pick_with").value == ["E10000016", "E92000001"]
    assert {trace["name"] for trace in figure(at)["data"]} == {"Bury", "Kent", "England"}
    at.multiselect(key="pick_with").set_value(["E06000035"]).run()
    assert at.query_params["with"] in ("E06000035", ["E06000035"])
    assert {trace["name"] for trace in figure(at)["data"]} == {"Bury", "Medway"}


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ({"kpi": "L1"}, "The link names KPI ‘L1’, and no figures of that name are published here. Showing S5"),
        ({"measure": "<b>"}, "The link names measure ‘<b>’"),
        ({"view": "pie"}, "The link names view ‘pie’, which is not here. Showing Ranked."),
        ({"period": "1066"}, "The link names period ‘1066’, which is not here. Showing 2024."),
        ({"neighbours": "1999"}, "The link names neighbours ‘1999’, which is not here."),
        ({"area": "Atlantis"}, "The link names area ‘Atlantis’, which is not here."),
    ],
)
def test_an_id_that_nobody_has_is_named(ids: dict[str, str], told: str, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, **({"area": "Bury"} | ids))
    assert not at.exception
    assert told in html(at)


def test_the_link_names_everything_shown(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", made, monkeypatch, area="Bury", view="spread")
    address = at.get("code")[0].value
    for part in ("area=Bury", "kpi=S5", "neighbours=May+2025", "view=spread", "period=2024-12-31", "basis=including+exceptions"):
        assert part in address


def test_a_figure_that_a_newer_release_changed_shows_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = load(tmp_path / "home", release(tmp_path / "first"))
    load(home, release(tmp_path / "second", later=True), received="2026-08-01")
    told = text(opened("benchmark", home, monkeypatch, area="Bury", measure="SEN_EHC_All_20wks"))
    assert "2023: DfE gave 75.0% in the release received 1 May 2026, and gives 76.0% now." in told
    before = text(opened("benchmark", home, monkeypatch, area="Bury", measure="SEN_EHC_All_20wks", as_at="2026-06-01"))
    assert "DfE gave" not in before and "Before, 2023 75.0%" in before


def test_the_scorecards_own_figure_is_told_beside_the_published_one(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = load(tmp_path / "home", release(tmp_path / "lait"))
    content = SAMPLE.read_bytes()
    publish(Store(home), read_file(SAMPLE.name, content, catalogue), content)
    told = text(opened("benchmark", home, monkeypatch, area="Bury", kpi="S5"))
    assert "The scorecard (bury_2017.xlsx, Scorecard D10) gives 100.0% for 2016." in told
    near = text(opened("benchmark", home, monkeypatch, area="Bury", kpi="S6"))
    assert "It is not drawn here: DfE’s series is only near it." in near


def test_a_scorecard_alone_says_how_to_bring_in_englands_figures(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("benchmark", home, monkeypatch)
    assert "England’s figures are not loaded yet" in text(at)
    assert "href='load'" in html(at)
    assert not at.get("plotly_chart")


def test_a_made_up_area_says_that_nobody_publishes_its_figures(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "illustrative").symlink_to(borough)
    at = opened("benchmark", tmp_path / "own", monkeypatch)
    assert "is made up, so nobody publishes figures to compare it with" in text(at)
    assert at.button(key="start")


def test_before_the_release_was_received_there_is_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(opened("benchmark", made, monkeypatch, area="Bury", as_at="2026-04-01"))
    assert "No published figures had been received by that day" in told


def test_dfes_own_files_with_what_is_known_of_them(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """dfe-data.md: 15 authorities hold their region's total for 2022; Dorset and City of London classed all plans as exceptions."""
    at = opened("benchmark", england, monkeypatch, area="Leeds", measure="SEN_CASES_DUR_YEAR", period="2022-12-31")
    assert "2022: 15 authorities in Yorkshire and The Humber each hold 6,078" in text(at)
    assert "A check questions figures of 2022: see what it found before quoting them" in drawn_words(at)
    fine = opened("benchmark", england, monkeypatch, area="Leeds", measure="SEN_CASES_DUR_YEAR", period="2021-12-31")
    assert "A check questions figures of 2021" not in text(fine)
    city = text(opened("benchmark", england, monkeypatch, area="City of London", kpi="S5"))
    assert "DfE notes of 2024: For the 2024 calendar year, Dorset and City of London have classed all new plans" in city
    rate = opened("benchmark", england, monkeypatch, area="Bury", measure="SEN_EHC_All_20wks")
    assert "99.0%" in text(rate) and "joint 5th of 153" in text(rate)  # lait_stats.csv
    assert len(rate.selectbox(key="pick_published").options) > 434


@pytest.mark.parametrize("kpi", ["S2", "S12", "E7", "P1"])
@pytest.mark.parametrize("area", ["Bury", "Cumbria", "City of London", "Barking and Dagenham"])
def test_every_kind_of_kpi_and_area_in_every_view(area: str, kpi: str, england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for view in VIEWS:
        at = opened("benchmark", england, monkeypatch, area=area, kpi=kpi, view=view)
        assert not at.exception
        assert LOST not in text(at), view


def test_a_files_name_holds_nothing_that_a_file_system_refuses() -> None:
    """As dfe-data.md 1.5 gives it: parts with hyphens, then the day."""
    name = lait_name("Bristol, City of", "KS2 RWM: %/all (SEN)", "Local-Authority-View", day=date(2026, 5, 1))
    assert name == "Bristol-City-of-KS2-RWM-all-SEN-Local-Authority-View-2026-05-01.csv"
