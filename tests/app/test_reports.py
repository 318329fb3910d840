"""The buttons that download a report: on every priority's page, made only when asked for, from the folder looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.records.journal import Journal
from kpis.exports.pack.report_file import report_of
from pages.queries import area_view
from pages.records import report_download
from tests.conftest import BURY
from tests.factories.area_views import view_key
from tests.factories.records import RISK
from tests.factories.screens import LOST, opened, text


@pytest.mark.parametrize("priority", ["1", "6"])
def test_a_priority_offers_both_forms_and_makes_neither_before_it_is_asked(
    priority: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*_: object) -> bytes:
        raise AssertionError("a report was made before anyone asked for it")

    monkeypatch.setattr(report_download, "_made", made)
    at = opened("priority", home, monkeypatch, priority=priority, small="hide")
    assert not at.exception
    assert LOST not in text(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert {"Web page", "Word"} <= set(labels)


def test_a_report_is_of_the_folder_and_the_day_looked_at(home: Path) -> None:
    recorded = datetime(2017, 12, 20, tzinfo=UTC)
    Journal(home).append("risk", BURY, "R1", RISK, who="Clerk", recorded_at=recorded, seen=None)
    where = str(home)
    for day, there in ((date(2017, 12, 1), False), (None, True)):
        held = area_view.held_of(view_key(home, BURY, day))
        facts = report_download.facts_of(held, where)
        assert facts.standings == held.standings
        assert ("R1" in facts.of("risk")) is there
        assert report_of(facts, 6).notice.startswith("As it stood" if day else "Historic")
        assert report_download._made(held, 6, "docx", where).startswith(b"PK")
        assert report_download._made(held, None, "html", where).startswith(b"<!DOCTYPE html>")
