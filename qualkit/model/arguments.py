"""What a public verb takes: a wrong type is one plain error, where the verb was called."""

from __future__ import annotations

import collections.abc
import functools
import inspect
import numbers
import os
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from qualkit.errors import QualkitError

__all__ = ["checked", "checked_verbs"]

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type)
_MANY = (collections.abc.Sequence, collections.abc.Collection, collections.abc.Iterable, collections.abc.Set)


class _Rule(NamedTuple):
    words: str
    fits: Callable[[Any], bool]


def checked(verb: Callable[P, R]) -> Callable[P, R]:
    """Let a verb refuse what its annotations do not name.

    Parameters
    ----------
    verb : callable
        A public function or method. Annotations that say nothing a value can be held against are not checked.

    Returns
    -------
    callable
        The same; with a value of a wrong type it raises `QualkitError`, which names the argument and what it takes.

    Examples
    --------
    >>> @checked
    ... def first(n: int = 3) -> int:
    ...     return n
    >>> first("many")
    Traceback (most recent call last):
    qualkit.errors.QualkitError: `n` is 'many'. Where: first. Hint: It takes a whole number.
    """
    return _checked(verb, ())


def _checked(verb: Callable[P, R], own: tuple[str, ...]) -> Callable[P, R]:
    @functools.wraps(verb)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        names, rules = _rules(verb)
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            rule = None if name in own else rules.get(name)
            if rule is not None and not rule.fits(value):
                raise QualkitError(f"`{name}` is {_told(value)}.", where=verb.__name__, hint=f"It takes {rule.words}.")
        return verb(*args, **kwargs)

    return asked


def checked_verbs(*own: str) -> Callable[[C], C]:
    """Let all public methods of a class refuse what their annotations do not name.

    Parameters
    ----------
    *own : str
        Names of arguments that the methods check by themselves, and better.

    Returns
    -------
    callable
        Decorates a class, and gives it back; inherited methods are checked as methods of it.
    """

    def decorated(kind: C) -> C:
        for name in dir(kind):
            verb = inspect.getattr_static(kind, name)
            if not name.startswith("_") and inspect.isfunction(verb):
                setattr(kind, name, _checked(verb, own))
        return kind

    return decorated


def _told(value: Any) -> str:
    if value is None or isinstance(value, (str, bytes, int, float)):
        written = repr(value)
        return written if len(written) <= 60 else f"{written[:57]}..."
    return f"a {type(value).__name__}"


@functools.cache
def _rules(verb: Callable[..., Any]) -> tuple[tuple[str, ...], dict[str, _Rule]]:
    parameters = inspect.signature(verb).parameters.values()
    spread = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    names = tuple(one.name for one in parameters if one.kind not in spread)
    found = {name: _rule(_hint(verb, name)) for name in names}
    if found.get("seed") is _PLAIN[int]:
        found["seed"] = _SEED
    return names, {name: rule for name, rule in found.items() if rule is not None}


def _hint(verb: Callable[..., Any], name: str) -> Any:
    alone = types.SimpleNamespace(__annotations__={name: verb.__annotations__.get(name, Any)})
    try:
        return typing.get_type_hints(alone, getattr(inspect.unwrap(verb), "__globals__", {}))[name]
    except (NameError, TypeError):
        # Named for type checkers alone.
        return Any


def _rule(hint: Any) -> _Rule | None:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        rule = _either([_rule(one) for one in inner])
        paths = any(one is Path or os.PathLike in (one, typing.get_origin(one)) for one in inner)
        return _nameable(rule) if rule is not None and paths else rule
    if origin is typing.Literal:
        return _Rule(" or ".join(map(repr, inner)), lambda value: isinstance(value, (str, bool, int, type(None))))
    if origin in (collections.abc.Callable, Callable):
        return _Rule("a function", callable)
    if origin is os.PathLike or hint is os.PathLike:
        return _Rule("a path", lambda value: isinstance(value, os.PathLike))
    if origin is collections.abc.Mapping:
        return _Rule("a mapping", lambda value: isinstance(value, Mapping))
    if origin is tuple and Ellipsis not in inner:
        return None
    if origin in (*_MANY, list, tuple, set, frozenset):
        return _many(str in inner)
    return _PLAIN.get(hint) or (_of_class(hint) if origin is None and isinstance(hint, type) else None)


def _either(rules: list[_Rule | None]) -> _Rule | None:
    known = [one for one in rules if one is not None]
    if len(known) < len(rules):
        return None
    words = " or ".join(dict.fromkeys(one.words for one in known))
    return _Rule(words, lambda value: any(one.fits(value) for one in known))


def _nameable(rule: _Rule) -> _Rule:
    def fits(value: Any) -> bool:
        if not rule.fits(value):
            return False
        try:
            return not isinstance(value, (str, os.PathLike)) or b"\0" not in os.fsencode(value)
        except UnicodeEncodeError:
            return False

    return _Rule(f"{rule.words}, as files can be called", fits)


def _many(texts: bool) -> _Rule:
    def fits(value: Any) -> bool:
        if not isinstance(value, Iterable) or isinstance(value, (bytes, pd.DataFrame)):
            return False
        if not texts or isinstance(value, str) or not isinstance(value, Collection):
            return True
        return all(isinstance(one, str) for one in value)

    return _Rule("several texts" if texts else "several of them, as a list", fits)


def _of_class(kind: type) -> _Rule | None:
    if kind is Any or kind is object or kind.__name__ in ("CodingProject", "HasStudy"):
        return None  # who takes them says how to come by one
    if getattr(kind, "_is_protocol", False):
        members = [name for name, one in vars(kind).items() if not name.startswith("_") and callable(one)]
        return _like(members) if members else None
    return _Rule(f"a {kind.__name__}", lambda value: isinstance(value, kind))


def _like(members: list[str]) -> _Rule:
    def fits(value: Any) -> bool:
        # A text has a method `encode` as well.
        return not isinstance(value, (str, bytes)) and all(callable(getattr(value, one, None)) for one in members)

    return _Rule(f"an object with {', '.join(f'`{one}`' for one in members)}", fits)


def _number(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


_SEED = _Rule("a whole number, 0 or more", lambda value: _number(value, numbers.Integral) and value >= 0)
_PLAIN: dict[Any, _Rule] = {
    str: _Rule("text", lambda value: isinstance(value, str)),
    int: _Rule("a whole number", lambda value: _number(value, numbers.Integral)),
    float: _Rule("a number", lambda value: _number(value, numbers.Real)),
    bool: _Rule(
        "True or False",
        lambda value: isinstance(value, np.bool_) or (isinstance(value, numbers.Integral) and value in (0, 1)),
    ),
    type(None): _Rule("nothing", lambda value: value is None),
}
