"""The words of each language, and the invitations that they let one recognise."""

from __future__ import annotations

import re

import pytest

from pelican_haiku.invitations import invites
from pelican_haiku.languages import tables


@pytest.mark.parametrize(
    "text",
    [
        "Feel free to edit what I got wrong, or to expand it!",
        "Please edit or expand this post if your story ends better.",
        "If something here is wrong, please correct this page.",
        "Corrections and additions to this article are welcome.",
        "Edit or extend this text as you like.",
        "I’d love more examples. You’re invited to contribute to this post.",
        "Bitte ergänzt diesen Beitrag, wenn etwas fehlt.",
        "N’hésitez pas à modifier ou compléter ce billet.",
        "Pull requests are welcome: improve this page.",
    ],
)
def test_invitations(text: str) -> None:
    assert invites(text)


@pytest.mark.parametrize(
    "text",
    [
        "We edit our configuration by hand, and it shows.",
        "Please read the manual before this post.",
        "The team wants to expand next year.",
        "I hope this post was of use. Thanks for reading!",
        "Then we fixed it and went home.",
        "Edit the file, save, and restart the service.",
        "",
    ],
)
def test_what_only_mentions_the_verbs(text: str) -> None:
    assert not invites(text)


@pytest.mark.parametrize("lang", tables())
def test_no_language_lacks_a_message(lang: str) -> None:
    table = tables()[lang]
    assert "{edit}" in table.sentence
    assert "{expand}" in table.sentence
    assert "{edit}" in table.edit_alone
    assert "{expand}" not in table.edit_alone
    assert "{expand}" in table.expand_alone
    assert "{edit}" not in table.expand_alone
    assert len(table.months) == 12
    assert all((table.edit, table.expand, table.asks, table.edits, table.expands))
    assert {"{names}", "{date}"} == set(re.findall(r"\{\w+\}", table.credits))
    month = {"{month}", "{number}"} & set(re.findall(r"\{\w+\}", table.date))
    assert {"{day}", "{year}"} | month == set(re.findall(r"\{\w+\}", table.date))
    assert len(month) == 1
    assert len(table.between) == 2
    sentences = (table.sentence, table.edit_alone, table.expand_alone)
    assert all(any(post in it for it in sentences) for post in table.on_page)
