"""What a clone without ../shared says at the end of its tests, and that CI does not go on without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import conftest


@pytest.fixture
def gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not there, in place of ../shared."""
    monkeypatch.setattr(conftest, "SHARED", tmp_path / "shared")
    monkeypatch.delenv("CI", raising=False)
    return tmp_path / "shared"


def reason(**more: int) -> str:
    with pytest.raises(pytest.skip.Exception) as skipped:
        conftest.shared("inputs", **more)
    return str(skipped.value)


def test_the_run_says_how_many_truths_it_could_not_check_and_why(gone: Path) -> None:
    reasons = [reason(), reason(truths=70), "no Chromium on this machine"]
    assert conftest.unchecked(reasons) == f"71 truths could not be checked, in 2 tests: {gone} is not there"


def test_where_nothing_was_left_out_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "SHARED", tmp_path)
    assert conftest.shared("inputs", "a.csv") == tmp_path / "inputs" / "a.csv"
    assert conftest.unchecked(["no Chromium on this machine"]) == ""


def test_in_ci_it_fails(gone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="is not there, and CI must have it"):
        conftest.shared("inputs")
