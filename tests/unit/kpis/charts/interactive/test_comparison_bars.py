"""What the charts draw, read from the figures themselves: bars for one period, cut lines for more, furniture in each."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from data.store.store import Store
from kpis.charts.interactive import comparison_bars, trend
from kpis.charts.interactive.frame import enlarge
from kpis.charts.style.palette import DARK, LIGHT, to_light
from kpis.charts.svg import marks, panel, slide_trend
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from loaders import read_file
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.area_views import view_of
from tests.factories.standings import row, year
from tests.factories.standings import standing as standing_from

WORDS = panel.ChartCaption("Finding", "Measure · area · period", "Source: file, cell", "Historic")
# New EHC plans within 20 weeks, including exceptions: DfE LAIT SEN_EHC_All_20wks, Bury and England, calendar years
S5_BURY = {2016: 100.0, 2017: 100.0, 2018: 100.0, 2019: 78.9, 2020: 27.2, 2021: 34.2, 2022: 51.0, 2023: 74.1, 2024: 99.0}
S5_ENGLAND = {2016: 55.7, 2017: 61.3, 2018: 58.0, 2019: 58.7, 2020: 55.6, 2021: 57.9, 2022: 47.7, 2023: 49.1, 2024: 45.9}


def years(rows: dict[int, tuple[float | None, float | None, float | None]], code: str = "S5", name: str = "20 weeks") -> bytes:
    """A workbook with a sheet a year: (own, target, England) of one KPI."""
    sheets = {
        str(year): [["Bury"], ["Ref", "Indicator", "Target", str(year), "ENG"], [code, name, target, own, england]]
        for year, (own, target, england) in rows.items()
    }
    first = next(iter(sheets))
    return sheet_bytes(sheets.pop(first), name=first, more=sheets)


@pytest.fixture
def standing_of(store: Store, catalogue: Catalogue) -> object:
    def make(content: bytes, code: str) -> Standing:
        publish(store, read_file("years.xlsx", content, catalogue), content, date(2025, 2, 1))
        frame = store.in_force(store.current(), reporter=BURY)
        return next(
            s for s in kpi_standing.standings(frame, catalogue.indicators, {}, catalogue.breaks, place=BURY) if s.indicator.code == code
        )

    return make


@pytest.fixture
def bury_standings(home: Path) -> dict[str, Standing]:
    return {s.indicator.code: s for s in view_of(home, BURY).standings}


def test_one_period_is_a_bar_for_each_figure_own_first(bury_standings: dict[str, Standing]) -> None:
    figure = comparison_bars.bars(LIGHT, bury_standings["E6"], "Bury", WORDS)
    assert [(bar.name, bar.x[0]) for bar in figure.data] == [("Bury", -0.68), ("Neighbours", -1.14), ("England", -1.03)]
    assert [bar.y[0] for bar in figure.data] == [3, 2, 1]


def test_a_count_stands_alone(bury_standings: dict[str, Standing]) -> None:
    figure = comparison_bars.bars(LIGHT, bury_standings["S1"], "Bury", WORDS)
    assert [bar.x[0] for bar in figure.data] == [29639.0]
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "1,136,905" not in texts
    assert "8,669,080" not in texts


def test_a_target_and_a_legal_standard_are_two_rules(bury_standings: dict[str, Standing]) -> None:
    texts = [note.text for note in comparison_bars.bars(LIGHT, bury_standings["S7"], "Bury", WORDS).layout.annotations]
    assert "Target 929" in texts
    texts = [note.text for note in comparison_bars.bars(LIGHT, bury_standings["S5"], "Bury", WORDS).layout.annotations]
    assert "Legal standard 100.0%" in texts
    assert not any(text.startswith("Target") for text in texts)


def test_an_absent_own_figure_keeps_its_row(bury_standings: dict[str, Standing]) -> None:
    figure = comparison_bars.bars(LIGHT, bury_standings["E5"], "Bury", WORDS)
    assert figure.data[0].x[0] is None
    assert "<b>Illegible</b>" in [note.text for note in figure.layout.annotations]


def test_a_count_with_a_share_is_drawn_as_its_share(bury_standings: dict[str, Standing]) -> None:
    figure = comparison_bars.bars(LIGHT, bury_standings["E7"], "Bury", WORDS)
    assert [bar.x[0] for bar in figure.data] == [100, 4.0]
    assert "<b>58: 4.0% of all suspensions</b>" in [note.text for note in figure.layout.annotations]


def test_every_chart_carries_its_words(bury_standings: dict[str, Standing]) -> None:
    for code in ("S1", "S5", "E5", "E7"):
        texts = " ".join(note.text for note in comparison_bars.bars(LIGHT, bury_standings[code], "Bury", WORDS).layout.annotations)
        for word in ("Finding", "Measure · area · period", "Source: file, cell", "Historic"):
            assert word in texts


def test_a_line_stops_at_a_break_and_names_it(standing_of: object) -> None:
    assert callable(standing_of)
    standing = standing_of(years({y: (v, None, S5_ENGLAND[y]) for y, v in S5_BURY.items()}), "S5")
    figure = trend.trend(LIGHT, standing, "Bury", WORDS)
    own = figure.data[-1]
    assert own.name == "Bury"
    values = list(own.y)
    assert [v for v in values if v is not None] == list(S5_BURY.values())
    assert values.index(None) == 6  # 2016 to 2021, then the break at January 2022
    assert "SEN2 becomes person-level from 2022 data" in [note.text for note in figure.layout.annotations]
    assert "<b>Bury 99.0%</b>" in [note.text for note in figure.layout.annotations]


def test_a_missing_year_is_a_gap(standing_of: object) -> None:
    assert callable(standing_of)
    content = years({2016: (50.0, None, None), 2017: (60.0, None, None), 2019: (70.0, None, None), 2020: (80.0, None, None)})
    own = trend.trend(LIGHT, standing_of(content, "S5"), "Bury", WORDS).data[-1]
    assert list(own.y) == [50.0, 60.0, None, 70.0, 80.0]
    assert own.connectgaps is False


def test_the_change_is_from_the_adjoining_year_and_says_if_it_is_good(standing_of: object) -> None:
    assert callable(standing_of)
    standing = standing_of(years({2023: (74.1, 60.0, 49.1), 2024: (99.0, 80.0, 45.9)}), "S5")
    assert standing.change is not None
    assert (standing.change.value, standing.change.word) == (24.9, "better")  # LAIT: Bury 2024, change +24.9
    assert standing.rating.status == "green"
    figure = trend.trend(LIGHT, standing, "Bury", WORDS)
    assert [list(t.y) for t in figure.data if t.name == "Target"] == [[60.0, 80.0]]


def test_end_labels_never_overlap(standing_of: object) -> None:
    assert callable(standing_of)
    standing = standing_of(years({2023: (50.0, None, 50.1), 2024: (50.0, None, 50.2)}), "S5")
    figure = trend.trend(LIGHT, standing, "Bury", WORDS)
    heights = sorted(note.y for note in figure.layout.annotations if note.x == 1 and note.xshift == 6)
    assert heights[1] - heights[0] >= 110 * 18 / 456


def test_the_glance_of_two_periods_is_a_trend(standing_of: object) -> None:
    assert callable(standing_of)
    two = standing_of(years({2023: (74.1, None, 49.1), 2024: (99.0, None, 45.9)}), "S5")
    assert "from 74.1% to 99.0%" in marks.glance_words(two)
    assert "path" in marks.glance(LIGHT, two)


def test_the_glance_of_one_period_is_a_strip_and_of_none_nothing(bury_standings: dict[str, Standing]) -> None:
    assert "rect" in marks.glance(LIGHT, bury_standings["S5"])
    assert marks.glance_words(bury_standings["S5"]).endswith("own 100.0%, statistical neighbours 78.2%, england 55.7%")
    assert marks.glance(LIGHT, bury_standings["S13"]) == ""


def test_a_line_whose_newest_figure_is_withheld_ends_in_a_ring_and_says_so(catalogue: Catalogue) -> None:
    """A filled dot would read as the newest figure beside the word Suppressed."""
    rows = [row("S5", 70.0, year(2014)), row("S5", 80.0, year(2015)), row("S5", None, year(2016), missing="suppressed")]
    ended, withheld = standing_from(catalogue, rows[:2]), standing_from(catalogue, rows)
    own = LIGHT.roles[FigureRole.OWN].colour
    dots = [re.findall(r"<circle [^>]*fill='([^']+)'", marks.glance(LIGHT, s)) for s in (ended, withheld)]
    assert dots == [[own], [LIGHT.page]]
    assert marks.glance_words(withheld).endswith("the newest has no figure")
    assert "Last given 80.0%" in slide_trend.picture(LIGHT, withheld, area="Bury")
    assert "Bury 80.0%" in slide_trend.picture(LIGHT, ended, area="Bury")


def test_a_sheet_of_panels_is_well_formed_light_and_complete(bury_standings: dict[str, Standing]) -> None:
    svg = panel.sheet(list(bury_standings.values()), WORDS)
    root = ElementTree.fromstring(svg)
    texts = " ".join("".join(node.itertext()) for node in root.iter())
    for code in bury_standings:
        assert f"{code} " in texts
    assert "Historic" in texts
    assert not set(re.findall(r"#[0-9A-F]{6}", svg)) & {DARK.page, DARK.ink}


def test_text_on_a_picture_is_never_below_the_floor(bury_standings: dict[str, Standing]) -> None:
    for standing in bury_standings.values():
        sizes = [float(s) for s in re.findall(r"font-size='([\d.]+)'", panel.picture(LIGHT, standing))]
        assert all(size >= 12.5 for size in sizes)


def test_markup_in_words_is_escaped() -> None:
    assert "<script>" not in marks.text(0, 0, "<script>", "#000000", 12.5)


def test_a_wide_window_gets_the_same_picture_half_as_big_again(bury_standings: dict[str, Standing]) -> None:
    figure = comparison_bars.bars(LIGHT, bury_standings["S5"], "Bury", WORDS)
    large = enlarge(figure, 1.5)
    assert large.layout.height == figure.layout.height * 1.5
    assert large.data[0].width == figure.data[0].width  # a bar's width is in places
    assert large.layout.annotations[0].font.size == figure.layout.annotations[0].font.size * 1.5


def test_every_dark_colour_has_one_light_twin() -> None:
    assert to_light(LIGHT) == {}
    twins = to_light(DARK)
    assert twins[DARK.page] == LIGHT.page
    assert {role.colour for role in DARK.roles.values()} <= set(twins)
    assert not set(twins) & set(twins.values())


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "S5",
            "New EHC plans in 20 weeks: cannot say: the newest figure is for 2016; the next was due by 30 June 2018. 100.0% in 2016; above "
            "neighbours (78.2%) and England (55.7%); meets the legal standard (100.0%)",
        ),
        ("S7", "Transfers to EHC plans (ended): cannot say: this measure ended on 31 Mar 2018. 676 in Jan 2017; 253 below target (929)"),
        (
            "S2",
            "Pupils with SEN: cannot say: the newest figure is for Jan 2017; the next was due by 31 July 2018. 15.8% in Jan 2017; above "
            "region (14.4%) and England (14.4%)",
        ),
        (
            "S12",
            "Appeals to SEND Tribunal: cannot say: the newest figure is for a period not stated, received on 27 Oct 2017; the next was due "
            "by 27 Apr 2018. 0, period not stated",
        ),
        ("E5", "Progress 8: SEN support: cannot say: illegible for 2015/16, against neighbours −0.49 and England −0.38"),
        (
            "E6",
            "Progress 8: EHC plan: cannot say: the newest figure is for 2015/16; the next was due by 30 Apr 2018. −0.68 in 2015/16; above "
            "neighbours (−1.14) and England (−1.03)",
        ),
        (
            "E7",
            "Suspensions: EHC plan: cannot say: the newest figure is for 2016/17; the next was due by 30 Apr 2019. 58 (4.0% of all "
            "suspensions) probably in 2016/17",
        ),
        ("L1", "Local Offer users: cannot say: to be confirmed"),
    ],
)
def test_a_finding_says_what_the_figures_bear_and_no_more(code: str, told: str, bury_standings: dict[str, Standing]) -> None:
    assert sentence(bury_standings[code]) == told


def test_counts_are_never_set_against_totals(bury_standings: dict[str, Standing]) -> None:
    assert bury_standings["S1"].gap(FigureRole.ENGLAND) is None
    assert bury_standings["S1"].comparator(FigureRole.ENGLAND) == 8669080.0


def test_a_corrected_count_never_keeps_the_share_of_the_count_it_replaced(store: Store, catalogue: Catalogue) -> None:
    """Bury's E7 is printed 58 (4.0%); a correction to 60 for the same period says nothing of a share."""
    for name, cell, received in (("first.xlsx", "58 (4.0%)", date(2017, 10, 27)), ("corrected.xlsx", 60, date(2018, 1, 1))):
        content = sheet_bytes([["Bury"], ["Ref", "Indicator", "2016/17"], ["E7", "Suspensions", cell]])
        publish(store, read_file(name, content, catalogue), content, received=received)
    frame = store.in_force(store.current(), reporter=BURY)
    own = next(
        s for s in kpi_standing.standings(frame, catalogue.indicators, {}, catalogue.breaks, place=BURY) if s.indicator.code == "E7"
    ).own
    assert own is not None
    assert (own.value, own.share) == (60.0, None)


def test_a_comparator_is_found_by_its_dates_whatever_label_a_later_file_prints(home: Path, catalogue: Catalogue) -> None:
    store = Store(home)
    content = sheet_bytes([["Bury"], ["Ref", "Indicator", "January 2017"], ["S3", "SEN support", "12.5%"]])
    publish(store, read_file("corrected.xlsx", content, catalogue), content, received=date(2018, 1, 1))
    frame = store.in_force(store.current(), reporter=BURY)
    standing = next(
        s for s in kpi_standing.standings(frame, catalogue.indicators, {}, catalogue.breaks, place=BURY) if s.indicator.code == "S3"
    )
    assert standing.own is not None
    assert standing.own.period.label == "January 2017"
    found = standing.beside(standing.own.period)
    assert found[FigureRole.ENGLAND].value == 11.6  # printed under Jan-17
    assert found[FigureRole.NEIGHBOURS].value == 10.2
