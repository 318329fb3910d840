"""Messages between two processes: whole or not at all, and nothing that a broken worker sends is run."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.finding import Finding, Severity
from loaders.box import messages

ALLOWED = ("data.model.",)
PLAIN = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.dates(),
        st.decimals(allow_nan=False),
    ),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner) | st.frozensets(st.integers()),
    max_leaves=8,
)  # fmt: skip


class _Runs:
    def __init__(self, what: Callable[..., Any], *given: Any) -> None:
        self.made = what, given

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.made


def sent(*message: Any) -> BytesIO:
    stream = BytesIO()
    messages.send(stream, message)
    stream.seek(0)
    return stream


@given(PLAIN)
def test_what_is_sent_is_what_comes(value: object) -> None:
    assert messages.receive(sent("done", value), ALLOWED) == ("done", value)


def test_types_of_our_own_come_as_they_are() -> None:
    finding = Finding(Severity.NOTE, "a!b!C1", "what", "hint", "check")
    given_ = (finding, Path("a"), date(2024, 1, 2), Decimal("1.10"))
    assert messages.receive(sent(*given_), ALLOWED) == given_


@given(st.integers(0, 60))
def test_half_a_message_is_none(cut: int) -> None:
    whole = sent("done", "x" * 100).getvalue()
    with pytest.raises(EOFError):
        messages.receive(BytesIO(whole[:cut]), ALLOWED)


@pytest.mark.parametrize(
    "planted",
    [_Runs(os.system, "echo planted"), _Runs(eval, "1"), _Runs(getattr, Finding, "what"), _Runs(pickle.loads, b""), _Runs(exec, "")],
    ids=["a command", "eval", "getattr", "a pickle in a pickle", "exec"],
)
def test_what_would_run_something_is_not_opened(planted: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="is not among what a worker may send"):
        messages.receive(sent("done", planted), ALLOWED)
