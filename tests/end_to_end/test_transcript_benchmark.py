"""A short form of `python -m tests.benchmarks.transcripts`, and that each thing which could be wrong is seen by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.documents import Anchor, Chunk, Document, Kind
from ingest.chunking.pieces import Limits, pieces
from ingest.formats.registry import parse
from tests.benchmarks.transcript_lines import Read, compare, evidence, holds_exactly, uncovered
from tests.benchmarks.transcripts import Tally, check_forms, differs, examine, main, path_of
from tests.stand_ins.meetings import FORMS, call

CALLS = 2
SEED = 5
LINES = ["Ana Ruiz: One two.", "Bo: Three, four. Five six.", "Ana Ruiz: ", "Bo:  Seven."]
Change = Callable[[list[Chunk]], list[Chunk]]


@pytest.fixture(scope="module")
def tallies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    """Two calls in every form, through the real commands."""
    return check_forms(tmp_path_factory.mktemp("transcripts"), CALLS)


@pytest.mark.parametrize("name", FORMS)
def test_what_was_said_is_all_there_after_a_real_ingest(tallies: dict[str, Tally], name: str) -> None:
    said = sum(len(call(seed).said) for seed in range(CALLS))
    assert tallies[name] == Tally(calls=CALLS, utterances=said)


def read(data: bytes, path: str) -> Read:
    """The document and its chunks, as they should be held."""
    parsed = parse(data, path)
    found = pieces(parsed, Limits(60, lambda texts: [len(text.split()) + 2 for text in texts]))
    chunks = [Chunk(0, "d", number, piece.text, piece.headings, piece.anchor) for number, piece in enumerate(found)]
    return Document("d", "files", path, parsed.title, parsed.kind or Kind.PAGE, "", fields=parsed.fields), chunks


def read_call(name: str) -> Read:
    return read(FORMS[name].write(call(SEED)).encode(), path_of(name, SEED))


def first(chunks: list[Chunk], **changes: Any) -> list[Chunk]:
    return [replace(chunks[0], **changes), *chunks[1:]]


def placed(**changes: Any) -> Change:
    """The first chunk with another anchor."""
    return lambda chunks: first(chunks, anchor=replace(chunks[0].anchor, **changes))


def with_a_name_in_an_utterance(chunks: list[Chunk]) -> list[Chunk]:
    name, words = chunks[0].text.split(": ", 1)
    one, rest = words.split(" ", 1)
    return first(chunks, text=f"{name}: {one}\n{name}: {rest}")


def with_two_names_exchanged(chunks: list[Chunk]) -> list[Chunk]:
    one, two = call(SEED).people[:2]
    text = "\n".join(chunk.text for chunk in chunks)
    assert f"{one}: " in text
    assert f"{two}: " in text
    return [replace(chunk, text=chunk.text.replace(one, "X").replace(two, one).replace("X", two)) for chunk in chunks]


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        pytest.param(lambda chunks: chunks, set(), id="nothing changed"),
        pytest.param(lambda chunks: [*chunks[:1], *chunks[2:]], {"lost"}, id="a chunk that is gone"),
        pytest.param(lambda chunks: first(chunks, text=chunks[0].text.rsplit(" ", 1)[0]), {"lost"}, id="a word that is gone"),
        pytest.param(lambda chunks: first(chunks, text=chunks[0].text + " zebra"), {"invented"}, id="a word too many"),
        pytest.param(lambda chunks: [*chunks, chunks[-1]], {"invented"}, id="a chunk twice"),
        pytest.param(lambda chunks: [Chunk(0, "d", 0, "Nobody wrote this zebra."), *chunks], {"invented"}, id="an opening"),
        pytest.param(with_a_name_in_an_utterance, {"invented"}, id="a name within an utterance"),
        pytest.param(with_two_names_exchanged, {"wrong_speaker"}, id="two names exchanged"),
        pytest.param(placed(speaker="Nobody"), {"wrong_speaker"}, id="another speaker in the anchor"),
        pytest.param(placed(seconds=None), {"wrong_second"}, id="no second"),
        pytest.param(placed(seconds=9000.0), {"wrong_second"}, id="a second too late"),
        pytest.param(placed(seconds=0.1), {"wrong_second"}, id="a second that is off"),
    ],
)
@pytest.mark.parametrize("name", ["srt", "zoom-timeline"])
def test_the_check_sees_what_is_wrong(name: str, change: Change, seen: set[str]) -> None:
    tally = examine(FORMS[name], call(SEED), change(read_call(name)[1]))
    wrong = {one.name for one in fields(tally) if getattr(tally, one.name)} - {"calls", "utterances"}
    assert wrong == seen
    assert tally.clean == (not seen)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({}, False, id="as made"),
        pytest.param({"title": "Another"}, True, id="another title"),
        pytest.param({"kind": Kind.PAGE}, True, id="a page"),
        pytest.param({"fields": {}}, True, id="nobody there"),
    ],
)
def test_the_check_compares_what_the_document_states(changes: dict[str, Any], wrong: bool) -> None:
    document, _ = read_call("fireflies-json")
    assert differs(FORMS["fireflies-json"], call(SEED), replace(document, **changes)) == wrong


def cut(text: str, line: int, last_line: int, speaker: str = "Bo") -> Chunk:
    return Chunk(0, "d", 0, text, (), Anchor(line=line, last_line=last_line, speaker=speaker))


@pytest.mark.parametrize(
    ("chunk", "exact"),
    [
        pytest.param(cut("Bo: Three, four. Five six.", 2, 2), True, id="one whole line"),
        pytest.param(cut("Five six.", 2, 2), True, id="a part of a line"),
        pytest.param(cut("Five six.\nAna Ruiz:\nBo: Seven.", 2, 4), True, id="from the middle of a line on"),
        pytest.param(cut("Ana Ruiz: One two.\nBo: Three, four.", 1, 2, "Ana Ruiz"), True, id="up to the middle of a line"),
        pytest.param(cut("Three, four.\nAna Ruiz:\nBo: Seven.", 2, 4), False, id="words left out in the middle"),
        pytest.param(cut("Five six.\nAna Ruiz:\nBo: Seven.", 1, 4), False, id="a line too early"),
        pytest.param(cut("Bo: Three, four. Five six.", 2, 3), False, id="a line too late"),
        pytest.param(cut("Bo: Seven.", 5, 5), False, id="after the end"),
        pytest.param(cut("Bo: Seven.", 0, 0), False, id="no lines"),
        pytest.param(cut("Bo: Seven.", 4, 4, "Ana Ruiz"), False, id="another speaker"),
    ],
)
def test_a_chunk_is_exact_if_its_lines_are_its_text(chunk: Chunk, exact: bool) -> None:
    assert holds_exactly(LINES, chunk) == exact


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        pytest.param([cut("\n".join(LINES), 1, 4)], set(), id="all in one"),
        pytest.param([cut("\n".join([LINES[0], "Bo: Three,"]), 1, 2), cut("four. Five six.", 2, 2)], {2, 3}, id="two are gone"),
        pytest.param([cut("\n".join(LINES), 1, 3)], {3}, id="held but not covered"),
        pytest.param([cut("\n".join(LINES[:3]), 1, 4)], {3}, id="covered but not held"),
    ],
)
def test_an_utterance_must_be_held_where_it_is_covered(chunks: Sequence[Chunk], lines: set[int]) -> None:
    assert uncovered(LINES, chunks) == lines


def written(place: Path, *ranges: list[int]) -> tuple[Path, Path]:
    """A corpus of two transcripts, and a question about the second."""
    corpus, questions = place / "corpus", place / "questions.jsonl"
    (corpus / "team").mkdir(parents=True)
    for number in range(2):
        text = "\n".join(f"{LINES[line % 4]} Item {line}, document {number}." for line in range(80))
        (corpus / "team" / f"call-{number}.txt").write_text(text + "\n", encoding="utf-8")
    asked = {"question": "Why?", "relevant": ["team/call-1.txt"], "evidence_lines": list(ranges)}
    questions.write_text(json.dumps(asked) + "\n", encoding="utf-8")
    return corpus, questions


def test_every_citation_of_a_corpus_opens_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, questions = written(tmp_path, [0, 9], [5, 20])
    assert main(["--calls", "0", "--corpus", str(corpus), "--questions", str(questions)]) == 0
    printed = capsys.readouterr().out
    assert "2 of 2 documents, 160 utterances, 0 missing" in printed
    assert "whose anchor covers their line: 21 checked, 0 missing" in printed


def test_evidence_that_is_nowhere_is_missing(tmp_path: Path) -> None:
    corpus, questions = written(tmp_path, [78, 81])
    paths = [f"team/call-{number}.txt" for number in range(2)]
    held = {path: read((corpus / path).read_bytes(), path) for path in paths}

    after_the_end = compare(corpus, questions, held)
    assert after_the_end.missing == [f"{paths[1]}:81 (evidence)", f"{paths[1]}:82 (evidence)"]
    assert (after_the_end.wrong_chunks, after_the_end.missing_lines, after_the_end.documents) == ([], [], 2)
    assert not after_the_end.clean

    not_indexed = compare(corpus, questions, {paths[0]: held[paths[0]]})
    assert (len(not_indexed.missing), len(not_indexed.missing_lines), not_indexed.documents) == (4, 78, 1)

    exchanged = compare(corpus, questions, {paths[0]: held[paths[1]], paths[1]: held[paths[0]]})
    assert len(exchanged.wrong_chunks) == exchanged.chunks > 2


def test_evidence_of_several_questions_counts_once() -> None:
    asked = [{"relevant": ["a"], "evidence_lines": [[0, 2], [2, 3]]}, {"relevant": ["a"], "evidence_lines": [[3, 4]]}]
    assert evidence(map(json.dumps, asked)) == {"a": {0, 1, 2, 3, 4}}


@pytest.mark.parametrize("arguments", [["--calls", "0"], ["--corpus", "."], ["--questions", "q.jsonl"]])
def test_a_check_of_nothing_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
