"""Which part of LAIT a file is, by what stands in it, and its figures as a table."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.model.finding import Refused
from data.store.release_schema import quoted
from data.text import plain
from loaders.lait import neighbours
from loaders.spreadsheet.sheet import UNTOUCHED, column_letters

FIGURES, DICTIONARY, AREAS = "figures", "dictionary", "areas"
SOURCE = "github.com/dfe-analytical-services/local-authority-interactive-tool, folder 01_data/02_prod"
COLUMNS = ("Short Desc", "Years", "Values", "LA Number")
_DICTIONARY_WORDS = ("Measure_short", "Measure", "Topic", "Polarity", "Year_Type")
_AREA_WORDS = ("LA Number", "LA Name", "Region", "Type")
_HEAD = 65_536
_GZIP, _PARQUET, _ZIP = b"\x1f\x8b", b"PAR1", b"PK"


def part_of_lait(path: Path) -> str:
    """``figures``, ``dictionary`` or ``areas`` by the headings inside a file, never by its name; empty for anything else."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_PARQUET):
        return FIGURES if _has(_parquet_columns(path), COLUMNS) else ""
    if head.startswith(_ZIP):
        return AREAS if any(_has(row, _AREA_WORDS) for row in neighbours.first_rows(path, 5)) else ""
    headings = first_record(head)
    if _has(headings, COLUMNS):
        return FIGURES
    return DICTIONARY if _has(headings, _DICTIONARY_WORDS) else ""


def first_record(head: bytes) -> list[str]:
    """The first record of a text file, plain or gzipped, of which ``head`` is the beginning."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
        except zlib.error:
            return []
    try:
        return next(csv.reader(io.StringIO(decoded(head, whole=False), newline="")), [])
    except csv.Error:
        return []


def decoded(content: bytes, *, whole: bool = True) -> str:
    """Text as UTF-8, with or without a byte-order mark, or else as Excel for Windows writes it."""
    try:
        return content.decode("utf-8-sig", "strict" if whole else "ignore")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def records(path: Path) -> list[list[str]]:
    """The records of a small CSV file, plain or gzipped."""
    content = path.read_bytes()
    try:
        text = decoded(gzip.decompress(content) if content.startswith(_GZIP) else content)
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, EOFError, zlib.error, csv.Error) as why:
        raise Refused(f"{path.name} is damaged and cannot be read. Download it again from {SOURCE}. {UNTOUCHED}") from why


def view_figures(db: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    """Makes the view ``source``: one row a row of the files, with its measure, label, area number, text, file and the place in the file."""
    parts = []
    for path in paths:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head.startswith(_PARQUET):
            table = f"read_parquet('{quoted(path)}', file_row_number=true)"
            place, number = "'row '", "file_row_number + 1"
        else:
            packed = "gzip" if head.startswith(_GZIP) else "none"
            headings = [plain(word) for word in first_record(head)]
            table = f"""read_csv('{quoted(path)}', all_varchar=true, header=true, delim=',', quote='"', escape='"', nullstr='',
                compression='{packed}', parallel=false)"""
            place, number = f"'{column_letters(headings.index(plain('Values')) + 1)}'", "row_number() over () + 1"
        parts.append(f"""select "Short Desc" as measure, "Years" as label, try_cast("LA Number" as double) as number,
            "Values" as raw, '{quoted(Path(path.name))}' as file, {place} as place, {number} as line from {table}""")
    db.execute(f"create temp view source as {' union all '.join(parts)}")


@contextmanager
def refusing_damage(paths: Sequence[Path]) -> Iterator[None]:
    """Statements over ``source`` that end in ``Refused`` where a file is damaged.

    Raises:
        Refused: a file is damaged.
    """
    try:
        yield
    except duckdb.Error as why:
        names = " or ".join(path.name for path in paths)
        raise Refused(f"{names} is damaged and cannot be read. Download it again from {SOURCE}. {UNTOUCHED}") from why


def digest(paths: Iterable[Path]) -> str:
    """One checksum over the contents of several files, whatever their order."""
    sums = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()


def _parquet_columns(path: Path) -> list[str]:
    try:
        with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as db:
            return [row[0] for row in db.execute("select name from parquet_schema(?)", [str(path)]).fetchall()]
    except duckdb.Error:
        return []


def _has(headings: Iterable[object], wanted: Iterable[str]) -> bool:
    return {plain(word) for word in wanted} <= {plain(str(heading)) for heading in headings if heading is not None}
