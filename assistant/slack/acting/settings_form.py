"""A channel's settings as a form and in words. Pure.

Sources that whoever looks may not see are neither shown to them nor lost when they change something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assistant.domain.conversations import ChannelSettings
from assistant.slack.wording import kit, modals
from assistant.slack.wording.kit import Block, filled
from assistant.slack.wording.modals import Filled, Option
from assistant.slack.wording.phrasing import counted, listed, said

AS_ASKED: Final = "as-asked"
"""The language that is none in particular; an option's value can't be empty."""
LANGUAGES: Final = {
    "English": "English",
    "German": "Deutsch",
    "Spanish": "Español",
    "French": "Français",
    "Italian": "Italiano",
    "Dutch": "Nederlands",
    "Polish": "Polski",
    "Portuguese": "Português",
    "Turkish": "Türkçe",
    "Ukrainian": "Українська",
    "Hindi": "हिन्दी",
    "Chinese": "中文",
    "Japanese": "日本語",
    "Korean": "한국어",
}
_LISTENING: Final = {"mention": "Only when I am mentioned", "listening": "Also questions that nobody was asked in particular"}
_PRIVATE: Final = {"public": "Everybody in the channel", "private": "Whoever asked, alone"}
_DIGEST: Final = {"off": "Not here", "weekly": "Here, once a week"}
_LONGEST_VALUE: Final = 75
_NAME: Final = 60
_NAMES: Final = 400
"""Characters of names in one line."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: the sources that whoever looks may see, and the groups of lore.toml."""

    sources: tuple[str, ...]
    groups: tuple[str, ...]


def fields_of(settings: ChannelSettings, choices: Choices) -> list[Block]:
    """The form's fields, with what is in force chosen."""
    fields: list[Block] = []
    if sources := _options(choices.sources):
        field = modals.some_of("sources", "What I answer from", sources, settings.sources)
        fields.append(modals.hinted(field, "Nothing chosen: everything that may be read here."))
    fields.append(_switch("listening", "When I answer", _LISTENING, chosen=settings.listening))
    if groups := _options(dict.fromkeys([*choices.groups, *settings.askers])):
        field = modals.some_of("askers", "Who may ask me here", groups, settings.askers)
        fields.append(modals.hinted(field, "Nothing chosen: everybody in the channel whom I know."))
    fields.append(_switch("private", "Who sees my answers", _PRIVATE, chosen=settings.private))
    fields.append(modals.one_of("language", "In which language", _languages(settings), settings.language or AS_ASKED))
    fields.append(_switch("digest", "Weekly digest", _DIGEST, chosen=settings.digest))
    return fields


def changed_in(filled: Filled) -> dict[str, Any]:
    """What somebody changed in the form, by the names of ChannelSettings: what they left as it was may be another by now."""
    changes: dict[str, Any] = {}
    for name in ("sources", "askers"):
        if filled.asks(name) and set(filled.choices(name)) != set(filled.was_chosen(name)):
            changes[name] = list(filled.choices(name))
    for name, words in (("listening", _LISTENING), ("private", _PRIVATE), ("digest", _DIGEST)):
        if (chosen := filled.choice(name)) in words and (chosen,) != filled.was_chosen(name):
            changes[name] = chosen == list(words)[1]
    if (language := filled.choice("language")) and (language,) != filled.was_chosen("language"):
        changes["language"] = "" if language == AS_ASKED else language
    return changes


def applied(changes: dict[str, Any], settings: ChannelSettings, visible: Collection[str]) -> ChannelSettings:
    """The settings with these changes. Sources that are not `visible` to whoever changes them stay chosen, unless everything
    is to be answered from."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
    if values.get("sources"):
        unseen = (one for one in settings.sources if one not in visible)
        values["sources"] = (*values["sources"], *unseen)
    return replace(settings, **values)


def described(settings: ChannelSettings, visible: Collection[str]) -> list[str]:
    """The settings, a line each, in mrkdwn."""
    blank = ChannelSettings()
    return [_line(name, settings, visible) for name in blank.__slots__]


def differences(before: ChannelSettings, after: ChannelSettings, visible: Collection[str]) -> list[str]:
    """The lines of what is different now."""
    return [_line(name, after, visible) for name in before.__slots__ if getattr(before, name) != getattr(after, name)]


def _line(name: str, settings: ChannelSettings, visible: Collection[str]) -> str:
    match name:
        case "sources":
            return f"*What I answer from:* {_sources(settings.sources, visible)}"
        case "listening":
            return f"*When I answer:* {_either(_LISTENING, chosen=settings.listening)}"
        case "askers":
            return f"*Who may ask me here:* {_groups(settings.askers)}"
        case "private":
            return f"*Who sees my answers:* {_either(_PRIVATE, chosen=settings.private)}"
        case "language":
            language = LANGUAGES.get(settings.language, said(settings.language, 40))
            return f"*In which language:* {language or 'The one of the question'}"
    return f"*Weekly digest:* {_either(_DIGEST, chosen=settings.digest)}"


def _sources(names: Sequence[str], visible: Collection[str]) -> str:
    seen = [one for one in names if one in visible]
    unseen = len(names) - len(seen)
    more = [counted(unseen, "source") + " that you may not see"] if unseen else []
    return listed([*_named(seen), *more]) if names else "Everything that may be read here"


def _groups(names: Iterable[str]) -> str:
    shown = _named(list(names))
    return f"Members of {listed(shown)}" if shown else "Everybody in the channel whom I know"


def _named(names: Sequence[str]) -> list[str]:
    """The names, escaped; of many the first ones, and how many more there are."""
    written = [said(one, _NAME) for one in names]
    shown = written if sum(len(one) for one in written) <= _NAMES else next(filled(written, _NAMES)).split("\n")
    rest = len(names) - len(shown)
    return [*shown, *([f"{rest} more"] if rest else [])]


def _either(words: dict[str, str], *, chosen: bool) -> str:
    return list(words.values())[chosen]


def _switch(name: str, label: str, words: dict[str, str], *, chosen: bool) -> Block:
    options = [Option(value, shown) for value, shown in words.items()]
    return modals.one_in_view_of(name, label, options, list(words)[chosen])


def _languages(settings: ChannelSettings) -> list[Option]:
    named = [Option(value, shown) for value, shown in LANGUAGES.items()]
    other = settings.language not in {"", *LANGUAGES} and len(settings.language) <= _LONGEST_VALUE
    own = [Option(settings.language, settings.language)] if other else []
    return [Option(AS_ASKED, "The one of the question"), *own, *named]


def _options(names: Iterable[str]) -> list[Option]:
    return [Option(name, name) for name in names if 0 < len(name) <= _LONGEST_VALUE][: kit.MOST_OPTIONS]
