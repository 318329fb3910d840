"""What a command prints as JSON, where nothing may be said on the error stream."""

from __future__ import annotations

import json
from typing import Any

import pytest

import cli

CaptureFixture = pytest.CaptureFixture[str]


def asked(capsys: CaptureFixture, *arguments: str) -> dict[str, Any]:
    """The JSON that a command prints; the command must succeed."""
    assert cli.main([*arguments, "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return dict(json.loads(said.out))
