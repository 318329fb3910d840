"""A pack or a report as the bytes of a file, whatever its form."""

__all__ = ["pack", "report_file"]
