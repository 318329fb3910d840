"""A KPI's months, terms or quarters as years."""

__all__ = ["years", "years_text"]
