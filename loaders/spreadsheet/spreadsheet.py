"""A spreadsheet of any format as plain cells. What a file is, its bytes say, never its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat

from data.model.finding import Refused
from loaders.spreadsheet.delimited_text import as_text, read_csv
from loaders.spreadsheet.ods import CONTENT, read_ods
from loaders.spreadsheet.sheet import UNTOUCHED, GridCell, Sheet, SheetFiller

__all__ = ["UNTOUCHED", "GridCell", "Progress", "Sheet", "open_file", "open_workbook"]

Progress = Callable[[float, str], None]  # told a share from 0 to 1, and what is being done
MOST_BYTES = 50_000_000
MOST_UNPACKED = 60_000_000
MOST_TEXT = 20_000_000
MOST_TAGS = 4_000_000
MOST_PARTS = 10_000
SPREADSHEET = "a spreadsheet (.xlsx, .xlsm, .ods or .csv)"
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED = 0x1
_IN_EXCEL = "Open it in Excel, save it as .xlsx, and load that."
_AGAIN = "Open it in Excel, save it again, and load that."
# How other files begin, and what they are.
_BEGINNINGS = (
    (b"%PDF-", "is a PDF, not {it}. Ask for the spreadsheet it was printed from."),
    (b"\x89PNG", "is a picture, not {it}. Ask for the spreadsheet it shows."),
    (b"\xff\xd8\xff", "is a picture, not {it}. Ask for the spreadsheet it shows."),
    (b"GIF8", "is a picture, not {it}. Ask for the spreadsheet it shows."),
    (b"{\\rtf", "is a text document, not {it}. Copy its table into Excel, save that as .xlsx, and load it."),
    (b"\x7fELF", "is a program, not {it}. Do not open it."),
    (b"Rar!", "is a packed file, not {it}. Unpack it and load each spreadsheet by itself."),
    (b"7z\xbc\xaf", "is a packed file, not {it}. Unpack it and load each spreadsheet by itself."),
    (b"\x1f\x8b", "is a packed file, not {it}. Unpack it and load each spreadsheet by itself."),
)
# What the parts of a zip give it away as.
_PARTS = (
    (r"xl/workbook\.bin", "is a binary workbook (.xlsb). " + _IN_EXCEL),
    (r"word/.*", "is a Word document, not {it}. Copy its table into Excel, save that as .xlsx, and load it."),
    (r"ppt/.*", "is a PowerPoint file, not {it}. Ask for the spreadsheet its tables come from."),
    (r"(?:.*/)?index/document\.iwa|(?:.*/)?index\.zip", "is an Apple Numbers file. Export it to Excel in Numbers and load that."),
    (r".*\.(?:xlsx|xlsm|xls|xlsb|ods|csv)", "is a zip of spreadsheets. Unzip it and load each by itself."),
)


def open_file(name: str, content: bytes, progress: Progress = lambda share, words: None) -> list[Sheet]:
    """The sheets of a file as plain cells.

    Raises:
        Refused: empty, too large, or not a spreadsheet.
    """
    if not content:
        raise Refused(f"{name} is empty. Nothing was changed.")
    if len(content) > MOST_BYTES:
        raise Refused(f"{name} is larger than {MOST_BYTES // 1_000_000} MB. Nothing was changed.")
    progress(0.1, "Opening the file")
    return open_workbook(name, content)


def open_workbook(name: str, content: bytes) -> list[Sheet]:
    """The sheets of a spreadsheet, hidden ones too and marked so.

    Raises:
        Refused: in plain words, when the file is no spreadsheet, is damaged, encrypted, too large, or unpacks to far more than it weighs.
    """
    filling = SheetFiller(name)
    if content.startswith(b"PK"):
        _read_zip(content, filling)
    elif content.startswith(OLD_OFFICE):
        raise _refused(name, _old_office(content))
    else:
        _read_text(content, filling)
    return filling.sheets


def _refused(name: str, says: str) -> Refused:
    return Refused(f"{name} {says.format(it=SPREADSHEET)} {UNTOUCHED}")


def _none(name: str) -> Refused:
    return _refused(name, "is not {it}. Save the scorecard as one of these and load that.")


def _old_office(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "is protected by a password. Save it as .xlsx without a password and load that."
    if "WordDocument".encode("utf-16-le") in content:
        return "is a Word document, not {it}. Copy its table into Excel, save that as .xlsx, and load it."
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return "is an old .xls. " + _IN_EXCEL
    return "is protected by a password, or is an old .xls. Save it as .xlsx without a password and load that."


def _read_text(content: bytes, filling: SheetFiller) -> None:
    name = filling.file
    if says := next((says for begins, says in _BEGINNINGS if content[:1024].lstrip().startswith(begins)), ""):
        raise _refused(name, says)
    if len(content) > MOST_TEXT:
        raise _refused(name, f"is a text of more than {MOST_TEXT // 1_000_000} MB. Load a file with the scorecard alone.")
    text = as_text(content)
    if text is None:
        is_program = content.startswith(b"MZ")
        raise _refused(name, "is a program, not {it}. Do not open it.") if is_program else _none(name)
    head = text[:4096].lstrip().casefold()
    if re.match(r"<[a-z!?/]|mime-version:", head):
        if re.search(r"<html|<table|<!doctype html|text/html", head):
            raise _refused(name, "is a web page saved as a spreadsheet. " + _IN_EXCEL)
        if "opendocument" in head or "schemas-microsoft-com:office" in head:
            raise _refused(name, "is a spreadsheet saved as XML. " + _IN_EXCEL)
        raise _none(name)
    if not read_csv(text, filling):
        raise _none(name)


def _read_zip(content: bytes, filling: SheetFiller) -> None:
    name = filling.file
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _refuse_bombs(name, parts)
            names = set(parts.namelist())
            if any(re.fullmatch(r"xl/workbook\d*\.xml", part) for part in names):
                from loaders.spreadsheet.xlsx import read_xlsx  # half of the time that it takes to start reading, for workbooks alone

                _refuse_strict(name, parts)
                read_xlsx(content, filling)
            elif "mimetype" in names and parts.read("mimetype").strip().startswith(ODS_TYPE):
                _refuse_encrypted_ods(name, parts)
                with parts.open(CONTENT) as source:
                    read_ods(source, filling)
            else:
                raise _other_zip(name, names)
    except (Refused, MemoryError):
        raise
    except Exception as why:  # zip, XML and openpyxl raise what their parsers raise: BadZipFile, KeyError, ValueError, ...
        again = "Download it again." if name.lower().endswith(".zip") else _AGAIN
        raise _refused(name, f"is damaged and cannot be opened. {again}") from why


def _refuse_bombs(name: str, parts: zipfile.ZipFile) -> None:
    """A zip is judged before anything of it is read whole: by its parts, what they unpack to, their tags and their first lines."""
    infos = parts.infolist()
    if any(part.flag_bits & ENCRYPTED for part in infos):
        raise _refused(name, "is protected by a password. Save it without a password and load that.")
    unpacked = sum(part.file_size for part in infos)
    if unpacked > MOST_UNPACKED or len(infos) > MOST_PARTS:
        raise _refused(name, f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Load a smaller workbook.")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in infos):
        raise ValueError("packed as no spreadsheet is")
    if any(declares_a_type(parts, part) for part in infos):
        raise _refused(name, "holds XML instructions that no spreadsheet needs. " + _AGAIN)
    if unpacked > MOST_TAGS * 3 and sum(parts.read(part).count(b"<") for part in infos) > MOST_TAGS:
        raise _refused(name, "holds too many cells, empty ones too. Load a workbook with the scorecard alone.")


class _Begun(Exception):
    """The first element of a part has begun, so no type can be declared any more."""


def declares_a_type(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares a document type, where entities that grow without end are defined."""
    declared: list[str] = []

    def declares(*_: object) -> None:
        declared.append(part.filename)
        raise _Begun

    def begins(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declares
    parser.StartElementHandler = begins
    try:
        with parts.open(part) as source:
            while chunk := source.read(4096):
                parser.Parse(chunk)
    except (_Begun, expat.ExpatError):
        pass
    return bool(declared)


def _refuse_strict(name: str, parts: zipfile.ZipFile) -> None:
    """Excel's strict form names its parts otherwise: openpyxl would find nothing in it."""
    part = next(part for part in parts.namelist() if part.startswith("xl/workbook"))
    if b"http://purl.oclc.org/ooxml/" in parts.read(part):
        raise _refused(name, "is a Strict Open XML workbook. Save it in Excel as ‘Excel Workbook (.xlsx)’ and load that.")


def _refuse_encrypted_ods(name: str, parts: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" in parts.namelist() and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise _refused(name, "is protected by a password. Save it without a password and load that.")


def _other_zip(name: str, names: set[str]) -> Refused:
    for pattern, says in _PARTS:
        if any(re.fullmatch(pattern, part, re.IGNORECASE) for part in names):
            return _refused(name, says)
    return _none(name)
