"""What a file holds about children beside its cells, told as findings: it is left out of what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from data.model.child_sign import ChildSign, SignKind
from data.model.finding import Finding, Severity
from data.text import first_capital

LEFT_OUT = "childrens-data-left-out"
HINT = (
    "The file as it was given waits in quarantine, where nobody can download it, until somebody deletes it: on Sources, or with "
    "python cli.py quarantine. Ask whoever sent it to send it without."
)


def left_out_findings(signs: Sequence[ChildSign]) -> list[Finding]:
    """A finding a place, such as a pivot table's cache: what it holds, and that it is not kept."""
    found = []
    for where, group in groupby(sorted(signs), key=lambda sign: sign.where):
        kinds = [str(sign.kind) for sign in group]
        told = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
        what = f"{first_capital(where)} {'cannot be looked through' if kinds == [SignKind.UNSEEN] else f'holds {told}'}."
        found.append(Finding(Severity.CHECK, "beside the cells", f"{what} It is left out of what is kept.", HINT, LEFT_OUT))
    return found
