import pandas as pd
import pytest

from qualkit.errors import NotFoundError, ProjectError, QualkitError, ThemeError
from qualkit.model import Corpus, ThemeTables


def test_the_corpus_returns_exactly_as_it_was_added(project, corpus, reopen):
    for one in (project, reopen()):
        pd.testing.assert_frame_equal(one.corpus.frame, corpus.frame)
        pd.testing.assert_frame_equal(one.corpus.problems, corpus.problems)
        assert one.corpus.provenance == corpus.provenance


def test_lone_surrogates_and_every_kind_of_variable_return(reopen, build):
    texts = pd.Series(["half \ud83d pair", "b", "c", "d", "e"], dtype=object)
    corpus = build(
        text=texts,
        nested=[{"a": [1]}, None, [2.5], "x", True],
        when=pd.to_datetime(["2026-01-01"] * 5),
        plan=pd.Series(["a", None, "b", "a", "b"], dtype="category"),
        share=[0.1, None, 1.0, 2.0, 3.0],
        paid=[True, False, True, True, False],
    )
    reopen().add_comments(corpus)
    pd.testing.assert_frame_equal(reopen().corpus.frame, corpus.frame)
    assert reopen().verify_journal().n_comments == 5


def test_adding_the_same_comments_again_changes_nothing(project, corpus):
    before = project.study()
    assert project.add_comments(corpus) == 0
    assert project.study() is before


def test_more_comments_can_be_added_later(project, build):
    texts = dict(build().frame.set_index("comment_id")["text"]) | {"M-6": "New here.", "M-7": "So am I."}
    assert project.add_comments(_only_new(build(texts))) == 2
    assert project.corpus.frame["comment_id"].tolist() == ["M-1", "M-2", "M-3", "M-4", "M-5", "M-6", "M-7"]
    assert project.corpus.frame.dtypes.astype(str).tolist() == build().frame.dtypes.astype(str).tolist()
    assert len(project.corpus.problems) == 4
    assert project.corpus.provenance.verb == "add_comments"
    assert project.verify_journal().n_comments == 7


def _only_new(corpus):
    return Corpus(corpus.frame.iloc[5:].reset_index(drop=True), corpus.problems, corpus.provenance)


def test_a_larger_export_adds_what_is_new(project, build):
    texts = dict(build().frame.set_index("comment_id")["text"]) | {"M-6": "New here."}
    assert project.add_comments(build(texts)) == 1
    assert project.corpus.text("M-6") == "New here."


@pytest.mark.parametrize(
    ("change", "what"),
    [({"text": ["The price.", *["x"] * 4]}, "another text"), ({"stars": [9] * 5}, "another stars")],
)
def test_a_source_is_never_overwritten(project, build, change, what):
    before = project.study()
    with pytest.raises(ProjectError, match=f"'M-1'.*{what}"):
        project.add_comments(build(**change))
    assert project.study() is before


def test_every_field_and_variable_that_differs_is_named_and_no_value_is_said(project, build):
    with pytest.raises(ProjectError, match="with another outcome, month and stars") as raised:
        project.add_comments(build(outcome=["gone"] * 5, stars=[9] * 5, month=["May"] * 5))
    assert "gone" not in str(raised.value)


def test_a_failed_addition_leaves_nothing_behind(project, build, reopen):
    texts = dict(build().frame.set_index("comment_id")["text"]) | {"M-6": "New here."}
    odd = build(texts, stars=[9] * 6)
    with pytest.raises(ProjectError):
        project.add_comments(odd)
    assert len(reopen().corpus) == 5
    assert project.verify_journal().n_comments == 5


def test_a_corpus_with_numbers_for_ids_is_refused_by_column(reopen, build):
    with pytest.raises(ProjectError, match="'channel' must hold text"):
        reopen().add_comments(build(channel=[1, 2, 3, 4, 5]))


def test_an_empty_project_has_an_empty_corpus(reopen):
    assert len(reopen().corpus) == 0
    assert reopen().themes is None
    assert len(reopen().codings()) == 0


def test_themes_return_exactly_as_they_were_added(project, themes, reopen):
    project.add_themes(themes)
    for found in (project.themes, reopen().themes):
        assert isinstance(found, ThemeTables)
        pd.testing.assert_frame_equal(found.frame, themes.frame)
        pd.testing.assert_frame_equal(found.assignments, themes.assignments)
        pd.testing.assert_frame_equal(found.parked, themes.parked)
        assert found.provenance == themes.provenance


def test_the_themes_added_last_count(project, themes):
    project.add_themes(themes)
    project.add_themes(themes)
    assert project.log()["kind"].tolist().count("themes.added") == 1
    later = ThemeTables(themes.frame.iloc[:1], themes.assignments, themes.parked, themes.provenance)
    project.add_themes(later)
    assert len(project.themes.frame) == 1
    project.undo()
    assert len(project.themes.frame) == 2


def test_themes_of_unknown_comments_are_refused(reopen, themes):
    with pytest.raises(NotFoundError, match="Add the comments first"):
        reopen().add_themes(themes)


def test_a_description_keeps_what_is_not_given_again(project, reopen):
    project.describe(question="Why do they leave?", channel_limits={"mail": "only those who write"})
    told = project.describe(decision="Keep the price?", title="Leaving")
    assert (told.question, told.decision, told.title) == ("Why do they leave?", "Keep the price?", "Leaving")
    assert reopen().study().description == told
    assert told.channel_limits == {"mail": "only those who write"}


def test_describing_in_the_same_words_again_changes_nothing(project):
    project.describe(question="Why?", channel_limits={"mail": "x"})
    n = len(project.log())
    project.describe(question="Why?", channel_limits={"mail": "x"})
    assert len(project.log()) == n


def test_a_description_can_be_emptied_and_taken_back(project):
    project.describe(question="Why?")
    assert project.describe(question="").question is None
    project.undo()
    assert project.description.question == "Why?"


@pytest.mark.parametrize("given", ["export.csv", None, pd.DataFrame({"text": ["a"]})])
def test_what_is_no_corpus_and_what_are_no_themes_are_refused(project, given):
    n = len(project.log())
    with pytest.raises(QualkitError, match="needs a corpus"):
        project.add_comments(given)
    with pytest.raises(ThemeError, match=r"needs themes.*find_themes"):
        project.add_themes(given)
    with pytest.raises(ProjectError, match="channel_limits="):
        project.describe(channel_limits="only those who write")
    assert len(project.log()) == n
