"""Figures: one for each result, each the answer to the question in its title. They return the figure and show nothing."""

from qualkit.plots.figures import agreement, codes, themes

__all__ = ["agreement", "codes", "themes"]
