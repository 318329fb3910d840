"""Pages of boards and visits, and the presentation of one."""

__all__ = ["meetings", "present"]
