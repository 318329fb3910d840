"""``cli.py report``: what it writes, what it says, what it leaves out of a past day, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

import cli
from data.records.journal import Journal
from tests.conftest import BURY, ROOT
from tests.factories.commands import CaptureFixture, asked
from tests.factories.records import RISK

RECORD = {"file", "report", "area", "priority", "as_at", "since", "build", "title", "notice", "blocks", "small_numbers"}


@pytest.mark.parametrize("form", ["html", "docx"])
@pytest.mark.parametrize("what", ["highlight", "exceptions"])
def test_report_writes_the_form_asked_for_and_says_what_is_in_it(
    home: Path, tmp_path: Path, capsys: CaptureFixture, form: str, what: str
) -> None:
    out = tmp_path / f"report.{form}"
    number = ["--priority", "6"] if what == "highlight" else []
    said = asked(capsys, "report", what, *number, "--out", str(out), "--as-at", "2017-12-01", "--home", str(home))
    assert set(said) == RECORD
    assert (said["file"], said["report"], said["area"], said["as_at"]) == (str(out), what, "Bury", "2017-12-01")
    assert said["since"] == "2017-04-27"
    assert "Historic: as printed October 2017" in said["notice"]
    assert "As it stood on 1 Dec 2017" in said["notice"]
    content = out.read_bytes()
    if form == "html":
        assert f"<h1>{said['title']}</h1>".encode() in content
    else:
        assert Document(BytesIO(content)).core_properties.title == said["title"]


def test_words_recorded_later_than_the_day_asked_for_are_not_in_it(home: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    Journal(home).append("risk", BURY, "R1", RISK, who="Clerk", recorded_at=datetime(2017, 12, 20, tzinfo=UTC), seen=None)
    judgement = {"rag": "amber", "reason": "Heard"}
    when = datetime(2017, 12, 20, tzinfo=UTC)
    Journal(home).append("judgement", BURY, "2017-12-20/6", judgement, who="Clerk", recorded_at=when, seen=None)
    out = tmp_path / "report.html"
    for day, there in (("2017-12-01", False), ("2017-12-31", True)):
        said = asked(capsys, "report", "highlight", "--priority", "6", "--out", str(out), "--as-at", day, "--home", str(home))
        assert ("Too few psychologists: score 16 before mitigation" in out.read_text(encoding="utf-8")) is there
        assert ("Amber agreed" in said["title"]) is there
        assert {b["heading"]: b["recorded"] for b in said["blocks"]}["Open risks"] is there


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (["highlight", "--out", "a.html"], (2, "name it with --priority")),
        (["exceptions", "--out", "a.html", "--priority", "6"], (2, "leave out --priority")),
        (["highlight", "--out", "a.html", "--priority", "99"], (2, "There is no priority 99 in the plan of Bury. Priorities: 1, 2")),
        (["exceptions", "--out", "a.pdf"], (2, "should end in .html or .docx")),
        (["exceptions", "--out", "a.html", "--area", "Nowhere"], (2, "not in the register")),
        (["exceptions", "--out", "none/a.html"], (1, "is not there")),
    ],
)
def test_report_says_why_it_wrote_nothing(
    home: Path, tmp_path: Path, capsys: CaptureFixture, arguments: list[str], refused: tuple[int, str]
) -> None:
    arguments = [str(tmp_path / one) if one.startswith(("a.", "none/")) else one for one in arguments]
    assert cli.main(["report", *arguments, "--home", str(home)]) == refused[0]
    assert refused[1] in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))


def test_what_makes_word_files_is_not_loaded_before_one_is_asked_for() -> None:
    asks = "import sys, kpis.exports.pack.report_file, pages.records.report_download; print('docx' in sys.modules, 'pptx' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]
