"""A report as plain parts, whatever file it becomes: headings, sentences, tables and lists. No library, no file."""

from __future__ import annotations

from dataclasses import dataclass

from kpis.standing.kpi_standing import Standing

NONE = "none recorded"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together; ``label`` leads them in bold."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a list; ``link`` is a web address that somebody typed, empty where there is none. ``rest`` stands after the link."""

    text: str
    label: str = ""
    link: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Rows under headings; the first cell of a row names it. ``widths`` are shares of the line.

    ``numbers`` are the columns set to the right.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A KPI's own figures over time beside its comparators and target; ``says`` is its text alternative."""

    standing: Standing
    area: str
    says: str


Part = Paragraph | BulletList | ReportTable | Chart


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and what stands under it; one that has nothing says so in its heading, so that nothing vanishes in silence."""

    heading: str
    parts: tuple[Part, ...]
    level: int = 2

    @property
    def told(self) -> str:
        """The heading as it is written."""
        return self.heading if self.parts or self.level > 2 or ":" in self.heading else f"{self.heading}: {NONE}"


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``notice`` holds the marks of its figures, ``source`` the files they come from and the licence."""

    title: str
    subtitle: str
    notice: str
    source: str
    blocks: tuple[Block, ...]
