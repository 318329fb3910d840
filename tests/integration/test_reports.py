"""Reports of the illustrative borough: its marks, and every change with its sign and word."""

from __future__ import annotations

from pathlib import Path

from kpis import formats
from kpis.exports.pack.web_page import web_page
from kpis.exports.report.exceptions_report import exceptions
from kpis.exports.report.highlight import change_words, highlight
from tests.factories.report_facts import borough_facts, facts_of_bury
from tests.factories.report_files import Page, word_of


def test_marks_survive_in_both_files(first_load: Path, borough: Path) -> None:
    for facts, mark in ((facts_of_bury(first_load), "Historic: as printed October 2017"), (borough_facts(borough), "llustrative")):
        for report in (highlight(facts, facts.priorities[0].number), exceptions(facts)):
            assert mark in report.notice
            assert mark in Page(web_page(report)).text
            assert mark in word_of(report).sections[0].header.paragraphs[0].text


def test_change_is_told_with_its_sign_since_when_and_its_word(borough: Path) -> None:
    facts = borough_facts(borough)
    changed = [s for s in facts.standings if s.change]
    assert changed
    for s in changed:
        assert s.change is not None
        assert change_words(s).startswith(formats.difference(s.change.value, s.indicator, level="No change"))
        assert formats.period(s.change.before.period) in change_words(s)
        assert s.change.word == "same" or change_words(s).endswith(s.change.word)
