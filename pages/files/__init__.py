"""Pages of what was loaded; shown as Data."""

__all__ = ["load", "sources"]
