"""The documentation says what the code does, its links lead somewhere, and its examples run."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import qualkit

ROOT = Path(qualkit.__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
TAUGHT = [DOCS / "start.md", *sorted((DOCS / "how-to").glob("*.md"))]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def _links(page: Path) -> list[str]:
    text = re.sub(r"`[^`\n]*`", "", _without_code(_text(page)))
    return re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _without_code(_text(page)), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def _python_blocks(page: Path) -> list[tuple[int, str]]:
    text = _text(page)
    found = re.finditer(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [(text.count("\n", 0, one.start()) + 2, one.group(1)) for one in found]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", DOCS / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_is_what_the_docstrings_say() -> None:
    generator = _generator()
    fresh = generator.build() == _text(generator.PAGE)
    assert fresh, "docs/reference.md is out of step: run python docs/build_reference.py"


def test_checking_the_reference_tells_of_a_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generator = _generator()
    generator.PAGE = tmp_path / "reference.md"
    assert generator.main(["--check"]) == 1
    assert "build_reference" in capsys.readouterr().err
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0


def test_reference_lists_every_public_name_in_the_order_of_the_walk() -> None:
    assert set(_generator().ORDER) == set(qualkit.__all__) - {"__version__"}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_each_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in _links(page):
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_index_links_every_page() -> None:
    linked = {(DOCS / one.partition("#")[0]).resolve() for one in _links(DOCS / "index.md")}
    assert {page for page in DOCS.rglob("*.md") if page.name != "index.md"} - linked == set()


@pytest.mark.parametrize("page", TAUGHT, ids=_name)
def test_each_python_block_compiles(page: Path) -> None:
    for line, block in _python_blocks(page):
        compile(block, f"{_name(page)}, line {line}", "exec")


@pytest.mark.parametrize("page", [page for page in TAUGHT if "```python\n# runs\n" in _text(page)], ids=_name)
def test_blocks_that_are_marked_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for line, block in _python_blocks(page):
        if block.startswith("# runs\n"):
            exec(compile("\n" * (line - 1) + block, _name(page), "exec"), namespace)


def _spoken(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold())


def test_the_glossary_has_each_noun_once_and_none_that_the_product_does_not_use() -> None:
    told = Counter(re.findall(r"^\*\*(.+?)\*\*: ", _text(DOCS / "glossary.md"), flags=re.MULTILINE))
    assert [noun for noun, times in told.items() if times > 1] == []
    sources = (path for ending in ("py", "html") for path in (ROOT / "qualkit").rglob(f"*.{ending}"))
    product = _spoken("\n".join(map(_text, sources)))
    assert [noun for noun in told if _spoken(noun) not in product] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_no_page_names_the_host_of_a_package_registry(page: Path) -> None:
    hosts = r"pypi\.org|pythonhosted|anaconda\.(?:org|com)|conda\.io|npmjs|jsdelivr|unpkg|download\.pytorch\.org|huggingface\.co"
    assert re.findall(hosts, _text(page)) == []
