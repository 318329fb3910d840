"""``python -m tests.freeze store|compare``: keeps the product's outputs, or sets those of now beside what is kept."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.freeze import clock, compared, shelf
from tests.freeze.groups import PARTS, Make, made
from tests.freeze.homes import Homes
from tests.freeze.product import ROOT

HERE = Path(__file__).parent
FROZEN = HERE / "frozen" / "samples"
BESIDE = ROOT.parent / "send-freeze"
INPUTS = ROOT.parent / "shared" / "inputs"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 1 where anything differs that is not meant to, or an entry of the list is stale."""
    options = _parser().parse_args(arguments)
    folder = FROZEN if options.part == "samples" else options.folder
    if options.part == "inputs" and not options.inputs.is_dir():
        print(f"{options.inputs} is not there: give the folder of DfE’s files with --inputs.", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="freeze-", ignore_cleanup_errors=True) as work, clock.fixed():
        homes = Homes(Path(work).resolve(), options.inputs if options.part == "inputs" else None)
        groups = {name: made(options.part, name) for name in PARTS[options.part] if not options.only or name in options.only}
        run = _store if options.action == "store" else _compare
        return run(options, folder, groups, homes)


def _store(options: argparse.Namespace, folder: Path, groups: dict[str, Make], homes: Homes) -> int:
    for name, make in groups.items():
        began = time.perf_counter()
        texts = make(homes)
        new = shelf.write(folder, name, texts)
        size = sum(len(text.encode()) for text in texts.values())
        took = time.perf_counter() - began
        print(f"{name}: {len(texts)} texts, {size:,} bytes, {'stored' if new else 'the same as before'}, {took:.0f} s", flush=True)
    return 0


def _compare(options: argparse.Namespace, folder: Path, groups: dict[str, Make], homes: Homes) -> int:
    meant = compared.intended(options.intended)
    differ = 0
    for name, make in groups.items():
        began, lead = time.perf_counter(), f"{options.part}/{name}/"
        kept = shelf.read(folder, name)
        if not kept:
            print(f"{lead} was never stored in {folder}.")
            differ += 1
            continue
        old, new = ({lead + one: text for one, text in texts.items()} for texts in (kept, make(homes)))
        found = compared.compare(old, new, meant)
        differ += len(found)
        for one in found:
            print(compared.shown(one, options.lines))
        print(f"{lead[:-1]}: {len(new)} texts, {len(found)} differ, {time.perf_counter() - began:.0f} s", flush=True)
    known = [f"{part}/{name}" for part, names in PARTS.items() for name in names]
    left = compared.stale(meant, [f"{options.part}/{name}" for name in groups], known)
    for entry in left:
        print(f"Stale: the intended difference of {entry.file} ({entry.reason}) is nowhere. Take it off the list.")
    print("Nothing differs that is not meant to." if not differ else f"{differ} frozen texts differ.")
    return 1 if differ or left else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.freeze", description=__doc__)
    parser.add_argument("action", choices=("store", "compare"))
    parser.add_argument("--part", choices=tuple(PARTS), default="samples", help="what comes with the project, or DfE’s own files")
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"only these groups: {', '.join(PARTS['samples'])}")
    parser.add_argument("--folder", type=Path, default=BESIDE, help="where the part inputs is kept, outside the project")
    parser.add_argument("--inputs", type=Path, default=INPUTS, help="the folder of DfE’s own files")
    parser.add_argument("--intended", type=Path, default=HERE / "intended.toml", help="the list of intended differences")
    parser.add_argument("--lines", type=int, default=compared.MOST_LINES, help="lines printed of each difference")
    return parser


if __name__ == "__main__":
    sys.exit(main())
