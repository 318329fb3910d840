"""Files that are not what they say, or are made to harm: one fault a file, refused at once and in words, named after the message."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from loaders import Refused, read_file
from loaders.spreadsheet import sheet, spreadsheet
from tests.conftest import HEADER, SAMPLE, TITLE, Rows, sheet_bytes
from tests.files.writing import (
    MAIN,
    ODS_TYPE,
    content_xml,
    csv_bytes,
    ods_bytes,
    ods_of,
    ods_sheet,
    one_ods_cell,
    packed,
    unpacked,
    workbook_of,
    worksheet,
)

CATALOGUE = catalogue_of.read()
SECRET = "Zebedee Quill"
TABLE: Rows = [[TITLE], HEADER, ["S5", "% of Assessments completed within 20 Weeks", None, 100, None, None, 55.65, SECRET, "P6"]]
OLD = spreadsheet.OLD_OFFICE + b"\0" * 504
# Ten entities of ten, nested: a gigabyte if they were taken for what they say.
LAUGHS = "<!DOCTYPE x [<!ENTITY a '" + "ha" * 50 + "'>" + "".join(
    f"<!ENTITY {name} '{f'&{of};' * 10}'>" for of, name in zip("abcdefg", "bcdefgh", strict=True)
) + "]>"  # fmt: skip


def stream(name: str) -> bytes:
    return OLD + name.encode("utf-16-le")


def with_part(name: str, content: bytes) -> bytes:
    return packed(unpacked(sheet_bytes(TABLE)) | {name: content})


def laughing_sheet(encoding: str = "utf-8") -> bytes:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}'
    xml += f'<worksheet {MAIN}><sheetData><row><c t="inlineStr"><is><t>&h;</t></is></c></row></sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", xml.encode(encoding))


def with_bad_sum() -> bytes:
    """One byte of a stored sheet changed, so that its checksum no longer fits."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in unpacked(sheet_bytes(TABLE)).items():
            file.writestr(name, content)
    return out.getvalue().replace(b"55.65", b"55.66")


def with_false_sizes() -> bytes:
    """A sheet that unpacks to 80 MB and says it is 1 kB."""
    content = with_part("xl/worksheets/sheet1.xml", worksheet(" " * 80_000_000).encode())
    with zipfile.ZipFile(BytesIO(content)) as parts:
        size = parts.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(struct.pack("<L", size), struct.pack("<L", 1_000))


def with_password_flag() -> bytes:
    """Every entry of the zip marked as encrypted."""
    content = bytearray(sheet_bytes(TABLE))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        found = content.find(mark)
        while found >= 0:
            content[found + at] |= 1
            found = content.find(mark, found + 4)
    return bytes(content)


def packed_otherwise() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as file:
        for name, content in unpacked(sheet_bytes(TABLE)).items():
            file.writestr(name, content)
    return out.getvalue()


def nested_zips() -> bytes:
    content = packed({"zeros": b"\0" * 1_000_000})
    for depth in range(4):
        content = packed({f"{depth}-{n}.zip": content for n in range(8)})
    return content


def ods_repeating(rows: int, columns: int) -> bytes:
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    return ods_of(content_xml(ods_sheet(f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')))


def merges(count: int) -> str:
    areas = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, count + 1))
    return f"<mergeCells>{areas}</mergeCells>"


# name: (file, what the message must say)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a_program.xlsx": (lambda: b"MZ\x90\x00\x03" + b"\0" * 200 + SECRET.encode(), "is a program, not a spreadsheet"),
    "a_program_for_linux.csv": (lambda: b"\x7fELF\x02\x01" + b"\0" * 200, "is a program, not a spreadsheet"),
    "a_pdf.xlsx": (lambda: b"%PDF-1.7\n1 0 obj\n" + SECRET.encode(), "is a PDF, not a spreadsheet (.xlsx, .xlsm, .ods or .csv)"),
    "a_photo.ods": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 64, "is a picture, not a spreadsheet"),
    "a_drawing.csv": (lambda: b"GIF89a" + b"\0" * 64, "is a picture, not a spreadsheet"),
    "rich_text.csv": (lambda: b"{\\rtf1 Ref, Indicator}", "is a text document, not a spreadsheet"),
    "packed.csv": (lambda: b"\x1f\x8b\x08\0" + b"\0" * 64, "is a packed file, not a spreadsheet"),
    "a_web_page.xls": (lambda: b"\xef\xbb\xbf\n<HTML><table><tr><td>Zebedee Quill", "is a web page saved as a spreadsheet"),
    "a_bare_table.xls": (lambda: b"<table><tr><td>Ref</td><td>a,b,c</td></tr>", "is a web page saved as a spreadsheet"),
    "a_web_archive.xls": (lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n<html>", "is a web page saved as a spreadsheet"),
    "xml_2003.xls": (
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "is a spreadsheet saved as XML",
    ),
    "some_markup.csv": (lambda: b"<svg a,b,c></svg>", "is not a spreadsheet"),
    "nul_bytes.csv": (lambda: b"Ref,Indicator,2016\nS5,\0,1\n", "is not a spreadsheet"),
    "only_noise.csv": (lambda: bytes(range(256)) * 4, "is not a spreadsheet"),
    "utf_16_without_its_mark.csv": (lambda: "Ref,2016\nS5,1\n".encode("utf-16-le"), "is not a spreadsheet"),
    "half_a_utf_16.csv": (lambda: b"\xff\xfeR\0e\0f", "is not a spreadsheet"),
    "an_open_quotation_mark.csv": (lambda: b'Ref,Indicator\nS5,"Zebedee Quill\nS6,b\n', "a quotation mark near row 2 is never closed"),
    "a_long_text.csv": (lambda: b"Ref,Indicator\n" * 2_000_000, "is a text of more than 20 MB"),
    "a_very_long_cell.csv": (lambda: b'Ref,2016\nS5,"' + b"x" * 200_000 + b'"\n', "is never closed"),
    "encrypted.xlsx": (lambda: stream("EncryptedPackage"), "is protected by a password"),
    "old.xls": (lambda: stream("Workbook"), "is an old .xls. Open it in Excel"),
    "older.xls": (lambda: stream("Book"), "is an old .xls. Open it in Excel"),
    "old_letter.xls": (lambda: stream("WordDocument"), "is a Word document"),
    "binary.xlsb": (lambda: packed({"xl/workbook.bin": b"x", "xl/styles.bin": b"x"}), "is a binary workbook (.xlsb)"),
    "letter.xlsx": (lambda: packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<w/>"}), "is a Word document"),
    "slides.xlsx": (lambda: packed({"ppt/presentation.xml": b"<p/>"}), "is a PowerPoint file"),
    "numbers.xlsx": (lambda: packed({"Index/Document.iwa": b"x"}), "is an Apple Numbers file"),
    "several.zip": (lambda: packed({"2016/bury.xlsx": SAMPLE.read_bytes()}), "is a zip of spreadsheets. Unzip it and load each by itself."),
    "letter.ods": (lambda: packed({"mimetype": ODS_TYPE.replace(b"spreadsheet", b"text"), "content.xml": b"<x/>"}), "is not a spreadsheet"),
    "empty.zip": (lambda: packed({}), "is not a spreadsheet"),
    "zips_in_zips.xlsx": (nested_zips, "is not a spreadsheet"),
    "cut_short.ods": (lambda: ods_bytes(TABLE)[:300], "is damaged and cannot be opened"),
    "bad_sum.xlsx": (with_bad_sum, "is damaged and cannot be opened"),
    "false_sizes.xlsx": (with_false_sizes, "is damaged and cannot be opened"),
    "packed_otherwise.xlsx": (packed_otherwise, "is damaged and cannot be opened"),
    "password_on_the_zip.xlsx": (with_password_flag, "is protected by a password"),
    "unpacks_to_too_much.xlsx": (lambda: with_part("xl/media/image1.png", b"\0" * 60_000_000), "unpacks to more than 60 MB"),
    "too_many_parts.xlsx": (lambda: packed({f"{n}": b"" for n in range(10_001)}), "unpacks to more than 60 MB"),
    "too_many_tags.xlsx": (lambda: workbook_of(worksheet("<row>" + "<c/>" * 5_000_001 + "</row>")), "holds too many cells, empty ones too"),
    "laughs.xlsx": (laughing_sheet, "holds XML instructions that no spreadsheet needs"),
    "laughs_in_utf_16.xlsx": (lambda: laughing_sheet("utf-16"), "holds XML instructions that no spreadsheet needs"),
    "laughs_in_texts.xlsx": (
        lambda: with_part("xl/sharedStrings.xml", f"{LAUGHS}<sst {MAIN}><si><t>&h;</t></si></sst>".encode()),
        "holds XML instructions that no spreadsheet needs",
    ),
    "laughs.ods": (
        lambda: ods_of(content_xml(ods_sheet("<table:table-row/>&h;"), before=LAUGHS)), "holds XML instructions that no spreadsheet needs",
    ),
    "a_file_of_this_computer.xlsx": (
        lambda: with_part("xl/worksheets/sheet1.xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"),
        "holds XML instructions that no spreadsheet needs",
    ),
    "an_entity_nobody_defined.xlsx": (lambda: workbook_of(worksheet("<row>&h;</row>")), "is damaged and cannot be opened"),
    "strict.xlsx": (
        lambda: with_part("xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'),
        "is a Strict Open XML workbook",
    ),
    "encrypted.ods": (lambda: ods_of(b"noise", manifest=b"<m><manifest:encryption-data/></m>"), "is protected by a password"),
    "no_content.ods": (lambda: packed({"mimetype": ODS_TYPE}), "is damaged and cannot be opened"),
    "broken_content.ods": (lambda: ods_of(content_xml("")[:-30]), "is damaged and cannot be opened"),
    "all_cells_filled.ods": (lambda: ods_repeating(1_048_576, 16_384), "holds more than 400,000 cells"),
    "a_trillion_rows.ods": (lambda: ods_repeating(10**12, 1), "is damaged and cannot be opened"),
    "no_number.ods": (
        lambda: one_ods_cell('<table:table-cell office:value-type="float" office:value="much"/>'), "is damaged and cannot be opened",
    ),
    "a_number_without_end.ods": (
        lambda: one_ods_cell('<table:table-cell office:value-type="float" office:value="1e999999999"/>'), "is damaged and cannot be opened",
    ),
    "a_number_without_end.xlsx": (lambda: workbook_of(worksheet("<row><c><v>1e999</v></c></row>")), "is damaged and cannot be opened"),
    "a_cell_outside_the_sheet.xlsx": (
        lambda: workbook_of(worksheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')), "is damaged and cannot be opened",
    ),
    "a_style_that_is_not_there.xlsx": (
        lambda: workbook_of(worksheet('<row><c s="9999"><v>1</v></c></row>')), "is damaged and cannot be opened",
    ),
    "merged_again_and_again.xlsx": (lambda: workbook_of(worksheet("", merges(5_000))), "merges too many cells"),
    "too_many_cells.csv": (lambda: b"a,b,c,d\n" * 100_001, "holds more than 400,000 cells"),
    "no_table.csv": (lambda: b"name,town\nZebedee Quill,Bury\n", "holds no scorecard table"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_plain_words(name: str, catalogue: Catalogue) -> None:
    make, says = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        read_file(name, make(), catalogue)
    message = str(refused.value)
    assert message.startswith(name)
    assert says in message
    assert message.endswith("Nothing was changed.")
    assert SECRET not in message


def test_the_workbook_these_faults_are_put_in_is_itself_sound() -> None:
    assert read_file("sound.xlsx", packed(unpacked(sheet_bytes(TABLE))), CATALOGUE).observations
    assert read_file("sound.ods", ods_bytes(TABLE), CATALOGUE).observations
    assert read_file("sound.csv", csv_bytes(TABLE), CATALOGUE).observations


def test_more_cells_than_the_limit_over_all_sheets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheet_bytes([["a", "b"]], more={"More": [["c"]]})
    monkeypatch.setattr(sheet, "MOST_CELLS", 3)
    assert len(spreadsheet.open_workbook("a.xlsx", content)) == 2
    monkeypatch.setattr(sheet, "MOST_CELLS", 2)
    with pytest.raises(Refused, match="holds more than 2 cells"):
        spreadsheet.open_workbook("a.xlsx", content)


def test_more_sheets_than_the_limit_are_refused() -> None:
    sheets = [ods_sheet("", f"Sheet {n}") for n in range(201)]
    assert len(spreadsheet.open_workbook("a.ods", ods_of(content_xml("".join(sheets[:200]))))) == 200
    with pytest.raises(Refused, match="holds more than 200 sheets"):
        spreadsheet.open_workbook("a.ods", ods_of(content_xml("".join(sheets))))


def test_sheets_of_one_name_are_told_apart() -> None:
    sheets = spreadsheet.open_workbook("a.ods", ods_of(content_xml(ods_sheet("", "A") * 3)))
    assert [sheet.name for sheet in sheets] == ["A", "A (2)", "A (3)"]


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.xlsx", "C:\\x"])
def test_a_part_named_to_climb_out_is_never_written(name: str) -> None:
    content = with_part(name, b"planted")
    assert read_file("climbing.xlsx", content, CATALOGUE).observations


def test_tags_inside_tags_without_end_do_not_stop_the_reader() -> None:
    deep = "<x>" * 100_000 + "</x>" * 100_000
    assert spreadsheet.open_workbook("deep.xlsx", workbook_of(worksheet(f"<row><c>{deep}</c></row>")))[0].cells == {}
    spans = "<text:span>" * 100_000 + "</text:span>" * 100_000
    with pytest.raises(Refused, match="is damaged and cannot be opened"):
        spreadsheet.open_workbook(
            "deep.ods", one_ods_cell(f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>')
        )


def test_a_space_repeated_without_end_is_cut() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="1000000000"/>b</text:p></table:table-cell>'
    (found,) = spreadsheet.open_workbook("spaces.ods", one_ods_cell(cell))[0].cells.values()
    assert len(found.text) == 1_002


@given(content=st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for begins in (b"", b"PK\x03\x04", b"Ref,Indicator\n"):
        try:
            spreadsheet.open_workbook("any", begins + content)
        except Refused as refused:
            assert str(refused).endswith("Nothing was changed.")


@given(at=st.integers(0, 7000), with_byte=st.integers(0, 255))
@settings(max_examples=150)
def test_a_workbook_with_one_byte_changed_is_read_or_refused(at: int, with_byte: int) -> None:
    content = bytearray(SAMPLE.read_bytes())
    content[at % len(content)] = with_byte
    try:
        read_file("changed.xlsx", bytes(content), CATALOGUE)
    except Refused as refused:
        assert str(refused).endswith("Nothing was changed.")
