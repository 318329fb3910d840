"""A day that does not move, one name for whoever types, and nothing of the machine in what is written."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=ZoneInfo("UTC"))  # a named zone: time_machine then sets the machine's too, where it can
NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME")  # in the order in which a user's name is looked for
LEFT_OUT = ("SEND_HOME",)


@contextmanager
def fixed() -> Iterator[None]:
    """While it lasts it is noon on 30 November 2026, and the user is called *A person*."""
    before = dict(os.environ)
    os.environ.update(dict.fromkeys(NAMES, "A person"), COLUMNS="120", NO_COLOR="1", SEND_BACKUPS="off")
    for name in LEFT_OUT:
        os.environ.pop(name, None)
    logging.disable(logging.ERROR)
    try:
        with time_machine.travel(NOW, tick=False), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
        os.environ.clear()
        os.environ.update(before)
