"""`lore add`: one verb for each type of source, made from the table of types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import typer

from assistant.commands.session import GLOBALS, OUT, check_kind, opened, print_json
from assistant.domain.readers import Readers, foreign
from assistant.domain.sources import SourceEntry
from assistant.errors import UsageError
from assistant.settings import settings_key
from ingest.sources.registry import TYPES, SourceType, check_options, source_module

add: Final = typer.Typer(
    no_args_is_help=True, help="Add a source.  Example: lore add folder ./docs --name docs --readers everyone"
)


def _verb(type_name: str, about: SourceType) -> Callable[..., None]:
    def command(
        location: str = typer.Argument(metavar=about.location),
        name: str = typer.Option(..., help="what the source is called"),
        kind: str = typer.Option("", help="design-doc, code-review, meeting, page, thread [default: told from each one]"),
        readers: str = typer.Option("", help=_readers_help(about)),
        settings: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help=_settings_help(about)),  # noqa: B008
    ) -> None:
        _add(type_name, (location, name, kind), readers, settings)

    return command


def _readers_help(about: SourceType) -> str:
    if about.says_readers:
        return "everyone, or group:G,user:U,… for what the source can't say itself [default: administrators only]"
    return "everyone, or group:G,user:U,… [default: administrators only]"


def _settings_help(about: SourceType) -> str:
    return "; ".join(f"{key}: {what}" for key, what in about.options.items()) or "this type has none"


def _epilog(about: SourceType) -> str:
    needs = f"Needs {about.needs}.  " if about.needs else ""
    return f"{needs}Example: {about.example}"


for _name, _about in TYPES.items():
    add.command(_name, help=f"Add {_about.about}.", epilog=_epilog(_about))(_verb(_name, _about))


def _add(type_name: str, called: tuple[str, str, str], readers: str, settings: Sequence[str]) -> None:
    location, name, kind = called
    about = TYPES[type_name]
    if kind:
        check_kind(kind)
    if not name.strip() or "/" in name or name.startswith("."):
        raise UsageError("a source's name needs at least one character, no slash, and no dot in front: choose another --name")
    audience = Readers(frozenset(foreign(one) for one in Readers.parse(readers).names))
    settled = source_module(type_name).settle(location)
    entry = SourceEntry(name, type_name, settled, kind, audience, datetime.now(UTC), _options(about, settings))
    check_options(entry)
    with opened() as lore:
        _check_alone(name, [state.entry.name for state in lore.catalogue.sources.states()])
        lore.catalogue.sources.add(entry)
    if GLOBALS.as_json:
        print_json({"added": name, "readers": sorted(audience.names)})
        return
    OUT.print(f"Added '{name}'. `lore ingest {name}` reads it.", highlight=False)
    if about.needs:
        variable = f"LORE_SOURCES__{settings_key(name).upper()}__TOKEN"
        OUT.print(
            f"It needs {about.needs}: under \\[sources.{name}] of lore.toml; a token also as {variable}.", highlight=False
        )
    if about.says_readers:
        OUT.print("Who may read what is taken from the source.")
    elif not audience.names:
        OUT.print(f"No readers were given: only administrators can read '{name}'. `--readers everyone` or group:NAME opens it.")


def _check_alone(name: str, others: Sequence[str]) -> None:
    """Raises UsageError for a name that [sources.NAME] could not tell from another's: one's token would go to the other."""
    alike = next((other for other in others if other != name and settings_key(other) == settings_key(name)), None)
    if alike is not None:
        raise UsageError(f"in lore.toml '{name}' would be the same as the source '{alike}': choose another --name")


def _options(about: SourceType, settings: Sequence[str]) -> dict[str, str]:
    """`KEY=VALUE` pairs whose keys the type knows. Raises UsageError."""
    options: dict[str, str] = {}
    for setting in settings:
        key, separator, value = setting.partition("=")
        if not separator or key not in about.options:
            known = ", ".join(about.options) or "none"
            raise UsageError(f"--set {setting} can't be used here: write KEY=VALUE, with one of these keys: {known}")
        options[key] = value
    return options
