"""What must hold of every slide of a deck."""

from __future__ import annotations

from typing import Any

from kpis.exports.document.text_fit import lines_of


def none_overlap(slide: Any) -> None:
    """Charts and tables keep clear of each other and of the foot; text boxes by the height that their words need."""
    places = []
    for shape in slide.shapes:
        if shape.has_chart or shape.has_table:
            height = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            places.append((shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + height))
        elif shape.name in ("Source, marks and licence", "What, where and when", "Why", "Figure", "What to know of the chart"):
            sizes = [(p.runs[0].text, p.runs[0].font.size.pt, bool(p.runs[0].font.bold)) for p in shape.text_frame.paragraphs if p.runs]
            height = sum(len(lines_of(t, z, shape.width.pt, bold=b)) * z * 1.2 for t, z, b in sizes) * 12700
            places.append((shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + height))
    for n, (name, left, top, right, bottom) in enumerate(places):
        for other, left2, top2, right2, bottom2 in places[n + 1 :]:
            clear = right <= left2 or right2 <= left or bottom <= top2 + 12700 or bottom2 <= top + 12700
            assert clear, (slide.shapes.title.text_frame.text, name, other)
