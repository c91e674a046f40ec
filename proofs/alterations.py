"""Mutants: each small change that can be made to a module, one at a time, as somebody might get it wrong.

A comparison is moved by its edge or turned round, "and" becomes "or", "+" becomes "-", a number one more, a text another,
a condition is negated, an answer becomes None, a statement, a filter or a named argument is left out. What is left alone
has no behaviour of its own: imports, annotations, docstrings, decorators, the texts that format a figure.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitAnd,
}
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NO_BEHAVIOUR = ("__all__", "TypeVar", "NewType", "ParamSpec")
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
NAMES = ("annotation", "targets", "target", "names")
"""Fields of statements that say what is named, and of what type it is."""
LONG = 160
"""Letters of source: what is longer is told by the part that changes."""


@dataclass(frozen=True)
class Mutant:
    """One change to a module, told so that it is found again when lines have moved."""

    file: str
    function: str
    """Where it is: "Judge.align"; empty at the level of the module."""
    was: str
    becomes: str
    nth: int
    """Which of those in the function that read the same; the first is 1."""
    place: int
    """Which of all changes to the module, in the order of the source."""
    lines: tuple[int, int]
    """The first and the last line of the statement, or of the head of one that holds others."""

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What tells it from all others, wherever its lines are."""
        return self.file, self.function, self.was, self.becomes, self.nth


@dataclass(frozen=True)
class Place:
    """Where in a module a node stands."""

    qualname: tuple[str, ...] = ()
    function: ast.AST | None = None
    """The outermost function around it, whose code is exchanged; None where it runs on import."""
    statement: ast.stmt | None = None
    statements: tuple[ast.AST, ...] = ()
    """The nodes from its statement down to it."""


@dataclass
class Alteration:
    """A change to a tree: what stands in a field of a node is replaced by something else, or left out."""

    place: Place
    holder: ast.AST
    field: str
    index: int | None
    new: ast.AST | str | None
    """None to leave it out of its list."""

    def apply(self) -> None:
        """Change the tree."""
        if self.index is None:
            self._old = getattr(self.holder, self.field)
            setattr(self.holder, self.field, self.new)
            return
        found = getattr(self.holder, self.field)
        self._old = list(found)
        found[self.index : self.index + 1] = [] if self.new is None else [self.new]

    def take_back(self) -> None:
        """Leave the tree as it was."""
        if self.index is None:
            setattr(self.holder, self.field, self._old)
        else:
            getattr(self.holder, self.field)[:] = self._old


def mutants(source: str, file: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its source."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for number, one in enumerate(alterations(ast.parse(source))):
        shown = _shown(one)
        was = _written(shown)
        one.apply()
        becomes = _written(_shown(one) if shown is not one.place.statement else shown)
        if one.field == "body" and one.index is not None:
            becomes = _written(one.new)
        one.take_back()
        function = ".".join(one.place.qualname)
        seen[function, was, becomes] += 1
        nth = seen[function, was, becomes]
        found.append(Mutant(file, function, was, becomes, nth, number, _lines(one.place.statement)))
    return found


def altered(source: str, place: int) -> tuple[ast.Module, Place]:
    """The tree of a module with one of its alterations made, and where that is."""
    tree = ast.parse(source)
    one = list(alterations(tree))[place]
    one.apply()
    return ast.fix_missing_locations(tree), one.place


def alterations(tree: ast.Module) -> Iterator[Alteration]:
    """Every change to a tree, in the order of its source. They are made and taken back one at a time."""
    found: list[Alteration] = []
    _Finder(found).block(tree, "body", Place())
    yield from found


class _Finder:
    """Walks through a module and notes what could be changed."""

    def __init__(self, found: list[Alteration]) -> None:
        self.found = found

    def note(self, place: Place, holder: ast.AST, field: str, index: int | None, new: ast.AST | str | None) -> None:
        if isinstance(new, ast.expr | ast.stmt):
            old = getattr(holder, field) if index is None else getattr(holder, field)[index]
            ast.copy_location(new, old)
        self.found.append(Alteration(place, holder, field, index, new))

    def block(self, holder: ast.AST, field: str, place: Place) -> None:
        for index, statement in enumerate(getattr(holder, field)):
            self.statement(statement, holder, field, index, place)

    def statement(self, node: ast.stmt, holder: ast.AST, field: str, index: int, place: Place) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_words(node) or _without_behaviour(node):
            return
        here = Place(place.qualname, place.function, node, (node,))
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            self.definition(node, place, here)
            return
        if place.function is not None:
            self.left_out(node, holder, field, index, here)
        for name, value in ast.iter_fields(node):
            if name in BLOCKS:
                self.blocks(node, name, value, here)
            elif name not in NAMES:
                self.values(node, name, value, here)

    def blocks(self, node: ast.stmt, name: str, value: list[ast.AST], here: Place) -> None:
        """What a statement holds: other statements, by themselves or under an exception or a case."""
        place = Place(here.qualname, here.function)
        if name not in ("handlers", "cases"):
            self.block(node, name, place)
            return
        for part in value:
            if isinstance(part, ast.match_case) and part.guard is not None:
                self.expression(part.guard, part, "guard", None, here)
            self.block(part, "body", place)

    def definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, place: Place, here: Place
    ) -> None:
        inner = (*place.qualname, node.name)
        if isinstance(node, ast.ClassDef):
            self.block(node, "body", Place(inner, place.function))
            return
        defaults = Place(inner, place.function, node, (node,))
        for name in ("defaults", "kw_defaults"):
            self.values(node.args, name, getattr(node.args, name), defaults)
        self.block(node, "body", Place(inner, place.function or node))

    def left_out(self, node: ast.stmt, holder: ast.AST, field: str, index: int, here: Place) -> None:
        """A statement that is not there, or that does nothing."""
        if isinstance(node, ast.Raise | ast.Delete | ast.Assert | ast.AugAssign) or (
            isinstance(node, ast.Expr)
            and not isinstance(node.value, ast.Yield | ast.YieldFrom | ast.Await | ast.Constant)
        ):
            self.note(here, holder, field, index, ast.Pass())
        elif isinstance(node, ast.Continue):
            self.note(here, holder, field, index, ast.Break())
        elif isinstance(node, ast.Break):
            self.note(here, holder, field, index, ast.Continue())
        elif isinstance(node, ast.Return | ast.Assign | ast.AnnAssign) and not isinstance(
            node.value, ast.Constant | None
        ):
            self.note(here, node, "value", None, ast.Constant(None))
        if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
            self.note(here, node, "op", None, ARITHMETIC[type(node.op)]())

    def values(self, holder: ast.AST, field: str, value: object, place: Place) -> None:
        if isinstance(value, ast.expr):
            self.expression(value, holder, field, None, place)
        elif isinstance(value, list):
            for index, one in enumerate(value):
                if isinstance(one, ast.expr):
                    self.expression(one, holder, field, index, place)
                elif isinstance(one, ast.keyword | ast.comprehension | ast.withitem):
                    inner = Place(place.qualname, place.function, place.statement, (*place.statements, holder))
                    for name, part in ast.iter_fields(one):
                        if name not in ("target", "optional_vars"):
                            self.values(one, name, part, inner)
                    self.parts(one, holder, field, index, inner)

    def parts(self, one: ast.AST, holder: ast.AST, field: str, index: int, place: Place) -> None:
        """A named argument that is left out, a filter that lets everything through."""
        if isinstance(one, ast.keyword) and one.arg is not None:
            self.note(place, holder, field, index, None)
        if isinstance(one, ast.comprehension):
            for at in range(len(one.ifs)):
                self.note(place, one, "ifs", at, None)

    def expression(self, node: ast.expr, holder: ast.AST, field: str, index: int | None, place: Place) -> None:
        here = Place(place.qualname, place.function, place.statement, (*place.statements, node))

        def note(new: ast.expr) -> None:
            self.note(place, holder, field, index, new)

        self.within(node, here)
        for other in _instead(node):
            note(other)
        if _decides(node, holder, field):
            note(ast.UnaryOp(ast.Not(), node))
        if isinstance(node, ast.FormattedValue):
            self.values(node, "value", node.value, here)
            return
        for name, value in ast.iter_fields(node):
            if name != "args" or not isinstance(node, ast.Lambda):
                self.values(node, name, value, here)

    def within(self, node: ast.expr, here: Place) -> None:
        """What is changed of an expression while it stays in its place."""
        match node:
            case ast.Compare(ops=ops):
                for at, op in enumerate(ops):
                    for other in COMPARISONS[type(op)]:
                        self.note(here, node, "ops", at, other())
            case ast.BoolOp(op=op):
                self.note(here, node, "op", None, ast.Or() if isinstance(op, ast.And) else ast.And())
            case ast.BinOp(op=op) if type(op) in ARITHMETIC and not _is_text(node):
                self.note(here, node, "op", None, ARITHMETIC[type(op)]())
            case ast.Call(func=ast.Name(id=name)) if name in TWINS:
                self.note(here, node.func, "id", None, TWINS[name])
            case ast.Lambda():
                self.note(here, node, "body", None, ast.Constant(None))
            case ast.Yield(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                self.note(here, node, "value", None, ast.Constant(None))


def _instead(node: ast.expr) -> Iterator[ast.expr]:
    """What stands in the place of an expression: other constants, and what a sign or a "not" stood before."""
    if isinstance(node, ast.Constant):
        yield from map(ast.Constant, _others(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _others(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | float):
        return (value + 1,)
    if isinstance(value, str):
        return (f"XX{value}XX" if value else "XX",)
    return ()


def _decides(node: ast.expr, holder: ast.AST, field: str) -> bool:
    """Whether a node is by itself what a statement or a choice asks; comparisons and negations are turned anyway."""
    asks = field in ("test", "guard") or (field == "ifs" and isinstance(holder, ast.comprehension))
    return asks and isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr | ast.Subscript)


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
               for side in (node.left, node.right))  # fmt: skip


def _is_words(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _without_behaviour(node: ast.stmt) -> bool:
    """What only says which names there are, or stands for types alone."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    named = {target.id} if isinstance(target, ast.Name) else set()
    if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
        named.add(node.value.func.id)
    return not named.isdisjoint(NO_BEHAVIOUR)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return statement.lineno, max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, statement.end_lineno or statement.lineno


def _shown(one: Alteration) -> ast.AST:
    """The widest part around a change that is short enough to be told."""
    return next((node for node in one.place.statements if len(_written(node)) <= LONG), one.place.statements[-1])


def _written(node: ast.AST | None) -> str:
    """A node as source, without what it holds below its head, on one line."""
    if node is None:
        return ""
    body = getattr(node, "body", None)
    if isinstance(node, ast.stmt) and isinstance(body, list):
        kept = {
            name: getattr(node, name)
            for name in ("body", "orelse", "finalbody", "handlers", "decorator_list")
            if hasattr(node, name)
        }
        for name in kept:
            setattr(node, name, [ast.Pass()] if name == "body" else [])
        if isinstance(node, ast.Try):
            node.finalbody = [ast.Pass()]
        written = ast.unparse(ast.fix_missing_locations(node))
        for name, value in kept.items():
            setattr(node, name, value)
        return written.removesuffix("    pass").strip()
    return ast.unparse(node)
