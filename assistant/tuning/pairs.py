"""What a pair is: words that somebody might ask, and the text that answers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final


class Origin(StrEnum):
    """Where a pair comes from."""

    TITLE = "title"
    """A document's title, and its first sections."""
    HEADING = "heading"
    """A heading, and what stands below it."""
    FAQ = "question as heading"
    REPLY = "question and reply"
    """A question in a thread, and what the next person said."""
    LINK = "linked title"
    """A document's title, and the document that closes or replaces it, or the other way round."""
    PRAISED = "helpful answer"
    """A question that a person asked, and what the answer that helped them cited."""


class Form(StrEnum):
    """What texts go without so that a question can be asked of them.

    A title is asked of texts without their titles: of all of them, the wrong ones too. Were the right one alone without it,
    a model would learn to find what has no title, and would be praised for it.
    """

    WHOLE = "whole"
    UNTITLED = "untitled"
    UNHEADED = "unheaded"


_FORMS: Final = {Origin.TITLE: Form.UNTITLED, Origin.HEADING: Form.UNHEADED, Origin.FAQ: Form.UNHEADED}


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with the chunk that answers it.

    `text` is the chunk as it is embedded, without the question's own words: a model that is shown them learns to compare
    strings, which the word index does better. `asked_in` is the document that the question's words are from, "" for a person's;
    `misled` are ids of documents of which a person said that they do not answer it.
    """

    question: str
    text: str
    origin: Origin
    document_id: str
    key: int
    asked_in: str = ""
    misled: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """The form of the texts that it is asked of."""
        return _FORMS.get(self.origin, Form.WHOLE)


def in_turn(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """Up to `most` pairs, one of each document before the second of any: a long document must not outweigh the others."""
    by_document: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_document[pair.document_id].append(pair)
    rounds = zip_longest(*by_document.values())
    return [pair for one in rounds for pair in one if pair is not None][:most]
