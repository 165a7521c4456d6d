"""What a data folder holds after a kill, against what was acknowledged and what the folder ever held."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from assistant.access.directory import LOCAL_ADMINISTRATOR
from assistant.adapters.index.analysis import query_terms
from assistant.bootstrap import Lore, open_lore
from assistant.domain.queries import Scope
from assistant.errors import LoreError
from ingest.chunking.limits import Limits
from ingest.chunking.pieces import pieces
from ingest.enrichment.clean import enrich
from ingest.formats.registry import parse
from tests.benchmarks.kill_folder import ChangingFolder

SOURCE: Final = "changing"
_SOUGHT: Final = 12
"""So many acknowledged documents are searched for after each kill."""
_NEAREST: Final = 60


@dataclass(slots=True)
class Findings:
    """What was wrong, one line each."""

    lost: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.phantoms, *self.duplicates, *self.unsound]

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return not self.lines


class Acknowledged:
    """What the events files say: by path, the run whose state of the folder was last acknowledged for it."""

    def __init__(self) -> None:
        self.run_of: dict[str, int] = {}
        self._path_of: dict[str, str] = {}
        self.count = 0

    def read(self, events: Path, run: int) -> int:
        """Take a run's events; how many there were. A torn last line was never heard by anybody."""
        lines = events.read_text(encoding="utf-8").split("\n")[:-1] if events.exists() else []
        for line in lines:
            event = json.loads(line)
            path, document = event["path"], event["document"]
            before = self._path_of.get(document, path)
            self.run_of[path] = self.run_of[before] = run
            if event["event"] == "removed":
                self._path_of.pop(document, None)
            else:
                self._path_of[document] = path
        self.count += len(lines)
        return len(lines)


class Examiner:
    """Examines the data folder in this process, through the application itself."""

    def __init__(self, home: Path, folder: ChangingFolder, chance: random.Random) -> None:
        self._home = home
        self._folder = folder
        self._chance = chance
        self._texts: dict[tuple[str, str], tuple[str, ...]] = {}

    def examine(self, acknowledged: Acknowledged, *, complete: bool = False) -> Findings:
        """Everything that is wrong now. With `complete`, the catalogue has to be exactly what the folder holds."""
        found = Findings()
        try:
            with open_lore(self._home) as lore:
                held = lore.catalogue.ledger.held(SOURCE).documents
                hashes = {path: known.content_hash for path, known in held.items()}
                self._compare(hashes, acknowledged, found)
                if complete and hashes != (state := self._folder.states[-1]):
                    found.lost += [f"{path}: differs after a whole run" for path in sorted(hashes.keys() ^ state.keys())]
                for path, known in held.items():
                    stored = tuple(chunk.text for chunk in lore.catalogue.documents.chunks(known.document_id))
                    if stored not in self._expected(lore, known.content_hash):
                        found.lost.append(f"{path}: its chunks are not the text of its bytes")
                sought = self._chance.sample(sorted(held), min(_SOUGHT, len(held)))
                self._seek(lore, [held[path].document_id for path in sought], found)
                if not (agreement := lore.doctor()).sound:
                    found.unsound.append(str(agreement))
        except LoreError as error:
            found.unsound.append(str(error))
        found.duplicates += _duplicates(self._home / "catalogue.sqlite")
        return found

    def _compare(self, held: Mapping[str, str], acknowledged: Acknowledged, found: Findings) -> None:
        """Each path may be as it was acknowledged last, or as a run since then found it: that may have been committed."""
        states = self._folder.states
        for path in held.keys() | acknowledged.run_of.keys():
            run = acknowledged.run_of.get(path)
            allowed = {state.get(path) for state in states[run or 0 :]} | ({None} if run is None else set())
            actual = held.get(path)
            if actual in allowed:
                continue
            ever = any(state.get(path) == actual for state in states)
            if actual is None or (ever and allowed != {None}):
                what = "gone" if actual is None else "an older version"
                found.lost.append(f"{path}: acknowledged in run {run}, and {what}")
            else:
                found.phantoms.append(f"{path}: " + ("back after it was removed" if ever else "was never in the folder"))

    def _expected(self, lore: Lore, digest: str) -> Collection[tuple[str, ...]]:
        """What these bytes are cut into. A path can give a title, and the title takes room: any path that they had will do."""
        limits = Limits(min(lore.settings.ingest.chunk_tokens, lore.embedder.token_limit), lore.embedder.count_tokens)
        expected = []
        for path in self._folder.paths_of.get(digest, ()):
            if (digest, path) not in self._texts:
                cut = pieces(enrich(parse(self._folder.contents[digest], path)), limits)
                self._texts[digest, path] = tuple(piece.text for piece in cut)
            expected.append(self._texts[digest, path])
        return expected

    def _seek(self, lore: Lore, document_ids: list[str], found: Findings) -> None:
        """Each document's first chunk has to be found by its vector and by its words; at which place is not asked here."""
        view, scope = lore.index.view(), Scope(LOCAL_ADMINISTRATOR)
        every = len(view.vector_keys())
        for indexed in lore.journal.indexed(document_ids):
            chunk = indexed.chunks[0]
            if chunk.key not in {scored.key for scored in view.nearest(chunk.vector, _NEAREST, scope)}:
                found.lost.append(f"{indexed.document.path}: not found by its vector")
            words = {scored.key for scored in view.matching(chunk.text, every, scope)}
            if query_terms(chunk.text) and chunk.key not in words:
                found.lost.append(f"{indexed.document.path}: not found by its words")


def _duplicates(catalogue: Path) -> list[str]:
    """Asked of the file itself, beside the application."""
    queries = {
        "path": "SELECT path FROM documents GROUP BY source, path HAVING count(*) > 1",
        "ordinal": "SELECT document_id FROM chunks GROUP BY document_id, ordinal HAVING count(*) > 1",
        "gap": "SELECT document_id FROM chunks GROUP BY document_id HAVING max(ordinal) + 1 != count(*)",
        "orphan": "SELECT document_id FROM chunks WHERE document_id NOT IN (SELECT id FROM documents)",
        "vector": "SELECT text_hash FROM chunks WHERE text_hash NOT IN (SELECT text_hash FROM vectors)",
        "unused": "SELECT text_hash FROM vectors WHERE text_hash NOT IN (SELECT text_hash FROM chunks)",
    }
    connection = sqlite3.connect(catalogue)
    try:
        return [f"{name} {row[0]}" for name, query in queries.items() for row in connection.execute(query)]
    finally:
        connection.close()
