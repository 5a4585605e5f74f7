"""Suggested themes: what sounds alike and may be worth reading together."""

from qualkit.themes.find import FEWEST_COMMENTS, find_themes
from qualkit.themes.storing import load_themes
from qualkit.themes.themes import Themes

__all__ = ["FEWEST_COMMENTS", "Themes", "find_themes", "load_themes"]
