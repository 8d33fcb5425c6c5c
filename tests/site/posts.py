"""A small site with one post of each kind."""

from __future__ import annotations

TRANSCRIPT = (
    "$ cat {path}\n\n{haiku}\n\nTitle: {title}\n\n"
    "March 4, 2025 was a long day. See [the other]({{filename}}/ordinary.md).\n\n"
    "What We Saw\n\nNothing at all, for an hour.\n\n"
    "Please edit or expand this post.\n"
)
HAIKU = (
    "The build just went red / someone had pushed straight to main / we talked over tea"
)
RAIN = "Rain on the windows / the deploy waits for green light / we wait for the rain"
SNOW = "Snow on the rooftop / the signal is a rumor / someone fetch a broom"
PATH = (
    "post/the-build-just-went-red-/-someone-had-pushed-straight-to-main-/"
    "-we-talked-over-tea.md"
)

POSTS: dict[str, str | bytes] = {
    f"content/{PATH}": TRANSCRIPT.format(path=PATH, haiku=HAIKU, title="On Branches"),
    "content/ordinary.md": "Title: Ordinary\nDate: 2024-02-01\n\n"
    "Some text with an ![image]({static}images/dot.png) in it.\n\n[Up](#top) we go.",
    "content/images/dot.png": b"\x89PNG",
    "content/draft.md": f"Haiku: {RAIN}\nStatus: draft\n\nNot yet. [All]({{index}})",
    "content/hidden.md": f"Haiku: {SNOW}\nStatus: hidden\n\nHidden.",
    "content/pair.md": "Haiku: Wind in the cables / somebody counts the packets / "
    "one of them is late\nSlug: wind/packets\nTags: wind\n\nEnglish.",
    "content/pair-de.md": "Haiku: Wind in den Kabeln / jemand zählt alle Pakete / "
    "eines kommt zu spät\nSlug: wind/packets\nLang: de\n\nDeutsch, "
    "[zurück]({filename}pair.md).",
    "content/pages/about.md": "Title: About\n\nA page. See [it]({filename}/pair.md).",
}
