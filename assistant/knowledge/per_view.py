"""What is made of a view once, and kept as long as the view is the newest of its audience."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from assistant.knowledge.memory import View

_KEPT: Final = 64
_Made = TypeVar("_Made")


class PerView(Generic[_Made]):
    """Remembers what `make` made of the last views. Safe to share between threads; two may make the same at once."""

    def __init__(self, make: Callable[[View], _Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: OrderedDict[int, tuple[View, _Made]] = OrderedDict()

    def of(self, view: View) -> _Made:
        """What was made of exactly this view."""
        with self._lock:
            held = self._made.get(id(view))  # the view is held beside it, so that its id can't be given to another
            if held is not None:
                self._made.move_to_end(id(view))
                return held[1]
        made = self._make(view)
        with self._lock:
            self._made[id(view)] = (view, made)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made
