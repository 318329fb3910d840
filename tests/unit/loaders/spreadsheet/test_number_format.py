"""What Excel shows of a number in a format, line by line: the table is Excel's own behaviour, not ours."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.spreadsheet.number_format import date_letters, dated, elapsed, plain_text, shown

# (format, number, what Excel shows)
SHOWN = [
    # General and plain digits
    ("General", "78.2", "78.2"),
    ("general", "-3", "-3"),
    ("[Blue]General", "1", "1"),
    ("0", "3.5", "4"),
    ("0", "-3.5", "-4"),
    ("0.0", "1", "1.0"),
    ("0.00", "1.005", "1.01"),
    ("#,##0", "1234567", "1,234,567"),
    ("#,##0", "37", "37"),
    ("#,##0", "0", "0"),
    ("#,##0.0", "-1234.56", "-1,234.6"),
    ("#,###", "1000", "1,000"),
    ("00", "7", "07"),
    ("0000000", "1234", "0001234"),
    ("0,000", "7", "0,007"),
    ("#.##", "1", "1."),
    ("0.##", "1.1", "1.1"),
    ("0.##", "1.007", "1.01"),
    ("0.0?", "1.5", "1.5"),
    ("000-0000", "5551234", "555-1234"),
    # per cent as an operator, and as a word
    ("0%", "0.782", "78%"),
    ("0.0%", "0.782", "78.2%"),
    ("0.0 %", "0.782", "78.2 %"),
    ("%0", "0.782", "%78"),
    ("[Red]0.0%", "0.782", "78.2%"),
    ('0.0"%"', "78.2", "78.2%"),
    ('0.0" %"', "0.782", "0.8 %"),
    ("0.0\\%", "79.1", "79.1%"),
    ('0"%"', "90", "90%"),
    ('0.0"%";"−"0.0"%"', "-2.5", "−2.5%"),
    ('"%"0', "5", "%5"),
    ('0.0%" of 100%"', "0.5", "50.0% of 100%"),
    # scaling commas
    ("0,", "1234567", "1235"),
    ("0.0,", "1234567", "1234.6"),
    ("0,.0", "1234567", "1234.6"),
    ('0.0,,"m"', "1234567", "1.2m"),
    ("#,##0,", "1234567", "1,235"),
    ("#,##0,,", "1234567890", "1,235"),
    # sections by sign
    ("0;0", "-1.1", "1"),
    ("0;(0)", "-3", "(3)"),
    ("#,##0_);(#,##0)", "1234", "1,234"),
    ("#,##0_);[Red](#,##0)", "-1234", "(1,234)"),
    ('0;-0;"zero"', "0", "zero"),
    ('0;-0;"zero"', "-2", "-2"),
    ('"foo";"bar";"baz"', "1", "foo"),
    ('"foo";"bar";"baz"', "-1", "bar"),
    ('"foo";"bar"', "0", "foo"),
    ('0;"neg"', "-4", "neg"),
    ('0.0;@', "-4", "-4.0"),
    ("_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-", "0", "-"),
    ("_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)", "-1", "$(1)"),
    # conditions
    ('[<5]"c";0', "3", "c"),
    ('[<5]"c";0', "12", "12"),
    ('[<=5]"low";0', "5", "low"),
    ('[<3]"low";[>=3]#,##0;General', "2", "low"),
    ('[<3]"low";[>=3]#,##0;General', "3", "3"),
    ('[=3]"*";[>5]0;0.0', "4", "4.0"),
    ('[Red][>100]0;[Blue]0', "101", "101"),
    ("[>=1000]#,##0,\"k\";0", "12345", "12k"),
    ("[>=1000]#,##0,\"k\";0", "999", "999"),
    ("[<0](0.0);0.0", "-2", "(2.0)"),
    ("[<1]0%;0", "0.4", "40%"),
    ("[<1]0%;0", "40", "40"),
    # words, currencies, spaces and fills
    ('0" pupils"', "3", "3 pupils"),
    ("0\\ \\d", "3", "3 d"),
    ("[$£-809]#,##0.00", "1234.5", "£1,234.50"),
    ("[$-409]0.0", "2", "2.0"),
    ("£#,##0", "12", "£12"),
    ("0_)", "5", "5"),
    ("* 0", "5", "5"),
    ('"Q"0', "3", "Q3"),
    # fractions
    ("# ?/?", "0.75", "3/4"),
    ("# ?/?", "1.5", "1 1/2"),
    ("?/?", "1.5", "3/2"),
    ("# ??/100", "0.782", "78/100"),
    ("# ?/?", "2", "2"),
    ("# ??/??", "0.333", "1/3"),
    # powers of ten
    ("0.00E+00", "29639", "2.96E+04"),
    ("0.0E+0", "0.00123", "1.2E-3"),
    ("##0.0E+0", "12345", "12.3E+3"),
    ("0E-0", "500", "5E2"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "number", "said"), SHOWN)
def test_a_number_is_shown_as_excel_shows_it(code: str, number: str, said: str) -> None:
    assert shown(Decimal(number), code).text == said


@pytest.mark.parametrize(
    ("code", "number", "percent"),
    [
        ("0%", "0.5", True), ("0.0\\%", "50", False), ('0"%"', "50", False), ('0.0%" of all"', "0.5", True), ("[<1]0%;0", "0.4", True),
        ("[<1]0%;0", "40", False), ("0;0%", "4", False), ("0;0%", "-0.5", True), ("_%0", "5", False), ("*%0", "5", False),
        ("[$%-409]0", "5", False),
    ],
)  # fmt: skip
def test_only_a_per_cent_sign_that_is_an_operator_multiplies(code: str, number: str, percent: bool) -> None:
    assert shown(Decimal(number), code).percent is percent


@pytest.mark.parametrize(
    ("code", "number", "unseen"),
    [
        (";;;", "78.2", True), (";;;", "-1", True), (";;;@", "0", True), ("0;-0;;@", "0", True), ("0;-0;;@", "5", False),
        ('[<5]"";0', "3", True),
        ("[<5];0", "3", True), ("[<5];0", "12", False), ("#", "0", True), ("#", "1", False), ('""', "1", True), ("0", "0", False),
        ("", "1", False),
        ("0;", "-1", True), ("0;;", "-1", True),
    ],
)  # fmt: skip
def test_a_number_that_shows_as_nothing_is_unseen(code: str, number: str, unseen: bool) -> None:
    assert shown(Decimal(number), code).unseen is unseen


@pytest.mark.parametrize(
    ("code", "is_date", "length"),
    [
        ("mmm-yy", True, False), ("dd/mm/yyyy", True, False), ("[$-809]d mmmm yyyy;@", True, False), ("h:mm AM/PM", True, False),
        ("[h]:mm", True, True), ("[mm]:ss.0", True, True), ("[ss]", True, True), ("yyyy", True, False), ('mmm" data "yy', True, False),
        ("0", False, False), ('0 "days"', False, False), ("[Red]0", False, False), ("0\\d", False, False), ("0_d", False, False),
        ("General", False, False), ("[Yellow]General", False, False), ("0.00E+00", False, False), ('"due by "0', False, False),
        ("[<5]0;0", False, False), ("@", False, False), ('[<5]"hidden";0', False, False), ("* 0d", True, False),
    ],
)  # fmt: skip
def test_dates_are_told_from_words_and_colours(code: str, is_date: bool, length: bool) -> None:
    assert (dated(code), elapsed(code)) == (is_date, length)


def test_the_parts_of_a_date_are_its_own_letters_and_no_words() -> None:
    assert [date_letters(code) for code in ("mmm-yy", "yyyy", "dd/mm/yyyy", 'mmm" and "yy', "[h]:mm")] == ["my", "y", "dmy", "my", "m"]


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 6))
def test_a_number_in_plain_decimals_is_the_rounded_number(number: Decimal, places: int) -> None:
    code = "0" + ("." + "0" * places if places else "")
    found = shown(number, code).text
    assert abs(Decimal(found) - number) <= Decimal(5).scaleb(-places - 1)
    assert shown(number, code.replace("0", "#,##0", 1)).text.replace(",", "") == found


@given(st.text(max_size=12), st.decimals(-(10**6), 10**6, places=3))
def test_no_format_stops_a_file(code: str, number: Decimal) -> None:
    assert isinstance(shown(number, code).text, str)
    assert isinstance(dated(code), bool)


@given(st.text('0#?.,%/;"\\[]<>=5@*_EdmyhsG -+e', max_size=14), st.decimals(-(10**6), 10**6, places=3))
def test_no_run_of_the_marks_themselves_stops_a_file(code: str, number: Decimal) -> None:
    assert isinstance(shown(number, code).text, str)


def test_a_plain_number_keeps_its_digits() -> None:
    assert [plain_text(Decimal(text)) for text in ("1.50", "100", "1E+3", "0")] == ["1.5", "100", "1000", "0"]
