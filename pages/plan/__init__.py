"""Pages of the improvement plan: priorities, actions, the golden thread, risks, evidence."""

__all__ = ["evidence", "golden_thread", "plan", "priority", "rating_history", "risk_register", "risks"]
