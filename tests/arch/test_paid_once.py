"""What a run of tests pays once stays paid once: the catalogue, and servers, of which each takes three seconds."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from data.catalogue import catalogue as catalogue_of
from tests.conftest import ROOT
from tests.factories import paid_once

SERVER = re.compile(r"with serving\(|\"streamlit\", \"run\"")
# The places in each file where a server is started: more of them is a choice to be made here. Take ``served``, or a module's own one.
SERVERS = {
    "browser/conftest.py": 2,
    "browser/pictures.py": 1,
    "browser/test_asking.py": 1,
    "browser/test_away.py": 3,
    "browser/test_axe.py": 2,
    "browser/test_benchmark.py": 1,
    "browser/test_by_hand_and_ear.py": 1,
    "browser/test_closed.py": 3,
    "browser/test_events.py": 1,
    "browser/test_journeys.py": 1,
    "browser/test_judgement.py": 1,
    "browser/test_meeting.py": 2,
    "browser/test_present.py": 1,
    "browser/test_server.py": 1,
    "integration/test_faults_retold.py": 1,
}


def test_no_more_servers_are_started_than_are_listed() -> None:
    rooms = ((room, path) for room in ("app", "browser", "integration", "unit") for path in (ROOT / "tests" / room).rglob("*.py"))
    found = {f"{room}/{path.name}": len(SERVER.findall(path.read_text(encoding="utf-8"))) for room, path in rooms}
    assert {name: many for name, many in found.items() if many} == SERVERS


def test_the_catalogue_that_is_kept_is_the_one_that_is_read(tmp_path: Path) -> None:
    assert catalogue_of.read is paid_once.read_once
    assert catalogue_of.read() == paid_once._read()
    assert catalogue_of.read() is catalogue_of.read()
    file = tmp_path / "indicators" / "S5.toml"
    file.parent.mkdir()
    for decimals in (2, 3):  # files of one size, written one right after the other
        file.write_text(f"decimals = {decimals}\n", encoding="utf-8")
        found = catalogue_of.read(overlay=tmp_path)
        assert found == paid_once._read(overlay=tmp_path) and found.indicators["S5"].decimals == decimals


def test_a_catalogue_in_another_folder_is_read_each_time(tmp_path: Path) -> None:
    reference = shutil.copytree(paid_once.SHIPPED, tmp_path / "reference")
    file = reference / "indicators" / "S5.toml"
    first = catalogue_of.read(reference)
    file.write_text(file.read_text(encoding="utf-8").replace("decimals = 1", "decimals = 2"), encoding="utf-8")
    assert catalogue_of.read(reference) != first


def test_no_write_waits_for_the_disk_unless_it_is_asked_to() -> None:
    assert (os.fsync.__module__ == paid_once.__name__) == (not os.environ.get("WAIT_FOR_DISK"))
