"""What somebody types behind /decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.errors import UsageError
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.slack.showing.decisions_asked import asked

TODAY = date(2026, 11, 22)
ACCEPTED, REJECTED, SUPERSEDED = DecisionStatus.ACCEPTED, DecisionStatus.REJECTED, DecisionStatus.SUPERSEDED


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", {}),
        ("   ", {}),
        ("message bus", {"text": "message bus"}),
        ("why did we reject Pulsar?", {"text": "why did we reject Pulsar?"}),
        ("status:accepted", {"statuses": (ACCEPTED,)}),
        ("Status:Accepted kafka", {"statuses": (ACCEPTED,), "text": "kafka"}),
        ("kafka status:accepted,rejected bus", {"statuses": (ACCEPTED, REJECTED), "text": "kafka bus"}),
        ("status:accepted status:accepted status:rejected", {"statuses": (ACCEPTED, REJECTED)}),
        ("status: superseded kafka", {"statuses": (SUPERSEDED,), "text": "kafka"}),
        ("status:final", {"statuses": (ACCEPTED,)}),
        ("status:obsolete", {"statuses": (SUPERSEDED,)}),
        ("as-of:2024-03-01", {"as_of": date(2024, 3, 1)}),
        ("as_of:2024-03-01 kafka", {"as_of": date(2024, 3, 1), "text": "kafka"}),
        ("asof:2024", {"as_of": date(2024, 12, 31)}),
        ("as-of:March 2024 bus", {"as_of": date(2024, 3, 31), "text": "bus"}),
        ("as-of:2027", {"as_of": TODAY}),
        ("as-of:2026", {"as_of": TODAY}),
        ("since:last month", {"changed_since": date(2026, 10, 1)}),
        ("since:last month kafka bus", {"changed_since": date(2026, 10, 1), "text": "kafka bus"}),
        ("kafka since: 3 March 2024 bus", {"changed_since": date(2024, 3, 3), "text": "kafka bus"}),
        ('since:"last month" kafka', {"changed_since": date(2026, 10, 1), "text": "kafka"}),
        ("since:“last week” kafka", {"changed_since": date(2026, 11, 15), "text": "kafka"}),
        ("since:march", {"changed_since": date(2026, 3, 1)}),
        ("since:yesterday", {"changed_since": date(2026, 11, 21)}),
        ("since:last year status:rejected", {"changed_since": date(2025, 1, 1), "statuses": (REJECTED,)}),
        ('by:"Ana Ruiz" team:platform', {"author": "Ana Ruiz", "team": "platform"}),
        ("author:ana source:handbook", {"author": "ana", "sources": ("handbook",)}),
        ("TLS: why mutual", {"text": "TLS: why mutual"}),
        ("https://x.example/a status:accepted", {"text": "https://x.example/a", "statuses": (ACCEPTED,)}),
        ("a &lt;b&gt; &amp; c", {"text": "a <b> & c"}),
        ("kafka\n\tbus", {"text": "kafka bus"}),
    ],
)
def test_words_and_limits_are_told_apart(typed: str, wanted: dict[str, Any]) -> None:
    assert asked(typed, TODAY, StatusTable()).query == DecisionQuery(**wanted)


@pytest.mark.parametrize("typed", ["help", "HELP", " ? ", "--help"])
def test_help_can_be_asked_for(typed: str) -> None:
    assert asked(typed, TODAY, StatusTable()).wants_help


@pytest.mark.parametrize("typed", ["help with kafka", "helpful"])
def test_words_that_only_begin_like_help_are_words(typed: str) -> None:
    assert asked(typed, TODAY, StatusTable()).query.text == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("status:gone", "there is no status 'gone': write one of proposed, accepted, rejected"),
        ("status:,", "no status stands behind 'status:'"),
        ("as-of:soonish", "'soonish' is no day: write as-of:2024-03-01"),
        ("as-of:2024-02-31", "'2024-02-31' is no day"),
        ("since:", "'' is no day: write since:2024-03-01, since:March 2024 or since:last month"),
        ("since:the flood", "'the' is no day"),
    ],
)
def test_what_can_not_be_meant_is_said_with_what_can(typed: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked(typed, TODAY, StatusTable())
    assert said in str(refused.value)


def test_a_community_s_own_words_for_statuses_count() -> None:
    table = StatusTable().with_words({"blessed": "accepted"})
    assert asked("status:blessed", TODAY, table).query.statuses == (ACCEPTED,)


def test_very_much_typed_is_read_up_to_a_limit() -> None:
    assert len(asked("a:b " * 10_000, TODAY, StatusTable()).query.text) <= 500


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("kafka status:accepted", {"q": "kafka", "status": ["accepted"]}),
        ("since:2024-03-01 by:ana", {"after": "2024-03-01", "author": "ana"}),
        ("as-of:2024-03-01 team:platform", {"as_of": "2024-03-01", "team": "platform"}),
    ],
)
def test_the_same_can_be_asked_of_the_page(typed: str, filters: dict[str, object]) -> None:
    assert {name: value for name, value in asked(typed, TODAY, StatusTable()).filters.items() if value} == filters
