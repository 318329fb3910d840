"""Pages of boards and visits, and the presentation of one."""
