"""What stands above a place of any level, whom it is ranked with, and which of several places named together is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.catalogue.catalogue import Catalogue, read
from data.model.area import Area, Level, nation_above, places_above, ranked_beside, region_above, region_part
from kpis.benchmark.benchmark import nation_of, region_of
from tests.factories.standings import OWN

KNOWN = read()
DISTRICT = Level("district", "district", "districts", ("authority",), scorecard=True, ranked=False, comparator=False, depth=3)
CAMDEN, LONDON, INNER, ENGLAND = "E09000007", "E12000007", "E13000001", "E92000001"
OTHER = "D00000001"


def district(of: str, level: Level = DISTRICT) -> Area:
    return replace(KNOWN.areas[of], code=OTHER, code3="", name="A district", level=level, region=of, part="", aliases=(), former_codes=())


def placed(area: Area) -> dict[str, Area]:
    return {**KNOWN.areas, area.code: area}


def test_a_district_lies_in_its_authority_region_and_nation_and_shares_their_part_of_london() -> None:
    area = district(CAMDEN)
    areas = placed(area)
    assert [one.code for one in places_above(area, areas)] == [CAMDEN, LONDON]
    assert (region_above(area, areas), region_part(area, areas)) == (areas[LONDON], areas[INNER])
    assert (region_of(area, areas, {}), nation_of(area, areas)) == (
        (areas[LONDON], "London, as Inner London is not published"),
        areas[ENGLAND],
    )


@pytest.mark.parametrize("code", [CAMDEN, OWN])
def test_a_district_is_compared_with_what_its_authority_is_compared_with(code: str) -> None:
    areas = placed(district(code))
    assert [region_of(areas[one], areas, {}) for one in (code, OTHER)] == [region_of(areas[code], areas, {})] * 2
    assert nation_of(areas[OTHER], areas) == nation_of(areas[code], areas)


def test_a_region_has_a_nation_and_no_region_and_a_nation_neither() -> None:
    for code, nation in ((LONDON, ENGLAND), (ENGLAND, None)):
        area = KNOWN.areas[code]
        assert region_of(area, KNOWN.areas, {}) == (None, "")
        assert nation_of(area, KNOWN.areas) == (KNOWN.areas[nation] if nation else None)
        assert nation_above(area, KNOWN.areas) is None, "the register leaves England out above its regions"


def test_places_of_a_ranked_level_are_ranked_among_themselves_and_all_others_look_at_authorities() -> None:
    authorities = {code for code, area in KNOWN.areas.items() if area.level.key == "authority"}
    assert set(ranked_beside(KNOWN.areas[CAMDEN], KNOWN.areas)) == authorities
    for area in (KNOWN.areas[LONDON], KNOWN.areas[ENGLAND], district(CAMDEN)):
        assert set(ranked_beside(area, placed(area))) - {OTHER} == authorities
    ranked = district(CAMDEN, replace(DISTRICT, ranked=True))
    areas = placed(ranked)
    assert set(ranked_beside(ranked, areas)) == {OTHER}
    assert set(ranked_beside(areas[CAMDEN], areas)) == set(ranked_beside(areas[LONDON], areas)) == authorities


def test_of_places_named_together_the_narrowest_is_meant(catalogue: Catalogue) -> None:
    area = district(OWN)
    known = replace(catalogue, areas=placed(area))
    assert list(known.narrowest([known.areas[OWN], area])) == [OTHER]
    assert list(known.narrowest([known.areas[CAMDEN], area])) == [CAMDEN, OTHER]
    assert list(known.narrowest(known.areas[code] for code in (OWN, CAMDEN))) == [OWN, CAMDEN]
