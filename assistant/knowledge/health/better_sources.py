"""The documents that somebody names as a better source than those of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References

OURS: Final = re.compile(r"/documents/([0-9A-Za-z_-]+)")
"""A link to Lore's own page of a document."""
_ADDRESS: Final = re.compile(r"https?://\S+")


class BetterSources:
    """Finds what a person means, among what they may read. Blocks."""

    def __init__(self, memory: Memory, references: References) -> None:
        self._memory = memory
        self._references = references

    def called(self, principal: Principal, words: str) -> Sequence[Document]:
        """By an id, a link to Lore's page, a path, an address (of any place in the document), a number such as `ADR-0019`, or a
        title; none where nothing that they may read is called so."""
        view = self._memory.seen_by(principal)
        if (ours := OURS.search(words)) and (own := view.documents.get(ours[1])):
            return [own]
        if found := self._references.called(principal, words):
            return found
        if not _ADDRESS.fullmatch(words):
            return []
        wanted = {plain_address(words), plain_address(words.partition("?")[0])}
        return [one for one in view.documents.values() if one.url and plain_address(one.url) in wanted]


def plain_address(address: str) -> str:
    """An address without the place in the document that it leads to."""
    return address.partition("#")[0].rstrip("/")
