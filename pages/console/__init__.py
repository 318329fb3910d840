"""The command line's own words. Nothing here knows Streamlit."""

__all__ = ["commands"]
