"""The figures of Bury's October 2017 scorecard in layouts that councils use: each must load to the very same values.

Source of the figures: Bury SEND written statement of action, October 2017, Appendix A, as the sample workbook holds it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from data.catalogue import catalogue as catalogue_of
from data.model.loaded_file import Loaded
from data.model.observation import CellPart, FigureRole
from loaders import read_file
from tests.conftest import SAMPLE, sheet_bytes

CATALOGUE = catalogue_of.read()
ORIGINAL = read_file(SAMPLE.name, SAMPLE.read_bytes(), CATALOGUE)
TITLE = ["Bury: SEND Written Statement of Action, October 2017, Final Version"]
FOOTER = ["WSOA Scorecard - Appendix A"]
HEADED = {"S": "Jan-17", "E": "2016", "P": "", "L": ""}
SERIES = (FigureRole.OWN, FigureRole.TARGET, FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND)
Table = list[list[Any]]
Figures = dict[tuple[str, str, str, str], tuple[Any, ...]]


def figures(loaded: Loaded) -> Figures:
    """Everything that was printed: value or reason, period, by KPI, series, area and measure; blanks of the layout left out."""
    return {
        (o.indicator, o.series.value, o.area, o.measure.value): (o.value, o.missing, o.period.first, o.period.last, o.period.kind)
        for o in loaded.observations
        if o.raw or o.missing == "to be confirmed"
    }


def printed() -> dict[str, dict[FigureRole, str]]:
    """The printed text of each KPI's figures, with the tag that makes a neighbours' figure a region's."""
    found: dict[str, dict[FigureRole, str]] = {code: {} for code in CATALOGUE.indicators}
    for o in ORIGINAL.observations:
        if o.measure is CellPart.FIGURE:
            found[o.indicator][o.series] = o.raw
    confirm = {o.indicator for o in ORIGINAL.observations if o.missing == "to be confirmed"}
    return {code: {**texts, **({FigureRole.OWN: "TBC"} if code in confirm else {})} for code, texts in found.items()}


PRINTED = printed()


def name(code: str) -> str:
    return CATALOGUE.indicators[code].printed


def cells(code: str, *series: FigureRole) -> list[str | None]:
    return [PRINTED[code].get(one) or None for one in series]


def one_table_with_a_period_column() -> bytes:
    rows = [[code, name(code), HEADED[code[0]] or None, *cells(code, *SERIES)] for code in PRINTED]
    return sheet_bytes([TITLE, [], ["KPI ref", "Measure", "Period", "Actual", "Target", "SN", "NW", "England"], *rows, FOOTER])


def a_sheet_for_each_section() -> bytes:
    def sheet(section: str) -> Table:
        heads = ["England", "North West", "Stat neighbours", "Agreed target", HEADED[section] or "Latest", "Indicator", "Ref"]
        order = (FigureRole.ENGLAND, FigureRole.REGION, FigureRole.NEIGHBOURS, FigureRole.TARGET, FigureRole.OWN)
        return [TITLE, heads, *([*cells(c, *order), name(c), c] for c in PRINTED if c[0] == section), FOOTER]

    return sheet_bytes(sheet("S"), name="Overview", more={"Outcomes": sheet("E"), "PfA": sheet("P"), "Local Offer": sheet("L")})


def kpis_across_and_headings_down() -> bytes:
    def block(section: str) -> Table:
        codes = [code for code in PRINTED if code[0] == section]
        heads = (["Ref", *codes], ["Indicator", *map(name, codes)])
        own = [HEADED[section] or "Actual", *(PRINTED[c].get(FigureRole.OWN) or None for c in codes)]
        rest = ([words, *(PRINTED[c].get(one) or None for c in codes)]
                for words, one in zip(("Target", "SN", "NW", "ENG"), SERIES[1:], strict=True))  # fmt: skip
        return [TITLE, [], *([row[0], *row[1:]] for row in (*heads, own, *rest)), FOOTER]

    return sheet_bytes(block("S"), name="S", more={section: block(section) for section in "EPL"})


def one_row_a_figure() -> bytes:
    words = dict(zip(SERIES, ("Own area", "Target", "Statistical neighbours", "Region", "England"), strict=True))
    rows = [[HEADED[c[0]] or None, words[one], text, c] for c in PRINTED for one, text in PRINTED[c].items() if text]
    rows += [[None, "Own area", None, c] for c in PRINTED if not any(PRINTED[c].values())]
    return sheet_bytes([TITLE, ["Period", "Figure for", "Value", "KPI code"], *reversed(rows), FOOTER])


def delimited_text(delimiter: str, encoding: str) -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([TITLE, [], ["Ref", "KPI name", "Time period", "Value", "Target", "SN", "NW", "ENG"]])
    writer.writerows([code, name(code), HEADED[code[0]], *(text or "" for text in cells(code, *SERIES))] for code in PRINTED)
    writer.writerow(FOOTER)
    return out.getvalue().replace("−", "-").encode(encoding)


def dates_merged_over_pairs() -> bytes:
    rows: Table = [TITLE, ["Ref", "Measure", "Jan-17", None, None, None, None, "2016", None, None, None, None],
                   [None, None, *(["Bury", "Target", "SN", "NW", "ENG"] * 2)]]  # fmt: skip
    for code in PRINTED:
        if code[0] in "SE":
            blank: list[Any] = [None] * 5
            rows.append(
                [
                    code,
                    name(code),
                    *(cells(code, *SERIES) if code[0] == "S" else blank),
                    *(blank if code[0] == "S" else cells(code, *SERIES)),
                ]
            )
    late = [
        ["Ref", "Measure", "Actual"],
        *([code, name(code), PRINTED[code].get(FigureRole.OWN) or None] for code in PRINTED if code[0] in "PL"),
    ]
    return sheet_bytes([*rows, FOOTER], merges=["C2:G2", "H2:L2", "A2:A3", "B2:B3"], more={"Later": [TITLE, *late]})


def names_and_no_codes() -> bytes:
    rows = [
        [
            name(code),
            *cells(code, FigureRole.ENGLAND, FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.OWN, FigureRole.TARGET),
            HEADED[code[0]] or None,
        ]
        for code in PRINTED
    ]
    return sheet_bytes(
        [TITLE, ["KPI", "National", "SN average", "North West", "Current performance", "Plan target", "Reporting period"], *rows, FOOTER]
    )


def codes_under_no_heading() -> bytes:
    rows = [[None, code, HEADED[code[0]] or None, *cells(code, *SERIES)] for code in PRINTED]
    return sheet_bytes([TITLE, [None, None, "Reporting month", "Result", "Target", "SN", "NW", "England"], *rows, FOOTER])


def merged_codes_with_a_row_a_comparator() -> bytes:
    rows: Table = [TITLE, ["Ref", "Description", "Area", "Period", "Value"]]
    merges = []
    for code in PRINTED:
        block = list(zip(("Bury", "Target", "SN", "North West", "England"), cells(code, *SERIES), strict=True))
        block = [pair for pair in block if pair[1]] or block[:1]
        first = len(rows) + 1
        rows += [
            [code if n == 0 else None, name(code) if n == 0 else None, who, HEADED[code[0]] or None, text]
            for n, (who, text) in enumerate(block)
        ]
        merges += [f"{column}{first}:{column}{len(rows)}" for column in "AB" if len(block) > 1]
    return sheet_bytes([*rows, FOOTER], merges=merges)


def a_sheet_named_for_its_date() -> bytes:
    def sheet(section: str) -> Table:
        heads = ["Ref", "Indicator", "Actual", "Target", "SN", "NW", "ENG"]
        return [TITLE, [], heads, *([code, name(code), *cells(code, *SERIES)] for code in PRINTED if code[0] in section), FOOTER]

    return sheet_bytes(sheet("S"), name="Jan-17", more={"2016": sheet("E"), "Later": sheet("PL")})


LAYOUTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "one table with a period column": ("a.xlsx", one_table_with_a_period_column),
    "a sheet for each section, columns reversed": ("b.xlsx", a_sheet_for_each_section),
    "KPIs across and headings down": ("c.xlsx", kpis_across_and_headings_down),
    "one row a figure, from the last to the first": ("d.xlsx", one_row_a_figure),
    "comma-separated text": ("e.csv", lambda: delimited_text(",", "utf-8-sig")),
    "semicolon-separated text of an old Excel": ("f.csv", lambda: delimited_text(";", "cp1252")),
    "dates merged over the columns of each": ("g.xlsx", dates_merged_over_pairs),
    "names and no codes": ("h.xlsx", names_and_no_codes),
    "codes under no heading": ("i.xlsx", codes_under_no_heading),
    "merged codes, a row for each comparator": ("j.xlsx", merged_codes_with_a_row_a_comparator),
    "a sheet named for its date": ("k.xlsx", a_sheet_named_for_its_date),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_figures_in_another_layout_load_to_the_same_values(layout: str) -> None:
    file, made = LAYOUTS[layout]
    loaded = read_file(file, made(), CATALOGUE)
    got, expected = figures(loaded), figures(ORIGINAL)
    assert {key: got.get(key) for key in expected} == expected
    assert not set(got) - set(expected)
    assert loaded.questions == ()
    assert loaded.counts()["refused"] == ORIGINAL.counts()["refused"] == 0
    assert loaded.notice == ORIGINAL.notice
