"""What a file holds beside its cells, looked through for children's data; and the clean copy of it that is kept."""

__all__ = ["clean_copy", "looked_through"]
