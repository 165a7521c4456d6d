"""Several questions in one: `What is the retry limit, and who decided it?`, `compare X and Y`. Pure.

A question is taken apart only where each part names what it is about, itself or through the one before it.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.domain.questions import Turn
from assistant.retrieval.following import names_its_subject, standing_alone

MOST: Final = 4
"""Parts that are searched; a list of ten questions is a form, and is searched as one."""
_FEWEST: Final = 3
"""Words of a part; a bare `and why?` asks for more of the same answer."""
_WORD: Final = re.compile(r"\w+")
_IDEOGRAPH: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_STANDING_FOR: Final = re.compile(
    r"\b(?:documents?|called|names?|named|results?|solutions?|accordingly|outcomes?|details?|consequences?|answers?|"
    r"impacts?|effects?|"
    r"problems?|issues?|differences?|titles?|versions?|steps?|else|respectively|status|evolved?)\b",
    re.IGNORECASE,
)
"""Words that need something else to be about."""
_ASKS: Final = r"(?:what|who|whom|when|where|why|how|which|whose|is|are|was|were|do|does|did|has|have|can|should|must)"
_NEXT: Final = re.compile(
    rf"\?\s+(?:(?:and|also|but|plus)\b,?\s*)?(?={_ASKS}\b)|"
    r",?\s+(?:and|but|und|et|y)(?: also| then)?,?\s+"
    r"(?=(?:what|who|whom|when|where|why|how|which|wer|warum|wann|wie|qui|pourquoi|quand|comment|quién|por qué|cuándo|cómo)\b)|"
    r"[?？]\s*(?=\S)|[,，](?=谁|什么时候|为什么|怎么)",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    rf"^\W*{_ASKS}\b|^\W*(?:wer|was|wann|warum|wie|qui|que|quand|pourquoi|comment|quién|qué|cuándo)\b|谁|什么|为什么|怎么|多少|哪",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"(?:what|how) (?:about|if)\b|why not\b", re.IGNORECASE)
"""What asks on about the subject of the question beside it."""
_SIDE: Final = r"[^,;?.!]{2,80}?"
_TWO: Final = (
    re.compile(
        rf"^\W*(?:please )?compare (?P<one>{_SIDE}) (?:and|with|to|against|vs\.?) (?P<other>{_SIDE})\W*$", re.IGNORECASE
    ),
    re.compile(
        rf"^\W*(?:what(?:['’]s| is| are) the |explain the )?(?:differences?|"
        rf"distinction) between (?P<one>{_SIDE}) and (?P<other>{_SIDE})\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*how (?:does|do|is|are) (?P<one>{_SIDE}) (?:differ|"
        rf"different) from (?P<other>{_SIDE})\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?P<one>[\w.+#-]+(?: [\w.+#-]+){0,3}) (?:vs\.?|versus) (?P<other>[\w.+#-]+(?: [\w.+#-]+){0,3})\W*$",
        re.IGNORECASE,
    ),
)


def parts_of(text: str, mask: str) -> tuple[str, ...]:
    """The questions within a text, each standing alone; () where it is one. `mask` is the text with what is quoted masked."""
    for form in _TWO:
        if match := form.match(mask):
            return _sides(text, match)
    cuts = [match.span() for match in _NEXT.finditer(mask)]
    if not 1 <= len(cuts) < MOST:
        return ()
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    pieces = [text[edges[at] : edges[at + 1]].strip(" ,;?？") for at in range(0, len(edges), 2)]
    if not all(_QUESTION.search(piece) and not _GOES_ON.match(piece) for piece in pieces):
        return ()
    return _alone(pieces)


def _sides(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """Both things, each with what is said of both behind the second: `A and B in Kafka`."""
    sides = [text[slice(*match.span(name))].strip() for name in ("one", "other")]
    if not all(names_its_subject(side) for side in sides):
        return ()
    if (tail := _OF.search(sides[1])) and not _OF.search(sides[0]):
        sides[0] += tail[0]
    return tuple(sides)


_OF: Final = re.compile(r" (?:of|in|for|on|at|with|between) .+$")
"""What is said of both sides behind the second: `the costs and benefits of Kafka`."""


def _alone(pieces: list[str]) -> tuple[str, ...]:
    """Each with its subject, from those before it; () where one says nothing of its own."""
    alone = [f"{pieces[0]}?"]
    for piece in pieces[1:]:
        if len(_WORD.findall(piece)) < _FEWEST and not _IDEOGRAPH.search(piece):
            return ()
        alone.append(standing_alone(f"{piece}?", [Turn("", one) for one in alone]))
    if not all(_says_what(one) for one in alone) or len(set(alone)) < len(alone):
        return ()
    return tuple(alone)


def _says_what(part: str) -> bool:
    """Whether a part names a subject besides words that stand for whatever was spoken of."""
    return names_its_subject(_STANDING_FOR.sub(" ", part))
