"""What a newcomer has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """That somebody read a document: which version of it (`content_hash` is the document's at that moment), when, and on the
    path for which topic."""

    document_id: str
    content_hash: str
    topic: str
    read_at: datetime
