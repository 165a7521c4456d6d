"""The organisation's own prompts: in the place of Lore's where they fit, and a clear error where they don't."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.adapters.prompt_files import all_prompts, chosen_prompt, load_prompt
from assistant.errors import SettingsError

LORES = load_prompt("answer")


def own(folder: Path, text: str, name: str = "answer.md") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def written(version: int = 40, variables: str = ", ".join(LORES.variables), extra: str = "", leave_out: str = "") -> str:
    used = " ".join(f"${{{name}}}" for name in LORES.variables if name != leave_out)
    head = f"name: answer\nversion: {version}\ndescription: Ours.\nvariables: [{variables}]"
    return f"---\n{head}\n---\n\n## system\n\nOur own words: {used} {extra}\n\n## user\n\nGo.\n"


def test_without_an_own_prompt_it_is_lores(tmp_path: Path) -> None:
    found = chosen_prompt("answer", tmp_path / "prompts")
    assert (found.template, found.own) == (LORES, False)
    assert found.path.is_file()


def test_an_own_prompt_is_used_with_its_own_version(tmp_path: Path) -> None:
    found = chosen_prompt("answer", own(tmp_path / "prompts", written()))
    assert (found.template.version, found.template.description, found.own) == (40, "Ours.", True)
    assert found.template.system.startswith("Our own words")
    assert found.path == tmp_path / "prompts" / "answer.md"


WITHOUT_TONE = ", ".join(name for name in LORES.variables if name != "tone")
WRONG = {
    "no-front-matter": ("## system\n\nHello\n", "must begin with YAML"),
    "a-variable-less": (written(variables=WITHOUT_TONE, leave_out="tone"), "does not fit this version of Lore: .* lacks tone"),
    "a-variable-more": (written(variables=f"{', '.join(LORES.variables)}, mood", extra="$mood"), "has mood"),
    "used-and-not-declared": (written(extra="$mood"), "declares other variables than it uses"),
    "a-stray-dollar": (written(extra="costs 5$ a day"), "stray"),
}


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_one_is_heard_and_not_quietly_replaced(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        chosen_prompt("answer", own(tmp_path / "prompts", text))


def test_the_list_names_each_prompt_and_where_it_is_from(tmp_path: Path) -> None:
    lores = {one.template.name: one.own for one in all_prompts(tmp_path)}
    assert lores["answer"] is False
    mixed = {one.template.name: one.own for one in all_prompts(own(tmp_path / "prompts", written()))}
    assert mixed == lores | {"answer": True}


def test_a_file_that_replaces_nothing_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"answr\.md replaces no prompt of Lore's: name it .*answer"):
        all_prompts(own(tmp_path / "prompts", written(), "answr.md"))
