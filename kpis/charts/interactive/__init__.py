"""Pictures as Plotly figures, with values on hover."""

__all__ = [
    "action_dates",
    "area_trends",
    "backlog_chart",
    "comparison_bars",
    "demand",
    "events",
    "frame",
    "funnel_chart",
    "interval_chart",
    "ranking",
    "spc_chart",
    "spread",
    "trend",
    "years_chart",
]
