"""The improvement plan's actions, its people, and the golden thread from priorities to KPIs."""

__all__ = ["action_effect", "golden_thread", "people", "plan_actions", "plan_changes", "plan_text"]
