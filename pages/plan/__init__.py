"""Pages of the improvement plan: priorities, actions, the golden thread, risks, evidence."""

__all__ = ["rating_history", "risk_register"]
