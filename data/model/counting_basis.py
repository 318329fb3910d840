"""Another way in which a figure of a KPI is counted than the usual one, such as leaving out exceptions; kept with the figure for good.

It stands first in what a figure's ``basis`` says in words, so that every home, whatever its form, keeps it: nothing means the usual way.
"""

from __future__ import annotations

SAYS = "Counted "
_ENDS = "; "


def marked(basis: str, counted: str) -> str:
    """The words of a figure that is counted another way, as ``excluding exceptions``; unchanged where ``counted`` is empty."""
    if not counted or counted_of(basis) == counted:
        return basis
    return f"{SAYS}{counted}{_ENDS}{basis}"


def counted_of(basis: str) -> str:
    """How a figure with these words is counted; empty for the usual way."""
    return basis[len(SAYS) :].partition(_ENDS)[0] if basis.startswith(SAYS) and _ENDS in basis else ""


# The same as a statement of the store works it from a column.
SQL = "case when {column} like '" + SAYS + "%; %' then split_part({column}, '; ', 1) else '' end"
