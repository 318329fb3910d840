"""What every picture shares: colours, scales, marks, and the picture of a trend before it is drawn."""

__all__ = ["palette", "picture", "scales", "spc_marks"]
