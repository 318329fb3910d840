"""Limits stand as they are written unless the environment says otherwise; nonsense there is as if nothing was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.box import limits
from loaders.box.limits import RELEASE, SPREADSHEET

NAMES = ("SEND_READ_MEMORY_MB", "SEND_READ_SECONDS", "SEND_READ_LETTERS", "SEND_RELEASE_MEMORY_MB", "SEND_RELEASE_SECONDS")


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_each_limit_is_raised_by_its_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (SPREADSHEET.in_force(), RELEASE.in_force(), limits.most_letters()) == (SPREADSHEET, RELEASE, 20_000_000)
    for n, name in enumerate(NAMES, 1):
        monkeypatch.setenv(name, f"{n}000")
    assert (SPREADSHEET.in_force().memory, SPREADSHEET.in_force().seconds, limits.most_letters()) == (1_000 * limits.MB, 2_000, 3_000)
    assert (RELEASE.in_force().memory, RELEASE.in_force().seconds) == (4_000 * limits.MB, 5_000)


@given(st.one_of(st.sampled_from(["", "0", "-5", "nan", "inf", "-inf", "much", "1e999", "1 GB"]), st.text(st.characters(categories=["L"]))))
def test_a_variable_that_holds_no_number_above_zero_changes_nothing(written: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.setenv(name, written)
        assert (SPREADSHEET.in_force(), RELEASE.in_force(), limits.most_letters()) == (SPREADSHEET, RELEASE, 20_000_000)


def test_dfes_files_may_cost_more_than_a_scorecard() -> None:
    assert RELEASE.memory > SPREADSHEET.memory
    assert RELEASE.seconds > SPREADSHEET.seconds
