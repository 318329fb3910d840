"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from data.model.finding import Refused
from loaders.action_plan import is_action_plan, read_plan, reads_as_plan
from loaders.base import read_file
from loaders.cited import typed_codes
from loaders.grid import open_file
from loaders.heading_dates import bare
from loaders.headings import ROLES
from loaders.publications import read_publication, sort_out
from loaders.scorecard import Unanswered

__all__ = [
    "ROLES", "Refused", "Unanswered", "bare", "is_action_plan", "open_file", "read_file", "read_plan", "read_publication", "reads_as_plan",
    "sort_out", "typed_codes",
]  # fmt: skip
