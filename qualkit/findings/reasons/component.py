"""The spaCy component `qualkit_reasons`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

# spaCy itself imports this module, when a pipeline asks for the component; nothing else in the package does.
from spacy.language import Language

from qualkit.findings.reasons.one import Said, language_in, reasons_in
from qualkit.findings.reasons.reader import say_if_missing
from qualkit.findings.reasons.rules import load_rules

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["SPANS", "ReasonFinder", "make_reason_finder"]

SPANS = {"reasons": "extent", "reason_behaviours": "behaviour", "reason_grounds": "reason"}
"""The groups of spans that a document gets, and what they hold."""


class ReasonFinder:
    """Marks passages in which somebody seems to give a reason.

    ``doc.spans["reasons"]`` holds whole passages, labelled with their kind; ``doc.spans["reason_behaviours"]`` and
    ``doc.spans["reason_grounds"]`` what is explained and what explains it; the three share the id of a span. A span's
    ends are those of tokens, so it can be wider than the passage in `find_reasons`. A reading aid, never a finding. In
    English a small language model helps, as in `find_reasons`; where it is not installed, a warning says so.

    Parameters
    ----------
    rules : mapping or path, optional
        As in `find_reasons`.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> doc = ReasonFinder()(nlp("I left because nobody answered."))
    >>> [span.text for span in doc.spans["reason_grounds"]]
    ['because nobody answered']
    """

    def __init__(self, rules: dict[str, Any] | str | Path | None = None) -> None:
        self.rules = load_rules(rules)
        say_if_missing()

    def __call__(self, doc: Doc) -> Doc:
        """Mark a document.

        Parameters
        ----------
        doc : spacy.tokens.Doc
            The document; its sentences are used if something marked them.

        Returns
        -------
        spacy.tokens.Doc
            The same document.
        """
        for name in SPANS:
            doc.spans[name] = []
        language = language_in(doc.text, self.rules) if doc.text.strip() else None
        if language is None:
            return doc
        marked = doc.has_annotation("SENT_START")
        bounds = tuple(sentence.start_char for sentence in doc.sents) if marked else None
        for n, reason in enumerate(reasons_in(Said(doc.text, bounds=bounds), self.rules[language])):
            for name, part in SPANS.items():
                place = getattr(reason, part)
                if place is not None:
                    span = doc.char_span(place[0], place[1], label=reason.kind, span_id=str(n), alignment_mode="expand")
                    doc.spans[name].append(span)
        return doc


@Language.factory("qualkit_reasons", assigns=["doc.spans"], default_config={"rules": None})
def make_reason_finder(nlp: Language, name: str, rules: dict[str, Any] | str | None = None) -> ReasonFinder:
    """Make the component; spaCy calls this for ``nlp.add_pipe("qualkit_reasons")``.

    Parameters
    ----------
    nlp : spacy.language.Language
        The pipeline.
    name : str
        The component's name in it.
    rules : mapping or str, optional
        As in `find_reasons`.

    Returns
    -------
    ReasonFinder
        The component.
    """
    return ReasonFinder(rules)
