"""A comparison as a file: its page is made from its manifest alone, so that the two cannot disagree."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualkit.errors import QualkitError, VerificationError
from qualkit.report.render import environment, ours, policy, seal, style_of

__all__ = ["SCHEMA", "ComparisonFile", "comparison_page", "digest_of", "numbers_of", "read_comparison"]

SCHEMA = 1
_STYLES = ("report.css", "charts.css", "compare.css")
# In what anybody wrote, this sign stands as an entity or an escape: only the page itself can hold such a tag.
_MANIFEST = re.compile(r'<script type="application/json" id="qualkit-comparison">([^<]*)</script>')
_SIDES = ("old", "new")
_PARTS = ("old", "new", "one_project", "added", "gone", "pairs", "cautions", "channels", "themes", "responses")


@dataclass(frozen=True, slots=True)
class ComparisonFile:
    """A comparison as found on disk.

    Attributes
    ----------
    name : str
        The file's name.
    content : bytes
        All of it.
    said : dict
        Its manifest.
    """

    name: str
    content: bytes
    said: dict[str, Any]


def comparison_page(said: Mapping[str, Any]) -> bytes:
    """Write a comparison.

    Parameters
    ----------
    said : mapping
        What `qualkit.report.compare.compared` gave.

    Returns
    -------
    bytes
        UTF-8, closed with a seal over all of it; the same values give the same bytes.
    """
    style = style_of(*_STYLES)
    parts = {name: said[name] for name in _PARTS}
    template = environment().get_template("compare.html")
    return seal(template.render(policy=policy(style), style=ours(style), manifest=dict(said), **parts))


def read_comparison(path: str | os.PathLike[str]) -> ComparisonFile | None:
    """Read a comparison from disk, trusting nothing in it.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    ComparisonFile or None
        None if the file is something else.

    Raises
    ------
    QualkitError
        If the file cannot be read.
    VerificationError
        If its manifest is not one of a comparison.
    """
    name = Path(path).name
    try:
        content = Path(path).read_bytes()
    except OSError as problem:
        raise QualkitError(f"The report cannot be read: {problem.strerror or problem}.", where=str(path)) from problem
    found = _MANIFEST.search(content.decode("utf-8", "replace"))
    if found is None:
        return None
    try:
        said = json.loads(found[1])
        usable = {"schema", "qualkit", *_PARTS} <= set(said) and all({"name", "sha256"} <= set(said[n]) for n in _SIDES)
    except (TypeError, ValueError) as problem:
        raise VerificationError("The manifest of this comparison cannot be read.", where=name) from problem
    if not usable:
        raise VerificationError("The manifest of this comparison has lost its shape.", where=name)
    return ComparisonFile(name, content, said)


def numbers_of(said: Mapping[str, Any]) -> int:
    """Count the numbers that a comparison states.

    Parameters
    ----------
    said : mapping
        Its manifest.

    Returns
    -------
    int
        Numbers of people, comments, findings and so on, ends of intervals among them.
    """
    return _numbers({name: said[name] for name in _PARTS})


def _numbers(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_numbers, value.values()))
    if isinstance(value, list):
        return sum(map(_numbers, value))
    return int(isinstance(value, (int, float)) and not isinstance(value, bool))


def digest_of(path: str | os.PathLike[str]) -> str:
    """Give the hash of a file.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    str
        SHA-256, in hexadecimal digits.

    Raises
    ------
    QualkitError
        If it cannot be read.
    """
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as problem:
        raise QualkitError(f"The report cannot be read: {problem.strerror or problem}.", where=str(path)) from problem
