"""The sources below an answer: a line for each document, and where it opens. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from assistant.domain.answers import Citation
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.domain.originals import original_url
from assistant.domain.statuses import Standing, standing
from assistant.slack.rendering.escaping import address, cut, link, mrkdwn

TITLE: Final = 45
_NAME: Final = 40
_STATUS: Final = 40
_CONTEXT: Final = 2900
"""Characters in one element; Slack takes 3,000."""
_DAYS_IN_DAYS, _DAYS_IN_WEEKS = 14, 63
"""Up to how many days an age is told in days, and in weeks."""


def url_of(citation: Citation, site: str) -> str:
    """Where a citation opens: the original at the place cited, else Lore's page of it at the place cited, else ""."""
    return _url(citation.document, citation.chunk, site)


def url_of_hit(hit: Hit, site: str) -> str:
    """The same for a hit."""
    return _url(hit.document, hit.chunk, site)


def links_of(citations: Sequence[Citation], site: str) -> dict[int, str]:
    """Where each marker leads, by its number; without those that lead nowhere."""
    return {citation.marker: url for citation in citations if (url := url_of(citation, site))}


def source_blocks(citations: Sequence[Citation], site: str, today: date) -> list[dict[str, Any]]:
    """Context blocks with a line for each document that is cited, in the order of the numbers."""
    cited: dict[str, list[Citation]] = {}
    for citation in sorted(citations, key=lambda one: one.marker):
        cited.setdefault(citation.document.id, []).append(citation)
    return list(context_blocks([_line(same, site, today) for same in cited.values()]))


def context_blocks(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Lines of mrkdwn in as few context blocks as hold them."""
    waiting: list[str] = []
    for line in lines:
        if waiting and sum(len(one) + 1 for one in waiting) + len(line) > _CONTEXT:
            yield context(waiting)
            waiting = []
        waiting.append(line)
    if waiting:
        yield context(waiting)


def context(lines: Sequence[str]) -> dict[str, Any]:
    """One context block."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": "\n".join(lines), "verbatim": True}]}


def details_of(document: Document, today: date) -> list[str]:
    """Kind, author, age, and the status of what does not hold, escaped for mrkdwn."""
    moment = document.updated_at or document.created_at
    is_stale = standing(document.status) is not Standing.HOLDS
    return [
        document.kind.replace("-", " "),
        *([_authors(document.authors)] if document.authors else []),
        *([age(moment, today)] if moment else []),
        *([mrkdwn(cut(document.status.casefold(), _STATUS))] if is_stale else []),
    ]


def age(moment: datetime, today: date) -> str:
    """`today`, `5 days ago`, `3 weeks ago`, `March 2024`."""
    days = (today - moment.date()).days
    if days < 1:
        return "today" if days == 0 else f"{moment:%B %Y}"
    if days == 1:
        return "yesterday"
    if days < _DAYS_IN_DAYS:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < _DAYS_IN_WEEKS else f"{moment:%B %Y}"


def _line(citations: Sequence[Citation], site: str, today: date) -> str:
    first = citations[0]
    numbers = "".join(f"[{number}]" for number in dict.fromkeys(citation.marker for citation in citations))
    title = link(url_of(first, site), cut(" ".join(first.document.title.split()), TITLE) or "untitled")
    return f"{numbers} {' · '.join([title, *details_of(first.document, today)])}"


def _authors(authors: Sequence[str]) -> str:
    first, more = mrkdwn(cut(authors[0], _NAME)), len(authors) - 1
    return f"{first} and {more} more" if more else first


def _url(document: Document, chunk: Chunk, site: str) -> str:
    original = address(original_url(document, chunk)) or address(document.url)
    return original or address(f"{site}/documents/{document.id}#c-{chunk.key}" if site else "")
