"""Children's data stays out: wherever it hides in a file it is told, and what is kept of the file does not hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.child_sign import SURE, SignKind
from data.model.finding import Refused
from data.model.loaded_file import Loaded
from loaders import ReadingBox, look_through, open_file, open_given, read_file
from loaders.cells.child_level_data import in_cells
from loaders.package.clean_copy import clean_copy, left_out
from tests.conftest import ROOT, shared, sheet_bytes
from tests.factories import hiding_places as places
from tests.factories.hiding_places import LEFT_OUT, NHS, OF_THE_ATTACK, PLACES, REFUSED, SAID, TABLE, UPN
from tests.files.writing import csv_bytes, ods_bytes, unpacked

ECHOES = (UPN, "123456789", NHS, "9434765919", "Bloggs", "Mia", "Aisha", "Okafor", "12/03/2011", "1234 5678")
SAMPLES = [
    path
    for folder in (shared("sheets"), shared("cases"), ROOT / "data" / "samples")
    for path in sorted(folder.rglob("*"))
    if path.suffix in (".xlsx", ".xlsm", ".ods") and "illustrative/workbooks/20" not in path.as_posix()
]


def test_every_place_of_the_attack_is_told(catalogue: Catalogue) -> None:
    assert len(OF_THE_ATTACK) == PLACES == 25
    told = [name for name in OF_THE_ATTACK if _told(name, catalogue)]
    assert told == OF_THE_ATTACK


def _told(name: str, catalogue: Catalogue) -> bool:
    content = {**LEFT_OUT, **REFUSED}[name]()
    try:
        file = open_given("a.xlsx", content, catalogue)
        file.read()
    except Refused as why:
        return "The file was not kept." in str(why)
    return bool(file.left_out())


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_hides_beside_the_cells_is_told_and_left_out_of_what_is_kept(name: str, catalogue: Catalogue) -> None:
    content = LEFT_OUT[name]()
    file = open_given("a.ods" if name.startswith("ods") else "a.xlsx", content, catalogue)
    read = file.read()
    assert isinstance(read, Loaded) and read.observations  # the figures are read as ever
    signs = file.left_out()
    assert signs, "nothing was told"
    copy = file.clean_copy()
    assert left_out(copy.content) == []
    kept = b"".join(unpacked(copy.content).values())
    assert not [one for one in (UPN, NHS, "Bloggs", "Mia Brown", "Okafor") if one.encode() in kept]
    assert not any(echo in str(sign) for sign in signs for echo in ECHOES)


@pytest.mark.parametrize("name", REFUSED)
def test_what_stands_in_the_cells_refuses_the_file_and_is_not_echoed(name: str, catalogue: Catalogue) -> None:
    with pytest.raises(Refused) as why:
        read_file("a.xlsx", REFUSED[name](), catalogue)
    assert "The file was not kept." in str(why.value) and "Nothing was changed." in str(why.value)
    assert not any(echo in str(why.value).replace("D O B", "") for echo in ECHOES)


@pytest.mark.parametrize("form", ["csv", "ods"])
@pytest.mark.parametrize("text", ["A 1234 5678 9012", NHS, "Jayden Okafor’s placement broke down"])
def test_other_formats_are_looked_through_too(form: str, text: str, catalogue: Catalogue) -> None:
    rows = places.in_comment(text)
    content = csv_bytes(rows) if form == "csv" else ods_bytes(rows)
    with pytest.raises(Refused, match="The file was not kept"):
        read_file(f"a.{form}", content, catalogue)


@pytest.mark.parametrize("name", [f"Plan of {UPN}.xlsx", "A-1234-5678-9012.xlsx", "Jayden_Okafor_EHCP.xlsx", "Mia Brown.csv"])
def test_a_file_named_after_a_child_is_refused_without_its_name(name: str, catalogue: Catalogue) -> None:
    with pytest.raises(Refused) as why:
        read_file(name, sheet_bytes(TABLE), catalogue)
    assert "Give it another name" in str(why.value) and not any(echo in str(why.value) for echo in ECHOES)


NAMED = ("Sarah Jones", "Tom Lee", "Adam Hall", "Peter Cox", "Anna Brown")
OFFICERS = [
    [["Owner", "Due"], ["Julie Smith", "12/03/2018"], ["Anna Brown", "01/04/2019"], ["Tom Lee", "01/05/2019"]],
    [["Member", "Organisation", "Email"], *([name, "ICB", "a@b.org"] for name in NAMED)],
    [["Initials", "Role", "Organisation"], ["JB", "Director", "Council"], ["SP", "Nurse", "ICB"]],
    [["Lead officers"], *([name] for name in NAMED)],
    [["School", "Pupils", "Attendance"], ["Ruth Gorse Academy", 300, "94%"], ["Jack Hunt School", 200, "93%"]],
    [["Age", "Number", "Need"], ["5", 10, "SEMH"], ["6", 12, "SLCN"]],
    [["Case number", "x"], [1234, 1], [12, 1]],
    [["Pupil number", "School"], [31245, "A"], [29876, "B"]],
    [["Contact", "Phone"], ["Sarah Jones", "0161 253 5000"], ["Tom Lee", "+44 161 943 4765"]],
    [["Grant"], [4010232137], [1234567890], [9876543210]],
    [["Note"], ["Children born between 1 September 2012 and 31 August 2013"], ["born on 1 September 2012 to 31 August 2013"]],
    [["Note"], ["Julie Smith to write to schools"], ["Oliver McGowan training is at 80%"], ["Two boys at one school"]],
]  # fmt: skip


@pytest.mark.parametrize("rows", OFFICERS, ids=lambda rows: str(rows[0]))
def test_officers_totals_and_ordinary_words_are_let_through(rows: list[list[object]], catalogue: Catalogue) -> None:
    assert read_file("a.xlsx", sheet_bytes(TABLE, more={"More": rows}), catalogue).observations


def test_no_real_layout_is_taken_for_childrens_data() -> None:
    """False alarms over every shared and shipped file, and DfE's own: none."""
    found = [(path.name, sign) for path in _every_sheet() for sign in in_cells(open_file(path.name, path.read_bytes()), telling=False)]
    assert found == []


def _every_sheet() -> Iterator[Path]:
    yield from SAMPLES
    for folder in (shared("sheets"), shared("cases"), shared("inputs")):
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix == ".csv" and path.stat().st_size < 400_000)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_clean_copy_reads_as_the_file_does(path: Path, catalogue: Catalogue) -> None:
    content = path.read_bytes()
    assert left_out(content) == []
    try:
        sheets = open_file(path.name, content)
    except Refused:
        return  # one of the costly files: it is never copied
    copy = clean_copy(path.name, content, sheets)
    again = open_file(path.name, copy.content)
    assert again == sheets
    assert clean_copy(path.name, copy.content, again) == copy  # the copy of the copy is the copy: the same file is known again
    assert _reading(path.name, copy.content, catalogue) == _reading(path.name, content, catalogue)


def _reading(name: str, content: bytes, catalogue: Catalogue) -> object:
    """All that a reader makes of a file but its hash: figures, cells, findings, questions, or why it is refused."""
    try:
        read = open_given(name, content, catalogue).read()
    except Refused as why:
        carried = getattr(why, "loaded", None)
        return str(why), replace(carried, sha256="") if carried else None
    return replace(read, sha256="")


def test_a_copy_keeps_what_readers_look_at(catalogue: Catalogue) -> None:
    """Hidden sheets, rows and columns, merges, formulas without a result, errors, switches, dates of both calendars, odd texts."""
    parts = unpacked(sheet_bytes(TABLE, more={"Off": [["x"]]}, hidden=["Off"]))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    cells = (
        '<row r="9" hidden="1"><c r="A9"><f>SUM(D3:D4)</f></c><c r="B9" t="e"><v>#DIV/0!</v></c><c r="C9" t="b"><v>1</v></c>'
        '<c r="D9" t="inlineStr"><is><r><t>rich </t></r><r><t>text _x0041_ &lt;&amp;</t></r></is></c>'
        '<c r="E9"><v>1.50000E-3</v></c></row></sheetData>'
        '<mergeCells count="1"><mergeCell ref="A11:C12"/></mergeCells>'
    )  # fmt: skip
    parts["xl/worksheets/sheet1.xml"] = (
        sheet.replace("</sheetData>", cells).replace("<sheetData>", '<cols><col min="5" max="6" hidden="1"/></cols><sheetData>').encode()
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    content = places.packed(parts)
    sheets = open_file("a.xlsx", content)
    assert sheets[0].out_of_sight and sheets[1].hidden and len(sheets[0].merged_from)
    copy = clean_copy("a.xlsx", content, sheets)
    assert open_file("a.xlsx", copy.content) == sheets
    assert set(unpacked(copy.content)) == {
        "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip


def test_a_text_is_its_own_copy() -> None:
    content = csv_bytes(TABLE)
    assert clean_copy("a.csv", content, open_file("a.csv", content)).content == content


def test_a_copy_that_would_read_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheet_bytes(TABLE)
    sheets = open_file("a.xlsx", content)
    other = [replace(sheets[0], name="Another")]
    monkeypatch.setattr("loaders.package.clean_copy.xlsx_copy", lambda content, sheets: places.packed(unpacked(sheet_bytes(TABLE[:2]))))
    with pytest.raises(Refused, match="would not read as the file itself does"):
        clean_copy("a.xlsx", content, other)


EVIDENCE = {
    "pupils.csv": lambda: csv_bytes([["UPN", "Surname", "Forename", "DOB"], [UPN, "Bloggs", "Jo", "12/03/2011"]]),
    "pupils.xlsx": lambda: places.hidden(places.ROWS),
    "cache.xlsx": LEFT_OUT["pivot cache"],
    "notes.txt": f"We saw {NHS} on Monday.\n".encode,
    "table.docx": lambda: places.word_table(
        [["Child", "Born", "School"], ["Mia Brown", "12/03/2011", "Elms"], ["Aisha Khan", "01/02/2012", "Oak"]]
    ),
    "split.docx": lambda: places.docx("<w:p><w:r><w:t>UPN A1234</w:t></w:r><w:r><w:t>56789012 waits</w:t></w:r></w:p>"),
    "slides.pptx": lambda: places.packed({"ppt/slides/slide1.xml": places.drawing(SAID).encode()}),
    "report.pdf": lambda: places.pdf(SAID),
    "old.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + SAID.encode("utf-16-le"),
    "text.odt": lambda: places.packed({"content.xml": places.content_xml(f"<text:p>{SAID}</text:p>")}),
    "sheet.ods": LEFT_OUT["ods annotation"],
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_about_single_children_is_seen(name: str) -> None:
    signs = look_through(name, EVIDENCE[name]())
    assert any(sign.kind in SURE for sign in signs)
    assert not any(echo in str(sign) for sign in signs for echo in ECHOES)


def test_a_name_alone_in_evidence_is_a_doubt() -> None:
    [sign] = look_through("minutes.txt", "Jayden Okafor’s placement broke down in May.\n".encode())
    assert sign.kind is SignKind.NAME and not sign.sure


@pytest.mark.parametrize(
    "text", ["Dates: DOB, UPN and surname, if known, are never sent by e-mail.\nAsk, first, always.\n", "Twelve plans were read."]
)
def test_prose_about_rules_is_no_sign(text: str) -> None:
    assert look_through("rules.txt", text.encode()) == []


def test_what_cannot_be_looked_through_is_told() -> None:
    deep = places.docx("<w:p/>")
    for _ in range(5):
        deep = places.zipped("inner.docx", deep)
    assert any(sign.kind is SignKind.UNSEEN for sign in look_through("deep.docx", places.zipped("word/inner.docx", deep)))


def test_evidence_that_unpacks_to_far_more_than_it_weighs_is_stopped() -> None:
    bomb = places.packed({"word/document.xml": b"<w>" + b" " * 61_000_000 + b"</w>"})
    assert [sign.kind for sign in look_through("a.docx", bomb)] == [SignKind.UNSEEN]
    doctype = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    assert [sign.kind for sign in look_through("a.docx", places.packed({"word/document.xml": doctype}))] == [SignKind.UNSEEN]


def test_the_box_looks_through_and_copies_as_the_readers_do(catalogue: Catalogue) -> None:
    content, box = LEFT_OUT["cell note"](), ReadingBox()
    try:
        file, plain = box.open_given("a.xlsx", content, catalogue), open_given("a.xlsx", content, catalogue)
        assert file.left_out() == plain.left_out()
        assert file.clean_copy() == plain.clean_copy()
        assert box.look_through("notes.txt", EVIDENCE["notes.txt"]()) == look_through("notes.txt", EVIDENCE["notes.txt"]())
    finally:
        box.close()
