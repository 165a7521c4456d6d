"""What is kept of GitHub's REST objects: what people wrote and decided, without what moves by itself.

Reactions, avatars, counters, mergeability and the like change while the text stays; they would make every document look
edited. The names are those of the API (https://docs.github.com/en/rest/pulls, https://docs.github.com/en/rest/issues).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

_ISSUE: Final = (
    "number", "title", "body", "state", "state_reason", "locked", "html_url", "created_at", "updated_at", "closed_at",
    "author_association",
)  # fmt: skip
_PULL: Final = (
    "number", "title", "body", "state", "draft", "locked", "html_url", "created_at", "updated_at", "closed_at", "merged_at",
    "author_association",
)  # fmt: skip
_COMMENT: Final = ("id", "body", "html_url", "created_at", "updated_at", "author_association")
_REVIEW: Final = ("id", "body", "state", "html_url", "submitted_at", "author_association")
_REVIEW_COMMENT: Final = (
    *_COMMENT, "pull_request_review_id", "in_reply_to_id", "path", "subject_type", "side", "line", "start_line",
    "original_line", "original_start_line", "diff_hunk",
)  # fmt: skip


def compact(document: Mapping[str, Json]) -> bytes:
    """One spelling for equal documents: JSON with sorted keys, in UTF-8."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half of a surrogate pair has no UTF-8


def pull(loaded: Json) -> Json:
    """A pull request. Its branches are names only: the commits behind them move without a word."""
    kept = _discussed(loaded, _PULL)
    kept["requested_reviewers"] = _people(loaded.get("requested_reviewers"))
    kept["merged_by"] = _person(loaded.get("merged_by"))
    for side in ("base", "head"):
        branch = loaded.get(side)
        kept[side] = {"ref": branch.get("ref")} if isinstance(branch, dict) else None
    return kept


def issue(loaded: Json) -> Json:
    """An issue."""
    return {**_discussed(loaded, _ISSUE), "closed_by": _person(loaded.get("closed_by"))}


def comments(loaded: Iterable[Json]) -> list[Json]:
    """The conversation below a pull request or an issue."""
    return [_written(one, _COMMENT) for one in loaded]


def reviews(loaded: Iterable[Json]) -> list[Json]:
    """Verdicts. One that its reviewer has not sent yet is seen by nobody else, and left out."""
    return [_written(one, _REVIEW) for one in loaded if one.get("state") != "PENDING"]


def review_comments(loaded: Iterable[Json]) -> list[Json]:
    """Comments on lines; `in_reply_to_id` ties a reply to the first of its thread."""
    return [_written(one, _REVIEW_COMMENT) for one in loaded]


def threads(told: Iterable[Json], remarks: Iterable[Json]) -> list[Json]:
    """GraphQL's threads, each with the rest of its comments: it tells the first hundred only."""
    made = [{**thread, "comments": list(thread["comments"])} for thread in told]
    thread_of = {comment: thread["comments"] for thread in made for comment in thread["comments"]}
    for remark in remarks:
        if remark["id"] not in thread_of and remark["in_reply_to_id"] in thread_of:
            thread_of[remark["in_reply_to_id"]].append(remark["id"])
    return made


def _written(loaded: Json, names: Iterable[str]) -> dict[str, Json]:
    return {**{name: loaded.get(name) for name in names}, "user": _person(loaded.get("user"))}


def _discussed(loaded: Json, names: Iterable[str]) -> dict[str, Json]:
    milestone = loaded.get("milestone")
    return {
        **_written(loaded, names),
        "labels": [{"name": label.get("name")} for label in _objects(loaded.get("labels"))],
        "assignees": _people(loaded.get("assignees")),
        "milestone": {"title": milestone.get("title")} if isinstance(milestone, dict) else None,
    }


def _person(loaded: Json) -> Json:
    """None for an account that was deleted."""
    return {"login": loaded.get("login"), "type": loaded.get("type")} if isinstance(loaded, dict) else None


def _people(loaded: Json) -> list[Json]:
    return [_person(one) for one in _objects(loaded)]


def _objects(loaded: Json) -> list[Json]:
    return [one for one in loaded if isinstance(one, dict)] if isinstance(loaded, list) else []
