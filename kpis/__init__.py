"""Pure rules over figures: no file, no clock, no database, no page."""

__all__ = ["formats", "markup", "search"]
