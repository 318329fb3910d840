"""What is drawn once and kept: each folder, build, day, area, KPI, theme and size has its own, and it is what drawing anew would give."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.model.loaded_file import Loaded
from data.store.store import Store
from kpis.charts.interactive import comparison_bars
from kpis.charts.interactive.frame import HEIGHT, Ready
from kpis.charts.style.palette import DARK, LIGHT
from kpis.narrative.kpi_sentence import sentence
from loaders import read_file
from pages.context.page_context import PageContext
from pages.kpi import kpi
from pages.queries import area_view, session
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.area_views import view_key
from tests.factories.screens import html, opened, text

OTHER = "E08000005"  # Rochdale
S5 = "S5", "EHC plans within 20 weeks"


def loaded(place: str, figure: float) -> tuple[Loaded, bytes]:
    content = sheet_bytes([[place], ["Ref", "Indicator", "2016"], [*S5, figure]])
    return read_file(f"{place}.xlsx", content, session.catalogue()), content


@pytest.fixture
def homes(home: Path, tmp_path: Path) -> dict[str, kpi._KpiDrawingKey]:
    """One KPI as asked for in several ways; in each its figure is another one."""
    elsewhere = Path(shutil.copytree(home, tmp_path / "elsewhere"))
    first = Store(home).current()
    publish(Store(home), *loaded("Bury", 91.5), received=date(2018, 5, 1))
    publish(Store(home), *loaded("Rochdale", 77.5), received=date(2018, 5, 1))
    now = Store(home).current()
    publish(Store(elsewhere), *loaded("Bury", 66.5), received=date(2018, 5, 1))
    shutil.copyfile(next((elsewhere / "build").glob("000002-*.duckdb")), elsewhere / "build" / f"{now}.duckdb")
    asked = kpi._KpiDrawingKey(view=view_key(home, BURY), code="S5")
    return {
        "91.5%": asked,
        "100.0%": replace(asked, view=replace(asked.view, build=first)),
        "77.5%": replace(asked, view=replace(asked.view, area=OTHER)),
        "66.5%": replace(asked, view=replace(asked.view, home=str(elsewhere))),
        "on 30 Apr 2018": replace(asked, view=asked.view.on(date(2018, 4, 30))),
        "21.0%": replace(asked, code="S2"),
    }


def test_each_folder_build_day_area_and_kpi_has_its_own_drawing(homes: dict[str, kpi._KpiDrawingKey]) -> None:
    for draw in (lambda asked: kpi._drawn(asked, "light", 1.0), kpi._facts, kpi._tabled):
        twice = [[draw(asked) for asked in order] for order in (homes.values(), reversed(homes.values()))]
        assert twice[0] == twice[1][::-1]
        assert twice[0][0] not in twice[0][1:]
    for figure in ("91.5%", "100.0%", "77.5%", "66.5%"):
        others = {"91.5%", "100.0%", "77.5%", "66.5%"} - {figure}
        drawn = kpi._drawn(homes[figure], "light", 1.0)[1].replace("legal standard (100.0%)", "legal standard")
        told = drawn + kpi._facts(homes[figure]).partition("<table")[0] + kpi._tabled(homes[figure])
        assert figure in told
        assert not [other for other in others if other in told]


def test_each_theme_and_size_has_its_own_chart(homes: dict[str, kpi._KpiDrawingKey]) -> None:
    asked = homes["91.5%"]
    light, dark, large = (json.loads(kpi._drawn(asked, *how)[0]) for how in (("light", 1.0), ("dark", 1.0), ("light", 1.5)))
    assert (light["layout"]["paper_bgcolor"], dark["layout"]["paper_bgcolor"]) == (LIGHT.page, DARK.page)
    assert (light["layout"]["height"], large["layout"]["height"]) == (HEIGHT, HEIGHT * 1.5)


def test_a_kept_chart_is_what_drawing_anew_gives(homes: dict[str, kpi._KpiDrawingKey]) -> None:
    asked = homes["77.5%"]
    held = asked.held()
    s = held.of("S5")
    figure = comparison_bars.bars(LIGHT, s, held.area.name, PageContext(LIGHT, 1.0, held, {}).words(s, sentence(s)))
    assert Ready(kpi._drawn(asked, "light", 1.0)[0]).to_dict() == json.loads(figure.to_json())


def test_a_run_keeps_to_one_build_and_the_next_sees_the_new_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_HOME", str(home))
    first = session.build()
    with session.one_run():
        publish(Store(home), *loaded("Bury", 91.5), received=date(2018, 5, 1))
        assert session.build() == first
        assert area_view.held(BURY).of("S5").value == 100.0
        assert session.build_of(str(home)) != first
    assert area_view.held(BURY).of("S5").value == 91.5


def test_a_run_that_fails_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_HOME", str(home))
    with pytest.raises(ZeroDivisionError), session.one_run():
        _ = 1 / 0
    monkeypatch.setenv("SEND_HOME", str(home.parent / "none"))
    assert session.build() == ""


def test_a_reader_sees_a_new_build_on_the_page_that_was_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", home, monkeypatch, area="Bury", kpi="S5")
    assert "100.0%" in text(at)
    publish(Store(home), *loaded("Bury", 91.5), received=date(2018, 5, 1))
    at.run()
    assert not at.exception
    assert "91.5%" in text(at)
    assert "91.5%" in at.get("plotly_chart")[0].proto.alt
    assert "Bury.xlsx" in html(at)
