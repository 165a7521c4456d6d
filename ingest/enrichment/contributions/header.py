"""The people whom the lines at the top of a document name: `Author: Ana Ruiz <ana@example.org>`, `Sponsor: …`, `deciders:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.people import Role
from ingest.parsed import Block, BlockKind

MAX_NAME: Final = 60
_LINES: Final = 60
_LONGEST_LINE: Final = 1000
_LONGEST_VALUE: Final = 4000
_MOST_PEOPLE: Final = 100
_MOST_WORDS: Final = 6

_LABELS: Final[Mapping[Role, str]] = {
    Role.AUTHOR: "author, authors, rfc author, rfc authors, proposer, proposers, co author, co authors, champion, champions, "
    "written by, editor, editors, shepherd author, 作者",
    Role.REVIEWER: "reviewer, reviewers, reviewed by, sponsor, sponsors, shepherd, shepherds, consulted, 评审人",
    Role.DECIDER: "deciders, decider, decision makers, decision maker, decided by, approver, approvers, approved by, "
    "pep delegate, bdfl delegate, delegate, accountable, 决策人, 审批人",
    Role.OWNER: "owner, owners, maintainer, maintainers, owned by, dri, driver, contact, responsible, 负责人",
}
_ROLE_OF: Final = {label.strip(): role for role, labels in _LABELS.items() for label in labels.split(",")}

_LINE: Final = re.compile(
    r"\s{0,8}(?:[-*+]\s+|:|\|\s*)?[*_`]{0,3}([^\W\d_][\w /-]{1,28}?)[*_`]{0,3}\s?[:：|][*_`]{0,3}(?:\s+|$)(.*)"
)
_GOES_ON: Final = re.compile(r"\s+[-*+]?\s*(\S.*)|\s*[-*+]\s+(\S.*)")
_PARTS: Final = re.compile(r"[,;，；、|](?![^(\[<]{0,200}[)\]>])|\s+(?:and|&)\s+")
_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}(?:@|\s+at\s+)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_GITHUB: Final = re.compile(r"https?://github\.com/([A-Za-z0-9-]{1,39})(?![\w/-])")
_HANDLE: Final = re.compile(r"(?<![\w.])@([A-Za-z0-9-]{1,39})(?![\w.-])")
_LINK: Final = re.compile(r"\[([^\]\n]{0,200})\]\([^)\n]{0,300}\)")
_BRACKETS: Final = re.compile(r"[<(\[][^>)\]]{0,300}[>)\]]?")
_ADDITION: Final = re.compile(r"jr\.?|sr\.?|ph\.?d\.?|ii|iii", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"[?!/=#\d{}]|https?:|\S+@\S+")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a line at the top names. `line` is the line as it stands, `at` its number in the file."""

    role: Role
    name: str
    email: str
    account: str
    line: str
    at: int


def named_at_the_top(blocks: Sequence[Block]) -> list[Named]:
    """Everybody in labelled lines above the second heading, in their order."""
    found: list[Named] = []
    role: Role | None = None
    is_empty, before = False, -1
    for number, at, line in _top(blocks):
        if number != before and not is_empty:
            role = None  # only a label with nothing behind it speaks of the block below
        before = number
        labelled = _LINE.match(line)
        if labelled:
            role = _ROLE_OF.get(" ".join(re.split(r"[\s_-]+", labelled[1].casefold().strip())))
            value = labelled[2]
            is_empty = not value
        else:
            goes_on = _GOES_ON.fullmatch(line)
            value = (goes_on[1] or goes_on[2]) if goes_on else ""
            role = role if value else None
            is_empty = is_empty and not line.strip()
        if role and value and len(found) < _MOST_PEOPLE:
            found += (Named(role, *one, line.strip(), at) for one in people_in(value))
    return found[:_MOST_PEOPLE]


def people_in(value: str) -> Iterator[tuple[str, str, str]]:
    """Name, address and account of each person in `Ana Ruiz <ana@example.org>, bo@example.org (Bo Lindqvist)`.

    An address may be written `ana at example.org`; an account is a handle or a link to a profile of GitHub.
    """
    for part in _PARTS.split(value[:_LONGEST_VALUE].strip(" []|")):
        email, profile, handle = _EMAIL.search(part), _GITHUB.search(part), _HANDLE.search(part)
        account = f"github:{(profile or handle or [''])[1].casefold()}" if profile or handle else ""
        name = _name_in(part)
        address = re.sub(r"\s+at\s+", "@", email[0]).casefold() if email else ""
        if name:
            yield name, address, account
        elif address or handle:
            yield address or (handle[1] if handle else ""), address, account


def _name_in(part: str) -> str:
    """The name without address, brackets and marks; `ana@example.org (Ana Ruiz)` has it in the brackets."""
    behind = re.fullmatch(r"\s*\S{1,100}@\S{1,100}\s+\(([^()@]{2,60})\)\s*", part)
    bare = _BRACKETS.sub(" ", behind[1] if behind else _EMAIL.sub(" ", _LINK.sub(r"\1", part)))
    name = " ".join(re.sub(r"[*_`\"\\]+|^\W+|[^\w.)]+$", " ", bare).split())
    if not 1 < len(name) <= MAX_NAME or len(name.split()) > _MOST_WORDS or _NO_NAME.search(name):
        return ""
    # "to be decided" is no name; a login in lower case is.
    in_words = " " in name and name.islower() and name.isascii()
    return "" if in_words or _ADDITION.fullmatch(name) else name


def _top(blocks: Sequence[Block]) -> Iterator[tuple[int, int, str]]:
    """The lines above the second heading, with their block's and their own number."""
    headings, seen = 0, 0
    for number, block in enumerate(blocks):
        headings += block.kind is BlockKind.HEADING
        if headings > 1 or seen >= _LINES:
            return
        if block.kind not in {BlockKind.HEADING, BlockKind.CODE, BlockKind.TURN, BlockKind.COMMENT}:
            for place, line in enumerate(_first(block.text)):
                yield number, block.line + place if block.line else 0, line
                seen += 1


def _first(text: str) -> Iterable[str]:
    return (line[:_LONGEST_LINE] for line in text[: _LINES * _LONGEST_LINE].split("\n", _LINES)[:_LINES])
