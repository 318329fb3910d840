"""What is known before any file is loaded: data/reference read into types and checked whole."""

__all__ = [
    "accessibility",
    "catalogue",
    "ees_format",
    "forecast_coverage",
    "glossary",
    "lait_format",
    "plan_format",
    "publications",
    "reference_entry",
    "sen_gap_sources",
]
