"""Pages over all KPIs: by section, what moved, signals, exceptions."""

__all__ = ["changes", "exceptions", "section", "signals"]
