"""The real student: what it saves is a model that [embedder] can name."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

from assistant.adapters.sentence_embedder import Prefixes, SentenceEmbedder
from assistant.adapters.student import SentenceStudent, is_full
from assistant.domain.readers import Principal
from assistant.errors import SettingsError, StorageError
from assistant.ports import IndexedDocument
from assistant.tuning.ports import Lesson
from assistant.tuning.tuner import Terms, Tuner
from tests.stand_ins.tiny_transformer import write_tiny_transformer
from tests.stand_ins.tuning_world import (
    ALIASES,
    Heard,
    HeldLibrary,
    HeldTold,
    Ticking,
    library_with_own_words,
    sections_with_own_words,
)

TEXTS = ["quorl brint vaskel", "the broker and the cache and the ledger"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [text for section in sections_with_own_words() for text in section]
    return write_tiny_transformer(tmp_path_factory.mktemp("models") / "tiny", [*words, "query passage"])


def test_what_is_saved_embeds_as_the_student_did(tiny: Path, tmp_path: Path) -> None:
    student = SentenceStudent(str(tiny), rate=5e-3)
    for _ in range(5):
        student.learn([Lesson(alias, word) for alias, word in ALIASES.items()], 1.0)
    student.remember()
    student.blend(0.5)
    student.save(tmp_path / "tuned")
    saved, before = SentenceEmbedder(str(tmp_path / "tuned"), "fp32"), SentenceEmbedder(str(tiny), "fp32")
    assert np.abs(saved.embed(TEXTS) - student.embed(TEXTS)).max() < 0.02
    assert np.abs(saved.embed(TEXTS) - before.embed(TEXTS)).max() > 0.05
    assert (saved.dimension, saved.token_limit) == (before.dimension, before.token_limit)


def test_it_begins_as_the_embedder_that_is_in_use(tiny: Path) -> None:
    student, embedder = SentenceStudent(str(tiny)), SentenceEmbedder(str(tiny), "fp32")
    assert np.abs(student.embed(TEXTS) - embedder.embed(TEXTS)).max() < 0.02


def test_prefixes_are_written_before_questions_and_texts(tiny: Path) -> None:
    prefixes = Prefixes("query ", "passage ")
    student, embedder = SentenceStudent(str(tiny), prefixes), SentenceEmbedder(str(tiny), "fp32", 0, prefixes)
    assert np.abs(student.embed(TEXTS) - embedder.embed(TEXTS)).max() < 0.02
    assert np.abs(student.embed_questions(TEXTS)[0] - embedder.embed_question(TEXTS[0])).max() < 0.02
    assert np.abs(student.embed_questions(TEXTS) - student.embed(TEXTS)).max() > 0.02


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be loaded"):
        SentenceStudent(str(tmp_path / "nothing"))


def save_with_little_room(tiny: Path, folder: Path) -> None:
    """In a process of its own: a limit on the size of files can't be taken back."""
    student = SentenceStudent(str(tiny))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        student.save(folder)
    except StorageError as error:
        os._exit(7 if "can't be written" in str(error) and "\n" not in str(error) else 8)


def test_a_model_that_does_not_fit_is_said_in_one_line(tiny: Path, tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=save_with_little_room, args=(tiny, tmp_path / "tuned"))
    process.start()
    process.join(200)
    assert process.exitcode == 7


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"), True),
        (OSError(errno.EIO, "Input/output error"), False),
        (SafetensorError("Error while serializing: I/O error: File too large (os error 27)"), False),
    ],
    ids=["the system's", "safetensors'", "a broken disk", "safetensors', of another kind"],
)
def test_a_full_disk_is_known_in_both_spellings(error: Exception, full: bool) -> None:
    assert is_full(error) is full


def embedded_by(student: SentenceStudent, library: list[IndexedDocument]) -> list[IndexedDocument]:
    """The library with the vectors that an ingest with this model stores."""
    vectors = iter(student.embed([chunk.text for one in library for chunk in one.chunks]))
    return [replace(one, chunks=tuple(replace(chunk, vector=next(vectors)) for chunk in one.chunks)) for one in library]


@pytest.mark.parametrize(("shuffled", "kept"), [(False, True), (True, False)], ids=["own words", "words that mean nothing"])
def test_tuning_helps_where_there_is_something_to_learn(tiny: Path, shuffled: bool, kept: bool) -> None:
    student = SentenceStudent(str(tiny), rate=5e-3)
    library = embedded_by(student, library_with_own_words(shuffled=shuffled))
    tuner = Tuner(HeldLibrary(library), HeldTold())
    prepared = tuner.prepare(Principal("root", administrator=True))
    made = tuner.tune(prepared, student, Terms(Ticking()), Heard())
    assert made.verdict.kept is kept
    assert made.verdict.rows[0].before < 0.2
    assert not kept or made.verdict.rows[0].after > 0.35
