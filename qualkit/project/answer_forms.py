"""The plain-text form of a member check: its fixed lines, and what people put between them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from qualkit.io.decode import find_encoding, mended
from qualkit.io.problems import ProblemLog
from qualkit.io.sources import Blob, read_blobs
from qualkit.io.table import Table

__all__ = ["ANSWER_COLUMNS", "CHOICE", "HEADING", "OTHERWISE", "QUESTION", "SHEET", "forms_in"]

ANSWER_COLUMNS = ("finding", "participant", "answer", "words")
"""The columns of the file in which answers come back."""
SHEET = "answers.csv"
"""What that file is called."""
HEADING = "DID WE UNDERSTAND YOU?"
QUESTION = "Is it right?"
CHOICE = "[ ] yes    [ ] partly    [ ] no"
OTHERWISE = "What would you put otherwise?"

_UNREAD = frozenset(".csv .tsv .xls .xlsx .ods .eml .msg .mbox .pdf .rtf .doc .docx .odt .md .zip".split())
_QUOTED = re.compile(r"^\s*(?:>\s?)+|^\s+")  # what a mail program puts before a line that is answered
_REF = re.compile(r"\((finding|participant)-([0-9a-f]{12})\)")
_OPTION = re.compile(r"\[([^\]]*)\]\s*(yes|partly|no)\b", re.IGNORECASE)
_ASKED = re.compile(rf"{re.escape(QUESTION)}(?:\W+\w+){{0,3}}\W*", re.IGNORECASE)  # some answer on the same line
_NAMED = re.compile(r"participant-[0-9a-f]{12}")


def forms_in(path: str | os.PathLike[str], log: ProblemLog) -> list[Table]:
    """Read the forms of a file or a folder.

    Mail may have put marks before the lines, and words of its own before and after them. The answer is what is ticked or
    written between the question and the next one, the words are what stands after that.

    Parameters
    ----------
    path : path-like
        A form that came back, several in one file or zip, or a folder of forms (``.txt``).
    log : ProblemLog
        Where to list words that stand in no place of the form, a guessed encoding, and files of a folder that are not
        read.

    Returns
    -------
    list of Table
        One a file, columns `ANSWER_COLUMNS`, one row a finding; the row's number is that of its line. Where the id of a
        finding or participant is lost, its cell is empty. Empty where there is no form.

    Raises
    ------
    ReadError
        If a file cannot be read.
    """
    folder = Path(path)
    sources = _texts(folder, log) if folder.is_dir() else [folder]
    found: list[Table] = []
    for blob in read_blobs(sources) if sources else ():
        table = _table(blob, log)
        if table is not None:
            found.append(table)
        elif folder.is_dir():
            log.note(blob.name, "file is no form", "set aside")
    return found


def _texts(folder: Path, log: ProblemLog) -> list[Path]:
    files = sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith("."))
    for one in files:
        if one.suffix.lower() in _UNREAD and one.name != SHEET:
            log.note(one.name, "file not read", "set aside", detail="save it as text (.txt), or give it by itself")
    return [one for one in files if one.suffix.lower() == ".txt"]


def _table(blob: Blob, log: ProblemLog) -> Table | None:
    if blob.data.startswith(b"PK"):  # a workbook
        return None
    coding = find_encoding(blob.data)
    lines = mended(blob.data.decode(coding.name, coding.errors))[0].splitlines()
    if not any(_asks(line) for line in lines):
        return None
    if coding.doubt:
        log.note(blob.name, "encoding guessed", "doubted", detail=f"read as {coding.name}: {coding.doubt}")
    found = list(_answers(blob.name, lines, log))
    frame = pd.DataFrame([cells for _, cells in found], columns=list(ANSWER_COLUMNS), dtype="str")
    return Table(blob.name, frame, np.array([line for line, _ in found], dtype=np.int64))


def _answers(source: str, lines: list[str], log: ProblemLog) -> Iterator[tuple[int, tuple[str, str, str, str]]]:
    """Go through the parts of a form: each ends with the id of its finding, the whole with that of the participant."""
    waiting: list[tuple[int, str, str, str]] = []
    begin = _heading(source, lines, log)
    for number, line in enumerate(lines):
        ref = _REF.fullmatch(_bare(line)) if number >= begin else None
        if ref is None:
            continue
        waiting += _parts(lines, begin, number, f"finding-{ref[2]}" if ref[1] == "finding" else "")
        if ref[1] == "participant":
            for asked, finding, answer, words in waiting:
                yield asked, (finding, f"participant-{ref[2]}", answer, words)
            waiting = []
        begin = number + 1
    _note_stray(source, lines[begin:], log)
    named = _NAMED.search(source)
    for asked, finding, answer, words in waiting:  # the last line is lost; the file may still be called by the id
        yield asked, (finding, named[0] if named else "", answer, words)


def _heading(source: str, lines: list[str], log: ProblemLog) -> int:
    at = next((number for number, line in enumerate(lines) if _is(line, HEADING)), 0)
    _note_stray(source, lines[:at], log)
    return at


def _parts(lines: list[str], begin: int, end: int, finding: str) -> Iterator[tuple[int, str, str, str]]:
    """Give line, finding, answer and words of each question; the id that ends the part is that of its last."""
    bare = [number for number in range(begin, end) if _is(lines[number], QUESTION)]
    asked = bare or [number for number in range(begin, end) if _asks(lines[number])]
    if finding and not asked:
        asked = [end]  # the question was cut out, the id was not
    for number, following in pairwise([*asked, end]):
        yield number + 1, finding if following == end else "", *_part(lines, number, following)


def _part(lines: list[str], asked: int, end: int) -> tuple[str, str]:
    """Give the answer and the words that stand below a question."""
    told = next((n for n in range(asked, end) if _bare(lines[n]).casefold().startswith(OTHERWISE.casefold())), end)
    beside = _bare(lines[asked])[len(QUESTION) :] if asked < end else ""
    answer = _ticked(" ".join([beside, *(_bare(line) for line in lines[asked + 1 : told])]))
    after = [_bare(lines[told])[len(OTHERWISE) :], *lines[told + 1 : end]] if told < end else []
    return answer, "\n".join(_bare(line) for line in after).strip()


def _ticked(said: str) -> str:
    ticked = [name.casefold() for mark, name in _OPTION.findall(said) if mark.strip()]
    if ticked:
        return ", ".join(ticked)
    return " ".join(_OPTION.sub(lambda one: "" if not one[1].strip() else one[0], said).split())


def _note_stray(source: str, lines: list[str], log: ProblemLog) -> None:
    words = " ".join(" ".join(_bare(line) for line in lines).split())
    if words:
        log.note(source, "words outside the form", "set aside", detail=words)


def _asks(line: str) -> bool:
    return _ASKED.fullmatch(_bare(line)) is not None


def _is(line: str, fixed: str) -> bool:
    return _bare(line).casefold() == fixed.casefold()


def _bare(line: str) -> str:
    return _QUOTED.sub("", line.replace("\u00a0", " ")).rstrip()
