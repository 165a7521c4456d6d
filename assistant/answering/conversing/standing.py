"""What an answer in the sources' words says itself, between its quotes: what is in force, and what replaced what. Pure.

An answer that is said again in fewer words keeps these and drops quotes: a quote without them may be of what was never adopted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Final

MARKER: Final = re.compile(r"\[(\d{1,3})\]")
_SHOWN: Final = (">", "|", "```")
"""What a quote, a table and code begin with."""
_TELLS: Final = re.compile(r"\*{1,2}[^*\s]|[^\n]*\S[^\n]*\[\d{1,3}\]")
"""A label (`**Now**: …`), a note (`*How these stand: …*`), or a sentence with its marker."""
_ONLY_MARKERS: Final = re.compile(r"(?:\s*\[\d{1,3}\])+\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of an answer's text; `is_quote` tells that its words are a source's."""

    text: str
    is_quote: bool

    @property
    def markers(self) -> list[int]:
        """The numbers that it points to, in their order."""
        return [int(number) for number in MARKER.findall(self.text)]

    @property
    def leads(self) -> bool:
        """Whether it only announces what follows."""
        return not self.is_quote and not self.text.startswith("*") and self.text.endswith((":", "："))


def parts_with_standing(text: str) -> list[Part]:
    """The paragraphs of an answer with the first of its quotes alone, where it says itself how things stand; none where it is
    nothing but quotes."""
    parts = _without_idle_leads(_first_quote_only(_parts(text)))
    return parts if any(not one.is_quote and _TELLS.match(one.text) for one in parts) else []


def _parts(text: str) -> list[Part]:
    kinds, in_code = [], False
    for line in text.strip().splitlines():
        fence = line.startswith("```")
        is_quote = in_code or line.startswith(_SHOWN) or bool(_ONLY_MARKERS.fullmatch(line))
        in_code ^= fence
        kinds.append((is_quote, bool(line.strip()) or in_code, line))
    groups = ((key, [line for *_, line in held]) for key, held in groupby(kinds, key=lambda one: one[:2]))
    return [Part("\n".join(lines), is_quote) for (is_quote, is_full), lines in groups if is_full]


def _first_quote_only(parts: list[Part]) -> list[Part]:
    """A label keeps the markers of the quote that it loses."""
    first = next((part for part in parts if part.is_quote and part.markers), None)
    kept: list[Part] = []
    for part in parts:
        if not part.is_quote or part is first:
            kept.append(part)
        elif kept and kept[-1].text.startswith("**") and not kept[-1].is_quote:
            marks = "".join(f"[{number}]" for number in part.markers)
            kept[-1] = Part(f"{kept[-1].text} {marks}".strip(), is_quote=False)
    return kept


def _without_idle_leads(parts: list[Part]) -> list[Part]:
    """Without "This is what it proposed:" where that is not shown."""
    behind = [*parts, Part("", is_quote=False)][1:]
    return [part for part, next_ in zip(parts, behind, strict=True) if not part.leads or next_.is_quote or _is_list(next_)]


def _is_list(part: Part) -> bool:
    return bool(re.match(r"[-*] |\d+[.)] ", part.text))
