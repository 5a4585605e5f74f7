"""Groups of comments that say alike things, as many as the comments themselves support, at every fineness."""

from __future__ import annotations

from qualkit.themes.clustering.clusterer import Clustering, StableClusterer

__all__ = ["Clustering", "StableClusterer"]
