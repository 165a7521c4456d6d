"""A small question set, and a data folder that holds its corpus."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.bootstrap import open_lore
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from ingest.bootstrap import Ingest
from tests.stand_ins.quiet import Quiet

SUBJECTS = {
    "bus": "We chose the plover bus because it keeps the order of messages.",
    "cache": "The heron cache evicts entries by their age, since sizes hardly differ.",
    "poller": "The gull poller reads the berth feed every ten minutes.",
    "quota": "Each tenant of the tern gateway has a quota of calls a second.",
    "backup": "Backups of the skua store are taken at night and restored weekly.",
    "login": "People sign in to the stork portal with their company account.",
}
"""What each document of the corpus says under its one heading."""


def write_set(folder: Path, name: str = "birds") -> Path:
    """A question for each document, of which one is from a template, and one that nothing answers."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    lines = []
    for subject, text in SUBJECTS.items():
        (corpus / f"{subject}.md").write_text(f"# About the {subject}\n\n## Decision\n\n{text}\n", encoding="utf-8")
        lines.append(
            {
                "id": subject,
                "question": f"What was decided about the {text.split()[3]} {subject}?",
                "answers": [text],
                "answerable": True,
                "relevant": [f"{subject}.md"],
                "kind": "status_templated" if subject == "login" else "heading",
                "answer_type": "section",
            }
        )
    lines.append({"id": "none", "question": "Who feeds the cat?", "answers": [], "answerable": False, "relevant": []})
    (folder / "questions.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    return folder


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    """A question set."""
    return write_set(tmp_path / "birds")


@pytest.fixture
def birds_home(home: Path, birds: Path) -> Path:
    """A data folder with the set's corpus."""
    with open_lore(home) as lore:
        lore.catalogue.sources.add(
            SourceEntry("birds", "folder", str(birds / "corpus"), readers=Readers.parse("everyone"), added_at=datetime.now(UTC))
        )
        Ingest(home, lore.catalogue, lore.embedder, lore.publisher).run([], lambda _: Quiet())
    return home
