"""The order of a pack: the meeting's agenda where it says, each KPI once, nothing hidden; the slides hold what the order holds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

import cli
from data.model.finding import Refused
from data.model.loaded_file import Meeting
from data.model.plan import Priority
from data.records.journal import Journal
from data.records.plan_versions import plan_on
from kpis.charts.style.palette import RATING_WORDS
from kpis.exports.document.document import Block, BulletList, Paragraph, Point, ReportTable
from kpis.exports.document.facts import ReportFacts, ReportRecord, gather
from kpis.exports.document.text_fit import lines_of
from kpis.exports.pack.area_report import area_report
from kpis.exports.report.pack_contents import OFF, PackStep, steps
from kpis.exports.slides.deck import deck
from kpis.exports.slides.text_slides import END, TOP, WIDTH, block_slides
from kpis.narrative.kpi_sentence import sentence
from kpis.standing.kpi_standing import Standing
from tests.factories.packs import TODAY, packed
from tests.factories.slides import none_overlap

MEASURE = {"text": "Plans on time", "kpi": "S5", "action": "", "wanted": "90%", "by_when": "2027-03-31", "came_to": ""}


def _facts(home: Path, agenda: tuple[str, ...] = (), meeting: str = "") -> ReportFacts:
    standings, words, catalogue = packed(home)
    typed = {
        "board/2026-09-17": ReportRecord({"type": "board", "date": "2026-09-17", "agenda": list(agenda), "measures": [MEASURE]}, TODAY)
    }
    return gather(
        words, catalogue.plan_of(catalogue.area(words.area).code),  # type: ignore[union-attr]
        words={"meeting": typed}, meetings=[Meeting(date(2026, 7, 16), "Partnership board")], received=[date(2026, 7, 1)],
        planned=lambda day: None, standings=lambda day: standings, judged=(), as_at=None, meeting=meeting,
    )  # fmt: skip


def _order(facts: ReportFacts, standings: list[Standing] | None = None) -> list[PackStep]:
    return list(steps(standings or facts.standings, facts.pack, facts))


def _headings(found: list[PackStep]) -> list[str]:
    return [step.block.heading for step in found if step.block]


def test_without_a_meeting_the_plans_priorities_lead_and_each_kpi_stands_once(borough: Path) -> None:
    facts = _facts(borough)
    found = _order(facts)
    codes = [step.standing.indicator.code for step in found if step.standing]
    assert sorted(codes) == sorted(s.indicator.code for s in facts.standings)
    heads = _headings(found)
    titles = [f"Priority {p.number}: {p.title}" for p in facts.priorities]
    assert [head for head in heads if head.startswith("Priority")] == titles
    assert heads[-4:] == ["You said, we did", "Open risks by priority", "Ratings to agree", "Measures agreed for the next period"]
    assert heads.index("Exceptions: what is red") == len(heads) - 5


def test_an_agenda_orders_and_hides_nothing(borough: Path) -> None:
    facts = _facts(borough, ("Risk register", "Priority 3: health", "Priority 1"), "board/2026-09-17")
    found = _order(facts)
    heads = _headings(found)
    assert heads[0] == "What moved since 16 July 2026", "since the meeting before the one the pack is for"
    assert heads[1] == "Open risks by priority"
    named = [head for head in heads if head.startswith("Priority")]
    assert [head[:10] for head in named[:2]] == ["Priority 3", "Priority 1"]
    assert all(head.endswith(OFF) for head in named[2:])
    assert len(named) == len(facts.priorities)
    assert len([step for step in found if step.standing]) == len(facts.standings)
    told = next(step.block for step in found if step.kind == "measures")
    assert told is not None
    assert isinstance(told.parts[0], Paragraph)
    assert told.parts[0].text.startswith("Agreed at ")
    assert "17 Sept 2026" in told.parts[0].text
    assert told.parts[1] == BulletList((Point("Plans on time (wanted: 90%, by 31 Mar 2027)", "S5"),))


def test_a_report_goes_in_the_same_order(borough: Path) -> None:
    facts = _facts(borough, ("Priority 3", "Priority 1"), "board/2026-09-17")
    blocks = [block.heading for block in area_report(facts.standings, facts.pack, facts).blocks if block.level == 2]
    assert blocks[1:] == [head for head in _headings(_order(facts)) if not head.startswith("What moved")]


def test_all_that_was_said_and_every_open_risk_is_in_a_pack_whatever_priority_names_it(borough: Path) -> None:
    said = {
        "Y1": ReportRecord(
            {"date": "2019-03-01", "who": "Forum", "said": "Letters are hard", "did": "Rewritten", "priorities": [2]}, TODAY
        ),
        "Y2": ReportRecord({"date": "2026-06-18", "who": "Parents", "said": "Reviews are late"}, TODAY),
    }
    score = {"likelihood_before": 3, "impact_before": 4, "owner": "HSP", "status": "open"}
    risk = {
        "R1": ReportRecord({"text": "Posts stay empty", "priorities": [1], **score}, TODAY),
        "R2": ReportRecord({"text": "A flood", **score}, TODAY),
        "R3": ReportRecord({"text": "Past", **score, "status": "closed"}, TODAY),
    }
    facts = _facts(borough)
    blocks = {step.kind: step.block for step in _order(replace(facts, words={**facts.words, "you_said": said, "risk": risk})) if step.block}
    assert [(point.label, point.text.partition(".")[0]) for part in blocks["voice"].parts for point in part.points] == [
        ("18 June 2026", "Parents said: Reviews are late"), ("1 Mar 2019", "Forum said: Letters are hard"),
    ]  # fmt: skip
    told = " ".join(point.label + point.text for part in blocks["risks"].parts if isinstance(part, BulletList) for point in part.points)
    assert [key in told for key in ("R1Posts", "R2A flood", "R3")] == [True, True, False]


def test_a_priority_without_a_kpi_lists_how_its_actions_stand(borough: Path) -> None:
    facts = _facts(borough)
    kept = plan_on(Journal(borough), "X06000001", TODAY)
    assert kept is not None
    block = next(step.block for step in _order(replace(facts, version=kept.version)) if step.block and "Priority 4" in step.block.heading)
    points = [point for part in block.parts if isinstance(part, BulletList) for point in part.points]
    assert [point.label for point in points] == [a.code for a in kept.version.actions if a.priority == 4]
    assert next(point.text for point in points if point.label == "4.1.3").endswith("(on target, due 31 Mar 2027)")


def test_a_pack_of_some_kpis_holds_only_their_priorities_and_nothing_of_the_whole_area(borough: Path) -> None:
    facts = _facts(borough)
    some = [s for s in facts.standings if s.indicator.code in ("S5", "L1")]
    found = _order(facts, some)
    assert [step.standing.indicator.code for step in found if step.standing] == ["S5", "L1"]
    assert {step.kind for step in found} <= {"headline", "priority", ""}
    assert [head[:10] for head in _headings(found)[1:]] == ["Priority 1", "Priority 6"]


def test_a_meeting_that_is_none_is_refused(borough: Path) -> None:
    with pytest.raises(Refused, match="is no meeting of Westmere"):
        _facts(borough, (), "board/1999-01-01")


def _texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


@pytest.mark.parametrize("which", ["home", "borough"])
def test_the_slides_hold_each_place_in_order_and_every_number_is_the_screens(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    home = request.getfixturevalue(which)
    out = tmp_path / "pack.pptx"
    assert cli.main(["pack", "--home", str(home), "--format", "pptx", "--out", str(out)]) == 0
    slides = list(Presentation(str(out)).slides)
    standings = list(packed(home)[0])
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    for s in standings:
        assert any(title.rstrip("…") and sentence(s).startswith(title.rstrip("…")) for title in titles), s.indicator.code
    glances = [shape.table for slide in slides for shape in slide.shapes if shape.has_table and shape.name == "KPIs at a glance"]
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for table in glances for row in list(table.rows)[1:]}
    every = {
        row.cells[0].text: [cell.text for cell in row.cells]
        for slide in slides for shape in slide.shapes if shape.has_table and shape.name == "Every KPI"
        for row in list(shape.table.rows)[1:]
    }  # fmt: skip
    assert set(rows) >= {s.indicator.code for s in standings}
    for s in standings:
        row, whole = rows[s.indicator.code], every[s.indicator.code]
        assert row == [whole[n] for n in (0, 1, 2, 3, 4, 7, 8, 9)]
        assert row[7].endswith(RATING_WORDS[s.rating.status][1])
    for slide in slides:
        none_overlap(slide)
        notice = "Illustrative data: not a real area" if which == "borough" else "Historic: as printed October 2017"
        assert any(notice in text for text in _texts(slide))


_word = st.text("abc defg hij", min_size=1, max_size=300).filter(str.strip)
_parts = st.one_of(
    st.builds(Paragraph, _word, st.sampled_from(["", "Rating"])),
    st.lists(st.builds(Point, _word, st.sampled_from(["", "S5"])), min_size=1, max_size=30).map(lambda found: BulletList(tuple(found))),
    st.lists(st.tuples(_word, _word, _word), min_size=1, max_size=40).map(
        lambda rows: ReportTable("Some", ("A", "B", "C"), tuple(rows), (40, 30, 30), (2,))
    ),
)


@given(st.lists(_parts, max_size=5))
def test_nothing_of_a_block_is_lost_or_runs_over_its_slide(parts: list[Any]) -> None:
    made: Any = Presentation()
    made.slide_width, made.slide_height = 960 * 12700, 540 * 12700
    many = block_slides(lambda: made.slides.add_slide(made.slide_layouts[5]), Block("Heading", tuple(parts)), _WORDS[0])
    slides = list(made.slides)
    assert len(slides) == many
    shown: list[str] = []
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_table:
                shown += [cell.text for row in list(shape.table.rows)[1:] for cell in row.cells]
                tall = sum(row.height for row in shape.table.rows)
                assert (shape.top + tall) / 12700 <= END + 1 or len(shape.table.rows) == 2
            elif shape.name == "What is told":
                shown += [paragraph.text for paragraph in shape.text_frame.paragraphs]
                assert shape.top >= TOP * 12700 - 1
                lines = sum(len(lines_of(p.text, 14, WIDTH - 16)) for p in shape.text_frame.paragraphs)
                assert lines > 0
    wanted: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph):
            wanted.append(f"{part.label}. {part.text}" if part.label else part.text)
        elif isinstance(part, BulletList):
            wanted += [f"{p.label}: {p.text}" if p.label else p.text for p in part.points]
        else:
            wanted += [cell for row in part.rows for cell in row]
    assert shown == wanted


_WORDS: list[Any] = []


@pytest.fixture(scope="module", autouse=True)
def words_of(borough: Path) -> None:
    _WORDS.append(packed(borough)[1])


def test_a_deck_without_facts_is_of_figures_alone(borough: Path) -> None:
    standings, words, _ = packed(borough)
    bare = Presentation(BytesIO(deck(standings[:3], words)))
    assert len(bare.slides) == 1 + 1 + 3
    facts = replace(_facts(borough), priorities=(Priority(1, "Alone", ()),), then=())
    full = Presentation(BytesIO(deck(standings[:3], words, facts)))
    assert len(full.slides) == 1 + 1 + 1 + 3, "their section leads them; a priority without any of them stays away"


def test_a_pack_is_said_to_be_the_partnerships_own(borough: Path, tmp_path: Path) -> None:
    """The name and logo that Settings hold stand on the cover, and the name above a report."""
    home = Path(shutil.copytree(borough, tmp_path / "home"))
    made = BytesIO()
    Image.new("RGB", (60, 30), "#1D70B8").save(made, "PNG")
    journal = Journal(home)
    digest, _ = journal.keep("logo.png", made.getvalue())
    body = {"name": "Westmere SEND Partnership", "logo": digest}
    journal.append("settings", "-", "partnership", body, who="tester", recorded_at=datetime(2026, 9, 20, tzinfo=UTC), seen=None)
    for form in ("pptx", "html", "docx"):
        assert cli.main(["pack", "--home", str(home), "--format", form, "--out", str(tmp_path / f"p.{form}"), "--code", "S5"]) == 0
    cover = Presentation(str(tmp_path / "p.pptx")).slides[0]
    assert "Westmere SEND Partnership" in [shape.text_frame.text for shape in cover.shapes if shape.has_text_frame]
    assert [shape.name for shape in cover.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE] == ["Westmere SEND Partnership"]
    assert "Westmere SEND Partnership · SEND performance pack" in (tmp_path / "p.html").read_text(encoding="utf-8")
