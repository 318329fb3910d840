"""Pages of published figures over all authorities."""

__all__ = ["benchmark", "explore", "peers"]
