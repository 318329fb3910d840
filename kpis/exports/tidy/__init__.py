"""Plain records of figures and words, as the command line prints them."""

__all__ = [
    "backlog_export",
    "benchmark_export",
    "exception_export",
    "hand_calculation",
    "load_export",
    "meeting_export",
    "plan_export",
    "risk_export",
    "standing_export",
    "years_export",
]
