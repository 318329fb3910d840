"""Where a figure is heading, and what it would take to reach a target or clear a backlog."""

__all__ = ["backlog", "backlog_text", "forecast", "forecast_text", "target_progress"]
