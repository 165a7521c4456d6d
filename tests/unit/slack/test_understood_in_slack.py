"""What was read into a question, below its answer in Slack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from assistant.domain.understood import Understood
from assistant.slack.rendering.answers import Around, posts_of
from tests.stand_ins.cited import SITE, answer

AROUND = Around(SITE, date(2024, 3, 20))


def said(understood: Understood | None) -> str:
    """Everything that the posts hold, as JSON."""
    posts = posts_of(replace(answer("Kafka it is."), understood=understood), AROUND)
    return json.dumps([[block if isinstance(block, dict) else block.to_dict() for block in post.blocks] for post in posts])


def test_what_was_understood_stands_below() -> None:
    assert "Understood: meetings" in said(Understood("q", "q", words=("meetings",)))


def test_the_note_takes_its_place_where_nothing_was_found_within_it() -> None:
    told = said(Understood("q", "q", words=("meetings",), note="Nothing in meetings; searched everything."))

    assert "Nothing in meetings; searched everything." in told
    assert "Understood" not in told


def test_a_plain_question_says_nothing_of_it() -> None:
    assert "Understood" not in said(Understood("q", "q"))
    assert "Understood" not in said(None)


def test_names_from_documents_are_escaped() -> None:
    told = said(Understood("q", "q", words=("words of <!channel> & <https://evil.example|Ana>",)))

    assert "<!channel>" not in told
    assert "<https://evil.example" not in told
