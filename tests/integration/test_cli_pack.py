"""``cli.py pack``: what it writes, what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli
from tests.factories.commands import CaptureFixture, asked

PACK = {"file", "format", "area", "as_at", "build", "kpis", "slides", "template", "commentary", "small_numbers"}


@pytest.mark.parametrize("form", ["pptx", "xlsx"])
def test_pack_writes_the_form_asked_for_and_says_what_is_in_it(home: Path, tmp_path: Path, capsys: CaptureFixture, form: str) -> None:
    out = tmp_path / f"pack.{form}"
    said = asked(capsys, "pack", "--format", form, "--out", str(out), "--as-at", "2017-12-01", "--code", "s5", "E7", "--home", str(home))
    assert set(said) == PACK
    assert (said["file"], said["format"], said["area"], said["as_at"]) == (str(out), form, "Bury", "2017-12-01")
    assert said["kpis"] == ["S5", "E7"]
    assert said["slides"] == (6 if form == "pptx" else None)  # a title, a table, two priorities with a KPI each
    assert out.read_bytes().startswith(b"PK")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == [out.name]


def test_pack_replaces_only_its_own_file_and_leaves_it_where_nothing_can_be_made(
    home: Path, tmp_path: Path, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "pack.xlsx"
    out.write_bytes(b"old")

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        assert cli.main(["pack", "--format", "xlsx", "--out", str(out), "--home", str(home)]) == 1
    assert "No space left" in capsys.readouterr().err
    assert out.read_bytes() == b"old"
    assert cli.main(["pack", "--format", "xlsx", "--out", str(out), "--home", str(home)]) == 0
    assert "Bury as at" in capsys.readouterr().out
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (["--out", "pack.pptx", "--format", "xlsx"], (2, "should end in .xlsx")),
        (["--out", "pack.xlsx", "--format", "xlsx", "--code", "Z9"], (2, "Z9 is not a KPI")),
        (["--out", "pack.xlsx", "--format", "xlsx", "--area", "Nowhere"], (2, "not in the register")),
        (["--out", "pack.xlsx", "--format", "xlsx", "--area", "Oldham"], (1, "Nothing is loaded of Oldham")),
        (["--out", "pack.xlsx", "--format", "xlsx", "--as-at", "2001-01-01"], (1, "Nothing is loaded of Bury")),
        (["--out", "pack.pptx", "--format", "pptx", "--meeting", "board/1999-01-01"], (1, "is no meeting of Bury")),
        (["--out", "none/pack.xlsx", "--format", "xlsx"], (1, "is not there")),
        (["--out", "folder.xlsx", "--format", "xlsx"], (1, "is a folder")),
    ],
)
def test_pack_says_why_it_wrote_nothing(
    home: Path, tmp_path: Path, capsys: CaptureFixture, arguments: list[str], refused: tuple[int, str]
) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    arguments[1] = str(tmp_path / arguments[1])
    assert cli.main(["pack", *arguments, "--home", str(home)]) == refused[0]
    assert refused[1] in capsys.readouterr().err
    assert not (tmp_path / "pack.xlsx").exists()


def test_pack_of_an_empty_store_says_how_to_begin(empty: str, tmp_path: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["pack", "--format", "pptx", "--out", str(tmp_path / "a.pptx"), "--home", empty]) == 1
    assert "Start with: python cli.py load FILE" in capsys.readouterr().err
