"""What each kind of point of a judged line is called, and the mark it bears: on the chart, in its key and in its table."""

from __future__ import annotations

from kpis.signals.signals import Variation

MARKS = {
    "common_cause": (Variation.COMMON, "circle"), "special_cause_improvement": (Variation.IMPROVEMENT, "diamond"),
    "special_cause_concern": (Variation.CONCERN, "square"), "special_cause_neutral_high": (Variation.HIGH, "triangle-up"),
    "special_cause_neutral_low": (Variation.LOW, "triangle-down"),
}  # fmt: skip
GLYPH = {"circle": "●", "diamond": "◆", "square": "■", "triangle-up": "▲", "triangle-down": "▼"}
