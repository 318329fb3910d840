"""The text of a PDF, as far as it is written in letters: strings of its pages, packed or not. Pictures of text are not read."""

from __future__ import annotations

import re
import zlib

MOST_UNPACKED = 60_000_000
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\[((?:[^\[\]\\]|\\.)*)\]\s*TJ|(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")", re.DOTALL)
_PIECE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>|-?\d+(?:\.\d+)?", re.DOTALL)
_LITERAL = re.compile(rb"\((?:[^()\\]|\\.){4,400}\)", re.DOTALL)
_MAPPED = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
_ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
A_SPACE = -180  # of a thousandth of the letters' size: a gap as wide as a word's


def pdf_lines(content: bytes) -> list[str]:
    """What is written on the pages and in the properties, a line a piece; in a font with a map of its own by that map."""
    streams, left = [], MOST_UNPACKED
    for found in _STREAM.finditer(content):
        unpacked = _unpacked(found[1], left)
        left -= len(unpacked)
        streams.append(unpacked)
    letters: dict[int, str] = {}
    for stream in streams:
        if b"begincmap" in stream:
            _learn(stream, letters)
    lines = [
        text for stream in streams for found in _SHOWN.finditer(stream) if (text := _text(found[1] or found[2] or b"", letters).strip())
    ]
    told = [_plain(found[0]) for found in _LITERAL.finditer(_STREAM.sub(b"", content))]
    # A page writes a line in several pieces: they are joined too, since a number may be cut anywhere.
    return [*lines, " ".join(lines), *told]


def _unpacked(stream: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, max(1, most))
    except zlib.error:
        return stream


def _learn(stream: bytes, letters: dict[int, str]) -> None:
    """The letters of glyphs, from the map that a font brings for copying its text."""
    for kind, body in _MAPPED.findall(stream):
        codes = [int(one, 16) for one in _CODES.findall(body)]
        if kind == b"bfchar":
            letters |= {glyph: _letter(code) for glyph, code in zip(codes[::2], codes[1::2], strict=False)}
        else:
            for first, last, code in zip(codes[::3], codes[1::3], codes[2::3], strict=False):
                letters |= {glyph: _letter(code + glyph - first) for glyph in range(first, min(last, first + 512) + 1)}


def _letter(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 else ""


def _text(shown: bytes, letters: dict[int, str]) -> str:
    said = ""
    for piece in _PIECE.findall(shown):
        if piece[:1] == b"(":
            said += _plain(piece)
        elif piece[:1] == b"<":
            digits = re.sub(rb"\s", b"", piece[1:-1])
            wide = [int(digits[at : at + 4], 16) for at in range(0, len(digits) - 3, 4)]
            if letters and any(one in letters for one in wide):
                said += "".join(letters.get(one, "") for one in wide)
            else:
                said += bytes.fromhex(digits.decode() + "0" * (len(digits) % 2)).decode("latin-1")
        elif float(piece) < A_SPACE:
            said += " "
    return said


def _plain(piece: bytes) -> str:
    def meant(found: re.Match[bytes]) -> bytes:
        mark = found[1]
        if mark[:1].isdigit():
            return bytes([int(mark, 8) & 0xFF])
        return _ESCAPED.get(mark, b"" if mark.endswith(b"\n") else mark)

    inner = _ESCAPE.sub(meant, piece[1:-1])
    return inner.decode("utf-16", "ignore") if inner.startswith((b"\xfe\xff", b"\xff\xfe")) else inner.decode("latin-1")
