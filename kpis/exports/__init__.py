"""Figures and words as files: rows, workbooks, reports, slides and packs."""

__all__ = [
    "about",
    "backlog_records",
    "benchmark_records",
    "by_hand",
    "exception_records",
    "judged_csv",
    "lait_csv",
    "load_records",
    "meeting_records",
    "over_time_records",
    "pack",
    "plan_records",
    "published_csv",
    "records",
    "report_facts",
    "reports",
    "risk_records",
    "signals_csv",
    "template",
]
