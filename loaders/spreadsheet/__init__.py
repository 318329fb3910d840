"""A spreadsheet of any format as plain cells."""

__all__ = ["delimited_text", "sheet", "spreadsheet", "transposition"]
