"""The shapes in which GitHub's reviews and issues come as JSON, each read into one `Review`.

- what `ingest/sources/github.py` gathers from the REST API (https://docs.github.com/en/rest/pulls):
  `{"pull_request": {…}, "reviews": […], "review_comments": […], "issue_comments": […], "threads": […], "linked_issues": […]}`
  and `{"issue": {…}, "issue_comments": […], "linked_pulls": […]}`; all but the first key may be missing;
- one object of the REST API alone, whose `comments` is a number;
- a flat object named as in the GraphQL API (https://docs.github.com/en/graphql/reference/objects#pullrequest), as archives
  of repositories and `gh pr view --json` write it: people may be names or objects, lists may stand below `nodes`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ingest.formats.json_values import number_of, object_of, objects_of, text_of
from ingest.formats.threads import Remark, Thread

Json: TypeAlias = Any

_SAID: Final = {
    "APPROVED": "approved these changes",
    "CHANGES_REQUESTED": "requested changes",
    "DISMISSED": "had a review dismissed",
}
_FRAGMENT: Final = re.compile(r"[\w-]{1,80}", re.ASCII)
_LARGEST: Final = 2**53


@dataclass(frozen=True, slots=True)
class Verdict:
    """A review as a whole: `state` is APPROVED, CHANGES_REQUESTED, DISMISSED or COMMENTED."""

    person: str
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What the service itself ties to a review: the issues that a pull request closes, or an issue's pull requests."""

    number: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Review:
    """A pull request or an issue with what was said about it. Verdicts are in the order of time, and among the threads as
    remarks too."""

    subject: Json
    is_pull: bool
    threads: tuple[Thread, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    linked: tuple[Linked, ...] = ()

    @property
    def number(self) -> int:
        """0 where it is not told."""
        return whole(self.subject, "number")

    @property
    def body(self) -> str:
        """The words that it was opened with."""
        return words_of(self.subject, "body")

    @property
    def state(self) -> str:
        """`open`, `closed` or `merged`. An issue of the REST API that is a pull request tells below `pull_request`."""
        told_apart = object_of(self.subject, "pull_request")
        if text_of(self.subject, "merged_at", "mergedAt") or text_of(told_apart, "merged_at"):
            return "merged"
        return text_of(self.subject, "state").casefold()


def is_review(loaded: Json) -> bool:
    """Whether `review_of` reads it."""
    if not isinstance(loaded, dict):
        return False
    if _gathered(loaded):
        return True
    stated = "createdAt" in loaded or "created_at" in loaded or "comments" in loaded
    told = "state" in loaded or "number" in loaded or "body" in loaded
    return isinstance(loaded.get("title"), str) and stated and told and "iid" not in loaded


def review_of(loaded: Json) -> Review:
    """The review that an object for which `is_review` holds stands for. Values of the wrong type are taken for missing."""
    gathered = _gathered(loaded)
    if gathered:
        subject = loaded[gathered]
        about = loaded
    else:
        subject = about = loaded
    is_pull = gathered == "pull_request" or (not gathered and _looks_like_a_pull(loaded))
    reviews = [one for one in listed(about, "reviews") if text_of(one, "state") != "PENDING"]
    threads = [*_rest_threads(about), *_flat_threads(reviews), *map(_alone, filter(None, map(_of_review, reviews)))]
    talk = [*listed(about, "issue_comments"), *listed(about, "comments")]
    threads += [_alone(remark) for remark in map(_remark, talk) if remark.text]
    verdicts = (Verdict(person_of(one, "user", "author"), text_of(one, "state"), _when(one)) for one in reviews)
    return Review(
        subject,
        is_pull,
        tuple(threads),
        tuple(sorted(verdicts, key=lambda verdict: verdict.when)),
        tuple(_linked(about, "linked_issues", "linked_pulls", "closingIssuesReferences")),
    )


def words_of(source: Json, name: str) -> str:
    """A text as people wrote it, with line feeds only: browsers send carriage returns too."""
    return text_of(source, name).replace("\r\n", "\n").replace("\r", "\n")


def person_of(source: Json, *names: str) -> str:
    """Who: the first of these keys that holds a name or an object with one; "" for an account that was deleted."""
    for name in names:
        value = source.get(name)
        login = text_of(value, "login", "name") if isinstance(value, dict) else text_of(source, name)
        if login:
            return login
    return ""


def people_of(source: Json, name: str) -> list[str]:
    """The people in a list of names or objects."""
    return _of_list(source, name, "login")


def names_of(source: Json, name: str) -> list[str]:
    """The labels or the like in a list of names or objects."""
    return _of_list(source, name, "name")


def branch_of(subject: Json, side: str) -> tuple[str, ...]:
    """The branch on that side, `head` or `base`, if it is told."""
    name = text_of(object_of(subject, side), "ref") or text_of(subject, f"{side}RefName")
    return (name,) if name else ()


def listed(source: Json, name: str) -> list[Json]:
    """The objects of a list, which in the GraphQL API stand below `nodes`."""
    return objects_of(source, name) or objects_of(object_of(source, name), "nodes")


def whole(source: Json, name: str) -> int:
    """A whole number from 1 that JSON holds exactly; 0 for anything else."""
    number = number_of(source, name) or 0
    return int(number) if 1 <= number <= _LARGEST else 0


def _gathered(loaded: Json) -> str:
    """The key of the review or issue among its parts. An issue of the REST API that is a pull request has `pull_request`
    too, with addresses only."""
    if isinstance(loaded.get("title"), str):
        return ""
    for name in ("pull_request", "issue"):
        about = loaded.get(name)
        if isinstance(about, dict) and "title" in about and "iid" not in about:
            return name
    return ""


def _looks_like_a_pull(loaded: Json) -> bool:
    named = any(name in loaded for name in ("pull_request", "head", "headRefName", "mergedAt", "merged_at", "reviews"))
    return named or "/pull/" in text_of(loaded, "html_url", "url")


def _rest_threads(about: Json) -> Iterator[Thread]:
    """Threads as GraphQL tells them; comments that it does not name are tied to each other by `in_reply_to_id`."""
    comments = sorted(listed(about, "review_comments"), key=lambda one: (_when(one), whole(one, "id")))
    by_id = {whole(comment, "id"): comment for comment in comments}
    told: set[int] = set()
    for thread in listed(about, "threads"):
        ids = thread.get("comments")
        own = [one for one in ids if isinstance(one, int) and one in by_id] if isinstance(ids, list) else []
        told.update(own)
        yield from _on_a_file([by_id[one] for one in own], thread)
    replies: dict[int, list[Json]] = {}
    for comment in comments:
        if whole(comment, "id") not in told:
            replies.setdefault(whole(comment, "in_reply_to_id") or whole(comment, "id"), []).append(comment)
    for thread_comments in replies.values():
        yield from _on_a_file(thread_comments, {})


def _flat_threads(reviews: Sequence[Json]) -> Iterator[Thread]:
    """Comments on one place are one thread. Archives that leave out the file keep the place's number in the diff, which
    a reply shares with what it answers."""
    places: dict[Hashable, list[Json]] = {}
    for review in reviews:
        for comment in listed(review, "comments"):
            stated = {"author": review.get("author"), "createdAt": _when(review), **comment}
            position = whole(comment, "originalPosition") or whole(comment, "position")
            line = whole(comment, "line") or whole(comment, "originalLine")
            place = (text_of(comment, "path"), line or -position) if line or position else len(places)
            places.setdefault(place, []).append(stated)
    for comments in places.values():
        yield from _on_a_file(sorted(comments, key=_when), {})


def _on_a_file(comments: Sequence[Json], thread: Json) -> Iterator[Thread]:
    """The thread of these comments, in their order. One that is outdated has no line any more: then it is where it was."""
    remarks = tuple(remark for remark in map(_remark, comments) if remark.text)
    if not remarks:
        return
    first = comments[0]
    last_line, start = _lines(thread) if whole(thread, "line") else _lines(first)
    yield Thread(
        remarks,
        file=text_of(thread, "path") or text_of(first, "path"),
        line=start or last_line,
        last_line=last_line,
        standing=_standing(thread),
        code=text_of(first, "diff_hunk", "diffHunk"),
    )


def _lines(place: Json) -> tuple[int, int]:
    """The last and the first line; the first is 0 where only one line is meant."""
    for last, start in (
        ("line", "start_line"),
        ("original_line", "original_start_line"),
        ("originalLine", "originalStartLine"),
    ):
        if whole(place, last):
            return whole(place, last), whole(place, start)
    return 0, 0


def _standing(thread: Json) -> str:
    if not isinstance(thread.get("is_resolved"), bool):
        return ""
    words = "resolved" if thread["is_resolved"] else "unresolved"
    return f"{words}, outdated" if thread.get("is_outdated") is True else words


def _alone(remark: Remark) -> Thread:
    return Thread((remark,))


def _of_review(review: Json) -> Remark | None:
    """What a reviewer decided, and the words that came with it; None for the bare frame of some comments."""
    said, body = _SAID.get(text_of(review, "state"), ""), words_of(review, "body")
    text = f"{said}: {body}" if said and body else said or body
    return Remark(person_of(review, "user", "author"), text, _when(review), _fragment(review)) if text else None


def _remark(comment: Json) -> Remark:
    return Remark(person_of(comment, "user", "author"), words_of(comment, "body"), _when(comment), _fragment(comment))


def _when(source: Json) -> str:
    return text_of(source, "created_at", "createdAt", "submitted_at", "submittedAt")


def _fragment(source: Json) -> str:
    """Such as `discussion_r123`: what follows the `#` in the address of a comment."""
    fragment = text_of(source, "html_url", "url").partition("#")[2]
    return fragment if _FRAGMENT.fullmatch(fragment) else ""


def _linked(about: Json, *names: str) -> Iterator[Linked]:
    for name in names:
        for one in listed(about, name):
            yield Linked(whole(one, "number"), " ".join(text_of(one, "title").split()), text_of(one, "url", "html_url"))


def _of_list(source: Json, name: str, key: str) -> list[str]:
    value = source.get(name)
    items = value if isinstance(value, list) else listed(source, name)
    found = (item.strip() if isinstance(item, str) else text_of(item, key, "name", "login") for item in items)
    return list(dict.fromkeys(filter(None, found)))
