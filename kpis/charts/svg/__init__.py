"""Pictures as SVG, which need no script."""

__all__ = ["marks", "page_trend", "panel", "peer_trend", "slide_trend", "spc_icons"]
