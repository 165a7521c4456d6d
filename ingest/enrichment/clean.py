"""The one way in: a parsed document without hidden text and secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.domain.documents import Anchor, Link
from ingest.enrichment.hidden_text import WARNING, remove_hidden, visible
from ingest.enrichment.redaction import redact, redact_blocks
from ingest.parsed import Block, Parsed

_BREAK = re.compile(r"[\n\t]+")


def enrich(parsed: Parsed) -> Parsed:
    """The document as it may be stored: hidden text goes first, since it could break a secret into two."""
    about = _About()
    blocks, hides = remove_hidden(parsed.blocks)
    blocks, warnings = redact_blocks(blocks)
    clean = replace(
        parsed,
        title=about.line(parsed.title, "title"),
        authors=about.lines(parsed.authors, "author"),
        status=about.line(parsed.status, "status"),
        language=about.line(parsed.language, "language"),
        url=about.address(parsed.url, "address"),
        fields=about.fields(parsed.fields),
        links=tuple(about.links(parsed.links)),
        blocks=tuple(_with_clean_anchors(blocks, about)),
    )
    hidden = (WARNING,) if about.hides or hides else ()
    clean = replace(clean, warnings=(*parsed.warnings, *hidden, *about.warnings, *warnings))
    return parsed if clean == parsed else clean


@dataclass(slots=True)
class _About:
    """Cleans what a document states beside its text, and notes what was found there."""

    hides: bool = False
    warnings: list[str] = field(default_factory=list)

    def text(self, text: str, where: str) -> str:
        shown, hides = visible(text)
        self.hides = self.hides or hides
        clean, secrets = redact(shown)
        self.warnings += (f"secret redacted: {name} ({where})" for name, _ in secrets)
        return clean

    def line(self, text: str, where: str) -> str:
        return _BREAK.sub(" ", self.text(text, where))

    def lines(self, texts: Iterable[str], where: str) -> tuple[str, ...]:
        """Those of which anything is left."""
        return tuple(line for text in texts if (line := self.line(text, where)).strip())

    def address(self, address: str, where: str) -> str:
        """The address, or "" if it holds a secret: what is left of it leads nowhere."""
        known = len(self.warnings)
        clean = self.line(address, where)
        return "" if len(self.warnings) > known else clean

    def fields(self, fields: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        return {self.line(name, "field"): tuple(self.text(one, name) for one in values) for name, values in fields.items()}

    def links(self, links: Iterable[Link]) -> Iterator[Link]:
        for link in links:
            target = self.address(link.target, "link")
            if target or not link.target:
                yield replace(link, target=target)

    def anchor(self, anchor: Anchor) -> Anchor:
        """What an anchor says in the document's words."""
        slug = visible(anchor.fragment)[0]
        return replace(
            anchor,
            fragment="" if redact(slug)[1] else slug,  # it is the heading once more, and that has its warning
            file=self.line(anchor.file, "file"),
            speaker=self.line(anchor.speaker, "speaker"),
        )


def _with_clean_anchors(blocks: Iterable[Block], about: _About) -> Iterator[Block]:
    for block in blocks:
        anchor = block.anchor
        named = anchor.fragment or anchor.file or anchor.speaker
        yield replace(block, anchor=about.anchor(anchor)) if named else block
