"""The Student port over sentence-transformers: a plain loop over its losses.

Its Trainer would need `datasets` and `accelerate`, and would hide the step from the time budget; a step is a dozen lines.
"""

from __future__ import annotations

import errno
import random
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

from assistant.adapters.sentence_embedder import Prefixes, load_model, prompts_of
from assistant.errors import StorageError, StorageFull
from assistant.ports import Vectors
from assistant.tuning.ports import Lesson

RATE: Final = 3e-5
"""The highest learning rate, for models of the usual sizes."""
_DECAY: Final = 0.01
_LONGEST_GRADIENT: Final = 1.0
_TEXTS_AT_ONCE: Final = 32
_LEARNED_TOKENS: Final = 160
"""How much of a text is read while learning: attention over more costs time and changes the vectors of chunks little."""

_CLEARLY: Final = 0.8
_SAMPLE: Final = [
    "Each poll of the terminal costs a call against a shared limit, so the berth feed is read every minute. " * 4
] * 8
_NO_LABELS: Final = torch.empty(0)
"""Every loss takes labels; this one looks at none."""


class SentenceStudent:
    """Learns with MultipleNegativesRankingLoss (van den Oord et al., "Representation Learning with Contrastive Predictive
    Coding", 2018; Henderson et al., 2017): of all texts in the batch, each question has to find its own.

    The forward pass runs in bf16 where that is faster, on a GPU without bf16 in fp16 with scaled gradients; the weights and the
    loss stay in fp32.
    """

    def __init__(self, model: str, prefixes: Prefixes | None = None, seed: int = 0, rate: float = RATE) -> None:
        """`model` is what [embedder] names, or a folder. Raises SettingsError when it can't be loaded."""
        random.seed(seed)
        torch.manual_seed(seed)
        self._model: SentenceTransformer = load_model(model).float()
        self._document_prompt, self._question_prompt = prompts_of(self._model, prefixes or Prefixes())
        self._rate = rate
        self._loss = MultipleNegativesRankingLoss(self._model)
        self._optimiser = torch.optim.AdamW(self._model.parameters(), lr=rate, weight_decay=_DECAY)
        self._device = self._model.device.type
        self._half = torch.bfloat16 if self._device != "cuda" or torch.cuda.is_bf16_supported() else torch.float16
        self._scaler = torch.amp.GradScaler(self._device, enabled=self._device == "cuda" and self._half is torch.float16)
        self._autocasts = self._device == "cuda" or self._half_pays()
        self._first = self._weights()
        self._remembered = self._first

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See the port; texts go through sorted by length, so that little is padded."""
        return self._embedded(texts, self._document_prompt, progress)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """See the port."""
        return self._embedded(texts, self._question_prompt, None)

    def learn(self, lessons: Sequence[Lesson], rate: float) -> float:
        """See the port. A near miss is wrong for every question of the batch."""
        self._model.train()
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * rate
        columns = [
            [self._question_prompt + lesson.question for lesson in lessons],
            [self._document_prompt + lesson.right for lesson in lessons],
        ]
        if wrong := [self._document_prompt + lesson.wrong for lesson in lessons if lesson.wrong]:
            columns.append(wrong)
        with self._half_precision(wanted=self._autocasts):
            vectors = [self._forward(column) for column in columns]
        # The loss in full precision: a temperature of 1/20 turns the rounding of bf16 cosines into noise.
        loss = self._loss.compute_loss_from_embeddings([vector.float() for vector in vectors], _NO_LABELS)
        self._optimiser.zero_grad()
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self._scaler.unscale_(self._optimiser)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), _LONGEST_GRADIENT)
        self._scaler.step(self._optimiser)
        self._scaler.update()
        return float(loss.detach())

    def remember(self) -> None:
        """See the port."""
        self._remembered = self._weights()

    def blend(self, share: float) -> None:
        """See the port."""
        self._model.load_state_dict(
            {
                name: torch.lerp(first, self._remembered[name], share) if first.is_floating_point() else first
                for name, first in self._first.items()
            }
        )

    def save(self, folder: Path) -> None:
        """See the port. Raises StorageFull and StorageError."""
        try:
            self._model.save_pretrained(str(folder), create_model_card=False)
        except (OSError, SafetensorError) as error:
            kind = StorageFull if is_full(error) else StorageError
            raise kind(f"the model can't be written to {folder} ({error}): free some space, and tune again") from error

    def _embedded(self, texts: Sequence[str], prompt: str, progress: Callable[[int], None] | None) -> Vectors:
        self._model.eval()
        rows = np.zeros((len(texts), int(self._model.get_embedding_dimension() or 0)), np.float32)
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for start in range(0, len(order), _TEXTS_AT_ONCE):
            places = order[start : start + _TEXTS_AT_ONCE]
            some = [texts[place] for place in places]
            with self._half_precision(wanted=self._autocasts):
                vectors = self._model.encode(
                    some, prompt=prompt or None, batch_size=len(some), convert_to_tensor=True, show_progress_bar=False
                )
            rows[places] = torch.nn.functional.normalize(vectors.float(), dim=1).cpu().numpy()
            if progress:
                progress(len(some))
        return rows

    def _forward(self, texts: list[str]) -> torch.Tensor:
        longest = self._model.max_seq_length
        self._model.max_seq_length = min(longest or _LEARNED_TOKENS, _LEARNED_TOKENS)
        features = self._model.preprocess(texts)
        self._model.max_seq_length = longest
        moved = {
            name: value.to(self._model.device) if isinstance(value, torch.Tensor) else value for name, value in features.items()
        }
        vectors: torch.Tensor = self._model(moved)["sentence_embedding"]
        return vectors

    def _half_precision(self, *, wanted: bool = True) -> AbstractContextManager[object]:
        return torch.autocast(self._device, self._half) if wanted else nullcontext()

    def _half_pays(self) -> bool:
        """Whether this processor is clearly faster in bf16: those with instructions for it are, by two to three times."""
        times = []
        for wanted in (False, True):
            self._timed(wanted=wanted)  # to warm up
            times.append(min(self._timed(wanted=wanted) for _ in range(2)))
        return times[1] < _CLEARLY * times[0]

    def _timed(self, *, wanted: bool) -> float:
        began = time.perf_counter()
        with torch.inference_mode(), self._half_precision(wanted=wanted):
            self._forward(_SAMPLE)
        return time.perf_counter() - began

    def _weights(self) -> dict[str, torch.Tensor]:
        return {name: value.detach().clone() for name, value in self._model.state_dict().items()}


def is_full(error: Exception) -> bool:
    """Whether the disk is full: safetensors tells the operating system's error number in words alone."""
    return getattr(error, "errno", None) == errno.ENOSPC or f"os error {errno.ENOSPC}" in str(error)
