"""Quarantine on Sources: what waits, what it holds, and the two things that a named person may decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import loaders
from data.catalogue.catalogue import Catalogue
from data.home.intake import Intake, publish
from data.home.quarantined import in_quarantine
from tests.conftest import reader, writer
from tests.factories.hiding_places import LEFT_OUT, UPN
from tests.factories.screens import opened, text


def test_a_file_waits_on_sources_and_is_deleted_with_a_reason(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = writer(tmp_path, "Kay Dee")
    taken = Intake(home.reader, loaders, "", catalogue).take("scorecard.xlsx", LEFT_OUT["pivot cache"](), date(2023, 11, 1))
    publish(home, [taken])
    at = opened("sources", tmp_path, monkeypatch, area="Bury")
    assert not at.exception
    assert "Quarantine: 1 file waits, 1 with something about children" in [one.label for one in at.expander]
    assert "The cache of a pivot table holds a pupil number. It is left out of what is kept." in text(at)
    assert UPN not in text(at)
    assert "Download the clean copy" in [one.label for one in at.get("download_button")]
    digest = in_quarantine(home.reader)[0].sha256[:12]
    press = at.button(key=f"quarantine_delete_{digest}")
    assert press.disabled
    at.text_input(key=f"quarantine_why_delete_{digest}").set_value("Holds a pupil number").run()
    at.button(key=f"quarantine_delete_{digest}").click().run()
    assert not at.exception
    assert "1 file deleted." in text(at)
    assert in_quarantine(reader(tmp_path)) == []
    [entry] = reader(tmp_path).records.entries(kind="original")
    assert entry.body is not None and entry.body["why"] == "Holds a pupil number"
