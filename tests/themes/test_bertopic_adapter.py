"""What BERTopic 0.17 does to the unwary, and that it does not happen here; one test a trap."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes import bertopic_adapter
from qualkit.themes.bertopic_adapter import fit_bertopic, topics_of

WORDS = {0: "slot evening doorstep", 1: "price rise bill", 2: "soup squash kitchen"}
GROUPS = np.array([0] * 9 + [1] * 7 + [2] * 5 + [-1] * 3)


@pytest.fixture(scope="module")
def documents() -> list[str]:
    return [WORDS.get(group, "stray") + f" word{n}" for n, group in enumerate(GROUPS.tolist())]


@pytest.fixture(scope="module")
def vectors(documents: list[str]) -> np.ndarray:
    return HashEmbedder().encode(documents)


@pytest.fixture(scope="module")
def model(documents: list[str], vectors: np.ndarray):
    return fit_bertopic(documents, vectors, GROUPS, ["Slots", "Prices", "Soups"], HashEmbedder())


@pytest.fixture(scope="module")
def themes(three_subjects: Corpus) -> qk.Themes:
    return qk.find_themes(three_subjects, n_themes=3, embedder=HashEmbedder(), progress=False)


def test_words_of_a_topic_come_from_its_own_texts(model) -> None:
    for group, topic in topics_of(model, GROUPS).items():
        assert set(WORDS[group].split()) <= {word for word, _ in model.get_topic(topic)}


def test_a_topics_number_leads_to_its_own_vector_with_outliers_and_without(documents, vectors, model) -> None:
    inside = GROUPS >= 0
    no_outliers = fit_bertopic(
        [d for d, i in zip(documents, inside, strict=True) if i], vectors[inside], GROUPS[inside]
    )
    for fitted, rows in ((model, vectors), (no_outliers, vectors[inside])):
        found, _ = fitted.transform(["x"] * len(rows), embeddings=rows)
        assert found == fitted.topics_


def test_deleting_is_done_in_themes_where_nothing_shifts(themes: qk.Themes) -> None:
    first, second, third = themes.frame["theme_id"]
    merged = themes.merge([first, third])
    members = merged.assignments.set_index("comment_id")["theme_id"]
    assert (members[themes.assignments.query("theme_id == @second")["comment_id"]] == second).all()


def test_what_is_near_no_topic_is_in_none(themes: qk.Themes) -> None:
    new = ["the slot on friday", "zebra quartz umbrella", "the price of a box"]
    placed = themes.assign(make_corpus(new))["theme_id"]
    label = themes.frame.set_index("theme_id")["label"]
    shown = dict(themes.bertopic.get_topic_info()[["Topic", "CustomName"]].itertuples(index=False))
    found, _ = themes.bertopic.transform(new)
    assert [shown.get(topic) for topic in found] == [label.get(one) for one in placed]
    assert found[1] == -1


def test_names_stay_with_topics_that_bertopic_joins(documents, vectors) -> None:
    model = fit_bertopic(documents, vectors, GROUPS, ["Slots", "Prices", "Soups"])
    model.merge_topics(documents, [[1, 2]])
    info = model.get_topic_info()
    assert dict(zip(info["Count"], info["CustomName"], strict=True)) == {3: "no theme", 12: "Prices +1", 9: "Slots"}
    model = fit_bertopic(documents, vectors, GROUPS, ["Slots", "Prices", "Soups"])
    model.reduce_topics(documents, nr_topics=3)
    assert len(model.custom_labels_) == len(set(model.topics_))


def test_a_placeholder_is_nobodys_word() -> None:
    model = fit_bertopic(["", "slot", "", "price"], np.eye(4, dtype=np.float32), np.array([0, 0, 1, 1]))
    assert not [word for topic in (0, 1) for word, _ in model.get_topic(topic) if "∅" in word]
    assert len({len(model.get_topic(topic)) for topic in (0, 1)}) == 1
    assert model.visualize_term_rank() is not None


def test_it_shows_comments_as_people_wrote_them(three_subjects: Corpus, themes: qk.Themes) -> None:
    shown = themes.bertopic.get_representative_docs(0)
    assert len(shown) == 3
    assert set(shown) <= set(three_subjects.table["text"])


def test_of_sentences_it_shows_those_that_are_in_the_topic() -> None:
    said = ["The slot was late again {}. The price is too high {}.", "A late slot {}. I pay a high price {}."]
    corpus = make_corpus([said[n % 2].format(f"w{n}", f"v{n}") for n in range(40)])
    themes = qk.find_themes(corpus, unit="segment", n_themes=2, embedder=HashEmbedder(), progress=False)
    topic_of = dict(zip(themes.reading.texts or [], themes.bertopic.topics_, strict=True))
    for topic, shown in themes.bertopic.get_representative_docs().items():
        assert {topic_of[text] for text in shown} == {topic}


def test_comments_as_people_wrote_them_are_counted_by_base_forms(three_subjects: Corpus, themes: qk.Themes) -> None:
    model, texts = themes.bertopic, three_subjects.table["text"].tolist()
    words = set(model.vectorizer_model.get_feature_names_out())
    loud = [f"{text.upper()}!!" for text in texts]
    counted = model.vectorizer_model.transform(loud).sum(axis=1)
    assert (counted > 0).mean() > 0.9
    model.hierarchical_topics(texts)
    model.update_topics(texts, vectorizer_model=model.vectorizer_model)
    assert {word for word, _ in model.get_topic(0) if word} <= words


def test_it_can_be_pickled_by_those_who_do(themes: qk.Themes, vectors, tmp_path: Path) -> None:
    themes.bertopic.save(str(tmp_path / "m"), serialization="pickle")
    again = type(themes.bertopic).load(str(tmp_path / "m"))
    texts = ["the slot on friday", "the price of a box"]
    assert again.transform(texts)[0] == themes.bertopic.transform(texts)[0]


def test_labels_stay_with_their_topics_after_a_merge(themes: qk.Themes) -> None:
    ids = themes.frame["theme_id"].tolist()
    edited = themes.rename(ids[0], "Zero").rename(ids[1], "One").rename(ids[2], "Two").merge([ids[1], ids[2]])
    told = edited.bertopic.get_document_info(["x"] * 90)["CustomName"].tolist()
    label = edited.frame.set_index("theme_id")["label"]
    assert told == edited.assignments["theme_id"].map(label).tolist()


def test_the_vectors_given_are_left_alone(documents, vectors) -> None:
    before = vectors.copy()
    fit_bertopic(documents, vectors, GROUPS)
    assert (vectors == before).all()


def test_topics_over_time_take_timestamps(model, documents) -> None:
    stamps = pd.date_range("2025-01-01", periods=len(documents), freq="D").tolist()
    assert not model.topics_over_time(documents, stamps, nr_bins=3).empty


def test_saving_with_its_own_c_tf_idf_works(model, tmp_path: Path) -> None:
    model.save(str(tmp_path / "m"), serialization="safetensors", save_ctfidf=True, save_embedding_model=False)
    assert (tmp_path / "m" / "ctfidf_config.json").is_file()


def test_loading_ours_gives_the_same_answers_where_bertopics_would_not(themes: qk.Themes, tmp_path: Path) -> None:
    again = qk.themes.load_themes(themes.save(tmp_path / "t"), embedder=HashEmbedder())
    pd.testing.assert_frame_equal(again.assignments, themes.assignments)


def test_nothing_is_looked_for_on_a_network(model) -> None:
    # Without an embedding model BERTopic would fetch one by its name when it is asked to transform.
    found, _ = model.transform(["slot evening doorstep"])
    assert found[0] == topics_of(model, GROUPS)[0]


def test_the_analysts_warnings_stay_audible(model) -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        fit_bertopic(["a b", "c d", "e f"], np.eye(3, dtype=np.float32), np.array([0, 1, 1]))
        warnings.warn("mine", UserWarning, stacklevel=1)
    assert [str(one.message) for one in heard if one.category is UserWarning] == ["mine"]


def test_texts_without_words_break_nothing_and_make_no_topic_of_blanks() -> None:
    model = fit_bertopic(["", "slot", "", "price"], np.eye(4, dtype=np.float32), np.array([0, 0, 1, 1]))
    assert {"slot", "price"} <= {model.get_topic(topic)[0][0] for topic in (0, 1)}


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_texts_are_enough(n: int) -> None:
    model = fit_bertopic(["slot"] * n, np.ones((n, 4), dtype=np.float32) / 2, np.zeros(n, dtype=np.int64))
    assert model.topics_ == [0] * n


def test_terms_update_without_losing_the_vectoriser(model, documents) -> None:
    model.update_topics(documents, topics=list(model.topics_), vectorizer_model=model.vectorizer_model)
    assert model.vectorizer_model.token_pattern == r"(?u)\S+"


def test_letters_beyond_a_to_z_survive() -> None:
    documents = ["größe kiste", "größe tür", "متأخر صندوق", "कीमत डिब्बा"]
    model = fit_bertopic(documents, np.eye(4, dtype=np.float32), np.array([0, 0, 1, 2]))
    words = {word for topic in range(3) for word, _ in model.get_topic(topic)}
    assert {"größe", "tür", "متأخر", "कीमत"} <= words


def test_equal_sizes_keep_their_own_topics() -> None:
    groups = np.array([0, 1, 2, 0, 1, 2])
    model = fit_bertopic(["a", "b", "c"] * 2, np.eye(6, dtype=np.float32), groups)
    topic = topics_of(model, groups)
    assert [model.get_topic(topic[group])[0][0] for group in range(3)] == ["a", "b", "c"]


def test_only_public_names_of_bertopic_are_used() -> None:
    source = Path(bertopic_adapter.__file__).read_text(encoding="utf-8")
    assert not re.search(r"\bmodel\._|topic_mapper_|_outliers", source)


def test_finding_themes_does_not_import_bertopic() -> None:
    import subprocess
    import sys

    code = (
        "import sys, qualkit as qk; from qualkit.testing import HashEmbedder, make_corpus\n"
        "c = make_corpus([f'{a} slot {b}' for a in ('late','early','new','old','odd') for b in 'abcdefg'])\n"
        "t = qk.find_themes(c, embedder=HashEmbedder(), progress=False); t.frame; t.assignments; t.assign(c)\n"
        "assert not {'bertopic', 'sentence_transformers', 'hdbscan', 'umap', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
