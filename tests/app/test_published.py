"""Every page over published figures alone and beside a scorecard; Explore, Peers, loading DfE's files, and a release on Sources."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store.store import Store
from tests.conftest import SAMPLE, shared
from tests.factories.kpi_counts import on_burys_scorecard
from tests.factories.published import AREAS, MEASURES, made, publish_files, publish_made
from tests.factories.screens import LOST, NOTICE, PAGES, PUBLISHED, html, opened, text

KIND = "application/octet-stream"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds one made-up release and no scorecard."""
    folder = tmp_path_factory.mktemp("alone")
    publish_made(Store(folder / "home"), folder / "files")
    return folder / "home"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, first_load: Path) -> Path:
    """The Bury sample as load 1, and two releases of made-up figures as loads 2 and 3."""
    folder = tmp_path_factory.mktemp("twice")
    home = Path(shutil.copytree(first_load, folder / "home"))
    publish_made(Store(home), folder / "one")
    changes = {("MADE_HIGH", 351, 2024): "99.9", ("MADE_LOW", 353, 2024): "1.0"}
    publish_made(Store(home), folder / "two", received=date(2025, 12, 1), updated="2025-12-01", otherwise=changes)
    return home


def rows(at: AppTest) -> list[str]:
    """The rows of the page's tables as words."""
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html(at), re.DOTALL)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("area", ["Oldham", "Medway", "Cornwall", "Dorset (pre LGR 2019)"])
def test_every_page_opens_for_an_area_that_has_only_published_figures_or_none(
    page: str, area: str, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(page, alone, monkeypatch, area=area)
    assert not at.exception
    assert LOST not in text(at)
    assert html(at).count("<h1") == 1


@pytest.mark.parametrize(("area", "after"), [("Cumbria", ["Cumberland", "Westmorland+and+Furness"]), ("Oldham", [])])
def test_the_kpi_page_of_an_authority_that_ended_leads_to_who_took_over(
    area: str, after: list[str], alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = html(opened("kpi", alone, monkeypatch, area=area))
    assert ("Cumbria ended on 31 March 2023; since then Cumberland, Westmorland and Furness." in shown) == bool(after)
    assert all(f"./?area={name}" in shown for name in after)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_both(page: str, twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, twice, monkeypatch, area="Bury")
    assert not at.exception
    assert LOST not in text(at)
    if page not in ("load", "about", "accessibility", "settings", "health"):
        assert (NOTICE in text(at)) is (page not in PUBLISHED)


@pytest.mark.parametrize("page", ["overview", "explore", "peers", "sources", "kpi", "moved"])
def test_a_day_before_the_release_has_none_of_it(page: str, alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, alone, monkeypatch, area="Oldham", as_at="2025-11-02")
    assert not at.exception
    assert LOST not in text(at)


def test_explore_lists_every_measure_with_the_areas_place(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("explore", alone, monkeypatch, area="Oldham")
    assert f"{len(MEASURES)} published measures" in text(at)
    share = next(row for row in rows(at) if row.startswith("Made-up share"))
    # figure(): Oldham is at place 0, so 20 + 4 in 2025; its ten neighbours are at places 1 to 10, the last of them without gaps;
    # their mean is 20 + 3 × 5.5 + 4 × 1.55; England is at place 13. Medway has no figure, so 11 are ranked, and Oldham is the last.
    assert share.endswith("2024/25 24.0% 42.7% 68.2% 11th of 11")
    assert next(row for row in rows(at) if row.startswith("Made-up number")).endswith("26.0 – – –"), "no place, and nobody beside it"
    assert "benchmark?area=Oldham&measure=MADE_HIGH" in html(at)
    assert "higher is better" in text(at) and "Where DfE publishes it" in text(at)


def test_explore_is_searched_by_words_and_topic_in_the_address(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("explore", alone, monkeypatch, area="Oldham", words="made-up SHARE")
    assert "2 of 6 published measures" in text(at)
    listed = [row for row in rows(at) if row.startswith("Made-up")]
    assert [row[:13] for row in listed] == ["Made-up share", "Made-up numbe"], "the title before the description"
    at.selectbox(key="pick_topic").select("Other").run()
    assert at.query_params["topic"] in ("Other", ["Other"])
    assert "1 of 6 published measures" in text(at)
    at.text_input(key="pick_words").input("nothing like it").run()
    assert "No measure has all these words" in text(at)
    at.text_input(key="pick_words").input("").run()
    assert "2 of 6 published measures" in text(at), "the measure of two topics is in both"
    assert "words" not in at.query_params


def test_a_long_list_is_turned_page_by_page(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.england.explore.MOST", 4)
    from pages.england import explore

    explore._table.drop()
    at = opened("explore", alone, monkeypatch, area="Oldham")
    assert "Page 1 of 2" in text(at)
    first = [row for row in rows(at) if "2024" in row or "2025" in row]
    at.button(key="next").click().run()
    assert at.query_params["page"] in ("2", ["2"])
    second = [row for row in rows(at) if "2024" in row or "2025" in row]
    assert (len(first), len(second)) == (4, 2)
    assert not set(first) & set(second)
    at.text_input(key="pick_words").input("made").run()
    assert "Page 1 of 2" in text(at), "another search starts at its first page"
    explore._table.drop()


def test_peers_say_who_does_better_and_by_how_much(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("peers", alone, monkeypatch, area="Oldham", measure="MADE_HIGH")
    assert "10 of the 10 neighbours (May 2025 list) with a figure do better than Oldham’s 24.0% in 2024/25" in text(at)
    # Derby is at place 10: 20 + 30 + 4 × 2; it has gained 8 since 2020/21, and was never as low as 24.0
    assert any(row.startswith("Derby 58.0% 34.0 points ▲ +8.0 pts –") for row in rows(at))
    # Bury is at place 1: 27.4 in 2025, 23.0 in 2021, 24.1 in 2022
    assert any(row.startswith("Bury 27.4% 3.4 points ▲ +4.4 pts 2020/21, at 23.0%") for row in rows(at))
    assert "Open Government Licence" in text(at)
    assert "benchmark?area=Oldham&measure=MADE_HIGH&view=side&with=E08000002" in html(at)
    assert "2020/21 23.0%, 2021/22 24.1%" in html(at), "the picture is told in words"


def test_nobody_does_better_where_lower_is_better_and_the_area_is_lowest(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("peers", alone, monkeypatch, area="Oldham", measure="MADE_LOW", among="All authorities")
    assert "None of the 10 other authorities with a figure does better" in text(at)
    assert "Nobody to show here" in text(at)


def test_a_count_is_set_beside_nobody(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("peers", alone, monkeypatch, area="Rochdale", measure="MADE_COUNT")
    assert "is a count: it follows the size of the place, so nobody does better or worse by it" in text(at)
    assert "Authorities differ in size" in text(at)
    assert not [row for row in rows(at) if row.split()[:1] in (["Bolton"], ["Bury"])]
    assert "Better by" not in text(at)


def test_peers_of_a_kpi_never_compare_across_its_break(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("peers", alone, monkeypatch, area="Oldham", kpi="S5")
    assert "2021 to 2025" in text(at) and "Change since 2022" in text(at)
    assert "nothing is compared across it" in text(at)


def test_an_area_without_a_figure_says_so(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("peers", alone, monkeypatch, area="Cornwall", measure="MADE_HIGH")
    assert "Cornwall has no figure, so nobody can be said to do better" in text(at)
    at = opened("peers", alone, monkeypatch, area="Oldham", measure="NO_SUCH")
    assert "The link names measure ‘NO_SUCH’, and no figures of that name are published here." in text(at)


def upload(at: AppTest, paths: list[Path]) -> AppTest:
    for path in paths:
        at.file_uploader[0].upload(path.name, path.read_bytes(), KIND)
    return at.run()


def test_dfes_files_are_shown_before_they_are_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", tmp_path / "home", monkeypatch)
    assert "Bring in England’s data" in text(at) and "bds_long_0.parquet" in text(at)
    upload(at, made(tmp_path / "files"))
    assert not at.exception
    assert "updated 1 November 2025" in text(at) and "nothing is saved yet" in text(at)
    assert "420 rows: 409 figures; 11 without a number (11 suppressed)" in text(at)
    assert "May 2025: 3 authorities" in text(at)
    at.button(key="publish_releases").click().run()
    assert "as load 1. Look at it on the Overview , Explore , Benchmark" in text(at)
    assert len(Store(tmp_path / "home").loads(Store(tmp_path / "home").current())) == 1
    assert "Upload" not in text(at), "an empty uploader for the next files"


def test_scorecards_in_the_same_upload_go_on_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", tmp_path / "home", monkeypatch)
    upload(at, [*made(tmp_path / "files"), SAMPLE])
    assert [b.label for b in at.button if b.key in ("publish", "publish_releases")] == [
        "Publish Local authority interactive tool (LAIT)", f"Load {on_burys_scorecard()} KPIs for Bury",
    ]  # fmt: skip
    at.button(key="publish_releases").click().run()
    assert "as load 1." in text(at)
    at.button(key="publish").click().run()
    assert "Loaded bury_2017.xlsx as load 2." in text(at)


def test_files_that_cannot_be_used_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", tmp_path / "home", monkeypatch)
    upload(at, made(tmp_path / "files")[:1])
    assert "The data dictionary of LAIT is missing" in text(at) and "Nothing was changed." in text(at)
    assert not [b for b in at.button if b.key == "publish_releases"]
    at = opened("load", tmp_path / "home", monkeypatch)
    (tmp_path / "lost.meta.csv").write_text("col_name,col_type\na,Indicator\n")
    upload(at, [tmp_path / "lost.meta.csv"])
    assert "describes a file of figures that is not among these" in text(at)


def test_the_same_files_again_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, paths = tmp_path / "home", made(tmp_path / "files")
    publish_files(Store(home), paths)
    at = opened("load", home, monkeypatch)
    upload(at, paths)
    at.button(key="publish_releases").click().run()
    assert "is already loaded, as load 1. Nothing was changed." in text(at)


def test_the_offer_loads_into_the_partnerships_own_folder(tmp_path: Path, borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    shutil.copytree(borough, home / "illustrative")
    before = Store(home / "illustrative").current()
    at = opened("overview", home, monkeypatch)
    assert any("Bring in England’s data" in one.label for one in at.expander)
    at = upload(opened("load", home, monkeypatch), made(tmp_path / "files"))
    at.button(key="publish_releases").click().run()
    assert Store(home / "illustrative").current() == before
    assert len(Store(home).releases(Store(home).current())) == 1
    at = opened("overview", home, monkeypatch, area="Oldham")
    assert not any("Bring in England’s data" in one.label for one in at.expander)


def test_sources_shows_a_release_and_follows_a_figure(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("sources", alone, monkeypatch, area="Oldham", load="1", file="bds_long_0.csv", cell="E2")
    assert "No scorecard of its own" in text(at) and "420 rows: 409 figures" in text(at)
    assert any(row.startswith("bds_long_0.csv E2 Made-up share, higher is better Oldham 2020/21 printed ‘2021’ 20.0") for row in rows(at))
    at = opened("kpi", alone, monkeypatch, area="Oldham", kpi="S5")
    link = re.search(r"sources\?area=Oldham&load=1&file=([^&']+)&cell=(E\d+)", html(at))
    assert link is not None
    at = opened("sources", alone, monkeypatch, area="Oldham", load="1", file=link[1], cell=link[2])
    assert any("Plans in time, made up Oldham 2025 " in row for row in rows(at))
    at = opened("sources", alone, monkeypatch, area="Oldham", load="1", file="bds_long_0.csv", cell="E9999")
    assert "Load 1 holds no figure at bds_long_0.csv, E9999." in text(at)


def test_sources_reports_what_a_release_changed(twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("sources", twice, monkeypatch, area="Bury", load="3")
    assert "What this release changed" in text(at)
    assert "2 figures of 2 measures changed; 1 of them are Bury’s" in text(at)
    # Bury is at place 1: 20 + 3 + 3 × 1.1 in 2024
    assert "Made-up share, higher is better 2023/24 26.3% 99.9% +73.6 pts" in rows(at)
    assert "What this release changed" not in text(opened("sources", twice, monkeypatch, area="Bury", load="2"))
    at = opened("sources", twice, monkeypatch, area="Bury", load="1")
    assert "Cell by cell" in text(at)
    assert opened("sources", twice, monkeypatch, area="Bury").query_params["load"] in ("1", ["1"]), "the area's own load first"


def test_a_release_is_withdrawn_and_put_back(tmp_path: Path, alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(shutil.copytree(alone, tmp_path / "home"))
    at = opened("sources", home, monkeypatch, area="Oldham", load="1")
    at.text_input(key="why_1").input("not the newest").run()
    at.button(key="decide_1").click().run()
    assert Store(home).releases(Store(home).current()).empty
    assert not at.exception and LOST not in text(at)
    Store(home).decide(1, "reinstate", who="tester", recorded_at=datetime.now(UTC), why="")
    assert "420 rows" in text(opened("sources", home, monkeypatch, area="Oldham", load="1"))


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with DfE's own LAIT files."""
    home = tmp_path_factory.mktemp("england") / "home"
    publish_files(Store(home), sorted(shared("inputs", "lait").iterdir()))
    return home


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("area", ["Oldham", "City of London", "Cumberland", "Northamptonshire"])
def test_every_page_opens_over_the_whole_of_lait(page: str, area: str, england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, england, monkeypatch, area=area)
    assert not at.exception
    assert LOST not in text(at)
    assert len(html(at)) < 100_000


def test_the_measures_of_lait_are_all_there(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "434 published measures" in text(opened("explore", england, monkeypatch, area="Oldham"))
    assert len(AREAS) == 12
