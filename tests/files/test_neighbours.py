"""Statistical neighbours: DfE's workbook, lists and groups that people maintain, and the register they are matched with."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.catalogue import REFERENCE, Catalogue
from data.catalogue.neighbours import read_groups, read_lists
from data.catalogue.reference_entry import CatalogueFault
from data.model.finding import Refused
from loaders.lait.neighbours import first_rows, is_neighbours, read_neighbours
from tests.conftest import BURY, shared, sheet_bytes

HEADINGS = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", *(word for n in range(1, 11) for word in (f"SN{n}", "SNP"))]
MAY_2025 = [
    "Lancashire", "Cornwall", "North Tyneside", "Kent", "Dudley", "Nottinghamshire", "Stockton-on-Tees", "Norfolk", "Medway", "Bexley",
]  # fmt: skip
# dfe-data.md 2.1.
OF_2014 = [
    "Calderdale", "Lancashire", "Stockton-on-Tees", "Sefton", "Stockport", "Warrington", "Solihull", "Nottinghamshire", "Kent",
    "Darlington",
]  # fmt: skip


def test_every_authority_of_dfes_list_finds_all_its_neighbours(catalogue: Catalogue) -> None:
    found = read_neighbours(shared("inputs", "lait", "sn_may_2025.xlsx"), catalogue)
    assert (found.edition, found.dated, found.official) == ("May 2025", date(2025, 5, 1), True)
    authorities = {a.code for a in catalogue.areas.values() if a.level.key == "authority"}
    assert set(found.of) == authorities and len(authorities) == 158
    for area, neighbours in found.of.items():
        codes = [code for code, _ in neighbours]
        assert len(set(codes)) == 10 and set(codes) <= authorities - {area}
    assert [catalogue.areas[code].name for code, _ in found.of[BURY]] == MAY_2025
    close = Counter(words for neighbours in found.of.values() for _, words in neighbours)
    assert close == {"very close": 865, "close": 514, "somewhat close": 136, "not close": 49, "extremely close": 16}


def workbook(folder: Path, rows: Sequence[Sequence[Any]], name: str = "sn_april_2021.xlsx", above: Sequence[Any] = ("a", "b")) -> Path:
    path = folder / name
    path.write_bytes(sheet_bytes([list(above), [], [], HEADINGS, *(list(row) for row in rows)], name="LA SN Groups"))
    return path


def authority(code3: Any, neighbours: Sequence[Any], close: str = "Very Close") -> list[Any]:
    return [1, "name", code3, "x", "y", *(cell for code in neighbours for cell in (code, "-" if code == "-" else close))]


def test_headings_are_found_by_their_words_and_none_means_none(tmp_path: Path, catalogue: Catalogue) -> None:
    """As the list of April 2021 has it: Cumberland has no neighbours, and words of closeness come in mixed case."""
    path = workbook(tmp_path, [authority(351, range(301, 311), " Extremely  Close"), authority(942, ["-"] * 10), [None] * 25])
    assert is_neighbours(path)
    found = read_neighbours(path, catalogue)
    assert (found.edition, found.dated) == ("April 2021", date(2021, 4, 1))
    assert found.of["E06000063"] == () and [words for _, words in found.of[BURY]] == ["extremely close"] * 10


def test_the_edition_may_stand_in_the_sheet_or_must_be_given(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [authority(351, range(301, 311))]
    assert read_neighbours(workbook(tmp_path, rows, "sn.xlsx", ["Published September 2019"]), catalogue).edition == "September 2019"
    with pytest.raises(Refused, match=r"month and year of the edition, such as sn_may_2025\.xlsx.*Nothing was changed"):
        read_neighbours(workbook(tmp_path, rows, "sn.xlsx"), catalogue)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([authority(351, [*range(301, 310), 111])], "111 is no authority's code"),
        ([authority(111, range(301, 311))], "111 is no authority's code"),
        ([authority(351, [301, *range(301, 310)])], "neighbour 301 stands twice"),
        ([authority(351, range(301, 311))] * 2, "authority 351 stands twice"),
        ([], "holds no authority"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused(tmp_path: Path, catalogue: Catalogue, rows: list[list[Any]], fault: str) -> None:
    with pytest.raises(Refused, match=rf"{fault}.*Nothing was changed"):
        read_neighbours(workbook(tmp_path, rows), catalogue)


def test_other_files_are_no_list(tmp_path: Path, catalogue: Catalogue) -> None:
    other = tmp_path / "sn_may_2025.xlsx"
    for content in (b"", b"PK\x03\x04 broken", b"SN1,SNP", sheet_bytes([["SN1", "SNP", "LA number"]])):
        other.write_bytes(content)
        assert not is_neighbours(other)
        with pytest.raises(Refused, match="Nothing was changed"):
            read_neighbours(other, catalogue)


def test_the_shipped_list_is_burys_of_2014_and_says_that_it_is_inferred(catalogue: Catalogue) -> None:
    (found,) = read_lists(REFERENCE, catalogue.areas)
    assert (found.edition, found.dated, found.official) == ("2014 (reconstructed)", date(2014, 1, 1), False)
    assert "Inferred" in found.source and set(found.of) == {BURY}
    assert [(catalogue.areas[code].name, words) for code, words in found.of[BURY]] == [(name, "") for name in OF_2014]


def test_the_shipped_group_is_greater_manchester(catalogue: Catalogue) -> None:
    (group,) = read_groups(REFERENCE, catalogue.areas)
    names = [catalogue.areas[code].name for code in group.areas]
    assert names == ["Bolton", "Bury", "Manchester", "Oldham", "Rochdale", "Salford", "Stockport", "Tameside", "Trafford", "Wigan"]


def test_a_folder_without_lists_or_groups_has_none(tmp_path: Path, catalogue: Catalogue) -> None:
    assert read_lists(tmp_path, catalogue.areas) == () and read_groups(tmp_path, catalogue.areas) == ()


ABOUT = 'edition = "Club"\ndated = 2020-05-01\nofficial = false\nsource = "a club"\n'


@pytest.mark.parametrize(
    ("lines", "about", "fault"),
    [
        ("351,1,111,", ABOUT, r"neighbours/club.csv: line 2: 111 is not the 3-digit code"),
        ("351,2,352,", ABOUT, r"neighbours/club.csv: line 2: place 2 must be 1"),
        ("351,1,351,", ABOUT, "is the area itself"),
        ("351,1,352,\n351,2,352,", ABOUT, "line 3: neighbour 352 stands twice"),
        ("351,1,352,", ABOUT.replace("dated = 2020-05-01\n", ""), r"neighbours/club.toml: list: dated is missing"),
        ("351,1,352,", ABOUT + "more = 1\n", "unknown key more"),
        ("351,1,352,", "", r"edition is missing"),
        ("351,1,352,", None, r"neighbours/club.csv: what it is must stand beside it"),
    ],
)
def test_a_faulty_list_is_named_with_its_entry(tmp_path: Path, catalogue: Catalogue, lines: str, about: str | None, fault: str) -> None:
    place = tmp_path / "neighbours"
    place.mkdir()
    (place / "club.csv").write_text(f"area,place,neighbour,closeness\n{lines}\n")
    if about is not None:
        (place / "club.toml").write_text(about)
    with pytest.raises(CatalogueFault, match=fault):
        read_lists(tmp_path, catalogue.areas)


@pytest.mark.parametrize(
    ("areas", "fault"),
    [('["351", "999"]', "groups.toml: club: 999 is not"), ("[]", "areas is empty"), ('["351", "351"]', "an area stands twice")],
)
def test_a_faulty_group_is_named(tmp_path: Path, catalogue: Catalogue, areas: str, fault: str) -> None:
    (tmp_path / "groups.toml").write_text(f'[[group]]\nid = "club"\ntitle = "Club"\nareas = {areas}\n')
    with pytest.raises(CatalogueFault, match=fault):
        read_groups(tmp_path, catalogue.areas)


# The register.


def authorities_in_dfes_files() -> Iterator[tuple[str, str, str, str]]:
    """File, 3-digit code, 9-digit code and region of every authority row of the files that DfE ships."""
    wanted = ("old_la_code", "new_la_code", "region_code")
    with zipfile.ZipFile(shared("inputs", "ees", "education-health-and-care-plans_2025.zip")) as parts:
        texts = {name: parts.read(name).decode("utf-8-sig") for name in ("data/caseload.csv", "data/requests.csv")}
    for name in ("4_absence_2term_pru.csv", "sen2_mi.csv", "spc_ap_setting.csv"):
        texts[name] = shared("inputs", "ees", name).read_text(encoding="utf-8-sig")
    for name, text in texts.items():
        found = {
            tuple(row[key] for key in wanted) for row in csv.DictReader(io.StringIO(text)) if row["geographic_level"] == "Local authority"
        }
        yield from ((name, *row) for row in sorted(found))  # type: ignore[misc]


def test_every_code_of_dfes_files_is_that_authoritys_in_the_register(catalogue: Catalogue) -> None:
    """Both codes, those in force and superseded ones, and the region, where London's two halves count as London."""
    by_code3 = {area.code3: area for area in catalogue.areas.values()}
    halves = {"E13000001": "E12000007", "E13000002": "E12000007"}
    seen = set()
    for name, code3, code9, region in authorities_in_dfes_files():
        area = by_code3[code3]
        assert not code9 or code9 in (area.code, *area.former_codes), (name, code3, code9)
        assert halves.get(region, region) in ("", area.region), (name, code3, region)
        seen.add(code3)
    assert seen == {a.code3 for a in catalogue.areas.values() if a.level.key == "authority"}


@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        # The ONS code history: boundary changes of 2013 and 2024-25, unitary authorities of 2020 and 2023.
        ("Barnsley", "E08000038", "E08000016"),
        ("Sheffield", "E08000039", "E08000019"),
        ("Gateshead", "E08000037", "E08000020"),
        ("Northumberland", "E06000057", "E06000048"),
        ("Buckinghamshire", "E06000060", "E10000002"),
        ("North Yorkshire", "E06000065", "E10000023"),
        ("Somerset", "E06000066", "E10000027"),
    ],
)
def test_the_newest_code_is_in_force_and_the_older_one_still_found(catalogue: Catalogue, name: str, now: str, before: str) -> None:
    area = catalogue.area(name)
    assert area is not None and (area.code, area.former_codes) == (now, (before,)) and catalogue.area(before) is area


def test_every_area_of_laits_list_is_in_the_register(catalogue: Catalogue) -> None:
    """By number and by name; 1000 is England's discontinued entry and stands for no figures."""
    listed = list(first_rows(shared("inputs", "lait", "la_code_list.xlsx"), 200))[1:]
    areas = {f"{row[0]:.0f}": str(row[1]) for row in listed if row[0] is not None}
    assert areas.pop("1000") == "England (discontinued)"
    assert set(areas) == {area.code3 for area in catalogue.areas.values()}
    strangers = {name for code3, name in areas.items() if (area := catalogue.area(name)) is None or area.code3 != code3}
    assert strangers == set()
