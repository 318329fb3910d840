"""Files of explore education statistics: DfE's open data standard."""

__all__ = ["ees_source"]
