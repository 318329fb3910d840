"""Boards and visits, agreed ratings, exceptions and risks."""

__all__ = ["agenda", "agreed_ratings", "exceptions", "meeting_review", "meetings", "promise_answer", "risks"]
