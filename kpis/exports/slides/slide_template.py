"""How a pack's slides look: our own plain look, or a council's own template: its master, layouts, fonts and first accent colour.

Ratings keep their own colours and shapes, and words their dark ink, whatever the template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from data.model.finding import Refused
from data.model.observation import FigureRole
from kpis.charts.style.palette import LIGHT
from kpis.exports.slides.shapes import FACE, HIGH, WIDE

TITLE_ONLY = 5
MOST_BYTES, MOST_INSIDE = 20_000_000, 200_000_000
NEEDED = 7.0  # contrast of ink on the template's background; below it the words could not be read
OWN = LIGHT.roles[FigureRole.OWN].colour.removeprefix("#")
ACCENTED = 3.0  # contrast of a line
FITTING = frozenset({  # faces whose words are no wider than Arial's, by which every box is measured
    "Aptos", "Arial", "Arial Narrow", "Calibri", "Calibri Light", "Cambria", "Carlito", "Franklin Gothic Book", "Garamond", "Gill Sans MT",
    "Helvetica", "Helvetica Neue", "Lato", "Liberation Sans", "Segoe UI", "Source Sans 3", "Source Sans Pro", "Times New Roman",
})  # fmt: skip
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_TYPES = "application/vnd.openxmlformats-officedocument.presentationml."


@dataclass
class SlideTemplate:
    """A presentation without slides, and the layouts to add them from. ``told`` says what of a template given was not taken, and why."""

    made: Any
    layout: Any
    cover: Any
    _: KW_ONLY
    council: bool = False
    told: str = ""
    added: list[Slide] = field(default_factory=list)

    def add(self, *, cover: bool = False) -> Slide:
        """A new slide with nothing on it but its title."""
        slide: Slide = self.made.slides.add_slide(self.cover if cover else self.layout)
        for place in list(slide.placeholders):
            if place.placeholder_format.type not in _TITLES:
                place._element.getparent().remove(place._element)
        self.added.append(slide)
        return slide

    def finish(self) -> None:
        """Gives the slides the template's fonts, its titles' colour and its first accent; our own look has nothing to change."""
        if not self.council:
            return
        accent, faces = _accent(self.layout), _faces(self.layout)
        body, head = ("+mn-lt" if faces[0] in FITTING else FACE), ("+mj-lt" if faces[1] in FITTING else FACE)
        for slide in self.added:
            title = slide.shapes.title
            for element in (slide._element, *_charts(slide)):
                for latin in element.iter(qn("a:latin")):
                    if latin.get("typeface") == FACE:
                        latin.set("typeface", body)
                for colour in list(element.iter(qn("a:srgbClr"))) if accent else ():
                    if colour.get("val") == OWN:
                        colour.tag = qn("a:schemeClr")
                        colour.set("val", "accent1")
            for run in title._element.iter(qn("a:rPr")) if title is not None else ():
                for child in list(run):
                    if child.tag == qn("a:solidFill"):
                        run.remove(child)
                    elif child.tag == qn("a:latin"):
                        child.set("typeface", head)


def look(template: bytes | None = None) -> SlideTemplate:
    """Our own look, or that of a template; a template that cannot carry the pack is named in ``told`` and ours is used.

    Raises:
        Refused: the template is no PowerPoint file.
    """
    if template is None:
        return _ours("")
    made = _opened(template)
    wide, high = made.slide_width or 1, made.slide_height or 1
    if abs(wide / high - WIDE / HIGH) > 0.02:
        return _ours("The template is not 16 to 9, so the pack has its usual look.")
    layouts = [(one, _kinds(one)) for one in made.slide_layouts]
    titled = sorted((len(kinds), n) for n, (_, kinds) in enumerate(layouts) if PP_PLACEHOLDER.TITLE in kinds)
    if not titled:
        return _ours("The template has no layout with a title, so the pack has its usual look.")
    layout = layouts[titled[0][1]][0]
    cover = next((one for one, kinds in layouts if PP_PLACEHOLDER.CENTER_TITLE in kinds), layout)
    for one in (layout, cover):
        back = _background(one)
        if back is None:
            return _ours("The template’s slides have a picture or shades behind their words, so the pack has its usual look.")
        if contrast(LIGHT.ink, back) < NEEDED:
            return _ours("The template’s slides are dark, where the pack’s words could not be read, so the pack has its usual look.")
    _emptied(made)
    _scaled(made, Pt(WIDE) / wide)
    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    wider = ", ".join(dict.fromkeys(face for face in _faces(layout) if face not in FITTING))
    told = f"The template’s typeface, {wider}, may be too wide for the pack’s boxes: those words stand in {FACE}." if wider else ""
    return SlideTemplate(made, layout, cover, council=True, told=told)


def _ours(told: str) -> SlideTemplate:
    """The library's own template widened, its theme given this product's one typeface."""
    made: Any = Presentation()
    wider, taller = Pt(WIDE) / made.slide_width, Pt(HIGH) / 6858000
    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    for place in (made.slide_master, *made.slide_layouts):
        for shape in place.placeholders:
            if shape._element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
                shape.top, shape.height = int(shape.top * taller), int(shape.height * taller)
    for related in made.slide_master.part.rels.values():
        if related.reltype.endswith("/theme"):
            related.target_part._blob = related.target_part.blob.replace(b'typeface="Calibri"', f'typeface="{FACE}"'.encode())
    layout = made.slide_layouts[TITLE_ONLY]
    return SlideTemplate(made, layout, layout, told=told)


def _opened(content: bytes) -> Any:
    """A .pptx, or a .potx opened as one."""
    refused = Refused("The template cannot be opened as PowerPoint’s .pptx or .potx. No pack was made; choose another file or none.")
    if len(content) > MOST_BYTES:
        raise Refused(f"The template is larger than {MOST_BYTES // 1_000_000} MB. No pack was made; choose a smaller one.")
    try:
        with ZipFile(BytesIO(content)) as held:
            if sum(one.file_size for one in held.infolist()) > MOST_INSIDE:
                raise refused
            types, out = held.read("[Content_Types].xml"), BytesIO()
            if b"macroEnabled" in types:
                raise Refused("The template holds macros. No pack was made; save it as .pptx or .potx and choose that.")
            with ZipFile(out, "w") as made:
                for one in held.infolist():
                    inside = types.replace(f"{_TYPES}template.main+xml".encode(), f"{_TYPES}presentation.main+xml".encode())
                    made.writestr(one, inside if one.filename == "[Content_Types].xml" else held.read(one))
        found: Any = Presentation(BytesIO(out.getvalue()))
        assert found.slide_master is not None
    except Refused:
        raise
    except (BadZipFile, KeyError, ValueError, OSError, AttributeError, IndexError, SyntaxError, RuntimeError, NotImplementedError) as why:
        raise refused from why
    return found


def _kinds(layout: Any) -> list[Any]:
    """The kinds of a layout's placeholders, without date, foot and number."""
    return [kind for one in layout.placeholders if (kind := one.placeholder_format.type) not in _FEET]


def _emptied(made: Any) -> None:
    """Takes the template's own slides away, and what groups or shows them."""
    ids = made.slides._sldIdLst
    for one in list(ids):
        made.part.drop_rel(one.rId)
        ids.remove(one)
    root = made.part._element
    for name in ("p:custShowLst", "p:extLst"):
        for found in root.findall(qn(name)):
            root.remove(found)


def _scaled(made: Any, by: float) -> None:
    """Everything on the master and its layouts, made as large as the pack's slides are; what a group holds goes with it."""
    if abs(by - 1) < 1e-6:
        return
    for place in (made.slide_master, *made.slide_layouts):
        for shape in place.shapes._spTree:
            for frame in shape.iter(qn("a:xfrm"), qn("p:xfrm")):
                for part, sizes in (("a:off", ("x", "y")), ("a:ext", ("cx", "cy"))):
                    found = frame.find(qn(part))
                    for name in sizes if found is not None else ():
                        found.set(name, str(int(int(found.get(name)) * by)))
                if shape.tag == qn("p:grpSp"):
                    break  # the group's own frame: its children keep their places within it


def _charts(slide: Slide) -> Iterator[Any]:
    return (shape.chart._chartSpace for shape in slide.shapes if shape.has_chart)  # type: ignore[attr-defined]  # only a frame has a chart


def _theme(layout: Any) -> Any:
    related = next(one for one in layout.slide_master.part.rels.values() if one.reltype.endswith("/theme"))
    return parse_xml(related.target_part.blob)


def _faces(layout: Any) -> tuple[str, str]:
    """The theme's typefaces for words and for titles."""
    found = (_theme(layout).find(f".//{qn(name)}/{qn('a:latin')}") for name in ("a:minorFont", "a:majorFont"))
    body, head = (one.get("typeface") if one is not None else "" for one in found)
    return str(body), str(head)


def _accent(layout: Any) -> str:
    """The template's first accent, where a line in it can be told from the background; else empty."""
    found, back = _scheme(layout, "accent1"), _background(layout)
    return found if found and back and contrast(found, back) >= ACCENTED else ""


def _scheme(layout: Any, name: str) -> str:
    """A colour of the theme by the name that slides use; empty where it is none of plain red, green and blue."""
    mapped = layout.slide_master._element.find(qn("p:clrMap"))
    scheme = _theme(layout).find(f".//{qn('a:clrScheme')}")
    found = scheme.find(qn(f"a:{(mapped.get(name) if mapped is not None else None) or name}")) if scheme is not None else None
    for colour in found if found is not None else ():
        value = colour.get("val") if colour.tag == qn("a:srgbClr") else colour.get("lastClr")
        if value:
            return f"#{value}"
    return ""


def _background(layout: Any) -> str | None:
    """The one colour behind a layout's words; None where there is none, or more than one."""
    for place in (layout, layout.slide_master):
        back = place._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if back is None:
            continue
        inside = back[0]
        plain = inside.find(qn("a:solidFill")) if inside.tag == qn("p:bgPr") else inside if inside.get("idx") in ("0", "1001") else None
        colour = plain[0] if plain is not None and len(plain) else None
        if colour is None or len(colour):  # lightened, darkened or mixed: not known
            return None
        return f"#{colour.get('val')}" if colour.tag == qn("a:srgbClr") else _scheme(layout, str(colour.get("val"))) or None
    return "#FFFFFF"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2: 1 for the same, 21 for black on white."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
