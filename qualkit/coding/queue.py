"""What is read, in which order: a list of comments with the reason why each stands in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from qualkit.coding.reading import reading_plan
from qualkit.coding.values import which_hold
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import OURS, Comment, Conversation, Corpus, Study

__all__ = ["SOURCES", "Queue", "all_comments", "queue_of", "queue_of_conversations", "queue_of_table"]

SOURCES = ("all", "plan", "filter", "theme", "code", "search", "flagged")
"""What `queue_of` knows to build a queue from."""


@dataclass(frozen=True)
class Queue:
    """Comments to read, each once.

    Attributes
    ----------
    name : str
        What it is, for the coder.
    items : tuple of str
        Comment ids, in reading order.
    why : mapping of str to str
        For some of them, why they stand here.
    """

    name: str
    items: tuple[str, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Place of each comment, from 0."""
        return {comment_id: n for n, comment_id in enumerate(self.items)}


def all_comments(corpus: Corpus) -> tuple[str, ...]:
    """Put all comments into the order in which they are read: conversation after conversation, each as a reply tree.

    Parameters
    ----------
    corpus : Corpus
        What was said.

    Returns
    -------
    tuple of str
        Every comment id once.
    """
    groups: dict[str, list[Comment]] = defaultdict(list)
    columns = (corpus.table[name].tolist() for name in ("comment_id", "conversation_id", "reply_to", "created"))
    for comment_id, conversation_id, reply_to, created in zip(*columns, strict=True):
        when = None if pd.isna(created) else created
        groups[conversation_id].append(Comment(comment_id, conversation_id, "", reply_to, created=when))
    order: list[str] = []
    for conversation_id, comments in groups.items():
        if len(comments) == 1:
            order.append(comments[0].comment_id)
        else:
            order += [one.comment_id for one in Conversation.from_comments(conversation_id, comments)]
    return tuple(order)


def queue_of(
    study: Study,
    source: str,
    value: object = None,
    *,
    order: tuple[str, ...],
    flagged: Iterable[str] = (),
    reasons: pd.DataFrame | None = None,
    seed: int = 0,
) -> Queue:
    """Build a queue.

    Parameters
    ----------
    study : Study
        What to read; its codings are those that may be seen.
    source : str
        One of `SOURCES`. ``plan`` is `reading_plan` over everything, whatever is coded, so that it stays the same from
        day to day.
    value : object
        ``theme``: id or label; ``code``: id or name, the codes below it included; ``search``: words; ``filter``: a pair of
        a column's name and a value.
    order : tuple of str
        From `all_comments`.
    flagged : iterable of str
        Comment ids that the coder flagged.
    reasons : DataFrame, optional
        Passages that state a reason, for the reading plan.
    seed : int
        For the reading plan.

    Returns
    -------
    Queue
        Comments of staff and bots stand in it only where they were asked for by code, words or flag, or where a
        conversation has no others.

    Raises
    ------
    NotFoundError
        If there is no such source, theme, code or column.
    QualkitError
        If the value is not what the source needs.
    """
    if source == "all":
        return Queue("all comments", _worth_reading(study.corpus, order))
    if source == "plan":
        plan = reading_plan(Study(study.corpus, themes=study.themes), reasons=reasons, seed=seed)
        return queue_of_table("reading plan", plan, study.corpus)
    if source == "flagged":
        chosen = set(flagged)
        return Queue("flagged", tuple(one for one in order if one in chosen))
    if source == "filter":
        return _filtered(study.corpus, order, value)
    if source not in SOURCES:
        raise NotFoundError.of("source of a queue", source, SOURCES)
    if not isinstance(value, str) or not value.strip():
        raise QualkitError(f"A queue by {source} needs to know which.", hint="Give an id, a name, or the words.")
    return _BY_NAME[source](study, order, value)


def queue_of_conversations(corpus: Corpus, order: tuple[str, ...], conversations: Iterable[str]) -> Queue:
    """Make a queue of whole conversations.

    Parameters
    ----------
    corpus : Corpus
        What was said.
    order : tuple of str
        From `all_comments`.
    conversations : iterable of str
        Their ids, in the order wanted.

    Returns
    -------
    Queue
        What is worth reading in each.

    Raises
    ------
    NotFoundError
        If there is no such conversation.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    belongs = dict(zip(corpus.table["comment_id"].tolist(), corpus.table["conversation_id"].tolist(), strict=True))
    for comment_id in _worth_reading(corpus, order):
        inside[belongs[comment_id]].append(comment_id)
    wanted = tuple(dict.fromkeys(str(one) for one in conversations))
    for one in wanted:
        if one not in inside:
            raise NotFoundError.of("conversation", one, inside)
    return Queue("chosen conversations", tuple(comment_id for one in wanted for comment_id in inside[one]))


def queue_of_table(name: str, table: pd.DataFrame, corpus: Corpus) -> Queue:
    """Make a queue of any table of comments or passages, such as a reading plan or a list of reasons.

    Parameters
    ----------
    name : str
        What it is.
    table : DataFrame
        Column ``comment_id``; each comment stands where it is first named. Where there is one, the first of the columns
        ``why``, ``cue`` and ``quote`` says why.
    corpus : Corpus
        What was said.

    Returns
    -------
    Queue
        The comments.

    Raises
    ------
    NotFoundError
        If a comment is not there.
    QualkitError
        If the table has no such column.
    """
    if "comment_id" not in table.columns:
        raise QualkitError("A table to read from needs comment ids.", available=[str(one) for one in table.columns])
    items = tuple(dict.fromkeys(table["comment_id"].astype(str).tolist()))
    for one in items:
        if one not in corpus.rows:
            raise NotFoundError.of("comment", one, corpus.rows)
    told = next((column for column in ("why", "cue", "quote") if column in table.columns), None)
    if told is None:
        return Queue(name, items)
    why: dict[str, str] = {}
    for comment_id, words in zip(table["comment_id"].astype(str).tolist(), table[told].tolist(), strict=True):
        if comment_id not in why and not pd.isna(words):
            why[comment_id] = str(words)
    return Queue(name, items, why)


def _worth_reading(corpus: Corpus, order: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out staff and bots, and what is empty; but no conversation altogether."""
    table = corpus.table
    ours = (table["role"].isin(OURS) | (table["text"] == "")).tolist()
    belongs = table["conversation_id"].tolist()
    rows = corpus.rows
    heard = {belongs[n] for n, left_out in enumerate(ours) if not left_out}
    return tuple(one for one in order if not ours[rows[one]] or belongs[rows[one]] not in heard)


def _filtered(corpus: Corpus, order: tuple[str, ...], value: object) -> Queue:
    if not isinstance(value, (list, tuple)) or len(value) != 2 or not isinstance(value[0], str):
        raise QualkitError("A filter is a column's name and a value.", hint='("channel", "survey")')
    column: str = value[0]
    wanted: object = value[1]
    if column not in corpus.table.columns:
        raise NotFoundError.of("column", column, [str(one) for one in corpus.table.columns])
    chosen = set(corpus.table["comment_id"][which_hold(corpus.table[column], wanted)])
    items = tuple(one for one in _worth_reading(corpus, order) if one in chosen)
    return Queue(f"{column}: {'unknown' if wanted is None else wanted}", items)


def _by_theme(study: Study, order: tuple[str, ...], value: str) -> Queue:
    if study.themes is None:
        raise NotFoundError.of("theme", value, [], hint="Add themes first: project.add_themes(themes).")
    ids, labels = study.themes.frame["theme_id"].astype(str), study.themes.frame["label"].astype(str)
    found = study.themes.frame[(ids == value) | (labels == value)]
    if not len(found):
        raise NotFoundError.of("theme", value, labels.tolist())
    assigned = study.themes.assignments
    rows = assigned[assigned["theme_id"].isin(found["theme_id"])]
    chosen = set(rows["comment_id"].tolist())
    return Queue(f"theme: {found['label'].iloc[0]}", tuple(one for one in order if one in chosen))


def _by_code(study: Study, order: tuple[str, ...], value: str) -> Queue:
    code = study.codebook.find(value)
    wanted = frozenset(study.codebook.below(code.code_id))
    codes = zip(study.codings["comment_id"].tolist(), study.codings["code_id"].tolist(), strict=True)
    chosen = {comment_id for comment_id, code_id in codes if code_id in wanted}
    return Queue(f"code: {code.name}", tuple(one for one in order if one in chosen))


def _by_words(study: Study, order: tuple[str, ...], value: str) -> Queue:
    wanted = " ".join(value.casefold().split())
    table = study.corpus.table
    chosen = {
        comment_id
        for comment_id, text in zip(table["comment_id"].tolist(), table["text"].tolist(), strict=True)
        if wanted in " ".join(text.casefold().split())
    }
    return Queue(f"search: {value}", tuple(one for one in order if one in chosen))


_BY_NAME = {"theme": _by_theme, "code": _by_code, "search": _by_words}
