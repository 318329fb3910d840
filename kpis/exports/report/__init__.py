"""Reports by subject: the highlight report, the exceptions report, the contents of a pack."""

__all__ = ["exceptions_report", "highlight", "pack_contents"]
