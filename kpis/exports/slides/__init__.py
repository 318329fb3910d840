"""A pack as PowerPoint slides with charts that can be edited."""

__all__ = ["deck", "kpi_slide", "shapes", "time_chart"]
