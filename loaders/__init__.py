"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from data.model.finding import Refused
from data.model.loaded_file import QuestionsOpen
from loaders.cells.heading_dates import bare
from loaders.cells.kpi_codes import typed_codes
from loaders.reading_box import ReadingBox
from loaders.registry import ReleaseFiles, look_through, open_given, read_file, read_plan, rules_version, sort_out
from loaders.scorecard.headings import ROLES
from loaders.spreadsheet.spreadsheet import open_file

__all__ = [
    "ROLES",
    "QuestionsOpen",
    "ReadingBox",
    "Refused",
    "ReleaseFiles",
    "bare",
    "look_through",
    "open_file",
    "open_given",
    "read_file",
    "read_plan",
    "rules_version",
    "sort_out",
    "typed_codes",
]  # fmt: skip
