"""The answers of customers to findings: the ids under which they are asked, and the file in which they come back."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qualkit.errors import ReadError
from qualkit.io.load import load_tables
from qualkit.io.problems import ProblemLog
from qualkit.io.table import Table, as_text
from qualkit.project.answer_forms import ANSWER_COLUMNS, SHEET, forms_in
from qualkit.text.pseudonyms import keyed_id

__all__ = ["Answer", "AnswerSheet", "Asked", "answer_of", "finding_ref", "participant_ref"]

_SPELLINGS = {
    "yes": "yes y yeah yep yup ja jawohl j si s oui true right correct stimmt richtig genau exactly exacto".split(),
    "no": "no n nope nein nee non nao false wrong falsch falso incorrect incorrecto".split(),
    "partly": [
        *"partly partially partial part mostly somewhat teilweise teils parcialmente parcial deels".split(),
        *("in part", "partly yes", "yes partly", "to some extent", "sort of", "yes and no", "not quite"),
        *("zum teil", "teils teils", "nicht ganz", "ja und nein", "en parte", "a medias", "si y no", "no del todo"),
        *("en partie", "in parte", "em parte"),
    ],
}
_LONGEST = 200  # characters; what is longer is no answer of a word or two
_MEANINGS = {spelling: answer for answer, spellings in _SPELLINGS.items() for spelling in spellings}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answered to one finding.

    Attributes
    ----------
    finding_id, person_id : str
        The finding and the person.
    answer : {'yes', 'partly', 'no'}
        Whether it is what they meant.
    words : str
        In their own words; may be empty.
    asked : str
        The event that gave the finding the words to which they answered; empty where the form does not tell.
    """

    finding_id: str
    person_id: str
    answer: str
    words: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands behind the id of a finding on a form.

    Attributes
    ----------
    finding_id : str
        The finding.
    worded_by : str
        The event that gave it the words that were shown; empty where the id does not tell.
    former : bool
        Whether the finding has other words now.
    """

    finding_id: str
    worded_by: str = ""
    former: bool = False


def finding_ref(key: bytes, finding_id: str, words: Sequence[str] = ()) -> str:
    """Derive the id under which customers are shown a finding.

    Parameters
    ----------
    key : bytes
        The project's secret.
    finding_id : str
        The finding.
    words : sequence of str
        What they are shown of it, so that an answer tells to which words it was given.

    Returns
    -------
    str
        ``finding-`` and 12 hexadecimal digits; the letters before keep spreadsheets from reading a number.
    """
    return f"finding-{keyed_id(key, chr(0).join(('finding', finding_id, *words)))}"


def participant_ref(key: bytes, person_id: str) -> str:
    """Derive the id under which a customer is asked.

    Parameters
    ----------
    key : bytes
        The project's secret.
    person_id : str
        The person.

    Returns
    -------
    str
        ``participant-`` and 12 hexadecimal digits, which lead nobody without the project to the person.
    """
    return f"participant-{keyed_id(key, 'participant' + chr(0) + person_id)}"


def answer_of(spelling: str) -> str | None:
    """Understand an answer as people write it.

    Parameters
    ----------
    spelling : str
        As in ``"Sí."``.

    Returns
    -------
    str or None
        ``yes``, ``partly``, ``no``, or None for anything else.

    Examples
    --------
    >>> answer_of("Sí."), answer_of("teils/teils"), answer_of("NEIN!"), answer_of("why?")
    ('yes', 'partly', 'no', None)
    """
    if len(spelling) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKD", spelling).casefold()
    # A digit or a question mark stays, so that "yes?" and "no 3" are not taken for answers.
    bare = (char for char in plain if not unicodedata.combining(char))
    words = "".join(char if char.isalnum() or char == "?" else " " for char in bare)
    return _MEANINGS.get(" ".join(words.split()))


class AnswerSheet:
    """A file of answers, read against the findings and people of a project.

    Parameters
    ----------
    path : path-like
        The filled CSV, a workbook or other table saved from it, a filled text form, or a folder of these.

    Raises
    ------
    ReadError
        If the file is neither a form nor a table, or has not got the columns of a member check.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._log = ProblemLog()
        forms = forms_in(path, self._log)
        folder = Path(path).is_dir()
        sheet = Path(path) / SHEET if folder else path
        if forms and not (folder and Path(sheet).exists()):
            self._tables = forms
            return
        tables = [_with_columns(table) for table in load_tables(sheet, "auto", self._log).tables]
        # Who has a form in the folder and no answer in its sheet is listed once.
        self._tables = [*forms, *(_filled(table) if forms else table for table in tables)]

    def answers(
        self, findings: Mapping[str, Asked], people: Mapping[str, str], quoted: Mapping[str, set[str]]
    ) -> list[Answer]:
        """Give the answers that can be understood, and list the rows that cannot.

        Parameters
        ----------
        findings : mapping of str to Asked
            By `finding_ref`.
        people : mapping of str to str
            `participant_ref` to person id.
        quoted : mapping of str to set of str
            Finding id to the people whose words were set beside it.

        Returns
        -------
        list of Answer
            In the order of the file; the same one once.
        """
        found: dict[Answer, None] = {}
        answered: set[tuple[str, str]] = set()
        for table, row, cells in self._rows():
            one = self._answer(table.source, row, cells, findings, people)
            if one is None or one in found:
                continue
            if (one.finding_id, one.person_id) in answered:
                self._log.note(table.source, "answered twice", "doubted", row=row, detail="the last answer counts")
            if one.person_id not in quoted.get(one.finding_id, set()):
                self._log.note(table.source, "was not quoted beside this finding", "doubted", row=row)
            if findings[_plain_id(cells["finding"])].former:
                detail = "the finding reads otherwise now: it is kept, and not counted as an answer to the new words"
                self._log.note(table.source, "answered to former words", "doubted", row=row, detail=detail)
            found[one] = None
            answered.add((one.finding_id, one.person_id))
        return list(found)

    @property
    def problems(self) -> pd.DataFrame:
        """What was doubted or set aside so far: columns `qualkit.model.PROBLEM_COLUMNS`."""
        return self._log.frame()

    def _rows(self) -> Iterator[tuple[Table, int, dict[str, str]]]:
        for table in self._tables:
            columns = [as_text(table.frame[name]).fillna("").tolist() for name in ANSWER_COLUMNS]
            for row, cells in zip(table.row.tolist(), zip(*columns, strict=True), strict=True):
                yield table, row, dict(zip(ANSWER_COLUMNS, (cell.strip() for cell in cells), strict=True))

    def _answer(
        self, source: str, row: int, cells: Mapping[str, str], findings: Mapping[str, Asked], people: Mapping[str, str]
    ) -> Answer | None:
        def aside(problem: str, column: str | None) -> None:
            detail = cells[column] or None if column else None
            self._log.note(source, problem, "set aside", row=row, column=column, detail=detail)

        answer = answer_of(cells["answer"])
        asked, person_id = findings.get(_plain_id(cells["finding"])), people.get(_plain_id(cells["participant"]))
        if not any(cells.values()):
            aside("empty row", None)
        elif not cells["answer"]:
            aside("words without an answer" if cells["words"] else "no answer yet", "words" if cells["words"] else None)
        elif asked is None:
            aside("no such finding", "finding")
        elif person_id is None:
            aside("no such participant", "participant")
        elif answer is None:
            aside("answer is none of yes, partly, no", "answer")
        else:
            return Answer(asked.finding_id, person_id, answer, cells["words"], asked.worded_by)
        return None


def _plain_id(cell: str) -> str:
    return "".join(cell.casefold().split()).strip("'\"")


def _filled(table: Table) -> Table:
    said = [as_text(table.frame[name]).fillna("").str.strip() != "" for name in ("answer", "words")]
    filled = (said[0] | said[1]).to_numpy()
    return Table(table.source, table.frame[filled], table.row[filled])


def _with_columns(table: Table) -> Table:
    names = {str(name).strip().casefold(): name for name in table.frame.columns}
    missing = [name for name in ANSWER_COLUMNS if name not in names]
    if missing:
        raise ReadError(
            f"This is not the answers file of a member check: it lacks {', '.join(missing)}.",
            where=table.source,
            available=[str(name) for name in table.frame.columns],
            hint="Give the answers.csv that qk.member_check wrote, filled in, or the text forms that came back.",
        )
    frame = table.frame[[names[name] for name in ANSWER_COLUMNS]].set_axis(list(ANSWER_COLUMNS), axis="columns")
    return Table(table.source, frame, table.row)
