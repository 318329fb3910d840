"""The stylesheet of a theme: page.css in its colours, and the marks of ratings and roles as pictures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

from data.model.observation import FigureRole
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.charts.svg.marks import rating_mark, role_mark
from kpis.markup import Markup, data_address, style
from kpis.targets.rag import RagStatus

CLASS = {status: status.value.replace(" ", "-") for status in RagStatus}
ROLE_CLASS = {
    FigureRole.OWN: "own",
    FigureRole.NEIGHBOURS: "neighbours",
    FigureRole.REGION: "region",
    FigureRole.ENGLAND: "england",
    FigureRole.TARGET: "target",
}
SEVERITY_MARK = {"stop": (RagStatus.RED, "!"), "check": (RagStatus.AMBER, "?"), "note": (RagStatus.NOT_RATED, "i")}


# Until the stylesheet has come, which ends this, the page would stand in Streamlit's own sizes and then jump; what went wrong is shown.
UNDRESSED = '[data-testid="stMainBlockContainer"]:not(:has([data-testid="stAlert"],[data-testid="stException"])){visibility:hidden}'


@cache
def stylesheet(theme: str) -> Markup:
    """The one stylesheet, for the light or the dark theme."""
    return style(_page(DARK if theme == "dark" else LIGHT) + _rules(LIGHT, "print.css"))


@cache
def head() -> Markup:
    """The frame of every page, for the head of a served page; Streamlit's own styles come after it there, so each rule counts for more."""
    return style(f"html{{{_rules(LIGHT, 'head.css')}{UNDRESSED}}}")


def _page(p: Palette) -> str:
    marks = "".join(_mark(f".m-{CLASS[s]}", rating_mark(p, s), 24) for s in RagStatus)
    marks += "".join(_mark(f".m-{name}", rating_mark(p, status, letter), 24) for name, (status, letter) in SEVERITY_MARK.items())
    marks += "".join(_mark(f".r-{name}", role_mark(p, series), 14) for series, name in ROLE_CLASS.items())
    return f"{_rules(p, 'head.css')}{_rules(p)}{_rules(p, 'helpful.css')}{marks}"


def _mark(selector: str, body: Markup, size: int) -> str:
    return f'.sd {selector}{{background-image:url("{data_address(body, size, size)}")}}'


@cache
def presenting(theme: str) -> Markup:
    """What a meeting's slides add to the stylesheet."""
    return style(_rules(DARK if theme == "dark" else LIGHT, "present.css"))


def _rules(p: Palette, file: str = "page.css") -> str:
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    names = ("page", "panel", "ink", "muted", "rule", "quiet", "event")
    return Template(text).substitute({name: getattr(p, name) for name in names}, own=p.roles[FigureRole.OWN].colour)
