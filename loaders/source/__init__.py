"""What every source of files promises: what it is called, how it knows a file, how it reads it, what it yields."""

__all__ = ["given_answers", "given_file", "source"]
