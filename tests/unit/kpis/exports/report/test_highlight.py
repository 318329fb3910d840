"""The highlight and exceptions reports, built from drawn bodies and read back from both files."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from docx.oxml.ns import qn

from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from data.model.plan import ActionStatus, Priority
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS
from kpis.exports.document.document import Block, BulletList, Paragraph, Point, Report, ReportTable
from kpis.exports.document.facts import ReportFacts, ReportRecord, agreed_last, last_meeting, newest_meeting
from kpis.exports.document.pack_marks import comparator_words, verdict_words
from kpis.exports.document.page_fit import ONE_PAGE, height
from kpis.exports.document.plain_text import clean, shortened
from kpis.exports.pack.web_page import web_page
from kpis.exports.report import highlight as made_of
from kpis.exports.report.exceptions_report import exceptions, lead_of, missing_words, red_since, reds_of, since_words
from kpis.exports.report.highlight import _escalated, _measure, figure_words, highlight, source_words
from kpis.governance import agreed_ratings
from kpis.governance.exceptions import commentary_key
from kpis.standing.kpi_standing import Standing
from kpis.standing.timeliness import CURRENT
from kpis.targets.rag import RagStatus, Rating
from kpis.verdict.verdict import verdict
from tests.conftest import shared
from tests.factories.report_facts import DAY, HOSTILE, action, full, version, words
from tests.factories.report_files import Page, word_of

FORMS = ("html", "docx")


def word_text(made: Any) -> str:
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in made.element.body.iter(qn("w:p")))


def told(report: Report, heading: str) -> str:
    block = next(b for b in report.blocks if b.heading.startswith(heading))
    found = [block.told]
    for part in block.parts:
        match part:
            case Paragraph():
                found.append(f"{part.label} {part.text}")
            case BulletList():
                found += [f"{point.label} {point.text}{point.rest}" for point in part.points]
            case ReportTable():
                found += [" | ".join(row) for row in part.rows]
    return "\n".join(found)


def test_every_block_tells_what_is_recorded_of_the_priority_and_nothing_else(red_facts: ReportFacts) -> None:
    report = highlight(full(red_facts), 6)
    assert report.title.endswith(
        ": Amber/Green agreed; verdicts on 31 Jan 2018: 0 of 30 KPIs are on target, 2 off target; none improving or worsening beyond "
        "chance; of 28 nothing can be said today; 21 of 23 actions overdue"
    )
    assert "Amber/Green was agreed last, 15 Jan 2018, by DfE: Something." in told(report, "Overall rating")
    assert "Too few rated to say (2 of 30)." in told(report, "Overall rating")
    assert told(report, "Done since 1 Dec 2017").splitlines()[1:] == ["6.3 Something (due 20 Jan 2018, lead SNN)"]
    assert "6.10 Something (due 2 Dec 2017, lead SNN)" in told(report, "Overdue")
    assert "see the Plan page" in told(report, "Overdue")
    assert told(report, "Due in the next 30 days").splitlines()[1:] == ["6.2 Something (due 2 Mar 2018, lead SNN)"]
    risks = told(report, "Open risks").splitlines()[1:]
    assert risks[0].startswith("R2 Something: score 25 before mitigation, not scored after, owner SNN")  # worst first
    assert len(risks) == 2 or risks[0].endswith("; and 1 more, see the Risks page")
    assert "D1 Something: Health to Schools, due 2 Jan 2018 (overdue)" in told(report, "Open dependencies")
    assert "Before" not in told(report, "Evidence added")
    assert "Something (9 Jan 2018, Something)" in told(report, "Evidence added")
    assert "Parents said: Something. We did: Something." in told(report, "You said")
    assert "S5, 2016 Something. Something. Something. Something. (KLR, by 1 Mar 2018)" in told(report, "Commentary")
    measures = told(report, "Measures agreed")
    assert "Agreed at January board, 15 Jan 2018." in measures
    assert "S5 Something (wanted: 100%, by 31 Mar 2018)" in measures
    assert "Not ours" not in measures
    assert "Still to come" not in measures
    decisions = told(report, "Decisions needed")
    assert "Give a new date to, or close, 21 overdue actions." in decisions
    assert "say why it is" not in decisions, "two rated KPIs of thirty are not set against what was agreed"
    assert "R1 (at Board)" in decisions


def test_the_table_holds_what_the_screen_shows_and_the_cell_it_came_from(bury_facts: ReportFacts) -> None:
    report = highlight(bury_facts, 6)
    (table,) = (part for block in report.blocks for part in block.parts if isinstance(part, ReportTable))
    standings = {s.indicator.code: s for s in bury_facts.standings}
    in_page, in_word = Page(web_page(report)).tables[0][1:], [[c.text for c in r.cells] for r in word_of(report).tables[0].rows][1:]
    assert in_page == in_word == [list(row) for row in table.rows]
    assert table.caption == "KPIs, from bury_2017.xlsx"
    for row in table.rows:
        s = standings[row[0].split()[0]]
        i, own = s.indicator, s.own
        assert own is not None
        assert row[1] == formats.period(own.period)
        assert row[2].startswith(formats.figure(s.value, i, s.missing))
        assert row[3] == verdict_words(s)
        assert row[5] == (formats.figure(s.target.value, i, s.target.missing) if s.target else formats.DASH)
        assert row[6:8] == tuple(comparator_words(s, x, both=False) for x in (FigureRole.NEIGHBOURS, FigureRole.ENGLAND))
        assert row[8] == RATING_WORDS[s.rating.status][1]
        assert row[9] == own.place


def test_burys_s5_stands_as_its_document_prints_it(bury_facts: ReportFacts) -> None:
    with shared("reference", "bury_scorecard.csv").open(encoding="utf-8-sig", newline="") as file:
        printed = next(row for row in csv.DictReader(file) if "S5" in row.values())
    one = replace(bury_facts, priorities=(Priority(6, "Six", ("S5",)),))
    row = next(row for row in Page(web_page(highlight(one, 6))).tables[0] if row[0].startswith("S5"))
    for cell, name in ((row[2], "value"), (row[6], "sn_or_nw"), (row[7], "eng")):
        assert cell == f"{formats.number(float(printed[name]), 1)}%", name


def test_blocks_without_words_say_so_and_none_vanishes(bury_facts: ReportFacts) -> None:
    empty, filled = highlight(bury_facts, 6), highlight(full(bury_facts), 6)
    assert [b.heading for b in empty.blocks] == [b.heading for b in filled.blocks]
    for heading in ("Open risks", "Open dependencies", "Evidence added", "You said, we did", "Commentary", "Measures agreed"):
        assert told(empty, heading).endswith(": none recorded")
    assert "No improvement plan is kept." in told(empty, "Overdue")
    assert "No rating was recorded at any visit." in told(empty, "Overall")
    assert empty.title.endswith("no plan kept")
    facts = replace(full(bury_facts), before=(action("6.1", None, ActionStatus.COMPLETE),))
    assert "6.3 Something (due 20 Jan 2018, lead SNN), new in the plan since then" in told(highlight(facts, 6), "Done since")
    facts = replace(facts, before=(action("6.3", None, ActionStatus.COMPLETE),))
    assert told(highlight(facts, 6), "Done since").endswith(": none recorded")
    unknown = highlight(replace(full(bury_facts), before=None), 6)
    assert "No plan was kept by 1 Dec 2017, so what was done since is not known." in told(unknown, "Done since")


def test_nothing_at_all_still_makes_both_reports(bury_facts: ReportFacts) -> None:
    nothing = replace(bury_facts, standings=(), then=(), priorities=(Priority(1, "One", ()),))
    one, other = highlight(nothing, 1), exceptions(nothing)
    assert one.title == "One: no rating agreed, no KPI, no plan kept"
    assert "No KPI measures this priority." in told(one, "KPIs")
    assert other.title == "No KPI is rated"
    for report in (one, other):
        assert Page(web_page(report)).headings[0] == (1, report.title)
        assert word_of(report).core_properties.title == report.title
    with pytest.raises(KeyError):
        highlight(nothing, 2)


def both_reports(facts: ReportFacts) -> list[Report]:
    return [highlight(facts, 6), exceptions(facts)]


@pytest.mark.parametrize("which", [0, 1])
def test_hostile_words_stay_words_in_both_files(red_facts: ReportFacts, which: int) -> None:
    facts = full(red_facts, HOSTILE)
    facts = replace(
        facts,
        words=facts.words
        | {
            "commentary": {
                commentary_key(s.indicator.code, s.own.period): ReportRecord({"what": HOSTILE, "lead": HOSTILE[:60]}, DAY)
                for s in facts.standings
                if s.own
            }
        },
        pack=replace(facts.pack, notice=f"Illustrative {HOSTILE[:80]}"),
    )
    report = both_reports(facts)[which]
    content = web_page(report)
    page, made = Page(content), word_of(report)
    assert page.open == []
    assert not {tag for tag, _ in page.tags} & {"script", "iframe", "img", "link", "object", "form", "input"}
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert b"<script" not in content
    for text in (page.text, word_text(made)):
        assert "<script>alert(1)</script> =cmd|' /C calc'!A0" in text
        assert clean(text) == text
    typed = {attrs["href"] for tag, attrs in page.tags if tag == "a"}
    assert typed == ({"https://example.org/a?b=1&c='2'"} if which == 0 else set())
    outside = {rel.target_ref for rel in made.part.rels.values() if rel.is_external}
    assert outside == typed
    for address in typed:
        content = content.replace(address.replace("&", "&amp;").replace("'", "&#39;").encode(), b"")
    assert b"http" not in content
    assert b"url(" not in content
    assert b"@import" not in content


def test_long_words_are_whole_in_the_exceptions_report(red_facts: ReportFacts) -> None:
    red = reds_of(red_facts)[0]
    assert red.own is not None
    long = "word " * 999 + "last"
    facts = replace(
        red_facts, words={"commentary": {commentary_key(red.indicator.code, red.own.period): ReportRecord({"what": long}, DAY)}}
    )
    assert long in Page(web_page(exceptions(facts))).text
    assert long in word_text(word_of(exceptions(facts)))


@pytest.mark.parametrize("which", [0, 1])
def test_the_web_page_can_be_walked_by_its_headings_tables_and_language(red_facts: ReportFacts, which: int) -> None:
    report = both_reports(full(red_facts))[which]
    page = Page(web_page(report))
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert [text for tag, text in page.texts if tag == "title"] == [report.title]
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") >= 1
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert [tag for tag, attrs in page.tags if tag == "th" and attrs["scope"] == "row"]


@pytest.mark.parametrize("which", [0, 1])
def test_the_word_file_has_real_headings_repeated_heads_and_its_language(red_facts: ReportFacts, which: int) -> None:
    report = both_reports(full(red_facts))[which]
    made = word_of(report)
    headings = [(int(p.style.name[-1]), p.text) for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert headings == Page(web_page(report)).headings
    for table in made.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is None or row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
    assert {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert (made.core_properties.language, made.core_properties.title) == ("en-GB", report.title)
    sheet = made.sections[0]
    assert [round(length.mm) for length in (sheet.page_width, sheet.page_height)] == [210, 297]
    assert report.notice in sheet.header.paragraphs[0].text
    assert report.source in sheet.footer.paragraphs[0].text
    assert "PAGE" in {one.get(qn("w:instr")) for one in sheet.footer._element.iter(qn("w:fldSimple"))}
    assert {made.styles[name].font.name for name in ("Normal", "Heading 1", "Heading 2", "List Bullet")} == {"Arial"}


@pytest.mark.parametrize("text", ["Something", "A sentence of some length that says what was done, by whom and why. " * 3, HOSTILE])
def test_a_highlight_report_is_cut_to_one_page_and_says_what_it_left_out(bury_facts: ReportFacts, text: str) -> None:
    facts = full(bury_facts, text)
    facts = replace(facts, words={kind: {f"{key}{n}": one for n in range(12) for key, one in bodies.items()}
                                  for kind, bodies in facts.words.items() if kind not in ("commentary", "meeting")} | {
        kind: facts.words[kind] for kind in ("commentary", "meeting")})  # fmt: skip
    report = highlight(facts, 6)
    assert height(report) <= ONE_PAGE
    assert "more, see the Plan page" in told(report, "Overdue")
    assert len(report.blocks) == len(highlight(bury_facts, 6).blocks)


def test_lists_say_how_many_are_left_and_where(bury_facts: ReportFacts) -> None:
    report = highlight(full(bury_facts), 6)
    lines = told(report, "Overdue").splitlines()[1:]
    left = int(lines[-1].rpartition("and ")[2].split()[0])
    shown = [line for line in lines if line.startswith("6.")]
    assert len(shown) + left == 21
    assert len(shown) in {room.lines for room in made_of.ROOMS}


def test_exceptions_tell_each_red_kpi_its_words_and_whom_to_chase(red_facts: ReportFacts) -> None:
    reds = reds_of(red_facts)
    assert [s.indicator.code for s in reds] == [s.indicator.code for s in red_facts.standings if s.rating.status == "red"]
    first, second = reds[:2]
    assert first.own is not None
    key = commentary_key(first.indicator.code, first.own.period)
    whole = {"what": "W", "why": "Y", "so_what": "S", "next": "N", "by_when": "2018-03-01", "lead": "KLR"}
    cited = version(action("1.1", None, kpis=(second.indicator.code,), lead="SNN"))
    rated = agreed_ratings.at_visits({"2018-01-15/6": {"rag": "red", "reason": "Late"}}, lambda day, n: [])
    facts = replace(red_facts, words={"commentary": {key: ReportRecord(whole, DAY)}}, version=cited, judged=rated)
    report = exceptions(facts)
    assert report.title == f"{len(reds)} of {len(reds)} rated KPIs are red; {len(reds) - 1} still without all the commentary asked for"
    mine = told(report, f"{first.indicator.code} ")
    for line in ("What W", "Why Y", "So what S", "Next N", "By when 1 Mar 2018", "Lead KLR"):
        assert line in mine
    assert "No commentary yet. Lead: SEN Team." in told(report, f"{second.indicator.code} ")
    chase = told(report, "Commentary to chase")
    assert f"SEN Team {second.indicator.code} {second.indicator.short}: no commentary yet" in chase
    assert f" {first.indicator.code} " not in chase
    assert "Priority 6 " in told(report, "Priorities agreed Red")
    assert "Red was agreed, 15 Jan 2018, Late" in told(report, "Priorities agreed Red")
    row = next(p for b in report.blocks for p in b.parts if isinstance(p, ReportTable)).rows[0]
    assert row[2] == figure_words(first)
    assert row[4] == formats.difference(first.gap(FigureRole.TARGET), first.indicator)
    assert row[5] == verdict(first).brief
    assert row[8] == source_words(first) == f"{first.own.file}, {first.own.place}"


def test_half_written_words_are_chased_for_what_is_missing(red_facts: ReportFacts) -> None:
    s = reds_of(red_facts)[0]
    assert s.own is not None
    key = commentary_key(s.indicator.code, s.own.period)
    facts = replace(red_facts, words={"commentary": {key: ReportRecord({"what": "W", "next": "N"}, DAY)}})
    assert missing_words(facts, s) == "missing why, so what, by when"
    assert lead_of(facts, s) == "SEN Team"  # as the scorecard prints it, and the Exceptions page says


def years(bury_facts: ReportFacts, values: list[float | None], aim: float | None = 100.0, first: int = 2010) -> Standing:
    """S5 with a figure a year, the last of them rated red against a target of every year."""
    s = next(s for s in bury_facts.standings if s.indicator.code == "S5")
    assert s.own is not None
    periods = [Period(str(y), PeriodKind.CALENDAR_YEAR, date(y, 1, 1), date(y, 12, 31)) for y in range(first, first + len(values))]
    points = tuple(
        replace(s.own, value=v, period=p, missing=None if v is not None else "blank") for v, p in zip(values, periods, strict=True)
    )
    targets = tuple(replace(s.own, value=aim, period=p) for p in periods) if aim is not None else ()
    return replace(s, own=points[-1], points=points, others={FigureRole.TARGET: targets}, target=targets[-1] if targets else None,
                   rating=Rating(RagStatus.RED, "Red."), breaks=(), age=CURRENT, doubts=())  # fmt: skip


@pytest.mark.parametrize(
    ("values", "since"),
    [
        ([100.0, 50.0, 50.0], "2011"),
        ([50.0, 100.0, 50.0], "2012"),
        ([50.0, 50.0, 50.0], "2010 at least"),
        ([50.0, None, 50.0], "2012 at least"),
        ([50.0], "2010 at least"),
    ],
)
def test_red_since_is_the_start_of_the_unbroken_run(bury_facts: ReportFacts, values: list[float | None], since: str) -> None:
    assert since_words(years(bury_facts, values)) == since


def test_only_what_is_red_has_been_red_since_anything(bury_facts: ReportFacts) -> None:
    s = replace(years(bury_facts, [50.0, 50.0]), rating=Rating(RagStatus.GREEN, ""))
    assert red_since(s) is None
    assert since_words(s) == formats.DASH


def test_a_report_counts_from_the_last_meeting_typed_or_of_the_calendar() -> None:
    typed = words()["meeting"]
    assert last_meeting([], typed, [date(2018, 1, 20)], DAY) == date(2018, 1, 15)
    assert last_meeting([], {}, [date(2018, 1, 20)], DAY) == date(2017, 7, 20)
    found = newest_meeting(typed, DAY)
    assert found is not None
    assert found[:2] == ("January board", date(2018, 1, 15))
    assert newest_meeting({}, DAY) is None


def test_a_visit_without_a_rating_does_not_hide_the_last_one(bury_facts: ReportFacts) -> None:
    bodies = {"2018-01-15/6": {"rag": "amber"}, "2018-01-20/6": {"rag": "not recorded"}}
    found = agreed_ratings.at_visits(bodies, lambda day, n: [])
    last = agreed_last(found, 6)
    assert last is not None
    assert last.agreed == "amber"
    assert "At the newest visit, 20 Jan 2018, no rating is recorded." in told(highlight(replace(bury_facts, judged=found), 6), "Overall")


def test_shortened_text_stays_on_one_line_and_shows_that_it_was_cut() -> None:
    assert shortened("one\ntwo  three", 50) == "one two three"
    cut = shortened("word " * 100, 30)
    assert len(cut) <= 30
    assert cut.endswith("word…")
    assert len(shortened("x" * 100, 30)) == 30


def test_a_block_says_none_recorded_only_where_nothing_is() -> None:
    assert Block("Risks", ()).told == "Risks: none recorded"
    assert Block("Risks", (BulletList((Point("one"),)),)).told == "Risks"


@pytest.mark.parametrize(
    ("body", "raised"),
    [
        ({"escalation_level": "Lead", "escalation_route": ["Lead", "Board"]}, False),
        ({"escalation_level": "Board", "escalation_route": ["Lead", "Board"]}, True),
        ({"escalation_level": "Board"}, True),
        ({}, False),
    ],
)
def test_a_risk_at_the_first_step_of_its_route_is_not_escalated(body: dict[str, object], raised: bool) -> None:
    assert _escalated(body) is raised


def test_a_measure_whose_day_has_passed_says_so() -> None:
    measure = {"text": "Faster", "kpi": "S5", "by_when": "2018-01-31"}
    assert "by 31 Jan 2018, passed" in _measure(measure, 80, date(2018, 2, 1)).text
    assert "passed" not in _measure(measure, 80, date(2018, 1, 31)).text


def test_the_title_counts_the_verdicts_that_the_table_prints_and_names_the_day(red_facts: ReportFacts) -> None:
    """It said that no KPI was better or worse above a table that called one better and one worse."""
    few = replace(red_facts, priorities=(Priority(6, "Six", ("S5", "S7", "S8")),))
    report = highlight(few, 6)
    (table,) = (part for block in report.blocks for part in block.parts if isinstance(part, ReportTable))
    printed = [row[3] for row in table.rows]
    off = sum(any(one in words for one in ("Off target", "Worsening, off", "Improving, not yet")) for words in printed)
    silent = sum("Cannot say" in words for words in printed)
    assert (off, silent) == (2, 1)
    assert f"verdicts on 31 Jan 2018: 0 of 3 KPIs are on target, {off} off target;" in report.title
    assert f"of {silent} nothing can be said today" in report.title
    assert not re.search(r"\b(better|worse)\b", " ".join([report.title, *(cell for row in table.rows for cell in row)]))


def test_enough_rated_kpis_are_set_against_what_was_agreed(red_facts: ReportFacts) -> None:
    facts = replace(full(red_facts), priorities=(Priority(6, "Six", ("S5", "S7", "S8")),))
    assert "Its KPIs now come to Red (2 red, 0 amber, 0 green; 1 unrated)." in told(highlight(facts, 6), "Overall rating")
    assert "say why it is Amber/Green where its KPIs come to Red" in told(highlight(facts, 6), "Decisions needed")
