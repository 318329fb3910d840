"""Damage: headings lost, rows doubled, codes misread, bytes broken. Nothing but a refusal may be raised, and nothing be lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from data.model.observation import CellPart, FigureRole
from tests.attack.book import KPI, Book, Cell, Tab, as_csv, as_ods, as_xlsx, data_rows, header_rows
from tests.attack.oracle import Base, Copy, key
from tests.files.writing import packed, unpacked

OTHER_AREAS = {"bury": ("Oldham", "Rochdale", "Kent"), "illustrative": ("Oldham", "Kent", "Ashmarsh", "Dunholt")}
SERIES = {
    "SN": FigureRole.NEIGHBOURS,
    "ENG": FigureRole.ENGLAND,
    "Target": FigureRole.TARGET,
    "North Vale": FigureRole.REGION,
    "Alderland": FigureRole.ENGLAND,
}


def heading_dropped(base: Base, rng: Random) -> Copy:
    book = base.book.copy()
    tab = rng.choice([tab for tab in book.tabs if header_rows(tab)])
    row = rng.choice(header_rows(tab))
    del tab.cells[row, rng.choice(sorted(tab.row(row)))]
    return Copy(book.name, as_xlsx(book), book, base.figures, loose=True, base=base)


def row_doubled(base: Base, rng: Random) -> Copy:
    """A row again with another figure of its own: the file contradicts itself and must be refused."""
    book = base.book.copy()
    owns = [
        o
        for o in base.loaded.observations
        if o.value is not None and o.measure is CellPart.FIGURE and o.series in (FigureRole.OWN, FigureRole.OTHER)
    ]
    chosen = rng.choice(owns)
    tab, row, column = _place(book, chosen.sheet, chosen.cell)
    cells = tab.row(row)
    run = next(run for run in data_rows(tab) if row in run)
    tab.insert_rows(run[-1] + 1)
    for at, cell in cells.items():
        tab.put(run[-1] + 1, at, cell.value, cell.form)
    tab.put(run[-1] + 1, column, _other(cells[column].value), cells[column].form)
    return Copy(book.name, as_xlsx(book), book, None, refuse=True, base=base)


def row_repeated(base: Base, rng: Random) -> Copy:
    """A row again as it stands: each figure counts once."""
    book = base.book.copy()
    tab = book.tabs[0]
    run = rng.choice(data_rows(tab))
    row = rng.choice(run)
    tab.insert_rows(run[-1] + 1)
    for at, cell in tab.row(row).items():
        tab.put(run[-1] + 1, at, cell.value, cell.form)
    return Copy(book.name, as_xlsx(book), book, base.figures, base=base)


def column_doubled(base: Base, rng: Random) -> Copy:
    """A column again beside itself, half of the time with other figures."""
    book = base.book.copy()
    tab = book.tabs[0]
    column, change = rng.randint(1, tab.width), rng.random() < 0.5
    tab.insert_columns(column + 1)
    for (row, at), cell in list(tab.cells.items()):
        if at == column and row >= header_rows(tab)[0]:
            number = isinstance(cell.value, int | float) and change and row not in header_rows(tab)
            tab.put(row, column + 1, _other(cell.value) if number else cell.value, cell.form)
    tab.merges = [box for box in tab.merges if not (box[1] <= column + 1 <= box[3] and box[0] in header_rows(tab))]
    return Copy(book.name, as_xlsx(book), book, base.figures, loose=True, base=base)


def headings_swapped(base: Base, rng: Random) -> Copy:
    """Two headings of comparators or targets change places: every figure under them is then the other's."""
    book = base.book.copy()
    tab = book.tabs[0]
    rows = [row for row in header_rows(tab) if len(_known(tab, row)) > 1]
    if not rows:
        return row_repeated(base, rng)
    row = rng.choice(rows)
    one, other = rng.sample(sorted(_known(tab, row)), 2)
    tab.cells[row, one], tab.cells[row, other] = tab.cells[row, other], tab.cells[row, one]
    run = next(run for run in data_rows(tab) if run[0] > row)
    words = {at: SERIES[str(tab.cells[row, at].value)] for at in (one, other)}
    expected = {}
    for o in base.loaded.observations:
        at = key(o)
        if at not in base.figures:
            continue
        _, line, column = _place(book, o.sheet, o.cell)
        if o.sheet == tab.name and line in run and column in words:
            at = (*at[:2], words[column], _area(base, words[column]), *at[4:])
        expected[at] = base.figures[key(o)]
    return Copy(book.name, as_xlsx(book), book, expected, loose=True, base=base)


def _known(tab: Tab, row: int) -> list[int]:
    return [at for at, cell in tab.row(row).items() if cell.value in SERIES]


def _area(base: Base, series: FigureRole) -> str:
    if series is FigureRole.NEIGHBOURS:
        return f"SN-{base.loaded.reporter}"
    found = {o.area for o in base.loaded.observations if o.series is series}
    home = base.catalogue.areas[base.loaded.reporter]
    return found.pop() if len(found) == 1 else home.code if series is FigureRole.TARGET else home.region


def codes_misread(base: Base, rng: Random) -> Copy:
    """A code read as letters (El, Ea, Pg), cut, with a zero or a space inside, or unknown: its row is known by name or refused aloud."""
    book = base.book.copy()
    tab = book.tabs[0]
    row, column, code = rng.choice(_codes(tab))
    letters = code.replace("1", "l").replace("4", "a").replace("9", "g").replace("0", "O").replace("5", "S")
    wrong = rng.choice(
        (letters, f"{code[0]} {code[1:]}", f"{code[0]}0{code[1:]}", f"{code}a", "S99", "Q1", f"{code}/2", "??", code[0], f"{code}.1")
    )
    tab.put(row, column, wrong, "General", tab.cells[row, column].tag)
    return Copy(book.name, as_xlsx(book), book, base.figures, what=f"{code} as {wrong}", base=base)


def _codes(tab: Tab) -> list[tuple[int, int, str]]:
    rows = [row for run in data_rows(tab) for row in run]
    found = []
    for row in rows:
        column, cell = next((c, k) for c, k in tab.row(row).items() if isinstance(k.value, str) and KPI.fullmatch(k.value))
        found.append((row, column, str(cell.value)))
    return found


def title_missing(base: Base, rng: Random) -> Copy:
    """No line names the area: refused until someone says which it is."""
    book = base.book.copy()
    for tab in book.tabs:
        top = header_rows(tab)[0] if header_rows(tab) else tab.height + 1
        tab.cells = {place: cell for place, cell in tab.cells.items() if place[0] >= top or (rng.random() < 0.5 and "mere" not in
                     str(cell.value) and "Bury" not in str(cell.value))}  # fmt: skip
    return Copy(book.name, as_xlsx(book), book, None, refuse=True, base=base)


def two_areas(base: Base, rng: Random) -> Copy:
    """Another authority named in the title, above a later table or on another sheet with a table."""
    book = base.book.copy()
    tab = book.tabs[0]
    name = rng.choice(OTHER_AREAS[base.sample])
    line = rng.choice((name, f"{name}: SEND scorecard", f"{name} Council, Local Area Partnership"))
    heads = [row for row in header_rows(tab) if row - 1 not in header_rows(tab)]
    tab.put(rng.choice((1, *(row - 1 for row in heads))), rng.randint(9, 12), line)
    return Copy(book.name, as_xlsx(book), book, None, refuse=True, base=base)


def table_emptied(base: Base, rng: Random) -> Copy:
    """All rows of the tables gone, or all of their figures."""
    book = base.book.copy()
    whole = rng.random() < 0.5
    for tab in book.tabs:
        body = {row for run in data_rows(tab) for row in run}
        tab.cells = {(row, at): cell for (row, at), cell in tab.cells.items() if row not in body or (not whole and at <= 2)}
    return Copy(book.name, as_xlsx(book), book, {}, base=base)


def bytes_broken(base: Base, rng: Random) -> Copy:
    """Cut short, bits flipped, pieces swapped or doubled."""
    content = rng.choice((base.content, as_ods(base.book), as_csv(base.book.tabs[0])))
    broken = bytearray(content)
    way = rng.randint(0, 3)
    if way == 0:
        broken = broken[: rng.randint(0, len(broken))]
    elif way == 1:
        for _ in range(rng.randint(1, 40)):
            broken[rng.randrange(len(broken))] ^= 1 << rng.randint(0, 7)
    elif way == 2:
        at, length = rng.randrange(len(broken)), rng.randint(1, 400)
        broken[at : at + length] = bytes(rng.randbytes(rng.randint(0, 400)))
    else:
        at = rng.randrange(len(broken))
        broken[at:at] = broken[at : at + rng.randint(1, 2000)]
    return Copy(rng.choice(("a.xlsx", "a.csv", "a.ods", "a")), bytes(broken), base=base)


def parts_broken(base: Base, rng: Random) -> Copy:
    """A part inside the package broken and packed again, so that only the reader of that part can notice."""
    parts = unpacked(rng.choice((base.content, as_ods(base.book))))
    name = rng.choice(sorted(parts))
    part = bytearray(parts[name])
    for _ in range(rng.randint(1, 12)):
        if part:
            at = rng.randrange(len(part))
            part[at : at + rng.randint(0, 3)] = rng.choice(
                (b"", b"<", b">", b'"', b"9", b"-1", b"\xff", b"99999999999", b"NaN", b"x", b"&", b"1e999")
            )
    if rng.random() < 0.1:
        del parts[name]
    else:
        parts[name] = bytes(part)
    return Copy("a.xlsx", packed(parts), base=base)


def random_bytes(base: Base, rng: Random) -> Copy:
    start = rng.choice(
        (
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"Ref,Indicator,Target,2016\n",
            "Réf;Ünit\n".encode("utf-16"),
            b"\xef\xbb\xbf",
        )
    )
    return Copy(rng.choice(("a.xlsx", "a.csv", "a.ods")), start + rng.randbytes(rng.randint(0, 3000)), base=base)


def random_grid(base: Base, rng: Random) -> Copy:
    """A small sheet of words that scorecards use and numbers, anywhere, merged anyhow."""
    tab = Tab("Scorecard")
    name = base.catalogue.areas[base.loaded.reporter].name
    words = words_of(base)
    tab.put(1, 1, f"{name}: SEND scorecard")
    for row in range(2, rng.randint(4, 12)):
        for column in range(1, rng.randint(2, 9)):
            if rng.random() < 0.75:
                tab.put(row, column, *_anything(rng, words))
    heads = ["Ref", "Indicator", *rng.sample(words, 4)] if rng.random() < 0.7 else []
    for column, word in enumerate(heads, 1):
        tab.put(3, column, word)
    for _ in range(rng.randint(0, 4)):
        row, column = rng.choice(sorted(tab.cells))
        tab.merge(row, column, row + rng.randint(0, 2), column + rng.randint(0, 3))
    book = Book("grid.xlsx", [tab])
    return Copy(book.name, as_xlsx(book), book, None, base=base)


def words_of(base: Base) -> list[str]:
    """Words of the project's list, codes, periods and places."""
    roles = [word for words in base.catalogue.reading.roles.values() for word in words]
    return sorted([*roles, "2016", "Jan-17", "2015/16", "2023/24", "Autumn 2016", "England", "Target 2017", "Benchmarking", *SERIES])


def _anything(rng: Random, words: list[str]) -> tuple[Any, str]:
    return rng.choice((
        (rng.choice(words), "General"), (f"{rng.choice('SEPL')}{rng.randint(1, 14)}", "General"), (rng.randint(0, 3000), "General"),
        (round(rng.random(), 4), "0.0%"), (f"{rng.randint(0, 100)}%", "@"), (rng.choice(("TBC", "n/a", "c", "about 40", "58 (4.0%)")), "@"),
        (rng.randint(2010, 2026), "General"),
    ))  # fmt: skip


def _place(book: Book, sheet: str, cell: str) -> tuple[Tab, int, int]:
    from openpyxl.utils.cell import coordinate_to_tuple

    row, column = coordinate_to_tuple(cell)
    return next(tab for tab in book.tabs if tab.name == sheet), row, column


def _other(value: Any) -> Any:
    if isinstance(value, int | float):
        return value + 1
    head = str(value).partition("(")[0].strip()
    return f"{float(head.rstrip('%*†').replace(',', '').replace(chr(0x2212), '-')) + 1:g}" + ("%" if "%" in head else "")


DAMAGE: dict[str, Callable[[Base, Random], Copy]] = {
    "a heading dropped": heading_dropped, "a row again with another figure": row_doubled, "a row again": row_repeated,
    "a column again": column_doubled, "two headings swapped": headings_swapped, "codes misread": codes_misread,
    "title missing": title_missing, "two areas": two_areas, "tables emptied": table_emptied, "bytes broken": bytes_broken,
    "parts broken": parts_broken, "random bytes": random_bytes, "random grids": random_grid,
}  # fmt: skip
MUST_REFUSE = ("a row again with another figure", "title missing", "two areas")


def made(name: str, base: Base, rng: Random) -> Copy:
    return DAMAGE[name](base, rng)


__all__ = ["DAMAGE", "MUST_REFUSE", "Cell", "made", "words_of"]
