"""Terms explained where a page prints our own words."""

from __future__ import annotations

from pages.widgets import glossary_terms


def test_a_term_in_our_words_is_said_once_by_keyboard_too_and_the_rest_is_escaped() -> None:
    made = glossary_terms.explained("<b>EHC plans</b> and EHC plan; INMSS, SENSE, app & Tribunal")
    assert made.count("<abbr class='term' tabindex='0'") == 3
    assert "&lt;b&gt;<abbr" in made
    assert ">EHC plans</abbr>&lt;/b&gt; and EHC plan; " in made
    assert "Independent and non-maintained special schools." in made
    assert "SENSE, app &amp; " in made


def test_the_longest_term_is_the_one_explained() -> None:
    assert ">SEN support</abbr>" in glossary_terms.explained("SEN support")
    assert glossary_terms.explained("SEN2").count("<abbr") == 1
