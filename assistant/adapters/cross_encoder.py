"""The Reranker over a cross-encoder of sentence-transformers."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import structlog
import torch
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder

from assistant.adapters.precision import Precision, settle
from assistant.errors import LoreError, SettingsError

_AT_ONCE: Final = 8
"""Pairs in one forward pass: few, so that a slow machine is found out early."""
_AGREEMENT: Final = 0.999
"""Half precision is taken where its scores of the sample have this correlation with those of fp32."""
_SAMPLE: Final = [
    ("How long are raw positions kept?", f"Raw positions are kept for {number} months. " * (2 * number))
    for number in range(1, 9)
]
_log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr))  # a command's standard output is its result


class CrossEncoderReranker:
    """Loads its model when it first scores, and does without it when it can't: that is said once, in the log.

    Safe to share between threads. The time to load does not count as time to score.
    """

    def __init__(self, model: str | Path, precision: str = "auto", most_seconds: float = 1.0) -> None:
        self.name = str(model)
        self.precision: Precision | None = None
        """What it runs in, once it is loaded."""
        self._wanted = precision
        self._most_seconds = most_seconds
        self._loaded: CrossEncoder | None = None
        self._trouble = ""
        self._said_slow = False
        self._loading = threading.Lock()

    def trouble(self) -> str:
        """Why there are no scores, in one line with the next step; "" when there are. Loads the model."""
        with self._loading:
            if self._loaded is None and not self._trouble:
                try:
                    self._loaded = self._ready(_load(self.name))
                except LoreError as error:
                    self._trouble = str(error)
                    _log.warning("searching without the reranker", reason=self._trouble)
        return self._trouble

    def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """See ports.Reranker. Gives up before the batch with which it would be too late."""
        if self.trouble() or self._loaded is None:
            return None
        scores = np.zeros(len(texts), dtype=np.float32)
        deadline = time.monotonic() + self._most_seconds
        took = 0.0
        for batch in _batches(texts):
            started = time.monotonic()
            if started + took > deadline:
                self._say_slow(len(texts))
                return None
            scores[batch] = _predicted(self._loaded, [(question, texts[place]) for place in batch])
            took = time.monotonic() - started
        return [float(score) for score in scores]

    def _ready(self, model: CrossEncoder) -> CrossEncoder:
        self.precision = settle(model, self._wanted, lambda: _predicted(model, _SAMPLE), _agree)
        return model

    def _say_slow(self, texts: int) -> None:
        if not self._said_slow:
            self._said_slow = True
            _log.warning(
                "the reranker is too slow here",
                reason=f"'{self.name}' can't read {texts} chunks in {self._most_seconds:g} s: lower rerank_candidates, raise "
                "rerank_seconds, or choose a smaller model in [retrieval]",
            )


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of texts, longest first: little padding, and the first batch tells how long the slowest takes."""
    order = sorted(range(len(texts)), key=lambda place: (-len(texts[place]), place))
    for start in range(0, len(order), _AT_ONCE):
        yield order[start : start + _AT_ONCE]


def _predicted(model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """One forward pass. Raw scores: half precision has too few numbers near 1 for those that a sigmoid squeezed."""
    scores = model.predict(
        list(pairs), batch_size=len(pairs), activation_fn=torch.nn.Identity(), show_progress_bar=False, convert_to_tensor=True
    )
    return np.asarray(scores.float().cpu().numpy(), dtype=np.float32).reshape(len(pairs))


def _agree(exact: NDArray[np.float32], rounded: NDArray[np.float32]) -> bool:
    return float(np.corrcoef(exact, rounded)[0, 1]) >= _AGREEMENT


def _load(name: str) -> CrossEncoder:
    """Raises SettingsError with one line. No question waits for a hub: only what lies on this machine is loaded."""
    folder = Path(name).expanduser()
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder if folder.is_dir() else name), trust_remote_code=False, local_files_only=True
        )
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"the reranker '{name}' is not on this machine ({str(error).splitlines()[0][:120]}): fetch it with "
            f"`hf download {name}`, name a folder that holds one in [retrieval], or leave reranker empty there"
        ) from error
    if model.num_labels != 1 or not _is_trained(model):
        raise SettingsError(
            f"'{name}' is no reranker: name a cross-encoder that gives one score, such as "
            "'cross-encoder/ms-marco-MiniLM-L6-v2', in [retrieval], or leave reranker empty there"
        )
    model.float()  # some models are stored, and so loaded, in half precision
    return model


def _is_trained(model: CrossEncoder) -> bool:
    """False for an encoder whose head would have to be made up: transformers does that with random weights and a warning."""
    inner = model.model
    made = type(inner).__name__
    return inner is None or not made.endswith("ForSequenceClassification") or made in (inner.config.architectures or [])
