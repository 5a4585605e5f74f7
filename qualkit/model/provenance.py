"""Where a value came from: its inputs' hashes, its parameters, the versions that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Provenance", "canonical_json", "content_hash"]


def canonical_json(value: Any) -> str:
    """Write a value as JSON in the one form that hashes alike everywhere.

    Parameters
    ----------
    value : JSON-like
        Dictionaries with string keys, lists, strings, finite numbers, booleans, None.

    Returns
    -------
    str
        Keys sorted, no blanks, non-ASCII text as it is.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": ["é"]})
    '{"a":["é"],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_hash(value: Any) -> str:
    """Hash a string, bytes, or JSON-like value.

    Parameters
    ----------
    value : str, bytes or JSON-like
        What to hash; anything but a string or bytes goes through `canonical_json`.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits. Lone surrogates are hashed as they are (``surrogatepass``).

    Examples
    --------
    >>> content_hash("a")[:8]
    'ca978112'
    """
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    text = value if isinstance(value, str) else canonical_json(value)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a derived value was made.

    Attributes
    ----------
    verb : str
        The public function, as in ``"find_themes"``.
    inputs : mapping of str to str
        Name of each input to the hash of its content.
    parameters : mapping of str to JSON-like
        What the verb was told, seeds included.
    versions : mapping of str to str
        The libraries and models that took part.
    """

    verb: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give the record as plain JSON-like data.

        Returns
        -------
        dict
            Keys ``verb``, ``inputs``, ``parameters``, ``versions``.
        """
        return {
            "verb": self.verb,
            "inputs": dict(self.inputs),
            "parameters": dict(self.parameters),
            "versions": dict(self.versions),
        }
