"""One computation, many views: the command line, CSV, Overview, Sections and the KPI's page say the same of every KPI of every sample.

The figures of ``show --json`` and the CSV are unrounded; rounded by the screen's own function they are, to the letter, what a page shows.
What slides, workbooks and reports hold is read back against the same standings in tests/integration/test_pack_*.py and test_reports.py.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import cli
from data.catalogue.catalogue import Catalogue
from data.model.indicator import Indicator
from data.model.observation import COMPARATORS, FigureRole, Missing
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS
from kpis.narrative.kpi_sentence import sentence
from kpis.targets.rag import RagStatus
from pages.queries import area_view, session
from tests.factories.area_views import view_key
from tests.factories.screens import html, opened, text

KEYS = {FigureRole.NEIGHBOURS: "statistical_neighbours", FigureRole.REGION: "region", FigureRole.ENGLAND: "england"}
SAMPLES = {"home": "Bury", "borough": "Westmere"}


class Tables(HTMLParser):
    """Every row of every table: its cells' texts, and the title of its heading cell."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.hints: dict[str, str] = {}
        self._cell: list[str] | None = None
        self._hint = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._cell = []
            self._hint = dict(attrs).get("title") or self._hint if tag == "th" else self._hint

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "tr" and self.rows and self.rows[-1] and self._hint:
            self.hints[self.rows[-1][0]] = self._hint
            self._hint = ""

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[Path, str]:
    return request.getfixturevalue(request.param), SAMPLES[request.param]


@pytest.fixture
def told(sample: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What ``show --json`` says, by KPI."""
    home, area = sample
    assert cli.main(["show", "--area", area, "--home", str(home), "--json"]) == 0
    return {record["code"]: record for record in json.loads(capsys.readouterr().out)["kpis"]}


def figure(value: float | None, indicator: Indicator, missing: str | None = None) -> str:
    return formats.figure(value, indicator, Missing(missing) if missing else None)


def beside(record: dict[str, Any], series: FigureRole, indicator: Indicator) -> str:
    """A comparator's cell: the figure, with its period where that is not the figure's own; of a count its share where shares are given,
    else nothing."""
    one = record[KEYS[series]]
    if record["unit"] != "count":
        found = record["newest_comparators"].get(series.value.replace(" ", "_"))
        if found is None:
            return formats.DASH
        same = one["value"] is not None or found["value"] is None
        return figure(found["value"], indicator) + ("" if same else f" ({found['period']['shown']})")
    shares = [record[key].get("share") for key in KEYS.values()]
    if record["share"] is None or not any(share is not None for share in shares) or one.get("share") is None:
        return formats.DASH
    of = f"of {indicator.share_of}" if indicator.share_of else ""
    return " ".join(filter(None, (formats.share(one["share"]), of)))


def test_overview_is_what_show_says(
    sample: tuple[Path, str], told: dict[str, dict[str, Any]], catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, area = sample
    found = Tables(html(opened("overview", home, monkeypatch, area=area)))
    rows = {row[0]: row for row in found.rows if len(row) == 12 and row[0] in told}
    assert list(rows) == list(told)
    for code, record in told.items():
        i, row = catalogue.indicators[code], rows[code]
        assert found.hints[code] == record["sentence"]
        assert row[3] == (record["period"]["shown"] if record["period"] else formats.DASH)
        share = f" ({formats.share(record['share'])})" if record["share"] is not None else ""
        shown = "Nothing loaded" if record["period"] is None else figure(record["value"], i, record["missing"])
        assert row[4].startswith(shown + share[:-1]), (code, row[4])
        said = record["verdict"]["phrase"]
        assert said in row[5] and (record["verdict"]["sign"] == "none") is ("Cannot say" in row[5])
        assert row[6] == record["target"].get("words", figure(record["target"]["value"], i))
        assert [cell.replace(" ", "") for cell in row[7:10]] == [beside(record, x, i).replace(" ", "") for x in COMPARATORS], code
        assert row[10].endswith(RATING_WORDS[RagStatus(record["rag"]["status"])][1])


def test_the_kpis_page_is_what_show_says(
    sample: tuple[Path, str], told: dict[str, dict[str, Any]], catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, area = sample
    for code, record in told.items():
        i = catalogue.indicators[code]
        at = opened("kpi", home, monkeypatch, area=area, kpi=code)
        page, rows = unescape(html(at)), {row[0]: row[1:] for row in Tables(html(at)).rows if len(row) == 3}
        charts = at.get("plotly_chart")
        assert record["sentence"] in (charts[0].proto.alt if charts else page)
        assert RATING_WORDS[RagStatus(record["rag"]["status"])][1] in page
        assert record["rag"]["why"] in page
        assert record["period"] is None or figure(record["value"], i, record["missing"]) in page
        standing = area_view.held(_code(area)).of(code)
        for series, key in KEYS.items():
            shown = rows.get(standing.named(series))
            if record[key]["value"] is not None:
                off = standing.gap(series)
                assert shown is not None
                assert shown[0] == figure(record[key]["value"], i)
                assert shown[1] == formats.difference(off, i)
        if record["change"]["value"] is not None:
            assert rows["Period before"][1] == formats.difference(record["change"]["value"], i, level="No change")


def _code(area: str) -> str:
    return next(code for code in session.areas() if session.catalogue().areas[code].name == area)


def test_the_download_is_what_show_says_to_the_last_digit(
    sample: tuple[Path, str], told: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kpis.exports.tidy.standing_export import standings_csv

    home, area = sample
    monkeypatch.setenv("SEND_HOME", str(home))
    held = area_view.held(_code(area))
    rows = list(csv.DictReader(standings_csv(held.standings, area, held.notice, "").decode("utf-8-sig").splitlines()))
    assert [row["code"] for row in rows] == list(told)
    for row in rows:
        record = told[row["code"]]
        pairs = {
            "value": record["value"],
            "share": record["share"],
            "target": record["target"]["value"],
            "change": record["change"]["value"],
        }
        pairs |= {key: record[key]["value"] for key in KEYS.values()}
        for name, value in pairs.items():
            assert (float(row[name]) if row[name] else None) == value, (row["code"], name)
        assert row["rating"] == record["rag"]["status"]
        assert row["why"].lstrip("'") == record["rag"]["why"]
        assert row["source"].lstrip("'") == (record["source"] or "")


def test_sections_are_what_show_says(
    sample: tuple[Path, str], told: dict[str, dict[str, Any]], catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, area = sample
    seen = 0
    for section in catalogue.sections:
        rows = {
            row[0]: row for row in Tables(html(opened("section", home, monkeypatch, area=area, section=section, shown="Table"))).rows if row
        }
        for code, record in told.items():
            if code not in rows:
                continue
            i, row, seen = catalogue.indicators[code], rows[code], seen + 1
            assert row[4] == record["target"].get("words", figure(record["target"]["value"], i))
            assert [cell.replace(" ", "") for cell in row[5:8]] == [beside(record, x, i).replace(" ", "") for x in COMPARATORS]
            assert row[8].endswith(RATING_WORDS[RagStatus(record["rag"]["status"])][1])
            assert record["period"] is None or row[3].startswith(figure(record["value"], i, record["missing"]))
    assert seen == len(told)


def test_no_page_says_better_of_what_another_calls_worse(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """E7, E8 and E10 rise from term to term as the school year goes and are judged by the same term of the year before; P9 is of a day
    each year, and falls."""
    at = opened("overview", borough, monkeypatch, area="Westmere", as_at="2026-11-24")
    told = text(at)
    held = area_view.held_of(view_key(borough, "X06000001", date(2026, 11, 24)))
    said = {s.indicator.code: sentence(s) for s in held.standings}
    better, worse = (
        sorted(code for code, words in said.items() if re.search(rf": (on target (but|and) )?{word}\b", words))
        for word in ("improving", "worsening")
    )
    assert f"{len(better)} improving and {len(worse)} worsening beyond chance" in told
    named = re.findall(r"\b[SEPL]\d{1,2}\b", told.partition("Worsening:")[2].partition("Since a meeting")[0])
    assert sorted(named) == worse
    assert not any(word in words for words in said.values() for word in ("(better)", "(worse)"))
    assert all("(wrong direction)" in said[code] for code in ("E7", "P9"))
    assert all("(right direction)" in said[code] for code in ("E8", "E10"))


def test_a_position_beside_the_nation_is_no_verdict(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """E1 has no denominator, so its page compares nothing; its section may say where the figures lie and no more."""
    assert "0 ahead of Alderland, 4 behind" in text(opened("section", borough, monkeypatch, area="Westmere", section="E"))
    assert "Not compared." in text(opened("kpi", borough, monkeypatch, area="Westmere", kpi="E1", view="Compared"))


def test_the_end_of_a_line_says_of_when_it_is_where_the_newest_figure_is_withheld(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, area="Westmere", kpi="E9")
    assert "Suppressed (c)" in text(at)
    named = [note["text"] for note in json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]]
    assert [words for words in named if "Westmere" in words and " 7" in words] == ["Westmere 7, Spring 2024/25"]
