"""Tables of a page or a chart as CSV."""

__all__ = ["chart_csv", "lait_csv", "published_csv", "signals_csv"]
