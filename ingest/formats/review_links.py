"""What a review or issue of GitHub speaks of: what it closes, replaces or takes back, and what it mentions.

References are written as https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
says, `#12`, `GH-12`, `owner/name#12` or an address, and closing keywords as
https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue says.
"""  # fmt: skip

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Link
from ingest.formats.json_values import text_of
from ingest.formats.review_shapes import Review
from ingest.formats.threads import MAX_LINKS, MAX_SEARCHED, addresses, references

_ADDRESS: Final = re.compile(
    r"https?://[^\s/]{1,100}/(?P<repository>[\w.-]{1,100}/[\w.-]{1,100})/(?P<folder>issues|pull)/(?P<number>\d{1,7})(?!\w)[\w/?=&#.-]*"
)
_KINDS: Final = ("blob/", "wiki/", "discussions/")
"""What of a repository's pages can be a document."""
_REFERENCE: Final = r"(?:(?P<repository>[\w.-]{1,100}/[\w.-]{1,100})?#|GH-)(?P<number>[1-9]\d{0,6})\b"
_WHICH: Final = r"(?:\s*:)?\s+(?:(?:the\s+)?(?:issue|pr|pull request)\s+)?"
_MENTION: Final = re.compile(rf"(?<![\w&/#.-]){_REFERENCE}")
_RELATIONS: Final = {
    "closes": re.compile(rf"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?){_WHICH}{_REFERENCE}", re.IGNORECASE),
    "supersedes": re.compile(rf"\b(?:supersedes?|replaces?|obsoletes?){_WHICH}{_REFERENCE}", re.IGNORECASE),
    "reverts": re.compile(rf"\breverts?{_WHICH}{_REFERENCE}", re.IGNORECASE),
}
_BY: Final = r"(?:superseded|replaced|obsoleted)\s+by|clos(?:ed|ing)(?:\s+this)?,?\s+in\s+favou?r\s+of"
_REPLACED: Final = re.compile(rf"(?<!not )\b(?:{_BY}){_WHICH}{_REFERENCE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a review is: its address and its repository's, which are empty where it tells none, and its document's path."""

    url: str
    repository: str
    """`https://github.com/owner/name`"""
    path: str


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A pull request or an issue: `repository` is `owner/name`, "" for the one that the text is from."""

    repository: str
    number: int


def place_of(review: Review, path: str) -> Place:
    """The place, from the address for people; the REST API's own `url` is one for programs."""
    url = text_of(review.subject, "html_url") or text_of(review.subject, "url")
    address = _ADDRESS.match(url)
    if address is None:
        is_for_people = url.startswith(("https://", "http://")) and "/repos/" not in url
        return Place(url if is_for_people else "", "", path)
    return Place(url, url[: address.end("repository")], path)


def is_replaced(review: Review) -> bool:
    """Whether it says that another took its place: in its own words, or once it was closed in the conversation. What was
    merged is in force, whatever was said of it."""
    return bool(_replacing(review))


def replacements(review: Review, place: Place) -> Iterator[str]:
    """What took its place, if anything did."""
    return (_target(one, place, "pull" if review.is_pull else "issues") for one in _replacing(review))


def links_of(review: Review, place: Place) -> Iterator[Link]:
    """Every other document that it speaks of, once, with the relation that says most. Only its own words and the
    service's list close, replace or take back; the conversation mentions.

    `#12` may be an issue or a pull request. It is addressed as what the relation is about, and a mention as an issue,
    from where GitHub leads to the pull request if it is one.
    """
    itself = _Numbered("", review.number)
    seen = {itself}
    own, talk = _own_words(review), _conversation(review)
    pulls = set(_pulls([*own, *talk, *(one.url for one in review.linked)], place))
    relations = [
        *(("closes", one) for one in _linked(review, place) if review.is_pull),
        *((relation, one) for relation, form in _RELATIONS.items() for one in _found(form, own, place)),
        *(("refers-to", one) for one in _linked(review, place)),
        *(("refers-to", one) for one in _found(_MENTION, [*own, *talk], place)),
    ]
    for relation, one in relations[: 2 * MAX_LINKS]:
        if one not in seen:
            seen.add(one)
            stands_for = relation if review.is_pull or relation != "closes" else "refers-to"
            yield Link(stands_for, _target(one, place, "pull" if one in pulls else _folder(review, relation)))
    yield from (Link("refers-to", address) for address in _documents(review, place))


def _own_words(review: Review) -> list[str]:
    return [text_of(review.subject, "title"), review.body]


def _conversation(review: Review) -> list[str]:
    return [remark.text for thread in review.threads for remark in thread.remarks]


def _replacing(review: Review) -> list[_Numbered]:
    if review.state == "merged":
        return []
    words = [*_own_words(review), *(_conversation(review) if review.state == "closed" else ())]
    place = place_of(review, "")
    return [one for one in dict.fromkeys(_found(_REPLACED, words, place)) if one.number != review.number or one.repository]


def _folder(review: Review, relation: str) -> str:
    """A pull request replaces a pull request, and closes an issue."""
    return "pull" if relation == "reverts" or (relation == "supersedes" and review.is_pull) else "issues"


def _linked(review: Review, place: Place) -> Iterator[_Numbered]:
    for one in review.linked:
        address = _ADDRESS.match(one.url)
        if address:
            yield _numbered(address, place)
        elif one.number:
            yield _Numbered("", one.number)


def _pulls(texts: Sequence[str], place: Place) -> Iterator[_Numbered]:
    """What an address tells to be a pull request."""
    found = (match for text in texts for match in _ADDRESS.finditer(text[:MAX_SEARCHED]))
    return (_numbered(match, place) for match in found if match["folder"] == "pull")


def _found(form: re.Pattern[str], texts: Sequence[str], place: Place) -> Iterator[_Numbered]:
    """What this form finds, with addresses on the same server as short as people write them."""
    short = (_ADDRESS.sub(lambda match: _shortened(match, place), text[:MAX_SEARCHED]) for text in texts)
    return (_numbered(match, place) for match in references(form, short))


def _shortened(match: re.Match[str], place: Place) -> str:
    own = place.repository.split("/")[:3]
    return f"{match['repository']}#{match['number']}" if own == match[0].split("/")[:3] else match[0]


def _numbered(match: re.Match[str], place: Place) -> _Numbered:
    repository = match["repository"] or ""
    is_own = place.repository.casefold().endswith(f"/{repository.casefold()}")
    return _Numbered("" if is_own else repository, int(match["number"]))


def _target(one: _Numbered, place: Place, folder: str) -> str:
    """The address; without the review's own address the path that its document has beside the review's."""
    if place.repository:
        home = "/".join([*place.repository.split("/")[:3], one.repository]) if one.repository else place.repository
        return f"{home}/{folder}/{one.number}"
    if one.repository:
        return f"https://github.com/{one.repository}/{folder}/{one.number}"
    above, _, _ = place.path.rpartition("/")
    outer, _, _ = above.rpartition("/")
    return "/".join(filter(None, [outer, "pulls" if folder == "pull" else folder, f"{one.number}.json"]))


def _documents(review: Review, place: Place) -> list[str]:
    """Addresses of files and pages of the same repository, without the place in them."""
    if not place.repository:
        return []
    texts = [*_own_words(review), *_conversation(review)]
    found = (address.partition("#")[0] for address in addresses(texts))
    inside = (one for one in found if one.casefold().startswith(f"{place.repository.casefold()}/"))
    return list(dict.fromkeys(one for one in inside if one[len(place.repository) + 1 :].startswith(_KINDS)))
