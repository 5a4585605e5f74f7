"""The facade: a project keeps what was said and what people made of it, and records who did what."""

from qualkit.project.project import Project, open_project

__all__ = ["Project", "open_project"]
