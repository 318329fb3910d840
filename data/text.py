"""How text and numbers are compared: in one plain form, so that neither punctuation nor binary fractions decide anything."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

_NOT_WORD = re.compile(r"[^0-9a-z%]+")
# The host stands first: a name before an @ would pass for one, or be a password, and browsers take a backslash for a slash.
WEB_ADDRESS = r"(?i:https?)://(?![^/?#]*@)[^\s<>\"\\/?#][^\s<>\"\\]*"


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower case, accents and compatibility forms folded, ``&`` as "and", every other mark a single space.

    >>> plain("  Stat.\\u00a0Neighbours & Region ")
    'stat neighbours and region'
    """
    folded = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ").replace("'", "").replace("’", "")
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", folded).strip()


def is_web_address(text: str) -> bool:
    """Whether words are a web address that may be followed: they begin http:// or https://, then the host, without a user's name.

    >>> is_web_address("https://www.example.org/a?b=c"), is_web_address("http://www.example.org:pw@elsewhere.example/")
    (True, False)
    """
    return re.fullmatch(WEB_ADDRESS, text) is not None


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and its end where it has more letters than ``most``: what is printed of a cell may be a book."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def first_capital(words: str) -> str:
    """The words as they begin a sentence: only their first letter is changed.

    >>> first_capital("no figure for Q1"), first_capital("")
    ('No figure for Q1', '')
    """
    return words[:1].upper() + words[1:]


def exact(number: float) -> Decimal:
    """The decimal number that was written, so that 0.80 − 0.70 is 0.10 and a boundary is where it says it is."""
    return Decimal(repr(number))
