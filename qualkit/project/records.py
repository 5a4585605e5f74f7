"""Codebooks and codings that come as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, cast

import pandas as pd

from qualkit.errors import CodebookError, NotFoundError, PassageError, QualkitError
from qualkit.model import CODE_TEXTS, Code, Codebook, Corpus, name_key
from qualkit.model.missing import is_missing

__all__ = ["PlacedCode", "code_of", "codes_of", "codings_of", "same_code"]

Records = pd.DataFrame | Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PlacedCode:
    """A code at its place.

    Attributes
    ----------
    comment_id : str
        The comment.
    start, end : int
        Code points, half-open.
    code_id : str
        The code.
    memo, suggested_by : str
        Why, and what suggested it; may be empty.
    """

    comment_id: str
    start: int
    end: int
    code_id: str
    memo: str
    suggested_by: str = ""


def code_of(said: Mapping[str, Any], codebook: Codebook, code_id: str) -> Code:
    """Make a code of what is said of it.

    Parameters
    ----------
    said : mapping
        ``name``, ``parent`` by name or id, and the texts.
    codebook : Codebook
        Where the parent is.
    code_id : str
        Its id.

    Returns
    -------
    Code
        Not yet in the codebook.

    Raises
    ------
    CodebookError
        If the name or another text is none.
    NotFoundError
        If there is no such parent.
    """
    parent = codebook.find(said["parent"]).code_id if said.get("parent") else None
    texts: dict[str, Any] = {name: said.get(name) or "" for name in CODE_TEXTS}
    for field, value in {"name": said["name"], **texts}.items():
        if not isinstance(value, str):
            raise CodebookError(f"The {field} of a code is a text, not {value!r}.")
    return Code(code_id, said["name"].strip(), parent, **texts)


def same_code(code: Code, codebook: Codebook) -> str | None:
    """Find a code that says the very same.

    Parameters
    ----------
    code : Code
        The new one.
    codebook : Codebook
        Those that are there.

    Returns
    -------
    str or None
        The id of the one that differs in nothing but its id.
    """
    said = [getattr(code, name) for name in ("name", "parent", *CODE_TEXTS)]
    for one in codebook:
        if [getattr(one, name) for name in ("name", "parent", *CODE_TEXTS)] == said:
            return one.code_id
    return None


def codes_of(
    records: Records,
    codebook: Codebook,
    new_id: Callable[[], str],
    known: Callable[[Code], str | None] = lambda code: None,
) -> list[Code]:
    """Read the codes of a table.

    Parameters
    ----------
    records : DataFrame or iterable of mapping
        One a code; a parent may stand below its children.
    codebook : Codebook
        The codes that are there.
    new_id : callable
        Gives ids.
    known : callable
        Gives the id of a code that was added in the same words before, or None.

    Returns
    -------
    list of Code
        The new ones, parents before children.

    Raises
    ------
    CodebookError
        If a name is missing or taken, or codes stand above each other.
    NotFoundError
        If a parent is nowhere to be found.
    """
    waiting = [_code_record(row, n) for n, row in enumerate(_rows(records), start=1)]
    fresh: list[Code] = []
    while waiting:
        later = []
        for said in waiting:
            if said["parent"] and codebook.lookup(said["parent"]) is None:
                later.append(said)
                continue
            code = code_of(said, codebook, new_id())
            if same_code(code, codebook) is None and known(code) is None:
                codebook = codebook.add(code)
                fresh.append(code)
        if len(later) == len(waiting):
            _refuse_parents(later, codebook)
        waiting = later
    return fresh


def _refuse_parents(rows: Sequence[Mapping[str, Any]], codebook: Codebook) -> NoReturn:
    names = {name_key(row["name"]) for row in rows}
    for row in rows:
        if name_key(row["parent"]) not in names:
            code_of(row, codebook, "")  # raises: nothing has the parent's name
    circle = sorted(row["name"] for row in rows)
    raise CodebookError("These codes stand above each other in a circle.", where=", ".join(circle))


def codings_of(records: Records, corpus: Corpus, codebook: Codebook, coder: str = "") -> Iterator[PlacedCode]:
    """Read the codings of a table.

    Parameters
    ----------
    records : DataFrame or iterable of mapping
        One a coding.
    corpus : Corpus
        What was said.
    codebook : Codebook
        The codes.
    coder : str
        Whose work it is. A row that names another coder is refused: two people's work as one person's would make them
        agree where nobody did.

    Yields
    ------
    PlacedCode
        One a row, its positions checked.

    Raises
    ------
    NotFoundError
        If there is no such comment or code.
    PassageError
        If the positions or the quote do not fit the comment.
    QualkitError
        If a row names no code or no comment, or another coder.
    """
    known: dict[tuple[str, str], str] = {}
    for n, row in enumerate(_rows(records), start=1):
        name, comment_id = _text(row, "code_id") or _text(row, "code"), _text(row, "comment_id")
        if not name or not comment_id:
            raise QualkitError("A coding needs a code and a comment_id.", where=f"row {n}", available=list(row))
        if coder and _text(row, "coder") not in ("", coder):
            raise QualkitError(
                f"This coding is by {_text(row, 'coder')}, not by {coder}.",
                where=f"row {n}",
                hint=f'Keep one person\'s rows: table[table["coder"] == "{coder}"]. To record all as {coder}\'s work, '
                "leave the column coder out.",
            )
        key = (name, _text(row, "code"))
        try:
            if key not in known:
                known[key] = _code_id(codebook, *key)
            start, end = _place(row, corpus, comment_id)
        except NotFoundError as error:
            raise NotFoundError(error.what, where=f"row {n}", available=error.available, hint=error.hint) from None
        except PassageError as error:
            raise PassageError(error.what, where=f"row {n}, comment {comment_id!r}", hint=error.hint) from None
        yield PlacedCode(comment_id, start, end, known[key], _text(row, "memo"), _text(row, "suggested_by"))


def _code_id(codebook: Codebook, given: str, name: str) -> str:
    # A table from another project carries that project's code ids: the name then says which code is meant.
    known = given in codebook.merged or any(code.code_id == given for code in codebook)
    return codebook.find(given if known else name or given).code_id


def _place(row: Mapping[str, Any], corpus: Corpus, comment_id: str) -> tuple[int, int]:
    start, end, quote = _whole(row, "start"), _whole(row, "end"), _raw(row, "quote")
    if not quote:
        if start is None or end is None:
            raise PassageError("A coding needs start and end, or a quote.")
        corpus.quote(comment_id, start, end)
        return start, end
    text = corpus.text(comment_id)
    if start is None:
        start = _only_place(text, quote)
    stop = start + len(quote)
    if text[start:stop] != quote or start < 0 or end not in (None, stop):
        raise PassageError(
            f"The words at {start} to {stop if end is None else end} are not the quote {_short(quote)!r}.",
            hint="Positions count Unicode code points; leave them out to have the quote looked up.",
        )
    return start, stop


def _only_place(text: str, quote: str) -> int:
    places = []
    at = text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    if not places:
        raise PassageError(
            f"The quote {_short(quote)!r} does not stand in this comment.",
            hint="It must be the exact words, with their punctuation, case and line breaks.",
        )
    if len(places) > 1:
        raise PassageError(
            f"The quote {_short(quote)!r} stands in this comment {len(places)} times.",
            hint=f"Say which with start: {', '.join(str(place) for place in places)}.",
        )
    return places[0]


def _code_record(row: Mapping[str, Any], n: int) -> dict[str, str]:
    name = _text(row, "name") or _text(row, "code")
    if not name:
        raise CodebookError(
            "A code needs a name.", where=f"row {n}", available=list(row), hint="The column is called name, or code."
        )
    return {"name": name, **{field: _text(row, field) for field in ("parent", *CODE_TEXTS)}}


def _rows(records: Records) -> list[Mapping[str, Any]]:
    if isinstance(records, pd.DataFrame):
        return [{str(name): value for name, value in row.items()} for row in records.to_dict("records")]
    if not isinstance(records, Iterable) or isinstance(records, str | Mapping):
        raise QualkitError(
            f"This is no table: {type(records).__name__}.", hint="Give a DataFrame, or a list with one dict a row."
        )
    rows = list(records)
    if not all(isinstance(row, Mapping) for row in rows):
        raise QualkitError("A row of this list is no dict.", hint="Give a DataFrame, or a list with one dict a row.")
    return rows


def _raw(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if is_missing(value) else str(value)


def _text(row: Mapping[str, Any], name: str) -> str:
    return _raw(row, name).strip()


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    value = row.get(name)
    if value == "" or is_missing(value):
        return None
    try:
        number = float(cast("Any", value))
    except (TypeError, ValueError):
        number = float("nan")
    if not number.is_integer():
        raise PassageError(f"{name} must be a whole number, not {value!r}.")
    return int(number)


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else quote[:57] + "..."
