"""Reads of the home's figures and records for pages, kept by ids. The one way from a page to data."""

__all__ = [
    "area_view",
    "homes",
    "kept_once",
    "load_ledger",
    "measure_figures",
    "partnership",
    "published_ahead",
    "published_figures",
    "records",
    "session",
    "withheld",
]
