"""The variation and assurance icons, drawn for this product: a ring in the hue of what it says, and a letter that says it too."""

from __future__ import annotations

from kpis.charts.style.palette import Palette
from kpis.charts.svg.marks import text
from kpis.markup import Markup, html, joined
from kpis.signals.signals import Assurance, Signal, Variation

SIDE = 44  # of the square that each icon fills


def variation_icon(palette: Palette, found: Signal) -> Markup:
    """A small line in a ring: level for common cause; rising with H or falling with L for a special cause; dashed where not judged."""
    if found.variation is None:
        return _empty(palette)
    hue, rises = hue_of(palette, found.variation), found.rises
    if found.variation is Variation.COMMON:
        spots = [(11, 24), (17, 19), (23, 25), (29, 19), (34, 23)]
        return _ring(hue) + _line(palette, hue, spots)
    if found.variation in (Variation.HIGH, Variation.LOW):
        tip = "M13 31L30 14M19 13H31V25" if rises else "M13 13L30 30M19 31H31V19"
        return _ring(hue) + html("<path d='{}' fill='none' stroke='{}' stroke-width='3.5'/>", tip, hue)
    spots = [(11, 31), (18, 28), (25, 30), (33, 19)] if rises else [(11, 13), (18, 16), (25, 14), (33, 25)]
    letter, y = ("H", 21) if rises else ("L", 35)
    return _ring(hue) + _line(palette, hue, spots) + text(17, y, letter, palette.ink, 14, anchor="middle", bold=True)


def assurance_icon(palette: Palette, found: Signal) -> Markup:
    """P above, F below or ? on a dashed target line; a dashed ring where there is no target to meet."""
    if found.assurance is None:
        return _empty(palette)
    hue, letter, level = {
        Assurance.MEETS: (palette.improvement, "P", 34), Assurance.FAILS: (palette.concern, "F", 11),
        Assurance.MIXED: (palette.common, "?", 34),
    }[found.assurance]  # fmt: skip
    line = html("<path d='M10 {}H34' stroke='{}' stroke-width='2.5' stroke-dasharray='5 3'/>", level, palette.target)
    return _ring(hue) + line + text(22, 30 if level == 34 else 31, letter, palette.ink, 19, anchor="middle", bold=True)


def hue_of(palette: Palette, variation: Variation) -> str:
    """Making Data Count's hue of a kind of variation."""
    return {
        Variation.COMMON: palette.common, Variation.IMPROVEMENT: palette.improvement, Variation.CONCERN: palette.concern,
        Variation.HIGH: palette.neutral, Variation.LOW: palette.neutral,
    }[variation]  # fmt: skip


def _ring(hue: str) -> Markup:
    return html("<circle cx='22' cy='22' r='19' fill='none' stroke='{}' stroke-width='4'/>", hue)


def _empty(palette: Palette) -> Markup:
    return html("<circle cx='22' cy='22' r='19' fill='none' stroke='{}' stroke-width='1.5' stroke-dasharray='4 4'/>", palette.muted)


def _line(palette: Palette, hue: str, spots: list[tuple[int, int]]) -> Markup:
    """Common-cause dots in ink on a thin line, the last in the hue."""
    path = "L".join(f"{x} {y}" for x, y in spots)
    dots = joined(html("<circle cx='{}' cy='{}' r='2.4' fill='{}'/>", x, y, palette.muted) for x, y in spots[:-1])
    (x, y) = spots[-1]
    return html(
        "<path d='M{path}' fill='none' stroke='{muted}' stroke-width='1.5'/>{dots}<circle cx='{x}' cy='{y}' r='4' fill='{hue}'/>",
        path=path, muted=palette.muted, dots=dots, x=x, y=y, hue=hue,
    )  # fmt: skip
