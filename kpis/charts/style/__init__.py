"""What every picture shares: colours and scales."""

__all__ = ["palette", "scales"]
