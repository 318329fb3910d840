"""Files that must be refused whole: one fault a file, made here, named after its finding. Nothing of them is kept or echoed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import cli
from data.catalogue.catalogue import Catalogue
from loaders import Refused, read_file
from loaders.spreadsheet import spreadsheet
from tests.conftest import HEADER, SAMPLE, TITLE, Rows, sheet_bytes

TABLE: Rows = [[TITLE], HEADER, ["S5", "% of Assessments completed within 20 Weeks", None, 100, None, None, 55.65, "LAIT", "P6"]]
SECRET = "Zebedee Quill"
# A made-up pupil number: the right shape, no real child.
PUPIL_NUMBER = "A123456789012"


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def without_part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return packed({part: parts.read(part) for part in parts.namelist() if part != name})


def with_broken_xml(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        whole = {part: parts.read(part) for part in parts.namelist()}
    return packed(whole | {"xl/worksheets/sheet1.xml": whole["xl/worksheets/sheet1.xml"][:200]})


# name: (file, what the message must say)
FAULTY: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.xlsx": (lambda: b"", "is empty"),
    "text_only.xlsx": (lambda: b"Zebedee Quill scored 100.\n", "is not a spreadsheet (.xlsx, .xlsm, .ods or .csv)"),
    "no_area.csv": (lambda: b"Ref,Indicator,2016\nS5,Zebedee Quill,100\n", "names no local authority above its table"),
    "a_picture.xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "is a picture"),
    "plain_zip.xlsx": (lambda: packed({"letter.txt": b"Zebedee Quill"}), "is not a spreadsheet"),
    "word_document.xlsx": (lambda: packed({"word/document.xml": b"<w/>"}), "is a Word document"),
    "password_or_old.xls": (lambda: spreadsheet.OLD_OFFICE + b"\0" * 512, "is protected by a password, or is an old .xls"),
    "truncated.xlsx": (lambda: SAMPLE.read_bytes()[:4000], "is damaged and cannot be opened"),
    "part_missing.xlsx": (lambda: without_part(SAMPLE.read_bytes(), "xl/worksheets/sheet1.xml"), "holds no scorecard table"),
    "broken_xml.xlsx": (lambda: with_broken_xml(SAMPLE.read_bytes()), "is damaged and cannot be opened"),
    "no_sheet_visible.xlsx": (lambda: sheet_bytes(TABLE, hidden=["Scorecard"], more={"Empty": []}), "holds no scorecard table"),
    "no_table.xlsx": (lambda: sheet_bytes([["Bury"], ["Zebedee Quill", 5], ["S5", 100]]), "holds no scorecard table"),
    "no_rows.xlsx": (lambda: sheet_bytes([]), "holds no scorecard table"),
    "no_area.xlsx": (lambda: sheet_bytes([["A scorecard"], *TABLE[1:]]), "names no local authority above its table"),
    "two_areas.xlsx": (lambda: sheet_bytes([["Bury and Oldham"], *TABLE[1:]]), "above its table. Choose one under ‘Local area’"),
    "contradiction.xlsx": (lambda: sheet_bytes([*TABLE, ["S5", "Within 20 weeks", None, 90]]), "contradicts itself: S5"),
}  # fmt: skip

HEADINGS = [
    "UPN", "Unique Pupil Number", "ULN", "Unique learner number", "Date of birth", "DOB", "D.O.B.", "Pupil name", "Child's name",
    "Child’s Name", "Name of child", "Surname", "First name", "Forename", "Address", "Home address", "Postcode", "NHS number",
]  # fmt: skip
# The issue's own words, and the ways a sheet varies them.
VARIED = [
    "Pupil names", "Addresses", "Pupil Name(s)", "Pupil's name", "Pupil UPN", "UPN number", "UPNs", "Child DOB",
    "DOB (dd/mm/yyyy)", "Date of Birth (DOB)", "Pupil address", "Child name and address", "Address line 1", "Full name of pupil",
]  # fmt: skip


def with_child_column(heading: str) -> Rows:
    """The plain table with one more column, about one child."""
    title, head, row = TABLE
    return [title, [*head, heading], [*row, SECRET]]


def refusal(content: bytes, catalogue: Catalogue, name: str = "faulty.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        read_file(name, content, catalogue)
    return str(refused.value)


def test_the_table_these_faults_are_made_of_is_itself_sound(catalogue: Catalogue) -> None:
    assert len(read_file("sound.xlsx", sheet_bytes(TABLE), catalogue).observations) == 2


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_in_plain_words(name: str, catalogue: Catalogue) -> None:
    make, says = FAULTY[name]
    message = refusal(make(), catalogue, name)
    assert message.startswith(name)
    assert says in message
    assert message.endswith("Nothing was changed.")
    assert SECRET not in message


def test_a_file_over_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch, bury: bytes, catalogue: Catalogue) -> None:
    monkeypatch.setattr("loaders.spreadsheet.spreadsheet.MOST_BYTES", len(bury) - 1)
    assert "is larger than" in refusal(bury, catalogue)


def test_a_file_that_unpacks_to_far_more_than_it_weighs_is_refused_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch, bury: bytes, catalogue: Catalogue
) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_UNPACKED", 2_000_000)
    with zipfile.ZipFile(BytesIO(bury)) as parts:
        whole = {part: parts.read(part) for part in parts.namelist()}
    bomb = packed(whole | {"xl/media/picture.bin": b"\0" * 3_000_000})
    assert len(bomb) < 50_000
    assert "unpacks to more than 2 MB" in refusal(bomb, catalogue)
    assert read_file("sound.xlsx", bury, catalogue).observations


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_column_about_single_children_refuses_the_file(heading: str, catalogue: Catalogue) -> None:
    message = refusal(sheet_bytes(with_child_column(heading)), catalogue)
    assert "The file was not kept." in message
    assert f"‘{heading}’ (Scorecard J2)" in message
    assert SECRET not in message


@pytest.mark.parametrize("heading", VARIED)
def test_such_a_column_is_known_however_it_is_worded(heading: str, catalogue: Catalogue) -> None:
    assert "The file was not kept." in refusal(sheet_bytes(with_child_column(heading)), catalogue)


@pytest.mark.parametrize("hidden", [False, True], ids=["another sheet", "a hidden sheet"])
@pytest.mark.parametrize("heading", ["UPN", "ULN", "Date of birth", "Pupil name", "Address"])
def test_such_a_column_on_another_sheet_refuses_the_file(hidden: bool, heading: str, catalogue: Catalogue) -> None:
    """The file itself is kept as received, so a sheet nobody sees would be kept too."""
    rows = [[heading, "School"], [SECRET, "A school"]]
    content = sheet_bytes(TABLE, more={"Pupils": rows}, hidden=["Pupils"] if hidden else [])
    message = refusal(content, catalogue)
    assert "The file was not kept." in message
    assert SECRET not in message


@pytest.mark.parametrize("text", [PUPIL_NUMBER, f" {PUPIL_NUMBER} ", f"UPN {PUPIL_NUMBER}", PUPIL_NUMBER.lower(), "A12345678901B"])
def test_a_pupil_number_in_any_cell_refuses_the_file_and_is_not_echoed(text: str, catalogue: Catalogue) -> None:
    content = sheet_bytes([*TABLE, [None, text]])
    message = refusal(content, catalogue)
    assert "The file was not kept." in message
    assert "123456789" not in message


@pytest.mark.parametrize("text", ["Pupils", "Number of children", "Addressing need early", "Name of measure", "E1234567", "ABC123"])
def test_ordinary_words_are_not_taken_for_facts_about_children(text: str, catalogue: Catalogue) -> None:
    assert read_file("sound.xlsx", sheet_bytes([*TABLE, [None, text]]), catalogue).observations


def kept(home: Path) -> list[Path]:
    return [path for folder in ("raw", "build") for path in (home / folder).rglob("*") if path.is_file()]


CHILD_LEVEL: dict[str, Callable[[], bytes]] = {
    "upn_column.xlsx": lambda: sheet_bytes(with_child_column("UPN")),
    "pupil_number.xlsx": lambda: sheet_bytes([*TABLE, [None, PUPIL_NUMBER]]),
    "hidden_names.xlsx": lambda: sheet_bytes(TABLE, more={"Pupils": [["Surname"], [SECRET]]}, hidden=["Pupils"]),
}


@pytest.mark.parametrize("name", [*FAULTY, *CHILD_LEVEL])
def test_nothing_of_a_refused_file_is_kept(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make: Any = FAULTY[name][0] if name in FAULTY else CHILD_LEVEL[name]
    (tmp_path / name).write_bytes(make())
    home = tmp_path / "home"
    assert cli.main(["load", str(tmp_path / name), "--home", str(home)]) == 1
    assert kept(home) == []
    said = capsys.readouterr()
    assert "Nothing was changed." in said.err
    assert SECRET not in said.out + said.err
    assert PUPIL_NUMBER not in said.out + said.err
