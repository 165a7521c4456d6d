"""Code reviews and issues as JSON: what GitHub's REST API returns, gathered in one object, or a flat export.

The first has the keys `pull_request`, `reviews`, `review_comments` and `issue_comments`, each as the API gives it
(https://docs.github.com/en/rest/pulls). The second is one object with `title`, `body`, `author`, `createdAt`, `state`,
`comments` and `reviews`, named as in GitHub's GraphQL API; issues have the same form without reviews.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from assistant.domain.documents import Anchor, Kind
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.dates import parse_date
from ingest.parsed import Block, BlockKind, Parsed

HUNK_LINES = 10

_VERDICTS = {
    "APPROVED": "approved these changes",
    "CHANGES_REQUESTED": "requested changes",
    "DISMISSED": "had a review dismissed",
}
Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Comment:
    """One comment of either shape. `thread` is the same for a comment and its replies; 0 where there are no threads."""

    login: str
    body: str
    when: str
    file: str = ""
    line: int = 0
    hunk: str = ""
    thread: int = 0


def parse_review(text: str, path: str) -> Parsed:
    """The description, then the threads of review by file, then the conversation in the order of time."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("is not valid JSON") from error
    if isinstance(loaded, dict) and isinstance(loaded.get("pull_request"), dict):
        return _parsed(loaded["pull_request"], _rest_comments(loaded), path)
    if isinstance(loaded, dict) and isinstance(loaded.get("title"), str) and ("createdAt" in loaded or "comments" in loaded):
        return _parsed(loaded, _flat_comments(loaded), path)
    raise UnreadableDocument("not a code review that Lore knows")


def _parsed(review: Json, comments: Sequence[_Comment], path: str) -> Parsed:
    number = review.get("number")
    title = _text(review, "title").strip() or title_from_path(path)
    login = _login(review)
    blocks = _description(_text(review, "body"))
    blocks += _threads([comment for comment in comments if comment.file])
    talk = sorted((comment for comment in comments if not comment.file), key=lambda comment: comment.when)
    if talk:
        blocks.append(Block(BlockKind.HEADING, "Conversation", level=1))
        blocks += [_spoken(comment) for comment in talk]
    return Parsed(
        title=shorten(f"{title} (#{number})" if isinstance(number, int) else title),
        blocks=tuple(blocks),
        kind=Kind.CODE_REVIEW,
        authors=(login,) if login else (),
        created_at=parse_date(_text(review, "created_at", "createdAt")),
        updated_at=parse_date(_text(review, "updated_at", "updatedAt")),
        status="merged" if _text(review, "merged_at", "mergedAt") else _text(review, "state").casefold(),
        url=_text(review, "html_url", "url"),
    )


def _description(body: str) -> list[Block]:
    return [Block(BlockKind.COMMENT, body.strip())] if body.strip() else []


def _threads(comments: Sequence[_Comment]) -> Iterator[Block]:
    threads: dict[int, list[_Comment]] = {}
    for comment in comments:
        threads.setdefault(comment.thread, []).append(comment)
    for thread in threads.values():
        first = thread[0]
        anchor = Anchor(file=first.file, file_line=first.line)
        yield Block(BlockKind.HEADING, anchor.label, level=1, anchor=anchor)
        if first.hunk.strip():
            yield Block(BlockKind.CODE, "\n".join(first.hunk.split("\n")[-HUNK_LINES:]), anchor=anchor)
        yield from map(_spoken, sorted(thread, key=lambda comment: comment.when))


def _spoken(comment: _Comment) -> Block:
    name = f"@{comment.login}" if comment.login else "@unknown"
    anchor = Anchor(file=comment.file, file_line=comment.line)
    return Block(BlockKind.COMMENT, f"{name}: {comment.body.strip()}", anchor=anchor)


def _rest_comments(loaded: Json) -> list[_Comment]:
    found = []
    for comment in _objects(loaded, "review_comments"):
        thread = _number(comment, "in_reply_to_id") or _number(comment, "id")
        line = _number(comment, "line") or _number(comment, "original_line")
        when = _text(comment, "created_at")
        found.append(
            _Comment(
                _login(comment), _text(comment, "body"), when, _text(comment, "path"), line, _text(comment, "diff_hunk"), thread
            )
        )
    found += [_verdict(review, _text(review, "submitted_at")) for review in _objects(loaded, "reviews")]
    for comment in _objects(loaded, "issue_comments"):
        found.append(_Comment(_login(comment), _text(comment, "body"), _text(comment, "created_at")))
    return [comment for comment in found if comment.body.strip()]


def _flat_comments(loaded: Json) -> list[_Comment]:
    found = [
        _Comment(_login(comment), _text(comment, "body"), _text(comment, "createdAt"))
        for comment in _objects(loaded, "comments")
    ]
    for review in _objects(loaded, "reviews"):
        when = _text(review, "createdAt", "submittedAt")
        found.append(_verdict(review, when))
        for position, comment in enumerate(_objects(review, "comments")):
            file = _text(comment, "path")
            line = _number(comment, "line") or _number(comment, "originalLine")
            login = _login(comment) or _login(review)
            thread = hash((file, line)) if file else position
            found.append(
                _Comment(
                    login,
                    _text(comment, "body"),
                    _text(comment, "createdAt") or when,
                    file,
                    line,
                    _text(comment, "diffHunk"),
                    thread,
                )
            )
    return [comment for comment in found if comment.body.strip()]


def _verdict(review: Json, when: str) -> _Comment:
    """What a reviewer decided, and the words that came with it."""
    verdict = _VERDICTS.get(_text(review, "state"), "")
    body = _text(review, "body").strip()
    return _Comment(_login(review), f"{verdict}: {body}" if verdict and body else verdict or body, when)


def _text(source: Json, *names: str) -> str:
    """The first of these keys that holds a text."""
    return next((source[name] for name in names if isinstance(source.get(name), str)), "")


def _number(source: Json, name: str) -> int:
    value = source.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _objects(source: Json, name: str) -> list[Json]:
    value = source.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _login(source: Json) -> str:
    """Who wrote it: `user.login` in the REST API, `author` as an object or a name elsewhere."""
    for name in ("user", "author"):
        value = source.get(name)
        if isinstance(value, dict):
            return _text(value, "login")
        if isinstance(value, str):
            return value
    return ""
