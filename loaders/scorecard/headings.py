"""What one heading means: the words of the catalogue, then what people answered for files of this shape."""

from __future__ import annotations

from dataclasses import dataclass

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.observation import FigureRole
from data.model.questions import Answers
from data.text import plain
from loaders.cells.heading_dates import LONGEST, dated, tidy
from loaders.cells.period_headings import read_period

FIGURES = (
    "value", "target", "milestone", "baseline", "previous", "year before", "neighbours", "region", "england", "other", "numerator",
    "denominator",
)  # fmt: skip
# What a person may say that a column holds.
ROLES = (
    *(role for role in FIGURES if role != "other"), "period", "basis", "series", "status", "code", "title", "rag", "direction", "polarity",
    "source", "owner", "priority", "comment", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """One heading read: its role (empty if unknown), the part that names a period, and the place it names."""

    role: str = ""
    period: str = ""
    area: Area | None = None
    mixed: bool = False


class HeadingDictionary:
    """Reads headings for one file; each text is read once."""

    def __init__(self, catalogue: Catalogue, answers: Answers) -> None:
        self.catalogue, self.answers = catalogue, answers
        self._read: dict[str, ColumnHeading] = {}
        self._roles = {word: role for role, words in catalogue.reading.roles.items() for word in words}
        self._sections = {plain(name): s.code for s in catalogue.sections.values() for name in (*s.printed, s.title)}

    def heading(self, text: str) -> ColumnHeading:
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._heading(text) if len(text) <= LONGEST else ColumnHeading()
        return found

    def _heading(self, text: str) -> ColumnHeading:
        if (found := self._named(text)) is not None:
            return found
        if read_period(named := tidy(text), "calendar year"):
            return ColumnHeading("value", named)
        for rest, period in dated(text):
            found = self._named(rest)
            if found is not None and found.role not in ("code", "title"):
                return ColumnHeading(found.role, period, found.area, found.mixed)
        return ColumnHeading()

    def _named(self, text: str) -> ColumnHeading | None:
        """A heading that stands in the words as a whole; answers come before words."""
        word = plain(text)
        if not word:
            return None
        if role := self.answers.columns.get(word):
            return ColumnHeading(role)
        if role := self._roles.get(word):
            return ColumnHeading(role)
        if word in self.catalogue.reading.mixed_neighbours:
            return ColumnHeading("neighbours", mixed=True)
        if region := self.catalogue.regions_by_tag.get(word):
            return ColumnHeading("region", area=region)
        place = None if word.isdigit() else self.catalogue.area(text)
        if place is not None:
            return ColumnHeading("england" if place.level.role is FigureRole.ENGLAND else "other", area=place)
        return None

    def section(self, text: str) -> str:
        """The code of the section that a heading names, or nothing."""
        return self._sections.get(plain(text), "") if len(text) <= LONGEST else ""
