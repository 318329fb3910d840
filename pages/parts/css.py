"""The stylesheet: what makes the page ours. Every size is in rem, so one rule scales the whole picture."""

from __future__ import annotations

from functools import cache

from data.model import Series
from kpis.charts.marks import data_uri, rating_mark, role_mark
from kpis.charts.palette import DARK, LIGHT, Palette
from kpis.rag import Status

CLASS = {status: status.value.replace(" ", "-") for status in Status}
ROLE_CLASS = {
    Series.OWN: "own", Series.NEIGHBOURS: "neighbours", Series.REGION: "region", Series.ENGLAND: "england", Series.TARGET: "target",
}  # fmt: skip
SEVERITY_MARK = {"stop": (Status.RED, "!"), "check": (Status.AMBER, "?"), "note": (Status.NOT_RATED, "i")}


@cache
def stylesheet(theme: str) -> str:
    """The one stylesheet, for the light or the dark theme."""
    p = DARK if theme == "dark" else LIGHT
    marks = "".join(_mark(f".m-{CLASS[s]}", rating_mark(p, s), 24) for s in Status)
    marks += "".join(_mark(f".m-{name}", rating_mark(p, status, letter), 24) for name, (status, letter) in SEVERITY_MARK.items())
    marks += "".join(_mark(f".r-{name}", role_mark(p, series), 14) for series, name in ROLE_CLASS.items())
    return f"<style>{_RULES(p)}{marks}</style>"


def _mark(selector: str, body: str, size: int) -> str:
    return f'.sd {selector}{{background-image:url("{data_uri(body, size, size)}")}}'


def _RULES(p: Palette) -> str:
    own = p.roles[Series.OWN]
    return f"""
@media (min-width: 1800px) {{ html {{ font-size: 24px !important; }} }}
[data-testid="stMainBlockContainer"] {{ padding: 3.4rem 2rem 1.2rem; max-width: none; }}
[data-testid="stMainBlockContainer"] .st-key-viewport {{ position: absolute; height: 0; }}
[data-testid="stHeader"], [data-testid="stToolbar"] {{ height: 2.9rem; min-height: 2.9rem; }}
[data-testid="stHeader"] {{ border-bottom: 1px solid {p.rule}; }}
[data-testid="stVerticalBlock"] {{ gap: .6rem; }}
[data-testid="stHtml"] {{ color: {p.ink}; line-height: 1.35; }}
.sd h1 {{ font-size: 1.7rem; line-height: 1.2; font-weight: 700; margin: 0; padding: 0; letter-spacing: -.005em; text-wrap: balance; }}
.sd h2 {{ font-size: 1.06rem; line-height: 1.25; font-weight: 700; margin: 0; padding: 0; }}
.sd h3 {{ font-size: .95rem; line-height: 1.3; font-weight: 700; margin: 0; padding: 0; }}
.sd p {{ margin: 0; font-size: .9rem; }}
.sd ul {{ margin: .2rem 0 0; padding-left: 1.1rem; font-size: .9rem; }}
.sd .quiet, .sd .sub {{ color: {p.muted}; }}
.sd .sub {{ font-size: .9rem; margin-top: .2rem; }}
.sd .small {{ font-size: .8rem; }}
.sd .foot {{ color: {p.muted}; font-size: .79rem; border-top: 1px solid {p.rule}; padding-top: .3rem; margin-top: .35rem;
  display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; gap: .2rem 2rem; }}
.sd .notice {{ display: inline-block; font-size: .79rem; font-weight: 700; color: {p.ink}; background: {p.panel};
  border-left: .25rem solid {p.event}; padding: .12rem .5rem; }}
.sd.choice {{ font-size: .9rem; color: {p.muted}; }}
.sd a {{ color: {p.ink}; text-decoration: none; border-bottom: 1px solid {p.quiet}; }}
.sd a:hover {{ border-bottom: 2px solid {p.ink}; }}
.sd a:focus-visible {{ outline: 3px solid {own.colour}; outline-offset: 2px; }}
.sd a.button {{ display: inline-block; border: 1px solid {own.colour}; background: {own.colour}; color: {p.page}; padding: .4rem .9rem; font-size: .9rem; }}
.sd img {{ vertical-align: middle; display: inline-block; max-width: none; }}
.sd i.m, .sd i.r {{ display: inline-block; flex: none; background-position: center; background-size: contain; background-repeat: no-repeat; vertical-align: middle; }}
.sd i.m {{ width: 1.25rem; height: 1.25rem; }} .sd i.r {{ width: .7rem; height: .7rem; margin-right: .35rem; vertical-align: baseline; }}
.sd i.m.big {{ width: 1.9rem; height: 1.9rem; }}
.sd .badge {{ display: inline-flex; vertical-align: middle; align-items: center; gap: .4rem; white-space: nowrap; }}
.sd table {{ table-layout: fixed; border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; margin: 0; }}
.sd td, .sd th {{ border: 0; border-bottom: 1px solid {p.rule}; padding: .26rem .5rem .26rem 0; text-align: left; vertical-align: middle; overflow-wrap: break-word; }}
.sd thead th {{ color: {p.muted}; font-weight: 400; font-size: .8rem; border-bottom: 1.5px solid {p.muted}; vertical-align: bottom; }}
.sd tbody th {{ font-weight: 400; color: {p.ink}; }}
.sd .n {{ text-align: right; padding-right: 1rem; white-space: nowrap; }}
.sd .w {{ white-space: nowrap; }}
.sd .big {{ font-weight: 700; font-size: 1rem; }}
.sd .code {{ color: {p.muted}; font-size: .82rem; padding-right: 0; }}
.sd .last {{ padding-right: 0; }}
.sd .group th {{ font-weight: 700; padding-top: .65rem; border-bottom: 1.5px solid {p.muted}; }}
.sd tr.here td, .sd tr.here th {{ background: {p.panel}; border-bottom: 2px solid {p.event}; font-weight: 700; }}
.sd .tally {{ display: flex; gap: 3px; }}
.sd .tally > div {{ border-top: .38rem solid; background: {p.panel}; padding: .36rem .6rem; display: flex; align-items: center; gap: .5rem;
  min-width: 7.4rem; white-space: nowrap; font-size: .9rem; }}
.sd .tally b {{ font-size: 1.35rem; line-height: 1; }}
.sd .grid {{ display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: .9rem 1.4rem; }}
.sd .panel {{ border-top: 2px solid {p.muted}; padding-top: .35rem; display: flex; flex-direction: column; }}
.sd .panel .name {{ font-size: .9rem; line-height: 1.25; min-height: 2.3rem; }}
.sd .panel .now {{ font-size: 1.6rem; font-weight: 700; line-height: 1.1; }}
.sd .panel .now.absent {{ font-size: 1.05rem; font-weight: 400; color: {p.muted}; }}
.sd .panel .row {{ display: flex; justify-content: space-between; align-items: end; gap: .5rem; min-height: 1.9rem; flex-wrap: wrap; }}
.sd .panel img {{ width: 100%; height: auto; }}
.sd .hero {{ font-size: 3.1rem; font-weight: 700; line-height: 1; letter-spacing: -.02em; color: {own.text}; }}
.sd .hero.absent {{ font-size: 1.6rem; letter-spacing: 0; color: {p.muted}; }}
.sd .split {{ display: flex; align-items: end; justify-content: space-between; gap: 1rem; }}
.sd.rows > * + * {{ margin-top: .75rem; }}
.sd .empty {{ border-top: 2px solid {p.muted}; min-height: 16rem; padding-top: 1.6rem; display: grid; gap: .5rem; align-content: start; justify-items: start; max-width: 44rem; }}
.sd code {{ font-family: inherit; font-size: .9rem; color: {p.ink}; background: {p.panel}; padding: .05rem .3rem; }}
.sd .found {{ display: flex; gap: .7rem; padding: .45rem 0; border-bottom: 1px solid {p.rule}; }}
.sd .found p {{ font-size: .86rem; }}
.st-key-strip > div:last-child {{ margin-left: auto; }}
[data-testid="stFileUploaderDropzoneInstructions"] span, [data-testid="stFileUploaderDropzone"] small, [data-testid="stFileUploader"] small,
[data-testid="stCaptionContainer"], [data-testid="stWidgetLabel"] p {{ font-size: .82rem !important; }}
@media (max-width: 800px) {{ .sd {{ overflow-x: auto; }} .sd table {{ min-width: 46rem; }} .sd .tally {{ flex-wrap: wrap; }}
  .sd .grid {{ grid-template-columns: repeat(2, minmax(0, 1fr)); }} }}
"""
