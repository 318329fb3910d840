"""Settings, the methods and the glossary, the accessibility statement."""

__all__ = ["about", "accessibility", "settings"]
