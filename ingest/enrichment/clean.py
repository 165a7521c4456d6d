"""The one way in: a parsed document without hidden text and secrets."""

from __future__ import annotations

from dataclasses import replace

from ingest.enrichment.hidden_text import WARNING, remove_hidden, visible
from ingest.enrichment.redaction import redact, redact_blocks
from ingest.parsed import Parsed


def enrich(parsed: Parsed) -> Parsed:
    """The document as it may be stored: hidden text goes first, since it could break a secret into two."""
    title, title_hides = visible(parsed.title)
    blocks, hides = remove_hidden(parsed.blocks)
    title, in_title = redact(title)
    blocks, warnings = redact_blocks(blocks)
    warnings = (
        *((WARNING,) if hides or title_hides else ()),
        *(f"secret redacted: {name} (title)" for name, _ in in_title),
        *warnings,
    )
    if not warnings and title == parsed.title and blocks == parsed.blocks:
        return parsed
    return replace(parsed, title=title, blocks=blocks, warnings=(*parsed.warnings, *warnings))
