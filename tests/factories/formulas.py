"""A small reader of spreadsheet formulas, written apart from what writes them: only what a pack's workbook may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl.workbook.workbook import Workbook

_TOKEN = re.compile(r"""\s*(?:(?P<text>"[^"]*")|(?P<number>\d+(?:\.\d+)?(?:e[-+]?\d+)?)|(?P<name>[A-Z]+(?=\())
    |(?P<at>(?:[A-Za-z]+!)?\$?[A-Z]{1,3}\$?\d+)|(?P<sign><=|>=|<>|[-+*/(),<>=]))""", re.VERBOSE)  # fmt: skip


def result(book: Workbook, sheet: str, at: str) -> Any:
    """What a cell comes to. An empty cell is None; raises ValueError for a formula that holds anything else than this reads."""
    value = book[sheet][at].value
    if book[sheet][at].data_type != "f":
        return value
    return _Read(book, sheet, str(value)[1:]).whole()


class _Read:
    def __init__(self, book: Workbook, sheet: str, formula: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens = list(_tokens(formula))

    def whole(self) -> Any:
        found = self._compared()()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return found

    def _next(self, sign: str = "") -> str:
        kind, text = self.tokens.pop(0)
        if sign and text != sign:
            raise ValueError(f"{sign} expected, not {text} ({kind})")
        return text

    def _ahead(self, *signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs

    def _compared(self) -> Any:
        left = self._sum()
        if not self._ahead("<=", ">=", "<>", "<", ">", "="):
            return left
        sign, right = self._next(), self._sum()
        return lambda: _compare(sign, left(), right())

    def _sum(self) -> Any:
        left = self._product()
        while self._ahead("+", "-"):
            left = _worked(self._next(), left, self._product())
        return left

    def _product(self) -> Any:
        left = self._one()
        while self._ahead("*", "/"):
            left = _worked(self._next(), left, self._one())
        return left

    def _one(self) -> Any:
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return lambda: float(text)
        if kind == "text":
            return lambda: text[1:-1]
        if kind == "at":
            sheet, _, place = text.rpartition("!")
            return lambda: result(self.book, sheet or self.sheet, place.replace("$", ""))
        if text == "-":
            inner = self._one()
            return lambda: -_number(inner())
        if text == "(":
            inner = self._compared()
            self._next(")")
            return inner
        self._next("(")
        parts = [self._compared()]
        while self._ahead(","):
            self._next()
            parts.append(self._compared())
        self._next(")")
        return lambda: _called(text, parts)


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(formula):
        found = _TOKEN.match(formula, at)
        if found is None or found.lastgroup is None:
            raise ValueError(f"not read: {formula[at:]}")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _called(name: str, parts: list[Any]) -> Any:
    match name:
        case "IF":
            return parts[1]() if parts[0]() else parts[2]()
        case "AND":
            return all(part() for part in parts)
        case "NOT":
            return not parts[0]()
        case "ISNUMBER":
            return isinstance(parts[0](), (int, float))
        case "MAX":
            return max(_number(part()) for part in parts)
        case "ABS":
            return abs(_number(parts[0]()))
        case "ROUND":
            places = Decimal(1).scaleb(-int(parts[1]()))
            return float(Decimal(repr(_number(parts[0]()))).quantize(places, ROUND_HALF_UP))
    raise ValueError(name)


def _worked(sign: str, left: Any, right: Any) -> Any:
    work = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}[sign]
    return lambda: work(_number(left()), _number(right()))


def _compare(sign: str, left: Any, right: Any) -> bool:
    if sign == "=" and (left is None or right is None):  # an empty cell is "" and 0
        return (left if left is not None else right) in ("", 0, None)
    return {
        "=": lambda: left == right, "<>": lambda: left != right, "<=": lambda: _number(left) <= _number(right),
        ">=": lambda: _number(left) >= _number(right), "<": lambda: _number(left) < _number(right),
        ">": lambda: _number(left) > _number(right),
    }[sign]()  # fmt: skip


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, type(None))):
        raise ValueError(f"#VALUE! of {value!r}")
    return float(value or 0)
