"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from loaders.base import Refused, Unanswered, open_file, read_file
from loaders.headings import ROLES, bare
from loaders.publications import read_publication, sort_out

__all__ = ["ROLES", "Refused", "Unanswered", "bare", "open_file", "read_file", "read_publication", "sort_out"]
