"""What a decision replaces, what replaced it, what it needs, and where it was discussed, as its document says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from assistant.domain.documents import Link
from assistant.domain.quotes import Quote
from ingest.enrichment.decisions.sections import Section
from ingest.enrichment.decisions.text import MAX_QUOTE, readable, unmarked
from ingest.formats.headers import HeaderLine, is_nothing
from ingest.parsed import Block, BlockKind

MAX_LINKS: Final = 40
MAX_SEARCHED: Final = 3000

_SERIES: Final = "adr|rfc|pep|jep|kep|dep|gep|tep|xep|bep|eip|erc|bip|cip|sep|rep|sip|tip|se|decision|proposal|design|record"
_RELATION_OF: Final = {
    **dict.fromkeys(
        ("supersedes", "replaces", "obsoletes", "supersede", "replace", "取代", "替代", "ersetzt", "remplace"), "supersedes"
    ),
    **dict.fromkeys(
        ("superseded by", "replaced by", "obsoleted by", "superseded", "被取代", "取代者", "ersetzt durch", "remplacé par"),
        "superseded-by",
    ),
    **dict.fromkeys(
        ("requires", "depends on", "needs", "prerequisite", "prerequisites", "dependencies", "depends", "依赖", "前置"), "needs"
    ),
    **dict.fromkeys(("implements", "implementation of", "decision behind it", "decided in"), "implements"),
    **dict.fromkeys(
        (
            "discussions to",
            "discussion",
            "discussion at",
            "discussions",
            "resolution",
            "decision notes",
            "decision note",
            "rfc pr",
            "review",
            "discussed in",
            "comments uri",
            "讨论",
        ),
        "discussed-in",
    ),
}
_TARGETS: Final = re.compile(
    rf"""\[(?P<text>[^\]\n]{{1,200}})\]\((?P<to>[^)\s]{{1,500}})[^)\n]{{0,100}}\)
    |\[(?P<ref>[^\]\n]{{1,200}})\](?:\[[^\]\n]{{0,100}}\])?
    |xref:(?P<xref>[^\s\[]{{1,300}})\[[^\]\n]{{0,200}}\]
    |:(?P<role>pep|rfc|dep):`(?P<number>\d{{1,6}})[^`\n]{{0,100}}`
    |:(?:doc|ref):`(?:[^`<\n]{{0,200}}<)?(?P<doc>[^`<>\n]{{1,200}})>?`
    |`[^`<\n]{{0,200}}<(?P<rest>[^`>\s]{{1,500}})>`_{{1,2}}
    |(?P<url>https?://[^\s<>()\[\]\"'`]{{4,500}})
    |(?P<series>\b(?:{_SERIES})[\s:#_-]{{0,3}}\d{{1,6}}\b)
    |(?P<hash>(?<![\w&])[#!]\d{{1,7}}\b)
    |(?P<path>(?<![\w/])/?(?:[\w.-]{{1,80}}/){{1,8}}[\w.-]{{1,100}}|\b[\w-]{{1,100}}\.(?:md|rst|adoc|html|txt)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE: Final = re.compile(r"(?<![\w.-])0*\d{1,6}(?![\w.-])")
_BY: Final = re.compile(
    r"(?<!\bnot )(?P<part>\b(?:part(?:ly|ially)|mostly)\s+)?\b(?:superseded|replaced"
    r"|obsoleted)(?:\s+in\s+part)?\s+by\b\s*:?\s*|被\s*(?=\S{1,80}取代)|已由",
    re.IGNORECASE,
)
_REPLACES: Final = re.compile(r"(?<!\bto )\b(?:supersedes|replaces|obsoletes)\b\s*:?\s*", re.IGNORECASE)
_NOUN: Final = rf"(?:{_SERIES}|document|specification|spec|note|doc|page|policy|standard)"
_OF_ITSELF: Final = re.compile(
    rf"\bthis\s+(?:{_NOUN}\s+)?(?P<verb>(?:(?:is|was|has|had|now|since|later"
    rf"|been|also|fully|therefore|(?P<part>part(?:ly|ially)|mostly))\s+){{0,4}}"
    rf"(?P<how>superseded\s+by|replaced\s+by|obsoleted\s+by|supersedes|replaces|obsoletes))\s*:?\s+"
    rf"(?:(?:the\s+)?(?:earlier|previous|older|newer)?\s*)?(?P<to>.{{1,200}})",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_PART: Final = re.compile(r"\W{0,3}\s{0,3}(?:with respect to|in part|insofar|as far as|'s\b)", re.IGNORECASE)
_DISCUSSED: Final = re.compile(
    r"\W{0,4}discuss(?:ion|ions|ed)(?:\s+(?:is|thread|at|in|on|here)){0,3}\s*:?\s+<?(https?://[^\s<>()]{4,500})", re.IGNORECASE
)
_RELATED: Final = re.compile(
    r"(?:related )?links?|related(?: \w+)?|references?|see also|more information|notes?|relations?|相关\w*", re.IGNORECASE
)
_END: Final = re.compile(r"[.;。；](?:\s|$)|\s(?:because|since|but|which|who)\s", re.IGNORECASE)


def links_in(
    header: Iterable[HeaderLine],
    status: Sequence[Block],
    sections: Sequence[Section],
    blocks: Sequence[Block],
    *,
    in_part: bool,
) -> Iterator[tuple[Link, Quote]]:
    """Links with the line that states each: of the header, of what stands below "Status" and in lists of links, and of
    sentences by which the document speaks of itself. `in_part` says that only a part of it was replaced."""
    found = [
        *_in_header(header),
        *_in_lines(status, in_part=in_part),
        *_in_lines(
            [block for one in sections if _RELATED.fullmatch(one.name) for block in one.own], in_part=in_part, opening=True
        ),
        *_discussed(blocks),
        *_in_prose(blocks, in_part=in_part),
    ]
    seen: set[tuple[str, str]] = set()
    for link, quote in found[: 4 * MAX_LINKS]:
        key = (link.relation, link.target.casefold())
        if key not in seen and len(seen) < MAX_LINKS:
            seen.add(key)
            yield link, quote


def targets_in(text: str, *, titled: bool = False, bare: bool = False) -> list[str]:
    """What a text names other documents by: addresses, paths, numbers of a series; `bare` numbers, and where nothing else is
    found the words themselves (`titled`)."""
    found = [_target(match) for match in _TARGETS.finditer(text[:MAX_SEARCHED])]
    rest = _TARGETS.sub(" ", text[:MAX_SEARCHED])
    if bare:
        found += [match[0] for match in _BARE.finditer(rest)]
    words = readable(text).strip(" .:;,\"'*_")
    if not found and titled and 3 <= len(words) <= 120 and not is_nothing(words):
        found = [words]
    return list(dict.fromkeys(filter(None, found)))


def _target(match: re.Match[str]) -> str:
    named = match.groupdict()
    if named["number"]:
        return f"{named['role'].upper()} {named['number']}"
    if named["to"]:
        local = named["to"].startswith("#")
        return (named["text"] if local else named["to"]).strip()
    kept = next((value for name, value in named.items() if value and name not in {"text", "role"}), "")
    return kept.strip().rstrip(".,;:")


def _in_header(header: Iterable[HeaderLine]) -> Iterator[tuple[Link, Quote]]:
    for line in header:
        relation = _RELATION_OF.get(line.name)
        if relation is None or is_nothing(line.value):
            continue
        if relation == "discussed-in":
            targets = [target for target in targets_in(line.value) if "://" in target]
        else:
            targets = targets_in(line.value, titled=True, bare=True)
        for target in targets:
            yield Link(relation, target), Quote(line.text.strip()[:MAX_QUOTE], line.line)


def _in_lines(blocks: Sequence[Block], *, in_part: bool, opening: bool = False) -> Iterator[tuple[Link, Quote]]:
    """`Superseded by …` and `Supersedes …` in lines that say little else; only at their beginning if `opening`."""
    for block in blocks[:20]:
        for number, line in enumerate(block.text[:MAX_SEARCHED].split("\n")[:40]):
            words = unmarked(line).lstrip("*_ ")
            by = _BY.search(words)
            own = None if by else _REPLACES.search(words)
            match = by or own
            if match is None or (opening and match.start() > 0):
                continue
            rest = words[match.end() :]
            relation = "supersedes" if own else "amended-by" if in_part or match["part"] else "superseded-by"
            quote = Quote(line.strip()[:MAX_QUOTE], block.line + number if block.line else 0)
            for target in targets_in(_clause(rest), titled=not opening):
                yield Link(relation, target), quote


def _clause(words: str) -> str:
    """Up to the end of the clause; the full stop of `[5. Hosting](0005-hosting.md)` ends none."""
    named = [match.span() for match in _TARGETS.finditer(words[:MAX_SEARCHED])]
    ends = (match.start() for match in _END.finditer(words[:MAX_SEARCHED]))
    return words[: next((end for end in ends if not any(first < end < last for first, last in named)), len(words))]


def _discussed(blocks: Sequence[Block]) -> Iterator[tuple[Link, Quote]]:
    """`Discussion at https://…` above the first heading."""
    for block in blocks[:12]:
        if block.kind is BlockKind.HEADING:
            return
        match = _DISCUSSED.match(block.text[:MAX_SEARCHED])
        if match:
            yield Link("discussed-in", match[1].rstrip(".,;")), _line_at(block, 0)


def _in_prose(blocks: Sequence[Block], *, in_part: bool) -> Iterator[tuple[Link, Quote]]:
    """Such as `This RFC has been superseded by RFC 1974`, wherever it stands; of a document that was replaced in part, also
    `these ranges have been superseded by …`."""
    for block in blocks:
        if block.kind in {BlockKind.CODE, BlockKind.HEADING, BlockKind.TABLE} or not re.search(
            "supersed|obsolete|replace", block.text
        ):
            continue
        text = block.text[:MAX_SEARCHED]
        for match in list(_OF_ITSELF.finditer(text))[:5]:
            how = match["how"].casefold()
            relation = "supersedes" if not how.endswith("by") else "amended-by" if match["part"] or in_part else "superseded-by"
            first = _TARGETS.match(match["to"])
            if first and not _ONLY_PART.match(match["to"][first.end() :]):
                yield Link(relation, _target(first)), _line_at(block, match.start())
        for match in list(_BY.finditer(text))[:5] if in_part else ():
            first = _TARGETS.match(text, match.end())
            if first:
                yield Link("amended-by", _target(first)), _line_at(block, match.start())


def _line_at(block: Block, at: int) -> Quote:
    start = block.text.rfind("\n", 0, at) + 1
    line = block.text[start:].split("\n", 1)[0].strip()
    kept = line if len(line) <= MAX_QUOTE else block.text[at : at + MAX_QUOTE].split("\n", 1)[0].strip()
    return Quote(kept, block.line + block.text.count("\n", 0, at) if block.line else 0)
