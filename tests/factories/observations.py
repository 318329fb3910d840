"""Any observation at all: what the tests of storing and reading figures draw from."""

from __future__ import annotations

from hypothesis import strategies as st

from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Firmness, Period, PeriodKind

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
DAYS = st.none() | st.dates()
PERIODS = st.builds(Period, label=TEXTS, kind=st.sampled_from(PeriodKind), first=DAYS, last=DAYS, doubt=TEXTS)
_WORDS = dict.fromkeys(("indicator", "reporter", "area", "raw", "file", "sheet", "cell", "basis", "data_source", "origin"), TEXTS)
_KINDS = {"series": FigureRole, "measure": CellPart, "status": Firmness}


def _observations(value: st.SearchStrategy[float | None], missing: st.SearchStrategy[Missing | None]) -> st.SearchStrategy[Observation]:
    kinds = {name: st.sampled_from(kind) for name, kind in _KINDS.items()}
    return st.builds(Observation, period=PERIODS, value=value, missing=missing, **_WORDS, **kinds)


OBSERVATIONS = _observations(st.floats(allow_nan=False, allow_infinity=False), st.none()) | _observations(
    st.none(), st.sampled_from(Missing)
)
