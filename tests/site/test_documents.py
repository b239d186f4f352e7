"""Documents as pages: links lead on inside the site, and a text does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.present.site.doc_pages import Documents
from khasan.present.site.frame import FIGHTS, link, with_bar
from khasan.site.contents import documents_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    (docs / "studies" / "one" / "figures").mkdir(parents=True)
    (docs / "studies" / "one" / "figures" / "a.svg").write_text("<svg/>", "utf-8")
    (docs / "studies" / "README.md").write_text("# Studies\n\n[one](one/README.md), [model](../model)\n", "utf-8")
    (docs / "studies" / "one" / "README.md").write_text(
        "# One `study`\n\n![A figure](figures/a.svg)\n\n"
        "[up](../README.md), [a rule](../../model/engine.md#the-rule), [code](../../../src/khasan/a.py),\n"
        "[script](javascript:alert(1)), [out](https://example.org/)\n\n<script>alert(1)</script>\n",
        "utf-8",
    )
    (docs / "model").mkdir()
    (docs / "model" / "engine.md").write_text(
        "<!-- made\nby hand -->\n# The engine\n\n## The rule\n\n## The rule\n\n| a | b |\n|---|---|\n| 1 | `x` |\n",
        "utf-8",
    )
    return docs


def test_links_lead_to_pages_of_the_site(folder: Path) -> None:
    documents = Documents.of(folder)
    pages = dict(documents.pages())
    one = pages["docs/studies/one/README.html"]
    assert '<a href="../README.html">up</a>' in one
    assert '<a href="../../model/engine.html#the-rule">a rule</a>' in one
    assert '<a href="https://example.org/">out</a>' in one
    assert 'src="figures/a.svg"' in one
    assert list(documents.files()) == ["docs/studies/one/figures/a.svg"]
    assert '<a href="../index.html#model">model</a>' in pages["docs/studies/README.html"]
    assert "<title>One study: khasan</title>" in one


def test_what_lies_outside_the_site_is_text(folder: Path) -> None:
    one = dict(Documents.of(folder).pages())["docs/studies/one/README.html"]
    assert '<span class="nolink" title="stands in the sources of khasan, not in this site">code</span>' in one
    assert "src/khasan/a.py" not in one


def test_a_text_does_no_harm(folder: Path) -> None:
    one = dict(Documents.of(folder).pages())["docs/studies/one/README.html"]
    assert "<script" not in one
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in one
    assert 'href="javascript:' not in one


def test_headings_have_anchors_of_their_own_and_remarks_are_not_shown(folder: Path) -> None:
    engine = dict(Documents.of(folder).pages())["docs/model/engine.html"]
    assert '<h2 id="the-rule">' in engine
    assert '<h2 id="the-rule-1">' in engine
    assert "by hand" not in engine
    assert '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>' in engine


def test_every_document_stands_in_the_list() -> None:
    folder = documents_folder()
    assert folder is not None
    documents = Documents.of(folder)
    listed = dict(documents.pages())["docs/index.html"]
    missing = [one.path for one in documents.all if link("docs/index.html", one.place) not in listed]
    assert missing == []


def test_the_bar_is_laid_once_over_whatever_page() -> None:
    page = "<!doctype html>\n<html><head></head>\n<BODY class='a' data-x=\"1\">\n<h1>Run</h1></body></html>"
    once = with_bar(page, "battles/a/report.html", FIGHTS, beside=("stories/a.html", "What <b> happened"))
    assert once.index("<nav") < once.index("<h1>Run")
    assert 'href="../../index.html#fights" aria-current="true"' in once
    assert '<a href="../../stories/a.html">What &lt;b&gt; happened</a>' in once
    assert once.count("<nav") == 1
    noted = with_bar(page, "a.html", FIGHTS, note="No <tables>")
    assert noted.index("<h1>Run") < noted.index("No &lt;tables&gt;") < noted.index("</body>")
    assert with_bar(once, "battles/a/report.html", FIGHTS) == once
