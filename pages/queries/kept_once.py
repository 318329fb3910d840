"""What pages keep of what they work out: one working for all who ask at once, and none of it longer than somebody looks at its build."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Found = TypeVar("Found")
BuildInHome = tuple[str, str]  # a home's folder and the name of one of its builds
_EVERY: list[KeptOnce[..., Any]] = []


def kept_once(most: int) -> Callable[[Callable[Asked, Found]], KeptOnce[Asked, Found]]:
    """Keeps the last ``most`` answers of a function of hashable arguments; who asks for one that is being worked out waits for it.

    What it is asked must name the home and the build: in its first two arguments, or in the fields ``home`` and ``build`` of one.
    """

    def keep(work: Callable[Asked, Found]) -> KeptOnce[Asked, Found]:
        kept = KeptOnce(work, most)
        _EVERY.append(kept)
        return kept

    return keep


@dataclass(slots=True)
class _Turn:
    """Those who ask for one answer that is not kept yet: one of them works it out."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asking: int = 0


class KeptOnce(Generic[Asked, Found]):
    """A function whose answers are kept. An answer that failed is not kept, and the next who asks works it out anew."""

    def __init__(self, work: Callable[Asked, Found], most: int) -> None:
        update_wrapper(self, work)
        self._work, self._most = work, most
        self._kept: OrderedDict[Hashable, Found] = OrderedDict()
        self._turns: dict[Hashable, _Turn] = {}
        self._lock = threading.Lock()
        self.worked = 0  # how many answers were worked out

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Found:
        key = (args, tuple(sorted(kwargs.items())))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            turn = self._turns.setdefault(key, _Turn())
            turn.asking += 1
        try:
            with turn.lock:
                with self._lock:
                    if key in self._kept:
                        return self._kept[key]
                found = self._work(*args, **kwargs)
                with self._lock:
                    self.worked += 1
                    self._kept[key] = found
                    if len(self._kept) > self._most:
                        self._kept.popitem(last=False)
                return found
        finally:
            with self._lock:
                turn.asking -= 1
                if not turn.asking:
                    self._turns.pop(key, None)

    def drop(self, gone: BuildInHome | None = None) -> None:
        """Lets go of what is kept of a build; of all without one."""
        with self._lock:
            for key in list(self._kept):
                if gone is None or _build_of(key) == gone:
                    del self._kept[key]

    def cache_clear(self) -> None:
        """Lets go of all that is kept, under the name by which the library's own caches do."""
        self.drop()


def _build_of(key: Any) -> BuildInHome | None:
    """The home and build that what a function was asked names."""
    args = (*key[0], *(value for _, value in key[1]))
    if len(args) > 1 and isinstance(args[0], str) and isinstance(args[1], str):
        return args[0], args[1]
    return next(filter(None, map(_named, args)), None)


def _named(one: Any) -> BuildInHome | None:
    if isinstance(one, tuple):
        return next(filter(None, map(_named, one)), None)
    if not is_dataclass(one):
        return None
    if hasattr(one, "home") and hasattr(one, "build"):
        return str(one.home), str(one.build)
    return next(filter(None, (_named(getattr(one, part.name)) for part in fields(one))), None)


class _BuildsLookedAt:
    """How many runs look at each build, and which build of each home was seen in force last."""

    def __init__(self) -> None:
        self._runs: Counter[BuildInHome] = Counter()
        self._in_force: dict[str, str] = {}
        self._lock = threading.Lock()

    @contextmanager
    def by_a_run(self, home: str, build: str) -> Iterator[None]:
        """While it lasts, what is kept of the build stays; what is kept of one that is in force no more goes with its last run."""
        with self._lock:
            before = self._in_force.get(home, build)
            self._in_force[home] = build
            self._runs[home, build] += 1
            gone = before != build and not self._runs[home, before]
        if gone:
            _forget((home, before))
        try:
            yield
        finally:
            with self._lock:
                self._runs[home, build] -= 1
                gone = not self._runs[home, build] and self._in_force[home] != build
                if not self._runs[home, build]:
                    del self._runs[home, build]
            if gone:
                _forget((home, build))


def _forget(gone: BuildInHome) -> None:
    for kept in _EVERY:
        kept.drop(gone)


looked_at = _BuildsLookedAt().by_a_run
