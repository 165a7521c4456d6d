"""Whether what is cited of a transcript stands in the lines that the citation opens; run by `transcripts`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from assistant.bootstrap import open_lore
from assistant.domain.documents import Chunk, Document
from tests.benchmarks.hostile import ingest

SOURCE: Final = "files"
"""What `ingest` calls the folder."""
_SHOWN: Final = 20

Read: TypeAlias = tuple[Document, list[Chunk]]


def ingested(folder: Path, home: Path) -> Mapping[str, Read]:
    """Ingest a folder by the command; by path, what the application then has of the documents that the run indexed."""
    seconds, ended = ingest(folder, home)
    print(f"{len(ended['indexed'])} documents indexed in {seconds:.1f} s", flush=True)
    with open_lore(home) as lore:
        documents = lore.catalogue.documents
        held = {path: known.document_id for path, known in lore.catalogue.ledger.held(SOURCE).documents.items()}
        stored = {path: (documents.get(held[path]), documents.chunks(held[path])) for path in ended["indexed"] if path in held}
    return {path: (document, chunks) for path, (document, chunks) in stored.items() if document and chunks}


@dataclass(slots=True)
class Cited:
    """Whether citations of a corpus open the lines that they speak of; complaints are one line each."""

    files: int = 0
    documents: int = 0
    chunks: int = 0
    evidence: int = 0
    wrong_chunks: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    lines: int = 0
    missing_lines: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong, and there was something to check."""
        wrong = self.wrong_chunks or self.missing or self.missing_lines
        return not wrong and self.documents == self.files > 0 and self.evidence > 0


def holds_exactly(lines: Sequence[str], chunk: Chunk) -> bool:
    """Whether the chunk's text is that of its anchor's lines, under the first line's speaker. The first may have words
    before the text and the last words after it, where a long utterance was cut. How much white space stands between two
    words, or behind the name of somebody who was not understood, is not compared."""
    first, last = chunk.anchor.line, chunk.anchor.last_line
    own = [" ".join(line.split()) for line in chunk.text.split("\n")]
    if not 1 <= first <= last <= len(lines) or len(own) != last - first + 1:
        return False
    stretch = [" ".join(line.split()) for line in lines[first - 1 : last]]
    if not stretch[0].startswith(f"{chunk.anchor.speaker}:") or not chunk.anchor.speaker:
        return False
    if len(own) == 1:
        return own[0] in stretch[0]
    return stretch[0].endswith(own[0]) and stretch[1:-1] == own[1:-1] and stretch[-1].startswith(own[-1])


def uncovered(lines: Sequence[str], chunks: Sequence[Chunk]) -> set[int]:
    """The lines, from 0, that the chunks whose anchors cover them do not hold in full."""
    covering: list[list[str]] = [[] for _ in lines]
    for chunk in chunks:
        for line in range(max(chunk.anchor.line, 1), min(chunk.anchor.last_line, len(lines)) + 1):
            covering[line - 1].append(_unspaced(chunk.text))
    return {number for number, line in enumerate(lines) if _unspaced(line) not in "".join(covering[number])}


def _unspaced(text: str) -> str:
    """Without white space: a long utterance is cut at it, or between two signs."""
    return "".join(text.split())


def compare(corpus: Path, questions: Path, held: Mapping[str, Read]) -> Cited:
    """Each chunk that is held of a corpus, and each piece of evidence, against the lines of the files."""
    files = {path.relative_to(corpus).as_posix(): path for path in sorted(corpus.rglob("*.txt"))}
    found = Cited(files=len(files), documents=len(files.keys() & held.keys()))
    wanted = evidence(questions.read_text(encoding="utf-8").splitlines())
    found.evidence = sum(len(numbers) for numbers in wanted.values())
    for path in sorted(files.keys() | wanted.keys()):
        lines = files[path].read_text(encoding="utf-8").removesuffix("\n").split("\n") if path in files else []
        chunks = held[path][1] if path in held else []
        absent = uncovered(lines, chunks) | {number for number in wanted.get(path, ()) if number >= len(lines)}
        found.chunks += len(chunks)
        found.lines += len(lines)
        found.wrong_chunks += [f"{path}: {chunk.anchor}" for chunk in chunks if not holds_exactly(lines, chunk)]
        found.missing += [f"{path}:{number + 1} (evidence)" for number in sorted(wanted.get(path, set()) & absent)]
        found.missing_lines += [f"{path}:{number + 1}" for number in sorted(absent - wanted.get(path, set()))]
    return found


def evidence(questions: Iterable[str]) -> dict[str, set[int]]:
    """By document, the utterances, from 0, that answer any of the questions."""
    wanted: dict[str, set[int]] = {}
    for asked in map(json.loads, questions):
        (path,) = asked["relevant"]
        for first, last in asked["evidence_lines"]:
            wanted.setdefault(path, set()).update(range(first, last + 1))
    return wanted


def show_cited(cited: Cited) -> None:
    """The figures of a corpus, and the first complaints."""
    print(f"{cited.documents} of {cited.files} documents, {cited.lines} utterances, {len(cited.missing_lines)} missing")
    print(f"chunks whose anchor's lines hold exactly their text: {cited.chunks} checked, {len(cited.wrong_chunks)} wrong")
    print(
        f"evidence utterances in a chunk whose anchor covers their line: {cited.evidence} checked, {len(cited.missing)} missing"
    )
    for complaint in [*cited.wrong_chunks[:_SHOWN], *cited.missing[:_SHOWN], *cited.missing_lines[:_SHOWN]]:
        print(f"  {complaint}")
