"""What we know and where it rests: the model, the catalogue, the store, the records, the checks and the home that holds them."""

__all__ = ["text"]
