"""What every picture shares: colours, scales and marks."""

__all__ = ["palette", "scales", "spc_marks"]
