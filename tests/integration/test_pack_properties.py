"""The properties of every file that leaves say whose it is, and nothing of who wrote the libraries that make them."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

import cli
from kpis.exports.workbook.input_template import template
from kpis.exports.workbook.package_properties import owned
from tests.conftest import BURY, writer
from tests.factories.commands import CaptureFixture

LIBRARY = re.compile(rb"canny|python-|openpyxl|xlsxwriter|microsoft macintosh", re.IGNORECASE)
WHOSE = "Bury & Rochdale “SEND” partnership"


def parts(content: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """Every part of a package and of the packages within it, but for words on a page."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for one in packed.namelist():
            held = packed.read(one)
            yield f"{name}{one}", held
            if held.startswith(b"PK"):
                yield from parts(held, f"{name}{one}!")


def said(text: bytes, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}\b[^>]*>([^<]*)</", text.decode())
    assert found, (name, text)
    return found[1].replace("&amp;", "&")


@pytest.fixture(scope="module")
def named(first_load: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(first_load, tmp_path_factory.mktemp("named") / "home"))
    writer(home).record("settings", "-", "partnership", {"area": BURY, "name": WHOSE}, seen=None)
    return home


@pytest.mark.parametrize("form", ["pptx", "docx", "xlsx", "report"])
def test_a_file_that_leaves_bears_the_partnerships_name_and_no_librarys(
    form: str, named: Path, tmp_path: Path, capsys: CaptureFixture
) -> None:
    out = tmp_path / f"made.{'docx' if form == 'report' else form}"
    command = (
        ["report", "exceptions", "--out", str(out)]
        if form == "report"
        else ["pack", "--format", form, "--out", str(out), "--code", "S5", "S12"]
    )
    assert cli.main([*command, "--area", "Bury", "--home", str(named)]) == 0, capsys.readouterr()
    capsys.readouterr()
    found = dict(parts(out.read_bytes()))
    cores = {name: held for name, held in found.items() if name.endswith("docProps/core.xml")}
    assert len(cores) > (form == "pptx")  # a slide's chart holds a workbook
    for name, held in found.items():
        if "docProps/" in name:
            assert not LIBRARY.search(held), (name, held)
            assert "thumbnail" not in name
    for held in cores.values():
        assert (said(held, "creator"), said(held, "lastModifiedBy")) == (WHOSE, WHOSE)
    for name, held in found.items():
        if name.endswith("docProps/app.xml"):
            assert said(held, "Company") == WHOSE and said(held, "Application") == "SEND performance dashboard"
    opened = {"pptx": Presentation, "xlsx": load_workbook}.get(form, Document)(str(out))
    assert opened is not None
    assert b"thumbnail" not in found["_rels/.rels"]


def test_what_a_library_begins_from_is_not_handed_on() -> None:
    for made in (Presentation(), Document()):
        out = BytesIO()
        made.save(out)
        before = b"".join(held for name, held in parts(out.getvalue()) if "docProps/" in name)
        assert LIBRARY.search(before)
        after = owned(out.getvalue(), "<Bury>")
        assert not LIBRARY.search(b"".join(held for name, held in parts(after) if "docProps/" in name))
        again = type(made.core_properties)  # read back by the library itself
        assert again and {"creator", "lastModifiedBy"} <= set(
            re.findall(r"(?:\w+:)(\w+)>", dict(parts(after))["docProps/core.xml"].decode())
        )


def test_the_plain_template_is_the_dashboards_own() -> None:
    assert load_workbook(BytesIO(template([]))).properties.creator == "SEND performance dashboard"
