"""Filters, charts, pages and paper of the report, in a real browser; and what axe-core says of it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qualkit.model import Code, Codebook, CounterSearch, Study, Verdict
from qualkit.report import compare_reports, write_report
from qualkit.testing import make_codings, make_corpus, make_evidence, make_finding, make_study, make_themes

pytestmark = pytest.mark.slow

MANY = 1_100
AXE = Path(os.environ.get("QUALKIT_AXE") or "build/npm/node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _study(n: int, *, right_to_left: bool = False) -> Study:
    words = "تأخر الصندوق ولم يصل أبدا، رقم" if right_to_left else "The slot moved again, box number"
    corpus = make_corpus(
        [
            {
                "text": f"I rang. {words} {k}. That was it.",
                "author": f"Person {k % 300}",
                "channel": ("forum", "exit survey")[k % 2],
                "outcome": ("cancelled", "stayed", "paused")[k % 3],
                "created": f"2025-{1 + k % 12:02d}-03T10:00:00Z",
            }
            for k in range(n)
        ]
    )
    book = Codebook().add(Code("k1", "slot")).add(Code("k2", "price", definition="What it costs."))
    ids = corpus.frame["comment_id"].tolist()
    marks = [
        (one, f"{words} {k}.", ("slot", "price")[k % 7 == 0], coder)
        for k, one in enumerate(ids)
        for coder in ("ana", "ben")
        if (k + (coder == "ben")) % 5
    ]
    told = tuple(
        make_evidence(corpus, one, f"{words} {k}.", "contradicts" if k % 4 == 3 else "supports")
        for k, one in enumerate(ids)
    )
    person = str(corpus.frame["person_id"].iloc[0])
    finding = make_finding(
        "They left because the slot moved.", outcome="cancelled", evidence=told, about=("k1",), scope="The forum.",
        status="confirmed", next_question="Which hour?", whom="Those who paused.",
        verdicts=(Verdict("v", person, "yes", words, "ana"),),
        searches=(CounterSearch("ana", "2025-12-03T10:00:00Z", 50, "Two of them."),),
    )  # fmt: skip
    themes = make_themes(corpus, {"slots": ids[: n // 2], "boxes": ids[n // 2 :]})
    return make_study(
        corpus, codebook=book, codings=make_codings(corpus, marks, book), findings=(finding,), themes=themes
    )


def _warnings(study: Study) -> pd.DataFrame:
    ids = [one.finding_id for one in study.findings]
    return pd.DataFrame({"finding_id": ids, "warning": "One channel only.", "detail": "All from the forum."})


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = _study(60)
    return write_report(study, tmp_path_factory.mktemp("some") / "report.html", warnings=_warnings(study))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(_study(MANY), tmp_path_factory.mktemp("many") / "report.html")


def _ready(visit: Any, path: Path, **options: Any) -> Any:
    seen = visit(path, **options)
    seen.page.wait_for_selector("html[data-ready]")
    return seen


def _draw(page: Any) -> int:
    for n in range(page.locator(".chart:has(.plot)").count()):
        page.locator(".chart:has(.plot)").nth(n).scroll_into_view_if_needed()
        page.locator(".chart.drawn").nth(n).wait_for()
    return int(page.locator(".chart.drawn .main-svg").count() > 0) * int(page.locator(".chart.drawn").count())


def test_a_filter_keeps_what_matches_and_stands_in_the_address(some: Path, visit: Any):
    page = _ready(visit, some).page
    page.select_option("select[name=channel]", "forum")
    page.select_option("select[name=outcome]", "stayed")
    assert page.inner_text("#found").startswith("Found in 10 passages")
    assert page.inner_text("#view") == (
        "Shown is only what has outcome “stayed”, channel “forum”. Numbers and charts are of the whole study."
    )
    shown = page.locator(".finding figure.quote:not([hidden]) figcaption").all_text_contents()
    assert shown
    assert all("forum, stayed" in one for one in shown)
    assert page.evaluate("location.hash") == "#?outcome=stayed&channel=forum"


def test_a_linked_view_opens_filtered_and_can_be_reset(some: Path, visit: Any):
    seen = _ready(visit, some, fragment="#?code=price&coder=ben&text=NUMBER")
    page = seen.page
    assert page.locator("select[name=code]").input_value() == "price"
    assert page.locator("#search").input_value() == "NUMBER"
    assert page.locator("details.more[open]").count() > 0
    codes = page.locator(".finding figure.quote:not([hidden]) .on").all_text_contents()
    assert all("price (ana, ben)" in one or "price (ben)" in one for one in codes)
    page.click("button[type=reset]")
    assert page.locator("figure.quote[hidden]").count() == 0
    assert (page.evaluate("location.hash"), page.inner_text("#view")) == ("", "")
    assert (seen.console, seen.foreign) == ([], [])


def test_an_address_with_nonsense_shows_everything(some: Path, visit: Any):
    page = _ready(visit, some, fragment="#?code=<script>&channel=nowhere&x=%00").page
    assert page.locator("figure.quote[hidden]").count() == 0


def test_the_filter_is_printed(some: Path, visit: Any):
    page = _ready(visit, some, fragment="#?channel=forum").page
    page.emulate_media(media="print")
    assert page.locator("#view").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.locator("table[data-chart=findings]").is_visible()


def test_all_charts_are_drawn_under_the_policy_and_follow_the_scheme(some: Path, visit: Any):
    seen = _ready(visit, some)
    assert _draw(seen.page) == 5
    ink = "document.querySelector('#chart-findings .ytick text').style.fill"
    before = seen.page.evaluate(ink)
    seen.page.emulate_media(color_scheme="dark")
    for _ in range(100):
        if seen.page.evaluate(ink) != before:
            break
        seen.page.wait_for_timeout(50)
    assert seen.page.evaluate(ink) != before
    assert (seen.console, seen.foreign) == ([], [])


def test_a_chart_shows_the_numbers_of_its_table(some: Path, visit: Any):
    page = _ready(visit, some).page
    _draw(page)
    for name in ("findings", "codes", "months"):
        shown = page.evaluate(
            f"document.querySelector('#chart-{name} .plot').data.flatMap((one) => one.hovertext || [])"
        )
        cells = page.locator(f"table[data-chart={name}] td").all_text_contents()
        assert shown
        assert all(any(one.endswith(cell) for cell in cells) for one in shown)


@pytest.mark.parametrize("scripts", [True, False])
def test_tables_stand_where_charts_are_not(some: Path, visit: Any, *, scripts: bool):
    page = visit(some, java_script_enabled=scripts).page
    if scripts:
        page.wait_for_selector("html[data-ready]")
    assert page.locator("table[data-chart=months]").is_visible() is not scripts


def test_what_has_no_room_as_text_is_opened_by_the_page(many: Path, visit: Any):
    page = _ready(visit, many).page
    assert page.locator(".finding figure.quote").count() < MANY
    page.locator(".finding details.more > summary").first.click()
    button = page.locator(".finding .further-more").first
    button.wait_for()
    first = page.locator(".finding .further figure.quote").count()
    button.click()
    assert (first, page.locator(".finding .further figure.quote").count()) == (50, 100)
    one = page.locator(".finding .further figure.quote").first
    one.locator("details.later > summary").click()
    assert one.locator("mark").inner_text() == one.locator("blockquote").inner_text()


def test_a_search_reaches_every_passage_and_its_permalink_opens_it(many: Path, visit: Any):
    page = _ready(visit, many, fragment=f"#?text=box+number+{MANY - 1}.").page
    assert page.inner_text("#found").startswith("Found in 1 passage")
    name = page.locator(".finding figure.quote:not([hidden])").first.get_attribute("id")
    again = _ready(visit, many, fragment=f"#{name}").page
    assert again.locator(f"#{name}").is_visible()


_FOLLOW = """async (names) => {
  const lost = [];
  for (const name of names) {
    location.hash = name;
    let shown = null;
    for (let n = 0; n < 60 && !shown?.checkVisibility(); n += 1) {
      await new Promise(requestAnimationFrame);
      shown = document.getElementById(name) ?? document.querySelector(`[data-q="${name}"]`);
    }
    lost.push([name, shown?.checkVisibility() ? shown.querySelector("blockquote").textContent : null]);
  }
  return lost;
}"""


def test_every_permalink_opens_its_passage_with_the_words_of_its_source(many: Path, visit: Any):
    study = _study(MANY)
    page = _ready(visit, many).page
    rows = json.loads(page.locator("#qualkit-manifest").text_content())["quotes"]
    assert len(rows) >= MANY
    shown = page.evaluate(_FOLLOW, [row[0] for row in rows])
    assert [name for name, words in shown if words is None] == []
    said = {one.quote for one in study.findings[0].evidence} | set(study.corpus.frame["text"])
    assert [words for _, words in shown if words not in said] == []


def test_without_scripts_it_says_how_many_passages_are_elsewhere(many: Path, visit: Any):
    page = visit(many, java_script_enabled=False).page
    page.locator(".finding details.more > summary").first.click()
    assert "where scripts may run" in page.locator(".finding .elsewhere").first.inner_text()


def _violations(page: Any) -> list[tuple[str, Any]]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("(tags) => axe.run({ runOnly: { type: 'tag', values: tags } })", RULES)
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]]


_FILLED = "[...document.querySelectorAll('details.later[open]')].every((one) => one.childElementCount > 1)"


@pytest.mark.parametrize(
    "state", ["light", "dark", "right-to-left", "filtered", "print", "without scripts", "compared"]
)
def test_axe_finds_no_violation(state: str, some: Path, visit: Any, tmp_path: Path):
    assert AXE.exists(), "axe-core is missing: run `make test`, which fetches it, or name its axe.min.js in QUALKIT_AXE"
    path = some
    if state == "right-to-left":
        path = write_report(_study(40, right_to_left=True), tmp_path / "report.html")
    elif state == "without scripts":
        path = write_report(_study(40), tmp_path / "report.html", interactive=False)
    elif state == "compared":
        path = compare_reports(some, write_report(_study(40), tmp_path / "new.html"), tmp_path / "both.html")
    page = visit(
        path,
        fragment="#?channel=forum" if state == "filtered" else "",
        bypass_csp=True,
        color_scheme="dark" if state == "dark" else "light",
        reduced_motion="reduce",  # what fades in has no contrast yet
    ).page
    if state not in ("without scripts", "compared"):
        page.wait_for_selector("html[data-ready]")
        _draw(page)
    if state == "print":
        page.emulate_media(media="print")
    # What lies outside of the window is not laid out, and axe would take words for lying where they do not.
    page.add_style_tag(content=".finding, .theme, .code, .response { content-visibility: visible !important }")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    if state != "without scripts":
        page.wait_for_function(_FILLED)
    assert _violations(page) == []


def test_a_study_without_anything_that_can_be_filtered_opens_too(tmp_path: Path, visit: Any):
    bare = replace(make_study(make_corpus(["Too dear."])), findings=())
    plan = pd.DataFrame({"order": [1], "comment_id": ["c1"], "why": ["the only one"]})
    seen = _ready(visit, write_report(bare, tmp_path / "r.html", reading=plan))
    assert not seen.page.locator(".filters").is_visible()
    assert (seen.console, seen.foreign) == ([], [])


def test_themes_beyond_the_first_are_folded_away_and_a_search_opens_them(tmp_path: Path, visit: Any):
    study = _study(40)
    ids = study.corpus.frame["comment_id"].tolist()
    study = make_study(study.corpus, themes=make_themes(study.corpus, {f"theme {k}": [ids[k]] for k in range(20)}))
    page = _ready(visit, write_report(study, tmp_path / "report.html")).page
    assert page.get_by_text("4 more themes").count() == 1
    assert page.locator(".theme:visible").count() == 16
    page.fill("#search", "theme 18")
    page.locator("#found:not(:empty)").wait_for()
    assert page.locator(".theme:visible").count() == 1
    page.fill("#search", "")
    page.locator("#found:empty").wait_for(state="attached")
    assert page.locator(".theme:visible").count() == 16
