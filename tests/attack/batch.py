"""One bad file among ten: the other nine are loaded, and the bad one is named, by the command line and by the store."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import cli
from data.store.store import ReceivedFile, Store
from loaders import Refused, read_file
from tests.attack import damage, values
from tests.attack.oracle import EXACT, WRONG, Base, Copy, Outcome

BAD = ("bytes cut", *damage.MUST_REFUSE, "random bytes")


def ten(base: Base, rng: Random) -> tuple[list[Copy], int]:
    """Ten copies of a file, one of which cannot be loaded, and its place."""
    copies = [values.made("another number", base, rng) for _ in range(10)]
    bad, how = rng.randrange(10), rng.choice(BAD)
    if how == "bytes cut":
        copies[bad].content = base.content[: rng.randint(1, len(base.content) // 2)]
    else:
        copies[bad] = damage.made(how, base, rng)
    return copies, bad


def by_command(base: Base, rng: Random) -> Outcome:
    """``cli.py load`` of ten files: exit 1, nine published, and the refusal under the name of the tenth."""
    copies, bad = ten(base, rng)
    with TemporaryDirectory() as folder:
        paths = []
        for n, copy in enumerate(copies):
            paths.append(Path(folder) / f"file {n}.xlsx")
            paths[-1].write_bytes(copy.content)
        out, errors = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(errors):
            done = cli.main(["load", *map(str, paths), "--json", "--home", str(Path(folder) / "home")])
        store = Store(Path(folder) / "home")
        results = json.loads(out.getvalue())["loads"]
        kept = store.loads(store.current())
    different = len({copy.content for n, copy in enumerate(copies) if n != bad})
    faults = [] if done == 1 else [f"exit {done}"]
    refused = [record["file"] for record in results if record.get("refused")]
    faults += [] if refused == [f"file {bad}.xlsx"] else [f"{refused} refused, not file {bad}.xlsx"]
    faults += [] if len(kept) == different else [f"{len(kept)} loads kept, not {different}"]
    return Outcome(WRONG if faults else EXACT, "", faults)


def by_store(base: Base, rng: Random) -> Outcome:
    """``Store.publish_loads`` of the nine that can be read, as the page does it."""
    copies, bad = ten(base, rng)
    read, refused = [], []
    for n, copy in enumerate(copies):
        try:
            read.append(ReceivedFile(read_file(copy.name, copy.content, base.catalogue), copy.content, date(2020, 1, n + 1)))
        except Refused:
            refused.append(n)
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "home")
        store.publish_loads(read, who="tester", recorded_at=datetime(2026, 1, 5, tzinfo=UTC))
        kept = len(store.loads(store.current()))
    faults = [] if refused == [bad] else [f"{refused} refused, not {bad}"]
    faults += [] if kept == len({one.content for one in read}) else [f"{kept} loads kept of {len(read)}"]
    return Outcome(WRONG if faults else EXACT, "", faults)


BATCHES = {"one bad file of ten, by command": by_command, "one bad file of ten, in the store": by_store}
