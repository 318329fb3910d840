"""Pages over all KPIs: by section, what moved, signals, exceptions."""
