"""What an export holds: every table and every key, with its type and its meaning."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DTYPES", "SCHEMA", "SECTIONS", "TABLES", "Key", "names"]

SCHEMA = "qualkit-export/1"
"""Goes up whenever a key changes its meaning or its type, or goes away. A new key leaves it as it is."""

DTYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "time": "datetime64[us, UTC]",
    "list of text": "object",
}
"""Type of a key to the dtype of its column."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column of a table, or a key of a JSON object.

    Attributes
    ----------
    name : str
        As it is written.
    kind : str
        Its type, in words.
    meaning : str
        One line.
    """

    name: str
    kind: str
    meaning: str


def _keys(lines: str) -> tuple[Key, ...]:
    parts = [line.split("|", 2) for line in lines.strip().splitlines()]
    return tuple(Key(name.strip(), kind.strip(), meaning.strip()) for name, kind, meaning in parts)


_COMMENT = """
person      | text | display name of who said it; "Staff" or "Bot" for these; missing where nobody knows
role        | text | customer, staff or bot
channel     | text | where it was said
outcome     | text | what the customer did
month       | text | when it was said, as in 2025-05
said        | time | when it was said, UTC; missing in a redacted export
"""

_PASSAGE = """
passage     | text | permalink of the passage: the same in every report of the project
start       | integer | first code point of the passage in the text of the comment in this export
end         | integer | code point after the last
quote       | text | the words: text[start:end]; missing once the person was forgotten
"""

TABLES: dict[str, tuple[Key, ...]] = {
    "findings": _keys(
        """
finding_id  | text | the finding
number      | integer | its place in the report, from 1
claim       | text | what customers did, and why
because     | text | the reason, in the analyst's words
outcome     | text | the outcome that it explains
about       | list of text | the codes and themes that it is about, by name
scope       | text | on which channels, periods and customers it rests
status      | text | draft, checked, sent back or confirmed
n_people    | integer | known people who support it and have its outcome
n_could     | integer | known people who could have: all with its outcome
n_read      | integer | those of n_could of whom somebody coded, set beside it or marked as done a comment
low         | number | lower end of the 95 % interval of n_people / n_could
high        | number | upper end
n_against   | integer | known people with a passage against it
n_supporting | integer | passages for it
n_contradicting | integer | passages against it
n_searches  | integer | times that somebody looked for what speaks against it as it reads now
n_yes       | integer | customers who were shown it as it reads now and said yes last
n_partly    | integer | customers who said partly
n_no        | integer | customers who said no
action      | text | what to do
next_question | text | what to ask next
whom        | text | whom to ask
rival       | text | what else could explain it
coder       | text | who wrote it
"""
    ),
    "evidence": _keys(
        """
evidence_id | text | the piece of evidence
finding_id  | text | the finding that it is about
number      | integer | that finding's place in the report
stance      | text | supports or contradicts
comment_id  | text | the comment in which it lies
conversation_id | text | the conversation
"""
        + _PASSAGE.strip()
        + _COMMENT
        + "coder | text | who put it there"
    ),
    "codings": _keys(
        """
coding_id   | text | the coding
comment_id  | text | the comment in which it lies
conversation_id | text | the conversation
"""
        + _PASSAGE.strip()
        + """
code_id     | text | the code
code        | text | its name
coder       | text | who gave it
coded       | time | when, UTC
memo        | text | what the coder noted
suggested_by | text | what suggested it; missing where the coder thought of it"""
        + _COMMENT
    ),
    "codebook": _keys(
        """
code_id     | text | the code
name        | text | its name
parent      | text | name of the code above
brief       | text | what it means, in a line
definition  | text | what it means, in full
when_to_use | text | when to give it
when_not_to_use | text | when not to
example     | text | a passage that has it
use         | text | in use or retired: given no more
aliases     | list of text | what it was called before, and what was merged with it
n_people    | integer | known people with a passage that has it
n_passages  | integer | passages that have it
"""
    ),
    "themes": _keys(
        """
theme_id    | text | the theme
label       | text | its label
labelled_by | text | machine, or who named it
n_people    | integer | known people in it
n_comments  | integer | comments in it
stability   | number | share of resamples that found it again, 0 to 1
doubt       | text | the same in a word: solid, fair, fragile, or not measured
subject     | text | clear, or unclear where its comments name little that tells it from others
terms       | list of text | its words, most telling first; names of people left out when redacted
parent_id   | text | the theme above
examples    | list of text | ids of comments, most typical first
"""
    ),
    "assignments": _keys(
        """
comment_id  | text | the comment
conversation_id | text | the conversation
start       | integer | first code point in the text of the comment in this export
end         | integer | code point after the last
theme_id    | text | the theme; missing where none fits
theme       | text | its label
nearest_theme_id | text | the theme that comes closest, fitting or not
similarity  | number | cosine to the middle of the theme, or of the nearest; no probability
confidence  | number | calibrated probability; missing where there is none
"""
    ),
    "conversations": _keys(
        """
conversation_id | text | the conversation
turn        | integer | place in it, from 1, in reading order
depth       | integer | 0 for a comment that answers nothing, 1 for a reply to it, and so on
comment_id  | text | the comment
reply_to    | text | the comment that it answers
"""
        + _COMMENT.strip()
        + """
prompt      | text | the question that it answers
text        | text | what was said, as far as it may be shown
"""
    ),
}
"""Table to its columns, in order. ``conversations`` has the variables of the corpus after them, unless redacted."""

SECTIONS: dict[str, tuple[Key, ...]] = {
    "top": _keys(
        """
schema      | text | name and version of this schema
qualkit     | text | version of qualkit that wrote it
redacted    | boolean | whether what points at a person was masked, and ids replaced
redaction   | object | what was masked
project     | object | what the project is for
counts      | object | how much there is
journal_head | text | hash that stands for the whole journal; empty without a project
inputs      | list of text | SHA-256 of the files that were read
findings    | list of objects | the table, with two keys more
evidence    | list of objects | the table
codings     | list of objects | the table
codebook    | list of objects | the table
themes      | list of objects | the table
assignments | list of objects | the table
conversations | list of objects | the table, with one key more
"""
    ),
    "redaction": _keys(
        """
policy      | text | name of the rules; missing when nothing was to be masked
masked      | object | kind of mark to its number in the comments of this export
detectors   | object | what was looked for, to how it is told
signs       | integer | hidden or forbidden characters shown as signs
left_out    | list of text | variables whose values are not in a redacted export
"""
    ),
    "project": _keys(
        """
title       | text | what the report is called
question    | text | what the team wants to know
decision    | text | the decision that the answer serves
outcome     | text | what the outcome means
channel_limits | object | channel to what it can and cannot see
"""
    ),
    "counts": _keys(
        """
comments    | integer | comments in the corpus
conversations | integer | conversations
people      | integer | customers who can be told apart
unknown     | integer | comments by customers of whom nobody knows who they are
findings    | integer | rows of the table
evidence    | integer | rows of the table
codings     | integer | rows of the table
codebook    | integer | rows of the table
themes      | integer | rows of the table
assignments | integer | rows of the table
"""
    ),
    "findings, more": _keys(
        """
verdicts    | list of objects | what customers said of it
searches    | list of objects | when somebody looked for what speaks against it
"""
    ),
    "verdicts": _keys(
        """
person      | text | display name of who answered; missing where nobody knows
answer      | text | yes, partly or no
words       | text | in their own words
coder       | text | who read it in
reworded    | boolean | whether the finding had another claim or reason then
"""
    ),
    "searches": _keys(
        """
coder       | text | who looked
created     | text | when, ISO 8601, UTC
n_read      | integer | how many candidates were read
note        | text | what came of it
reworded    | boolean | whether the finding had another claim, reason or outcome then
"""
    ),
    "conversations, more": _keys(
        """
variables   | object | variable to its value; empty in a redacted export
"""
    ),
}
"""Objects of the JSON export to their keys, in order."""


def names(table: str) -> tuple[str, ...]:
    """Name the columns of a table.

    Parameters
    ----------
    table : str
        A key of `TABLES`.

    Returns
    -------
    tuple of str
        In order.
    """
    return tuple(key.name for key in TABLES[table])
