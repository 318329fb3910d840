"""Oldham's judgements of July 2018 and Oxfordshire's twelve recommendations, against the documents they are taken from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.record import AgreedRating, RecordFault
from data.records.record_schemas import check
from data.records.sample_records import JUDGEMENTS, RECOMMENDATIONS, area_of, judgements, recommendations
from tests.conftest import shared

OLDHAM, OXFORDSHIRE = "000_f84088fbc3c40b7f.txt", "002_39c219e50e7692da.txt"


def document(name: str) -> str:
    return re.sub(r"\s+", " ", shared("seeds", name).read_text(encoding="utf-8"))


def test_the_ratings_of_july_2018_are_those_printed_and_no_other_visit_has_one() -> None:
    found = judgements()
    assert {one.priority: one.rag for one in found if one.visit.when == "2018-07"} == {
        1: AgreedRating.GREEN, 2: AgreedRating.GREEN, 3: AgreedRating.AMBER_GREEN, 4: AgreedRating.GREEN, 5: AgreedRating.AMBER_GREEN,
    }  # fmt: skip
    assert len(found) == 25
    others = [one for one in found if one.visit.when != "2018-07"]
    assert {(one.rag, one.by, one.written) for one in others} == {(AgreedRating.NOT_RECORDED, "", "")}


def test_the_document_prints_each_rating_title_and_visit() -> None:
    text = document(OLDHAM)
    for one in judgements():
        assert f"Priority {one.priority}: {one.title}" in text
        assert one.visit.printed in text
        if one.rag is not AgreedRating.NOT_RECORDED:
            printed = one.written.partition("‘")[2].rstrip("’")
            assert printed in text
            assert f"agreed as {str(one.rag).title()} with" in printed
    assert len(re.findall(r"RAG rating for .{0,25}agreed as", text)) == 5
    assert "4 monitoring visits/meetings have been held in Dec17, Mar18, May18 and July18" in text
    assert [one.visit.printed for one in judgements() if one.priority == 1 and not one.visit.held] == ["26 Sept18"]


def test_the_twelve_recommendations_stand_at_the_paragraphs_cited_and_in_words_of_our_own() -> None:
    found, text = recommendations(), document(OXFORDSHIRE)
    assert [one.number for one in found] == list(range(1, 13))
    for one in found:
        assert f"{one.place.removeprefix('paragraph ')}. Recommendation {one.number}" in re.sub(r"(\d) :", r"\1:", text)
        assert "\n" not in one.text + one.response
        for words in (one.text, one.response):
            held = words.split()
            assert not any(" ".join(held[at : at + 9]) in text for at in range(len(held) - 8))
    overarching = text.index("HOSC Recommendations:")
    for one in found:
        assert (text.index(f"Recommendation {one.number}") > overarching) == (one.issued_by == "HOSC")


def test_every_sample_can_be_kept_as_typed_words(catalogue: Catalogue) -> None:
    assert [catalogue.areas[area_of(path)].name for path in (JUDGEMENTS, RECOMMENDATIONS)] == ["Oldham", "Oxfordshire"]
    for one in judgements():
        check("judgement", f"{one.visit.when}/{one.priority}", {"rag": one.rag, "by": one.by, "written": one.written})
    for each in recommendations():
        body = {"text": each.text, "response": each.response, "source": f"{each.source}, {each.place}", "issued_by": each.issued_by}
        check("recommendation", str(each.number), body)


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('"2018-07" = "green"', '"2018-07" = "greenish"', "priority 1.ratings.2018-07"),
        ('"2018-07" = "green"', '"2018-09-26" = "green"', "priority 1.ratings"),
        ("number = 2", "number = 3", "priority 2.number"),
        ('when = "2018-05"', 'when = "2018-13"', "visit 3.when"),
        ('when = "2018-05"', 'when = "2018-03"', "visit"),
        ('by = "DfE', 'colour = "red"\nby = "DfE', "oldham.toml.colour"),
        ('title = "Effective Leadership of the reforms"', "", "priority 2"),
        ("held = false", 'held = "no"', "visit 5.held"),
    ],
)
def test_a_sample_that_is_not_as_it_should_be_is_refused_and_the_place_named(tmp_path: Path, before: str, after: str, field: str) -> None:
    text = JUDGEMENTS.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "oldham.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(RecordFault) as told:
        judgements(tmp_path / "oldham.toml")
    assert told.value.field == field
