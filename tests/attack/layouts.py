"""Layouts: the same cells in other places, words and formats. They must load to the same figures, or be refused, and never to others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from data.text import plain
from tests.attack.book import KPI, Book, Cell, Tab, as_csv, as_ods, as_xlsx, data_rows, header_rows, shown
from tests.attack.oracle import Base, Copy

Change = Callable[[Random, Book], None]
# Other words for a heading, as councils write them; kept apart from the project's own list so that a word lost there is seen here.
WORDS = {
    "code": ("Ref", "KPI", "KPI ref", "Code", "Measure ref", "KPI No.", "Reference"),
    "title": ("Indicator", "Measure", "KPI name", "Description", "Performance indicator", "Indicator description"),
    "value": ("Actual", "Latest", "Value", "Outturn", "Current performance", "Result", "Latest figure", "Performance"),
    "target": ("Target", "Agreed target", "Annual target", "Plan target", "Final target"),
    "neighbours": ("SN", "Stat neighbours", "Statistical Neighbours", "SN average", "Statistical neighbour average"),
    "england": ("ENG", "England", "National", "National average", "England average"),
    "period": ("Period", "Reporting period", "Time period", "Month", "Data as at", "Quarter"),
    "series": ("Area", "Local authority", "Geography", "Area name", "Figure for"),
    "rag": ("RAG", "RAG rating", "RAG status", "Rating"),
    "direction": ("Direction", "Direction of travel", "DOT", "Trend"),
    "source": ("Data source", "Source"),
    "owner": ("Owner", "Lead", "Lead officer", "Responsible team"),
    "priority": ("Priority", "Priorities", "Plan priority"),
    "comment": ("Comment", "Comments", "Notes", "Commentary", "Narrative"),
}
ROLE_OF = {plain(word): role for role, words in WORDS.items() for word in words}
NOTES = ("Board to note", "see action log", "3 cases open", "40", "discussed 12/03", "about 7", "n/k", "rising since Easter", "P6 only")
STRANGERS = (
    "Board view",
    "Action log",
    "Who to ring",
    "Rank",
    "Variance",
    "Change on year",
    "Cohort",
    "Confidence",
    "Chart",
    "Numbers of note",
)
TITLES = ("Prepared for the SEND board", "Draft", "OFFICIAL", "Figures checked by the data team", "See notes overleaf", "Appendix 3")
SHEETS = ("Contents", "Notes", "Contacts", "Pivot", "Charts", "Read me")


def shuffled_columns(rng: Random, book: Book) -> None:
    """Every column anywhere from the headings down; what is merged across stays together."""
    for tab in book.tabs:
        if not (heads := header_rows(tab)):
            continue
        groups: list[list[int]] = []
        wide = [(left, right) for top, left, _, right in tab.merges if top >= heads[0] and right > left]
        for column in range(1, tab.width + 1):
            if groups and any(left < column <= right for left, right in wide):
                groups[-1].append(column)
            else:
                groups.append([column])
        rng.shuffle(groups)
        order = {old: new for new, old in enumerate((c for group in groups for c in group), 1)}
        above = {place: cell for place, cell in tab.cells.items() if place[0] < heads[0]}
        merges = [box for box in tab.merges if box[0] < heads[0]]
        tab.cells = {place: cell for place, cell in tab.cells.items() if place[0] >= heads[0]}
        tab.merges = [box for box in tab.merges if box[0] >= heads[0]]
        tab.move(lambda row: row, lambda column, order=order: order.get(column, column))
        tab.cells |= above
        tab.merges += merges


def shuffled_rows(rng: Random, book: Book) -> None:
    for tab in book.tabs:
        order: dict[int, int] = {}
        for run in data_rows(tab):
            order |= dict(zip(run, rng.sample(run, len(run)), strict=True))
        tab.move(lambda row, order=order: order.get(row, row), lambda column: column)  # type: ignore[misc]


def blank_rows(rng: Random, book: Book) -> None:
    for tab in book.tabs:
        inside = {row for top, _, bottom, _ in tab.merges for row in range(top + 1, bottom + 1)}
        for _ in range(rng.randint(1, 4)):
            at = rng.randint(1, tab.height)
            if at not in inside and not (at in header_rows(tab) and at - 1 in header_rows(tab)):
                tab.insert_rows(at, rng.randint(1, 3))
                inside = {row for top, _, bottom, _ in tab.merges for row in range(top + 1, bottom + 1)}


def blank_row_under_headings(rng: Random, book: Book) -> None:
    for tab in book.tabs:
        if runs := data_rows(tab):
            tab.insert_rows(rng.choice(runs)[0])


def blank_row_between_headings(rng: Random, book: Book) -> None:
    for tab in book.tabs:
        heads = header_rows(tab)
        if pairs := [row for row in heads if row - 1 in heads] or heads:
            tab.insert_rows(rng.choice(pairs))


def blank_columns(rng: Random, book: Book) -> None:
    for tab in book.tabs:
        for _ in range(rng.randint(1, 3)):
            tab.insert_columns(rng.randint(1, tab.width + 1), rng.randint(1, 2))


def titles(rng: Random, book: Book) -> None:
    """Lines added above, the title in another column, merged across, or wrapped in other words."""
    for tab in book.tabs:
        tab.insert_rows(1, rng.randint(1, 3))
        tab.put(1, rng.randint(1, 4), rng.choice(TITLES))
        if rng.random() < 0.5:
            tab.put(tab.height + 2, rng.randint(1, 3), rng.choice(TITLES))
        first = min(place for place in tab.cells if place[0] > 1)
        held = first[0] in header_rows(tab) or any(top <= first[0] <= bottom for top, _, bottom, _ in tab.merges)
        if rng.random() < 0.5 and not held:
            tab.cells[first[0], rng.randint(1, 6)] = tab.cells.pop(first)


def hidden_and_merged(rng: Random, book: Book) -> None:
    """Rows and columns hidden from sight; cells merged with the empty ones beside and below them."""
    for tab in book.tabs:
        tab.hidden_rows = {rng.randint(1, tab.height) for _ in range(rng.randint(0, 5))}
        tab.hidden_columns = {rng.randint(1, tab.width) for _ in range(rng.randint(0, 2))}
        heads = header_rows(tab)
        for _ in range(4):
            row, column = rng.choice(sorted(tab.cells))
            if row < (heads[0] if heads else 0):
                tab.merge(row, column, row, column + rng.randint(1, 4))
            elif row in heads and row - 1 not in heads and not tab.row(row - 1):
                tab.move(lambda at: at, lambda at: at)
            elif row not in heads:
                tab.merge(row, column, row, column + 1)


def reworded(rng: Random, book: Book) -> None:
    """Headings in other known words; the words for sections, places and periods stay."""
    for tab in book.tabs:
        chosen = {role: rng.choice(words) for role, words in WORDS.items()}
        for row in header_rows(tab):
            for column, cell in tab.row(row).items():
                if isinstance(cell.value, str) and (role := ROLE_OF.get(plain(cell.value))):
                    tab.cells[row, column] = Cell(chosen[role], cell.form, cell.tag)


def respaced(rng: Random, book: Book) -> None:
    """Headings in capitals, with no-break and double spaces, breaks, colons, brackets and dots."""
    ways: tuple[Callable[[str], str], ...] = (
        str.upper, str.lower, lambda t: t.replace(" ", "\u00a0"), lambda t: t.replace(" ", "  "), lambda t: f" {t} ", lambda t: f"{t}:",
        lambda t: t.replace(" ", "\n"), lambda t: f"{t} *", lambda t: f"{t}\u00a0", str.title, lambda t: f"({t})", lambda t: f"{t}.",
    )  # fmt: skip
    for tab in book.tabs:
        for row in header_rows(tab):
            for column, cell in tab.row(row).items():
                if isinstance(cell.value, str) and rng.random() < 0.6:
                    tab.cells[row, column] = Cell(rng.choice(ways)(cell.value), cell.form, cell.tag)


def strange_columns(rng: Random, book: Book) -> None:
    """Columns of text or numbers under a heading nobody knows, or under none."""
    for tab in book.tabs:
        heads, used = header_rows(tab), set[int]()
        for _ in range(rng.randint(1, 3)):
            at = rng.randint(1, tab.width + 1)
            if any(left < at <= right for top, left, _, right in tab.merges if heads and top >= heads[0]) or at in used:
                at = tab.width + 1
            used.add(at)
            tab.insert_columns(at)
            name = rng.choice((*STRANGERS, ""))
            for run in data_rows(tab):
                if name:
                    tab.put(run[0] - 1, at, name)
                for row in run:
                    if rng.random() < 0.7:
                        tab.put(row, at, rng.choice((rng.choice(NOTES), rng.randint(1, 500), round(rng.random(), 3))))


def under_one_another(rng: Random, book: Book) -> None:
    """The tables of a sheet in another order, with more or fewer rows between them, or each on a sheet of its own."""
    for tab in list(book.tabs):
        blocks = _blocks(tab)
        if len(blocks) < 2:
            continue
        rng.shuffle(blocks)
        apart = rng.random() < 0.4
        at, order, home = min(block[0] for block in blocks), dict[int, int](), dict[int, int]()
        for n, block in enumerate(blocks):
            at = at if not apart or n == 0 else 5
            for row in block:
                order[row], home[row], at = at, n if apart else 0, at + 1
            at += rng.randint(0, 3)
        _rebuilt(book, tab, order, home)


def _blocks(tab: Tab) -> list[list[int]]:
    """The rows of each table, headings and body."""
    heads = header_rows(tab)
    found = []
    for run in data_rows(tab):
        first = run[0]
        while first - 1 in heads:
            first -= 1
        found.append([*range(first, run[0]), *run])
    return found


def _rebuilt(book: Book, tab: Tab, order: dict[int, int], home: dict[int, int]) -> None:
    """Rows put where ``order`` says, on the sheet that ``home`` says; rows below all tables move down."""
    last = max(order.values()) + 3
    tail = {row: last + n for n, row in enumerate(sorted({r for r, _ in tab.cells if r not in order and r > min(order)}))}
    where = order | tail
    parts: dict[int, Tab] = {0: tab}
    cells, merges = tab.cells, tab.merges
    tab.cells, tab.merges = {}, []
    for (row, column), cell in cells.items():
        part = parts.setdefault(home.get(row, 0), Tab(f"{tab.name} {home.get(row, 0) + 1}"))
        part.cells[where.get(row, row), column] = cell
    for top, left, bottom, right in merges:
        part = parts[home.get(top, 0)]
        part.merges.append((where.get(top, top), left, where.get(top, top) + bottom - top, right))
    book.tabs[book.tabs.index(tab) + 1 : book.tabs.index(tab) + 1] = [part for n, part in sorted(parts.items()) if n]


def side_by_side(rng: Random, book: Book) -> None:
    """One of a sheet's tables put to the right of the first, on the same rows or some rows lower."""
    for tab in book.tabs:
        blocks = _blocks(tab)
        if len(blocks) < 2:
            continue
        moved = rng.choice(blocks[1:])
        across, up = tab.width + rng.randint(0, 2), moved[0] - blocks[0][0] - rng.choice((0, 0, 0, 1, 2, 6))
        merges = [box for box in tab.merges if box[0] in moved]
        tab.merges = [box for box in tab.merges if box[0] not in moved]
        cells = {place: tab.cells.pop(place) for place in list(tab.cells) if place[0] in moved}
        tab.cells |= {(row - up, column + across): cell for (row, column), cell in cells.items()}
        tab.merges += [(top - up, left + across, bottom - up, right + across) for top, left, bottom, right in merges]


def sheets(rng: Random, book: Book) -> None:
    """Sheets renamed, put in another order, and more of them, with text and numbers of no table."""
    for tab in book.tabs:
        if rng.random() < 0.5:
            tab.name = rng.choice(("Sheet1", "SEND KPIs", "Data", "Dashboard", "Board paper")) + f" {book.tabs.index(tab)}"
    for name in rng.sample(SHEETS, rng.randint(1, 3)):
        more = Tab(name, hidden=rng.random() < 0.3)
        for _ in range(rng.randint(1, 30)):
            more.put(rng.randint(1, 12), rng.randint(1, 8), rng.choice((*NOTES, *TITLES, rng.randint(0, 900), "Target", "2016", "Actual")))
        book.tabs.insert(rng.randint(0, len(book.tabs)), more)
    rng.shuffle(book.tabs)


def code_last(rng: Random, book: Book) -> None:
    """The column of codes at the end or in the middle."""
    for tab in book.tabs:
        if not (runs := data_rows(tab)):
            continue
        at = next(column for column, cell in tab.row(runs[0][0]).items() if isinstance(cell.value, str) and KPI.fullmatch(cell.value))
        to = tab.width + rng.randint(1, 2)
        heads = header_rows(tab)
        boxes = [box for box in tab.merges if box[1] == at and box[0] >= heads[0]]
        tab.merges = [box for box in tab.merges if box not in boxes] + [(top, to, bottom, to) for top, _, bottom, _ in boxes]
        for row in range(heads[0], tab.height + 1):
            if (row in heads or any(row in run for run in runs)) and (cell := tab.cells.pop((row, at), None)) is not None:
                tab.cells[row, to] = cell


def codes(rng: Random, book: Book) -> None:
    """Codes in lower case, with spaces, dashes, colons and dots after them."""
    ways = (str.lower, lambda t: f"{t} ", lambda t: f"{t} -", lambda t: f"{t}-", lambda t: f"{t} –", lambda t: f"{t}:", lambda t: f"{t}.",
            lambda t: f" {t}\u00a0")  # fmt: skip
    for tab in book.tabs:
        for run in data_rows(tab):
            for row in run:
                column, cell = next((c, k) for c, k in tab.row(row).items() if isinstance(k.value, str) and KPI.fullmatch(k.value))
                if rng.random() < 0.5:
                    tab.cells[row, column] = Cell(rng.choice(ways)(cell.value), cell.form, cell.tag)


def as_text(rng: Random, book: Book) -> None:
    """Numbers stored as the text that is shown, with thousands separators, no-break spaces around them, or quoted."""
    for tab in book.tabs:
        for row in (row for run in data_rows(tab) for row in run):
            for column, cell in tab.row(row).items():
                if isinstance(cell.value, int | float) and rng.random() < 0.7:
                    text = shown(cell)
                    if text.isdigit() and len(text) > 3 and rng.random() < 0.5:
                        text = f"{int(text):,}"
                    tab.cells[row, column] = Cell(
                        rng.choice((text, f" {text}", f"{text}\u00a0", text.replace("-", "\u2212"))), "@", cell.tag
                    )


def as_numbers(rng: Random, book: Book) -> None:
    """Text that is a number stored as one, percentages as a share with a per cent format, dates in other formats."""
    for tab in book.tabs:
        for row in (row for run in data_rows(tab) for row in run):
            for column, cell in tab.row(row).items():
                text = cell.value.replace(",", "").replace("\u2212", "-") if isinstance(cell.value, str) else ""
                if text.endswith("%") and _numeric(text[:-1]):
                    tab.cells[row, column] = Cell(round(float(text[:-1]) / 100, 6), "0.00%", cell.tag)
                elif _numeric(text):
                    tab.cells[row, column] = Cell(float(text), rng.choice(("General", "0.00", "#,##0.00")), cell.tag)
        for row in header_rows(tab):
            for column, cell in tab.row(row).items():
                if isinstance(cell.value, datetime):
                    text = cell.value.strftime(rng.choice(("%b-%y", "%B %Y", "%b %Y", "%b '%y")))
                    tab.cells[row, column] = Cell(text, "General", cell.tag)


def _numeric(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def several(rng: Random, book: Book) -> None:
    """Three of the others, one after another."""
    ways = [way for way in (*LAYOUTS.values(),) if way not in (several, side_by_side)]
    order = [under_one_another, None, hidden_and_merged, codes]  # what the last ones change is how the others find a table
    for way in sorted(rng.sample(ways, 3), key=lambda way: order.index(way if way in order else None)):
        way(rng, book)


LAYOUTS: dict[str, Change] = {
    "shuffled columns": shuffled_columns, "shuffled rows": shuffled_rows, "blank rows": blank_rows,
    "a blank row under the headings": blank_row_under_headings, "a blank row between headings": blank_row_between_headings,
    "blank columns": blank_columns, "title lines": titles, "hidden and merged": hidden_and_merged, "headings reworded": reworded,
    "headings respaced": respaced, "columns nobody knows": strange_columns, "tables under one another": under_one_another,
    "tables side by side": side_by_side, "sheets": sheets, "codes at the end": code_last, "codes typed loosely": codes,
    "numbers as text": as_text, "text as numbers": as_numbers, "several at once": several,
}  # fmt: skip


def made(name: str, base: Base, rng: Random) -> Copy:
    """One changed copy of a file."""
    book = base.book.copy()
    LAYOUTS[name](rng, book)
    return Copy(book.name, as_xlsx(book), book, base.figures, base=base, loose=name == "tables side by side")


def other_format(base: Base, rng: Random, kind: str) -> Copy:
    """The file as delimited text or OpenDocument, with one of the layouts before that now and then."""
    book = base.book.copy()
    if rng.random() < 0.7:
        LAYOUTS[rng.choice(("shuffled columns", "shuffled rows", "blank columns", "headings respaced", "numbers as text"))](rng, book)
    stem = book.name.removesuffix(".xlsx")
    if kind == "ods":
        return Copy(f"{stem}.ods", as_ods(book), book, base.figures, base=base)
    first = Book(f"{stem}.csv", [book.tabs[0]])
    first.tabs[0].name, first.tabs[0].merges = stem, []
    here = {f"{o.sheet}!{o.cell}" for o in base.loaded.observations if o.sheet == base.book.tabs[0].name}
    only = {key: said for key, said in base.figures.items() if key in _keys_at(base, here)}
    delimiter, encoding = rng.choice((",", ";", "\t")), rng.choice(("utf-8", "utf-8-sig", "utf-16"))
    return Copy(first.name, as_csv(first.tabs[0], delimiter, encoding), first, only, base=base)


def _keys_at(base: Base, here: set[str]) -> set[tuple[str, ...]]:
    from tests.attack.oracle import key

    return {key(o) for o in base.loaded.observations if f"{o.sheet}!{o.cell}" in here}
