"""What a command says of what it found: facts for programs, lines for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qualkit.text.phrasing import counted

if TYPE_CHECKING:
    from qualkit.model import Corpus
    from qualkit.model.remark import Remark

__all__ = ["Told", "corpus_facts", "in_terminal_words", "problem_lines", "remark_lines", "told_of_reading"]

_SHOWN = 12  # names, or doubts
_COLUMN = re.compile(r"columns=\{'(\w+)': ('[^']*'|\"[^\"]*\")\}")
_LOOKED_FOR = ("person_id", "created", "channel", "outcome")


class Told(NamedTuple):
    """What a command has to say.

    Attributes
    ----------
    facts : dict of str to object
        As JSON says it.
    lines : sequence of str
        As a person reads it.
    fault : bool
        Whether what was looked at is damaged.
    """

    facts: dict[str, Any]
    lines: Sequence[str]
    fault: bool = False


def corpus_facts(corpus: Corpus) -> dict[str, Any]:
    """Count what is in a corpus.

    Parameters
    ----------
    corpus : Corpus
        The comments.

    Returns
    -------
    dict of str to object
        ``comments``, ``conversations``, ``people`` (known ones beside staff), ``replies``, ``problems`` by kind.
    """
    from qualkit.text.people import count_people, customers

    frame = corpus.frame
    return {
        "comments": len(corpus),
        "conversations": int(frame["conversation_id"].nunique()),
        "people": count_people(customers(frame)).known,
        "replies": int(frame["reply_to"].notna().sum()),
        "problems": corpus.problems.groupby(["problem", "action"]).size().reset_index(name="n").to_dict("records"),
    }


def told_of_reading(corpus: Corpus, columns: dict[str, list[str]]) -> Told:
    """Say what was read, which column became what, and what was odd.

    Parameters
    ----------
    corpus : Corpus
        As read.
    columns : dict of str to list of str
        Field to the columns that were taken for it.

    Returns
    -------
    Told
        All of it.
    """
    facts = corpus_facts(corpus)
    lacking = [name for name in _LOOKED_FOR if corpus.frame[name].isna().all()]
    facts |= {"variables": corpus.variables, "columns": columns, "not recognised": lacking}
    lines = [
        f"{counted(facts['comments'], 'comment')} in {counted(facts['conversations'], 'conversation')}, "
        f"{facts['replies']:,} of them replies.",
        f"{facts['people']:,} known people beside staff; variables: {_shortened(corpus.variables)}.",
        *_taken(columns),
        *_unrecognised(lacking),
        *problem_lines(facts),
        *_doubts(corpus),
    ]
    return Told(facts, lines)


def _shortened(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return (", ".join(names[:_SHOWN]) or "none") + (f" and {more:,} more" if more > 0 else "")


def _taken(columns: dict[str, list[str]]) -> list[str]:
    """Say what was taken for what: a column that was mistaken for another is seen at once."""
    told = [f"{field} from {_shortened([repr(one) for one in names])}" for field, names in columns.items()]
    return [f"Columns: {'; '.join(told)}."] if told else []


def _unrecognised(names: Sequence[str]) -> list[str]:
    """Name what no column was taken for: people are not counted, nor months told apart, where it went unseen."""
    if not names:
        return []
    return [f"No column was taken for: {', '.join(names)}. If there is one, say which: --column {names[0]}=NAME"]


def problem_lines(facts: dict[str, Any]) -> list[str]:
    """Say how often each problem was met.

    Parameters
    ----------
    facts : dict of str to object
        From `corpus_facts`.

    Returns
    -------
    list of str
        One line a kind.
    """
    return [f"{one['n']:,} × {one['problem']}: {one['action']}" for one in facts["problems"]]


def _doubts(corpus: Corpus) -> list[str]:
    problems = corpus.problems
    doubted = problems[(problems["action"] == "doubted") & problems["detail"].notna()].head(_SHOWN)
    rows = zip(doubted["problem"], doubted["column"].fillna(""), doubted["detail"], strict=True)
    return [f"  doubted: {problem}{f' ({column})' if column else ''}: {detail}" for problem, column, detail in rows]


def remark_lines(remarks: Iterable[Remark], about: str = "") -> list[str]:
    """Say what was found of each thing looked at.

    Parameters
    ----------
    remarks : iterable of Remark
        What was found.
    about : str
        What stands before each.

    Returns
    -------
    list of str
        One line a remark.
    """
    return [f"{about}{one.what}: {_joined(one)}" for one in remarks]


def in_terminal_words(said: str) -> str:
    """Say a hint for Python as the command line has it.

    Parameters
    ----------
    said : str
        A message of an error.

    Returns
    -------
    str
        With options in the place of arguments.

    Examples
    --------
    >>> in_terminal_words("No column. Hint: Name it: columns={'text': 'Review Text'}.")
    "No column. Hint: Name it: --column text='Review Text'."
    """
    return _COLUMN.sub(r"--column \1=\2", said)


def _joined(one: Remark) -> str:
    return f"{one.state.removesuffix('.')}. {one.hint}" if one.hint else one.state
