import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.errors import QualkitError
from qualkit.project import open_project
from qualkit.project.answers import finding_ref, participant_ref
from qualkit.project.conclusions import about_of, findings_of, refs_of, status_of
from qualkit.store import CountedIds, Event, absorb, fold
from qualkit.testing import make_corpus

TEXTS = [{"text": f"The price went up, said {name}.", "author": name} for name in ("Ann", "Bea", "Cem")]
CORPUS = make_corpus(TEXTS)
PEOPLE = CORPUS.frame["person_id"].tolist()


@pytest.fixture(scope="module")
def template():
    """A project with comments, a code and two findings, copied for each example: making it is what takes time."""
    folder = Path(tempfile.mkdtemp())
    with open_project(folder / "start.qualkit", coder="ana", ids=CountedIds("t")) as project:
        project.add_comments(CORPUS)
        project.add_code("price")
        for n in range(2):
            project.add_finding(f"claim {n}", because="so")
    yield folder / "start.qualkit"
    shutil.rmtree(folder)


STEPS = st.tuples(
    st.sampled_from(["ana", "ben", "cleo"]),
    st.sampled_from(["revise", "about", "status", "support", "withdraw", "search", "answer", "undo", "redo", "forget"]),
    st.integers(0, 1),
    st.integers(0, 2),
)


def step(project, what, which, n, sheet):
    finding = project.findings[which % len(project.findings)] if project.findings else None
    if what in {"undo", "redo"}:
        getattr(project, what)()
    elif what == "forget":
        project.forget(PEOPLE[n])
    elif finding is None:
        return
    elif what == "revise":
        project.revise_finding(finding, **[{"claim": "other"}, {"scope": f"s{n}"}, {"whom": ""}][n])
    elif what == "about":
        project.revise_finding(finding, about=["price"] if n else ())
    elif what == "status":
        project.set_status(finding, ["checked", "sent back", "confirmed"][n], note=["", "why", ""][n])
    elif what == "support":
        project.support(finding, f"c{n + 1}", 4, 9)
    elif what == "withdraw" and finding.evidence:
        project.withdraw_evidence(finding.evidence[n % len(finding.evidence)].evidence_id)
    elif what == "search":
        project.record_search(finding, n_read=n)
    elif what == "answer":
        key = project.study().key
        row = f"{finding_ref(key, finding.finding_id)},{participant_ref(key, PEOPLE[n])},{['yes', 'no', 'ja'][n]},w{n}"
        sheet.write_text(f"finding,participant,answer,words\n{row}\n", encoding="utf-8")
        project.read_member_check(sheet)


@given(st.lists(STEPS, max_size=12))
@settings(max_examples=30, deadline=None)
def test_whatever_is_done_the_state_equals_a_rebuild_and_every_hash_holds(template, steps):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.qualkit"
        shutil.copy(template, path)
        with open_project(path, coder="ana") as project:
            for coder, what, which, n in steps:
                try:
                    with project.coding_as(coder):
                        step(project, what, which, n, Path(folder) / "a.csv")
                except QualkitError:
                    continue
            assert project._state == fold(project._state.events)
            project.verify_journal()
            with open_project(path, coder="ana") as again:
                assert again._state == project._state
                assert again.findings == project.findings
                assert again.log().equals(project.log())
                assert again.memos().equals(project.memos())


BODIES = {"b": "x", "n": "y", "p1": "p-1", "p2": "p-2", "w": "words", **{f"c{n}": f"claim {n}" for n in range(9)}}


@st.composite
def replicas(draw):
    """Two replicas that work on one finding without seeing each other."""
    events = [
        Event("f", "a", 1, "0" * 64, 1, "t", "ana", "finding.added", 1, {"texts": {"claim": "c0", "because": "b"}})
    ]
    kinds = {
        "finding.revised": [{"texts": {"claim": f"c{n}"}} for n in range(1, 9)] + [{"about": ["k"]}, {"about": []}],
        "status.set": [{"status": "checked"}, {"status": "sent back", "texts": {"note": "n"}}],
        "search.recorded": [{"n_read": 1}, {"n_read": 2, "texts": {"note": "n"}}],
        "verdict.added": [
            {"answer": "yes", "texts": {"person": "p1", "words": "w"}},
            {"answer": "no", "texts": {"person": "p1"}},
            {"answer": "partly", "texts": {"person": "p2"}},
        ],
    }
    for replica in "ab":
        for n in range(draw(st.integers(0, 5))):
            kind = draw(st.sampled_from(sorted(kinds)))
            said = {"finding": "f", **draw(st.sampled_from(kinds[kind]))}
            at = (n + 2, "0" * 64, n + 2 + draw(st.integers(0, 2)))
            events.append(Event(f"{replica}{n}", replica, *at, "t", f"coder {replica}", kind, 1, said))
    return events


@given(replicas(), st.data())
@settings(max_examples=150, deadline=None)
def test_two_replicas_give_one_finding_in_whatever_order_they_meet(events, data):
    rebuilt = findings_of(fold(events), BODIES, CORPUS)
    arriving = data.draw(st.permutations(events))
    cut = data.draw(st.integers(0, len(arriving)))
    met = absorb(absorb(fold([]), arriving[:cut]), arriving[cut:])
    assert findings_of(met, BODIES, CORPUS) == rebuilt
    (finding,) = rebuilt
    assert finding.status == status_of(met, "f")
    assert finding.about == about_of(met, "f")
    assert finding.claim == BODIES[refs_of(met, "f")["claim"]]
    known = [one.person_id for one in finding.verdicts]
    assert len(known) == len(set(known))
