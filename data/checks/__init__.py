"""What must hold of a load: one subject a module, each a function that gives a finding per breach."""

__all__ = ["comparison", "corrections", "load_checks", "previous_figures"]
