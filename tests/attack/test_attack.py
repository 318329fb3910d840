"""A lean run of every class of changed copies: no figure is ever another, nothing but a refusal is raised, and most copies still load."""

from __future__ import annotations

import pytest

from tests.attack import damage, traps
from tests.attack.oracle import EXCEPTION, REFUSED, WRONG
from tests.attack.run import classes, run

COPIES = 4
# Classes whose copies need not load: what is broken, empty, contradicts itself or does not say whose it is.
MAY_ALL_BE_REFUSED = {
    *damage.MUST_REFUSE, *traps.MUST_REFUSE, "bytes broken", "parts broken", "random bytes", "random grids", "months without a year",
    "dates over the middle", "one heading twice", "tables emptied", "notes under the table", "strange words under a date",
}  # fmt: skip
MUST = {*damage.MUST_REFUSE, *traps.MUST_REFUSE, "random bytes"}


@pytest.mark.parametrize(("group", "name", "sample"), list(classes()))
def test_no_copy_gives_another_figure(group: str, name: str, sample: str) -> None:
    count = run(group, name, sample, 2 if group == "batch" else COPIES)
    assert count.kinds[WRONG] == count.kinds[EXCEPTION] == 0, count.faults
    if name in MUST:
        assert count.kinds[REFUSED] == count.copies
    elif name not in MAY_ALL_BE_REFUSED:
        assert count.loaded >= 0.6, f"only {count.loaded:.0%} of the copies were loaded"
