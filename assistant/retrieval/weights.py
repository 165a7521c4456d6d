"""The weights in force: data beside the code, learned on development sets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from assistant.domain.documents import Kind
from assistant.retrieval.fusion import Ranking, Standing
from assistant.retrieval.spreading import LinkWeights

_PARTS: Final = frozenset({"ranking", "links", "standing", "standing_of"})


def read_ranking(values: Mapping[str, Any]) -> Ranking:
    """A ranking from JSON as `weights.json` holds it: `ranking`, `links`, `standing`, and `standing_of` by kind.

    Raises ValueError or TypeError for what is not of that form: a weight that nobody reads would be a part switched off.
    """
    if values.keys() != _PARTS:
        raise ValueError(f"weights are {', '.join(sorted(_PARTS))}; these are {', '.join(sorted(values))}")
    return Ranking(
        **values["ranking"],
        links=LinkWeights(**values["links"]),
        standing=Standing(**values["standing"]),
        standing_of={Kind(kind): Standing(**standing) for kind, standing in values["standing_of"].items()},
    )


def _stored() -> dict[str, Any]:
    text = resources.files("assistant.retrieval").joinpath("weights.json").read_text(encoding="utf-8")
    stored: dict[str, Any] = json.loads(text)
    return stored


RANKING: Final = read_ranking(_stored())
"""As `tests/benchmarks/ranking.py` found it."""
