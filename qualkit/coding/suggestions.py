"""Where a code might belong: what a coder's own codings suggest, for a person to accept or to reject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from qualkit.coding.learning import Lessons, learn
from qualkit.coding.units import lying_on
from qualkit.coding.wording import Wording, content_words, segments_of
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Code, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.protocols import Embedder
from qualkit.text.people import customers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SUGGESTION_COLUMNS", "CodeSuggester", "suggest_codes"]

SUGGESTION_COLUMNS = ("comment_id", "start", "end", "code", "code_id", "confidence", "because")
_FEW = 8  # codings of a code, below which its words are looked for instead
_MOST = 20_000  # segments to learn from: the latest
_ALIKE = 2
_SHORT = 80
_SHORT_WORD = 3
_SHARED = 3
_PASSAGE = ("comment_id", "start", "end", "code_id")
_KINDS = {"start": "int64", "end": "int64", "confidence": "float64"}

_Taken = frozenset[tuple[int, str]]
_Found = tuple[float, tuple[object, ...]]


@runtime_checkable
class _HasCoder(Protocol):
    @property
    def coder(self) -> str: ...


@runtime_checkable
class _HasRejections(Protocol):
    def rejected_suggestions(self) -> pd.DataFrame: ...


@checked
def suggest_codes(
    source: Study | HasStudy,
    *,
    coder: str | None = None,
    comments: Iterable[str] | None = None,
    rejected: pd.DataFrame | None = None,
    embedder: Embedder | None = None,
    quotes: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Suggest where a coder's codes might belong in what is not coded yet.

    A code that was given often enough is learnt from the passages that have it: one logistic regression a code, over
    sentences and their neighbours, from the comments in which the coder coded something. A code with fewer than 8 codings is
    looked for by its words: its name, a former name, or its example. A suggestion is not a coding. It becomes one when a
    person accepts it.

    Parameters
    ----------
    source : project or Study
        Holds comments, codebook and codings.
    coder : str, optional
        Whose codings to learn from; by default the project's coder, so that nobody sees another's. A study that has no coder
        is learnt from whole.
    comments : iterable of str, optional
        Ids of the comments to look at; by default all by customers.
    rejected : DataFrame, optional
        Suggestions that were rejected: ``comment_id``, ``start``, ``end``, ``code_id``. They are not made again. By default
        those of the project.
    embedder : Embedder, optional
        Compares by meaning; by default sentences are compared by the words they share.
    quotes : bool
        Whether ``because`` may hold customers' words. By default it names comments by their ids.
    seed : int
        Deals conversations to the parts of which one is held out at a time.

    Returns
    -------
    DataFrame
        Columns `SUGGESTION_COLUMNS`, the likeliest first. ``start`` and ``end`` (int64) count code points, half-open;
        sentences that follow each other are one suggestion. ``confidence`` (float64, 0 to 1) is missing without an
        embedder, and unless 30 suggestions or more could be tried in held-out conversations; then it is the share of the 30
        with the nearest scores that the coder had in fact coded so. ``because`` says why in words, always.

    Raises
    ------
    NotFoundError
        If a comment does not exist.
    QualkitError
        If there is nothing to learn from: no code.

    Notes
    -----
    Passages that have the code already, codes without codings of their own that have others below them, and retired codes
    are left out. A learnt code is suggested only from the score on at which half of the suggestions in held-out conversations
    were right, and not at all if two thirds of its own were wrong. That a passage is not suggested says nothing.

    The confidence holds for conversations like those already coded. Who accepts suggestions without reading learns what
    they already thought: coding the first conversations without any is the way to see what is there.

    Examples
    --------
    >>> from qualkit.model import Code, Codebook
    >>> from qualkit.testing import make_corpus
    >>> study = Study(make_corpus(["The price went up again."]), codebook=Codebook().add(Code("k1", "price")))
    >>> suggest_codes(study)[["comment_id", "code", "because"]].values.tolist()
    [['c1', 'price', 'The words of its name stand here: “price”']]
    """
    study = as_study(source)
    if coder is None and isinstance(source, _HasCoder):
        coder = source.coder
    if rejected is None and isinstance(source, _HasRejections):
        rejected = source.rejected_suggestions()
    suggester = CodeSuggester.learn(study, coder=coder, embedder=embedder, seed=seed)
    return suggester.suggest(study, comments=comments, rejected=rejected, quotes=quotes)


@dataclass(frozen=True)
class CodeSuggester:
    """What was learnt of a coder's codes at one moment; keep it to ask for one conversation after the other.

    Attributes
    ----------
    coder : str or None
        Whose codings it learnt from; None for everybody's.
    wording : Wording
        Turns segments into vectors.
    read : DataFrame
        The segments it learnt from: ``comment_id``, ``start``, ``end``, ``text``.
    vectors : array or sparse array of shape (n_segments, n_dims)
        Theirs.
    given : ndarray of shape (n_segments, n_codes), bool
        Which codes they have, in the order of ``lessons.code_ids``.
    lessons : Lessons or None
        None where there is too little to learn from.
    """

    coder: str | None
    wording: Wording
    read: pd.DataFrame
    vectors: Any
    given: NDArray[np.bool_]
    lessons: Lessons | None

    @classmethod
    def learn(
        cls, study: Study, *, coder: str | None = None, embedder: Embedder | None = None, seed: int = 0
    ) -> CodeSuggester:
        """Learn from what a coder coded.

        Parameters
        ----------
        study : Study
            Holds the codings.
        coder : str, optional
            Whose; by default everybody's.
        embedder : Embedder, optional
            As for `suggest_codes`.
        seed : int
            As for `suggest_codes`.

        Returns
        -------
        CodeSuggester
            Ready to be asked.

        Raises
        ------
        QualkitError
            If the codebook is empty.
        """
        if not len(study.codebook):
            raise QualkitError("There is no code to suggest.", hint="project.add_code(name, definition=...).")
        own = _own(study, coder)
        table = customers(study.corpus.table)
        table = table[table["comment_id"].isin(own["comment_id"])]
        read = segments_of(_texts(table), most=_MOST)
        code_ids = [code.code_id for code in study.codebook if not code.retired]
        given = np.zeros((len(read), len(code_ids)), dtype=bool)
        for row, code_id in _with_code(read, own):
            if code_id in code_ids:
                given[row, code_ids.index(code_id)] = True
        wording = Wording.of(read["text"].tolist(), embedder)
        vectors = wording.vectors(read["text"].tolist())
        where = dict(zip(table["comment_id"], table["conversation_id"], strict=True))
        conversations = [where[one] for one in read["comment_id"]]
        lessons = learn(wording.with_neighbours(read, vectors), given, conversations, code_ids, seed=seed)
        kept = [] if lessons is None else [code_ids.index(one) for one in lessons.code_ids]
        return cls(coder, wording, read, vectors, given[:, kept], lessons)

    def suggest(
        self,
        study: Study,
        *,
        comments: Iterable[str] | None = None,
        rejected: pd.DataFrame | None = None,
        quotes: bool = False,
    ) -> pd.DataFrame:
        """Suggest codes for comments; what was coded or rejected since it learnt is left out.

        Parameters
        ----------
        study : Study
            The project as it is now.
        comments : iterable of str, optional
            As for `suggest_codes`.
        rejected : DataFrame, optional
            As for `suggest_codes`; by default none.
        quotes : bool
            As for `suggest_codes`.

        Returns
        -------
        DataFrame
            As `suggest_codes` gives it.

        Raises
        ------
        NotFoundError
            If a comment does not exist.
        """
        table = study.corpus.table
        if comments is not None:
            asked = list(dict.fromkeys(str(one) for one in comments))
            for one in asked:
                if one not in study.corpus.rows:
                    raise NotFoundError.of("comment", one, study.corpus.rows)
            table = table[table["comment_id"].isin(asked)]
        parts = segments_of(_texts(customers(table)))
        own = _own(study, self.coder)
        decided = own[list(_PASSAGE)]
        if rejected is not None and len(rejected):
            decided = pd.concat([decided, rejected[list(_PASSAGE)]])
        taken = frozenset(_with_code(parts, decided))
        found = [*self._learnt(study, parts, taken, quotes=quotes), *_by_words(study, parts, taken, own)]
        place = {one: n for n, one in enumerate(study.corpus.rows)}
        found.sort(key=lambda one: (-one[0], place[str(one[1][0])], one[1][1:]))
        rows = pd.DataFrame([row for _, row in found], columns=list(SUGGESTION_COLUMNS))
        return rows.astype({name: _KINDS.get(name, "str") for name in SUGGESTION_COLUMNS})

    def _learnt(self, study: Study, parts: pd.DataFrame, taken: _Taken, *, quotes: bool) -> Iterator[_Found]:
        if self.lessons is None or parts.empty:
            return
        vectors = self.wording.vectors(parts["text"].tolist())
        scores = self.lessons.scores(self.wording.with_neighbours(parts, vectors))
        known = {code.code_id: code.name for code in study.codebook if not code.retired}
        for n, code_id in enumerate(self.lessons.code_ids):
            likely = np.flatnonzero(scores[:, n] >= self.lessons.threshold)
            free = [int(row) for row in likely if code_id in known and (int(row), code_id) not in taken]
            for run in _runs(parts, free):
                best = max(run, key=lambda row: (scores[row, n], -row))
                score = float(scores[best, n])
                because = self._because(vectors[[best]], n, quotes=quotes)
                # By words alone, held-out sentences are nearer to what was learnt than new ones prove to be: no figure then.
                confidence = None if self.wording.embedder is None else self.lessons.probability(score)
                yield score, (*_place(parts, run), known[code_id], code_id, confidence, because)

    def _because(self, vector: Any, n: int, *, quotes: bool) -> str:
        from sklearn.utils.extmath import safe_sparse_dot

        mine = np.flatnonzero(self.given[:, n])
        near = np.asarray(safe_sparse_dot(self.vectors[mine], vector.T, dense_output=True)).ravel()
        alike = mine[np.argsort(-np.round(near, 6), kind="stable")]
        said = self.read["text" if quotes else "comment_id"].to_numpy()[alike]
        first = list(dict.fromkeys(said))[:_ALIKE]
        if quotes:
            return "Like what has this code: " + " · ".join(f"“{_shortened(one)}”" for one in first)
        return f"Like what has this code in {' and '.join(first)}"


def _by_words(study: Study, parts: pd.DataFrame, taken: _Taken, own: pd.DataFrame) -> Iterator[_Found]:
    """Look for the words of codes with too few codings to learn from."""
    counts = own["code_id"].value_counts()
    parents = {code.parent for code in study.codebook}
    said = [content_words(text) for text in parts["text"]]
    for code in study.codebook:
        n = int(counts.get(code.code_id, 0))
        if code.retired or n >= _FEW or (n == 0 and code.code_id in parents):
            continue
        hits = {row: why for row, words in enumerate(said) if (why := _words_of(code, words))}
        for run in _runs(parts, [row for row in hits if (row, code.code_id) not in taken]):
            # Below everything that was learnt: a word is not yet a meaning.
            yield -np.inf, (*_place(parts, run), code.name, code.code_id, None, hits[run[0]])


def _words_of(code: Code, words: list[str]) -> str | None:
    names = [("its name", code.name), *(("a former name", one) for one in code.aliases)]
    for what, name in names:
        wanted = content_words(name)
        if wanted and _within(wanted, words):
            return f"The words of {what} stand here: “{' '.join(wanted)}”"
    example = set(content_words(code.example))
    shared = [word for word in dict.fromkeys(words) if word in example and len(word) > _SHORT_WORD]
    if len(shared) >= _SHARED:
        return f"Words of its example stand here: “{' '.join(shared)}”"
    return None


def _within(wanted: list[str], words: list[str]) -> bool:
    # A plural is the same word to a reader.
    stems = {word.removesuffix("s") for word in words}
    return all(word.removesuffix("s") in stems for word in wanted)


def _with_code(parts: pd.DataFrame, codings: pd.DataFrame) -> list[tuple[int, str]]:
    """Say which segments a passage covers by half, or lies in with its half, as `agreement` does."""
    numbered = parts[["comment_id", "start", "end"]].assign(row=range(len(parts)))
    found = lying_on(numbered, codings[list(_PASSAGE)])
    return [(int(row), str(code_id)) for row, code_id in zip(found["row"], found["code_id"], strict=True)]


def _runs(parts: pd.DataFrame, rows: list[int]) -> Iterator[list[int]]:
    """Give segments that follow each other in a comment as one."""
    ids = parts["comment_id"].to_numpy()
    run: list[int] = []
    for row in rows:
        if run and not (row == run[-1] + 1 and ids[row] == ids[run[-1]]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _place(parts: pd.DataFrame, run: list[int]) -> tuple[str, int, int]:
    first, last = parts.iloc[run[0]], parts.iloc[run[-1]]
    return str(first["comment_id"]), int(first["start"]), int(last["end"])


def _own(study: Study, coder: str | None) -> pd.DataFrame:
    return study.codings if coder is None else study.codings[study.codings["coder"] == coder]


def _texts(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["comment_id"], table["text"], strict=True))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rsplit(' ', 1)[0]} …"
