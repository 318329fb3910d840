"""Files read in a box: the same as without one, and whatever breaks a reader becomes one sentence about that file alone."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loaders
from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.plan import PlanVersion
from loaders import QuestionsOpen, ReadingBox, Refused
from loaders.box.limits import SPREADSHEET
from tests.conftest import ROOT, SAMPLE
from tests.factories.planted_worker import ENDLESS, HOG, KILLED, SORTED

PLANTED = "tests.factories.planted_worker"
SAMPLES = ROOT / "data" / "samples"
SOUND = b"Bury SEND scorecard October 2018\nRef,KPI,Actual 2018\nS5,New EHC plans,60%\n"
CATALOGUE = catalogue_of.read()
# Every exception that a reader may raise, but those that end a process.
FAULTS = sorted(
    name
    for name, found in vars(builtins).items()
    if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, Warning | MemoryError | UnicodeError)
    and name not in ("ExceptionGroup", "EnvironmentError", "IOError", "WindowsError")
)  # fmt: skip


@pytest.fixture(scope="module")
def box() -> Iterator[ReadingBox]:
    made = ReadingBox()
    yield made
    made.close()


@pytest.fixture(scope="module")
def planted() -> Iterator[ReadingBox]:
    made = ReadingBox(PLANTED)
    yield made
    made.close()


def said(box: ReadingBox, name: str, content: bytes = SOUND) -> str:
    """What is said of a file that is refused; empty where it is read."""
    try:
        box.open_given(name, content, CATALOGUE).read()
    except Refused as why:
        return str(why)
    return ""


@pytest.mark.parametrize("name", ["bury_2017.xlsx", "bury_plan_2017.xlsx"])
def test_a_file_is_read_in_a_box_as_it_is_without_one(name: str, box: ReadingBox, catalogue: Catalogue) -> None:
    path, told = SAMPLES / name, list[str]()
    content = path.read_bytes()
    here = loaders.open_given(path.name, content, catalogue)
    boxed = box.open_given(path.name, content, catalogue, lambda share, words: told.append(words))
    assert boxed.is_plan is here.is_plan
    assert boxed.read() == here.read()
    assert "Opening the file" in told
    assert ("Reading the cells" in told) is not here.is_plan


def test_two_files_opened_in_turn_are_not_taken_for_each_other(box: ReadingBox, catalogue: Catalogue) -> None:
    one = box.open_given("one.csv", SOUND, catalogue)
    other = box.open_given("other.csv", SOUND.replace(b"60%", b"70%"), catalogue)
    found = {file.read().file: file.read() for file in (one, other)}
    assert [{o.value for o in loaded.observations if o.value} for loaded in found.values()] == [{60.0}, {70.0}]  # type: ignore[union-attr]


def test_questions_and_refusals_come_out_of_the_box_as_they_are(box: ReadingBox, catalogue: Catalogue) -> None:
    unknown = b"Bury SEND scorecard\nRef,KPI,Actual 2018\nQQ1,Nothing known,60\n"
    with pytest.raises(QuestionsOpen) as there:
        box.open_given("unknown.csv", unknown, catalogue).read()
    with pytest.raises(QuestionsOpen) as here:
        loaders.open_given("unknown.csv", unknown, catalogue).read()
    assert (str(there.value), there.value.loaded) == (str(here.value), here.value.loaded)
    assert said(box, "empty.csv", b"") == "empty.csv is empty. Nothing was changed."


def test_plans_and_sheets_are_read_in_the_box_too(box: ReadingBox, catalogue: Catalogue) -> None:
    plan = (SAMPLES / "bury_plan_2017.xlsx").read_bytes()
    found = box.read_plan("plan.xlsx", plan, catalogue)
    assert isinstance(found, PlanVersion)
    assert found == loaders.read_plan("plan.xlsx", plan, catalogue)
    assert box.open_file(SAMPLE.name, SAMPLE.read_bytes()) == loaders.open_file(SAMPLE.name, SAMPLE.read_bytes())
    with pytest.raises(Refused, match="is a PDF, not a spreadsheet"):
        box.open_file("a.pdf", b"%PDF-1.7")


def test_files_are_sorted_out_under_the_names_they_were_given(box: ReadingBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("a.csv", "folder/b.csv"):
        (tmp_path / name).write_bytes(SOUND)
    monkeypatch.chdir(tmp_path)
    given = [Path("a.csv"), Path("folder"), Path("missing.csv")]
    assert box.sort_out(given) == loaders.sort_out(given)
    assert box.sort_out(given).others == (Path("a.csv"), Path("folder/b.csv"), Path("missing.csv"))


@given(st.sampled_from(FAULTS))
def test_any_exception_inside_a_reader_becomes_a_sentence_with_its_place(planted: ReadingBox, fault: str) -> None:
    words = said(planted, f"{fault}.csv")
    assert words.startswith(f"{fault}.csv was refused: sheet {fault}, cell B2, because reading it met a fault of the program ")
    assert words.endswith(
        "). Write that cell otherwise and load the file again, and tell whoever looks after the dashboard. Nothing was changed."
    )
    assert "planted, and said to nobody" not in words
    assert "planted_worker.py, line" in words


def test_a_fault_without_a_place_says_what_to_do_with_the_file(planted: ReadingBox) -> None:
    words = said(planted, "opening ValueError.csv")
    assert words.startswith(
        "opening ValueError.csv was refused, because reading it met a fault of the program (ValueError, planted_worker.py, "
    )
    assert words.endswith("save it as .xlsx and load that, and tell whoever looks after the dashboard. Nothing was changed.")


def test_a_reader_that_is_killed_refuses_its_file_and_the_next_is_read(planted: ReadingBox) -> None:
    for name in (f"{KILLED}.csv", f"opening {KILLED}.csv"):
        assert said(planted, name) == (
            f"{name} was refused, because the process that reads it ended in the middle. Copy what matters into a new workbook, save it "
            "as .xlsx and load that, and tell whoever looks after the dashboard. Nothing was changed."
        )
        assert said(planted, "sound.csv") == ""


def test_a_reader_that_takes_memory_without_end_is_stopped(planted: ReadingBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SPREADSHEET.memory_by, "400")
    assert said(planted, f"{HOG}.csv") == (
        "hog.csv was refused, because reading it takes more than 400 MB of memory. Load a file with less in it, or raise "
        "SEND_READ_MEMORY_MB and load it again. Nothing was changed."
    )
    assert said(planted, "sound.csv") == ""


def test_a_reader_that_never_ends_is_stopped(planted: ReadingBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SPREADSHEET.seconds_by, "0.5")
    assert said(planted, f"{ENDLESS}.csv") == (
        "endless.csv was refused, because reading it takes more than 0.5 seconds of work. Load a file with less in it, or raise "
        "SEND_READ_SECONDS and load it again. Nothing was changed."
    )
    monkeypatch.delenv(SPREADSHEET.seconds_by)
    assert said(planted, "sound.csv") == ""


def test_a_file_that_kills_whoever_sorts_it_out_is_left_to_be_read_alone(planted: ReadingBox, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", f"{SORTED}.csv", "b.parquet", "c.csv")]
    for path in paths:
        path.write_bytes(SOUND)
    found = planted.sort_out(paths)
    assert [release.paths for release in found.releases] == [(tmp_path / "b.parquet",)]
    assert found.others == (tmp_path / "a.csv", tmp_path / "c.csv", tmp_path / f"{SORTED}.csv")


@pytest.mark.parametrize("fault", [KILLED, "ValueError"])
def test_of_a_release_whose_reader_breaks_no_half_database_stays(planted: ReadingBox, tmp_path: Path, fault: str) -> None:
    path, folder = tmp_path / f"{fault}.parquet", tmp_path / "desk"
    folder.mkdir()
    path.write_bytes(SOUND)
    (release,) = planted.sort_out([path]).releases
    with pytest.raises(Refused, match=rf"^{fault}\.parquet was refused, because "):
        release.read(CATALOGUE, folder / "release.duckdb")
    assert list(folder.iterdir()) == []


def test_nothing_of_a_worker_stays_in_temp_however_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    box = ReadingBox(PLANTED)
    assert said(box, "sound.csv") == ""
    assert [path.name.startswith("reading-") for path in tmp_path.iterdir()] == [True]
    assert "ended in the middle" in said(box, f"{KILLED}.csv")
    assert list(tmp_path.iterdir()) == []
    assert said(box, "sound.csv") == ""
    del box
    assert list(tmp_path.iterdir()) == []


def test_the_worker_never_takes_in_streamlit_nor_what_a_csv_does_not_need(box: ReadingBox) -> None:
    asked = (
        "import sys, loaders.reading_worker; print([m for m in ('streamlit', 'pandas', 'numpy', 'openpyxl', 'app') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, env=dict(os.environ))
    assert done.stdout.strip() == "[]"
