"""What a figure is to reach, and the rating against it."""

__all__ = ["kpi_target", "printed_target", "rag"]
