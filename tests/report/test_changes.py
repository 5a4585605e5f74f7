"""Two hundred random changes of a report or its source: each is found, and the message names the place."""

from __future__ import annotations

import hashlib
import json
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import VerificationError
from qualkit.model import Code, Codebook, Study, Verdict
from qualkit.project import open_project
from qualkit.report import verify, write_report
from qualkit.report.block import pack, unpack
from qualkit.report.render import SEAL_MARK
from qualkit.testing import make_codings, make_study, make_themes

pytestmark = pytest.mark.slow

Change = Callable[[str, random.Random], tuple[str, str]]


def _study() -> Study:
    plain = make_study()
    book = plain.codebook.add(Code("k-price", "price"))
    marks = [
        ("c1", "The slot moved to 'some time'.", "late delivery", "ana"),
        ("c1", "I rang twice.", "late delivery", "ben"),
        ("c3", "Evenings.", "late delivery", "ana"),
        ("c3", "Evenings.", "late delivery", "ben"),
        ("c4", "I left when it went over fifty.", "price", "ana"),
        ("c4", "it went over fifty.", "price", "ben"),
        ("c5", "Love the leeks.", "price", "ana"),
    ]
    finding = replace(
        plain.findings[0],
        verdicts=(Verdict("v1", plain.corpus.frame["person_id"].iloc[0], "yes", "That is it.", "ana"),),
        about=("k-late",),
    )
    themes = make_themes(plain.corpus, {"slots and evenings": ["c1", "c3", "c4"], "leeks": ["c5"]})
    codings = make_codings(plain.corpus, marks, book)
    return replace(plain, codebook=book, codings=codings, findings=(finding,), themes=themes)


def _seal(text: str) -> str:
    body, mark, tail = text.rpartition(SEAL_MARK)
    digest = hashlib.sha256(body.encode()).hexdigest()
    return body + mark + '{"sha256":"' + digest + '"}' + tail[tail.index("</script>") :]


def _other(sign: str, draw: random.Random) -> str:
    return draw.choice([one for one in ("0123456789" if sign.isdigit() else "aeioust") if one != sign])


def _swap(text: str, start: int, end: int, draw: random.Random) -> str:
    places = [n for n in range(start, end) if text[n].isalnum()]
    place = draw.choice(places)
    return text[:place] + _other(text[place], draw) + text[place + 1 :]


def _within(pattern: str, name: str) -> Change:
    """Change a letter or digit in a random match; its first group is changed, the group `name` is to be named."""

    def change(text: str, draw: random.Random) -> tuple[str, str]:
        found = draw.choice([one for one in re.finditer(pattern, text) if re.search(r"[a-z0-9]", one["it"])])
        return _seal(_swap(text, *found.span("it"), draw)), found[name] if name in found.groupdict() else name

    return change


def _manifest(kind: str) -> Change:
    def change(text: str, draw: random.Random) -> tuple[str, str]:
        found = re.search(r'(id="qualkit-manifest">)(?P<it>.*?)(</script>)', text)
        assert found is not None
        manifest = json.loads(found["it"])
        if kind == "positions":
            row = draw.choice(manifest["quotes"])
            row[draw.choice([1, 2])] += draw.choice([-1, 1, 7])
            named = row[0]
        elif kind == "counts":
            named = draw.choice(sorted(manifest["counts"]))
            manifest["counts"][named] += draw.choice([-1, 1, 10])
        else:
            row = draw.choice(manifest["quotes"])
            row[3] = "0" * 12
            named = row[0]
        told = (
            json.dumps(manifest)
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .replace("'", "\\u0027")
        )
        return _seal(text[: found.start("it")] + told + text[found.end("it") :]), named

    return change


def _passage(field: str) -> Change:
    def change(text: str, draw: random.Random) -> tuple[str, str]:
        found = re.search(r'(id="qualkit-passages">)(?P<it>.*?)(</script>)', text)
        assert found is not None
        block = unpack(found["it"])
        one = draw.choice([one for one in block["passages"] if one.get(field)])
        if field == "codes":
            one["codes"][0][draw.choice([0, 1])] += draw.choice("xyz")
        else:
            one[field] = _swap(one[field], 0, len(one[field]), draw)
        return _seal(text[: found.start("it")] + pack(block) + text[found.end("it") :]), one["id"]

    return change


_QUOTE = r'(?:id|data-q)="(?P<at>q-[0-9a-f]{12})">(?:(?!</figure>)[\s\S])*?'
CHANGES: dict[str, Change] = {
    "words of a quote": _within(_QUOTE + r'<blockquote[^>]*>(?P<it>[^<]+)</blockquote>', "at"),
    "codes of a quote": _within(_QUOTE + r'<p class="on">(?P<it>[^\n]+)</p>', "at"),
    "who said it": _within(_QUOTE + r"<figcaption><cite>(?P<it>[^<]+)</cite>", "at"),
    "a number": _within(r'data-count="(?P<at>[^"]+)">(?P<it>[0-9,]+)</b>', "at"),
    "data of a chart": _within(r'<table data-chart="(?P<at>\w+)">(?:(?!</table>)[\s\S])*?<td class="n">(?P<it>[^<]+)</td>', "at"),
    "a claim": _within(r'<h3 id="(?P<at>f-[0-9a-f]{12}-claim)" dir="auto">(?P<it>[^<]+)<', "at"),
    "an answer": _within(r'class="said-back" dir="auto">(?P<it>[^<]+)<', "line"),
    "a position": _manifest("positions"),
    "a count of the manifest": _manifest("counts"),
    "the hash of a source": _manifest("sources"),
    "the name of a code": _within(r'<h3 id="(?P<at>c-[0-9a-f]{12})-name"[^>]*>(?P<it>[^<]+)<', "at"),
    "what came back": _within(r'data-count="(?P<at>r-[^"]+|responses\.\w+)">(?P<it>[0-9,]+)</b>', "at"),
    "the sign of a reply": _within(_QUOTE + r'<p class="on" dir="auto">(?P<it>[^<]+)</p>', "at"),
    "words in the block": _passage("text"),
    "codes in the block": _passage("codes"),
    "channel in the block": _passage("channel"),
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, str]:
    study = _study()
    path = write_report(study, tmp_path_factory.mktemp("changes") / "report.html")
    assert verify(path, study).whole_file
    return study, path.read_text("utf-8")


@pytest.mark.parametrize("kind", CHANGES)
def test_every_random_change_of_a_report_is_found_and_named(kind: str, written: tuple[Study, str], tmp_path: Path):
    study, text = written
    draw = random.Random(kind)
    path = tmp_path / "changed.html"
    for _ in range(13):
        changed, place = CHANGES[kind](text, draw)
        assert changed != text
        path.write_text(changed, "utf-8", newline="")
        with pytest.raises(VerificationError) as problem:
            verify(path, study)
        assert place in str(problem.value), (kind, place)


def _changed_source(study: Study, draw: random.Random) -> Study:
    table = study.corpus.frame
    row = draw.choice([0, 2, 3, 4])
    text = str(table.loc[row, "text"])
    table.loc[row, "text"] = _swap(text, 0, len(text), draw)
    return replace(study, corpus=replace(study.corpus, table=table))


def _changed_coding(study: Study, draw: random.Random) -> Study:
    codings: pd.DataFrame = study.codings.copy()
    row = draw.randrange(len(codings))
    column = draw.choice(["start", "end", "coder"])
    value = codings.loc[row, column]
    codings.loc[row, column] = f"{value}x" if column == "coder" else value + draw.choice([-1, 1])
    return replace(study, codings=codings)


def _changed_code(study: Study, draw: random.Random) -> Study:
    codes = list(study.codebook)
    n = draw.randrange(len(codes))
    codes[n] = replace(codes[n], name=_swap(codes[n].name, 0, len(codes[n].name), draw))
    return replace(study, codebook=Codebook(tuple(codes)))


def _changed_position(study: Study, draw: random.Random) -> Study:
    (finding,) = study.findings
    told = list(finding.evidence)
    n = draw.randrange(len(told))
    told[n] = replace(told[n], start=told[n].start + draw.choice([1, 2]))
    return replace(study, findings=(replace(finding, evidence=tuple(told)),))


def _changed_outcome(study: Study, draw: random.Random) -> Study:
    table = study.corpus.frame
    row = draw.choice(table.index[table["outcome"].notna()].tolist())
    table.loc[row, "outcome"] = draw.choice(["paused", "upgraded"])
    return replace(study, corpus=replace(study.corpus, table=table))


@pytest.mark.parametrize(
    "change", [_changed_source, _changed_coding, _changed_code, _changed_position, _changed_outcome]
)
def test_every_random_change_of_the_source_is_found_and_named(
    change: Callable[[Study, random.Random], Study], written: tuple[Study, str], tmp_path: Path
):
    study, text = written
    path = tmp_path / "report.html"
    path.write_text(text, "utf-8", newline="")
    draw = random.Random(7)
    for _ in range(4):
        with pytest.raises(VerificationError, match=r"Where: (comment '|report\.html#[qcf]-|report\.html, |c\d)"):
            verify(path, change(study, draw))


def _written(path: Path) -> Path:
    """Write a project with a coding and a finding, and its report beside it."""
    plain = make_study()
    with open_project(path, coder="ana") as project:
        project.add_comments(plain.corpus)
        project.add_code("late delivery")
        text = plain.corpus.text("c1")
        project.apply_code("c1", 0, len(text), "late delivery")
        told = project.add_finding("They left because it came late.", because="They told so.", outcome="cancelled")
        project.support(told, "c1", 0, len(text))
        project.contradict(told, "c4", 0, len(plain.corpus.text("c4")))
        return write_report(project, path.with_suffix(".html"), redact=False)


@pytest.mark.parametrize(
    ("command", "named", "shown"),
    [
        (
            "UPDATE texts SET body = CAST(replace(CAST(body AS TEXT), 'slot', 'plot') AS BLOB)",
            "A text was changed",
            r"comment behind a quote was changed.*#q-",
        ),
        (
            "UPDATE comments SET outcome = CAST('paused' AS BLOB) WHERE comment_id = CAST('c4' AS BLOB)",
            "c4",
            r"counts 2, the source gives 1.*\.base",
        ),
        (
            "UPDATE comments SET channel = CAST('chat' AS BLOB) WHERE comment_id = CAST('c1' AS BLOB)",
            "c1",
            r"counts 3, the source gives 4.*channels",
        ),
    ],
)
def test_a_comment_changed_in_the_file_of_the_project_is_found_by_its_report(
    command: str, named: str, shown: str, tmp_path: Path
):
    path = tmp_path / "study.qualkit"
    report = _written(path)
    with open_project(path, coder="ben", backups=0) as project:
        verify(report, project)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(command).rowcount
    with open_project(path, coder="ben", backups=0) as project:
        with pytest.raises(VerificationError, match=named):
            verify(report, project)
        # Without the journal, which whoever changed the file could have written anew, the report tells of it as well.
        with pytest.raises(VerificationError, match=shown):
            verify(report, project.study())
