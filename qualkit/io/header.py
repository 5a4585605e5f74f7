"""Which line of a grid names the columns, and which further lines belong to it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualkit.io.names import ALIASES, names_a_text, plain_name
from qualkit.io.table import scrub

__all__ = ["Header", "find_header"]

_LOOK = 30
_KNOWN = frozenset(name for names in ALIASES.values() for name in names)
_LEGACY = re.compile(r"V\d+$")


@dataclass(frozen=True)
class Header:
    """The head of a grid.

    Attributes
    ----------
    names : tuple of str
        Unique, without outer blanks.
    skip : int
        Records before the first row of data.
    preamble : tuple of str
        What stood above the names.
    labels : mapping of str to str
        Column to the question asked.
    open_columns : frozenset of str
        Columns declared to be free text.
    repaired : tuple of (str, str)
        Name as written, name as used, where they differ.
    """

    names: tuple[str, ...]
    skip: int
    preamble: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    open_columns: frozenset[str] = frozenset()
    repaired: tuple[tuple[str, str], ...] = ()


def find_header(records: Sequence[Sequence[str]], *, merged: bool = False) -> Header:
    """Find the line that names the columns.

    Lines above it that are narrower than the table are a preamble. A second line with questions and a third with
    import ids (as Qualtrics writes them), or a second line that says which columns are open-ended (as SurveyMonkey
    writes it), belong to the head.

    Parameters
    ----------
    records : sequence of sequence of str
        The first records, blank lines left out.
    merged : bool
        Whether a line above the names may name groups of columns, as merged cells of a sheet do.

    Returns
    -------
    Header
        Names and what else the head tells.

    Examples
    --------
    >>> find_header([["Report of May"], ["id", " text "], ["1", "fine"]]).names
    ('id', 'text')
    """
    at = _name_line(records)
    if merged and _groups(records[at], records[at + 1 : at + 2]):
        at += 1
    preamble = tuple(" ".join(cell for cell in one if cell.strip()) for one in records[:at])
    cells = list(records[at])
    while len(cells) > 1 and not cells[-1].strip() and all(len(r) < len(cells) or not r[-1].strip() for r in records):
        cells.pop()
    below = records[at + 1 :]
    survey = _import_ids(cells, below) or _legacy(cells, below) or _localised(cells, below) or _open_ended(cells, below)
    if survey is None:
        names, repaired = _unique(cells)
        return Header(names, at + 1, preamble, repaired=repaired)
    shown, labels, open_at, lines = survey
    names, repaired = _unique(shown)
    asked = {names[n]: scrub(label.strip()) for n, label in labels.items() if n < len(names) and label.strip()}
    return Header(names, at + 1 + lines, preamble, asked, frozenset(names[n] for n in open_at), repaired)


_Survey = tuple[list[str], dict[int, str], set[int], int]


def _name_line(records: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(one) for one in records)
    width = max(widths, key=lambda one: (widths[one], one))
    for n, one in enumerate(records[:_LOOK]):
        named = sum(bool(cell.strip()) for cell in one)
        # A head narrower than its rows is still a head, if it names a text; then its rows are the ones set aside.
        if len(one) >= 2 and named >= 2 and any(names_a_text(cell) for cell in one):
            return n
        if named >= max(1, min(2, width)) and width - 1 <= len(one) <= width:
            return n
    return 0


def _groups(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether a line names groups of columns, as merged cells above the names do."""
    if not below:
        return False
    names, width = [cell.strip() for cell in below[0]], len(below[0])
    # A single blank at the beginning is the nameless column of row numbers that some programs write.
    if len(cells) > width or (len(cells) == width and all(cell.strip() for cell in cells[1:])):
        return False
    if len(set(names)) < width or not all(names) or any(map(_is_number, names)):
        return False
    known = sum(plain_name(one) in _KNOWN for one in names)
    asked = sum(one.endswith("?") for one in names)
    above = sum(plain_name(cell) in _KNOWN for cell in cells if cell.strip())
    return known > 0 and known + asked > max(1, above)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "").replace(",", "").replace("-", "").isdigit()


def _import_ids(cells: list[str], below: Sequence[Sequence[str]]) -> _Survey | None:
    for n in (0, 1):
        if len(below) > n and sum(one.startswith('{"ImportId"') for one in below[n]) * 2 > len(cells):
            labels = dict(enumerate(below[0])) if n else {}
            open_at = {at for at, one in enumerate(below[n][: len(cells)]) if _import_id(one).endswith("_TEXT")}
            return cells, labels, open_at, n + 1
    return None


def _import_id(cell: str) -> str:
    try:
        value = json.loads(cell)
    except ValueError:
        return ""
    return str(value.get("ImportId", "")) if isinstance(value, dict) else ""


def _legacy(cells: list[str], below: Sequence[Sequence[str]]) -> _Survey | None:
    if len(below) < 1 or sum(bool(_LEGACY.match(one.strip())) for one in cells) < 3:
        return None
    names = [
        below[0][n] if n < len(below[0]) and _LEGACY.match(one.strip()) and below[0][n].strip() else one
        for n, one in enumerate(cells)
    ]
    return names, dict(enumerate(below[0])), set(), 1


def _localised(cells: list[str], below: Sequence[Sequence[str]]) -> _Survey | None:
    plain = [plain_name(one) for one in cells]
    if len(below) < 2 or "startdate" not in plain or "enddate" not in plain:
        return None
    at = plain.index("startdate")
    first, second = below[0][at : at + 1], below[1][at : at + 1]
    if not first or not first[0].strip() or not second or re.search(r"\d", first[0]) or not re.search(r"\d", second[0]):
        return None
    return cells, dict(enumerate(below[0])), set(), 1


def _open_ended(cells: list[str], below: Sequence[Sequence[str]]) -> _Survey | None:
    if len(below) < 1:
        return None
    second = [one.strip() for one in below[0]]
    marked = {"openendedresponse", "response"} & {plain_name(one) for one in second}
    if not marked or not second or second[0]:
        return None
    names, question = [], ""
    labels: dict[int, str] = {}
    open_at: set[int] = set()
    for n, cell in enumerate(cells):
        question = cell.strip() or question
        choice = second[n] if n < len(second) else ""
        names.append(
            cell if cell.strip() and choice in ("", "Response", "Open-Ended Response") else f"{question} - {choice}"
        )
        if plain_name(choice) == "openendedresponse" or plain_name(choice).startswith("otherpleasespecify"):
            open_at.add(n)
            labels[n] = question if plain_name(choice) == "openendedresponse" else f"{question} - {choice}"
    return names, labels, open_at, 1


def _unique(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    names: list[str] = []
    repaired: list[tuple[str, str]] = []
    taken, used, counts = {cell.strip() for cell in cells}, set[str](), dict[str, int]()
    for n, cell in enumerate(cells):
        plain = scrub(cell).replace("\ufeff", "").strip() or f"column {n + 1}"
        name, count = plain, counts.get(plain, 1)
        while name in used or (count > 1 and name in taken):
            count += 1
            name = f"{plain}_{count}"
        names.append(name)
        used.add(name)
        counts[plain] = count
        if name != cell:
            repaired.append((cell, name))
    return tuple(names), tuple(repaired)
