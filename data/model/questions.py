"""What a file leaves open: questions a person answers, and the answers as they are remembered for files of that shape."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any

LEAVE_OUT = "leave out"
SHARES, PER_CENT = "shares", "per cent"  # what the numbers of a table that stand at or below 1 are
SCALES = (SHARES, PER_CENT)
ALIKE = 0.7  # share of remembered headings that a file of the same shape holds


class AnswersFault(Exception):
    """An answers file cannot be used. The message names the entry and the fault."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a file does not say: what a ``column`` holds, which KPI a row is, of which ``period`` a column is, or of which
    ``scale`` the percentages of a table are.

    ``key`` is what the answer is remembered under; ``likely`` holds what it may be, likeliest first; none is ever applied unasked.
    """

    kind: str
    key: str
    printed: str
    where: str
    _: KW_ONLY
    likely: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What people said of files of one shape. Keys are headings and KPI names in plain words.

    ``columns`` gives a heading its role, ``kpis`` a row its KPI code; either may be ``LEAVE_OUT``. ``periods`` dates an undated
    heading in the one file they were given for, and are not remembered. ``scales`` says of the tables with these headings, joined, whether
    their numbers of at most 1 without a per cent sign are ``SHARES`` or ``PER_CENT``.
    """

    id: int = 0
    area: str = ""
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    kpis: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether there is anything to remember."""
        return bool(self.area or self.columns or self.kpis or self.scales)

    def likeness(self, words: frozenset[str]) -> float:
        """The share of these answers' headings that stand among a file's words, 0 to 1."""
        mine = frozenset(self.headings)
        return len(mine & words) / len(mine) if mine else 0.0


def alike(remembered: Sequence[Answers], words: frozenset[str], area: str = "") -> Answers | None:
    """The remembered answers whose headings stand most nearly whole among a file's words; of an area, where one is named."""
    near = [a for a in remembered if (not area or a.area in ("", area)) and a.likeness(words) >= ALIKE]
    return max(near, key=lambda a: (a.likeness(words), a.id), default=None)


def as_toml(answers: Answers, own: tuple[Mapping[str, Any], ...] = ()) -> str:
    """The answers as the text that ``cli.py load --map`` reads; ``own`` are KPIs of the area's own."""
    lines = ["# How a scorecard of this shape is read. Use it with: python cli.py load --map FILE"]
    if answers.area:
        lines.append(f"area = {_text(answers.area)}")
    lines.append(f"headings = [{', '.join(map(_text, answers.headings))}]")
    tables = (("columns", answers.columns), ("kpis", answers.kpis), ("periods", answers.periods), ("scales", answers.scales))
    for name, table in tables:
        if table:
            lines += ["", f"[{name}]", *(f"{_text(key)} = {_text(value)}" for key, value in table.items())]
    for entry in own:
        lines += ["", "[[indicator]]", *(f"{key} = {_value(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> tuple[Answers, tuple[dict[str, Any], ...]]:
    """(answers, entries of the area's own KPIs) of an answers file.

    Raises:
        AnswersFault: it is not TOML, or holds something that is no answer.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise AnswersFault(f"The answers file is not valid TOML: {why}.") from why
    known = {"area", "headings", "columns", "kpis", "periods", "scales", "indicator"}
    if extra := set(found) - known:
        raise AnswersFault(f"The answers file holds {sorted(extra)[0]!r}, which is none of {', '.join(sorted(known))}.")
    tables = {name: found.get(name, {}) for name in ("columns", "kpis", "periods", "scales")}
    for name, table in tables.items():
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            raise AnswersFault(f"[{name}] must give each heading or KPI a text.")
    if wrong := [value for value in tables["scales"].values() if value not in ("", *SCALES)]:
        raise AnswersFault(f"[scales] says {wrong[0]!r}; a table’s numbers are one of: {', '.join(SCALES)}.")
    headings, area, own = found.get("headings", []), found.get("area", ""), found.get("indicator", [])
    if not isinstance(area, str) or not isinstance(headings, list) or not all(isinstance(h, str) for h in headings):
        raise AnswersFault("area must be a text and headings a list of texts.")
    if not isinstance(own, list) or not all(isinstance(entry, dict) for entry in own):
        raise AnswersFault("indicator must be tables: [[indicator]].")
    return Answers(id=0, area=area, headings=tuple(headings), **tables), tuple(own)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value)


def ask_in_toml(questions: Sequence[Question], given: Answers | None, roles: Sequence[str]) -> str:
    """An answers file with a line for each question, to be filled in; what may be answered stands above it."""
    answers = given or Answers()
    open_ones = {kind: {q.key: "" for q in questions if q.kind == kind} for kind in ("column", "kpi", "period", "scale")}
    filled = replace(answers, columns={**answers.columns, **open_ones["column"]}, kpis={**answers.kpis, **open_ones["kpi"]},
                     periods={**answers.periods, **open_ones["period"]}, scales={**answers.scales, **open_ones["scale"]})  # fmt: skip
    told = [f"# {q.where}: {q.printed}. Likeliest: {', '.join(q.likely) or '-'}. Seen: {', '.join(q.seen) or '-'}" for q in questions]
    scales = f"# A scale: {', or '.join(SCALES)}"
    known_roles = f"# A column may be: {', '.join(roles)}, or: leave out. A KPI: its code, or: leave out. A period: Jan-24, 2023/24, ..."
    return "\n".join([known_roles, *([scales] if open_ones["scale"] else []), *told, as_toml(filled)])
