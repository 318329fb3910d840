"""Explore education statistics: any file of DfE's open data standard, alone or as DfE ships it, as a release with every figure's cell."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.catalogue import ees_format as reference
from data.catalogue.catalogue import Catalogue
from data.catalogue.ees_format import Publication
from data.model.finding import Finding, Refused, Severity
from data.model.observation import Missing
from data.model.publication import Footnote, Release
from data.store.release_schema import release_database
from loaders.ees.ees_appeals import read_appeals
from loaders.ees.ees_checks import report
from loaders.ees.ees_figures import STAGING, EesReading, draw, same_above
from loaders.ees.ees_files import DownloadFiles, Member, any_in_standard, missing_in, open_download
from loaders.ees.ees_guidance import FileGuide, Guidance, footnotes_of, read_guidance
from loaders.ees.ees_numbers import SYMBOLS, legend_of
from loaders.ees.ees_tables import EesTable, ident, look_at, name_columns, read_meta, read_wide, unreadable_cells

Progress = Callable[[float, str], None]
_SHOWN_CELLS = 20
_COPY = re.compile(r"\s*\(\d+\)$")


def is_ees(path: Path) -> bool:
    """Whether a file, or a CSV inside it, has the standard's headings. By content alone; a damaged file is not one."""
    return any_in_standard(path)


def read_ees(
    path: Path, catalogue: Catalogue, into: Path, *, progress: Progress = lambda share, words: None,
    publications: Sequence[Publication] | None = None,
) -> Release:  # fmt: skip
    """One download as a release, its figures in the database file ``into``. ``publications`` are the mappings, read if not given.

    Each file is kept whole as a wide table of text (``measure.place``); ``figure`` has its total rows and the rows a mapping declares.
    ``counts`` are over all indicator cells of the files for ``cells``, ``refused`` and ``symbol …``, and over ``figure`` for
    ``figures``, ``missing`` and each missing reason.

    Raises:
        Refused: not in the standard, damaged, too large, or a row that cannot be read; ``into`` is then not left behind.
    """
    known = reference.read() if publications is None else publications
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=into.parent) as folder:
            progress(0.0, "Unpacking")
            opened = open_download(path, Path(folder))
            if not opened.tables:
                raise Refused(_not_one(path.name, missing_in(path)))
            with release_database(into) as db:
                return _Reading(db, path, opened, catalogue, known).release(into, progress)
    except BaseException:
        into.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class _EesFile:
    """One file, read: its table, what was drawn from it, what is to be known of it, and the publisher's notes."""

    table: EesTable
    drawn: EesReading
    findings: list[Finding]
    footnotes: list[Footnote]


def _headings_used_twice(db: duckdb.DuckDBPyConnection, table: EesTable) -> list[Finding]:
    """Where both columns of a heading hold the same, the first stands; else neither feeds a figure."""
    findings = []
    for again, name in table.twice.items():
        row = db.execute(f"select min(line) from r.{table.place} where {ident(again)} is distinct from {ident(name)}").fetchone()
        line = row[0] if row else None
        if line is None:
            what = f"the heading {table.heading(name)} stands twice over the same figures"
            findings.append(Finding(Severity.NOTE, table.member.name, what, "One of the two is kept.", "col_duplicate_same"))
        else:
            table.indicators = tuple(column for column in table.indicators if column != name)
            what = f"the heading {table.heading(again)} stands twice over different figures"
            hint = "Neither column is used. Ask the publisher which is right."
            findings.append(Finding(Severity.CHECK, f"{table.member.name} line {line}", what, hint, "col_duplicate_different"))
    return findings


class _Reading:
    """One download on its way into a release database."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, path: Path, opened: DownloadFiles, catalogue: Catalogue, known: Sequence[Publication]
    ) -> None:
        self.db, self.path, self.opened, self.catalogue, self.known = db, path, opened, catalogue, known
        self.guidance: Guidance = read_guidance(opened.guidance)
        self.counts, self.findings = Counter[str](), list[Finding]()
        self.footnotes, self.labels = list[Footnote](), set[str]()
        self.legend = legend_of(opened.guidance)

    def release(self, into: Path, progress: Progress) -> Release:
        self.db.execute("set checkpoint_threshold = '4GB'")
        self.db.execute(STAGING)
        tables = [self._table(n, member) for n, member in enumerate(self._in_order(), 1)]
        self._same_names(tables)
        with ThreadPoolExecutor(2) as pool:
            for n, found in enumerate(pool.map(self._read, tables)):
                progress(0.1 + 0.75 * n / len(tables), f"Reading {found.table.id}")
                self._add(found)
        self._others(len(tables))
        self._left()
        progress(0.9, "Putting the figures in order")
        self._finish()
        told = Counter(table.publication.id for table in tables if table.publication).most_common(1)
        publication = next((p for p in self.known if told and p.id == told[0][0]), None)
        title = self.guidance.title or (publication.title if publication else tables[0].id.replace("_", " "))
        return Release(
            publication=f"ees:{publication.id if publication else tables[0].id}", title=title,
            edition=self.guidance.edition or self._edition(),
            files=tuple(sorted(member.name for member in (*self.opened.tables, *self.opened.others))), sha256=self._sha256(), database=into,
            counts=dict(self.counts), findings=tuple(self.findings), footnotes=tuple(self.footnotes),
        )  # fmt: skip

    def _in_order(self) -> list[Member]:
        """Figures' own files first, then supporting ones."""
        return sorted(self.opened.tables, key=lambda member: ("support" in member.inner.lower(), member.stem))

    def _table(self, n: int, member: Member) -> EesTable:
        stem = _COPY.sub("", member.stem)
        found = reference.recognise(self.known, stem, member.headings)
        publication, known = found or (None, None)
        meta = self.opened.metas.get(member.stem)
        columns, twice = name_columns(member.headings, known)
        place = f"file_{n}"
        return EesTable(
            member=member, id=known.id if known else stem.replace("/", "_"), place=place, publication=publication, known=known,
            meta=read_meta(meta) if meta else None, printed=member.headings, columns=columns, twice=twice,
        )  # fmt: skip

    def _same_names(self, tables: list[EesTable]) -> None:
        """A second file under an identifier keeps its own: figures of two files never run together."""
        seen = Counter[str]()
        for table in tables:
            seen[table.id] += 1
            if seen[table.id] > 1:
                what = f"a second file is named {table.id}; its measures stand under {table.id}-{seen[table.id]}"
                self._note(table.member.name, what, "Check which of the two is meant.", "same_name")
                table.id = f"{table.id}-{seen[table.id]}"

    def _read(self, table: EesTable) -> _EesFile:
        """One file whole, on a cursor of its own: two files are read at a time, since one small file keeps one core busy."""
        table.symbols = {**SYMBOLS, **self.legend}
        guide = self.guidance.files.get(table.member.stem, FileGuide())
        with self.db.cursor() as db:
            read_wide(db, table)
            look_at(db, table)
            findings = _headings_used_twice(db, table) + report(db, table, self.catalogue)
            drawn = draw(db, table, self.catalogue, guide)
        return _EesFile(table, drawn, findings, footnotes_of(guide, table.id, drawn.labels, self.catalogue))

    def _add(self, found: _EesFile) -> None:
        table, drawn = found.table, found.drawn
        self.findings.extend((*found.findings, *drawn.findings))
        self.footnotes.extend(found.footnotes)
        self.labels |= drawn.labels
        self.counts["files"] += 1
        self.counts["rows"] += table.rows
        self.counts["cells"] += table.rows * len(table.indicators)
        self.counts["duplicates"] += drawn.duplicates
        self.counts["contradictions"] += drawn.refused
        self.counts["unknown area rows"] += drawn.unknown
        self._cells(table)

    def _cells(self, table: EesTable) -> None:
        for column in table.indicators:
            for text, count, _ in table.odd.get(column, []):
                symbol = (text or "").strip().lower()
                if symbol in table.symbols or not symbol:
                    self.counts[f"symbol {symbol}" if symbol else "symbol blank"] += count
        wrong = unreadable_cells(table)
        self.counts["refused"] += sum(count for _, _, count, _ in wrong)
        for column, text, count, line in wrong[:_SHOWN_CELLS]:
            many = f" and {count - 1} more cells" if count > 1 else ""
            where = f"{table.member.name} {table.letters(column)}{line}"
            what = f"‘{text}’ in {table.heading(column)}{many} is neither a number nor a known symbol"
            self.findings.append(Finding(Severity.CHECK, where, what, "It is kept as unreadable.", "unreadable"))
        if len(wrong) > _SHOWN_CELLS:
            what = f"{len(wrong) - _SHOWN_CELLS} more texts are neither numbers nor known symbols"
            self._note(table.member.name, what, "They are kept as unreadable.", "unreadable")

    def _others(self, tables: int) -> None:
        """Delimited files outside the standard: the tribunals' table is read, anything else is named."""
        for n, member in enumerate(self.opened.others, tables + 1):
            try:
                areas = read_appeals(self.db, member, f"file_{n}", self.catalogue)
            except (Refused, duckdb.Error):
                areas = None
            if areas is None:
                self.db.execute(f"drop table if exists r.file_{n}")
                hint = "It is not a table of the standard, so nothing of it feeds a figure. Open it in the download itself."
                self._note(member.name, "the file was not read", hint, "not_read")

    def _left(self) -> None:
        if self.opened.left:
            self._note(self.path.name, f"not read: {', '.join(self.opened.left[:10])}", "Open them in the download itself.", "not_read")
        if not self.opened.metas:
            hint = "Titles come from the guidance or the headings; filters are told from indicators by what their cells hold."
            self._note(self.path.name, "no metadata (.meta.csv) came with the data", hint, "no_meta")

    def _finish(self) -> None:
        self.db.execute("insert into r.measure select * from measured order by id")
        self.db.execute(
            "insert into r.figure select s.* from staged s join (select id, row_number() over (order by id) as n from measured) m "
            "on m.id = s.measure order by n, level, area, last, label"
        )
        self.findings.extend(same_above(self.db))
        reasons = self.db.execute("select missing, count(*) from r.figure group by all").fetchall()
        self.counts["figures"] = sum(n for reason, n in reasons if reason is None)
        self.counts["missing"] = sum(n for reason, n in reasons if reason is not None)
        found: dict[str, int] = {reason: n for reason, n in reasons if reason is not None}
        for reason in Missing:
            self.counts[reason.value] = found.get(reason.value, 0)
        for key in ("duplicates", "refused", "contradictions", "unknown area rows"):
            self.counts[key] += 0

    def _edition(self) -> str:
        """The year at the end of the download's name, else its latest period."""
        named = re.search(r"(20\d\d(?:[-_/]\d\d)?)\D*$", self.path.stem) if self.opened.zipped else None
        row = self.db.execute("select label from r.figure where last is not null order by last desc limit 1").fetchone()
        return named[1] if named else str(row[0]) if row else max(self.labels, default="")

    def _sha256(self) -> str:
        digest = hashlib.sha256(self.path.read_bytes())
        for _, meta in sorted(self.opened.metas.items()) if not self.opened.zipped else ():
            digest.update(meta.encode())
        return digest.hexdigest()

    def _note(self, where: str, what: str, hint: str, check: str) -> None:
        self.findings.append(Finding(Severity.NOTE, where, what, hint, check))


def _not_one(name: str, missing: tuple[str, ...] | None) -> str:
    """Why a file is not read: it shows no sign of the standard, or lacks one of its columns."""
    if missing is None:
        return (
            f"{name} is not an explore education statistics file: no table in it has the columns time_period, time_identifier and "
            "geographic_level. Nothing was changed."
        )
    hint = "Give that column its name in DfE’s standard, or download the file again. Nothing was changed."
    return f"{name} is nearly an explore education statistics file: the column {' and '.join(missing)} is missing. {hint}"
