"""Evidence files: kept under their hash, their names made safe, and everything that could run or be shown as a page refused."""

from __future__ import annotations

import unicodedata
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.finding import Refused
from data.records.evidence_file import MOST_BYTES, neutral
from data.records.journal import Journal, JournalFault
from tests.conftest import sheet_bytes

PDF, PNG, OLE = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n....", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.PDF", PDF), ("photo.png", PNG), ("photo.jpeg", b"\xff\xd8\xff\xe0"), ("scan.tif", b"II*\x00.."),
        ("notes.txt", "Zoë: 5 < 6".encode()), ("old.txt", "Zoë".encode("cp1252")), ("rows.csv", b"\xef\xbb\xbfa,b\r\n1,2"),
        ("book.xlsx", sheet_bytes([["a"]])),
        ("old.xls", OLE + b"."),
        ("letter.docx", zipped("[Content_Types].xml", "word/document.xml")), ("letter.odt", zipped("mimetype", "content.xml")),
        ("p.webp", b"RIFF\x00\x00\x00\x00WEBP"),
    ],
)  # fmt: skip
def test_documents_pictures_and_sheets_are_kept_under_their_hash(tmp_path: Path, name: str, content: bytes) -> None:
    journal = Journal(tmp_path)
    digest, kept = journal.keep(name, content)
    assert (digest, kept) == (sha256(content).hexdigest(), name)
    assert Journal(tmp_path).file(digest) == content
    assert [path.name for path in journal.files.iterdir()] == [f"{digest}.{name.rpartition('.')[2].lower()}"]
    assert journal.keep(f"again-{name}", content)[0] == digest
    assert len(list(journal.files.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ"), ("report.pdf", b"MZ\x90\x00"), ("report.pdf", b"\x7fELF"), ("report.pdf", b"<html>%PDF-"),
        ("page.html", b"<p>"), ("drawing.svg", b"<svg/>"), ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("notes.txt", b"<!DOCTYPE html><script>"),
        ("notes.txt", b"\xef\xbb\xbf \n<HTML>"), ("rows.csv", b"a,b\n<script>alert(1)</script>"), ("notes.txt", b"#!/bin/sh\nrm -rf"),
        ("notes.txt", b"<?xml version='1.0'?><svg/>"), ("notes.txt", b"a\x00b"), ("run.js", b"x"), ("run.sh", b"x"), ("run.bat", b"x"),
        ("run.ps1", b"x"), ("shortcut.lnk", b"x"), ("macro.xlsm", zipped("xl/workbook.xml")), ("noending", b"x"), ("", b"x"), ("a.", b"x"),
        ("letter.docx", zipped("word/document.xml", "word/vbaProject.bin")), ("letter.docx", b"PK\x03\x04 broken"),
        ("letter.docx", zipped("META-INF/MANIFEST.MF", "Main.class")), ("old.doc", OLE + "_VBA_PROJECT".encode("utf-16-le")),
        ("empty.pdf", b""), ("large.pdf", PDF + b"0" * MOST_BYTES), ("report.pdf\x00.exe", PDF), ("report.pdf.exe", PDF),
        ("report.exe\u202efdp.", PDF), ("p.webp", b"RIFF\x00\x00\x00\x00WAVE"), ("archive.zip", zipped("a")),
    ],
)  # fmt: skip
def test_what_could_run_or_is_not_what_it_says_is_refused_and_nothing_is_kept(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(Refused, match="was not kept"):
        Journal(tmp_path).keep(name, content)
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/report.pdf", "report.pdf"), ("C:\\Users\\kd\\report.pdf", "report.pdf"), ("a\nb\x00c.pdf", "a bc.pdf"),
        ("re\u202eport.pdf", "report.pdf"), ("CON.pdf", "_CON.pdf"), ("com1.notes.pdf", "_com1.notes.pdf"), (" .hidden.pdf ", "hidden.pdf"),
        ("<b>x</b>.pdf", "b_.pdf"), ('"; rm -rf $HOME.pdf', "__ rm -rf _HOME.pdf"), ("Zoë’s plan (2).pdf", "Zoë’s plan (2).pdf"),
        (".pdf", "evidence.pdf"), ("x" * 500 + ".pdf", "x" * 116 + ".pdf"), ("=cmd|' '!A0.pdf", "=cmd__ _!A0.pdf"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, kept: str) -> None:
    assert neutral(name, PDF) == (kept, ".pdf")


@given(st.text(max_size=300))
def test_no_name_leaves_the_folder_or_hides_a_character(text: str) -> None:
    kept, suffix = neutral(f"{text}.pdf", PDF)
    assert suffix == ".pdf"
    assert 0 < len(kept) <= 121
    assert not set(kept) & set('/\\<>:"|?*\n\r\t')
    assert not kept.startswith((".", " "))
    assert all(unicodedata.category(c)[0] != "C" for c in kept)


@pytest.mark.parametrize("asked", ["", "../journal", "0" * 64, "*", "A" * 64])
def test_a_file_that_is_not_kept_is_not_given(tmp_path: Path, asked: str) -> None:
    Journal(tmp_path).keep("report.pdf", PDF)
    with pytest.raises(JournalFault, match="missing"):
        Journal(tmp_path).file(asked)


def test_a_file_changed_on_the_disk_is_not_given_and_keeping_it_again_mends_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    digest, _ = journal.keep("report.pdf", PDF)
    (journal.files / f"{digest}.pdf").write_bytes(b"%PDF-1.7 forged")
    with pytest.raises(JournalFault, match="damaged"):
        journal.file(digest)
    journal.keep("report.pdf", PDF)
    assert journal.file(digest) == PDF
