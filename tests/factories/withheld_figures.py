"""Two scorecards, of which the second withholds what the first gave, and a search for what was withheld in anything that is given out."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import cli

# What may stand nowhere once the second file is loaded: figures of several units, a share, parts, a comment, typed words.
CANARIES = ("7431", "7,431", "864.2", "8642", "8,642", "13.7%", "13.70", "12.83", "41.96", "5317", "Canarywords", "Typedcanary")
FIRST = """Bury SEND scorecard January 2024

Ref,KPI,2021,2022,2023,Numerator,Denominator,Comment
S5,New EHC plans in 20 weeks,60%,55%,41.96%,5317,12671,
S12,Appeals,120,90,7431,,,
E7,Suspensions EHC,40 (3.9%),44 (4.1%),8642 (13.7%),,,
E9,Exclusions EHC,20,30,7431,,,Canarywords at one school
E10,Exclusions SEN support,100,110,120,,,
S7,Transfers,100,110,120,,,
S3,sup,12.0%,12.4%,12.83%,,,
S4,EHCP,3.0%,3.1%,3.2%,,,
"""
SECOND = (
    FIRST.replace("January", "March").replace("41.96%,5317", "{c},5317").replace("7431", "{c}").replace("8642 (13.7%)", "{c}").replace(
        "12.83%", "{c}"
    )
)  # fmt: skip
HIDDEN = ("S5", "S12", "E7", "E9", "S3")


def load_both(home: Path, folder: Path, mark: str = "c") -> None:
    """Loads both files as an officer does, on two days."""
    for name, text, day in (("first.csv", FIRST, "2024-01-20"), ("second.csv", SECOND.format(c=mark), "2024-03-20")):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        assert cli.main(["load", str(path), "--received", day, "--home", str(home)]) == 0


_DIGEST = re.compile(r"\b[0-9a-f]{32,}\b")


def told(content: bytes | str, *, canaries: tuple[str, ...] = CANARIES) -> list[str]:
    """Which of the withheld texts stand in something given out, however it is packed."""
    text = content if isinstance(content, str) else _unpacked(content)
    text = _DIGEST.sub("", text)  # Streamlit names each element by a digest, which differs by the folder the sources stand in
    bare = re.sub(r"<[^>]+>", "", text)  # a number cut by markup
    return [one for one in canaries if _stands(one, text) or _stands(one, bare)]


def _stands(canary: str, text: str) -> bool:
    before, after = (r"(?<!\d)", r"(?!\d)") if canary[0].isdigit() else ("", "")
    return re.search(before + re.escape(canary) + after, text) is not None


def _unpacked(content: bytes) -> str:
    if content[:2] == b"\x1f\x8b":
        return _unpacked(gzip.decompress(content))
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as held:
            return "\n".join(_unpacked(held.read(name)) for name in held.namelist())
    return content.decode("utf-8", errors="replace")


def taking(taken: list[bytes | str]) -> Callable[..., bool]:
    """A download button that makes what it would hand out, and keeps it."""

    def button(*given: Any, **more: Any) -> bool:
        data = more.get("data", next((one for one in given[1:] if callable(one) or isinstance(one, bytes)), ""))
        made = data() if callable(data) else data
        taken.append(made.read() if hasattr(made, "read") else made)
        return False

    return button
