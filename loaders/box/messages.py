"""How the two processes speak: one pickle after another, each behind its length. What a worker sends is opened with suspicion."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Sequence
from io import BytesIO
from typing import IO, Any

PROGRESS, DONE, REFUSED, OPEN, FAULT, MEMORY = "progress", "done", "refused", "open", "fault", "memory"
_LENGTH = struct.Struct("<Q")
_PLAIN = {
    ("builtins", "set"), ("builtins", "frozenset"), ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"),
    ("datetime", "timedelta"), ("decimal", "Decimal"), ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"),
}  # fmt: skip


def send(stream: IO[bytes], message: tuple[Any, ...]) -> None:
    """Raises ``OSError`` where nobody reads any more."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes], allowed: Sequence[str] | None = None) -> Any:
    """The next message; with ``allowed``, of nothing but plain values and classes of the modules that begin so.

    Raises:
        EOFError: the other process has ended, or sent half a message.
        pickle.UnpicklingError: it sent what is not allowed.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    content = _exactly(stream, length)
    return pickle.loads(content) if allowed is None else _Wary(content, allowed).load()


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


class _Wary(pickle.Unpickler):
    """Opens values and classes of our own; anything that could be called to do something is refused."""

    def __init__(self, content: bytes, allowed: Sequence[str]) -> None:
        super().__init__(BytesIO(content))
        self._allowed = tuple(allowed)

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(self._allowed) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not among what a worker may send")
