"""Arithmetic as people write it, without Python's eval: numbers, a few names and functions, nothing else."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from nodes.errors import NodeError

Scalar = int | float | bool
MAX_LENGTH = 500
MAX_EXPONENT = 1024
MAX_DIGITS = 4096

_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_UNARY: dict[type[ast.AST], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
_COMPARE: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _clamp(value: Scalar, low: Scalar, high: Scalar) -> Scalar:
    return max(low, min(high, value))


def _lerp(a: Scalar, b: Scalar, t: Scalar) -> float:
    return a + (b - a) * t


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs, "min": min, "max": max, "round": round, "floor": math.floor, "ceil": math.ceil, "sqrt": math.sqrt,
    "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos, "tan": math.tan, "atan2": math.atan2,
    "radians": math.radians, "degrees": math.degrees, "clamp": _clamp, "lerp": _lerp,
}  # fmt: skip
CONSTANTS: dict[str, float] = {"pi": math.pi, "tau": math.tau}


def evaluate(text: str, names: Mapping[str, Scalar]) -> Scalar:
    """The value of an expression such as "round(a * 2 + sin(b))" or "a if a > b else b".

    Errors: NodeError naming the place: bad syntax, unknown names, anything that is not arithmetic, division by zero,
    results that are not finite.
    """
    if not text.strip() or len(text) > MAX_LENGTH:
        raise NodeError(f"Math: the expression has {len(text)} characters.", remedy=f"Write 1 to {MAX_LENGTH}.")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        value = _value(tree.body, {**CONSTANTS, **names})
    except SyntaxError as error:
        raise NodeError(
            f"Math: {text!r} cannot be read at place {error.offset}.", remedy="Check the brackets."
        ) from error
    except ZeroDivisionError as error:
        raise NodeError(f"Math: {text!r} divides by zero.", remedy="Guard it: a / b if b else 0.") from error
    except (ValueError, OverflowError, TypeError, RecursionError, MemoryError) as error:
        raise NodeError(f"Math: {text!r} has no value here ({error}).") from error
    if isinstance(value, float) and not math.isfinite(value):
        raise NodeError(f"Math: {text!r} gives {value}.", remedy="Keep the result finite.")
    return value


def _value(tree: ast.AST, names: Mapping[str, Scalar]) -> Scalar:
    match tree:
        case ast.Constant(value=bool() | int() | float() as constant):
            return constant
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.BinOp(op=ast.Pow()):
            return _power(_value(tree.left, names), _value(tree.right, names))
        case ast.BinOp() if type(tree.op) in _BINARY:
            return _small(_BINARY[type(tree.op)](_value(tree.left, names), _value(tree.right, names)))
        case ast.UnaryOp() if type(tree.op) in _UNARY:
            result: Scalar = _UNARY[type(tree.op)](_value(tree.operand, names))
            return result
        case ast.BoolOp():
            return _boolean(tree, names)
        case ast.Compare():
            return _comparison(tree, names)
        case ast.IfExp():
            return _value(tree.body if _value(tree.test, names) else tree.orelse, names)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return _small(FUNCTIONS[name](*[_value(part, names) for part in tree.args]))
        case ast.Name(id=name):
            known = ", ".join([*names, *FUNCTIONS])
            raise NodeError(f"Math: {name!r} is not known.", remedy=f"Known: {known}.")
    raise NodeError(f"Math: {ast.unparse(tree)!r} is not arithmetic.", remedy="Use numbers, a, b, c and functions.")


def _boolean(tree: ast.BoolOp, names: Mapping[str, Scalar]) -> Scalar:
    value: Scalar = False
    for part in tree.values:
        value = _value(part, names)
        if bool(value) is isinstance(tree.op, ast.Or):
            return value
    return value


def _comparison(tree: ast.Compare, names: Mapping[str, Scalar]) -> bool:
    left = _value(tree.left, names)
    for sign, part in zip(tree.ops, tree.comparators, strict=True):
        if type(sign) not in _COMPARE:
            raise NodeError(f"Math: {ast.unparse(tree)!r} is not arithmetic.")
        right = _value(part, names)
        if not _COMPARE[type(sign)](left, right):
            return False
        left = right
    return True


def _power(base: Scalar, exponent: Scalar) -> Scalar:
    if abs(exponent) > MAX_EXPONENT:
        raise NodeError(f"Math: the exponent {exponent} is larger than {MAX_EXPONENT}.")
    value = base**exponent
    if isinstance(value, complex):
        raise NodeError(f"Math: {base} ** {exponent} is not a real number.")
    return _small(value)


def _small(value: Scalar) -> Scalar:
    if isinstance(value, int) and value.bit_length() > MAX_DIGITS:
        raise NodeError("Math: a number became too large.", remedy="Keep the result below 10^1000.")
    return value
