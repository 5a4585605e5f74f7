"""What a finding is about: codes and themes, by name or id. Pure."""

from __future__ import annotations

from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import Codebook, ThemeTables, name_key

__all__ = ["subject_id"]


def subject_id(name: str, codebook: Codebook, themes: ThemeTables | None) -> str:
    """Find the id of a code or a theme.

    Parameters
    ----------
    name : str
        A code's name or id, or a theme's label or id; the code's, where both have the name.
    codebook : Codebook
        The codes.
    themes : ThemeTables or None
        The themes added last.

    Returns
    -------
    str
        The id.

    Raises
    ------
    NotFoundError
        If there is neither.
    ProjectError
        If several themes have this label.
    """
    try:
        return codebook.find(name).code_id
    except NotFoundError:
        found, labels = _themes(name, themes)
    if len(found) > 1:
        raise ProjectError(f"Several themes are called {name!r}.", available=found, hint="Give the theme's id.")
    if not found:
        raise NotFoundError.of("code or theme", name, [*(code.name for code in codebook), *labels])
    return found[0]


def _themes(name: str, themes: ThemeTables | None) -> tuple[list[str], list[str]]:
    if themes is None:
        return [], []
    ids, labels = themes.frame["theme_id"].astype(str).tolist(), themes.frame["label"].astype(str).tolist()
    if name in ids:
        return [name], labels
    key = name_key(name)
    return [one for one, label in zip(ids, labels, strict=True) if name_key(label) == key], labels
