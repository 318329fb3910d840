"""The vectors of intervals from outside, and how many of them are held to."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import SHARED

VECTORS = SHARED / "reference" / "benchmark_vectors.json"
HELD: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8")) if VECTORS.is_file() else {}
