"""Answers as they are written, read, matched to a shape and merged; and the plain template that needs none."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from data.catalogue.catalogue import Catalogue, own_indicator
from data.catalogue.reference_entry import CatalogueFault
from data.model.observation import FigureRole
from data.model.period import Firmness
from data.model.questions import LEAVE_OUT, Answers, AnswersFault, alike, as_toml, from_toml
from kpis.exports.workbook.input_template import FIGURE_FOR, HEADINGS, template
from loaders import read_file

TEXTS = st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=20), max_size=4)


@given(columns=TEXTS, kpis=TEXTS, periods=TEXTS, area=st.text(max_size=12), headings=st.lists(st.text(max_size=12), max_size=4))
def test_answers_written_and_read_are_the_same(
    columns: dict[str, str], kpis: dict[str, str], periods: dict[str, str], area: str, headings: list[str]
) -> None:
    answers = Answers(id=0, area=area, headings=tuple(headings), columns=columns, kpis=kpis, periods=periods)
    assert from_toml(as_toml(answers)) == (answers, ())


@pytest.mark.parametrize(
    ("text", "fault"),
    [("columns = 3", r"\[columns\] must give each"), ("nonsense = 1", "'nonsense', which is none of"), ("area = ", "not valid TOML"),
     ("area = 3", "area must be a text"), ("indicator = 3", "must be tables")],
)  # fmt: skip
def test_a_faulty_answers_file_is_told_in_words(text: str, fault: str) -> None:
    with pytest.raises(AnswersFault, match=fault):
        from_toml(text)


def test_the_shape_most_alike_is_taken_and_another_areas_never() -> None:
    near, far = Answers(id=1, area="A", headings=("ref", "qpr", "dot")), Answers(id=2, area="B", headings=("ref", "qpr", "dot", "note"))
    words = frozenset({"ref", "qpr", "dot", "bury", "england"})
    assert alike((near, far), words) == near
    assert alike((near, far), words, "B") == far
    assert alike((near, far), frozenset({"ref"})) is None
    assert alike((), words) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"section": "Z"}, "section Z is not one of"), ({"unit": "people"}, "'people' is not one of the known words"),
     ({"code": "a b"}, "letters and a number"), ({"decimals": 9}, "decimals must be 0 to 4"), ({"title": ""}, "is empty")],
)  # fmt: skip
def test_an_own_kpi_that_lacks_something_is_refused(change: dict[str, object], fault: str, catalogue: Catalogue) -> None:
    asked = {"area": "E08000002", "code": "X1", "title": "Reviews", "section": "S", "unit": "%", "polarity": "higher", "decimals": 1}
    assert own_indicator(asked, catalogue.sections).area == "E08000002"
    with pytest.raises(CatalogueFault, match=fault):
        own_indicator(asked | change, catalogue.sections)


def test_the_template_is_read_back_figure_by_figure(catalogue: Catalogue) -> None:
    book = load_workbook(BytesIO(template(catalogue.indicators.values())))
    sheet = book["Figures"]
    assert [cell.value for cell in sheet[4]] == list(HEADINGS)
    lists = {str(rule.sqref).partition(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["A5"] == f"=Lists!$A$2:$A${len(catalogue.indicators) + 1}" and lists["D5"] == f"=Lists!$D$2:$D${len(FIGURE_FOR) + 1}"
    sheet["B1"] = "Bury"
    for row, words in enumerate(FIGURE_FOR, 5):
        for column, value in (("A", "S5"), ("C", "2023"), ("D", words), ("E", row * 10.5)):
            sheet[f"{column}{row}"] = value
    sheet["F5"], sheet["G5"], sheet["H5"] = 21, 40, "Provisional"
    out = BytesIO()
    book.save(out)
    loaded = read_file("filled.xlsx", out.getvalue(), catalogue)
    figures = {o.series: o.value for o in loaded.observations if o.measure == "figure"}
    series = (
        FigureRole.OWN,
        FigureRole.TARGET,
        FigureRole.MILESTONE,
        FigureRole.BASELINE,
        FigureRole.NEIGHBOURS,
        FigureRole.REGION,
        FigureRole.ENGLAND,
    )
    assert figures == {one: row * 10.5 for row, one in enumerate(series, 5)}
    assert {o.measure.value: o.value for o in loaded.observations if o.series is FigureRole.OWN} == {
        "figure": 52.5, "numerator": 21.0, "denominator": 40.0,
    }  # fmt: skip
    assert {o.status for o in loaded.observations if o.series is FigureRole.OWN} == {Firmness.PROVISIONAL}
    assert loaded.questions == () and loaded.counts()["refused"] == 0


def test_leave_out_is_a_word_no_role_and_no_code_can_be(catalogue: Catalogue) -> None:
    assert LEAVE_OUT not in catalogue.reading.roles and LEAVE_OUT not in catalogue.indicators
