"""Everything that shows a customer's text, filled with hostile texts: studies, projects, figures, a notebook."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qualkit import plots
from qualkit.model import Code, Codebook, CounterSearch, Description, Study, Verdict, empty_problems
from qualkit.project import open_project
from qualkit.testing import make_codings, make_corpus, make_evidence, make_finding, make_study, make_themes

__all__ = [
    "NOTEBOOK",
    "each_batch",
    "figure_page",
    "harmless",
    "hostile_project",
    "hostile_study",
    "run_notebook",
    "sixes",
]

_ROOT = Path(__file__).parents[2]


def harmless(texts: Sequence[str]) -> list[str]:
    """Give as many texts that nobody could take for markup."""
    return [f"harmless words number {n}" for n in range(len(texts))]


def _words(text: str, n: int) -> str:
    # Names must differ, whatever their case and blanks.
    return f"{text} {n}"


def _corpus(texts: Sequence[str], channels: int) -> Any:
    return make_corpus(_comments(texts, channels))


def _comments(texts: Sequence[str], channels: int) -> list[dict[str, Any]]:
    # Columns are few: six texts share the name of one.
    columns = {6 * n: six for n, six in enumerate(sixes(texts)) if six.strip()}
    return [
        {
            "text": text or "empty",
            "author": _words(text, n),
            "channel": _words(texts[n % channels], n % channels),
            "outcome": _words(texts[n % channels], n % channels),
            "prompt": text,
            "conversation_id": f"v{n // 4}",
            "reply_to": f"c{n}" if n % 4 else None,
            **({columns[n]: text} if n in columns else {}),
        }
        for n, text in enumerate(texts)
    ]


# A report opens six posts with forty replies each: five of ours hold all texts, and leave one place to a prompt.
_POSTS, _REPLIES = 5, 40
_CAME_BACK = ("{}", "Thanks! {}", "Not good enough. {}", "{} What do you mean?", "@staff {}")
_TO_ANOTHER = ("Same here! {}", "Thank you, that helped: {}", "You can try this: {}", "{}")


def _talk(texts: Sequence[str], channels: int) -> Iterator[dict[str, Any]]:
    """Give our own posts, each of a part of the texts, with every text among the replies, and three that nobody answers."""
    parts = list(each_batch(texts, -(-len(texts) // _POSTS)))
    for n, part in enumerate(parts):
        place = {"channel": _words(texts[n % channels], n % channels), "conversation_id": f"talk-{n}"}
        ours = {"role": "staff", "author": part[0] or "we", "created": "2025-05-01T10:00:00Z", **place}
        yield {"comment_id": f"post-{n}", "text": f"{' '.join(part)} What made you leave?", **ours}
        for m, some in enumerate(each_batch(part, -(-len(part) // _REPLIES))):
            form, post = (_TO_ANOTHER, f"reply-{n}-{m - 1}") if m % 3 == 2 else (_CAME_BACK, f"post-{n}")
            said = {
                "comment_id": f"reply-{n}-{m}",
                "text": form[m % len(form)].format(" ".join(some)),
                "reply_to": post,
            }
            yield {"author": _words(some[0], m), "created": "2025-05-02T10:00:00Z", **said, **place}
    for n, part in enumerate(parts[:3]):
        silent = {"role": "staff", "author": part[-1] or "we", "channel": _words(texts[n % channels], n % channels)}
        yield {"text": f"{' '.join(part)} Tell us why?", "created": "2025-05-03T10:00:00Z", **silent}


def _book(texts: Sequence[str]) -> Codebook:
    # Built at once: adding one by one looks through all that are there.
    return Codebook(tuple(Code(f"k{n}", _words(text, n), None, *[text] * 4) for n, text in enumerate(texts)))


def hostile_study(texts: Sequence[str], *, channels: int = 5, findings: int = 10_000) -> Study:
    """Put each text wherever a study takes one; those of findings share a finding in sixes, or it would take hours."""
    corpus = make_corpus([*_comments(texts, channels), *_talk(texts, channels)])
    book = _book(texts)
    said = corpus.frame.iloc[: len(texts)]
    ids = said["comment_id"].tolist()
    written = tuple(
        _finding(corpus, said, " ".join(six) or "empty", n)
        for n, six in enumerate(each_batch(texts, 6))
        if n < findings
    )
    # Five coders at most: agreement looks at every pair of them.
    marks = [(one, corpus.text(one), f"k{n}", _words(texts[n % 5], n % 5)) for n, one in enumerate(ids)]
    codings = make_codings(corpus, marks, book)
    log = make_study().log.iloc[0].to_dict()
    return make_study(
        replace(corpus, problem_table=_problems(texts)),
        description=Description(
            *texts[:3], {_words(text, n): text for n, text in enumerate(texts[:channels])}, texts[-1]
        ),
        codebook=book,
        codings=codings.assign(memo=[text or None for text in texts]),
        findings=written,
        themes=make_themes(corpus, {_words(text, n): [ids[n]] for n, text in enumerate(texts)}),
        # Six share a coder: the report sets kinds beside coders.
        log=pd.DataFrame(
            [{**log, "kind": text, "coder": six, "what": text} for six in each_batch(texts, 6) for text in six]
        ).assign(coder=lambda table: table["coder"].map(" ".join)),
    )


def _finding(corpus: Any, frame: pd.DataFrame, text: str, n: int) -> Any:
    return make_finding(
        text,
        finding_id=f"f{n}",
        **dict.fromkeys(("because", "action", "next_question", "rival", "scope", "whom"), text),
        outcome=frame["outcome"].iat[n],
        coder=text,
        about=(f"k{n}",),
        status=("draft", "checked", "sent back", "confirmed")[n % 4],
        evidence=(
            make_evidence(corpus, frame["comment_id"].iat[n]),
            make_evidence(corpus, frame["comment_id"].iat[-1 - n], stance="contradicts"),
        ),
        verdicts=(Verdict(f"d{n}", frame["person_id"].iat[n], "partly", text, text),),
        searches=(CounterSearch(text, "2025-12-01T09:00:00Z", 3, text),),
    )


def _problems(texts: Sequence[str]) -> pd.DataFrame:
    blank = dict.fromkeys(empty_problems().columns)
    return pd.DataFrame([{**blank, "problem": text, "action": text} for text in texts])


def figure_page(texts: Sequence[str], few: Sequence[str]) -> str:
    """Write one page of figures: texts as themes and codes, the few also as outcomes and as names of columns."""
    study = hostile_study(texts, findings=0)
    labels = [_words(text, n) for n, text in enumerate(texts)]
    agreed = pd.DataFrame({"code": labels, "alpha": 0.7, "low": 0.5, "high": 0.9, "n_given": 3, "n_coders": 2})
    one_outcome = replace(study.corpus, table=study.corpus.frame.assign(outcome=texts[0]))
    figures = [
        plots.themes(study.themes, most=len(texts)),
        plots.agreement(agreed.assign(n_units=9, unit=texts[0])),
        plots.codes(replace(study, corpus=one_outcome), most=len(texts)),
    ]
    return _page([*figures, *_small_figures(few)])


def _small_figures(texts: Sequence[str]) -> Iterator[Any]:
    # Five outcomes fit into a figure; the column by which it counts stands in its title.
    study = hostile_study(texts, channels=len(texts), findings=0)
    outcomes = study.corpus.frame["outcome"].tolist()
    for n, text in enumerate(texts):
        if n % 5 == 0:
            yield plots.codes(_part(study, outcomes[n : n + 5]), most=1)
        if text.strip() and text not in study.corpus.frame.columns:
            part = _part(study, outcomes[n : n + 1])
            yield plots.codes(
                replace(part, corpus=replace(part.corpus, table=part.corpus.frame.assign(**{text: text}))), by=text
            )


def _part(study: Study, outcomes: Sequence[str]) -> Study:
    corpus = study.corpus
    table = corpus.frame[corpus.frame["outcome"].isin(outcomes)]
    part = replace(corpus, table=table.assign(reply_to=None).reset_index(drop=True))
    kept = study.codings["comment_id"].isin(part.frame["comment_id"])
    return replace(study, corpus=part, codings=study.codings[kept].reset_index(drop=True), findings=(), themes=None)


def _page(figures: Sequence[Any]) -> str:
    parts = [
        figure.to_html(full_html=False, include_plotlyjs=n == 0, div_id=f"figure-{n}")
        for n, figure in enumerate(figures)
    ]
    head = "<!doctype html><meta charset=utf-8><title>figures</title>"
    # Plotly shows one label in fifty milliseconds; a clock that leaps lets it show each.
    leap = "<script>{ let now = 0; Date.now = () => (now += 1000); }</script>"
    return head + leap + "".join(parts)


def each_batch(texts: Sequence[str], size: int) -> Iterator[list[str]]:
    """Cut texts into batches."""
    yield from (list(texts[n : n + size]) for n in range(0, len(texts), size))


def sixes(texts: Sequence[str]) -> list[str]:
    """Join texts by six, for places of which a report has few."""
    return [" ".join(six) for six in each_batch(texts, 6)]


def hostile_project(path: Path, texts: Sequence[str], per_conversation: int = 60) -> Path:
    """Write a project with each text as a comment, its author, channel, prompt, and as a code with a coding and memos."""
    corpus = _corpus(texts, len(texts))
    place = [f"v{n // per_conversation}" for n in range(len(texts))]
    flat = corpus.frame.assign(conversation_id=place, reply_to=None)
    with open_project(path, coder="<img src onerror=__hacked=1>") as project:
        project.add_comments(replace(corpus, table=flat))
        project.describe(question=texts[0], decision=texts[1], outcome=texts[2])
        project.import_codebook(_book(texts).frame.drop(columns=["code_id", "parent"]))
        rows = [
            {"code": _words(text, n), "comment_id": f"c{n + 1}", "start": 0, "end": len(text or "empty"), "memo": text}
            for n, text in enumerate(texts)
        ]
        project.import_codings(rows)
        project.add_finding(" ".join(texts[:6]), because=" ".join(texts[6:12]), rival=" ".join(texts[12:18]))
    return path


NOTEBOOK = (
    """
import json
import pandas as pd
import qualkit as qk
from tests.browser.hostile import hostile_project, hostile_study
from pathlib import Path
for name in ("max_rows", "max_columns", "max_colwidth"):
    pd.set_option(f"display.{name}", None)
texts = json.loads(Path("texts.json").read_text())
study = hostile_study(texts)
project = qk.open_project(hostile_project(Path("<img src onerror=__hacked=1>.qualkit"), texts), coder=texts[0])
""",
    "study.corpus",
    "study.corpus.frame",
    "study.corpus.problems",
    "study.corpus.conversation('v0')",
    "study.corpus.comment('c1')",
    "study.codebook",
    "study.codebook.frame",
    "study.codings",
    "study.log",
    "study.findings",
    "study.findings[0]",
    "study.description",
    "study.themes",
    "study.themes.frame",
    "qk.find_themes(study.corpus, embedder=__import__('qualkit.testing').testing.HashEmbedder(), progress=False)",
    "project",
    "project.log()",
    "project.codings()",
    "project.findings",
    "qk.cross_table(study, rows='code', columns='outcome')",
    "qk.reading_plan(study)",
    "print(study.findings[0])",
    "study.corpus.text(texts[0])",
    "qk.open_project(texts[1], coder='ana').codebook.find(texts[2])",
    "study.codebook.find(texts[3])",
    "qk.code(project)",
)
"""Cells that show what qualkit gives."""


def run_notebook(folder: Path, texts: Sequence[str]) -> Any:
    """Run the cells in a kernel; give the notebook with its outputs."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    spec = folder / "kernels" / "python3"
    spec.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}))
    (folder / "texts.json").write_text(json.dumps(list(texts)))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in NOTEBOOK])
    specs = KernelSpecManager(kernel_dirs=[str(folder / "kernels")], ensure_native_kernel=False)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    where = {"metadata": {"path": str(folder)}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")])))
        for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(folder))
        return NotebookClient(notebook, km=manager, timeout=300, resources=where, allow_errors=True).execute()
