"""Pages of published figures over all authorities."""
