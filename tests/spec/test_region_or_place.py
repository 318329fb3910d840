"""A column or row headed with a place of the area is never its region: asked about, never taken in silence."""

from __future__ import annotations

import pytest

from data.catalogue import catalogue as catalogue_of
from data.model.observation import FigureRole
from data.model.questions import LEAVE_OUT, Answers
from loaders import read_file
from tests.conftest import drawn, sheet_bytes
from tests.factories.drawn_scorecards import found, load

QUADRANTS = """
Essex
Ref | KPI | Period | Essex | North East | Mid | South | West | England
S3 | Pupils with SEN support | Jan-20 | 11.5% | 15.5% | 12.0% | 11.1% | 10.2% | 12.1%
"""


def series(picture: str) -> dict[tuple[str, str], float | None]:
    return {(o.series.value, o.area): o.value for o in load(picture).observations if o.raw}


def test_a_quadrant_named_as_a_region_is_asked_about_and_left_out() -> None:
    loaded = load(QUADRANTS)
    assert [o.raw for o in loaded.observations if o.series is FigureRole.REGION and o.raw] == []
    assert {"north east", "mid", "south", "west"} <= {q.key for q in loaded.questions}
    (told,) = found(loaded, "place or region")
    assert told.what == "‘North East’ may be a place of Essex or one of England’s regions; Essex lies in East of England."
    assert "was not loaded" in " ".join(f.what for f in found(loaded, "unknown column"))
    assert "is not known" not in " ".join(f.what for f in found(loaded, "unknown column") if "15.5%" in f.what)


@pytest.mark.parametrize(
    "picture",
    [
        "Suffolk\nRef | KPI | Jan-20 | North East | South West | England\nS3 | SEN support | 11.5% | 15.5% | 12.0% | 12.1%",
        # Devon lies in the South West itself, and its quarters are headed with the compass too
        "Devon\nRef | KPI | Jan-20 | South West | North | East | England\nS3 | SEN support | 11.5% | 15.5% | 12.0% | 9.1% | 12.1%",
        "Devon\nRef | KPI | Jan-20 | South West | Mid locality | England\nS3 | SEN support | 11.5% | 15.5% | 12.0% | 12.1%",
        # long form: whose a figure is stands in its row
        "Essex\nRef | KPI | Area | Jan-20\nS3 | SEN support | Essex | 11.5%\nS3 | SEN support | North East | 15.5%\n"
        "S3 | SEN support | Mid | 12.0%\nS3 | SEN support | England | 12.1%",
    ],
)
def test_other_shapes_of_the_same(picture: str) -> None:
    assert "region" not in {role for role, _ in series(picture)}
    assert series(picture)["england", "E92000001"] == 12.1


@pytest.mark.parametrize(
    ("picture", "region"),
    [
        ("Bury\nRef | KPI | Jan-20 | SN | North West | England\nS3 | SEN support | 11% | 12% | 15.5% | 12.1%", "E12000002"),
        ("Bury\nRef | KPI | Jan-20 | NW | ENG\nS3 | SEN support | 11% | 15.5% | 12.1%", "E12000002"),
        ("Essex\nRef | KPI | Jan-20 | East of England | England\nS3 | SEN support | 11% | 15.5% | 12.1%", "E12000006"),
        ("Essex\nRef | KPI | Jan-20 | Region | England\nS3 | SEN support | 11% | 15.5% | 12.1%", "E12000006"),
        ("Camden\nRef | KPI | Jan-20 | London | England\nS3 | SEN support | 11% | 15.5% | 12.1%", "E12000007"),
        ("Camden\nRef | KPI | Jan-20 | Inner London | England\nS3 | SEN support | 11% | 15.5% | 12.1%", "E13000001"),
    ],
)
def test_the_areas_own_region_stays_its_region(picture: str, region: str) -> None:
    assert series(picture)["region", region] == 15.5


def test_all_regions_side_by_side_are_other_areas_but_the_own_one() -> None:
    picture = """
        Essex
        Ref | KPI | Jan-20 | North East | North West | East of England | South West | England
        S3 | SEN support | 11% | 1% | 2% | 3% | 4% | 12.1%
    """
    found_here = series(picture)
    assert {key: value for key, value in found_here.items() if key[0] == "region"} == {("region", "E12000006"): 3.0}
    assert found_here["another area", "E12000001"] == 1.0 and found_here["another area", "E12000009"] == 4.0


def test_the_answer_stands() -> None:
    answers = Answers(columns={"north east": LEAVE_OUT, "mid": LEAVE_OUT, "south": LEAVE_OUT, "west": LEAVE_OUT})
    loaded = read_file("drawn.xlsx", sheet_bytes(drawn(QUADRANTS)), catalogue_of.read(), answers=answers)
    assert loaded.questions == () and [o.raw for o in loaded.observations if o.series is FigureRole.REGION and o.raw] == []
