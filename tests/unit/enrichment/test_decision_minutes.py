"""Minutes' conclusions are decisions of the items that they conclude; reviews that ended are decisions too."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Kind, Link
from ingest.enrichment.clean import enrich
from ingest.enrichment.decisions.extracting import decisions_in
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind, Parsed


def concluded(below: str, path: str = "meetings/2024-02-20-platform.md") -> list[tuple[str, str]]:
    return [(one.title, one.statement) for one in decisions(f"# Platform weekly\n\nAttendees: Ana, Bo\n\n{below}\n", path)]


def decisions(text: str, path: str) -> tuple[Decision, ...]:
    return decisions_in(enrich(parse(text.encode(), path)), path)


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        pytest.param(
            "## Rota\n\nTalk.\n\n### Conclusion\n\n- One week each\n- From March",
            [("Rota", "One week each; From March")],
            id="a heading below the item",
        ),
        pytest.param("## Rota\n\nTalk.\n\n## Conclusion\n\nOne week.", [("Rota", "One week.")], id="a heading beside the item"),
        pytest.param(
            "## Rota\n\n### Summary\n\nLong.\n\n### Conclusion/Resolution\n\nOne week.",
            [("Rota", "One week.")],
            id="not the summary",
        ),
        pytest.param("## Rota\n\nTalk.\n\n**Agreed:** one week.", [("Rota", "one week.")], id="a mark in bold"),
        pytest.param(
            "## Rota\n\nWe agreed to meet on Monday.",
            [("Rota", "We agreed to meet on Monday.")],
            id="a sentence that begins with it",
        ),
        pytest.param(
            "## Topics\n\n* Release 20 [#12](https://x.example/issues/12)\n  * talk\n  * Resolution: ship it",
            [("Release 20 #12", "ship it")],
            id="an item of a list",
        ),
        pytest.param(
            "## Rota\n\n* Consensus:\n  * one week\n  * from March",
            [("Rota", "one week; from March")],
            id="nested below the mark",
        ),
        pytest.param(
            "## Decisions\n\n- Logs are kept 30 days\n- Go 1.22",
            [("Logs are kept 30 days", "Logs are kept 30 days"), ("Go 1.22", "Go 1.22")],
            id="a list of all of them",
        ),
        pytest.param(
            "## 1. Rota\n\nTalk.\n\n### Decision\n\nOne week.", [("Rota", "One week.")], id="an item's number is no title"
        ),
        pytest.param("## 值班\n\n结论：每人一周。", [("值班", "每人一周。")], id="Chinese"),
        pytest.param("## Rota\n\n### Conclusion\n\nNo conclusion; next week again.", [], id="there was none"),
        pytest.param("## Rota\n\nNo decision yet.\n\n### Resolution\n\nTBD", [], id="there is none yet"),
        pytest.param("## Rota\n\nWe did not agree. The decision is hard: who knows?", [], id="only talk of deciding"),
    ],
)
def test_a_conclusion_is_a_decision_on_its_item(below: str, expected: list[tuple[str, str]]) -> None:
    assert concluded(below) == expected


def test_a_conclusion_was_decided_on_the_day_of_the_meeting() -> None:
    (one,) = decisions("# Weekly\n\nAttendees: Ana\n\n## Rota\n\n### Conclusion\n\nOne week.\n", "meetings/2024-02-20.md")
    assert (one.decided_on, one.proposed_on, one.stated, one.deciders) == (date(2024, 2, 20), None, "Conclusion", ())
    assert (one.origin, one.quotes[0].text, one.quotes[0].line) == (Origin.MINUTES, "One week.", 9)


def test_the_talk_that_goes_on_below_a_conclusion_is_none_of_it() -> None:
    blocks = (
        Block(BlockKind.HEADING, "Rota", 1, 1, 2),
        Block(BlockKind.HEADING, "Conclusion", 2, 2, 3),
        Block(BlockKind.PARAGRAPH, "One week.", 3, 3),
        Block(BlockKind.TURN, "ANA: Are we done?", 4, 4),
    )
    assert [one.statement for one in decisions_in(Parsed("Weekly", blocks, kind=Kind.MEETING), "x.md")] == ["One week."]


def test_what_somebody_marks_aloud_is_a_decision() -> None:
    blocks = (Block(BlockKind.TURN, "I heard all of you. Decision: we stay with Kafka. Next?", 1, 1),)
    (one,) = decisions_in(Parsed("Call", blocks, kind=Kind.MEETING), "x.vtt")
    assert one.statement == "we stay with Kafka."


def review(**more: object) -> tuple[Decision, ...]:
    subject = {
        "title": "Cap cursors",
        "number": 42,
        "state": "closed",
        "html_url": "https://github.com/o/r/pull/42",
        "body": "Cursors live an hour.\n\nMore.",
        "created_at": "2024-03-14T09:00:00Z",
        "closed_at": "2024-03-15T10:00:00Z",
        "head": {"ref": "x"},
        "base": {"ref": "main"},
        **more,
    }
    said = [{"user": {"login": "bo"}, "body": "Not now: clients would break. Sorry.", "created_at": "2024-03-15T09:59:00Z"}]
    text = json.dumps({"pull_request": subject, "issue_comments": said})
    return decisions(text, "o/r/pulls/42.json")


def test_a_merged_review_decides_what_it_describes() -> None:
    (one,) = review(merged_at="2024-03-15T10:00:00Z", merged_by={"login": "chen"})
    assert (one.statement, one.stated, one.deciders) == ("Cursors live an hour.", "merged", ("chen",))
    assert (one.proposed_on, one.decided_on, one.origin) == (date(2024, 3, 14), date(2024, 3, 15), Origin.REVIEW)


def test_a_closed_review_ends_with_the_last_words() -> None:
    (one,) = review()
    assert one.statement == "Cursors live an hour. — Not now: clients would break. Sorry."
    assert [quote.text for quote in one.quotes] == ["Cursors live an hour.", "@bo: Not now: clients would break. Sorry."]


def test_a_replaced_review_names_its_successor() -> None:
    (one,) = review(body="Superseded by #43. It was too large to look at.")
    assert one.stated == "superseded"
    assert Link("superseded-by", "https://github.com/o/r/pull/43") in one.links


def test_an_open_review_and_an_issue_decide_nothing() -> None:
    assert review(state="open", closed_at=None) == ()
    issue = {
        "title": "Cursors die",
        "number": 7,
        "state": "closed",
        "html_url": "https://github.com/o/r/issues/7",
        "body": "They do.",
    }
    assert decisions(json.dumps({"issue": issue}), "o/r/issues/7.json") == ()


@pytest.mark.parametrize(
    ("conclusion", "stated"),
    [
        ("RFC-011 is rejected. Avro stays.", "Rejected"),
        ("Withdrawn by its champion.", "Withdrawn"),
        ("The proposal was deferred; we look again in May.", "Deferred"),
        ("RFC-011 被拒绝。", "拒绝"),
        ("One week each. The old rota was rejected.", "Conclusion"),
        ("Nobody rejected it.", "Conclusion"),
    ],
)
def test_a_conclusion_against_something_says_so_in_its_status(conclusion: str, stated: str) -> None:
    (found,) = decisions(f"# Weekly\n\n## RFC-011\n\n### Conclusion\n\n{conclusion}\n", "meetings/2024-02-20-platform.md")

    assert found.stated == stated


@pytest.mark.parametrize(
    ("conclusion", "replaced"),
    [
        ("We move the toggles to Unleash. Replaces ADR-0003.", ["ADR-0003"]),
        ("This supersedes [ADR-7](../adr/0007-kafka.md); ADR-9 stays.", ["ADR-7"]),
        ("We decided not to replace ADR-0003.", []),
        ("Nothing replaces a good test.", []),
    ],
)
def test_a_conclusion_says_what_it_replaces(conclusion: str, replaced: list[str]) -> None:
    (found,) = decisions(f"# Weekly\n\n## Toggles\n\n### Conclusion\n\n{conclusion}\n", "meetings/2024-02-20-platform.md")

    assert [link.target for link in found.links if link.relation == "supersedes"] == replaced
