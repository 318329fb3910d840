"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from loaders.base import Refused, read_file

__all__ = ["Refused", "read_file"]
