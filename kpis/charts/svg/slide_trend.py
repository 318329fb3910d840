"""One KPI large enough for the back of a room: own line, the nation and the target over time, each named at its end. An SVG."""

from __future__ import annotations

from collections.abc import Sequence

from data.model.observation import FigureRole
from kpis import formats
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import IN_A_PANEL, LAST_GIVEN, TrendPicture, day_of, is_trend, picture_of
from kpis.charts.style.scales import apart, levels
from kpis.charts.svg.marks import compared, scale, text, trend
from kpis.markup import Markup, html
from kpis.standing.kpi_standing import Standing

WIDTH, HEIGHT = 720, 186  # px at 1280, where the picture stands at its own size
SIZE, LINE = 19.0, 24.0  # letters and the least distance between two lines of them
BOLD = 1.5
RIGHT = 210  # px for the names at the lines' ends
SMALL = 18.0  # the levels’ letters
LEVELS = 3
LETTER = 0.52  # of its height, how wide a letter is
LONGEST = 11  # letters of an area's name that still stand beside its figure


def picture(palette: Palette, standing: Standing, width: float = WIDTH, area: str = "") -> Markup:
    """A trend where periods follow each other, else bars of own and every comparator; empty where there is no figure to draw."""
    if is_trend(standing):
        return _trend(palette, picture_of(standing, roles=IN_A_PANEL), width, area if len(area) <= LONGEST else "")
    return _bars(palette, standing, width) if standing.value is not None else Markup()


def _trend(palette: Palette, drawn: TrendPicture, width: float, area: str) -> Markup:
    high, wide = HEIGHT - LINE - 4, width - RIGHT
    least, most = drawn.span()  # a count and a percentage begin at zero, as on the KPI's own chart
    marks = levels(least, most, LEVELS) if most > least else []
    left = max((len(words) for _, words in marks), default=0) * SMALL * 0.58 + 8

    def place(value: float) -> float:
        return 6 + (most - value) / ((most - least) or 1) * (high - 8)

    body = Markup()
    for level, words in marks:
        y = place(level)
        body += html("<path d='M{:g} {:.1f}H{:g}' stroke='{}'/>", left, y, wide, palette.rule)
        body += text(left - 6, max(y + SMALL / 3, SMALL), words, palette.muted, SMALL, anchor="end")
    body += html(
        "<g transform='translate({:g} 2)'>{}</g>", left, trend(palette, drawn, wide - left, high, full=True, bold=BOLD, span=(least, most))
    )
    own = drawn.own.figures
    ends = _ends(drawn, area)
    for (series, words, _), y in zip(ends, _spread([place(value) for *_, value in ends], high), strict=True):
        size = min(SIZE, (RIGHT - 10) / max(len(words), 1) / LETTER)
        body += text(wide + 8, y, words, palette.text(series), size, bold=words is ends[0][1])
    ordered = sorted(drawn.figures, key=day_of) if drawn.mixed else own
    first, last = formats.period(ordered[0].period), formats.period(ordered[-1].period)
    body += html("<path d='M{:g} {:g}H{:g}' stroke='{}'/>", left, high + 4, wide, palette.muted)
    body += text(left, HEIGHT - 4, first, palette.muted, SIZE)
    return body + (text(wide, HEIGHT - 4, last, palette.muted, SIZE, anchor="end") if last != first else Markup())


def _ends(drawn: TrendPicture, area: str) -> list[tuple[FigureRole, str, float]]:
    """What stands at the right, the own line first: whose, in words, and at which height. Beside the own figure stand the nation and
    the target of its period, and every line of another kind of period with that."""
    s, own = drawn.standing, drawn.own
    beside = {x: value for x, value in compared(s).items() if x in (FigureRole.ENGLAND, FigureRole.TARGET)}
    name = own.name if own.second else LAST_GIVEN if drawn.ring else area or s.named(own.role)
    found = [(own.role, own.words(name), own.last.value or 0.0)]
    found += [(x, f"{s.named(x)} {formats.figure(value, s.indicator)}", value) for x, value in beside.items()]
    others = [one for one in drawn.lines if one is not own and (one.second or (one.dated and one.role not in beside))]
    return found + [(one.role, one.words(), one.last.value or 0.0) for one in others]


def _spread(wanted: Sequence[float], high: float) -> list[float]:
    """The lines of words nearest to the places wanted, none closer than a line and none outside the picture."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    placed = apart([max(LINE - 6, wanted[n] + SIZE / 3) for n in order], LINE, high)
    return [y for _, y in sorted(zip(order, placed, strict=True))]


def _bars(palette: Palette, s: Standing, width: float) -> Markup:
    """One bar a figure, own first and strong, each with its name and figure."""
    figures = [(FigureRole.OWN, s.value or 0.0), *compared(s).items()]
    left, right = 150.0, width - 130.0
    zero, unit = scale([value for _, value in figures], left, right)
    body, y = Markup(), 20.0
    for series, value in figures:
        colour, ink, own = palette.colour(series), palette.text(series), series is FigureRole.OWN
        end = zero + value * unit
        body += text(0, y + 6, s.named(series), ink, SIZE, bold=own)
        long = max(abs(end - zero), 1)
        body += html(
            "<rect x='{x:.1f}' y='{y:g}' width='{long:.1f}' height='{high}' fill='{colour}'/>",
            x=min(zero, end), y=y - 9, long=long, high=18 if own else 12, colour=colour,
        )  # fmt: skip
        body += text(max(end, zero) + 8, y + 6, formats.figure(value, s.indicator), ink, SIZE, bold=own)
        y += 36
    return body + html("<path d='M{:.1f} 4V{:g}' stroke='{}'/>", zero, y - 18, palette.muted)
