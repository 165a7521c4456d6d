"""A Progress for tests that watch no bar."""

from __future__ import annotations


class Quiet:
    """A Progress that remembers what it heard."""

    def __init__(self) -> None:
        self.acknowledged_documents: list[tuple[str, str, str]] = []

    def listed(self, total: int) -> None:
        """See ingest.ports.Progress."""

    def advanced(self, path: str) -> None:
        """See ingest.ports.Progress."""

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        """See ingest.ports.Progress."""
        self.acknowledged_documents.append((event, path, document_id))
