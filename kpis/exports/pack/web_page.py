"""A report as one web page that needs nothing else: headings in order, captions, row and column heads, fit to print on A4."""

from __future__ import annotations

from html import escape

from kpis.charts.style.palette import FONT, LIGHT
from kpis.charts.svg.page_trend import svg_trend
from kpis.exports.document.document import Block, BulletList, Chart, Paragraph, Part, Point, Report, ReportTable
from kpis.exports.document.plain_text import clean

_STYLE = f"""
@page {{ size: A4 portrait; margin: 11mm 12mm }}
* {{ box-sizing: border-box }}
body {{ font: 16px/1.4 {FONT}; color: {LIGHT.ink}; background: {LIGHT.page}; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem;
  overflow-wrap: anywhere }}
h1 {{ font-size: 1.5em; line-height: 1.2; margin: 0 0 .2em }}
h2 {{ font-size: 1.1em; margin: .8em 0 .1em; border-bottom: 1px solid {LIGHT.rule} }}
h3 {{ font-size: 1em; margin: .7em 0 .1em }}
p, ul {{ margin: .15em 0 }} ul {{ padding-left: 1.2em }}
p {{ white-space: pre-line }}
.sub, footer, caption {{ color: {LIGHT.muted} }}
figure {{ margin: .4em 0 }} figure svg {{ width: 100%; max-width: 46rem; height: auto; display: block }}
.notice {{ color: {LIGHT.event}; font-weight: bold; border: 1px solid; padding: .1em .5em; display: inline-block }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed }}
caption {{ text-align: left; font-size: .9em }}
th, td {{ text-align: left; vertical-align: top; padding: .15em .35em; border-bottom: 1px solid {LIGHT.rule}; font-size: .9em }}
thead th {{ background: {LIGHT.panel} }} tbody th {{ font-weight: normal }} .n {{ text-align: right }}
footer {{ border-top: 1px solid {LIGHT.rule}; margin-top: .8em; padding-top: .2em; font-size: .9em }}
@media print {{
  body {{ font-size: 8.5pt; line-height: 1.25; margin: 0; padding: 0; max-width: none }}
  h1 {{ font-size: 13pt }} h2 {{ font-size: 9.5pt; margin-top: .4em }}
  thead {{ display: table-header-group }} tr, li {{ break-inside: avoid }} h2, h3 {{ break-after: avoid }}
  figure {{ break-inside: avoid }} figure svg {{ max-width: 150mm }}
}}
"""


def html(report: Report) -> bytes:
    """The page, in UTF-8. Everything is escaped; the only addresses in it are links that somebody typed."""
    notice = f"<p class='notice'>{_said(report.notice)}</p>" if report.notice else ""
    body = "".join(_block(block) for block in report.blocks)
    made = (
        "<!DOCTYPE html>\n<html lang='en-GB'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{_said(report.title)}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{_said(report.title)}</h1><p class='sub'>{_said(report.subtitle)}</p>{notice}</header>"
        f"<main>{body}</main><footer><p>Source: {_said(report.source)}</p></footer></body></html>\n"
    )
    return made.encode("utf-8")


def _said(text: str) -> str:
    return escape(clean(text))


def _block(block: Block) -> str:
    head = f"<h{block.level}>{_said(block.told)}</h{block.level}>"
    return f"<section>{head}{''.join(_part(part) for part in block.parts)}</section>"


def _part(part: Part) -> str:
    match part:
        case Paragraph():
            return f"<p>{_label(part.label)}{_said(part.text)}</p>"
        case BulletList():
            return f"<ul>{''.join(f'<li>{_point(point)}</li>' for point in part.points)}</ul>"
        case ReportTable():
            return _table(part)
        case Chart():
            return f"<figure>{svg_trend(part.standing, clean(part.area), clean(part.says))}</figure>"


def _label(label: str) -> str:
    return f"<strong>{_said(label)}</strong>: " if label else ""


def _point(point: Point) -> str:
    web = point.link.lower().startswith(("http://", "https://"))
    said = f"<a href='{_said(point.link)}' rel='noreferrer'>{_said(point.text)}</a>" if web else _said(point.text)
    return f"{_label(point.label)}{said}{_said(point.rest)}"


def _table(table: ReportTable) -> str:
    whole = sum(table.widths)
    columns = "".join(f"<col style='width:{width / whole:.2%}'>" for width in table.widths)
    right = [" class='n'" if n in table.numbers else "" for n in range(len(table.heads))]
    heads = "".join(f"<th scope='col'{css}>{_said(head)}</th>" for head, css in zip(table.heads, right, strict=True))
    rows = ""
    for first, *others in table.rows:
        cells = "".join(f"<td{css}>{_said(cell)}</td>" for cell, css in zip(others, right[1:], strict=True))
        rows += f"<tr><th scope='row'>{_said(first)}</th>{cells}</tr>"
    head = f"<caption>{_said(table.caption)}</caption><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"
