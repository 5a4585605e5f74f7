"""Themes in a folder and back: JSON for what is said, Parquet for tables, safetensors for vectors; never pickle.

What stands in the folder: labels, terms, the content words of each unit in base form and in their order, comment ids,
pseudonyms of people, edits, vectors. What does not: the comments as they were written, names of authors.
"""

from __future__ import annotations

import json
import math
import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import Provenance
from qualkit.model.arguments import checked
from qualkit.protocols import Embedder
from qualkit.themes.cards import Card, Rest, State
from qualkit.themes.edits import Edit, Edits
from qualkit.themes.embedding import load_embedder, save_embedder
from qualkit.themes.embedding.user_cache import file_sha256
from qualkit.themes.grouping import Levels
from qualkit.themes.naming.phrases import mostly
from qualkit.themes.naming.words import GAP, Word, is_denial
from qualkit.themes.reading.corpus import Settings, Tools
from qualkit.themes.reading.units import Reading
from qualkit.themes.themes import Themes

if TYPE_CHECKING:
    from spacy.language import Language

    from qualkit.protocols import Clusterer

__all__ = ["FORMAT", "load_themes", "save_themes"]

FORMAT = 1
"""Version of the folder; a newer one is refused."""

_HEAD = "themes.json"
_VECTORS, _UNITS, _REST, _PARKED, _MOVED = (
    "vectors.safetensors",
    "units.parquet",
    "rest.parquet",
    "parked.parquet",
    "moved.parquet",
)
_LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
_BREAK = "|"


def save_themes(themes: Themes, folder: Path) -> Path:
    """Write themes into a folder, all or nothing.

    Parameters
    ----------
    themes : Themes
        What to keep.
    folder : Path
        New, empty, or one that holds themes and nothing else (they are replaced).

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ThemeError
        If the folder holds something else, or cannot be written.
    """
    taken = _others_in(folder) if folder.is_dir() else [folder] if folder.exists() else []
    if taken:
        raise ThemeError("Themes are saved in a folder of their own.", where=str(taken[0]), hint="Name a new folder.")
    fresh = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}")
    try:
        fresh.mkdir(parents=True)
        _write(themes, fresh)
        if folder.exists():
            old = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}")
            folder.rename(old)
            try:
                fresh.rename(folder)
            except OSError:
                old.rename(folder)
                raise
            shutil.rmtree(old)
        else:
            fresh.rename(folder)
    except OSError as error:
        raise ThemeError(f"The themes cannot be saved: {error.strerror or error}.", where=str(folder)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _others_in(folder: Path) -> list[Path]:
    """Find what no earlier saving put there: a project or a report would go with the old themes."""
    try:
        head = json.loads((folder / _HEAD).read_text("utf-8", "surrogatepass"))
        ours = {_HEAD, *head["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        ours = set()
    return sorted(one for one in folder.iterdir() if one.name not in ours | _LEFT_BY_SYSTEMS)


def _write(themes: Themes, folder: Path) -> None:
    from safetensors.numpy import save_file

    state = themes.state
    save_file({"vectors": np.ascontiguousarray(state.reading.vectors)}, str(folder / _VECTORS))
    surfaces = _write_units(themes, folder / _UNITS)
    if state.rest is not None:
        _rest_frame(state.rest, state.reading.known).to_parquet(folder / _REST, index=False)
    themes.parked.to_parquet(folder / _PARKED, index=False)
    themes.moved.to_parquet(folder / _MOVED, index=False)
    save_embedder(themes.tools.embedder, folder)
    names = sorted(path.name for path in folder.iterdir())
    found = themes.levels_found
    head = {
        "format": "qualkit themes",
        "version": FORMAT,
        "files": {name: file_sha256(folder / name) for name in names},
        "settings": asdict(themes.settings),
        "level": themes.level,
        "levels": {
            "stability": [[_number(one) for one in level.tolist()] for level in found.stability],
            "agreement": [_number(one) for one in found.agreement],
            "chosen": found.chosen,
            "why": found.why,
            "facts": found.facts,
        },
        "cards": [{**asdict(card), "stability": _number(card.stability)} for card in state.cards],
        "edits": {
            "log": [asdict(one) for one in themes.decisions.log],
            "taken": sorted(themes.decisions.taken),
            "held": sorted(themes.decisions.held),
            "apart": [list(pair) for pair in themes.decisions.apart],
            "comments_apart": [list(pair) for pair in themes.decisions.comments_apart],
        },
        "provenance": themes.provenance.as_dict(),
        "surfaces": surfaces,
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    (folder / _HEAD).write_bytes(text.encode("utf-8", "surrogatepass"))


def _write_units(themes: Themes, path: Path) -> dict[str, str]:
    """Write the rows that were read; give the spelling of words whose base form is not how people write them."""
    state = themes.state
    reading = state.reading
    columns: dict[str, Any] = {
        "comment_id": pd.Series(reading.comment_ids, dtype="str"),
        "start": reading.starts,
        "end": reading.ends,
        "person": pd.Series(reading.people, dtype="str"),
        "known": np.array([one in reading.known for one in reading.people], dtype=bool),
        "n_words": reading.n_words,
        "group": state.groups,
        "words": pd.Series([_packed(words) for words in reading.words], dtype="str"),
    }
    columns |= {f"level_{n}": one for n, one in enumerate(themes.levels_found.labels)}
    pd.DataFrame(columns).to_parquet(path, index=False)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for words in reading.words:
        for word in words:
            if word.content:
                written[word.lemma][word.spelled] += 1
    commonest = {lemma: mostly(counts) for lemma, counts in written.items()}
    return {lemma: surface for lemma, surface in sorted(commonest.items()) if surface != lemma}


def _packed(words: Sequence[Word]) -> str:
    """Keep what counting needs: base forms, and where no pair of words may be joined."""
    kept: list[str] = []
    gap = 0
    for word in words:
        if word.content:
            kept.append(word.lemma)
            gap = 0
        else:
            gap += 1
            if (word.breaks or is_denial(word.lemma) or gap > GAP) and kept and kept[-1] != _BREAK:
                kept.append(_BREAK)
    return " ".join(kept)


def _unpacked(text: str, surfaces: dict[str, str]) -> list[Word]:
    return [Word("", "", False, True) if one == _BREAK else _told(surfaces.get(one, one), one) for one in text.split()]


def _told(surface: str, lemma: str) -> Word:
    return Word(surface, lemma, True, False, inside=surface)  # it was stored as it is spelled


def _rest_frame(rest: Rest, known: frozenset[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "comment_id": pd.Series(rest.comment_ids, dtype="str"),
            "person": pd.Series(rest.people, dtype="str"),
            "known": np.array([one in known for one in rest.people], dtype=bool),
            "start": rest.starts,
            "end": rest.ends,
            "leaf": rest.leaves,
            "group": rest.groups,
            "nearest": rest.nearest,
            "similarity": rest.similarity,
        }
    )


@checked
def load_themes(
    folder: str | Path,
    *,
    embedder: Embedder | None = None,
    clusterer: Clusterer | None = None,
    nlp: str | Language | None = None,
) -> Themes:
    """Read themes that `Themes.save` wrote. Nothing is fetched from a network, nothing in the folder is run.

    Parameters
    ----------
    folder : path
        Where they lie.
    embedder : Embedder, optional
        Needed where the themes were found with an embedder of your own: the same one again.
    clusterer : Clusterer, optional
        For `Themes.refit`, where they were found with a clusterer of your own.
    nlp : str or spacy.Language, optional
        For `Themes.refit`, where they were named with a pipeline of your own.

    Returns
    -------
    Themes
        With the same assignments, edits and answers to `Themes.assign`.

    Raises
    ------
    ThemeError
        If the folder holds no themes, is damaged, or was written by a newer version.
    """
    from qualkit.themes.naming.words import pipeline_for

    folder = Path(folder)
    head = _head(folder)
    try:
        _check_files(folder, head)
        own = load_embedder(folder, own=embedder)
        return _read(folder, head, Tools(own, clusterer, pipeline_for(nlp)))
    except (OSError, KeyError, TypeError, ValueError, IndexError) as error:
        raise _damaged(folder, str(error)) from error


def _head(folder: Path) -> dict[str, Any]:
    path = folder / _HEAD
    if not path.is_file():
        raise ThemeError(
            "There are no themes here.", where=str(folder), hint="Themes are saved by themes.save(folder)."
        )
    try:
        head = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        version = head["version"] if head["format"] == "qualkit themes" else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"{_HEAD} cannot be read") from error
    if not isinstance(version, int):
        raise _damaged(folder, f"{_HEAD} is not one of qualkit's")
    if version > FORMAT:
        raise ThemeError(
            f"These themes were saved by a newer qualkit (format {version}, this one reads {FORMAT}).",
            where=str(folder),
            hint="pip install --upgrade qualkit",
        )
    return dict(head)


def _check_files(folder: Path, head: dict[str, Any]) -> None:
    for name, digest in head["files"].items():
        path = folder / Path(str(name)).name
        if not path.is_file():
            raise _damaged(folder, f"{name} is missing")
        if file_sha256(path) != digest:
            raise _damaged(folder, f"{name} is not as it was written")


def _damaged(folder: Path, how: str) -> ThemeError:
    return ThemeError(f"The themes are damaged: {how}.", where=str(folder), hint="Restore the folder from a copy.")


def _read(folder: Path, head: dict[str, Any], tools: Tools) -> Themes:
    from safetensors.numpy import load_file

    vectors = load_file(str(folder / _VECTORS))["vectors"]
    units = pd.read_parquet(folder / _UNITS)
    surfaces = dict(head["surfaces"])
    settings = Settings(**head["settings"])
    people = units["person"].tolist()
    known = set(units["person"][units["known"]])
    levels = head["levels"]
    labels = tuple(units[f"level_{n}"].to_numpy(np.int64) for n in range(len(levels["stability"])))
    rest = None
    if _REST in head["files"]:
        table = pd.read_parquet(folder / _REST)
        known |= set(table["person"][table["known"]])
        rest = _rest_of(table, labels[-1])
    reading = Reading(
        comment_ids=units["comment_id"].tolist(),
        starts=units["start"].to_numpy(np.int64),
        ends=units["end"].to_numpy(np.int64),
        people=people,
        known=frozenset(known),
        words=[_unpacked(text, surfaces) for text in units["words"].tolist()],
        n_words=units["n_words"].to_numpy(np.int64),
        vectors=vectors,
        unit=settings.unit,
    )
    cards = tuple(_card(one) for one in head["cards"])
    return Themes(
        State(reading, cards, units["group"].to_numpy(np.int64), rest),
        levels_found=Levels(
            labels,
            tuple(np.array([_float(one) for one in level]) for level in levels["stability"]),
            tuple(_float(one) for one in levels["agreement"]),
            int(levels["chosen"]),
            str(levels["why"]),
            dict(levels["facts"]),
        ),
        level=int(head["level"]),
        settings=settings,
        tools=tools,
        parked_table=_texts(pd.read_parquet(folder / _PARKED)),
        provenance=Provenance(**head["provenance"]),
        decisions=_edits_of(head["edits"]),
        moved_table=_texts(pd.read_parquet(folder / _MOVED)),
    )


def _rest_of(table: pd.DataFrame, finest: Any) -> Rest:
    return Rest(
        comment_ids=table["comment_id"].tolist(),
        people=table["person"].tolist(),
        starts=table["start"].to_numpy(np.int64),
        ends=table["end"].to_numpy(np.int64),
        leaves=table["leaf"].to_numpy(np.int64),
        fitted_leaves=finest,
        groups=table["group"].to_numpy(np.int64),
        nearest=table["nearest"].to_numpy(np.int64),
        similarity=table["similarity"].to_numpy(np.float64),
    )


def _edits_of(data: dict[str, Any]) -> Edits:
    log = tuple(
        Edit(one["verb"], tuple(one["theme_ids"]), tuple(one["made"]), tuple(one["comment_ids"]), one["detail"])
        for one in data["log"]
    )
    return Edits(
        log,
        frozenset(data["taken"]),
        frozenset(data["held"]),
        tuple((a, b) for a, b in data["apart"]),
        tuple((a, b) for a, b in data["comments_apart"]),
    )


def _card(data: dict[str, Any]) -> Card:
    values = {**data, "stability": _float(data["stability"])}
    return Card(**{**values, "terms": tuple(data["terms"]), "examples": tuple(data["examples"])})


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "str" for name in frame.columns if name != "start"})


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _float(value: float | None) -> float:
    return math.nan if value is None else float(value)
