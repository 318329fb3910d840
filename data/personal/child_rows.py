"""Tables whose rows are single children, told by their headings together with what stands below them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from data.model.child_sign import SignKind
from data.personal.child_words import ChildWords, child_words
from data.personal.identifiers import is_day, nhs_number, pupil_number, valid_nhs
from data.personal.names import is_person, looks_like_a_person
from data.text import plain

LONGEST_HEADING = 60
BELOW = 60  # rows looked at under a heading
MOST_HEADINGS = 40  # of one kind in one column; a word that fills a column heads nothing
BESIDE = 30  # columns on either side of names that are looked at for days
LIST = 5  # names in one column that are a list
_A_NUMBER = re.compile(r"[\d\s.,%£()\-–+]+")

Place = tuple[int, int]


@dataclass(frozen=True)
class TextTable:
    """The texts of one sheet or table by (row, column), counted from 1; ``dated`` are places whose cell is a date by its type."""

    cells: Mapping[Place, str]
    dated: frozenset[Place] = frozenset()

    @cached_property
    def columns(self) -> dict[int, list[int]]:
        """The filled rows of each column, in order."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(column, []).append(row)
        return found

    def below(self, row: int, column: int) -> list[str]:
        """What stands under a cell, down to the first long gap."""
        found: list[str] = []
        last = row
        rows = self.columns.get(column, [])
        for at in islice(rows, bisect_right(rows, row), None):
            if at - last > 3 or len(found) == BELOW:
                break
            found.append(self.cells[at, column])
            last = at
        return found

    def is_day(self, place: Place) -> bool:
        return place in self.dated or is_day(self.cells.get(place, ""))


def child_rows(table: TextTable, *, telling: bool = False) -> Iterator[tuple[SignKind, Place]]:
    """Every sign that a table's rows are children, with the cell that tells; ``telling`` looks for headings that tell by themselves too,
    where anything stands below."""
    words = child_words()
    if telling:
        for place, text in table.cells.items():
            if len(text) <= LONGEST_HEADING and telling_heading(text, words) and table.below(*place):
                yield SignKind.ROWS, place
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in table.cells.items():
        if 0 < len(text) <= LONGEST_HEADING and not _A_NUMBER.fullmatch(text):
            by_row.setdefault(row, {})[column] = plain(text)
    met: Counter[int] = Counter()
    for row, named in by_row.items():
        yield from _headed(table, row, named, words, met)
    yield from _unheaded(table, by_row, words)


def telling_heading(text: str, words: ChildWords | None = None) -> bool:
    """Whether a text is a heading that gives a column away by itself: date of birth, surname, UPN."""
    words = words or child_words()
    said = plain(text)
    if said in words.whole or said in words.telling:
        return True
    if len(text) > LONGEST_HEADING or said.startswith(words.measures):
        return False
    return any(f" {word} " in f" {said} " for word in words.telling)


def _headed(table: TextTable, row: int, named: Mapping[int, str], words: ChildWords, met: Counter[int]) -> Iterator[tuple[SignKind, Place]]:
    """The signs of one row of headings; ``met`` counts, by column, those looked at so far."""
    about = [column for column, word in named.items() if word in words.about]
    officers = any(word in words.officers for word in named.values())
    for column, word in named.items():
        if word not in words.whom or met[column] == MOST_HEADINGS:
            continue
        met[column] += 1
        if word in words.number:
            if word.startswith("nhs") or word == "nhs":
                below = table.below(row, column)
                if any(nhs_number(one, headed=True) for one in below) or sum(len(re.sub(r"\D", "", one)) == 10 for one in below) > 1:
                    yield SignKind.NHS_NUMBER, (row, column)
            elif _ids(word, table.below(row, column)):
                yield SignKind.ROWS, (row, column)
        elif word in words.family:
            if table.below(row, column) or len(named) > 1:
                yield SignKind.FAMILY, (row, column)
        elif word in words.child:
            people = _people(table.below(row, column))
            if people >= 2 or (people and about):
                yield SignKind.ROWS, (row, column)
        elif word in words.person and about and _people(table.below(row, column)):
            births = any(named[other] in words.births for other in about)
            if births or (len(about) >= 2 and not officers):
                yield SignKind.ROWS, (row, column)


def _people(below: Sequence[str]) -> int:
    """How many people stand under a heading, where most of what stands there is one."""
    found = sum(looks_like_a_person(text) or pupil_number(text) for text in below)
    return found if found * 2 >= len(below) else 0


def _ids(word: str, below: Sequence[str]) -> bool:
    """Whether numbers of single things stand under a heading: long enough to be no count, and each another. Under a heading that ends in
    "number" a count may stand too, of thousands even."""
    letters = 6 if word.endswith((" number", " no")) else 4
    long = {text for text in below if len(text) >= letters and any(c.isdigit() for c in text) and not re.search(r"[%£.,]", text)}
    return len(long) >= 2 and len(long) * 2 >= len(below)


def _unheaded(table: TextTable, by_row: Mapping[int, Mapping[int, str]], words: ChildWords) -> Iterator[tuple[SignKind, Place]]:
    """Names beside days, columns of ten-digit numbers, and lists of names, whatever they are headed."""
    for column, rows in table.columns.items():
        texts = [(row, table.cells[row, column]) for row in rows]
        ten = [row for row, text in texts if len(text) < 16 and text[:1] in "34679" and valid_nhs(re.sub(r"[\s\-]", "", text))]
        if len(ten) >= 3 and len(ten) * 10 >= 9 * sum(bool(_A_NUMBER.fullmatch(text)) for _, text in texts):
            yield SignKind.NHS_NUMBER, (ten[0], column)
        people = [row for row, text in texts if " " in text and text[:1].isupper() and is_person(text)]
        if len(people) < 2:
            continue
        above = {word for row in range(people[0] - 3, people[0]) for word in by_row.get(row, {}).values()}
        over = _over(table, by_row, people[0], column)
        if above & (words.officers | words.actions) or {over, *over.split()} & words.officers:
            continue
        near = (day for day in range(column - BESIDE, column + BESIDE + 1) if day != column and day in table.columns)
        days = (day for day in near if sum(table.is_day((row, day)) for row in people) >= 2)
        beside = next((day for day in days if not set(_over(table, by_row, people[0], day).split()) & words.times), None)
        if beside is not None:
            yield SignKind.BIRTH, (people[0], beside)
        elif len({table.cells[row, column] for row in people}) >= LIST:
            yield SignKind.NAMES, (people[0], column)


def _over(table: TextTable, by_row: Mapping[int, Mapping[int, str]], first: int, column: int) -> str:
    """The nearest words above a cell in its column; empty where there are none."""
    rows = table.columns.get(column, [])
    above = reversed(rows[max(0, bisect_left(rows, first) - BELOW) : bisect_left(rows, first)])
    return next((by_row[row][column] for row in above if column in by_row.get(row, {})), "")


def headings_among(lines: Sequence[str]) -> list[SignKind]:
    """What the names of fields say of rows that are kept apart from them, as a pivot cache keeps them."""
    words = child_words()
    said = {plain(line) for line in lines if 0 < len(line) <= LONGEST_HEADING}
    found = []
    births = said & words.births
    if (
        any(telling_heading(line, words) for line in lines if len(line) <= LONGEST_HEADING)
        or (said & (words.child | words.number) and said & words.about)
        or (said & words.person and births)
    ):
        found.append(SignKind.ROWS)
    if said & words.family:
        found.append(SignKind.FAMILY)
    people = {line for line in lines if is_person(line)}
    if len(people) >= LIST or (len(people) >= 2 and sum(is_day(line) for line in lines) >= 2):
        found.append(SignKind.NAMES)
    return found
