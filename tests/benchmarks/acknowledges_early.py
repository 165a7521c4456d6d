"""An ingest that is broken on purpose: it acknowledges documents first and commits them later.

`tests/benchmarks/kills.py --broken` runs it as a child process and has to catch it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.adapters.catalogue.ledger import SqlLedger
from assistant.bootstrap import open_lore
from assistant.ports import Commit
from ingest.bootstrap import Ingest, Limits


class EagerLedger(SqlLedger):
    """Tells the world before the transaction, not after it."""

    events: Path

    def commit(self, commit: Commit) -> None:
        """Acknowledge, then commit."""
        named = [*(new.document for new in commit.upserts), *commit.moves]
        with self.events.open("a", encoding="utf-8") as stream:
            for document in named:
                stream.write(json.dumps({"event": "indexed", "path": document.path, "document": document.id}) + "\n")
        super().commit(commit)


class Silent:
    """The ledger above has said everything already."""

    def listed(self, total: int) -> None:
        """See ingest.ports.Progress."""

    def advanced(self, path: str) -> None:
        """See ingest.ports.Progress."""

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        """See ingest.ports.Progress."""


def main(home: Path, events: Path, *, full: bool) -> None:
    """Run over all sources, as `lore ingest` does."""
    with open_lore(home) as lore:
        ledger = EagerLedger(lore.catalogue.engine)
        ledger.events = events
        events.touch()
        limits = Limits(lore.settings.ingest.chunk_tokens, int(lore.settings.ingest.max_file_mb * 1e6))
        ingest = Ingest(home, ledger, lore.catalogue.sources, lore.embedder, lore.publisher, limits)
        ingest.run([], lambda _: Silent(), full=full)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), full="--full" in sys.argv)
