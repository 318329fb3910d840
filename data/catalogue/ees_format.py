"""What is known of explore education statistics files: names, aliases, totals and declared measures of each release, checked whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from data.catalogue.reference_entry import ReferenceEntry, toml
from data.model.indicator import Polarity, Unit

REFERENCE = Path(__file__).parents[1] / "reference" / "ees"


@dataclass(frozen=True, slots=True)
class EesColumn:
    """A column by its identifier, whatever a release heads it. What is None is told by the file's metadata, else by the column's name."""

    id: str
    _: KW_ONLY
    aliases: tuple[str, ...] = ()
    title: str = ""
    unit: Unit | None = None
    decimals: int | None = None
    polarity: Polarity | None = None


@dataclass(frozen=True, slots=True)
class DeclaredMeasure:
    """A measure of some rows of a file: those where each column of ``where`` holds one of its values, letters' case apart."""

    id: str
    column: str
    title: str
    over: str
    where: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """One file of a release. ``totals`` are the words of its total rows; with ``by_name`` its columns alone do not tell it."""

    id: str
    aliases: tuple[str, ...]
    title: str
    needs: tuple[str, ...]
    by_name: bool
    totals: tuple[str, ...]
    columns: dict[str, EesColumn]
    measures: tuple[DeclaredMeasure, ...]

    def canonical(self, heading: str) -> str:
        """The identifier of a column by its heading: an alias's own, else the heading in lower case."""
        name = heading.strip().lower()
        return next((column.id for column in self.columns.values() if name in column.aliases), name)


@dataclass(frozen=True, slots=True)
class Publication:
    """One published release and its files. ``labels`` is False where the labels of its metadata are known to be wrong."""

    id: str
    title: str
    link: str
    labels: bool
    files: tuple[KnownFile, ...]


def recognise(publications: Iterable[Publication], stem: str, headings: Iterable[str]) -> tuple[Publication, KnownFile] | None:
    """The known file that has all the columns it needs: by its name, else the only one its columns tell. ``stem`` has no ending."""
    present = {heading.strip().lower() for heading in headings}
    fits = [
        (publication, known)
        for publication in publications
        for known in publication.files
        if set(known.needs) <= present | {known.canonical(heading) for heading in present}
    ]
    named = [fit for fit in fits if stem.strip().lower() in (fit[1].id, *fit[1].aliases)]
    told = [fit for fit in fits if not fit[1].by_name]
    return next(iter(named), told[0] if len(told) == 1 else None)


def read(folder: Path = REFERENCE) -> tuple[Publication, ...]:
    """Every mapping in ``folder``, whole and checked.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, Publication] = {}
    for path in sorted(folder.glob("*.toml")):
        entry = ReferenceEntry(f"ees/{path.name}", "release", toml(path))
        publication = Publication(
            entry.text("id"), entry.text("title"), entry.text("link", ""), entry.get("labels", bool, True), tuple(_files(entry))
        )
        entry.nothing_else()
        if publication.id in found:
            raise entry.fault(f"id {publication.id} stands twice")
        found[publication.id] = publication
    return tuple(found.values())


def _files(release: ReferenceEntry) -> Iterable[KnownFile]:
    names = set[str]()
    for n, table in enumerate(release.get("file", list), 1):
        entry = ReferenceEntry(release.file, f"file {_label(table, n)}", table)
        known = KnownFile(
            id=_identifier(entry, "id"), aliases=_lower(entry, "aliases"), title=entry.text("title"), needs=_lower(entry, "needs"),
            by_name=entry.get("by_name", bool, False), totals=_lower(entry, "totals"), columns=_columns(entry),
            measures=tuple(_measures(entry)),
        )  # fmt: skip
        entry.nothing_else()
        if not known.needs:
            raise entry.fault("needs is empty")
        if twice := names & {known.id, *known.aliases}:
            raise entry.fault(f"the name {min(twice)} stands twice")
        names |= {known.id, *known.aliases}
        if clash := {measure.id for measure in known.measures} & set(known.columns):
            raise entry.fault(f"measure {min(clash)} has the name of a column")
        yield known


def _columns(file: ReferenceEntry) -> dict[str, EesColumn]:
    found: dict[str, EesColumn] = {}
    names = set[str]()
    for n, table in enumerate(file.get("column", list, []), 1):
        entry = ReferenceEntry(file.file, f"{file.name}, column {_label(table, n)}", table)
        column = EesColumn(
            _identifier(entry, "id"), aliases=_lower(entry, "aliases"), title=entry.text("title", ""),
            unit=entry.one_of("unit", Unit) if "unit" in table else None, decimals=_decimals(entry) if "decimals" in table else None,
            polarity=entry.one_of("polarity", Polarity) if "polarity" in table else None,
        )  # fmt: skip
        entry.nothing_else()
        if twice := names & {column.id, *column.aliases}:
            raise entry.fault(f"the name {min(twice)} stands twice")
        names |= {column.id, *column.aliases}
        found[column.id] = column
    return found


def _measures(file: ReferenceEntry) -> Iterable[DeclaredMeasure]:
    seen = set[str]()
    for n, table in enumerate(file.get("measure", list, []), 1):
        entry = ReferenceEntry(file.file, f"{file.name}, measure {_label(table, n)}", table)
        where = entry.get("where", dict)
        if not where or not all(isinstance(values, list) and values for values in where.values()):
            raise entry.fault("where must give each column a list of values")
        lowered = {column.lower(): tuple(str(value).lower() for value in values) for column, values in where.items()}
        declared = DeclaredMeasure(_identifier(entry, "id"), _identifier(entry, "column"), entry.text("title"), entry.text("over"), lowered)
        entry.nothing_else()
        if declared.id in seen:
            raise entry.fault("stands twice")
        seen.add(declared.id)
        yield declared


def _label(table: Mapping[str, object], n: int) -> str:
    return str(table.get("id", n)) if isinstance(table, Mapping) else str(n)


def _identifier(entry: ReferenceEntry, key: str) -> str:
    found = entry.text(key)
    if found != found.lower() or "/" in found:
        raise entry.fault(f"{key} {found} must be in lower case, without a slash")
    return found


def _lower(entry: ReferenceEntry, key: str) -> tuple[str, ...]:
    return tuple(text.lower() for text in entry.get(key, list, []) if entry.texts(key))


def _decimals(entry: ReferenceEntry) -> int:
    if not 0 <= (found := entry.get("decimals", int)) <= 4:
        raise entry.fault("decimals must be 0 to 4")
    return found
