"""What is vendored is what its makers published."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

from qualkit.report.render import DRAWING, drawing_script

# plotly.js-basic-dist-min 4.1.1 of the npm registry, package/plotly-basic.min.js
PUBLISHED = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"


def test_plotly_is_the_published_file_with_its_licence():
    source, _ = drawing_script()
    assert hashlib.sha256(source.encode("utf-8")).hexdigest() == PUBLISHED
    assert "4.1.1" in DRAWING
    licence = (files("qualkit.report") / "vendor" / "plotly.js-LICENSE.txt").read_text("utf-8")
    assert "MIT License" in licence
    assert "Plotly" in licence


def test_plotly_evaluates_no_strings_and_cannot_end_its_element():
    source, packed = drawing_script()
    assert not re.search(r"new Function|\beval\(", source)
    assert "</script" not in source
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed)
