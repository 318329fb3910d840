"""Work done in a process of its own, with limits of memory and time: what breaks there ends there, and is said in words."""

__all__ = ["limits", "serving", "worker"]
