"""What is truly random, put in stable words: folders of this run, build numbers, keys; each by the order in which it first stands."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

BUILD = re.compile(r"\b(\d{6})-([0-9a-f]{8})\b")
KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
DASHED = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
REFERENCE = re.compile(r"(give reference )[0-9A-F]{4}\b")
AFTER = re.compile(r"(<work>|<code>|<temp>)((?:[\\/]+[\w.() -]*[\w)])+)")
TEMPORARY = re.compile(r"\b(release|backup|tmp)-?[a-z0-9_]{8}\b(?=[\\/])")


class Masks:
    """The folders of one run, and how they are written instead."""

    def __init__(self, work: Path, root: Path) -> None:
        pairs = [(work, "<work>"), (root, "<code>"), (Path(tempfile.gettempdir()), "<temp>")]
        self._pairs: list[tuple[str, str]] = []
        for path, words in pairs:
            for form in dict.fromkeys((str(path), str(path.resolve()), path.as_posix(), str(path).replace("\\", "\\\\"))):
                self._pairs.append((form, words))

    def text(self, text: str) -> str:
        """A text with everything random in it replaced."""
        for found, words in self._pairs:
            text = text.replace(found, words)
        text = AFTER.sub(lambda m: m.group(1) + re.sub(r"[\\/]+", "/", m.group(2)), text)
        text = TEMPORARY.sub(r"\1-…", text)
        text = REFERENCE.sub(r"\1<reference>", text)
        text = _numbered(DASHED, text, "<key {}>")
        text = _numbered(KEY, text, "<key {}>")
        return _builds(text).replace("\r\n", "\n")


def _numbered(pattern: re.Pattern[str], text: str, words: str) -> str:
    """Each distinct match by its place among them."""
    seen: dict[str, int] = {}
    return pattern.sub(lambda m: words.format(seen.setdefault(m.group(), len(seen) + 1)), text)


def _builds(text: str) -> str:
    """A build keeps its number; the random half becomes a letter, a new one for each build of a text."""
    seen: dict[str, int] = {}

    def said(match: re.Match[str]) -> str:
        return f"{match.group(1)}-build{chr(65 + seen.setdefault(match.group(), len(seen)) % 26)}"

    return BUILD.sub(said, text)
