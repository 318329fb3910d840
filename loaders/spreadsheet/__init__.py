"""A spreadsheet of any format as plain cells."""

__all__ = ["sheet", "spreadsheet", "transposition"]
