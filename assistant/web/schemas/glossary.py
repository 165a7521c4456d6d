"""The shapes of `/v1/glossary`."""

from __future__ import annotations

from pydantic import BaseModel

from assistant.knowledge.glossary import Definition, Entry
from assistant.web.schemas.answers import DocumentOut, document_path


class DefinitionOut(BaseModel):
    """One document's own words for a term; `url` opens the document at the quoted chunk."""

    meaning: str
    quote: str
    url: str
    document: DocumentOut

    @classmethod
    def of(cls, definition: Definition, site: str) -> DefinitionOut:
        """As JSON; `site` is the address of this server, without a slash at its end."""
        return cls(
            meaning=definition.meaning,
            quote=definition.quote.text,
            url=site + definition_path(definition),
            document=DocumentOut.of(definition.document),
        )


class MeaningOut(BaseModel):
    """One thing that a term means, with every readable document that says so."""

    text: str
    definitions: list[DefinitionOut]


class EntryOut(BaseModel):
    """A term; of several meanings that of a glossary comes first, then the most frequent."""

    name: str
    is_acronym: bool
    meanings: list[MeaningOut]

    @classmethod
    def of(cls, entry: Entry, site: str) -> EntryOut:
        """As JSON."""
        meanings = [
            MeaningOut(text=meaning.text, definitions=[DefinitionOut.of(one, site) for one in meaning.definitions])
            for meaning in entry.meanings
        ]
        return cls(name=entry.name, is_acronym=entry.is_acronym, meanings=meanings)


class GlossaryOut(BaseModel):
    """Entries in the order of the alphabet, or the best first where they were searched; `total` counts all that there are."""

    entries: list[EntryOut]
    total: int


def definition_path(definition: Definition) -> str:
    """The path of a document's page, opened at the chunk that defines the term."""
    path = document_path(definition.document)
    return f"{path}#c-{definition.key}" if definition.key else path
