"""A plan as JSON and back, nothing lost. What is read is checked whole; a fault names the field and what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any, TypeVar

from data.model.finding import Finding, Severity
from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from data.model.record import RecordFault

T = TypeVar("T")
_LATER = ("copy",)  # fields of a plan that earlier versions did not write; nothing is written where they say nothing
Read = Callable[[Any, str], Any]


def plan_to_json(plan: PlanVersion) -> dict[str, Any]:
    """Plain values only: dates as YYYY-MM-DD, enums by their word, tuples as lists."""
    found: dict[str, Any] = _plain(asdict(plan))
    return {name: value for name, value in found.items() if value or name not in _LATER}


def plan_from_json(body: Any) -> PlanVersion:
    """The plan that ``plan_to_json`` wrote.

    Raises:
        RecordFault: a field is missing, unknown, or of another kind.
    """
    return _made(PlanVersion, body, "plan", _PLAN)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _made(type_: Callable[..., T], body: Any, where: str, readers: Mapping[str, Read]) -> T:
    if not isinstance(body, Mapping):
        raise RecordFault(where, f"should hold the fields {', '.join(readers)}.")
    if unknown := sorted(str(key) for key in body if key not in readers):
        raise RecordFault(f"{where}.{unknown[0]}", f"is not a field here. The fields are {', '.join(readers)}.")
    if missing := [name for name in readers if name not in body and name not in _LATER]:
        raise RecordFault(f"{where}.{missing[0]}", "is missing.")
    return type_(**{name: read(body[name], f"{where}.{name}") for name, read in readers.items() if name in body})


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise RecordFault(where, "should be text.")
    return value


def _whole(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordFault(where, "should be a whole number.")
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise RecordFault(where, "should be true or false.")
    return value


def day(value: Any, where: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        found = date.fromisoformat(_text(value, where))
    except ValueError:
        raise RecordFault(where, "should be a day written YYYY-MM-DD.") from None
    if found.isoformat() != value:
        raise RecordFault(where, "should be a day written YYYY-MM-DD.")
    return found


def _day_or_none(value: Any, where: str) -> date | None:
    return None if value is None else day(value, where)


def _many(read: Read) -> Read:
    def every(value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise RecordFault(where, "should be a list.")
        return tuple(read(one, f"{where}[{at}]") for at, one in enumerate(value, 1))

    return every


def _word_of(type_: Any) -> Read:
    def one(value: Any, where: str) -> Any:
        try:
            return type_(_text(value, where))
        except ValueError:
            raise RecordFault(where, f"should be one of: {', '.join(type_)}.") from None

    return one


def _counts(value: Any, where: str) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise RecordFault(where, "should hold a whole number a name.")
    return {_text(name, where): _whole(count, f"{where}.{name}") for name, count in value.items()}


def _priority(value: Any, where: str) -> tuple[int, str]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise RecordFault(where, "should be a number and a title.")
    return _whole(value[0], f"{where}[1]"), _text(value[1], f"{where}[2]")


def _readers(type_: Any, **special: Read) -> dict[str, Read]:
    """A reader for every field of a type: text unless another is given, so that a field added to the type is never left out."""
    return {field.name: special.get(field.name, _text) for field in fields(type_)}


_OWNER = _readers(Owner)
_FINDING = _readers(Finding, severity=_word_of(Severity))
_ACTION = _readers(
    Action, priority=_whole, due=_day_or_none, owners=_many(lambda v, w: _made(Owner, v, w, _OWNER)), status=_word_of(ActionStatus),
    kpis=_many(_text), offered=_many(_text), also=_many(_text), added=_flag,
)  # fmt: skip
_PLAN = _readers(
    PlanVersion, dated=_day_or_none, priorities=_many(_priority), actions=_many(lambda v, w: _made(Action, v, w, _ACTION)),
    counts=_counts, findings=_many(lambda v, w: _made(Finding, v, w, _FINDING)),
)  # fmt: skip
