"""Prompt files: Markdown with YAML front matter and a section for each message, from the folder `prompts`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.adapters.shipped import shipped
from assistant.answering.wording.prompting import PromptTemplate
from assistant.errors import SettingsError

_FILE = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_SECTION = re.compile(r"^## (system|user)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PromptFile:
    """A prompt with the file that it stands in; `own` tells that this is the organisation's, in the place of Lore's."""

    template: PromptTemplate
    path: Path
    own: bool = False


def chosen_prompt(name: str, overrides: Path) -> PromptFile:
    """The organisation's own prompt from the folder `overrides` of its data folder, where it has one, or else Lore's.

    Raises SettingsError for an own one that can't be used: a wrong one must be heard, not quietly replaced.
    """
    shipped_folder = shipped("prompts", "prompts")
    lores = load_prompt(name, shipped_folder)
    own = overrides / f"{name}.md"
    if not own.exists():
        return PromptFile(lores, shipped_folder / f"{name}.md")
    found = load_prompt(name, overrides)
    if set(found.variables) != set(lores.variables):
        lacking = ", ".join(sorted(set(lores.variables) - set(found.variables)))
        beyond = ", ".join(sorted(set(found.variables) - set(lores.variables)))
        odd = " and ".join(filter(None, (lacking and f"lacks {lacking}", beyond and f"has {beyond}")))
        raise SettingsError(
            f"prompt file {own} does not fit this version of Lore: of the variables it {odd}; "
            f"compare it with {shipped_folder / own.name}, or take it away"
        )
    return PromptFile(found, own, own=True)


def all_prompts(overrides: Path) -> list[PromptFile]:
    """Every prompt as it is in use, by name. Raises SettingsError as `chosen_prompt`, and for an own file that is none."""
    names = sorted(path.stem for path in shipped("prompts", "prompts").glob("*.md"))
    strange = sorted(path.name for path in overrides.glob("*.md") if path.stem not in names)
    if strange:
        raise SettingsError(f"{overrides / strange[0]} replaces no prompt of Lore's: name it {', '.join(names)} with .md")
    return [chosen_prompt(name, overrides) for name in names]


def load_prompt(name: str, folder: Path | None = None) -> PromptTemplate:
    """The prompt `name`.md of a folder (Lore's own if None). Raises SettingsError that names the file and its fault."""
    path = (folder or shipped("prompts", "prompts")) / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"prompt file {path} can't be read: {error}") from error
    match = _FILE.match(text.replace("\r\n", "\n"))
    if match is None:
        raise SettingsError(f"prompt file {path} must begin with YAML between two lines of ---")
    front = _front_matter(path, match["front"])
    if front["name"] != name:
        raise SettingsError(f"prompt file {path} calls itself '{front['name']}': name it as its file")
    return PromptTemplate(
        name=name,
        version=front["version"],
        description=front["description"],
        variables=tuple(front["variables"]),
        **_sections(path, match["body"]),
    )


def _front_matter(path: Path, text: str) -> dict[str, Any]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SettingsError(f"prompt file {path}: its front matter is not valid YAML") from error
    kinds = {"name": str, "version": int, "description": str, "variables": list}
    if not isinstance(front, dict) or set(front) != set(kinds):
        raise SettingsError(f"prompt file {path}: its front matter must hold exactly {', '.join(kinds)}")
    for key, kind in kinds.items():
        if not isinstance(front[key], kind):
            raise SettingsError(f"prompt file {path}: '{key}' must be a {kind.__name__}")
    return front


def _sections(path: Path, body: str) -> dict[str, str]:
    before, *parts = _SECTION.split(body)
    sections = {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
    if before.strip() or len(parts) != 4 or set(sections) != {"system", "user"} or not all(sections.values()):
        raise SettingsError(f"prompt file {path} must hold one section '## system' and one '## user', and nothing above")
    return sections
