"""Code reviews and issues of GitHub as JSON, in any of the shapes that `review_shapes` knows.

The document begins with the title as a text of its own, the description, and the titles of what it closes: that is what a
review is found by, and many have no other words. Then come the threads on files, and the conversation with its verdicts
in the order of time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from assistant.domain.documents import Kind
from assistant.domain.extracted import Extracted
from assistant.domain.people import Role
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.contributors import Contributors
from ingest.formats.dates import parse_date
from ingest.formats.json_values import moment_of, text_of
from ingest.formats.review_links import Place, is_replaced, links_of, place_of, replacements
from ingest.formats.review_shapes import Review, branch_of, is_review, names_of, people_of, person_of, review_of
from ingest.formats.threads import Thread, described, thread_blocks
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any

_VERDICTS: Final = {"APPROVED": "approved", "CHANGES_REQUESTED": "requested changes", "DISMISSED": "dismissed"}


def recognises(loaded: Json) -> bool:
    """Whether it is one of the shapes."""
    return is_review(loaded)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The document."""
    review = review_of(loaded)
    subject = review.subject
    place = place_of(review, path)
    title = text_of(subject, "title") or title_from_path(path)
    title = shorten(f"{title} (#{review.number})" if review.number else title)
    author = person_of(subject, "user", "author")
    return Parsed(
        title=title,
        blocks=tuple(_blocks(title, review)),
        kind=Kind.CODE_REVIEW,
        authors=(author,) if author else (),
        created_at=moment_of(subject, "created_at", "createdAt"),
        updated_at=moment_of(subject, "updated_at", "updatedAt"),
        status=_status(review),
        url=place.url,
        fields=_fields(review, place),
        links=tuple(links_of(review, place)),
        extracted=_people(review, author),
    )


def _people(review: Review, author: str) -> Extracted:
    """Who took part, by account. A verdict without words is a part too."""
    people = Contributors("github")
    people.add(Role.AUTHOR, author, moment_of(review.subject, "created_at", "createdAt"))
    people.hear(review.threads, author)
    for verdict in review.verdicts:
        if verdict.person != author:
            people.add(Role.REVIEWER, verdict.person, parse_date(verdict.when) if verdict.when else None, count=0)
    merged_at = moment_of(review.subject, "merged_at", "mergedAt")
    people.add(Role.DECIDER, person_of(review.subject, "merged_by", "mergedBy"), merged_at)
    return people.extracted


def _blocks(title: str, review: Review) -> Iterator[Block]:
    yield Block(BlockKind.PARAGRAPH, title)
    yield from described(review.body)
    relation = "Closes" if review.is_pull else "Linked to"
    linked = [f"{relation} #{one.number}: {one.title}" for one in review.linked if one.title and one.number]
    if linked:
        yield Block(BlockKind.PARAGRAPH, "\n".join(linked))
    yield from thread_blocks(review.threads)


def _status(review: Review) -> str:
    """Open, draft, merged, closed or superseded."""
    if is_replaced(review):
        return "superseded"
    is_draft = review.subject.get("draft") is True or review.subject.get("isDraft") is True
    return "draft" if is_draft and review.state == "open" else review.state


def _fields(review: Review, place: Place) -> Mapping[str, tuple[str, ...]]:
    subject = review.subject
    author = person_of(subject, "user", "author")
    reviewers = [verdict.person for verdict in review.verdicts] + people_of(subject, "requested_reviewers")
    merged_by = person_of(subject, "merged_by", "mergedBy")
    found = {
        "reviewers": tuple(dict.fromkeys(name for name in reviewers if name and name != author)),
        "verdicts": _verdicts(review),
        "labels": tuple(names_of(subject, "labels")),
        "assignees": tuple(people_of(subject, "assignees")),
        "merged_by": (merged_by,) if merged_by else (),
        "settled_at": tuple(filter(None, [text_of(subject, "merged_at", "mergedAt", "closed_at", "closedAt")])),
        "branch": branch_of(subject, "head"),
        "target_branch": branch_of(subject, "base"),
        "files": _files(review.threads),
        "superseded_by": tuple(replacements(review, place)),
    }
    return {name: values for name, values in found.items() if values}


def _verdicts(review: Review) -> tuple[str, ...]:
    """The last verdict of each reviewer; a comment takes none back."""
    last = {verdict.person: _VERDICTS[verdict.state] for verdict in review.verdicts if verdict.state in _VERDICTS}
    return tuple(f"{person}: {said}" for person, said in last.items() if person)


def _files(threads: tuple[Thread, ...]) -> tuple[str, ...]:
    return tuple(sorted({thread.file for thread in threads if thread.file}))
