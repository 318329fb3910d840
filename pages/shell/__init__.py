"""What frames every page: who is answered at all, the top bar, search, saved views, the first paint."""

__all__ = ["first_paint", "interruption", "navigation", "network_access", "request_guard", "top_bar"]
