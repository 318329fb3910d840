"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from loaders.base import Refused, Unanswered, open_file, read_file
from loaders.headings import ROLES, bare

__all__ = ["ROLES", "Refused", "Unanswered", "bare", "open_file", "read_file"]
