"""The slides of a meeting in the order its agenda gives, and which KPIs a slide shows first. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpis.standing.changes import ChangeSince
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import VerdictPhrase as P
from kpis.verdict.verdict import verdict
from kpis.verdict.verdict_text import WORSENING

HEADLINE, PRIORITY, VOICE, RISKS, AGREE, MEASURES = "headline", "priority", "voice", "risks", "agree", "measures"
TITLES = {
    HEADLINE: "What moved", VOICE: "Family voice", RISKS: "Risks", AGREE: "Ratings to agree", MEASURES: "Measures for next time",
}  # fmt: skip
WORDS = {
    VOICE: r"\bvoices?\b|\bfamil(y|ies)\b|\bparents?\b|\bcarers?\b|\byou said\b|\bwe did\b|\blived experience\b",
    RISKS: r"\brisks?\b",
    AGREE: r"\bRAG\b|\bratings?\b",
    MEASURES: r"\bmeasures?\b|\bnext (period|time|meeting|visit)\b",
}
RANK = {status: n for n, status in enumerate((RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN, RagStatus.NOT_RATED, RagStatus.NO_DATA))}
MATTERS = (
    P.WORSENING_OFF_TARGET, P.WORSENING, P.ON_TARGET_WORSENING, P.OFF_TARGET_HOLDING, P.OFF_TARGET, P.OFF_TARGET_CHANGED,
    P.IMPROVING_OFF_TARGET, P.IMPROVING, P.ON_TARGET_IMPROVING,
)  # fmt: skip
PHRASES = (*MATTERS, *(one for one in P if one not in MATTERS))
MATTER = "Worsening first, then off target, then improving. Figures that do not count today are not among them."
_JOINED = r"(?:\s*(?:,|&|\band\b|\bto\b)\s*|[-–])(?=\d)"
_NUMBERED = re.compile(rf"\bpriorit(?:y|ies)\b\s*(?:nos?\.?|numbers?)?\s*((?:\d+(?:{_JOINED})?)+)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)(?:\s+to\s+|[-–])(\d+)")  # a dash between spaces is no range: Priority 1 - 10 minutes
_MOST = 99


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. ``key`` stands in the address; ``number`` is the priority's, 0 on other slides."""

    key: str
    kind: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class SlideOrder:
    """The slides in order, and the priorities that the agenda leaves out."""

    slides: tuple[Slide, ...]
    left_out: tuple[Slide, ...]
    by_agenda: bool

    def at(self, key: str) -> int:
        """The place of a slide, the first where there is none of that key."""
        return next((n for n, slide in enumerate(self.slides) if slide.key == key), 0)

    def moved(self, key: str, how: str) -> Slide:
        """The slide that ``next``, ``back``, ``first`` or ``last`` leads to; at either end it stays."""
        now, last = self.at(key), len(self.slides) - 1
        return self.slides[{"next": min(now + 1, last), "back": max(now - 1, 0), "first": 0, "last": last}.get(how, now)]


def order(agenda: Sequence[str], priorities: Mapping[int, str]) -> SlideOrder:
    """The running order. An agenda that names priorities, risks or families' voice sets it; any other leaves the usual one.

    What moved always comes first. Priorities that an agenda does not name are left out where it names any. Families' voice, risks, the
    ratings to agree and the measures always come: where the agenda puts them, else last, in this order.
    """
    named = [one for line in agenda for one in _named(line, priorities)]
    by_agenda = any(kind in (PRIORITY, VOICE, RISKS) for kind, _ in named)
    wanted = [(PRIORITY, n) for kind, n in named if kind == PRIORITY] or [(PRIORITY, n) for n in priorities]
    steps = named if by_agenda else []
    if not any(kind == PRIORITY for kind, _ in steps):
        steps = [*wanted, *steps]
    steps = list(dict.fromkeys([(HEADLINE, 0), *steps, *((kind, 0) for kind in (VOICE, RISKS, AGREE, MEASURES))]))
    slides = tuple(_slide(kind, number, priorities) for kind, number in steps)
    shown = {slide.number for slide in slides}
    left_out = tuple(_slide(PRIORITY, n, priorities) for n in priorities if n not in shown)
    return SlideOrder(slides, left_out, by_agenda)


def _slide(kind: str, number: int, priorities: Mapping[int, str]) -> Slide:
    if kind == PRIORITY:
        return Slide(f"{PRIORITY}-{number}", kind, number, f"Priority {number}: {priorities[number]}")
    return Slide(kind, kind, 0, TITLES[kind])


def _named(line: str, priorities: Mapping[int, str]) -> list[tuple[str, int]]:
    """What a line of an agenda names: priorities by number or by title, else one of the other slides, else nothing."""
    numbers = [n for found in _NUMBERED.finditer(line) for n in _numbers(found[1])]
    if numbers:
        return [(PRIORITY, n) for n in numbers if n in priorities]
    said = " ".join(line.casefold().split())
    titled = [n for n, title in priorities.items() if title.strip() and " ".join(title.casefold().split()) in said]
    if titled:
        return [(PRIORITY, n) for n in titled]
    kind = next((kind for kind, words in WORDS.items() if re.search(words, line, re.IGNORECASE)), "")
    if kind:
        return [(kind, 0)]
    return [(PRIORITY, n) for n in priorities] if re.search(r"\bpriorities\b", line, re.IGNORECASE) else []


def _numbers(text: str) -> list[int]:
    """The numbers of ``1, 3 and 5 to 7`` in order."""
    spread = _RANGE.sub(lambda m: ",".join(map(str, range(int(m[1]), min(int(m[2]), _MOST) + 1))), text)
    return [int(one) for one in re.findall(r"\d+", spread)]


def matter(rows: Sequence[ChangeSince], most: int | None = None) -> tuple[ChangeSince, ...]:
    """The rows that a headline names, by ``MATTER``: at most so many, what is red or worsening before all else; None for every one.

    Only figures that count today are among them; of the others nothing can be said that leads a meeting.
    """
    found = [(MATTERS.index(phrase), RANK[row.now.rating.status], n, row) for n, row in enumerate(rows)
             if row.now.counted and (phrase := verdict(row.now).phrase) in MATTERS]  # fmt: skip
    first = sorted(found, key=lambda one: (not _presses(one[3].now), *one[:3]))[:most]
    return tuple(row for *_, row in sorted(first, key=lambda one: one[:3]))


def pressing(rows: Sequence[ChangeSince]) -> tuple[ChangeSince, ...]:
    """Those that are red or worsen beyond chance, which a headline leaves out only where there is no room."""
    return tuple(row for row in matter(rows) if _presses(row.now))


def _presses(standing: Standing) -> bool:
    return standing.rating.status is RagStatus.RED or verdict(standing).phrase in WORSENING


def ranked(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """A priority's KPIs as its slide shows them: those that count today first, by verdict, then rating, then in scorecard order; then
    those out of date, ended, not finished or questioned; then those without a figure."""

    def key(one: tuple[int, Standing]) -> tuple[bool, bool, int, int, int]:
        n, s = one
        phrase = verdict(s).phrase
        return s.value is None, not s.counted, PHRASES.index(phrase), RANK[s.rating.status], n

    return tuple(s for _, s in sorted(enumerate(standings), key=key))
