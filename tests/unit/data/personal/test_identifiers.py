"""Numbers that stand for a child are told by form and check digit, in every way in which they are parted; other numbers are not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.personal.identifiers import birth_date, is_day, nhs_number, pupil_number, valid_nhs

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
DIGITS = st.text("0123456789", min_size=12, max_size=12)
PARTS = st.sampled_from([" ", "-", "\u00a0", "–", ".", "/"])


def checked(digits: str) -> str:
    """A pupil number by the Department's rule: weights 2 to 13, modulo 23."""
    return LETTERS[sum(weight * int(digit) for weight, digit in enumerate(digits, 2)) % 23] + digits


@given(DIGITS, PARTS, st.sets(st.integers(1, 12), max_size=5))
def test_a_pupil_number_is_told_however_it_is_parted(digits: str, mark: str, cuts: set[int]) -> None:
    number = checked(digits)
    parted = "".join(mark + letter if at in cuts else letter for at, letter in enumerate(number))
    assert pupil_number(parted)
    assert pupil_number(f"UPN: {parted.lower()}, waits")


@given(DIGITS, st.sampled_from(LETTERS))
def test_a_parted_number_needs_its_check_letter(digits: str, letter: str) -> None:
    assert pupil_number(f"{letter} {digits[:4]} {digits[4:8]} {digits[8:]}") == (letter == checked(digits)[0])


def nhs(nine: str) -> str | None:
    left = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True)) % 11
    return None if left == 10 else nine + str(left % 11)


@given(st.text("0123456789", min_size=8, max_size=8), st.sampled_from("34679"), st.sampled_from([" ", "-", "\u00a0"]))
def test_an_nhs_number_is_told_by_its_last_digit(eight: str, first: str, mark: str) -> None:
    number = nhs(first + eight)
    if number is None or len(set(number)) == 1:
        return
    parted = f"{number[:3]}{mark}{number[3:6]}{mark}{number[6:]}"
    assert valid_nhs(number) and nhs_number(parted) and nhs_number(f"NHS number {number}") and nhs_number(number, headed=True)
    assert not nhs_number(number)  # a figure of ten digits says nothing by itself
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not nhs_number(f"{wrong[:3]}{mark}{wrong[3:6]}{mark}{wrong[6:]}")


def test_telephone_numbers_money_and_figures_are_none() -> None:
    for text in (
        "+44 943 476 5919",
        "0161 943 476 5919",
        "£9434765919",
        "943 476 5919 12",
        "9,434,765,919",
        "943.476.5919.1",
        "01204 333 333",
    ):
        assert not nhs_number(text), text
    for text in ("E1234567", "Z 1 of 12", "S5 2016 2017 2018", "L1 100 200 300", "A1 2016-17"):
        assert not pupil_number(text), text


def test_days_of_birth_in_words() -> None:
    for text in ("DOB 12/03/2011", "d.o.b. 2011-03-12", "born on 12 March 2011", "Date of birth: 12th March, 2011", "birthday 12.03.11"):
        assert birth_date(text), text
    cohorts = (
        "born between 1 September 2011 and 31 August 2012",
        "born on 1 September 2011 to 31 August 2012",
        "born 1/9/11 - 31/8/12",
    )
    for text in (*cohorts, "Date of birth is checked"):
        assert not birth_date(text), text


def test_a_day_alone() -> None:
    assert all(map(is_day, ("12/03/2011", "2011-03-12 00:00:00", "12 Mar 2011", "12-Mar-11")))
    assert not any(map(is_day, ("March 2011", "2011", "12/03", "by 12/03/2011 at the latest please")))
