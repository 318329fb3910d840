"""Source files in, tidy rows and findings out. Import nothing deeper from outside this package."""

from data.model.finding import Refused
from loaders.cells.heading_dates import bare
from loaders.cells.kpi_codes import typed_codes
from loaders.registry import ReleaseFiles, read_file, read_plan, recognise, sort_out
from loaders.scorecard.headings import ROLES
from loaders.source.given_file import GivenFile
from loaders.source.source import FigureSource, PlanSource, QuestionsOpen, ReadRequest
from loaders.spreadsheet.spreadsheet import open_file

__all__ = [
    "ROLES",
    "FigureSource",
    "GivenFile",
    "PlanSource",
    "QuestionsOpen",
    "ReadRequest",
    "Refused",
    "ReleaseFiles",
    "bare",
    "open_file",
    "read_file",
    "read_plan",
    "recognise",
    "sort_out",
    "typed_codes",
]  # fmt: skip
