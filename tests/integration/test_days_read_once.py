"""A command that looks at several days reads the figures of each once, whatever it writes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cli
from data.store.stored_figures import StoredFigures


@pytest.mark.parametrize(
    "command",
    [
        ("pack", "--format", "html", "--out", "{}.html"), ("pack", "--format", "xlsx", "--as-at", "2026-04-14", "--out", "{}.xlsx"),
        ("report", "exceptions", "--out", "{}.html"), ("meetings",), ("judgements",), ("exceptions",),
    ],
)  # fmt: skip
def test_each_day_is_read_once(
    borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, command: tuple[str, ...]
) -> None:
    read: Counter[date | None] = Counter()
    plain = StoredFigures.in_force

    def counted(self: StoredFigures, build: str, **asked: Any) -> pd.DataFrame:
        read[asked.get("as_at")] += 1
        return plain(self, build, **asked)

    monkeypatch.setattr(StoredFigures, "in_force", counted)
    assert cli.main([part.format(tmp_path / "made") for part in (*command, "--home", str(borough))]) == 0
    assert read
    assert set(read.values()) == {1}
