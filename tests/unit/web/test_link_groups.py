"""What a document hangs together with, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Document, Kind
from assistant.knowledge.references import Backlink, Lead
from assistant.web.link_groups import MOST, SHOWN, link_groups


def document(name: str, year: int = 0) -> Document:
    when = datetime(year, 1, 1, tzinfo=UTC) if year else None
    return Document(name, "docs", f"{name}.md", name, Kind.PAGE, "0", updated_at=when)


def lead(relation: str, name: str = "a") -> Lead:
    return Lead(relation, name, document(name))


def back(relation: str, name: str = "a") -> Backlink:
    return Backlink(relation, document(name))


@pytest.mark.parametrize(
    ("relation", "forward", "backward"),
    [
        ("supersedes", "Supersedes", "Superseded by"),
        ("superseded-by", "Superseded by", "Supersedes"),
        ("amended-by", "Amended by", "Amends"),
        ("needs", "Read first", "Needed by"),
        ("closes", "Closes", "Closed by"),
        ("implements", "Implements", "Implemented by"),
        ("discussed-in", "Discussed in", "Discusses"),
        ("reverts", "Reverts", "Reverted by"),
        ("refers-to", "Cites", "Cited by"),
        ("split-from", "Split from", "Split from"),
    ],
)
def test_each_relation_has_words_in_both_directions(relation: str, forward: str, backward: str) -> None:
    assert [group.label for group in link_groups([lead(relation)])] == [forward]
    assert [group.label for group in link_groups([], [back(relation)])] == [backward]


def test_what_both_sides_say_is_told_once() -> None:
    (group,) = link_groups([lead("superseded-by")], [back("supersedes")])
    assert (group.label, group.size) == ("Superseded by", 1)


def test_what_is_told_already_is_not_told_again_as_cited() -> None:
    groups = link_groups([lead("closes"), lead("refers-to", "b")], [back("refers-to"), back("refers-to", "c")])
    told = [(group.label, [target.words for target in group.targets]) for group in groups]
    assert told == [("Closes", ["a"]), ("Cites", ["b"]), ("Cited by", ["c"])]


def test_what_changes_most_of_how_it_is_read_comes_first() -> None:
    leads = [lead("refers-to", "a"), lead("split-from", "b"), lead("closes", "c"), lead("superseded-by", "d")]
    labels = [group.label for group in link_groups(leads, [back("refers-to", "e")])]
    assert labels == ["Superseded by", "Closes", "Split from", "Cites", "Cited by"]


def test_documents_stand_before_addresses_and_the_newest_first() -> None:
    leads = [
        Lead("refers-to", "https://outside.example", None),
        Lead("refers-to", "x", document("undated")),
        Lead("refers-to", "y", document("old", 2001)),
        Lead("refers-to", "z", document("new", 2024)),
    ]
    (group,) = link_groups(leads)
    assert [target.words for target in group.targets] == ["new", "old", "undated", "https://outside.example"]


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (SHOWN, SHOWN), (SHOWN + 1, SHOWN + 1), (SHOWN + 2, SHOWN)])
def test_long_groups_are_folded_unless_one_would_be_left_out(count: int, shown: int) -> None:
    (group,) = link_groups([lead("refers-to", f"d{number}") for number in range(count)])
    assert (len(group.shown), len(group.more)) == (shown, count - shown)


def test_there_is_an_end_to_what_is_told() -> None:
    (group,) = link_groups([lead("refers-to", f"d{number}") for number in range(MOST + 5)])
    assert group.size == MOST


def test_nothing_linked_is_no_group() -> None:
    assert link_groups([]) == []
