"""Values: one cell holds something else. The copy must give exactly that figure, reason or named fault, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from data.model.indicator import Unit
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Firmness
from tests.attack.book import as_xlsx
from tests.attack.oracle import Base, Copy, Key, Said, key, said


@dataclass(frozen=True)
class Typed:
    """What is typed into a cell, how it is formatted, and what it says: a value, a reason, or nothing that can be read."""

    content: Any
    form: str = "General"
    value: float | None = None
    missing: str = ""
    share: float | None = None
    status: str = ""

    @property
    def unreadable(self) -> bool:
        return self.value is None and not self.missing and self.content not in ("", " ", "\u00a0", None)


def _number(rng: Random, unit: Unit) -> Typed:
    """Another number in the format its unit usually has."""
    if unit is Unit.PERCENT:
        tenths = rng.randint(0, 1000)
        return Typed(tenths / 1000, "0.0%", tenths / 10)
    if unit in (Unit.SCORE, Unit.POINTS):
        hundredths = rng.randint(-200, 6000)
        return Typed(hundredths / 100, "0.00", hundredths / 100)
    count = rng.randint(0, 90_000)
    return Typed(count, rng.choice(("General", "#,##0")), count)


def _as_text(rng: Random, unit: Unit) -> Typed:
    if unit is Unit.PERCENT:
        tenths = rng.randint(0, 1000)
        return Typed(rng.choice((f"{tenths / 10}%", f"{tenths / 10} %", f" {tenths / 10}%", f"{tenths / 10}\u00a0%", f"{tenths / 10}")),
                     "@", tenths / 10)  # fmt: skip
    count = rng.randint(0, 900_000)
    return Typed(rng.choice((str(count), f"{count:,}", f" {count} ", f"+{count}", f"{count}.0", f"{count}\u00a0")), "@", count)


def _space_inside(rng: Random, unit: Unit) -> Typed:
    sign = "%" if unit is Unit.PERCENT else ""
    gap = rng.choice((" ", "\u00a0", "  ", "\u202f"))
    return Typed(rng.choice((f"5{gap}0{sign}", f"1{gap}234{sign}", f"12{gap}5.3{sign}", f"1{gap}2{gap}3{sign}", f"-{gap}5{sign}")))


def _reason(rng: Random, unit: Unit) -> Typed:
    words = {
        Missing.TO_BE_CONFIRMED: ("TBC", "tbc", "To be confirmed", "TBA", " TBC "),
        Missing.NOT_APPLICABLE: ("n/a", "N/A", "z", "na", "Not applicable"),
        Missing.NOT_AVAILABLE: ("x", "-", "–", "—", ":", "..", "no data"),
        Missing.SUPPRESSED: ("c", "*", "~", "suppressed", "[c]", "(c)", "supp", "40 c", "3 (suppressed)", "c (0.9%)"),
        Missing.LOW: ("low", "k", "Low"),
        Missing.UNRELIABLE: ("u",),
        Missing.ILLEGIBLE: ("[illegible]",),
    }
    reason = rng.choice(sorted(words))
    return Typed(rng.choice(words[reason]), missing=reason.value)


def _blank(rng: Random, unit: Unit) -> Typed:
    return Typed(rng.choice((None, " ", "\u00a0")))


def _with_share(rng: Random, unit: Unit) -> Typed:
    count, tenths = rng.randint(0, 900), rng.randint(0, 1000)
    text = rng.choice((f"{count} ({tenths / 10}%)", f"{count}({tenths / 10}%)", f"{count} ( {tenths / 10}% )"))
    if unit is Unit.PERCENT:
        return rng.choice((Typed(text), Typed(f"{tenths / 10}% ({count})", value=tenths / 10)))
    if unit is not Unit.COUNT:
        return Typed(text, value=count)
    return Typed(rng.choice((text, f"{tenths / 10}% ({count})")), value=count, share=tenths / 10)


def _mark(rng: Random, unit: Unit) -> Typed:
    sign, number = ("%" if unit is Unit.PERCENT else ""), rng.randint(1, 90)
    mark, status = rng.choice(
        (
            (" (p)", Firmness.PROVISIONAL),
            (" (provisional)", Firmness.PROVISIONAL),
            (" p", Firmness.PROVISIONAL),
            ("r", Firmness.REVISED),
            (" (revised)", Firmness.REVISED),
            (" e", Firmness.ESTIMATED),
            (" (forecast)", Firmness.PROJECTED),
            ("*", ""),
            ("†", ""),
            ("[1]", ""),
            (" [2]", ""),
            ("²", ""),
            (" (see note)", ""),
            (" [prov]", Firmness.PROVISIONAL),
        )
    )
    return Typed(f"{number}{sign}{mark}", value=number, status=str(status))


def _negative(rng: Random, unit: Unit) -> Typed:
    sign, number = ("%" if unit is Unit.PERCENT else ""), rng.randint(1, 300) / 100
    brackets = rng.choice((f"({number}{sign})", f"( {number}{sign} )"))
    if rng.random() < 0.5:
        return Typed(brackets, value=-number) if unit in (Unit.SCORE, Unit.POINTS) else Typed(brackets)
    return Typed(rng.choice((f"\u2212{number}{sign}", f"-{number}{sign}")), value=-number)


def _error(rng: Random, unit: Unit) -> Typed:
    return Typed(rng.choice(("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")))


def _formula(rng: Random, unit: Unit) -> Typed:
    return Typed(rng.choice(("=1+1", "=SUM(D6:D9)", "='[old.xlsx]Sheet1'!A1", "=D6/D7")))


def _date(rng: Random, unit: Unit) -> Typed:
    return Typed(
        datetime(rng.randint(2001, 2030), rng.randint(1, 12), rng.randint(1, 28)), rng.choice(("dd-mmm-yy", "mmm-yy", "dd/mm/yyyy"))
    )


def _huge(rng: Random, unit: Unit) -> Typed:
    number = rng.choice((10**9, 10**15, 123456789012, 2**53))
    return Typed(rng.choice((number, str(number), f"{number:,}")), value=number)


def _words(rng: Random, unit: Unit) -> Typed:
    return Typed(rng.choice((
        "about 40", "c. 40", "40ish", ">40", "40-50", "3/4", "1 in 5", "1,23", "12,34,5", "1.234,5", "--5", "5-", "100%%", "1O", "l2",
        "£40",
        "5 to 6", "up 3", "40 / 50", "see note 3", "40 (of 50", "4 0 0", "1e5", "0x10", "5%6%", "TBC 40", "n/a 5", "58 (4.0)",
        "None reported", "nil", "#40", "40 (12) (3%)", "½", "٪40", "40;50", "yes", "No change", "40 (50)", "≈40", "±5", "40.5.1", "40 %%",
    )))  # fmt: skip


def _switch(rng: Random, unit: Unit) -> Typed:
    return Typed(rng.choice((True, False)))


VALUES: dict[str, Callable[[Random, Unit], Typed]] = {
    "another number": _number, "a number as text": _as_text, "a space inside": _space_inside, "a reason": _reason, "blank": _blank,
    "a share in brackets": _with_share, "marks and notes": _mark, "negatives": _negative, "an error": _error, "no stored result": _formula,
    "a date": _date, "huge": _huge, "words for a number": _words, "true or false": _switch,
}  # fmt: skip
FILLED = "a blank target filled"


def made(name: str, base: Base, rng: Random) -> Copy:
    """The file with one figure's cell set to something else."""
    if name == FILLED:
        return filled(base, rng)
    chosen = rng.choice([o for o in base.loaded.observations if _plain(o, base)])
    typed = VALUES[name](rng, base.catalogue.indicators[chosen.indicator].unit)
    return _copy(base, (chosen.sheet, chosen.cell), typed, chosen, key(chosen))


def filled(base: Base, rng: Random) -> Copy:
    """A figure in a target's empty cell; the row's own figure says its period."""
    targets = {o.cell.rstrip("0123456789") for o in base.loaded.observations if o.series is FigureRole.TARGET}
    if not targets:
        return made("another number", base, rng)
    column = targets.pop()
    there = base.book.places()
    own = [o for o in base.loaded.observations if o.series is FigureRole.OWN and o.measure is CellPart.FIGURE
           and (o.sheet, column + o.cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) not in there]  # fmt: skip
    chosen = rng.choice(own)
    at = list(key(chosen))
    at[2] = FigureRole.TARGET
    typed = _number(rng, base.catalogue.indicators[chosen.indicator].unit)
    return _copy(base, (chosen.sheet, column + chosen.cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), typed, chosen, tuple(at))


def _plain(o: Observation, base: Base) -> bool:
    """A figure whose cell says no more than a number or a reason: no place in brackets, no mark of its own."""
    bracket = o.raw.partition("(")[2]
    return o.measure is CellPart.FIGURE and not any(c.isalpha() for c in bracket) and o.raw.rstrip("pre") == o.raw


def _copy(base: Base, place: tuple[str, str], typed: Typed, chosen: Observation, at: Key) -> Copy:
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    book, (sheet, cell) = base.book.copy(), place
    tab = next(tab for tab in book.tabs if tab.name == sheet)
    letters, row = coordinate_from_string(cell)
    column = column_index_from_string(letters)
    if typed.content is None:
        tab.cells.pop((row, column), None)
    else:
        tab.put(row, column, typed.content, typed.form, f"{sheet}!{cell}")
    expected = dict(base.figures)
    expected.pop((*at[:4], CellPart.SHARE, *at[5:]), None)
    expected[at] = _says(typed, chosen)
    if typed.value is None and not typed.missing and not typed.unreadable:
        del expected[at]
        if chosen.missing is Missing.TO_BE_CONFIRMED and not chosen.raw and chosen.series is FigureRole.OWN and at == key(chosen):
            expected[at] = said(chosen)  # another cell of the row says TBC
    if typed.share is not None:
        expected[*at[:4], CellPart.SHARE, *at[5:]] = (typed.share, "", expected[at][2])
    what = f"{sheet}!{cell} = {typed.content!r} ({typed.form})"
    return Copy(book.name, as_xlsx(book), book, expected, what=what, base=base)


def _says(typed: Typed, chosen: Observation) -> Said:
    status = typed.status or str(chosen.period.status)
    if typed.unreadable:
        return None, str(Missing.UNREADABLE), status
    return (None if typed.value is None else float(typed.value)), typed.missing, status
