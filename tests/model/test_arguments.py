"""A public verb refuses a wrong type with one plain error."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

import qualkit as qk
from qualkit.model.arguments import checked
from qualkit.protocols import Embedder
from qualkit.testing import HashEmbedder, make_study


@checked
def _verb(
    source: Any = None,
    n: int = 1,
    words: str = "",
    path: str | os.PathLike[str] = "x",
    coders: Sequence[str] | None = None,
    each: bool = False,
    how: Literal["a", "b"] = "a",
    share: float = 0.5,
    table: pd.DataFrame | None = None,
    nlp: Callable[[str], Any] | None = None,
    embedder: Embedder | None = None,
    names: Mapping[str, str] | None = None,
) -> int:
    return n


FITTING = [
    {"source": object()}, {"n": np.int64(3)}, {"words": "x"}, {"path": Path("x")}, {"coders": ["ana"]},
    {"coders": np.array(["ana"])},
    {"each": np.bool_(True)}, {"how": "b"}, {"how": "no such"}, {"share": 1}, {"table": pd.DataFrame()}, {"nlp": str},
    {"embedder": HashEmbedder()}, {"names": {"a": "b"}}, {"coders": None},
]  # fmt: skip
WRONG = [
    {"n": None}, {"n": 0.5}, {"n": "3"}, {"n": True}, {"words": None}, {"words": 3}, {"words": b"x"}, {"path": []},
    {"path": None}, {"coders": 3}, {"coders": [3]}, {"coders": pd.DataFrame()}, {"each": pd.DataFrame()}, {"each": -1},
    {"how": []}, {"share": "x"}, {"table": []}, {"nlp": 3}, {"embedder": "x"}, {"names": []},
]  # fmt: skip


@pytest.mark.parametrize("given", FITTING)
def test_what_the_annotations_name_passes(given: dict[str, Any]) -> None:
    _verb(**given)


@pytest.mark.parametrize("given", WRONG)
def test_anything_else_is_one_error_that_names_the_argument_and_what_it_takes(given: dict[str, Any]) -> None:
    with pytest.raises(qk.QualkitError, match=rf"`{next(iter(given))}` is .* Where: _verb\. Hint: It takes "):
        _verb(**given)


def test_positional_arguments_are_checked_as_well() -> None:
    with pytest.raises(qk.QualkitError, match="`n` is 'many'"):
        _verb(None, "many")  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [None, [], ["x"], -1, 0.5, pd.DataFrame({"a": [1]}), b"x", object(), {}])
def test_public_verbs_never_fail_in_a_librarys_depths(wrong: Any, tmp_path: Path) -> None:
    study = make_study()
    calls: list[Callable[[], object]] = [
        lambda: qk.counter_evidence(study, study.findings[0], n=wrong),
        lambda: qk.counter_evidence(study, wrong),
        lambda: qk.heard_from(study, by=wrong),
        lambda: qk.finding_warnings(study, agreement=wrong),
        lambda: qk.responses(wrong),
        lambda: qk.agreement(study, coders=wrong),
        lambda: qk.co_occurrence(study, within=wrong),
        lambda: qk.cross_table(study, rows=wrong),
        lambda: qk.reading_plan(study, n=wrong),
        lambda: qk.find_reasons(study, nlp=wrong),
        lambda: qk.write_report(study, wrong),
        lambda: qk.write_report(study, tmp_path / "r.html", reading=wrong),
        lambda: qk.compare_reports(study, study, wrong),
        lambda: qk.export(study, wrong),
        lambda: qk.verify(wrong),
        lambda: qk.redaction_review(wrong),
    ]
    for call in calls:
        try:
            call()
        except qk.QualkitError:
            continue


@pytest.mark.parametrize("wrong", [None, [], 3, pd.DataFrame(), b"x"])
def test_verbs_of_a_project_refuse_what_is_no_claim_and_write_nothing(wrong: Any, tmp_path: Path) -> None:
    with qk.open_project(tmp_path / "p.qualkit", coder="ana") as project:
        steps = len(project.log())
        with pytest.raises(qk.QualkitError, match=r"`claim` is .*It takes text"):
            project.add_finding(wrong, because="They said so.")
        with pytest.raises(qk.QualkitError, match="`name` is "):
            project.add_code(wrong)
        assert len(project.log()) == steps


def test_what_would_never_end_or_no_generator_takes_is_refused() -> None:
    with qk.load_sample_project() as project:
        for call in (
            lambda: qk.agreement(project, seed=-1),
            lambda: qk.agreement(project, n_resamples=10**9),
            lambda: qk.saturation(project, seed=-1),
            lambda: qk.saturation(project, n_orders=10**29),
            lambda: qk.saturation(project, run=10**29),
        ):
            with pytest.raises(qk.QualkitError):
                call()
