"""``cli.py load`` reads in a box: of several files the one that breaks its reader is refused, the others are published, whole."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

import cli
from data.store.store import Store
from loaders import ReadingBox
from tests.factories.commands import CaptureFixture

SOUND = "Bury SEND scorecard October 2018\nRef,KPI,Actual {year}\nS5,New EHC plans,60%\n"


@pytest.mark.parametrize("fault", ["killed", "ValueError", "opening killed"])
def test_a_reader_that_breaks_in_the_middle_of_a_load_costs_its_own_file_alone(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: CaptureFixture
) -> None:
    monkeypatch.setattr("pages.console.files.ReadingBox", partial(ReadingBox, "tests.factories.planted_worker"))
    names = ["first.csv", f"{fault}.csv", "last.csv"]
    for year, name in enumerate(names, 2016):
        (tmp_path / name).write_text(SOUND.format(year=year), encoding="utf-8")
    home = tmp_path / "home"
    assert cli.main(["load", *(str(tmp_path / name) for name in names), "--home", str(home), "--json"]) == 1
    first, broken, last = json.loads(capsys.readouterr().out)["loads"]
    assert (first["published"], last["published"]) == (True, True)
    assert broken["refused"].startswith(f"{fault}.csv was refused")
    assert broken["refused"].endswith("Nothing was changed.")
    assert "Traceback" not in broken["refused"]
    store = Store(home)
    build = store.current()
    assert build == first["build"] == last["build"]
    assert list(store.loads(build)["file"]) == ["first.csv", "last.csv"]
    assert set(store.in_force(build)["file"]) == {"first.csv", "last.csv"}
    assert [path.name for path in home.rglob("*killed*")] == []
