"""Pages in headless Chromium: lines, names, contrast, keyboard, print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.site.test_themes import PAGE

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
Example = tuple[str, list[str]]

WIDTHS = [320, 768, 1280]
SCHEMES = ["light", "dark"]
QUEUE = "the-queue-grew-all-night/no-one-had-set-a-limit/the-disk-set-one-first/"
LONG = "ten-years-of-tickets/we-closed-them-all-with-one-script/ten-came-back-by-dusk/"

# Per line of the heading's haiku the left and top edge of each of its line boxes.
BOXES = """() => [...document.querySelectorAll(
  ':is(h1, h2, h3, h4, h5, h6) .haiku-line')].map(line => {
    const range = document.createRange();
    range.selectNodeContents(line);
    return [...range.getClientRects()].map(box => [box.left, box.top]);
})"""
FOCUS = """() => {
  const tag = document.activeElement, style = getComputedStyle(tag);
  return {text: tag.textContent, href: tag.getAttribute('href'),
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    box: tag.getBoundingClientRect().toJSON()};
}"""


def three_lines(page: Any, *, hanging: bool) -> int:
    """Check the heading's line boxes; return how many lines had to wrap."""
    boxes = page.evaluate(BOXES)
    assert len(boxes) == 3, boxes
    lefts = [line[0][0] for line in boxes]
    # The first letters' own shapes move a box by a pixel.
    assert max(lefts) - min(lefts) <= 2, boxes
    tops = [top for line in boxes for _, top in line]
    assert tops == sorted(set(tops)), boxes
    wrapped = [line for line in boxes if len(line) > 1]
    if hanging:
        assert all(left > line[0][0] for line in wrapped for left, _ in line[1:]), boxes
    return len(wrapped)


def axe(page: Any) -> Counter[str]:
    """Return how many elements break each of axe-core's rules."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return Counter({rule["id"]: len(rule["nodes"]) for rule in found})


def links(page: Any) -> list[dict[str, Any]]:
    """Return what Tab reaches, in order, from the start of the page."""
    seen = []
    for _ in range(page.locator("a[href]:visible").count()):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
    return seen


@pytest.mark.parametrize("width", WIDTHS)
def test_the_examples_heading_has_three_lines(
    width: int, example: Example, page: Open
) -> None:
    site, _ = example
    assert three_lines(page(f"{site}/{QUEUE}", width), hanging=True) == 0


def test_a_line_that_is_too_long_for_the_screen_hangs(
    example: Example, page: Open
) -> None:
    assert three_lines(page(f"{example[0]}/{LONG}", 320), hanging=True) == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_bundled_themes_heading_has_three_lines(
    width: int, theme: tuple[str, str], page: Open
) -> None:
    three_lines(page(f"{theme[0]}/{PAGE}", width), hanging=True)


def test_a_line_has_the_underline_of_the_link_around_it(
    theme: tuple[str, str], page: Open
) -> None:
    """A line is a box of its own, through which a link's underline does not pass."""
    opened = page(f"{theme[0]}/index.html")
    for decoration in ("underline", "none"):
        opened.add_style_tag(content=f"a {{ text-decoration: {decoration} !important }}")
        lines = opened.evaluate(
            """() => [...document.querySelectorAll('a .haiku-line')].map(
              line => getComputedStyle(line).textDecorationLine)"""
        )
        assert len(lines) >= 3
        assert set(lines) == {decoration}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_example(
    scheme: str, example: Example, page: Open
) -> None:
    site, names = example
    for name in names:
        for width in (320, 1280):
            opened = page(
                f"{site}/{name}", width, color_scheme=scheme, reduced_motion="reduce"
            )
            assert axe(opened) == {}, (name, width)
            opened.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [PAGE, "plain.html", "index.html", "snow/antenna.html"])
def test_axe_finds_nothing_in_a_bundled_theme_that_is_not_its_own(
    name: str, scheme: str, theme: tuple[str, str], page: Open
) -> None:
    ours, bare = (axe(page(f"{site}/{name}", color_scheme=scheme)) for site in theme)
    assert ours - bare == {}


def test_no_page_of_the_example_scrolls_sideways(example: Example, page: Open) -> None:
    site, names = example
    for name in names:
        opened = page(f"{site}/{name}", 320)
        wide = "document.documentElement.scrollWidth"
        assert opened.evaluate(wide) <= 320, name
        # Text of twice the size, on a screen of twice the least width.
        opened.set_viewport_size({"width": 640, "height": 800})
        opened.add_style_tag(content="html { font-size: 200% }")
        assert opened.evaluate(wide) <= 640, name
        opened.close()


def test_the_keyboard_reaches_every_link_and_shows_where_it_is(
    example: Example, page: Open
) -> None:
    opened = page(f"{example[0]}/{QUEUE}")
    seen = links(opened)
    assert seen[0]["href"] == "#content"
    assert all(link["outline"] for link in seen)
    assert all(link["box"]["x"] >= 0 and link["box"]["width"] > 0 for link in seen)
    assert len({link["href"] for link in seen}) >= len(seen) - 1
    assert [link["text"] for link in seen[-4:-2]] == ["edit", "expand"]


def test_the_skip_link_leads_to_the_text(example: Example, page: Open) -> None:
    opened = page(f"{example[0]}/{QUEUE}")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "content"


def test_a_bundled_themes_footer_is_reached_and_seen(
    theme: tuple[str, str], page: Open
) -> None:
    seen = links(page(f"{theme[0]}/{PAGE}"))
    ours = [link for link in seen if link["text"] in {"edit", "expand"}]
    assert [link["text"] for link in ours] == ["edit", "expand"]
    assert all(link["outline"] for link in ours)


def test_copying_the_heading_gives_three_lines(example: Example, page: Open) -> None:
    opened = page(f"{example[0]}/{QUEUE}")
    copied = opened.evaluate("""() => {
      getSelection().selectAllChildren(document.querySelector('h1'));
      return getSelection().toString();
    }""")
    assert copied.strip().split("\n") == [
        "The queue grew all night",
        "no one had set a limit",
        "the disk set one first",
    ]


def test_the_accessibility_tree_has_three_texts_and_no_slash(
    example: Example, page: Open
) -> None:
    opened = page(f"{example[0]}/{QUEUE}")
    client = opened.context.new_cdp_session(opened)
    tree = client.send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    [heading] = [
        node
        for node in tree
        if node.get("role", {}).get("value") == "heading"
        and "queue" in node["name"]["value"]
    ]

    def texts(node: Any) -> list[str]:
        if node.get("role", {}).get("value") == "StaticText":
            return [node["name"]["value"]]
        return [text for child in node["childIds"] for text in texts(nodes[child])]

    assert texts(heading) == [
        "The queue grew all night",
        "no one had set a limit",
        "the disk set one first",
    ]
    assert "/" not in heading["name"]["value"]


def test_the_example_in_print_is_the_post_alone(example: Example, page: Open) -> None:
    opened = page(f"{example[0]}/{QUEUE}", color_scheme="dark")
    opened.emulate_media(media="print")
    for hidden in (".haiku-footer", "header.site", "footer.site", "a.skip"):
        assert not opened.locator(hidden).is_visible(), hidden
    assert opened.locator("h1").is_visible()
    colour = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(255, 255, 255)"


def test_a_bundled_themes_print_has_no_footer(theme: tuple[str, str], page: Open) -> None:
    opened = page(f"{theme[0]}/{PAGE}")
    footer = opened.locator(".haiku-footer")
    assert footer.is_visible()
    opened.emulate_media(media="print")
    assert not footer.is_visible()


def test_nothing_moves_for_who_wants_no_motion(example: Example, page: Open) -> None:
    name = "getComputedStyle(document.querySelector('.prompt'), '::after').animationName"
    assert page(example[0]).evaluate(name) == "blink"
    assert page(example[0], reduced_motion="reduce").evaluate(name) == "none"


def test_forced_colours_are_kept(example: Example, page: Open) -> None:
    opened = page(f"{example[0]}/{QUEUE}", forced_colors="active")
    cursor, text, heading = opened.evaluate("""() => [
      getComputedStyle(document.querySelector('.prompt'), '::after').backgroundColor,
      getComputedStyle(document.body).color,
      getComputedStyle(document.querySelector('h1 .haiku')).color]""")
    assert cursor == text == heading


def test_without_scripts_all_is_there(example: Example, page: Open) -> None:
    opened = page(f"{example[0]}/{QUEUE}", java_script_enabled=False)
    assert opened.locator("h1 .haiku-line").count() == 3
    assert opened.locator(".haiku-footer").is_visible()


def test_right_to_left_the_line_hangs_on_the_other_side(
    theme: tuple[str, str], page: Open
) -> None:
    opened = page(f"{theme[0]}/{PAGE}", 320)
    opened.evaluate("document.documentElement.dir = 'rtl'")
    start = "getComputedStyle(document.querySelector('.haiku-line')).paddingRight"
    assert opened.evaluate(start) != "0px"
