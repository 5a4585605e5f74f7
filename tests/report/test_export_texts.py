from __future__ import annotations

import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import mistune
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.model import Study, Verdict
from qualkit.model.visible import visible
from qualkit.report.export import export
from qualkit.report.export.border import Border
from qualkit.report.export.markdown import escaped, markdown
from qualkit.report.export.outline import Block, outline
from qualkit.report.export.word import STYLES, word
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study

HOSTILE = (
    "[click](http://x.example)",
    "![img](http://x.example/a.png)",
    "<http://x.example>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#60;",
    "http://x.example/a www.x.example ftp://x.example",
    "javascript:alert(1)",
    "# heading",
    "heading\n===",
    "heading\n---",
    "> quote",
    "- item\n- item",
    "+ item",
    "1. item\n2) item",
    "* item",
    "    code",
    "\tcode",
    "```\ncode\n```",
    "~~~\ncode\n~~~",
    "`code`",
    "**bold** __bold__ *em* _em_ ~~gone~~",
    "a | b\n--|--\nc | d",
    "a\n:--\nb",
    "[ref]: http://x.example\n[ref]",
    "[^1]: note\n\ntext[^1]",
    "$x$ $$y$$ \\(z\\) \\[w\\]",
    "\\[click](http://x.example)",
    "\\\\[click](http://x.example)",
    "line\\\nline",
    "line  \nline",
    "***",
    "___",
    "- - -",
    "<!-- comment -->",
    "<?php ?>",
    "<![CDATA[x]]>",
    "[ ] task\n- [x] task",
    ": definition",
    "term\n: definition",
    "*[HTML]: title",
    "==mark== ^sup^ H~2~O",
    "@ann ann@x.example",
    "//x.example/a",
)
ALPHABET = st.one_of(st.sampled_from("\\`*_{}[]()#+-.!|<>&~:/@^$=\"' \t\n0129axhtp;%"), st.characters())


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag if not attrs else f"{tag} with attributes")

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("declaration")

    def handle_pi(self, data: str) -> None:
        self.tags.add("instruction")


def _rendered(*blocks: Block) -> _Page:
    return _read(markdown(blocks).decode("utf-8"))


def _read(text: str) -> _Page:
    # The most willing reader: raw HTML and every extension.
    plugins = ["url", "table", "footnotes", "strikethrough", "task_lists", "math", "def_list", "mark", "superscript"]
    render = mistune.create_markdown(escape=False, plugins=[*plugins, "subscript", "abbr", "insert"])
    return _Page(str(render(text)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_in_markdown_is_words_and_nothing_else(text: str) -> None:
    page = _rendered(Block("quote", text), Block("byline", "Heron-41"))
    assert page.tags <= {"blockquote", "p", "br"}
    assert _squeezed(page.words) == _squeezed(text + "— Heron-41")


def test_written_as_they_are_most_of_them_would_be_more() -> None:
    assert sum(not _read(text).tags <= {"p"} for text in HOSTILE) >= 30


@pytest.mark.parametrize("kind", ["title", "heading", "subheading", "paragraph", "item", "byline"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_other_block_lets_markup_in(kind: str, text: str) -> None:
    page = _rendered(Block(kind, text))  # type: ignore[arg-type]
    assert page.tags <= {"h1", "h2", "h3", "p", "br", "ul", "li", "blockquote"}
    assert _squeezed(text) in _squeezed(page.words)


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_any_text_in_markdown_reads_as_it_is(text: str) -> None:
    page = _rendered(Block("quote", text))
    assert page.tags <= {"blockquote", "p", "br"}
    assert _squeezed(page.words) == _squeezed(visible(text))


def test_lines_of_a_quote_stay_lines() -> None:
    assert markdown([Block("quote", "one\ntwo\n\nthree")]) == b"> one\\\n> two\n>\n> three\n"


def test_items_form_one_list() -> None:
    assert markdown([Block("item", "one"), Block("item", "two\nthree")]) == b"- one\n- two\\\n  three\n"


def test_everyday_prose_is_hardly_touched() -> None:
    prose = "It's too dear (50 a week), isn't it? We left at 8:30; and/or paused. 3-4 times, app 5.0!"
    assert escaped(prose) == prose


def _study(*texts: str) -> Study:
    corpus = make_corpus([{"text": text, "author": f"Author{n}", "channel": "forum"} for n, text in enumerate(texts)])
    stances = ("supports", "contradicts")
    evidence = tuple(make_evidence(corpus, f"c{n + 1}", stance=stances[n % 2]) for n in range(len(texts)))  # type: ignore[arg-type]
    return make_study(corpus, findings=(make_finding("They left.", because="It was late.", evidence=evidence),))


def test_findings_are_told_with_their_quotes_and_bylines(tmp_path: Path) -> None:
    told = Path(str(export(make_study(), tmp_path / "a.md"))).read_text("utf-8")
    order = (
        "# Why did customers cancel?",
        "## 1\\. They left because it was late.",
        "Because: A box that comes",
        "Heard from 1 of 2 people who cancelled (9 to 91 %); against: 1 of 3 known people.",
        "### What speaks for it",
        "> … The slot moved to 'some time'. …\n>\n> — ",
        "### What speaks against it",
        "> Slots never bothered me …",
        "What made you leave?",
        "## Codebook",
    )
    places = [told.index(one) for one in order]
    assert places == sorted(places)


def test_a_study_without_findings_says_so() -> None:
    blocks = outline(Border(replace(make_study(), findings=()), redact=True))
    assert "Nothing has been concluded yet" in " ".join(block.text for block in blocks)


def test_a_finding_for_which_nobody_looked_says_so() -> None:
    texts = [block.text for block in outline(Border(make_study(), redact=True))]
    assert "Nobody has recorded a search for what speaks against it." in texts


def test_word_has_the_styles_that_an_editor_expects(tmp_path: Path) -> None:
    document = Document(str(export(_study("Late again.", "Never late."), tmp_path / "a.docx")))
    styled = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styled["Findings"] == "Title"
    assert styled["1. They left."] == "Heading 1"
    assert styled["What speaks for it"] == "Heading 2"
    assert styled["Late again."] == "Quote"
    assert styled["Never late."] == "Intense Quote"
    assert "List Bullet" in STYLES.values()
    assert len([name for name in styled.values() if name == "Caption"]) == 2


def test_what_speaks_against_a_finding_is_set_as_large_and_light_as_what_speaks_for_it() -> None:
    document = Document(io.BytesIO(word([Block("quote", "For."), Block("against", "Against.")])))
    said_for, said_against = (paragraph.style for paragraph in document.paragraphs)
    assert not said_against.font.bold
    assert said_for.paragraph_format.left_indent == said_against.paragraph_format.left_indent == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_in_word_is_words_and_nothing_else(text: str) -> None:
    document = Document(io.BytesIO(word([Block("quote", text)])))
    assert [one.text for one in document.paragraphs] == [text]
    assert not [one for one in document.paragraphs if one.hyperlinks]
    assert not document.element.xpath("//w:fldSimple | //w:instrText | //w:object | //w:altChunk")


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_word_holds_any_text_with_signs_for_what_it_cannot_hold(text: str) -> None:
    document = Document(io.BytesIO(word([Block("quote", text), Block("title", text)])))
    assert document.paragraphs[0].text == visible(text)


def test_a_comment_in_hebrew_runs_from_the_right() -> None:
    document = Document(io.BytesIO(word([Block("quote", "מאוחר מדי"), Block("quote", "late")])))
    turned = [bool(one._p.xpath("w:pPr/w:bidi")) for one in document.paragraphs]
    assert turned == [True, False]


def test_a_document_tells_what_to_doubt() -> None:
    study = make_study()
    finding = replace(study.findings[0], rival=None)
    blocks = outline(Border(replace(study, findings=(finding,)), redact=True))
    texts = [block.text for block in blocks]
    place = texts.index("Before you rely on it")
    assert "No rival explanation: Nothing is said of what else could explain it." in texts[place:]


def test_answers_to_former_words_are_told_of_and_not_counted() -> None:
    study = make_study()
    verdicts = (Verdict("v1", None, "yes", "", "ana", reworded=True), Verdict("v2", None, "no", "", "ana"))
    finding = replace(study.findings[0], verdicts=verdicts)
    texts = [block.text for block in outline(Border(replace(study, findings=(finding,)), redact=True))]
    assert "Answered by 1 customer: 0 yes, 0 partly, 1 no." in texts
    assert "To former words of it 1 customer answered, who are not counted." in texts
