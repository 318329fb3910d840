"""What takes or is handed more than five arguments by position, where two that were swapped would not be seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.arch.structure import Sources

MOST = 5
# Functions of libraries that take any number of one kind, so that no position has a meaning of its own. Ours are found by their ``*``.
ALIKE = frozenset(("min", "max", "zip", "intersection", "option"))

Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Names(NamedTuple):
    """What our own names are: ``ours`` are classes and functions, whose positions are counted where they are declared."""

    ours: frozenset[str]
    alike: frozenset[str]  # functions that take any number of one kind, by ``module.name`` too


def by_position(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line what".

    A ``*`` in a call hands on nobody knows how many. It may where the callee itself takes no more than five, which holds of all that is
    ours, and where it takes any number of one kind; to anything else it is a breach.
    """
    trees = {path: ast.parse(source) for path, source in sources.items()}
    classes = {node.name: node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    functions = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, Function)]
    fixed = {node.name for node in functions if not node.args.vararg}
    named = {f"{Path(path).stem}.{node.name}" for path, tree in trees.items() for node in ast.walk(tree)
             if isinstance(node, Function) and node.args.vararg}  # fmt: skip
    names = _Names(frozenset((*classes, *(node.name for node in functions))), ALIKE | {node.name for node in functions} - fixed | named)
    return [f"{path}:{line} {what}" for path, tree in trees.items() for line, what in _of_file(tree, classes, names)]


def _of_file(tree: ast.AST, classes: dict[str, ast.ClassDef], names: _Names) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and (many := len(_positional(node, classes))) > MOST:
            yield node.lineno, f"{node.name} takes {many} facts by position"
        elif isinstance(node, Function) and (many := len(_parameters(node))) > MOST:
            yield node.lineno, f"{node.name} takes {many} arguments by position"
        elif isinstance(node, ast.Call):
            name, starred = _called(node), any(isinstance(one, ast.Starred) for one in node.args)
            if {name, ast.unparse(node.func)} & names.alike:
                continue
            if name == "starmap" or (starred and name not in names.ours):
                yield node.lineno, f"{name} is handed nobody knows how many by position"
            elif len(node.args) > MOST:
                yield node.lineno, f"{name} is handed {len(node.args)} by position"


def _positional(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> list[str]:
    """The facts that a dataclass or a named tuple takes by position, those of the class it stands on first."""
    bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    given = " ".join(ast.unparse(one) for one in node.decorator_list)
    if "dataclass" not in given and "NamedTuple" not in bases:
        return []
    found = [fact for base in bases if base in classes and base != node.name for fact in _positional(classes[base], classes)]
    if "kw_only=True" in given:
        return found
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            kind = ast.unparse(one.annotation)
            if kind.endswith("KW_ONLY"):
                break
            if "ClassVar" not in kind and not (one.value and "init=False" in ast.unparse(one.value)):
                found.append(one.target.id)
    return found


def _parameters(node: Function) -> list[str]:
    return [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")]


def _called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else "what it made"
