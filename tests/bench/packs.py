"""How long packs take. ``python -m tests.bench.packs [--json FILE]``.

Every form of a pack of all KPIs of the illustrative borough, made by the command line's own functions after one warm run, beside what
drawing the Overview's table takes. Exit 1 where slides take over 10 seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from time import process_time

import cli
from kpis.charts.style.palette import LIGHT
from pages.queries import area_view, session
from pages.widgets import components
from tests.conftest import make_borough
from tests.factories.area_views import view_key

AREA, FORMS, LIMIT_S = "X06000001", ("pptx", "docx", "html", "xlsx"), 10.0


def measured() -> dict[str, float]:
    """Seconds of one core by form, and of the Overview's table with its standings."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_borough(Path(folder) / "home")
        taken = {}
        for form in FORMS:
            for _ in range(2):
                start = process_time()
                with redirect_stdout(StringIO()):
                    assert cli.main(["pack", "--home", str(made), "--format", form, "--out", f"{folder}/pack.{form}"]) == 0
                taken[form] = round(process_time() - start, 2)
        start = process_time()
        now = session.build_of(str(made))
        held = area_view.held_of.__wrapped__(view_key(made, AREA))
        components.kpi_table(LIGHT, held, session.catalogue_of(str(made), now).sections)
        taken["overview"] = round(process_time() - start, 2)
    return taken


def main() -> int:
    """Prints the seconds by form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measured()
    print(", ".join(f"{name} {seconds} s" for name, seconds in found.items()))
    if options.json:
        options.json.write_text(json.dumps(found), encoding="utf-8")
    return int(found["pptx"] > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
