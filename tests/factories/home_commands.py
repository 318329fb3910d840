"""What a command prints as JSON for one home, by the exit code expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli

Capture = pytest.CaptureFixture[str]


def asked(capsys: Capture, home: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert cli.main([*arguments, "--home", str(home), "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found
