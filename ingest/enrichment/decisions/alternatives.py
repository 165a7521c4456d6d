"""What was considered and not taken, with the reasons against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from assistant.domain.decisions import Alternative
from ingest.enrichment.decisions.sections import Section, children_of, weighs
from ingest.enrichment.decisions.text import readable, says_something, sentences, shortened, unmarked
from ingest.formats.headers import cells_of
from ingest.formats.items import Item, items_of
from ingest.parsed import Block, BlockKind

MAX_ALTERNATIVES: Final = 30
MAX_NAME: Final = 120
MAX_REASON: Final = 400
MAX_LIST: Final = 40_000

_AGAINST: Final = re.compile(
    r"[*_]{0,3}(?:bad|con|cons|against|disadvantages?|drawbacks?|rejected|negative"
    r"|缺点|劣势)\b[*_]{0,3}\s*[,:：-]?\s*(?:because|since|as)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_FOR: Final = re.compile(r"[*_]{0,3}(?:good|pro|pros|neutral|advantages?|positive|优点|优势)\b", re.IGNORECASE)
_TAKEN: Final = re.compile(r"\W*(?:chosen|selected|taken|this is what we|we (?:chose|took|take|choose) this)\b", re.IGNORECASE)
_WE_TAKE: Final = re.compile(r"we (?:take|took|choose|chose|use|decided|go|went|pick)\b", re.IGNORECASE)
_IN_A_ROW: Final = re.compile(r"(?:\A|(?<=[.!?)]\s))(?P<mark>\*\*|\*|_)(?P<name>[^*_\n]{1,100}?[.:])(?P=mark)\s")
_BUT_BAD: Final = re.compile(r"[;.,]\s*(?:but\s+)?(?:bad|con|against)\b[,:]?\s*(?:because\s+(?!of\b))?", re.IGNORECASE)
_LABELLED: Final = re.compile(
    r"(?P<mark>\*\*|__|\*|_|``|`)(?P<name>[^*_`\n]{2,120}?)(?P=mark)\s*(?:[:：.–—-]{1,2}|\((?=reject))?\s*(?P<reason>.*)",
    re.DOTALL,
)
_NAMED: Final = re.compile(r"(?P<name>[^:：.\n]{1,100}?)\s*(?:[:：]\s+|\s[–—-]{1,2}\s)(?P<reason>\S.*)", re.DOTALL)
_OPTION: Final = re.compile(
    r"^(?:(?:option|alternative|approach|solution|idea|方案"
    r"|选项)\s*[#№]?\s*[\dA-Z一二三四五]{1,2}\s*[:：.–—-]\s*|(?:\d{1,2}|[A-H])[.)]\s+)",
    re.IGNORECASE,
)
_TAKEN_NUMBER: Final = re.compile(
    r"\W{0,3}(?:we (?:choose|chose|take|took|go with|went with) )?(?:option|alternative|方案) ?(\d|[A-Ha-h])\b", re.IGNORECASE
)
_RATHER: Final = re.compile(r"\b(?:instead of|rather than|over|not|against|without|neglect\w*|statt)\b", re.IGNORECASE)
_SPEAKS_AGAINST: Final = re.compile(
    r"\b(?:reject\w*|did(?: not|n.t) (?:choose|take|pick|go with|use)"
    r"|not (?:chosen|taken)|ruled out|decided against|dismissed)\b",
    re.IGNORECASE,
)
_IT: Final = re.compile(r"\b(?:it|this|that)\b", re.IGNORECASE)
_CANDIDATES: Final = re.compile(r"(?:candidates?|options?|alternatives?|approach|approaches|solutions?|方案|选项|候选)")
_AGAINST_COLUMN: Final = re.compile(
    r"(?:reason|why|cons?|disadvantages?|against|drawbacks?|verdict|rejected|原因|缺点)", re.IGNORECASE
)
_RULE: Final = re.compile(r"[\s|:+=-]+")
_COMBINED: Final = re.compile(r"\b(?:rationale|and|&)\b|prior art|drawbacks")
_NOT_ONE: Final = re.compile(
    r"(?:deciders?|decided by|date|status|author|see also|note|overview|summary|introduction|background"
    r"|discussion|comparison|references|conclusion|general|other|notes|prior art|drawbacks|rationale)$"
)
_WORDS: Final = re.compile(r"\w+")
_LITTLE: Final = frozenset("a an the of with and or use using in on by for to our own".split())
_LEAD_END: Final = re.compile(r"[,;:(.]|\s(?:in|with|as|for|on|to|run|will|becomes?|is)\s")


def alternatives_in(sections: Sequence[Section], taken: str, decided: str) -> tuple[Alternative, ...]:
    """Every other way, once. `taken` names the way that was taken, or begins with it; `decided` is all that the section
    which decides says."""
    found: list[tuple[Alternative, bool]] = []
    done, number = 0, _number_taken(taken)
    for section in sections:
        if not weighs(section) or section.start <= done:
            continue
        done = section.end
        refused = "reject" in section.name
        for one in islice(_in_section(section, sections, 0 if refused else number), 2 * MAX_ALTERNATIVES):
            if refused or not (_TAKEN.match(one.reason) or _WE_TAKE.match(one.name)):
                _merge(one, found, refused=refused)
    kept = list(_without_taken(found, taken))
    return tuple(_with_reasons(kept[:MAX_ALTERNATIVES], decided))


def _merge(one: Alternative, found: list[tuple[Alternative, bool]], *, refused: bool) -> None:
    """Take it, unless it is one of those that were found: `Pulsar` with its reasons is the `Apache Pulsar` of the list."""
    words = _words(one.name)
    if not words or _NOT_ONE.match(" ".join(_WORDS.findall(one.name.casefold()))):
        return
    for place, (earlier, was_refused) in enumerate(found):
        own = _words(earlier.name)
        if own == words or (not earlier.reason and (own <= words or words <= own)):
            found[place] = (replace(earlier, reason=earlier.reason or one.reason), was_refused or refused)
            return
    found.append((one, refused))


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(name.casefold())) - _LITTLE


def _without_taken(found: Sequence[tuple[Alternative, bool]], taken: str) -> Iterator[Alternative]:
    """All but the way that was taken; what stands below "Rejected" never is that."""
    first = _RATHER.split(next(sentences(taken[:600]), ""))[0]
    chosen, lead = _words(" ".join(first.split()[:20])), _words(_LEAD_END.split(first)[0])
    named = [
        one for one, refused in found if not refused and chosen and (_words(one.name) <= chosen or chosen <= _words(one.name))
    ]
    if not named and 0 < len(lead) <= 3:
        named = [one for one, refused in found if not refused and lead <= _words(one.name)]
        named = named if len(named) == 1 else []
    yield from (one for one, _ in found if one not in named)


def _in_section(section: Section, sections: Sequence[Section], number: int) -> Iterator[Alternative]:
    """The ways that a section weighs, but for the one of this number, which was taken."""
    children = [one for one in children_of(section, sections) if not _NOT_ONE.match(one.name)]
    for place, child in enumerate(children, 1):
        if weighs(child) and any(True for _ in children_of(child, sections)):
            yield from _in_section(child, sections, number)
        elif place != number:
            yield Alternative(_named(child.heading.text), _reason(child.whole))
    lists_only = bool(children) or bool(_COMBINED.search(section.name))
    for block in section.own:
        yield from _of_block(block, number, lists_only=lists_only)


def _of_block(block: Block, number: int, *, lists_only: bool) -> Iterator[Alternative]:
    """Beside headings that name the ways, and among reasons for the one that was taken, only what has a reason is one."""
    if block.kind is BlockKind.LIST and unmarked(block.text[:200]) != block.text[:200]:
        for place, item in enumerate(items_of(replace(block, text=block.text[:MAX_LIST]), lambda _: False), 1):
            one = _of_item(item) if place != number else None
            if one and (one.reason or not lists_only):
                yield one
    elif block.kind is BlockKind.LIST:
        yield from _of_definitions(block)
    elif block.kind is BlockKind.TABLE:
        yield from _of_table(block)
    elif block.kind is BlockKind.PARAGRAPH and says_something(block):
        yield from _of_paragraph(block, lists_only=lists_only)


def _of_definitions(block: Block) -> Iterator[Alternative]:
    """Terms at the margin, each with its definition indented below, as reST writes them."""
    name, below = "", list[str]()
    for line in [*block.text[:8000].split("\n"), "."]:
        if line[:1].isspace() or not line.strip():
            below.append(line)
            continue
        if name and below and len(name) <= MAX_NAME:
            yield Alternative(_named(name), _short("\n".join(below)))
        name, below = line, []


def _number_taken(taken: str) -> int:
    """3 of `Option 3`, 2 of `Option B`; 0 where the way that was taken is not numbered."""
    match = _TAKEN_NUMBER.match(taken)
    if match is None:
        return 0
    return int(match[1]) if match[1].isdecimal() else ord(match[1].upper()) - ord("A") + 1


def _of_item(item: Item) -> Alternative | None:
    """One bullet: a name with a reason behind a colon or below it, or a name alone. What is longer is a remark."""
    below = "; ".join(one.whole for one in item.nested)
    labelled = _LABELLED.match(item.text)
    named = labelled or _NAMED.match(item.text)
    if named:
        return Alternative(_named(named["name"]), _short(named["reason"]) or _short(below))
    words = readable(item.text)
    first, rest = _divided(words)
    name = first if len(first) <= MAX_NAME else ""
    return (
        Alternative(_named(name), _short(rest) or _short(below))
        if name and not _AGAINST.match(words) and not _FOR.match(words)
        else None
    )


def _of_table(block: Block) -> Iterator[Alternative]:
    """The rows of a table whose first column holds the candidates."""
    rows = [cells_of(line) for line in block.text.split("\n")[:60] if line.strip() and not _RULE.fullmatch(line)]
    if rows and _CANDIDATES.fullmatch(rows[0][0].casefold()):
        why = next((place for place, cell in enumerate(rows[0]) if _AGAINST_COLUMN.match(cell)), 0)
        for row in rows[1:]:
            yield Alternative(_named(row[0]), _short(row[why]) if 0 < why < len(row) else "")


def _of_paragraph(block: Block, *, lists_only: bool) -> Iterator[Alternative]:
    """One way with its reason, or several in as many sentences: `A hook: easily skipped. A scan at night: a day too long.`"""
    text = block.text[:4000]
    names = list(_IN_A_ROW.finditer(text))
    if len(names) > 1 and names[0].start() == 0:
        ends = [*(match.start() for match in names[1:]), len(text)]
        yield from (
            Alternative(_named(one["name"]), _short(text[one.end() : end])) for one, end in zip(names, ends, strict=True)
        )
        return
    labelled = _LABELLED.match(text)
    if labelled and labelled["reason"].strip():
        yield Alternative(_named(labelled["name"]), _short(labelled["reason"]))
        return
    if lists_only:
        return
    told = list(sentences(readable(block.text)[:2000]))
    named = [match if match and len(match["name"].split()) <= 14 else None for match in map(_NAMED.match, told)]
    if named and named[0]:
        yield from _of_sentences(told, named)
    elif len(told) > 1 and len(told[0]) <= MAX_NAME and not told[0].endswith((":", "?")):
        yield Alternative(_named(told[0]), _short(" ".join(told[1:])))


def _of_sentences(told: Sequence[str], named: Sequence[re.Match[str] | None]) -> Iterator[Alternative]:
    starts = [place for place, match in enumerate(named) if match] + [len(told)]
    for start, end in pairwise(starts):
        match = named[start]
        if match:
            yield Alternative(_named(match["name"]), _short(" ".join([match["reason"], *told[start + 1 : end]])))


def _reason(blocks: Iterable[Block]) -> str:
    """What speaks against it where that is marked, else the first sentences that are no template's and no list of merits."""
    told = [block for block in blocks if says_something(block) and block.kind is not BlockKind.HEADING]
    against = []
    for block in told[:6]:
        if block.kind is BlockKind.LIST:
            for item in items_of(replace(block, text=block.text[:MAX_LIST]), lambda _: False):
                match = _AGAINST.match(item.text)
                if match:
                    against.append(readable(item.text[match.end() :]) or "; ".join(readable(one.whole) for one in item.nested))
    if against:
        return shortened("; ".join(filter(None, against)), MAX_REASON)
    for block in told[:3]:
        words = readable(block.text)
        if block.kind is not BlockKind.LIST or not _FOR.match(words.lstrip("-*+ ")):
            return _short(words.lstrip("-*+ "))
    return ""


def _short(text: str) -> str:
    """The first two sentences; of merits and faults on one line the faults."""
    words = readable(text).strip(" ;–—-")
    if _FOR.match(words):
        words = _BUT_BAD.split(words, maxsplit=1)[-1]
    return shortened(" ".join(list(sentences(words[:2000]))[:2]), MAX_REASON)


def _divided(words: str) -> tuple[str, str]:
    first = next(sentences(words[:2000]), "")
    return first.rstrip(".。"), words[len(first) :].strip()


def _named(name: str) -> str:
    words = _OPTION.sub("", readable(name)).strip(" .:：;,\"'“”*_`")
    return words if len(words) <= MAX_NAME else f"{words[: MAX_NAME - 1].rsplit(' ', 1)[0]}…"


def _with_reasons(found: Iterable[Alternative], decided: str) -> Iterator[Alternative]:
    """Those without a reason get the sentence of the decision that speaks against them, by name or as "it" after the name."""
    told = list(sentences(decided[:6000]))
    for one in found:
        spoken = (
            sentence
            for before, sentence in pairwise(["", *told])
            if _SPEAKS_AGAINST.search(sentence)
            and (
                one.name.casefold() in sentence.casefold()
                or (one.name.casefold() in before.casefold() and _IT.search(sentence))
            )
        )
        yield one if one.reason else replace(one, reason=shortened(next(spoken, ""), MAX_REASON))
