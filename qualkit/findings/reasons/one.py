"""Reasons in one comment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualkit.findings.reasons.explicit import announced
from qualkit.findings.reasons.likely import Learnt, likely_reasons
from qualkit.findings.reasons.quiet import quiet_reasons, weights
from qualkit.findings.reasons.reader import reader
from qualkit.findings.reasons.reading import Reading, Reason
from qualkit.findings.reasons.rules import Rules
from qualkit.findings.reasons.weighing import cue_weights, sentence_weights
from qualkit.findings.reasons.words import words_of
from qualkit.text.answers import is_non_answer
from qualkit.text.language import language_of

__all__ = ["Said", "language_in", "reasons_in", "who_asked_why"]

_TELLING = 12  # words; in fewer, the small words of a language decide little
_LEARNT = "en"  # the language of the labelled comments; in others, rules alone decide
_ASKED_WITHIN = 60  # words; a longer comment that says "why did you" somewhere is no question to the one who answers


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, and what it answers.

    Attributes
    ----------
    text : str
        The comment.
    prompt : str or None
        The question of a survey.
    answers : str or None
        The comment that it answers.
    bounds : tuple of int or None
        Where sentences begin, if a parser told.
    to_self : bool
        Whether the comment that it answers is by the same person.
    """

    text: str
    prompt: str | None = None
    answers: str | None = None
    bounds: tuple[int, ...] | None = None
    to_self: bool = False


def language_in(text: str, rules: Mapping[str, Rules]) -> str | None:
    """Tell in which language a comment's reasons are to be looked for.

    Parameters
    ----------
    text : str
        The comment.
    rules : mapping of str to Rules
        The languages that have rules.

    Returns
    -------
    str or None
        Two letters; None if the comment is in a language without rules.
    """
    told = language_of(text)
    if told in rules and told != "en":
        return told
    if len(text.split(maxsplit=_TELLING)) > _TELLING:
        return told if told in rules else None
    words = words_of(text[:2000])
    # "en" is also what is said of texts too short to tell: the words that the rules know decide.
    known = {one: _known_words(words.words, rules[one]) for one in rules}
    best = max(known, key=lambda one: (known[one], one == "en"), default=None)
    return best if best is None or known[best] > known.get("en", 0) else ("en" if "en" in rules else best)


def _known_words(words: tuple[str, ...], rules: Rules) -> int:
    return len({hit.first for hit in rules.phrases.hits(words)})


def who_asked_why(said: Said, rules: Iterable[Rules]) -> str | None:
    """Say what asked the writer of a comment why they did something.

    Parameters
    ----------
    said : Said
        The comment.
    rules : iterable of Rules
        All languages: question and answer need not share one.

    Returns
    -------
    str or None
        ``"comment"`` if the comment that is answered asks and is by somebody else, ``"prompt"`` if the survey's question
        does, else None.
    """
    languages = tuple(rules)
    for name, question in (("comment", None if said.to_self else said.answers), ("prompt", said.prompt)):
        if question and _asks_why(question, languages):
            return name
    return None


def _asks_why(question: str, languages: Iterable[Rules]) -> bool:
    words = words_of(question[:2000]).words
    if len(words) > _ASKED_WITHIN:
        return False
    bare = [word for word in words if word[0].isalnum()]
    if (len(bare) == 1 and bare[0] in {"why", "warum", "wieso", "weshalb"}) or bare == ["por", "qué"]:
        return True
    return any(hit.tag == "asks_why" for rules in languages for hit in rules.phrases.hits(words))


def reasons_in(said: Said, rules: Rules, asked: str | None = None, *, learnt: Learnt | None = None) -> list[Reason]:
    """Find the passages of a comment in which somebody seems to give a reason.

    Parameters
    ----------
    said : Said
        The comment, and what it answers.
    rules : Rules
        The rules of its language.
    asked : str, optional
        What asked why, as `who_asked_why` tells.
    learnt : Learnt, optional
        Used in English only; by default what comes with the package.

    Returns
    -------
    list of Reason
        By position. A passage with several cues is there once for each: "I left because it was dear, because you raised
        it".
    """
    if is_non_answer(said.text):
        return []
    reading = Reading(words_of(said.text, said.bounds), rules)
    elsewhere = asked is not None or said.answers is not None
    cued = announced(reading, elsewhere=elsewhere)
    if rules.language == _LEARNT:
        known = learnt or Learnt(cue_weights(), sentence_weights(), weights(), reader())
        found = likely_reasons(reading, cued, prompt=said.prompt, answers=said.answers, learnt=known)
    else:
        found = [one.reason for one in cued if one.met]
        taken = [one.extent for one in found]
        found += quiet_reasons(reading, prompted=said.prompt is not None, reply=said.answers is not None, taken=taken)
    if asked is not None and not found and reading.words.sentences:
        whole = reading.words.span(*reading.words.sentences[0])
        found = [Reason("answer", "", None, whole)] if whole else []
    return sorted(dict.fromkeys(found), key=lambda one: (one.extent, one.reason or (-1, -1), one.cue, one.kind))
