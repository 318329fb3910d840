"""A council's own PowerPoint template."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

ACCENT, FONT, WIDE_FONT = "5B2C6F", "Gill Sans MT", "Georgia"


def template(
    change: Callable[[Any], None] | None = None, *, wide: float = 10, high: float = 5.625, accent: str = ACCENT, font: str = FONT
) -> bytes:
    """A template of 16 to 9 in a face and an accent of its own, with a bar on its master and a slide of its own."""
    made: Any = Presentation()
    made.slide_width, made.slide_height = Inches(wide), Inches(high)
    bar = made.slide_master.shapes._spTree
    slide = made.slides.add_slide(made.slide_layouts[0])
    slide.shapes.title.text_frame.text = "Our brand guide"
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(wide - 0.2), Inches(0), Inches(0.2), Inches(high))
    shape.name = "Brand bar"
    bar.append(shape._element)
    for related in made.slide_master.part.rels.values():
        if related.reltype.endswith("/theme"):
            part = related.target_part
            part._blob = part.blob.replace(b'typeface="Calibri"', f'typeface="{font}"'.encode()).replace(b"4F81BD", accent.encode())
    if change:
        change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def dark(made: Any) -> None:
    fill = made.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0x12, 0x20, 0x40)
