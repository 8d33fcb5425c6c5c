"""Summaries and excerpts on the pages of real sites: links, settings, caches, cost."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from tests.run_pelican import build

SITE = "https://blog.example.org"
SHOWN = (
    '<div class="summary">{{ article.summary }}</div>'
    '<div class="excerpt">{{ article.excerpt.html }}</div>'
)
LISTED = f"{{% for article in SOURCE %}}{SHOWN}{{% endfor %}}"
TEMPLATES = {
    "templates/article.html": SHOWN + "{{ article.content }}",
    **{
        f"templates/{name}.html": LISTED.replace("SOURCE", source)
        for name, source in (
            ("index", "articles"),
            ("category", "articles"),
            ("tag", "articles"),
            ("author", "articles"),
            ("archives", "dates"),
            ("period_archives", "dates"),
        )
    },
}
LINKED = (
    "See [a]({filename}other.md) [b]({filename}other.md#part) "
    "[c]({static}/images/cat.txt) [d]({attach}plan.txt) [e]({tag}news) "
    "[f]({category}deep) [g](../up.html) [h](#here) [i](https://example.com/x?a=1&b=2) "
    "[j]({index}) [k](mailto:a@example.com)."
)
TARGETS = [
    f"{SITE}/deep/other.html",
    f"{SITE}/deep/other.html#part",
    f"{SITE}/images/cat.txt",
    f"{SITE}/deep/plan.txt",
    f"{SITE}/tag/news.html",
    f"{SITE}/category/deep.html",
    f"{SITE}/up.html",
    f"{SITE}/deep/linked.html#here",
    "https://example.com/x?a=1&b=2",
    f"{SITE}/index.html",
    "mailto:a@example.com",
]
# Pelican looks for what is attached in bodies alone.
MORE = "\n\nThe second paragraph says [more]({attach}plan.txt).\n"
BODIES = {
    "prose": f"\n{LINKED}{MORE}",
    "marker": f"\n{LINKED}\n\n<!-- more -->{MORE}",
    "metadata": f"Summary: {LINKED}\n\nAnother text.{MORE}",
}


def post(body: str, title: str = "Linked", head: str = "") -> str:
    return f"Title: {title}\nDate: 2024-02-26\nTags: news\n{head}{body}"


def targets(html: str, base: str) -> list[str]:
    found = BeautifulSoup(html, "html.parser").find_all("a")
    return [urljoin(base, str(link["href"])) for link in found]


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("source", BODIES)
def test_links_resolve_on_every_page(source: str, relative: bool, tmp_path: Path) -> None:
    files = {
        "content/deep/linked.md": post(BODIES[source]),
        "content/deep/other.md": post("\n# Part {#part}\n\nWords.", "Other"),
        "content/deep/plan.txt": "",
        "content/images/cat.txt": "",
        **TEMPLATES,
    }
    settings = {
        "RELATIVE_URLS": relative,
        "THEME_TEMPLATES_OVERRIDES": ["templates"],
        "ARTICLE_URL": "{category}/{slug}.html",
        "ARTICLE_SAVE_AS": "{category}/{slug}.html",
        "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/index.html",
        "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html",
        "FEED_ALL_RSS": "feeds/all.rss.xml",
        "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    }
    site = build(tmp_path, files, settings)
    assert site.complaints == []
    pages = (
        "index.html",
        "category/deep.html",
        "tag/news.html",
        "author/robin.html",
        "archives.html",
        "2024/index.html",
        "2024/02/index.html",
        "deep/linked.html",
    )
    for page in pages:
        for name in ("summary", "excerpt"):
            shown = [
                targets(str(div), f"{SITE}/{page}")
                for div in site.soup(page).select(f"div.{name}")
            ]
            assert TARGETS in shown, (page, name, shown)
    for feed in ("all.atom", "all.rss", "deep.atom"):
        tree = ElementTree.parse(site.output / "feeds" / f"{feed}.xml")
        texts = [
            element.text or ""
            for element in tree.iter()
            if element.tag.rpartition("}")[2] in {"summary", "description"}
        ]
        assert TARGETS in [targets(text, "") for text in texts], feed
    for target in TARGETS:
        if target.startswith(SITE) and "up.html" not in target:
            path = urldefrag(target)[0].removeprefix(f"{SITE}/")
            assert (site.output / path).is_file()


def test_another_site_url_has_its_own_links(tmp_path: Path) -> None:
    shown = (
        "{{ article.get_summary('https://mirror.example.net') }}|{{ article.summary }}|"
        "{{ article.get_summary('https://mirror.example.net') }}"
    )
    files = {
        "content/linked.md": post("\nSee [this]({static}/images/cat.txt)."),
        "content/images/cat.txt": "",
        "templates/article.html": shown,
    }
    site = build(tmp_path, files, {"THEME_TEMPLATES_OVERRIDES": ["templates"]})
    bases = ["https://mirror.example.net", SITE, "https://mirror.example.net"]
    assert site.read("linked.html").split("|") == [
        f'<p>See <a href="{base}/images/cat.txt">this</a>.</p>' for base in bases
    ]


COUNTED = """
import pelican_haiku.excerpt.excerpt
_excerpt = pelican_haiku.excerpt.excerpt.excerpt
def _counted(body, *args, **kwargs):
    with open("counted", "a") as file:
        file.write(body.split()[0] + "\\n")
    return _excerpt(body, *args, **kwargs)
pelican_haiku.excerpt.excerpt.excerpt = _counted
"""


@pytest.mark.parametrize("relative", [False, True])
def test_an_excerpt_is_worked_out_once(relative: bool, tmp_path: Path) -> None:
    files = {f"content/{n}.md": post(f"\nPost {n}.", f"Post {n}") for n in range(3)}
    settings = {
        "RELATIVE_URLS": relative,
        "THEME_TEMPLATES_OVERRIDES": ["templates"],
        "FEED_ALL_RSS": "rss.xml",
    }
    build(tmp_path, {**files, **TEMPLATES}, settings, extra=COUNTED)
    assert len((tmp_path / "counted").read_text().split()) == 3


def test_a_post_that_no_template_lists_is_not_touched(tmp_path: Path) -> None:
    """Pelican asks for a draft's summary no more than for any other that nobody shows."""
    files = {
        "content/old.md": post("\nOld.", "Old").replace("2024", "2020"),
        "content/new.md": post("\nNew.", "New"),
        **dict.fromkeys(TEMPLATES, ""),
        "templates/index.html": "{{ articles[0].summary }}",
    }
    settings = {"THEME_TEMPLATES_OVERRIDES": ["templates"], "FEED_ALL_ATOM": None}
    site = build(tmp_path, files, settings, extra=COUNTED)
    assert site.read("index.html") == "<p>New.</p>"
    assert (tmp_path / "counted").read_text() == "<p>New.</p>\n"


@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_cached_posts_have_this_builds_excerpts(layer: str, tmp_path: Path) -> None:
    files = {
        "content/deep/linked.md": post(BODIES["metadata"]),
        "content/deep/other.md": post(f"\n{LINKED}{MORE}", "Other"),
        "content/deep/plan.txt": "",
        "content/images/cat.txt": "",
        **TEMPLATES,
    }
    settings: dict[str, Any] = {
        "CACHE_CONTENT": True,
        "LOAD_CONTENT_CACHE": True,
        "CONTENT_CACHING_LAYER": layer,
        "THEME_TEMPLATES_OVERRIDES": ["templates"],
        "RELATIVE_URLS": True,
        "SUMMARY_MAX_LENGTH": 4,
    }
    build(tmp_path / "warm", files, settings)
    changed = {
        **settings,
        "SITEURL": "https://new.example.org",
        "RELATIVE_URLS": False,
        "SUMMARY_MAX_LENGTH": 30,
    }
    assert (
        build(tmp_path / "warm", {}, changed).files()
        == build(tmp_path / "cold", files, changed).files()
    )


def dumped(files: dict[str, str], settings: dict[str, Any], folder: Path) -> Any:
    """Build *files* and return what a theme sees of the post, and the site."""
    shown = (
        "{{ {'summary': article.summary, 'html': article.excerpt.html, 'text': "
        "article.excerpt.text, 'description': article.excerpt.description, 'truncated': "
        "article.excerpt.truncated, 'source': article.excerpt.source, 'words': "
        "article|excerpt(words=2), 'filtered': article|excerpt} | tojson }}"
    )
    listed = "{% for article in articles %}" + shown + "{% endfor %}"
    files = {**files, "templates/index.html": listed}
    settings = {"THEME_TEMPLATES_OVERRIDES": ["templates"], **settings}
    site = build(folder, files, settings)
    return json.loads(unescape(site.read("index.html"))), site


TEXT = "\nIt was late & dark. We went home at last, for nobody had slept.\n\nThe end."


@pytest.mark.parametrize(
    ("head", "settings", "summary"),
    [
        (
            "",
            {},
            "<p>It was late &amp; dark. We went home at last, for nobody had slept.</p>",
        ),
        ("", {"SUMMARY_MAX_LENGTH": 6}, "<p>It was late &amp; dark.</p>"),
        ("Excerpt-Words: 6\n", {}, "<p>It was late &amp; dark.</p>"),
        ("Excerpt-Words: 1\n", {"SUMMARY_END_SUFFIX": " [more]"}, "<p>It [more]</p>"),
        ("", {"SUMMARY_MAX_LENGTH": 1, "SUMMARY_END_SUFFIX": ""}, "<p>It</p>"),
        ("Summary: Short & *sweet*.\n", {"SUMMARY_MAX_LENGTH": 1}, None),
        (
            "Excerpt-Words: 6\n",
            {"HAIKU_READ_MORE": "Read on"},
            f'<p>It was late &amp; dark. <a class="haiku-more" href="{SITE}/post.html">'
            "Read on</a></p>",
        ),
        (
            "",
            {"SUMMARY_MAX_LENGTH": None, "SUMMARY_MAX_PARAGRAPHS": 1},
            "<p>It was late &amp; dark. We went home at last, for nobody had slept.</p>",
        ),
        (
            "",
            {"SUMMARY_MAX_LENGTH": None, "HAIKU_READ_MORE": "Read on"},
            "<p>It was late &amp; dark. We went home at last, for nobody had slept.</p>\n"
            "<p>The end.</p>",
        ),
    ],
)
def test_settings(
    head: str, settings: dict[str, Any], summary: str | None, tmp_path: Path
) -> None:
    found, site = dumped(
        {"content/post.md": post(TEXT, "Post", head)}, settings, tmp_path
    )
    assert site.complaints == []
    assert found["summary"] == (summary or "<p>Short &amp; <em>sweet</em>.</p>")
    assert found["source"] == ("prose" if summary else "metadata")
    assert found["filtered"] == found["html"]
    assert found["words"] == (
        "<p>It was{}</p>".format(settings.get("SUMMARY_END_SUFFIX", "…"))
        if summary
        else found["html"]
    )


def test_without_the_setting_the_summary_is_pelicans(tmp_path: Path) -> None:
    files = {"content/post.md": post(TEXT, "Post", "Excerpt-Words: 6\n")}
    settings = {"HAIKU_EXCERPT": False, "SUMMARY_MAX_LENGTH": 8}
    found, _ = dumped(files, settings, tmp_path)
    assert found["summary"] == "<p>It was late &amp; dark. We went home at …</p>"
    assert found["html"] == "<p>It was late &amp; dark.</p>"


@pytest.mark.parametrize("written", ["many", "-3", "0", "4.5"])
def test_wrong_excerpt_words_are_said_and_left_out(written: str, tmp_path: Path) -> None:
    files = {"content/post.md": post(TEXT, "Post", f"Excerpt-Words: {written}\n")}
    found, site = dumped(files, {}, tmp_path)
    assert found["text"].endswith("nobody had slept.")
    [complaint] = site.complaints
    assert complaint.startswith("WARNING")
    assert "post.md" in complaint
    assert f"Excerpt-Words: {written}" in complaint


def test_written_description_wins(tmp_path: Path) -> None:
    head = 'Description: Said "by" <em>hand</em> & more.\n'
    found, _ = dumped({"content/post.md": post(TEXT, "Post", head)}, {}, tmp_path)
    assert found["description"] == "Said “by” hand &amp; more."
    assert found["text"].startswith("It was late & dark.")


RST = """Post
####

:date: 2024-02-26

.. contents::

It was late [1]_ & dark.

.. [1] A note.
"""
HTML = """<html><head><title>Post</title><meta name="date" content="2024-02-26"></head>
<body><nav>Home</nav><p>It was late &amp; <span id="x">dark</span>.</p></body></html>"""


@pytest.mark.parametrize(("name", "source"), [("post.rst", RST), ("post.html", HTML)])
def test_other_sources(name: str, source: str, tmp_path: Path) -> None:
    found, _ = dumped({f"content/{name}": source}, {}, tmp_path)
    assert found["text"] == "It was late & dark."


def test_head_of_a_transcript_is_no_prose(tmp_path: Path) -> None:
    haiku = "the queue grew all night / no one had set a limit / and the disk was full"
    path = haiku.replace(" ", "-")
    files = {
        f"content/{path}.md": (
            f"$ cat {path}.md\n\n{haiku}\n\nSlug: post\n\nIt was late.\n\nSee you soon.\n"
        )
    }
    found, _ = dumped(files, {}, tmp_path)
    assert (found["text"], found["truncated"]) == ("It was late.", False)


def test_a_haiku_of_few_letters_is_no_prose(tmp_path: Path) -> None:
    files = {
        "content/post.md": "Haiku: a / b / c\nSlug: post\n\na // b // c\n\nIt was late.\n"
    }
    found, _ = dumped(files, {}, tmp_path)
    assert found["text"] == "It was late."


def test_no_link_to_read_on_where_one_reads(tmp_path: Path) -> None:
    """Themes make the description of a post's own page of its summary."""
    files = {
        "content/post.md": post(TEXT, "Post", "Excerpt-Words: 6\n"),
        "templates/article.html": "{{ article.summary }}",
        "templates/index.html": "{{ articles[0].summary }}",
    }
    settings = {"THEME_TEMPLATES_OVERRIDES": ["templates"], "HAIKU_READ_MORE": "Read on"}
    site = build(tmp_path, files, settings)
    assert site.read("post.html") == "<p>It was late &amp; dark.</p>"
    assert "Read on" in site.read("index.html")


@pytest.mark.parametrize("layer", [None, "reader", "generator"])
def test_an_excerpt_of_the_authors_is_the_excerpt(
    layer: str | None, tmp_path: Path
) -> None:
    head = "Excerpt: Short & sweet.\n"
    files = {"content/post.md": post(TEXT, "Post", head)}
    settings: dict[str, Any] = {}
    if layer:
        settings = {
            "CACHE_CONTENT": True,
            "LOAD_CONTENT_CACHE": True,
            "CONTENT_CACHING_LAYER": layer,
        }
        dumped(files, settings, tmp_path)
    found, site = dumped(files, settings, tmp_path)
    assert site.complaints == []
    assert (found["text"], found["source"]) == ("Short & sweet.", "metadata")


@pytest.mark.parametrize("relative", [False, True])
def test_the_first_image_of_a_post(relative: bool, tmp_path: Path) -> None:
    shown = "{{ article.excerpt.image.src }} {{ article.excerpt.image.alt }}"
    text = "\nText.\n\n![A & b]({static}/images/a.png)\n\n![c](c.png)"
    files = {
        "content/post.md": post(text, "Post"),
        "content/bare.md": post("\nText.", "Bare"),
        "content/images/a.png": "",
        "templates/article.html": shown,
        "templates/tag.html": "{% for article in articles if article.slug == 'post' %}"
        f"{shown}{{% endfor %}}",
    }
    settings = {"THEME_TEMPLATES_OVERRIDES": ["templates"], "RELATIVE_URLS": relative}
    site = build(tmp_path, files, settings)
    start = "." if relative else SITE
    assert site.read("post.html") == f"{start}/images/a.png A & b"
    assert site.read("bare.html") == " "
    start = ".." if relative else SITE
    assert site.read("tag/news.html") == f"{start}/images/a.png A & b"


def test_nothing_but_addresses_is_resolved(tmp_path: Path) -> None:
    link = '<a title=\'an href="x"\' href="it\'s.html?a=1&amp;b=2">this</a>'
    files = {"content/post.md": post(f'\nWrite href="x" in {link}.', "Post")}
    found, _ = dumped(files, {}, tmp_path)
    assert found["summary"] == (
        '<p>Write href="x" in <a title="an href=&quot;x&quot;" '
        f'href="{SITE}/it&#x27;s.html?a=1&amp;b=2">this</a>.</p>'
    )
