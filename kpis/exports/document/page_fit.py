"""How much of a page a report takes, so that one meant for a single page can be cut to fit it before it is made."""

from __future__ import annotations

from kpis.exports.document.document import Block, BulletList, Chart, Paragraph, Part, Report, ReportTable
from kpis.exports.document.text_fit import height_of, lines_of

WIDE = 186 / 25.4 * 72  # points of an A4 page between its edges
ONE_PAGE = 790.0  # what may be reckoned for a page: A4 has 768 between the edges, and a page reckoned at 790 prints at no more than 730
TITLE, HEAD, SAID, CELL = 13.0, 9.5, 8.5, 7.7
CHART = 150.0  # points
_LOOSE = 1.06  # lines of the web page are set a little wider apart than ``fit`` reckons


def height(report: Report) -> float:
    """The height in points of a report on paper, from the widths of Arial; never less than it takes."""
    top = height_of(report.title, TITLE, WIDE, bold=True) + height_of(report.subtitle, SAID, WIDE)
    marks = height_of(report.notice, SAID, WIDE, bold=True) + 6
    foot = height_of(f"Source: {report.source} · Page 1 of 1", CELL, WIDE) + 9
    return (top + marks + foot) * _LOOSE + sum(_block(block) for block in report.blocks)


def _block(block: Block) -> float:
    return height_of(block.told, HEAD, WIDE, bold=True) * _LOOSE + 6 + sum(_part(part) for part in block.parts)


def _part(part: Part) -> float:
    match part:
        case Paragraph():
            return _lines(part.label, part.text, WIDE)
        case BulletList():
            return sum(_lines(point.label, f"{point.text}{point.rest}", WIDE - 18) for point in part.points)
        case Chart():
            return CHART
        case ReportTable():
            return height_of(part.caption, CELL, WIDE) * _LOOSE + 2 + sum(_row(part, row) for row in (part.heads, *part.rows))


def _lines(label: str, text: str, width: float) -> float:
    return height_of(f"{label}: {text}" if label else text, SAID, width) * _LOOSE + 0.5


def _row(table: ReportTable, row: tuple[str, ...]) -> float:
    whole = sum(table.widths)
    lines = [len(lines_of(text, CELL, WIDE * share / whole - 12)) for text, share in zip(row, table.widths, strict=True)]
    return max(lines) * CELL * 1.27 + 3.4
