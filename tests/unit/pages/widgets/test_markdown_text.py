"""Words inside Markdown stay as typed. What Streamlit makes of them is looked at in tests/browser/test_closed.py, in a real browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.widgets.markdown_text import Markdown, as_typed, each_as_typed, markdown
from tests.factories.hostile_words import HOSTILE


def drawn(text: str) -> str:
    """The words that such a text shows: spans and backslashes away."""
    shown, at = "", 0
    while at < len(text):
        if text.startswith(":color[\\", at) and text[at + 9 : at + 10] == "]":
            shown, at = shown + text[at + 8], at + 10
        elif text[at] == "\\":
            shown, at = shown + text[at + 1], at + 2
        else:
            shown, at = shown + text[at], at + 1
    return shown


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("-=<>~:@w.[](){}!#*_`$&|\\/ a1;\n", min_size=1))
def test_nothing_that_is_typed_is_lost_and_nothing_comes_to_it(words: str) -> None:
    assert " ".join(drawn(as_typed(words)).split()) == " ".join(words.split())


@pytest.mark.parametrize("words", HOSTILE)
def test_no_mark_stays_that_begins_anything(words: str) -> None:
    made = as_typed(words)
    bare = made.replace(":color[", "").replace("\\\\", "")
    for mark in ("![", "](", "<img", "<b>", "//bad", "`c", "$a", "**b", "~~g"):
        assert not any(bare[at - 1] != "\\" for at in range(len(bare)) if bare.startswith(mark, at)) or mark == "//bad"
    assert "://" not in made
    assert "www." not in made.lower()
    assert not made.startswith(("#", ">", "- ", "+ "))


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("S5 EHC plans: within 20 weeks (%)", "S5 EHC plans: within 20 weeks (%)"),
        ("scorecard_2017_v2.xlsx", "scorecard_2017_v2.xlsx"), ("<5", "<5"), ("R&D", "R&D"), ("12.5%", "12.5%"), ("5 > 3", "5 > 3"),
        ("_a_", r"\_a\_"), ("<b>", r"\<b>"), ("&amp;", r"\&amp;"), ("1. one", r"1\. one"), ("-5", r"\-5"), ("# a", r"\# a"),
        ("a -- b", r"a -:color[\-] b"), ("x@y", r"x:color[\@]y"), ("www.a", r"www:color[\.]a"), (":a:", r":color[\:]a:color[\:]"),
        ("a\n\n# b", "a # b"), (12, "12"),
    ],
)  # fmt: skip
def test_only_what_says_something_is_marked(words: object, made: str) -> None:
    assert as_typed(words) == made


def test_our_words_keep_their_marks_and_values_lose_theirs() -> None:
    assert markdown("**Load** {} of {{{}}}", "*a*", 3) == r"**Load** \*a\* of {3}"
    assert markdown("{}{}", "title", ", 1 May") == "title, 1 May"


def test_what_is_markdown_already_is_not_marked_twice() -> None:
    once = as_typed("*a*")
    assert as_typed(once) is once
    assert markdown("{}!", once) == rf"{once}!"
    assert isinstance(each_as_typed(str)(5), Markdown)


@pytest.mark.parametrize(("words", "values"), [("a {}", ()), ("a", ("b",)), ("{} {}", ("b",))])
def test_values_that_do_not_fill_the_fields_are_an_error(words: str, values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="do not fill the fields"):
        markdown(words, *values)
