"""Figures: one for each result, each the answer to the question in its title. They return the figure and show nothing."""

from qualkit.plots.figures import agreement, stability, themes
from qualkit.plots.saturation import saturation
from qualkit.plots.shares import codes, themes_by
from qualkit.plots.theme_map import theme_map
from qualkit.plots.theme_tree import theme_tree

__all__ = ["agreement", "codes", "saturation", "stability", "theme_map", "theme_tree", "themes", "themes_by"]
