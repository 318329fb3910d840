"""Where a figure is heading, and what it would take to reach a target or clear a backlog."""

__all__ = ["backlog", "backlog_text", "forecast", "forecast_text", "line_forecast", "target_progress"]
