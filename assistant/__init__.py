"""Answers engineers' questions from what their organisation wrote down.

`open_lore` gives the wired application:

    from assistant import open_lore

    with open_lore("~/.lore") as lore:
        for hit in lore.search("why did we move to Kafka?").hits:
            print(hit.document.title, hit.chunk.heading)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.bootstrap import Lore as Lore
    from assistant.bootstrap import open_lore as open_lore

__all__ = ["Lore", "open_lore"]


def __getattr__(name: str) -> object:
    """Load the wiring only when it is asked for, so that importing a part of the package stays quick (PEP 562)."""
    if name in __all__:
        from assistant import bootstrap  # noqa: PLC0415 - see above

        return getattr(bootstrap, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
