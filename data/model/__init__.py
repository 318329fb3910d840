"""The domain's words as frozen types. No pandas, no files, no clock."""

__all__ = [
    "actor",
    "area",
    "audience",
    "child_sign",
    "clean_copy",
    "figure_key",
    "finding",
    "indicator",
    "loaded_file",
    "observation",
    "period",
    "plan",
    "publication",
    "questions",
    "rating_rule",
    "reading_rules",
    "record",
    "target_kind",
    "withheld_figure",
]
