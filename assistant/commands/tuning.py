"""The command that fits the embedder to the organisation's documents."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.session import ERR, GLOBALS, OUT, opened, print_json
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.adapters.tuned_models import ModelFolder
    from assistant.bootstrap import Lore
    from assistant.tuning.ports import Student
    from assistant.tuning.tuner import Prepared, Tuned

# ruff: noqa: PLC0415 - as in session.py

_PACKAGES = ("teamlore", "sentence-transformers", "transformers", "torch")


@dataclass(frozen=True, slots=True)
class _Wanted:
    minutes: float
    name: str
    use: bool
    seed: int
    rate: float | None


def tune(
    minutes: Annotated[float, typer.Option(help="how long it may take", min=0.1)] = 30.0,
    name: Annotated[str, typer.Option(help="what the model is called [default: its base and the day]")] = "",
    use: Annotated[bool, typer.Option("--use", help="if it is kept, write it into lore.toml")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would be learned, with examples, and stop")] = False,
    seed: Annotated[int, typer.Option(help="another one learns in another order", min=0)] = 0,
    rate: Annotated[float | None, typer.Option(help="the highest learning rate [default: 3e-5]", min=1e-7, max=0.1)] = None,
) -> None:
    """Fit the embedder to your documents; keep the result only if it finds more for questions that were held back."""
    from assistant.terminal.tuning import show_prepared

    if math.isinf(minutes):
        raise UsageError("--minutes must be a number of minutes, such as 30")
    with opened() as lore:
        lore.check_embedder()
        lore.check_tunable()
        with ERR.status("looking for pairs…"):
            prepared = lore.tuner.prepare(lore.principal(None))
        if not GLOBALS.as_json:
            show_prepared(OUT, prepared, examples=dry_run)
        elif dry_run:
            print_json(_facts(prepared))
        if not dry_run:
            lore.tuner.check(prepared)
            _tune(lore, prepared, _Wanted(minutes, name, use, seed, rate))


def _tune(lore: Lore, prepared: Prepared, wanted: _Wanted) -> None:
    from assistant.adapters.settings_file import put_in_force
    from assistant.adapters.tuned_models import ModelFolder
    from assistant.terminal.progress import progress_bars
    from assistant.terminal.tuning import TuningProgress, show_verdict
    from assistant.tuning.tuner import Terms

    models = ModelFolder(lore.home)
    with models.held():
        with progress_bars(ERR) as bars:
            student = lore.student(wanted.seed, wanted.rate)
            terms = Terms(time.monotonic, wanted.minutes, wanted.seed)
            tuned = lore.tuner.tune(prepared, student, terms, TuningProgress(bars, ERR))
        kept = _keep(lore, models, student, (prepared, tuned, wanted)) if tuned.verdict.kept else ""
        if kept and wanted.use:
            put_in_force(lore.home, kept)
    if GLOBALS.as_json:
        print_json(_facts(prepared) | _outcome(tuned, kept))
    else:
        show_verdict(OUT, tuned)
        OUT.print(_next_step(kept, used=wanted.use), highlight=False, markup=False, soft_wrap=True)


def _keep(lore: Lore, models: ModelFolder, student: Student, made: tuple[Prepared, Tuned, _Wanted]) -> str:
    """Write the model with its card; what [embedder] calls it."""
    from assistant.tuning.card import Provenance, model_card
    from assistant.tuning.naming import default_name, fit_name

    prepared, tuned, wanted = made
    now, base = datetime.now(UTC), lore.settings.embedder.model
    card = model_card(prepared, tuned, Provenance(base, now, wanted.seed, {name: version(name) for name in _PACKAGES}))

    def write(folder: Path) -> None:
        student.save(folder)
        (folder / "README.md").write_text(card, encoding="utf-8")

    return models.keep(fit_name(wanted.name) or default_name(base, now), write)


def _next_step(kept: str, *, used: bool) -> str:
    from assistant.tuning.naming import settings_lines

    if not kept:
        return "Not kept: it is no better than the embedder in use beyond noise. Nothing was changed."
    if used:
        return f"Kept as {kept}, and written into lore.toml. Now `lore ingest --full` embeds everything with it."
    return (
        f"Kept as {kept}. To use it, write into lore.toml\n\n{settings_lines(kept)}\n\n"
        "(or tune with --use), then `lore ingest --full` embeds everything with it."
    )


def _facts(prepared: Prepared) -> dict[str, Any]:
    return {
        "documents": len(prepared.library),
        "chunks": prepared.chunks,
        "pairs": prepared.counts,
        "near_duplicates": prepared.split.dropped,
    }


def _outcome(tuned: Tuned, kept: str) -> dict[str, Any]:
    return {"verdict": [asdict(row) for row in tuned.verdict.rows], "learned": asdict(tuned.learned), "kept": kept}
