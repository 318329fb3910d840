"""Which templates are taken, which are refused and why."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.finding import Refused
from kpis.exports.slides.slide_template import contrast, look
from tests.factories.templates import dark, template


def _potx(content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as read, ZipFile(out, "w") as made:
        for name in read.namelist():
            made.writestr(name, read.read(name).replace(b"presentationml.presentation.main+xml", b"presentationml.template.main+xml"))
    return out.getvalue()


def test_a_potx_is_taken_like_a_pptx() -> None:
    found = look(_potx(template()))
    assert (found.council, found.told, len(found.made.slides)) == (True, "", 0)


def _shaded(made: Any) -> None:
    made.slide_master.background.fill.gradient()


def _untitled(made: Any) -> None:
    for layout in made.slide_layouts:
        for place in list(layout.placeholders):
            place._element.getparent().remove(place._element)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (template(wide=10, high=7.5), "not 16 to 9"),
        (template(dark), "dark"),
        (template(_shaded), "picture or shades"),
        (template(_untitled), "no layout with a title"),
    ],
)
def test_a_template_that_cannot_carry_a_pack_is_named_and_the_usual_look_taken(content: bytes, why: str) -> None:
    found = look(content)
    assert why in found.told
    assert "usual look" in found.told
    assert not found.council


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", _potx(template())[:4000], b"x" * 21_000_000])
def test_what_is_no_powerpoint_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="No pack was made"):
        look(content)


def test_a_template_with_macros_is_refused() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(template())) as read, ZipFile(out, "w") as made:
        for name in read.namelist():
            kind = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
            made.writestr(name, read.read(name).replace(kind, b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"))
    with pytest.raises(Refused, match="holds macros"):
        look(out.getvalue())


def test_any_other_office_file_is_refused() -> None:
    from docx import Document
    from openpyxl import Workbook

    for made in (Workbook(), Document()):
        out = BytesIO()
        made.save(out)
        with pytest.raises(Refused, match="No pack was made"):
            look(out.getvalue())


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True), st.from_regex(r"#[0-9A-F]{6}", fullmatch=True))
def test_contrast_is_wcags(one: str, other: str) -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WebAIM's contrast checker
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21.0001
