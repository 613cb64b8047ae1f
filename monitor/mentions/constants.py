"""Which strings an expression of a Python file can stand for, as far as the file itself says."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DEEPEST = 8
_LONGEST = 2000
"""Steps that one expression may take: names that stand for names must not take forever."""

_Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFAULTS = {"getenv": 1, "get": 1, "pop": 1, "Option": 0, "Argument": 0, "Field": 0, "str": 0, "Query": 0}
"""Calls that give the argument at this place when nothing else is said: `os.getenv("MODEL", "org/name")`."""


@dataclass(frozen=True, slots=True)
class Told:
    """A string and the line it stands in."""

    text: str
    line: int


class Constants:
    """The names of a file and what is assigned to them, by the function they belong to.

    Parameters:
        tree: the parsed file.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.modules: dict[str, str] = {}
        """Where an imported name comes from."""
        self._assigned: dict[tuple[int, str], list[ast.expr]] = {}
        self._scope: dict[int, int] = {}
        """By node, the function it stands in; 0 outside of any."""
        self._steps = 0
        self._look_through(tree)
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)}
        for node in ast.walk(tree):
            self._bind(node, functions)

    def _look_through(self, tree: ast.Module) -> None:
        pending: list[tuple[ast.AST, int]] = [(tree, 0)]
        while pending:
            node, scope = pending.pop()
            self._scope[id(node)] = scope
            inner = id(node) if isinstance(node, _FUNCTIONS) else scope
            pending += [(child, inner) for child in ast.iter_child_nodes(node)]

    def _bind(self, node: ast.AST, functions: Mapping[str, _Function]) -> None:
        """Note what a node gives a name."""
        for name, value in _bindings(node):
            self._note(0 if name.startswith(".") else self._scope[id(node)], name, value)
        if isinstance(node, _FUNCTIONS):
            for name, default in _parameters(node.args):
                self._note(id(node), name, default)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            called = functions[node.func.id]
            for name, value in _handed(node, called.args):
                self._note(id(called), name, value)
        elif isinstance(node, ast.ImportFrom) and node.module:
            self.modules.update({each.asname or each.name: node.module for each in node.names})
        elif isinstance(node, ast.Import):
            self.modules.update(
                {each.asname or each.name.partition(".")[0]: each.name for each in node.names}
            )

    def _note(self, scope: int, name: str, value: ast.expr | None) -> None:
        values = self._assigned.setdefault((scope, name), [])
        if value is not None:
            values.append(value)

    def _named(self, node: ast.AST, name: str) -> list[ast.expr]:
        """What a name can be where a node stands: the innermost function that knows it says."""
        scope = self._scope[id(node)]
        while (scope, name) not in self._assigned and scope:
            scope = self._scope[scope]
        return self._assigned.get((scope, name), [])

    def values(self, expression: ast.expr) -> tuple[tuple[Told, ...], bool]:
        """The strings an expression can be, and whether these are all.

        Parameters:
            expression: of the same file.
        """
        found: list[Told] = []
        self._steps = _LONGEST
        whole = self._collect(expression, found, 0)
        return tuple(dict.fromkeys(found)), whole

    def _collect(self, node: ast.expr, found: list[Told], depth: int) -> bool:
        """Add what a node can be; False where it can be something that is not written."""
        self._steps -= 1
        if depth > _DEEPEST or self._steps < 0:
            return False
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                found.append(Told(node.value, node.lineno))
            return isinstance(node.value, str | None)
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            return self._collect_joined(node, found, depth)
        choices = list(self._choices(node))
        # Every choice is looked at: what one of them is may be written though another is not.
        whole = [self._collect(choice, found, depth + 1) for choice in choices]
        return bool(whole) and all(whole)

    def _choices(self, node: ast.expr) -> Iterable[ast.expr]:
        """What a node may stand for, one step nearer to what is written."""
        if isinstance(node, ast.Name):
            return self._named(node, node.id)
        if isinstance(node, ast.Attribute):
            return self._assigned.get((0, f".{node.attr}"), ())
        if isinstance(node, ast.IfExp):
            return (node.body, node.orelse)
        if isinstance(node, ast.BoolOp):
            return node.values
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return node.elts
        if isinstance(node, ast.Dict):
            return node.values
        if isinstance(node, ast.Subscript):
            return self._items(node)
        return _default(node) if isinstance(node, ast.Call) else ()

    def _items(self, node: ast.Subscript) -> list[ast.expr]:
        """The item that a constant key names in a dictionary of the file, or all items for any other key."""
        holders = [node.value] if isinstance(node.value, ast.Dict | ast.List) else self._choices(node.value)
        found: list[ast.expr] = []
        for holder in holders:
            if isinstance(holder, ast.Dict):
                key = node.slice.value if isinstance(node.slice, ast.Constant) else None
                named = [v for k, v in zip(holder.keys, holder.values, strict=True) if _is(k, key)]
                found += named or holder.values
            elif isinstance(holder, ast.List | ast.Tuple):
                found += holder.elts
        return found

    def _collect_joined(self, node: ast.JoinedStr | ast.BinOp, found: list[Told], depth: int) -> bool:
        """Strings put together of parts that can each be only one."""
        parts: list[ast.expr] = [node.left, node.right] if isinstance(node, ast.BinOp) else node.values
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add):
            return False
        words = []
        for part in parts:
            inner: list[Told] = []
            value = part.value if isinstance(part, ast.FormattedValue) else part
            if not self._collect(value, inner, depth + 1) or len({each.text for each in inner}) != 1:
                return False
            words.append(inner[0].text)
        found.append(Told("".join(words), node.lineno))
        return True


def _is(node: ast.expr | None, key: object) -> bool:
    return key is not None and isinstance(node, ast.Constant) and node.value == key


def _default(call: ast.Call) -> list[ast.expr]:
    """What a call gives when nothing else is said."""
    called = call.func
    name = (
        called.attr
        if isinstance(called, ast.Attribute)
        else called.id
        if isinstance(called, ast.Name)
        else ""
    )
    if name not in _DEFAULTS:
        return []
    named = [keyword.value for keyword in call.keywords if keyword.arg == "default"]
    return named or call.args[_DEFAULTS[name] : _DEFAULTS[name] + 1]


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names (attributes with a leading dot) that a node gives a value, with that value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield from _pairs(node.target, node.value)
    elif isinstance(node, ast.For | ast.comprehension):
        yield from _looped(node.target, node.iter)
    elif isinstance(node, ast.ClassDef):
        for name, value in (pair for inner in node.body for pair in _bindings(inner)):
            yield f".{name}", value
    elif isinstance(node, ast.Call):
        yield from _option(node)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Attribute):
        yield f".{target.attr}", value
    elif (
        isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts)
    ):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)


def _looped(target: ast.expr, over: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """`for name in [...]`, `for key, name in {...}.items()`: the elements."""
    method = over.func.attr if isinstance(over, ast.Call) and isinstance(over.func, ast.Attribute) else ""
    if method == "items" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        yield from _pairs(target.elts[1], over.func.value)  # type: ignore[attr-defined]  # a call of an attribute
    elif method == "values":
        yield from _pairs(target, over.func.value)  # type: ignore[attr-defined]  # as above
    elif not method:
        yield from _pairs(target, over)


def _parameters(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    """Parameters with what they are when nothing else is said, or None."""
    positional = [*arguments.posonlyargs, *arguments.args]
    without = [None] * (len(positional) - len(arguments.defaults))
    yield from zip((each.arg for each in positional), [*without, *arguments.defaults], strict=True)
    yield from zip((each.arg for each in arguments.kwonlyargs), arguments.kw_defaults, strict=True)


def _handed(call: ast.Call, arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """What a call of a function of the file hands to its parameters."""
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    yield from zip(names, call.args, strict=False)
    yield from ((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg)


def _option(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """`parser.add_argument("--model-id", default="org/name")` gives `args.model_id`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "add_argument":
        return
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    names = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    named = given.get("dest")
    if isinstance(named, ast.Constant) and isinstance(named.value, str):
        names = [named.value]
    if names and "default" in given:
        longest = next((name for name in names if name.startswith("--")), names[0])
        yield f".{longest.lstrip('-').replace('-', '_')}", given["default"]
