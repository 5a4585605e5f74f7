"""The report as a reader meets it, in a real browser."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qualkit.model import Code, Codebook, Description, Study, empty_problems
from qualkit.report import verify, write_report
from qualkit.testing import make_codings, make_corpus, make_evidence, make_finding, make_study, make_themes

pytestmark = pytest.mark.slow

NAUGHTY = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran=2'>",
    '"><svg onload=window.ran=3>',
    "' onmouseover='window.ran=4",
    "</script><script>window.ran=5</script>",
    "</style><style>body{display:none}</style>",
    "<!-- <script> --!> ]]> <![CDATA[",
    "javascript:window.ran=6",
    "{{ 7 * 7 }} {% raw %} ${7*7} {# gone #}",
    "&lt;b&gt; &amp;amp; &#x3c;script&#x3e;",
    "<iframe srcdoc='<script>parent.ran=7</script>'></iframe>",
    "<math><mtext></p><style><a title='</style><img src onerror=window.ran=8>'>",
    "</p></blockquote></details></main><h1>owned</h1>",
    "pay \u202eeeffoc\u202c \u2066isolated\u2069 nul \x00 esc \x1b[31m",
    "torn \ufffd and \ufeff mark",
    "مرحبا، لم يصل الصندوق <b>أبدا</b>",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 4,
    "\u2028</title><base href=//example.org><meta http-equiv=refresh content=0>",
    "👩🏾‍🌾 `${window.ran=9}` \\u003cscript\\u003e",
    "=cmd|' /C calc'!A0",
)


def _hostile() -> Study:
    corpus = make_corpus(
        [
            {
                "text": f"{text} ({n})",
                "author": f"{text} author",
                "channel": f"{text} channel",
                "outcome": f"{text} did",
                "prompt": f"{text}?",
                text: "value",
                "conversation_id": "v1" if n % 2 else f"v{n}",
            }
            for n, text in enumerate(NAUGHTY)
        ],
    )
    ids = corpus.frame["comment_id"].tolist()
    book = Codebook()
    for n, text in enumerate(NAUGHTY):
        book = book.add(Code(f"k{n}", text, None, text, text, text, text))
    findings = tuple(
        make_finding(
            f"{text} claim", because=text, outcome=f"{text} did", action=text, next_question=text, rival=text,
            evidence=(make_evidence(corpus, one), make_evidence(corpus, ids[n - 1], stance="contradicts")), coder=text,
        )
        for n, (text, one) in enumerate(zip(NAUGHTY, ids, strict=True))
    )  # fmt: skip
    problems = pd.DataFrame(
        [{**dict.fromkeys(empty_problems().columns), "problem": text, "action": text} for text in NAUGHTY]
    )
    return make_study(
        replace(corpus, problem_table=problems),
        description=Description(NAUGHTY[0], NAUGHTY[1], NAUGHTY[2], {f"{NAUGHTY[0]} channel": NAUGHTY[3]}, NAUGHTY[4]),
        codebook=book,
        codings=make_codings(corpus, [(one, f"({n})", NAUGHTY[n], NAUGHTY[n]) for n, one in enumerate(ids)], book),
        findings=findings,
        themes=make_themes(corpus, {f"{text} theme": ids for text in NAUGHTY}),
        log=pd.DataFrame([{**make_study().log.iloc[0].to_dict(), "kind": text, "coder": text} for text in NAUGHTY]),
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Study]:
    study = _hostile()
    return write_report(study, tmp_path_factory.mktemp("hostile") / "report.html", redact=False), study


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = make_study()
    themes = make_themes(study.corpus, {"slots and evenings": ["c1", "c3", "c4"], "leeks": ["c5"]})
    return write_report(replace(study, themes=themes), tmp_path_factory.mktemp("plain") / "report.html")


@pytest.mark.parametrize("csp", [True, False])
def test_hostile_text_runs_nothing_and_asks_for_nothing_even_without_the_policy(
    hostile: tuple[Path, Study], visit: Any, *, csp: bool
):
    seen = visit(hostile[0], bypass_csp=not csp)
    assert seen.page.evaluate("window.ran") is None
    assert (seen.console, seen.foreign, seen.dialogs) == ([], [], [])
    built = seen.page.evaluate(
        "[document.scripts.length, document.querySelectorAll('img, iframe, math, base, style').length,"
        " document.querySelectorAll('h1').length, document.title]"
    )
    # Passages, drawing, script, manifest and seal, and the drawing again where a chart is in view.
    assert built[0] in (5, 6)
    assert built[1:3] == [1, 1]
    assert built[3] == NAUGHTY[0]


def test_hostile_text_is_there_to_be_read(hostile: tuple[Path, Study], visit: Any):
    page = visit(hostile[0]).page
    shown = page.evaluate("document.body.textContent")
    for text in NAUGHTY[:13]:
        for suffix in ("", " channel", " claim", " theme"):
            assert text + suffix in shown
    assert "pay ⟨U+202E⟩eeffoc⟨U+202C⟩ ⟨U+2066⟩isolated⟨U+2069⟩ nul ␀ esc ␛[31m" in shown
    assert "torn \ufffd and ⟨U+FEFF⟩ mark" in shown


def test_a_hostile_report_can_be_verified(hostile: tuple[Path, Study]):
    assert verify(*hostile).quotes == 2 * len(NAUGHTY)


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(hostile: tuple[Path, Study], visit: Any, width: int):
    page = visit(hostile[0], viewport={"width": width, "height": 844}).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_of_any_length_do_not_make_paper_too_narrow(tmp_path: Path, visit: Any):
    long = [
        f"{word}aufgabenübertragungsgesetz{word}überwachungsverordnung" for word in ("Rind", "Milch", "Korn", "Holz")
    ]
    corpus = make_corpus([{"text": one, "author": one, "channel": one, "outcome": one} for one in long])
    book = Codebook(tuple(Code(f"k{n}", one) for n, one in enumerate(long)))
    marks = [(f"c{n + 1}", one, one, coder) for n, one in enumerate(long) for coder in long[:3]]
    study = make_study(
        corpus,
        codebook=book,
        codings=make_codings(corpus, marks, book),
        findings=tuple(
            make_finding(one, because=one, evidence=(make_evidence(corpus, "c1"),), outcome=one) for one in long
        ),
        themes=make_themes(corpus, {one: [f"c{n + 1}"] for n, one in enumerate(long)}),
    )
    page = visit(write_report(study, tmp_path / "report.html"), viewport={"width": 672, "height": 986}).page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 672


def test_right_to_left_text_is_set_from_the_right(hostile: tuple[Path, Study], visit: Any):
    page = visit(hostile[0]).page
    direction = page.evaluate(
        "getComputedStyle([...document.querySelectorAll('blockquote')]"
        ".find((one) => one.textContent.startsWith('مرحبا'))).direction"
    )
    assert direction == "rtl"


def test_the_first_paint_comes_within_a_second(plain: Path, visit: Any):
    visits = [visit(plain) for _ in range(4)]
    paints = [
        seen.page.evaluate(
            "new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().map((one) => one.startTime)))"
            ".observe({ type: 'paint', buffered: true }))"
        )
        for seen in visits
    ]
    assert min(map(max, paints)) < 1000  # the quickest: other tests run on the same machine
    assert [(seen.console, seen.foreign) for seen in visits] == [([], [])] * 4


def test_style_is_in_force_under_the_policy(plain: Path, visit: Any):
    page = visit(plain).page
    assert page.evaluate("getComputedStyle(document.querySelector('.for > .quote')).borderInlineStartWidth") == "2px"


def test_slash_opens_the_search_which_filters_and_says_how_many(plain: Path, visit: Any):
    page = visit(plain).page
    page.keyboard.press("/")
    page.keyboard.type("LEEKS")
    page.locator("#found:not(:empty)").wait_for()
    assert page.inner_text("#found") == "Found in 1 passage, 1 theme"
    assert page.locator(".theme:visible").count() == 1
    assert page.locator(".finding:visible").count() == 0
    page.keyboard.press("Escape")
    page.locator("#found:empty").wait_for(state="attached")
    assert page.locator(".finding:visible").count() == 1


def test_several_words_can_be_typed_as_slowly_as_people_type(plain: Path, visit: Any):
    page = visit(plain).page
    page.locator("#search").press_sequentially("no such words", delay=40)
    page.locator("#found:not(:empty)").wait_for()
    assert page.input_value("#search") == "no such words"


def test_a_search_without_a_hit_says_so(plain: Path, visit: Any):
    page = visit(plain).page
    page.fill("#search", "nobody said this <b>")
    page.locator("#found:not(:empty)").wait_for()
    assert page.inner_text("#found") == "Found nowhere in this report"


def test_a_permalink_opens_what_it_lies_in_and_shows_it(tmp_path: Path, visit: Any):
    corpus = make_corpus([{"text": f"Late, number {n}.", "author": f"P {n}"} for n in range(4)])
    told = tuple(make_evidence(corpus, f"c{n + 1}") for n in range(4))
    path = write_report(make_study(corpus, findings=(make_finding(evidence=told),)), tmp_path / "report.html")
    hidden = visit(path).page.evaluate("document.querySelector('details.more .quote[id]').id")
    page = visit(path, fragment=f"#{hidden}").page
    page.locator(f"#{hidden}").wait_for()
    assert page.evaluate("document.querySelector(':target').id") == hidden


def test_the_search_also_filters_what_to_read_first(tmp_path: Path, visit: Any):
    plan = pd.DataFrame({"order": [1, 2], "comment_id": ["c5", "c1"], "why": ["new voice", "new voice"]})
    page = visit(write_report(make_study(findings=()), tmp_path / "report.html", reading=plan)).page
    page.fill("#search", "leeks")
    page.locator("#found:not(:empty)").wait_for()
    assert page.locator(".reading > li:visible").count() == 1


@pytest.mark.parametrize("interactive", [True, False])
def test_everything_can_be_read_without_scripts(tmp_path: Path, visit: Any, *, interactive: bool):
    path = write_report(make_study(), tmp_path / "report.html", interactive=interactive)
    page = visit(path, java_script_enabled=False).page
    assert not page.locator("#search").is_visible()
    page.locator("details.thread > summary").first.click()
    assert page.locator("mark").first.is_visible()


def test_the_keyboard_reaches_the_skip_link_first_and_headings_skip_no_level(plain: Path, visit: Any):
    page = visit(plain).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(plain: Path, visit: Any, scheme: str):
    page = visit(plain, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    least = page.evaluate(_CONTRAST)
    assert least["quote"] >= 7
    assert least["all"] >= 4.5, least


def test_paper_shows_what_is_folded_away(plain: Path, visit: Any):
    page = visit(plain).page
    page.emulate_media(media="print")
    assert page.locator("mark").first.evaluate("(one) => one.getBoundingClientRect().height") > 0


_CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const value = parse(getComputedStyle(node).backgroundColor);
      if (value.length === 3 || value[3] === 1) return value;
    }
    return [255, 255, 255];
  };
  let least = { all: 99, quote: 99, where: "" };
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest("script, style")) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < least.all) least = { ...least, all: ratio, where: node.className + " " + node.tagName };
    if (node.closest("blockquote") && ratio < least.quote) least.quote = ratio;
  }
  return least;
}"""


def test_the_search_finds_what_came_back_and_what_it_came_back_to(plain: Path, visit: Any):
    page = visit(plain).page
    post = page.locator(".response .ours blockquote").first.text_content()
    for words in (
        post.split()[-1].strip("?.“”"),
        page.locator(".response .back blockquote").first.text_content().split()[0],
    ):
        page.fill("#search", words)
        page.locator("#found:not(:empty)").wait_for()
        assert page.locator(".response:visible").count() >= 1
    page.fill("#search", "no such word anywhere")
    page.locator("#found", has_text="nowhere").wait_for()
    assert page.locator(".response:visible").count() == 0
