"""Traps: tables drawn so that a careless reader dates or names a figure wrongly. A figure may be left out aloud, never misread.

Every figure of a drawn table is a number that stands nowhere else; those that mean something say what, and the others must not be read.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from random import Random

from data.model.observation import CellPart, FigureRole
from data.model.period import Firmness, PeriodKind
from tests.attack.book import Book, Tab, as_xlsx
from tests.attack.oracle import Base, Copy, Key, Said

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COUNTS = ("S6", "S9", "S10", "S11", "S12", "S13", "E9", "E10", "P8", "P9", "P10", "L1", "L2")
STRANGE = ("Rank", "Boys", "Girls", "Variance", "Change", "Quartile", "Cohort", "Confidence", "Difference", "Year 9")

NOTED: tuple[list[object], ...] = (
    ["Note", "Target", "Actual"], [None, None, "Target", "Actual", "Comment"], ["Notes", None, "SN", "Target", "Actual"],
)  # fmt: skip


class Drawing:
    """One sheet while it is drawn, and what its figures mean."""

    def __init__(self, base: Base, rng: Random) -> None:
        self.rng, self.base = rng, base
        home = base.catalogue.areas[base.loaded.reporter]
        self.areas = {FigureRole.OWN: home.code, FigureRole.TARGET: home.code, FigureRole.NEIGHBOURS: f"SN-{home.code}",
                      FigureRole.ENGLAND: base.catalogue.nation(home)}  # fmt: skip
        self.home, self.tab = home.code, Tab("Scorecard")
        self.expected: dict[Key, Said] = {}
        self.stood: dict[Key, str] = {}
        self._numbers = rng.sample(range(2100, 9900), 300)
        self.codes = sorted(rng.sample(COUNTS, rng.randint(2, 6)), key=COUNTS.index)
        self.line(1, [f"{home.name}: SEND scorecard"])
        self.month, self.year = rng.randint(1, 12), rng.randint(2016, 2024)

    def line(self, row: int, values: list[object], left: int = 1) -> None:
        for column, value in enumerate(values, left):
            if value is not None:
                self.tab.put(row, column, value)

    def stray(self, row: int, column: int) -> None:
        """A number that is no figure of any KPI that can be named."""
        self.tab.put(row, column, self._numbers.pop())

    def figure(self, row: int, column: int, code: str, series: FigureRole = FigureRole.OWN, when: date | None = None) -> None:
        """A figure for the month that begins with ``when``; undated without."""
        number = self._numbers.pop()
        last = when.replace(day=monthrange(when.year, when.month)[1]) if when else None
        kind = PeriodKind.MONTH if when else PeriodKind.NOT_STATED
        dates = (str(when), str(last)) if when else ("", "Not stated")
        at = (code, self.home, series, self.areas[series], CellPart.FIGURE, kind, *dates)
        self.tab.put(row, column, number, "General", "|".join(at))
        self.expected[at], self.stood[at] = (float(number), "", str(Firmness.AS_REPORTED)), "|".join(at)

    def months(self, count: int) -> list[date]:
        """Months in a row, each a first day."""
        first = self.year * 12 + self.month - 1
        return [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(count)]

    def done(self, *, refuse: bool = False) -> Copy:
        book = Book("drawn.xlsx", [self.tab])
        return Copy(book.name, as_xlsx(book), book, self.expected, refuse=refuse, stood=self.stood, loose=True)


def shown(when: date) -> str:
    return f"{MONTHS[when.month - 1]}-{when:%y}"


def _rows(d: Drawing, first: int) -> list[tuple[int, str]]:
    """A row for each KPI, with its code and name."""
    for row, code in enumerate(d.codes, first):
        d.line(row, [code, d.base.catalogue.indicators[code].printed])
    return list(enumerate(d.codes, first))


def years_in_a_line_above(d: Drawing) -> Copy:
    """A line of years above an undated table dates nothing."""
    d.line(2, [d.year + n for n in range(5)], d.rng.randint(2, 4))
    d.line(5, ["Ref", "Indicator", "Actual", "Target", "SN"])
    for row, code in _rows(d, 6):
        for column, series in enumerate((FigureRole.OWN, FigureRole.TARGET, FigureRole.NEIGHBOURS), 3):
            d.figure(row, column, code, series)
    return d.done()


def units_under_the_headings(d: Drawing) -> Copy:
    when = d.months(1)[0]
    d.line(3, ["Ref", "Indicator", shown(when), "Target", "SN", "ENG"])
    d.line(4, [d.rng.choice(("%", "No.", "Number", "Rate", None)) for _ in range(4)], 3)
    for row, code in _rows(d, 5):
        for column, series in enumerate((FigureRole.OWN, FigureRole.TARGET, FigureRole.NEIGHBOURS, FigureRole.ENGLAND), 3):
            d.figure(row, column, code, series, when)
    return d.done()


def strange_words_under_a_date(d: Drawing) -> Copy:
    """One of the columns under a merged date is the figure, the others are not."""
    words = [*d.rng.sample(STRANGE, d.rng.randint(1, 3)), *(["Actual"] if d.rng.random() < 0.7 else [])]
    d.rng.shuffle(words)
    when, late = d.months(2)
    d.line(3, ["Ref", "Indicator", shown(when), *[None] * (len(words) - 1), shown(late)])
    d.line(4, words, 3)
    if d.rng.random() < 0.7:
        d.tab.merge(3, 3, 3, 2 + len(words))
    if d.rng.random() < 0.5:
        d.tab.merge(3, 3 + len(words), 4, 3 + len(words))
    for row, code in _rows(d, 5):
        for column, word in enumerate(words, 3):
            if word == "Actual":
                d.figure(row, column, code, when=when)
            elif d.rng.random() < 0.6:
                d.stray(row, column)
        d.figure(row, 3 + len(words), code, when=late)
    return d.done()


def months_without_a_year(d: Drawing) -> Copy:
    """Months under a year of years: none of them is the year's figure."""
    d.line(3, ["Ref", "Indicator", f"{d.year}/{(d.year + 1) % 100:02}"])
    names = list(d.rng.sample(MONTHS, 4))
    d.line(4, names, 3)
    d.tab.merge(3, 3, 3, 6)
    for row, _ in _rows(d, 5):
        d.stray(row, d.rng.randint(3, 6))
    return d.done()


def dates_over_the_middle(d: Drawing) -> Copy:
    """Each date stands over the middle of its three columns, unmerged: where a date's columns end is not known."""
    one, two = d.months(2)
    d.line(3, [None, None, None, shown(one), None, None, shown(two)])
    d.line(4, ["Ref", "Indicator", *["Actual", "Target", "SN"] * 2])
    for row, code in _rows(d, 5):
        for column, when in ((3, one), (6, two)):
            d.stray(row, column)
            d.figure(row, column + 1, code, FigureRole.TARGET, when)
            d.stray(row, column + 2)
    return d.done()


def beside_one_another(d: Drawing) -> Copy:
    """Two tables of one period side by side; where one KPI is blank, the other's figure must not fill it."""
    when, gap = d.months(1)[0], d.rng.randint(0, 2)
    left, right = d.codes[: len(d.codes) // 2], d.codes[len(d.codes) // 2 :]
    for at, codes in ((1, left), (4 + gap, right)):
        d.line(3, ["Ref", "Indicator", shown(when)], at)
        for row, code in enumerate(codes, 4):
            d.line(row, [code, d.base.catalogue.indicators[code].printed], at)
            if d.rng.random() < 0.6:
                d.figure(row, at + 2, code, when=when)
    d.figure(4, 3, left[0], when=when)
    return d.done()


def notes_under_the_table(d: Drawing) -> Copy:
    """A second table under the first, of other columns and without names, mentions targets and actuals."""
    when = d.months(1)[0]
    d.line(3, ["Ref", "Indicator", shown(when), "Target", "SN"])
    rows = _rows(d, 4)
    for row, code in rows:
        if row == rows[0][0] or d.rng.random() < 0.5:
            d.figure(row, 3, code, when=when)
    last = rows[-1][0] + d.rng.randint(1, 3)
    d.line(
        last,
        d.rng.choice(
            (["Note", "Target", "Actual"], [None, None, "Target", "Actual", "Comment"], ["Notes", None, "SN", "Target", "Actual"])
        ),
    )
    for row, code in enumerate(d.codes, last + 1):
        d.line(row, [code])
        d.stray(row, 3)
        d.stray(row, 4)
    return d.done()


def dates_without_names(d: Drawing) -> Copy:
    """Later months stand under the first table with no heading of names."""
    months = d.months(4)
    d.line(3, ["Ref", "Indicator", *map(shown, months[:2])])
    rows = _rows(d, 4)
    for row, code in rows:
        d.figure(row, 3, code, when=months[0])
        if d.rng.random() < 0.5:
            d.figure(row, 4, code, when=months[1])
    last = rows[-1][0] + 1
    d.line(last, [shown(when) for when in months[2:]], 3)
    for row, code in enumerate(d.codes, last + 1):
        d.line(row, [code])
        d.stray(row, 3)
        d.stray(row, 4)
    return d.done()


def rows_under_one_code(d: Drawing) -> Copy:
    """Merged codes over a row of numbers and a row of something else."""
    when = d.months(1)[0]
    d.line(3, ["Ref", "Indicator", d.rng.choice(("Unit", "Measure type", "Split")), shown(when), "Target"])
    for n, code in enumerate(d.codes):
        row = 4 + 2 * n
        d.line(row, [code, d.base.catalogue.indicators[code].printed, "Number"])
        d.line(row + 1, [d.rng.choice(("%", "Rank", "of which boys"))], 3)
        d.tab.merge(row, 1, row + 1, 1)
        d.tab.merge(row, 2, row + 1, 2)
        if n == 0 or d.rng.random() < 0.5:
            d.figure(row, 4, code, when=when)
        d.stray(row + 1, 4)
        d.stray(row + 1, 5)
    return d.done()


def totals(d: Drawing) -> Copy:
    """A column and a row of totals and averages."""
    months = d.months(3)
    names = ["Total", "Average", "YTD", "Change"]
    d.rng.shuffle(names)
    d.line(3, ["Ref", "Indicator", *map(shown, months), *names[:2]])
    rows = _rows(d, 4)
    for row, code in rows:
        for column, when in enumerate(months, 3):
            d.figure(row, column, code, when=when)
        d.stray(row, 6)
        d.stray(row, 7)
    last = rows[-1][0] + 1
    d.line(last, [d.rng.choice(("Total", None, "All")), d.rng.choice(("Total", "Average", None))])
    for column in range(3, 7):
        d.stray(last, column)
    return d.done()


def one_word_over_dates(d: Drawing) -> Copy:
    """“Target” over two dates and “Actual” over two: merged it is meant for both, unmerged nothing says so."""
    one, two = d.months(2)
    merged = d.rng.random() < 0.5
    d.line(3, [None, None, "Target", None, "Actual", None])
    d.line(4, ["Ref", "Indicator", *map(shown, (one, two, one, two))])
    if merged:
        d.tab.merge(3, 3, 3, 4)
        d.tab.merge(3, 5, 3, 6)
    for row, code in _rows(d, 5):
        for column, series, when in (
            (3, FigureRole.TARGET, one),
            (4, FigureRole.TARGET, two),
            (5, FigureRole.OWN, one),
            (6, FigureRole.OWN, two),
        ):
            if d.rng.random() < 0.8 or column == 5:
                d.figure(row, column, code, series, when)
    return d.done()


def a_day_above(d: Drawing) -> Copy:
    """The day of a meeting or of the paper is no period of its figures."""
    words = d.rng.choice(("Next meeting:", "Date of next meeting:", "Report date:", "Printed", "Last updated", "Published:", "Version of"))
    d.line(2, d.rng.choice(([f"{words} 14 March {d.year}"], [words, f"14 March {d.year}"], [words, f"14/03/{d.year}"])))
    d.line(4, ["Ref", "Indicator", "Actual", "Target"])
    for row, code in _rows(d, 5):
        d.figure(row, 3, code)
        d.figure(row, 4, code, FigureRole.TARGET)
    return d.done()


def dated_targets(d: Drawing) -> Copy:
    """Targets, plans and actuals of several dates in one line of headings, in any order."""
    months = d.months(3)
    columns: list[tuple[str, FigureRole, date | None]] = []
    for when in months:
        columns.append(
            (d.rng.choice((f"{shown(when)} target", f"Target {shown(when)}", f"Target ({shown(when)})")), FigureRole.TARGET, when)
        )
        columns.append((d.rng.choice((f"Actual {shown(when)}", f"{shown(when)} actual", shown(when))), FigureRole.OWN, when))
        columns.append((d.rng.choice((f"SN {shown(when)}", f"Rank {shown(when)}")), FigureRole.NEIGHBOURS, when))
    d.rng.shuffle(columns)
    d.line(3, ["Ref", "Indicator", *(word for word, _, _ in columns)])
    for row, code in _rows(d, 4):
        for at, (word, series, when) in enumerate(columns, 3):
            d.stray(row, at) if "Rank" in word else d.figure(row, at, code, series, when)
    return d.done()


def words_over_a_comparator(d: Drawing) -> Copy:
    """England over its figure and its rank, in either order."""
    when = d.months(1)[0]
    words = ["Rank", d.rng.choice(("%", "Number", "Value"))]
    d.rng.shuffle(words)
    d.line(3, ["Ref", "Indicator", shown(when), "England"])
    d.line(4, words, 4)
    d.tab.merge(3, 4, 3, 5)
    for row, code in _rows(d, 5):
        d.figure(row, 3, code, when=when)
        d.stray(row, 4 + words.index("Rank"))
        d.figure(row, 5 - words.index("Rank"), code, FigureRole.ENGLAND, when)
    return d.done()


def another_areas_table(d: Drawing) -> Copy:
    """A second area's table under the first: refused until someone says whose the file is."""
    when = d.months(1)[0]
    d.line(3, ["Ref", "Indicator", shown(when)])
    rows = _rows(d, 4)
    for row, code in rows:
        d.figure(row, 3, code, when=when)
    last = rows[-1][0] + 2
    d.line(last, [d.rng.choice(("Oldham: SEND scorecard", "Kent", "Figures for Devon"))])
    d.line(last + d.rng.randint(1, 1), ["Ref", "Indicator", shown(d.months(2)[1])])
    d.line(last + 2, [d.codes[0], "x", 5])
    return d.done(refuse=True)


def one_heading_twice(d: Drawing) -> Copy:
    """The same date over two columns, under words nobody knows."""
    when = d.months(1)[0]
    if d.rng.random() < 0.5:
        d.line(2, ["Boys", None, "Girls"], 3)
    d.line(3, ["Ref", "Indicator", shown(when), "Target", shown(when)])
    for row, code in _rows(d, 4):
        d.figure(row, 4, code, FigureRole.TARGET, when)
        d.stray(row, d.rng.choice((3, 5)))
    d.stray(4, 3)
    d.stray(4, 5)
    return d.done()


TRAPS: dict[str, Callable[[Drawing], Copy]] = {
    "a line of years above": years_in_a_line_above, "units under the headings": units_under_the_headings,
    "strange words under a date": strange_words_under_a_date, "months without a year": months_without_a_year,
    "dates over the middle": dates_over_the_middle, "tables beside one another": beside_one_another,
    "notes under the table": notes_under_the_table, "dates without names": dates_without_names, "rows under one code": rows_under_one_code,
    "totals and averages": totals, "one word over dates": one_word_over_dates, "a day above": a_day_above, "dated targets": dated_targets,
    "words over a comparator": words_over_a_comparator, "another area’s table": another_areas_table, "one heading twice": one_heading_twice,
}  # fmt: skip
MUST_REFUSE = ("another area’s table",)


def made(name: str, base: Base, rng: Random) -> Copy:
    """One drawn workbook of the area whose sample is attacked."""
    return TRAPS[name](Drawing(base, rng))
