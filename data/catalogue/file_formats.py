"""The formats of tidy tables, from ``formats/NAME.toml``: their headings, places, and which of their figures are which KPI's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from data.catalogue.reference_entry import CatalogueFault, ReferenceEntry, toml
from data.model.area import Area
from data.model.reading_rules import FileFormat, MappedFigure
from data.text import plain

FOLDER = "formats"


def read_formats(folders: Sequence[Path], areas: Mapping[str, Area]) -> dict[str, FileFormat]:
    """Every format of the first folder by its file's name, with what the others add to it, key by key.

    That a figure's KPI is known is asked where a file is read, since an area's own KPIs stand in its home.

    Raises:
        CatalogueFault: names the file, the entry and the fault; so does a format that the first folder lacks, which nothing would read.
    """
    found: dict[str, FileFormat] = {}
    for n, folder in enumerate(folders):
        for path in sorted((folder / FOLDER).glob("*.toml")):
            if n and path.stem not in found:
                raise CatalogueFault(f"{FOLDER}/{path.name}: no source reads this format. There are: {', '.join(found) or 'none'}")
            found[path.stem] = _format(path, found.get(path.stem), areas)
    return found


def _format(path: Path, before: FileFormat | None, areas: Mapping[str, Area]) -> FileFormat:
    file = f"{FOLDER}/{path.name}"
    entry = ReferenceEntry(file, "format", toml(path))
    title = entry.text("title", before.title if before else None)
    columns = _headings(entry, "columns", before.columns if before else {})
    measures = _headings(entry, "measures", before.measures if before else {})
    said = [(word, name) for table in (columns, measures) for name, words in table.items() for word in words]
    if twice := next((word for n, (word, _) in enumerate(said) if word in dict(said[:n])), ""):
        raise entry.fault(f"the heading {twice!r} stands twice")
    places = dict(before.places) if before else {}
    for place, code in entry.get("places", dict, {}).items():
        if code not in areas or not areas[code].level.scorecard:
            raise entry.fault(f"places: {place}: {code} is no authority in areas.csv")
        places[plain(place)] = code
    figures = (*(before.figures if before else ()), *_figures(entry, columns, measures))
    for one, other in combinations(figures, 2):
        if one.measure == other.measure and all(set(one.where[c]) & set(other.where[c]) for c in set(one.where) & set(other.where)):
            raise entry.fault(f"{one.kpi} and {other.kpi} are both given the measure {one.measure} of the same rows")
    entry.nothing_else()
    return FileFormat(id=path.stem, title=title, columns=columns, measures=measures, places=places, figures=figures)


def _headings(entry: ReferenceEntry, key: str, before: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    table = entry.get(key, dict, {} if before else None)
    one = ReferenceEntry(entry.file, key, table)
    added = {name: tuple(dict.fromkeys(plain(word) for word in one.texts(name))) for name in table}
    return {name: (*before.get(name, ()), *added.get(name, ())) for name in dict.fromkeys((*before, *added))}


def _figures(entry: ReferenceEntry, columns: Mapping[str, object], measures: Mapping[str, object]) -> Iterator[MappedFigure]:
    for n, table in enumerate(entry.get("figure", list, []), 1):
        one = ReferenceEntry(entry.file, f"figure {n}", table)
        where = ReferenceEntry(entry.file, f"figure {n}, where", one.get("where", dict))
        given = {column: tuple(plain(word) for word in where.texts(column)) for column in one.get("where", dict)}
        found = MappedFigure(one.text("kpi"), one.text("measure"), given)
        if found.measure not in measures:
            raise one.fault(f"measure {found.measure} is not one of {', '.join(measures)}")
        if unknown := next((column for column, words in given.items() if column not in columns or not words), ""):
            raise one.fault(f"where: {unknown} is no column of the format, or holds no word")
        if not given:
            raise one.fault("where is empty")
        one.nothing_else()
        yield found
