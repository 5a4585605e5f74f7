"""The member check: pages on which those who are quoted see what was made of their words, and say whether it is right."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model import OURS, Evidence, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.model.visible import visible
from qualkit.project.answer_forms import ANSWER_COLUMNS, CHOICE, HEADING, OTHERWISE, QUESTION
from qualkit.project.answers import finding_ref, participant_ref
from qualkit.report.render import environment, ours, policy, style_of
from qualkit.report.replacing import replace_file
from qualkit.report.voices import Voices
from qualkit.text.redaction import Redactor

__all__ = ["MEMBER_CHECK_COLUMNS", "member_check"]

MEMBER_CHECK_COLUMNS = ("participant", "person_id", "name", "n_findings", "n_passages", "page", "text")

_SIDES = {"supports": "We read this as speaking for it.", "contradicts": "We read this as speaking against it."}
_BOTH = "We read this as speaking for it, and as speaking against it."
_CONTACT = Redactor()  # knows no names: people may read their own words, but no address or number travels in them


@dataclass(frozen=True, slots=True)
class _Passage:
    """Words of one person, as they are shown to that person."""

    text: str
    when: str
    prompt: str
    side: str


@dataclass(frozen=True, slots=True)
class _Heard:
    """A finding with the passages of one person."""

    number: int
    ref: str
    claim: str
    because: str
    passages: tuple[_Passage, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    """What one person is asked."""

    participant: str
    person_id: str
    name: str
    intro: str
    heard: tuple[_Heard, ...]


@checked
def member_check(source: Study | HasStudy, folder: str | os.PathLike[str], *, intro: str = "") -> pd.DataFrame:
    """Write the pack with which those who are quoted are asked whether a finding is right.

    For each customer whose words stand beside a finding, on either side, there is one page that opens offline and one
    plain text of the same content, named by an id that leads nobody without the project to the person: what was heard,
    in their own words and nobody else's, and "is it right?". Beside them lies ``answers.csv``, to be filled in and read
    back with ``project.read_member_check``, which also reads the texts when they come back.

    Parameters
    ----------
    source : Study or project
        With findings, and evidence of known customers.
    folder : path-like
        Where to write; made if need be.
    intro : str
        Your words at the top of each page: who asks, why, and how to send the answer. Shown as they are.

    Returns
    -------
    DataFrame
        Whom to send which page, one row a person: ``participant``, ``person_id``, ``name`` (as in the report),
        ``n_findings``, ``n_passages``, ``page``, ``text`` (file names). It is written nowhere: it is the way back from
        the ids to the people.

    Raises
    ------
    QualkitError
        If nobody can be asked, the folder cannot be written, or it holds answers that would be overwritten.
    """
    study = as_study(source)
    if not study.key:
        raise QualkitError(
            "A member check needs a project: its secret key makes the ids under which people are asked.",
            hint="Open one with qk.open_project, and add the findings to it.",
        )
    letters = _letters(study, intro)
    if not letters:
        raise QualkitError(
            "There is nobody to ask: no finding has evidence of a known customer.",
            hint="Set passages beside findings with project.support and project.contradict.",
        )
    files = {f"{one.participant}.html": _page(one) for one in letters}
    files |= {f"{one.participant}.txt": _plain(one) for one in letters}
    _write(Path(folder), files, _answers(letters))
    return _overview(letters)


def _letters(study: Study, intro: str) -> list[_Letter]:
    voices = Voices(study, redact=True)
    heard: dict[str, list[_Heard]] = {}
    for finding in study.findings:
        ref = finding_ref(study.key, finding.finding_id, (finding.claim, finding.because))
        for person, passages in _by_person(voices, finding.evidence).items():
            asked = heard.setdefault(person, [])
            # Numbered from one on each page: who gets a single finding called 2 looks for the first.
            said = voices.words(finding.claim), voices.words(finding.because)
            asked.append(_Heard(len(asked) + 1, ref, *said, tuple(passages)))
    names = {person: _name(voices, person) for person in heard}
    letters = [
        _Letter(participant_ref(study.key, person), person, names[person], visible(intro.strip()), tuple(findings))
        for person, findings in heard.items()
    ]
    return sorted(letters, key=lambda one: one.participant)


def _by_person(voices: Voices, evidence: tuple[Evidence, ...]) -> dict[str, list[_Passage]]:
    found: dict[str, dict[tuple[str, int, int], list[str]]] = {}
    for one in evidence:
        comment = voices.study.corpus.comment(one.comment_id)
        # Evidence of a forgotten person has no words left; staff are not asked whether they were understood.
        if one.quote and comment.person_id is not None and comment.role not in OURS:
            sides = found.setdefault(comment.person_id, {}).setdefault((one.comment_id, one.start, one.end), [])
            sides.append(one.stance)
    return {
        person: [_passage(voices, *place, sides) for place, sides in passages.items()]
        for person, passages in found.items()
    }


def _passage(voices: Voices, comment_id: str, start: int, end: int, sides: list[str]) -> _Passage:
    comment = voices.study.corpus.comment(comment_id)
    masked = _CONTACT.redact(comment.text)
    start, end = masked.locate(start, end)
    byline = voices.byline(comment)
    when = ", ".join(one for one in (byline.month, byline.channel) if one)
    side = _BOTH if len(set(sides)) > 1 else _SIDES[sides[0]]
    return _Passage(visible(masked.text[start:end]), when, voices.words(comment.prompt), side)


def _name(voices: Voices, person: str) -> str:
    return voices.person(person) or "Unknown person"


def _page(letter: _Letter) -> str:
    style = style_of("member_check.css")
    template = environment().get_template("member_check.html")
    return template.render(letter=letter, style=ours(style), policy=policy(style))


def _plain(letter: _Letter) -> str:
    return "\n".join(line.rstrip() for line in _lines(letter)) + "\n"


def _lines(letter: _Letter) -> Iterator[str]:
    yield from [HEADING, "", *([*letter.intro.splitlines(), ""] if letter.intro else [])]
    yield "We read what customers told us, and wrote down what we think we heard."
    yield f"What you said is part of it; in our notes you are called {letter.name}."
    yield "Please put an x beside yes, partly or no, and change or add whatever you like."
    for one in letter.heard:
        yield from ["", "-" * 64, f"{one.number}. WHAT WE HEARD", ""]
        yield from [*one.claim.splitlines(), *one.because.splitlines(), "", "In your words:"]
        for passage in one.passages:
            yield from ["", *([f"  {passage.when}"] if passage.when else [])]
            yield from [f"  (asked: {passage.prompt})"] if passage.prompt else []
            yield from (f"  > {line}" for line in passage.text.split("\n"))
            yield f"  {passage.side}"
        yield from ["", QUESTION, "", f"  {CHOICE}", "", OTHERWISE, ""]
        yield from ["", f"({one.ref})"]
    yield from ["", "-" * 64, f"({letter.participant})"]


def _answers(letters: list[_Letter]) -> bytes:
    # Every cell is an id of our own making that begins with a letter, so no spreadsheet takes one for a formula or a
    # number. The byte order mark tells spreadsheets that the words to be filled in are UTF-8.
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(ANSWER_COLUMNS)
    writer.writerows((one.ref, letter.participant, "", "") for letter in letters for one in letter.heard)
    return buffer.getvalue().encode("utf-8-sig")


def _write(folder: Path, pages: dict[str, str], answers: bytes) -> None:
    files = {name: content.encode("utf-8") for name, content in pages.items()} | {"answers.csv": answers}
    for name, content in files.items():
        if not name.endswith(".html") and _holds_other(folder / name, content):  # nobody writes into a page
            raise QualkitError(
                f"The folder holds a file {name} that differs from the new one: it may be filled in.",
                where=str(folder / name),
                hint="Read it in with project.read_member_check, then move it away, or choose another folder.",
            )
    for name, content in files.items():
        replace_file(folder / name, content, "member check")


def _holds_other(path: Path, content: bytes) -> bool:
    try:
        return path.exists() and path.read_bytes() != content
    except OSError as problem:
        raise QualkitError(
            f"The member check cannot be written: {problem.strerror or problem}.",
            where=str(path),
            hint="Choose another folder.",
        ) from problem


def _overview(letters: list[_Letter]) -> pd.DataFrame:
    rows = [
        (
            one.participant,
            one.person_id,
            one.name,
            len(one.heard),
            sum(len(heard.passages) for heard in one.heard),
            f"{one.participant}.html",
            f"{one.participant}.txt",
        )
        for one in letters
    ]
    return pd.DataFrame(rows, columns=list(MEMBER_CHECK_COLUMNS))
