"""Sources as one principal may see them."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.readers import Principal
from assistant.domain.sources import SourceState
from assistant.ports import Sources


def readable_states(sources: Sources, principal: Principal) -> list[SourceState]:
    """The sources of which the principal may read something, by name, with counts of what they may read. Blocks.

    What failed is named to administrators only: a path says something about a document.
    """
    if principal.administrator:
        return sources.states()
    states = []
    for state in sources.states():
        held = [holding for holding in state.holdings if holding.readers.permit(principal)]
        if held or state.entry.readers.permit(principal):
            documents, chunks = sum(one.documents for one in held), sum(one.chunks for one in held)
            states.append(replace(state, documents=documents, chunks=chunks, holdings=tuple(held), listed=0, failed=()))
    return states
