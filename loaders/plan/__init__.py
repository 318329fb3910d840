"""An improvement plan in any of its layouts."""

__all__ = ["action_plan"]
