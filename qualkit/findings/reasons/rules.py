"""Rules for finding reasons: data, one file a language, which a user can extend."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from qualkit.errors import QualkitError, ReadError
from qualkit.findings.reasons.words import Phrases

__all__ = ["LANGUAGES", "NEEDS", "Cue", "Rules", "default_rules", "load_rules"]

LANGUAGES = ("en", "es", "de")
NEEDS = ("anything", "behaviour", "clause", "purpose", "action", "deed", "condition")
_PLACES = ("after", "before", "named")
_PARTS = ("cues", "never", "lists")
_CUE_KEYS = {"words", "reason", "needs", "not_after", "hypothetical", "kind", "reaches"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign that a reason is given.

    Attributes
    ----------
    words : str
        Phrases separated by ``|``, as in `Phrases`.
    reason : str
        Where the reason stands: ``"after"`` the cue (because), ``"before"`` it (therefore), or ``"named"`` (the reason
        was).
    needs : str
        What must be true of its surroundings, one of `NEEDS`.
    not_after : frozenset of str
        Words that, standing directly before it, make it no cue.
    hypothetical : bool
        Whether it speaks of what is hoped.
    kind : str
        What the passage is called.
    reaches : bool
        Whether all its words but the first belong to what is explained: "so can".
    own : bool
        Whether a user gave it: then it is taken wherever it stands, and no model overrules it.
    """

    words: str
    reason: str
    needs: str = "anything"
    not_after: frozenset[str] = frozenset()
    hypothetical: bool = False
    kind: str = "explicit"
    reaches: bool = False
    own: bool = False


@dataclass(frozen=True)
class Rules:
    """The rules of one language, ready for use.

    Attributes
    ----------
    language : str
        Two letters.
    cues : tuple of Cue
        The cues; `phrases` gives them the tags ``cue/0``, ``cue/1`` ...
    phrases : Phrases
        Cues, exclusions (tag ``never``) and lists, found in one go.
    """

    language: str
    cues: tuple[Cue, ...]
    phrases: Phrases = field(repr=False)


@lru_cache(maxsize=8)
def _data(language: str) -> str:
    return (files("qualkit.findings.reasons") / f"{language}.json").read_text("utf-8")


def default_rules() -> dict[str, dict[str, Any]]:
    """Give the rules that come with the package, as data.

    Returns
    -------
    dict
        Language to ``{"cues": [...], "never": "...", "lists": {...}}``; a copy, free to change.

    Examples
    --------
    >>> sorted(default_rules())
    ['de', 'en', 'es']
    """
    return {language: json.loads(_data(language)) for language in LANGUAGES}


def load_rules(rules: Mapping[str, Any] | str | Path | None = None) -> dict[str, Rules]:
    """Merge a user's rules onto the default ones.

    Parameters
    ----------
    rules : mapping or path of a JSON file, optional
        Language to cues, exclusions and lists. A new language needs at least cues. Cues come before the default ones,
        so that a phrase given anew is read by its new rule; exclusions and lists are added to.

    Returns
    -------
    dict of str to Rules
        By language.

    Raises
    ------
    ReadError
        If the file cannot be read.
    QualkitError
        If a rule is not of this form.
    """
    if rules is None:
        return dict(_defaults())
    given = _read(Path(rules)) if isinstance(rules, (str, Path)) else rules
    if not isinstance(given, Mapping):
        raise QualkitError("Rules are a mapping of languages.", hint='{"en": {"cues": [...]}}')
    merged = default_rules()
    for language, part in given.items():
        merged[str(language)] = _merged(merged.get(str(language), {}), part, str(language))
    own = {str(language): len(part.get("cues", ())) for language, part in given.items()}
    return {language: _compiled(language, part, own.get(language, 0)) for language, part in merged.items()}


@lru_cache(maxsize=1)
def _defaults() -> Mapping[str, Rules]:
    return {language: _compiled(language, part) for language, part in default_rules().items()}


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ReadError("The rules cannot be opened.", where=str(path), hint=str(error.strerror)) from error
    except ValueError as error:
        raise ReadError("The rules are not JSON.", where=str(path), hint=str(error)) from error


def _merged(known: Mapping[str, Any], added: Any, language: str) -> dict[str, Any]:
    if not isinstance(added, Mapping) or set(added) - set(_PARTS):
        raise QualkitError("Rules of a language have other parts.", where=f"rules[{language!r}]", available=_PARTS)
    lists = dict(known.get("lists", {}))
    more = added.get("lists", {})
    if not isinstance(more, Mapping) or not isinstance(added.get("cues", []), (list, tuple)):
        raise QualkitError("Cues are a list, and lists a mapping.", where=f"rules[{language!r}]")
    for name, phrases in more.items():
        lists[str(name)] = _joined(lists.get(str(name), ""), phrases, f"rules[{language!r}]['lists'][{name!r}]")
    never = _joined(known.get("never", ""), added.get("never", ""), f"rules[{language!r}]['never']")
    return {"cues": [*added.get("cues", ()), *known.get("cues", ())], "never": never, "lists": lists}


def _joined(known: str, added: Any, where: str) -> str:
    if not isinstance(added, str):
        raise QualkitError("Phrases are one text, separated by |.", where=where, hint="'first phrase|second phrase'")
    return f"{known}|{added}"


def _compiled(language: str, part: Mapping[str, Any], own: int = 0) -> Rules:
    """Make rules ready; the first so many cues are a user's own."""
    given = enumerate(part.get("cues", ()))
    cues = tuple(_cue(one, f"rules[{language!r}]['cues'][{n}]", own=n < own) for n, one in given)
    lists = {f"cue/{n}": cue.words for n, cue in enumerate(cues)}
    return Rules(language, cues, Phrases({**lists, **part.get("lists", {}), "never": part.get("never", "")}))


def _cue(given: Any, where: str, *, own: bool) -> Cue:
    if not isinstance(given, Mapping) or set(given) - _CUE_KEYS or not {"words", "reason"} <= set(given):
        raise QualkitError("A cue has words, and says where the reason stands.", where=where, available=_CUE_KEYS)
    if not all(isinstance(value, (str, bool)) for value in given.values()):
        raise QualkitError("What a cue says is text.", where=where)
    if given["reason"] not in _PLACES:
        raise QualkitError(f"A reason stands nowhere called {given['reason']!r}.", where=where, available=_PLACES)
    if given.get("needs", "anything") not in NEEDS:
        raise QualkitError(f"Nothing is called {given['needs']!r}.", where=where, available=NEEDS)
    return Cue(
        words=given["words"],
        reason=given["reason"],
        needs=given.get("needs", "anything"),
        not_after=frozenset(one.strip() for one in str(given.get("not_after", "")).split("|") if one.strip()),
        hypothetical=bool(given.get("hypothetical", False)),
        kind=given.get("kind", "explicit"),
        reaches=bool(given.get("reaches", False)),
        own=own,
    )
