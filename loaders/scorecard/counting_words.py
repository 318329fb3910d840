"""How a row says its figures are counted where a KPI has several ways: ‘(excl. exceptions)’, ‘including exceptional cases’."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.text import plain

_WHAT = r"(?:\w+ ){0,2}exception(?:s|al cases| cases)?\b"
_OUT = re.compile(
    rf"\b(?:exc|excl|exclud\w*|without|less|net of|minus|leaving out|(?:not|no longer) (?:includ|count)\w*|before) {_WHAT}"
    r"|\bexception(?:s|al cases| cases)? (?:are |is |were )?(?:exclud\w*|removed|left out|not (?:includ|count)\w*)"
)
_IN = re.compile(rf"\b(?:inc|incl|includ\w*|with) {_WHAT}|\bexception(?:s|al cases| cases)? (?:are |is |were )?includ\w*")
_NOT = re.compile(r"\b(?:not|no longer) includ\w*")
EXCLUDING, INCLUDING = "excluding exceptions", "including exceptions"


def said(texts: Iterable[str], bases: Iterable[str]) -> str:
    """Which of a KPI's ``bases`` a row's words name; empty where they name none, or two of them at once."""
    words = [plain(text) for text in texts]
    out = any(_OUT.search(text) for text in words)
    found = {name for name, seen in ((EXCLUDING, out), (INCLUDING, any(_IN.search(_NOT.sub(" ", text)) for text in words))) if seen}
    named = [basis for basis in bases if basis in found]
    return named[0] if len(found) == 1 and named else ""
