"""What pages keep of an area: each actor, audience, home, build, area and day has its own, and none is worked out twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.model.actor import Actor
from pages.queries import area_view, session
from tests.conftest import BURY
from tests.factories.area_views import TESTER, view_key

OTHER = Actor("somebody else")


def test_a_view_is_worked_once_and_never_handed_to_another_actor(home: Path) -> None:
    asked = view_key(home, BURY)
    first = area_view.held_of(asked)
    assert area_view.held_of(asked) is first
    other = area_view.held_of(replace(asked, actor=OTHER))
    assert other is not first
    assert (first.actor, other.actor) == (TESTER, OTHER)
    assert other.standings == first.standings  # today everybody in the room sees the same


@pytest.mark.parametrize("read", [area_view.held_of, area_view.standings_of, area_view.published_of])
def test_what_goes_with_a_view_is_kept_by_who_looks_too(home: Path, read: object) -> None:
    assert callable(read)
    asked = view_key(home, BURY)
    assert read(asked) is read(asked)
    assert read(asked) is not read(replace(asked, actor=OTHER)) or not read(asked)


def test_the_key_of_a_view_finds_it_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_HOME", str(home))
    for day in (None, date(2018, 5, 1)):
        held = area_view.held(BURY, day)
        assert area_view.held_of(area_view.key_of(held)) is held
        assert area_view.key_of(held).on(None) == area_view.key_of(area_view.held(BURY))
    assert area_view.key_of(held, "elsewhere").home == "elsewhere"


def test_what_is_the_same_on_every_day_has_one_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_HOME", str(home))
    today, past = area_view.area_key(BURY), area_view.area_key(BURY, date(2018, 5, 1))
    assert past.on_any_day() == today == area_view.key_of(area_view.held(BURY)).place
    assert today.on_any_day("-") == replace(today, area="-")
    assert (today.home, today.build) == (str(home), session.build())
