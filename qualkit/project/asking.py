"""Asking back: what to ask whom, what customers answered to findings, and who looked for what speaks against them."""

from __future__ import annotations

import operator
import os

import pandas as pd

from qualkit.errors import ProjectError
from qualkit.model import Finding
from qualkit.project.answers import Answer, AnswerSheet, Asked, finding_ref, participant_ref
from qualkit.project.conclusions import id_of, refs_of, wordings_of
from qualkit.project.journalled import Journalled
from qualkit.project.tables import frame_of
from qualkit.store import Draft, Transaction

__all__ = ["QUESTION_COLUMNS", "Asking"]

QUESTION_COLUMNS = ("finding", "claim", "question", "whom", "status")


class Asking(Journalled):
    """The part of a project that goes back to customers, and to what speaks against a finding."""

    def questions(self) -> pd.DataFrame:
        """Give the questions that follow from the findings, as a list to take to customers.

        Returns
        -------
        DataFrame
            ``finding`` (its id), ``claim``, ``question``, ``whom`` (missing where nobody said whom to ask), ``status``;
            one row a finding that has a next question, in the order in which the findings were added.
        """
        rows = [
            (one.finding_id, one.claim, one.next_question, one.whom, one.status)
            for one in self.study().findings
            if one.next_question
        ]
        return frame_of(rows, QUESTION_COLUMNS)

    def record_search(self, finding: str | Finding, *, n_read: int, note: str = "", event_id: str | None = None) -> str:
        """Note that the present coder looked for what speaks against a finding.

        The same coder saying the same thing twice changes nothing; more read, or another note, is another search.

        Parameters
        ----------
        finding : str or Finding
            The finding, or its id.
        n_read : int
            How many candidates were read.
        note : str
            What came of it.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The id under which the search is recorded.

        Raises
        ------
        NotFoundError
            If there is no such finding.
        ProjectError
            If `n_read` is no number of candidates.
        """
        given = id_of(finding)
        read = _whole(n_read)

        def plan(_: Transaction) -> Draft | str:
            said = {"finding": self._existing("finding", given, self._state.findings), "n_read": read}
            for one in self._state.live(self._state.searches):
                same = {name: one.payload[name] for name in said} == said
                if one.coder == self._coder and same and self._bodies.get(one.texts.get("note", ""), "") == note:
                    return one.event_id
            return Draft("search.recorded", said, {"note": self._seal(note)} if note else {}, event_id)

        return self._decide_one(plan)

    def read_member_check(self, path: str | os.PathLike[str]) -> pd.DataFrame:
        """Read in what customers answered to the findings that they were shown.

        Reading the same file again changes nothing. A person's last answer to a finding is the one that counts.

        Parameters
        ----------
        path : path-like
            The filled ``answers.csv`` of `qualkit.member_check`, or a workbook saved from it. Delimiter and encoding
            may be those of any spreadsheet, and answers may be spelt ``Yes``, ``sí``, ``teilweise``, ``no`` and so on.
            Or a ``participant-….txt`` that came back filled in, as it is or quoted in a mail saved as text; or a folder
            of these.

        Returns
        -------
        DataFrame
            Every row that was set aside or doubted, and why: columns `qualkit.model.PROBLEM_COLUMNS`.

        Raises
        ------
        ReadError
            If the file is neither a form nor a table, or not the answers of a member check.
        """
        sheet = AnswerSheet(path)

        def plan(transaction: Transaction) -> list[Draft]:
            corpus = self._said(transaction)[0]
            known = corpus.table["person_id"].dropna().unique().tolist()
            people = {participant_ref(self._key, str(one)): str(one) for one in known}
            said = sheet.answers(self._asked(), people, self._quoted(transaction))
            held = self._held()
            return [self._verdict_draft(one) for one in said if one not in held]

        self._decide(plan)
        return sheet.problems

    def _asked(self) -> dict[str, Asked]:
        """Give what every id of a finding on a form may mean, for forms come back after its words were changed."""
        found: dict[str, Asked] = {}
        for one in self._state.live(self._state.findings):
            made = one.event_id
            refs = refs_of(self._state, made)
            now = (self._bodies[refs["claim"]], self._bodies[refs["because"]])
            found[finding_ref(self._key, made)] = Asked(made)
            for worded_by, words in wordings_of(self._state, self._bodies, made).items():
                found.setdefault(finding_ref(self._key, made, words), Asked(made, worded_by, words != now))
        return found

    def _quoted(self, transaction: Transaction) -> dict[str, set[str]]:
        """Give for each finding the people whose words were ever set beside it."""
        corpus = self._said(transaction)[0]
        people = corpus.table["person_id"].tolist()
        quoted: dict[str, set[str]] = {}
        for event in self._state.evidence.values():
            person = people[corpus.rows[event.payload["comment_id"]]]
            quoted.setdefault(event.payload["finding"], set()).add(str(person))
        return quoted

    def _held(self) -> set[Answer]:
        """Give the answers that were read in already, whoever did so."""
        held = set()
        for event in self._state.live(self._state.verdicts):
            said = {name: self._bodies[self._state.ref(ref)] for name, ref in event.texts.items()}
            payload = event.payload
            words, asked = said.get("words", ""), payload.get("asked", "")
            held.add(Answer(payload["finding"], said["person"], payload["answer"], words, asked))
        return held

    def _verdict_draft(self, answer: Answer) -> Draft:
        # Who answered is a text too, not part of the event: it must be possible to forget them.
        said = {"person": answer.person_id, **({"words": answer.words} if answer.words else {})}
        payload = {"finding": answer.finding_id, "answer": answer.answer}
        payload |= {"asked": answer.asked} if answer.asked else {}
        return Draft("verdict.added", payload, {name: self._seal(body) for name, body in said.items()})


def _whole(n_read: int) -> int:
    try:
        number = operator.index(n_read)
    except TypeError:
        number = -1
    if number < 0:
        raise ProjectError(f"How many candidates were read is a whole number, not {n_read!r}.")
    return number
