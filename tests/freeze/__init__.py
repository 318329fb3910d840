"""The product's outputs as they were, kept as texts, and compared with what it gives now."""
