"""What frames every page: the top bar, search, saved views, the first paint."""

__all__ = ["first_paint", "interruption", "navigation", "top_bar"]
