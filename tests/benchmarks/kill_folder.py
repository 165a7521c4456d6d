"""A folder that changes between kills, and everything that it ever held."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from ingest.formats.registry import SUPPORTED

_WORDS = ("ledger", "quorum", "mooring", "berth", "tide", "anchor", "replica", "shard", "epoch", "lantern", "harbour", "crane")


class ChangingFolder:
    """A scratch copy of real files. `states[n]` is what it held during run n: by path, the SHA-256 of the bytes."""

    def __init__(self, root: Path, corpus: Path, count: int, chance: random.Random) -> None:
        self.root = root
        self.states: list[dict[str, str]] = []
        self.contents: dict[str, bytes] = {}
        self.paths_of: dict[str, set[str]] = {}
        self._chance = chance
        files = sorted(file for file in corpus.rglob("*") if file.is_file() and file.suffix.casefold() in SUPPORTED)
        for file in chance.sample(files, min(count, len(files))):
            target = root / file.relative_to(corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        self._originals = {file: file.read_bytes() for file in self._files()}

    def freeze(self) -> None:
        """Note what the next run will find."""
        state = {}
        for file in self._files():
            data = file.read_bytes()
            path, digest = file.relative_to(self.root).as_posix(), hashlib.sha256(data).hexdigest()
            state[path] = digest
            self.contents[digest] = data
            self.paths_of.setdefault(digest, set()).add(path)
        self.states.append(state)

    def mutate(self) -> None:
        """Edit a third of the files; delete, rename, copy, add or bring back a few."""
        kinds: list[tuple[Callable[[Path], None], float]] = [
            (self._append, 0.15),
            (self._insert, 0.15),
            (self._halve, 0.02),
            (Path.unlink, 0.03),
            (self._rename, 0.05),
            (self._copy, 0.02),
        ]
        for file in self._files():
            roll = self._chance.random()
            # JSON is edited by nobody: what is left would not be a review, and only moving it about is told apart here.
            for change, share in kinds if file.suffix != ".json" else kinds[3:]:
                if roll < share:
                    change(file)
                    break
                roll -= share
        gone = [file for file in self._originals if not file.exists()]
        for file in self._chance.sample(gone, len(gone) // 3):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._originals[file])
        for _ in range(2):
            self._fresh_place(".md").write_text(f"# Note {self._sentence()}\n\n{self._sentence()}\n", encoding="utf-8")

    def _files(self) -> list[Path]:
        return sorted(file for file in self.root.rglob("*") if file.is_file())

    def _append(self, file: Path) -> None:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"\n\n{self._sentence()}\n")

    def _insert(self, file: Path) -> None:
        lines = file.read_bytes().split(b"\n\n")
        lines.insert(self._chance.randrange(len(lines) + 1), self._sentence().encode())
        file.write_bytes(b"\n\n".join(lines))

    def _halve(self, file: Path) -> None:
        lines = file.read_bytes().split(b"\n")
        if len(lines) > 40:
            file.write_bytes(b"\n".join(lines[: len(lines) // 2]))

    def _rename(self, file: Path) -> None:
        file.rename(self._fresh_place(file.suffix))

    def _copy(self, file: Path) -> None:
        shutil.copyfile(file, self._fresh_place(file.suffix))

    def _fresh_place(self, suffix: str) -> Path:
        folder = self.root / f"moved-{self._chance.randrange(8)}"
        folder.mkdir(exist_ok=True)
        return folder / f"{self._chance.choice(_WORDS)}-{self._chance.getrandbits(40):010x}{suffix}"

    def _sentence(self) -> str:
        return " ".join(self._chance.choice(_WORDS) for _ in range(12)) + f" {self._chance.getrandbits(32):08x}."
