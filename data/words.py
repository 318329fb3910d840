"""How text is compared: one plain form, so that spacing, case and punctuation never decide anything."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z%]+")


def plain(text: str) -> str:
    """Lower case, accents and compatibility forms folded, ``&`` as "and", every other mark a single space.

    >>> plain("  Stat.\\u00a0Neighbours & Region ")
    'stat neighbours and region'
    """
    folded = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ").replace("'", "").replace("’", "")
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", folded).strip()
