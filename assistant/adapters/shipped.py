"""Files that come with Lore and are not Python: prompts, and the sample company."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(in_checkout: str, in_wheel: str) -> Path:
    """The copy inside the package, which a wheel holds, or else the folder of the repository."""
    for folder in (_PACKAGE / "_shipped" / in_wheel, _PACKAGE.parent / in_checkout):
        if folder.is_dir():
            return folder
    raise SettingsError(f"the folder '{in_checkout}' did not come with this installation: install teamlore again")
