"""Numbers the citations of an answer that is put together from two. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.domain.answers import Citation

_MARKER: Final = re.compile(r"(?<!\w)\[(\d{1,3})\]")


def numbered_behind(text: str, citations: Sequence[Citation], before: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """A text whose markers go on from those of what stands before it, and the citations of both."""
    last = max((citation.marker for citation in before), default=0)
    own = {citation.marker for citation in citations}

    def moved(marker: re.Match[str]) -> str:
        number = int(marker[1])
        return f"[{number + last}]" if number in own else marker[0]

    shifted = (replace(citation, marker=citation.marker + last) for citation in citations)
    return _MARKER.sub(moved, text), (*before, *shifted)
