"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from data.model.finding import Refused
from loaders.cells.heading_dates import bare
from loaders.cells.kpi_codes import typed_codes
from loaders.plan.action_plan import is_action_plan, read_plan, reads_as_plan
from loaders.publications import read_publication, sort_out
from loaders.scorecard.headings import ROLES
from loaders.scorecard.scorecard import QuestionsOpen
from loaders.source_file import read_file
from loaders.spreadsheet.spreadsheet import open_file

__all__ = [
    "ROLES",
    "QuestionsOpen",
    "Refused",
    "bare",
    "is_action_plan",
    "open_file",
    "read_file",
    "read_plan",
    "read_publication",
    "reads_as_plan",
    "sort_out",
    "typed_codes",
]  # fmt: skip
