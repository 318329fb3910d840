"""Reports of the illustrative borough: its marks, and every change with its sign and word."""

from __future__ import annotations

import re
from pathlib import Path

from kpis import formats
from kpis.exports.document.document import ReportTable
from kpis.exports.document.pack_marks import verdict_words
from kpis.exports.pack.web_page import web_page
from kpis.exports.report.exceptions_report import exceptions
from kpis.exports.report.highlight import change_words, highlight
from kpis.verdict.movement import compared_with
from tests.factories.report_facts import borough_facts, facts_of_bury
from tests.factories.report_files import Page, word_of


def test_marks_survive_in_both_files(first_load: Path, borough: Path) -> None:
    for facts, mark in ((facts_of_bury(first_load), "Historic: as printed October 2017"), (borough_facts(borough), "llustrative")):
        for report in (highlight(facts, facts.priorities[0].number), exceptions(facts)):
            assert mark in report.notice
            assert mark in Page(web_page(report)).text
            assert mark in word_of(report).sections[0].header.paragraphs[0].text


def test_every_kpi_of_a_highlight_report_bears_its_verdict_and_no_change_is_called_better_or_worse(borough: Path) -> None:
    facts = borough_facts(borough)
    by_name = {f"{s.indicator.code} {s.indicator.short}": s for s in facts.standings}
    seen = 0
    for priority in facts.priorities:
        report = highlight(facts, priority.number)
        for part in (part for block in report.blocks for part in block.parts if isinstance(part, ReportTable) and "Verdict" in part.heads):
            at = part.heads.index("Verdict")
            for row in part.rows:
                seen += 1
                assert row[at] == verdict_words(by_name[row[0]])
        assert not re.search(r"\b(better|worse)\b", report.title)
    assert seen > 10


def test_change_is_told_with_its_sign_its_base_and_its_direction(borough: Path) -> None:
    facts = borough_facts(borough)
    changed = [(s, change) for s in facts.standings if (change := compared_with(s))]
    assert changed
    for s, change in changed:
        told, moved = change_words(s), formats.moved(change.value, s.indicator)
        assert told.startswith(f"{moved} on {formats.period(change.before.period)}")
        directed = change.word in ("better", "worse") and moved != "No change"
        assert told.endswith(("right direction", "wrong direction")) is directed
        assert not re.search(r"\b(better|worse)\b", told)
