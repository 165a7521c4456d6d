"""Runs a model in half precision where that is faster on this machine and changes next to nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

_TIMES = 2


@dataclass(frozen=True, slots=True)
class Precision:
    """A way to run the model, as it was chosen, with its speed on a small sample against fp32."""

    name: str
    speed_up: float


def settle(
    model: torch.nn.Module,
    wanted: str,
    sample: Callable[[], NDArray[np.float32]],
    agree: Callable[[NDArray[np.float32], NDArray[np.float32]], bool],
) -> Precision:
    """Put the model, now in fp32, into the precision wanted; `auto` is bf16 where it is faster and the samples agree.

    `sample` runs the model once; `agree` compares what it gave in fp32 with what it gave in bf16.
    """
    if wanted == "fp32":
        return Precision("fp32", 1.0)
    if wanted == "bf16":
        model.to(torch.bfloat16)
        return Precision("bf16", 1.0)
    exact, exact_time = _timed(sample)
    # Buffers too that the model's own state leaves out: the frequencies of rotary positions lose most by rounding.
    state = [tensor.clone() for tensor in _tensors(model)]
    model.to(torch.bfloat16)
    rounded, rounded_time = _timed(sample)
    if rounded_time < exact_time and agree(exact, rounded):
        return Precision("bf16", exact_time / rounded_time)
    model.to(torch.float32)
    for tensor, before in zip(_tensors(model), state, strict=True):
        tensor.data.copy_(before)
    return Precision("fp32", 1.0)


def _tensors(model: torch.nn.Module) -> Iterator[torch.Tensor]:
    """Everything that a change of precision rounds, always in the same order."""
    yield from model.parameters()
    yield from model.buffers()


def _timed(sample: Callable[[], NDArray[np.float32]]) -> tuple[NDArray[np.float32], float]:
    """What the sample gives, and the best time of a few after one to warm up."""
    given, times = sample(), []
    for _ in range(_TIMES):
        started = time.perf_counter()
        given = sample()
        times.append(time.perf_counter() - started)
    return given, min(times)
