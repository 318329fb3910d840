"""The home page."""

__all__ = ["overview"]
