"""A folder gives back the same themes, or says in one sentence what is wrong with it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pandas as pd
import pytest

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes import load_themes
from tests.themes.conftest import subject_rows


@pytest.fixture
def folder(found: qk.Themes, tmp_path: Path) -> Path:
    ids = found.frame["theme_id"].tolist()
    edited = found.rename(ids[0], "Slots <b>").pin(ids[1]).keep_apart(ids[1], ids[2]).keep_apart("c1", "c4")
    return edited.save(tmp_path / "themes")


def load(folder: Path) -> qk.Themes:
    return load_themes(folder, embedder=HashEmbedder())


def test_tables_edits_and_topics_of_saved_themes_come_back_as_they_went(found: qk.Themes, folder: Path) -> None:
    again = load(folder)
    ids = found.frame["theme_id"].tolist()
    before = found.rename(ids[0], "Slots <b>").pin(ids[1]).keep_apart(ids[1], ids[2]).keep_apart("c1", "c4")
    for name in ("frame", "assignments", "parked", "edits", "levels", "moved"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(before, name))
    assert again.provenance == before.provenance
    assert again.bertopic.topics_ == before.bertopic.topics_


def test_unseen_comments_get_the_same_answer(found: qk.Themes, folder: Path) -> None:
    unseen = make_corpus(subject_rows(20, first=500, seed=77))
    pd.testing.assert_frame_equal(load(folder).assign(unseen), load(folder).assign(unseen))
    pd.testing.assert_series_equal(
        load(folder).assign(unseen)["nearest_theme_id"], found.assign(unseen)["nearest_theme_id"]
    )


def test_saving_twice_gives_the_same_bytes_and_replaces(found: qk.Themes, tmp_path: Path) -> None:
    a, b = found.save(tmp_path / "a"), found.save(tmp_path / "b")
    found.save(a)
    assert {path.name for path in a.iterdir()} == {path.name for path in b.iterdir()}
    for path in a.iterdir():
        assert path.read_bytes() == (b / path.name).read_bytes(), path.name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_no_pickle_and_no_comment_is_stored(three_subjects: Corpus, folder: Path) -> None:
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    assert {path.suffix for path in folder.iterdir()} <= {".json", ".parquet", ".safetensors"}
    units = pd.read_parquet(folder / "units.parquet")
    assert not set(units["words"]) & set(three_subjects.frame["text"])
    assert b"Person 7" not in stored


def test_loading_and_assigning_need_no_network(
    folder: Path, three_subjects: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(load(folder).assign(three_subjects)) == 90


def test_a_folder_of_other_things_is_left_alone(found: qk.Themes, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    with pytest.raises(qk.QualkitError, match="folder of their own"):
        found.save(tmp_path / "notes")
    with pytest.raises(qk.QualkitError, match="folder of their own"):
        found.save(tmp_path / "notes" / "a.txt")
    assert (tmp_path / "notes" / "a.txt").read_text() == "mine"


def test_what_was_put_beside_saved_themes_is_not_lost_when_they_are_saved_again(
    found: qk.Themes, tmp_path: Path
) -> None:
    folder = found.save(tmp_path / "out")
    (folder / "study.qualkit").write_text("mine")
    with pytest.raises(qk.QualkitError, match=r"folder of their own.*study\.qualkit"):
        found.save(folder)
    (folder / "study.qualkit").rename(folder / ".DS_Store")
    assert found.save(folder) == folder


def test_the_old_themes_stay_where_the_new_ones_cannot_take_their_place(
    found: qk.Themes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, before = Path.rename, sorted(folder.iterdir())

    def refused(self: Path, target: Path) -> Path:
        if target == folder and (self / "themes.json").stat().st_ino != head:
            raise PermissionError(13, "held by another program")
        return rename(self, target)

    head = (folder / "themes.json").stat().st_ino
    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(qk.QualkitError, match="held by another program"):
        found.save(folder)
    assert sorted(folder.iterdir()) == before
    assert [one.name for one in folder.parent.iterdir()] == ["themes"]


@pytest.mark.parametrize("name", ["units.parquet", "vectors.safetensors", "parked.parquet", "embedder.json"])
def test_damage_is_said_in_one_sentence(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    with pytest.raises(qk.QualkitError, match=f"damaged: {name}"):
        load(folder)
    path.unlink()
    with pytest.raises(qk.QualkitError, match=f"{name} is missing"):
        load(folder)


@pytest.mark.parametrize("head", ["", "{", "[]", '{"format": "other", "version": 1}', '{"format": "qualkit themes"}'])
def test_a_broken_head_is_damage(folder: Path, head: str) -> None:
    (folder / "themes.json").write_text(head)
    with pytest.raises(qk.QualkitError, match="damaged"):
        load(folder)


def test_a_head_without_its_parts_is_damage(folder: Path) -> None:
    head = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
    for name in ("cards", "levels", "settings", "edits", "files"):
        (folder / "themes.json").write_text(json.dumps({key: one for key, one in head.items() if key != name}))
        with pytest.raises(qk.QualkitError, match="damaged"):
            load(folder)


def test_a_newer_folder_says_so(folder: Path) -> None:
    head = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
    (folder / "themes.json").write_text(json.dumps({**head, "version": 99, "surprise": 1}))
    with pytest.raises(qk.QualkitError, match="newer qualkit"):
        load(folder)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(qk.QualkitError, match="no themes here"):
        load(tmp_path / "nothing")


def test_another_embedder_is_refused(folder: Path) -> None:
    with pytest.raises(qk.QualkitError, match="embedder"):
        load_themes(folder, embedder=HashEmbedder(16))


def test_a_project_keeps_the_tables(found: qk.Themes) -> None:
    from qualkit.store.themes import read_themes, write_themes

    again = read_themes(write_themes(found))
    pd.testing.assert_frame_equal(again.frame, found.frame)
    pd.testing.assert_frame_equal(again.assignments, found.assignments)
