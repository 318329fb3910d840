"""Who acts: the one place where that is asked. Whatever is written to a home carries this name."""

from __future__ import annotations

import getpass

from data.model.actor import Actor


def actor_of_this_computer() -> Actor:
    """Whoever is signed in to this computer; *unknown* where it does not say."""
    try:
        return Actor(getpass.getuser())
    except (KeyError, OSError, ImportError):
        return Actor("unknown")
