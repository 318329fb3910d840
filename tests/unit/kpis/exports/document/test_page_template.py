from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from kpis.exports.document.document import Block, BulletList, Paragraph, Point, Report, ReportTable
from kpis.exports.document.page_template import filled
from kpis.exports.pack.web_page import web_page
from kpis.markup import Markup

SHOUT = "<script>alert(1)</script>&\"' onmouseover='x"


def test_every_word_of_a_report_is_escaped_and_only_web_addresses_become_links() -> None:
    points = (Point(SHOUT, SHOUT, "https://a.b/?x=1&y='2'", SHOUT), Point("x", link="javascript:alert(1)"))
    table = ReportTable(SHOUT, (SHOUT, SHOUT), ((SHOUT, SHOUT),), (3, 1), (1,))
    block = Block(SHOUT, (Paragraph(SHOUT, SHOUT), BulletList(points), table))
    page = web_page(Report(title=SHOUT, subtitle=SHOUT, blocks=(block,), source=SHOUT, notice=SHOUT)).decode()
    assert "<script" not in page
    assert "alert(1)&lt;/script&gt;&amp;&#34;&#39; onmouseover=&#39;x" in page
    assert page.count("<a ") == 1
    assert "<a href='https://a.b/?x=1&amp;y=&#39;2&#39;' rel='noreferrer'>" in page
    assert "<col style='width:75.00%'><col style='width:25.00%'>" in page
    assert page.count("class='n'") == 2
    assert page.endswith("</body></html>\n")


def test_a_name_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'report' is undefined"):
        filled("kpis/exports/pack/web_page.html", style=Markup())
