"""What is taken out of a clean document beside its text: decisions, terms, people, and what it refers to."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.extracted import Extracted
from ingest.enrichment.contributions.extracting import contributions_in
from ingest.enrichment.decisions.extracting import decisions_in
from ingest.enrichment.declared import declared_in
from ingest.enrichment.glossary.extracting import terms_in
from ingest.enrichment.references.extracting import links_in
from ingest.parsed import Parsed


def extract(parsed: Parsed, path: str) -> Parsed:
    """The document with what it decides, defines, who made it, and its links."""
    extracted = Extracted(
        decisions=decisions_in(parsed, path),
        terms=terms_in(parsed),
        contributions=contributions_in(parsed),
    )
    fields = {**parsed.fields, **declared_in(parsed)}
    return replace(parsed, extracted=extracted, links=links_in(parsed, path), fields=fields)
