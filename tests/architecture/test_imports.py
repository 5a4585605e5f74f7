"""The house: imports point down, start-up is light, everything public is documented."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import qualkit

ROOT = Path(qualkit.__file__).parents[1]
HEAVY = ("torch", "bertopic", "plotly", "ipywidgets", "spacy")


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_imports_point_down_and_make_no_circle() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_importing_qualkit_loads_nothing_heavy() -> None:
    loaded = _run(f"import qualkit, sys; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert loaded.strip() == "[]"


def test_importing_qualkit_takes_next_to_no_work() -> None:
    """Seconds of the processor and not of the clock: other tests share the machine."""
    timed = "import time; begun = time.process_time(); import qualkit; print(time.process_time() - begun)"
    assert min(float(_run(timed)) for _ in range(3)) < 0.2


def test_reading_and_planning_load_nothing_heavy() -> None:
    code = f"import qualkit as qk, sys; qk.reading_plan(qk.load_sample(), n=3); print([n for n in {HEAVY!r} if n in sys.modules])"
    assert _run(code).strip() == "[]"


@pytest.mark.parametrize("name", sorted(set(qualkit.__all__) - {"__version__"}))
def test_each_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(qualkit, name)
    assert inspect.getdoc(value), name
    assert name in dir(qualkit)


def test_each_public_name_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    missing = [name for name in qualkit.__all__ if f"`qk.{name}" not in reference and name != "__version__"]
    assert missing == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = qualkit.nonsense


def _modules() -> list[str]:
    names = [one.name for one in pkgutil.walk_packages(qualkit.__path__, "qualkit.")]
    return [name for name in names if "._data" not in name]


@pytest.mark.parametrize("name", _modules())
def test_each_module_says_what_it_is_for_and_exports_what_exists(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, name
    for public in getattr(module, "__all__", ()):
        assert hasattr(module, public), public


@pytest.mark.parametrize("name", _modules())
def test_each_exported_function_describes_what_it_takes_and_gives(name: str) -> None:
    from numpydoc.docscrape import FunctionDoc

    module = importlib.import_module(name)
    for public in getattr(module, "__all__", ()):
        value = getattr(module, public)
        if not inspect.isfunction(value) or value.__module__ != name:
            continue
        doc = FunctionDoc(value)
        taken = [p for p in inspect.signature(value).parameters if not p.startswith("_")]
        told = {one.strip().lstrip("*") for entry in doc["Parameters"] for one in entry.name.split(",")}
        assert set(taken) <= told, f"{name}.{public}: {set(taken) - told} not described"
        gives = inspect.signature(value).return_annotation not in ("None", None)
        assert doc["Returns"] or doc["Yields"] or not gives, f"{name}.{public}: what it returns is not described"


def test_long_modules_and_functions_make_you_look() -> None:
    """Size is a warning, not a rule: split where the idea splits."""
    import ast

    for path in sorted((ROOT / "qualkit").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > 400:
            warnings.warn(f"{path.name}: {lines} lines", stacklevel=1)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                doc = ast.get_docstring(node, clean=False) or ""
                body = (node.end_lineno or 0) - node.lineno - doc.count("\n")
                if body > 60:
                    warnings.warn(f"{path.name}: {node.name} has {body} lines", stacklevel=1)


def test_no_pickle_no_eval_no_broad_except_no_raw_html() -> None:
    import re

    forbidden = re.compile(
        r"\b(?:pickle|joblib)\.(?:load|dump)|allow_pickle=True|extractall\(|\beval\(|except(?: Exception| BaseException)?:"
        r"|widgets\.HTML|display\(HTML|autoescape=False|\|\s*safe\b|\.innerHTML\s*="
    )
    found = [
        f"{path.relative_to(ROOT)}:{n}"
        for pattern in ("*.py", "*.js", "*.html")
        for path in sorted((ROOT / "qualkit").rglob(pattern))
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []
