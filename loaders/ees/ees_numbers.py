"""A cell of an indicator as a number or the reason there is none, in Python for one text and in SQL for a whole column, which agree."""

from __future__ import annotations

import math
import re

from data.model.observation import Missing

_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# The standard's symbols and the older ones, in lower case.
SYMBOLS: dict[str, Missing] = {
    "z": Missing.NOT_APPLICABLE, "x": Missing.NOT_AVAILABLE, "c": Missing.SUPPRESSED, "low": Missing.LOW, "k": Missing.LOW,
    "u": Missing.UNRELIABLE, "~": Missing.SUPPRESSED, ":": Missing.NOT_AVAILABLE, ".": Missing.NOT_APPLICABLE,
    "..": Missing.NOT_AVAILABLE, "-": Missing.NOT_AVAILABLE, "null": Missing.NOT_GIVEN, "na": Missing.NOT_GIVEN,
    "n/a": Missing.NOT_APPLICABLE,
}  # fmt: skip
_MEANINGS = (
    ("not applicable", Missing.NOT_APPLICABLE), ("not available", Missing.NOT_AVAILABLE), ("unavailable", Missing.NOT_AVAILABLE),
    ("confidential", Missing.SUPPRESSED), ("suppress", Missing.SUPPRESSED), ("low reliability", Missing.UNRELIABLE),
    ("unreliable", Missing.UNRELIABLE), ("rounds to", Missing.LOW), ("rounded to", Missing.LOW), ("negligible", Missing.LOW),
    ("not collected", Missing.NOT_AVAILABLE),
)  # fmt: skip
_LEGEND = re.compile(r"\s*[‘'\"“\[]?(z|x|c|low|k|u|~|:|\.\.?|-)[’'\"”\]]?\s*(?:[-–—=:]\s*|\s+)([A-Za-z].{2,80})", re.IGNORECASE)
# The same number as read_number's, of a text without spaces around it. A cast alone would take 1_000, nan, infinity and +-0.
NUMBER_MACROS = r"""
create or replace temp macro plain_number(t) as
    case when isfinite(try_cast(t as double)) and not contains(t, '_') and substr(t, 2, 1) not in ('+', '-') then try_cast(t as double) end;
create or replace temp macro number_of(t) as coalesce(plain_number(t), case when contains(t, ',')
    and regexp_full_match(t, '[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?([eE][+-]?[0-9]+)?') then plain_number(replace(t, ',', '')) end);
"""


def read_number(text: str) -> float | None:
    """The number a cell prints, with thousands separators, a sign or an exponent; None where it prints no number."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        return None
    value = float(bare.replace(",", ""))
    return value if math.isfinite(value) else None


def read_cell(text: str | None, symbols: dict[str, Missing]) -> float | Missing:
    """A number, or the named reason for having none; UNREADABLE is neither a number nor a symbol."""
    if text is None or not text.strip():
        return Missing.BLANK
    value = read_number(text)
    return symbols.get(text.strip().lower(), Missing.UNREADABLE) if value is None else value


def legend_of(guidance: str) -> dict[str, Missing]:
    """What a release's own guidance says its symbols mean; only lines that give a symbol one plain meaning count."""
    found: dict[str, Missing] = {}
    for line in guidance.splitlines():
        if match := _LEGEND.fullmatch(line.strip()):
            meanings = {means for words, means in _MEANINGS if words in match[2].lower()}
            if len(meanings) == 1:
                found[match[1].lower()] = meanings.pop()
    return found
