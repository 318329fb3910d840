"""A scorecard in any of its layouts: its tables, its headings and its rows."""

__all__ = ["headings", "scorecard_source"]
