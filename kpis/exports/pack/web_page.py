"""A report as one web page that needs nothing else: headings in order, captions, row and column heads, fit to print on A4."""

from __future__ import annotations

from collections.abc import Sequence

from data.text import is_web_address
from kpis.charts.style.palette import FONT, LIGHT
from kpis.charts.svg.page_trend import svg_trend
from kpis.exports.document.document import BulletList, Chart, Paragraph, Part, Report, ReportTable
from kpis.exports.document.page_template import filled
from kpis.exports.document.plain_text import clean
from kpis.markup import Markup, style

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


def web_page(report: Report) -> bytes:
    """The page, in UTF-8. Everything is escaped; the only addresses in it are links that somebody typed."""
    page = filled(
        "kpis/exports/pack/web_page.html",
        report=report, source=f"Source: {report.source}", style=style(_STYLE), is_web=is_web_address, kind=_kind, share=_share,
        trend=_trend,
    )  # fmt: skip
    return page.encode("utf-8")


def _kind(part: Part) -> str:
    return {Paragraph: "paragraph", BulletList: "list", ReportTable: "table", Chart: "chart"}[type(part)]


def _share(width: float, widths: Sequence[float]) -> str:
    return f"{width / sum(widths):.2%}"


def _trend(chart: Chart) -> Markup:
    return svg_trend(chart.standing, clean(chart.area), clean(chart.says))
