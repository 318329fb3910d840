"""Pictures of figures: their style, those that stand still, and those that answer to a pointer."""
