"""Names of people and the other aliases that documents know them by, in one spelling each. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

USER: Final = "user:"
"""What stands before the alias of a person of lore.toml."""

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_NOREPLY: Final = re.compile(r"(?:\d+\+)?([a-z0-9-]{1,39})@users\.noreply\.github\.com")
_NOREPLY_GITLAB: Final = re.compile(r"\d+-([\w.-]{1,100})@users\.noreply\.gitlab\.com")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}")
_INITIALS: Final = re.compile(r"[A-Z]{2,4}[0-9]?")


def folded(name: str) -> str:
    """A name without accents, case and punctuation, given name first: `Löwis, Martin von` is `martin von lowis`."""
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        name = f"{first} {last}"
    bare = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", letters)))


def is_full(name: str) -> bool:
    """Whether a folded name is a whole one: two words, or one in a script that writes no spaces."""
    return " " in name or is_unspaced(name)


def is_unspaced(name: str) -> bool:
    """Whether a name is in a script that writes no spaces, as 陈伟."""
    return bool(_UNSPACED.fullmatch(name))


def is_initials(name: str) -> bool:
    """Whether somebody is named as minutes do it: `SYG`."""
    return bool(_INITIALS.fullmatch(name))


def address_alias(email: str) -> str:
    """An address as an alias; those that a forge makes up are its account: `123+ana-r@users.noreply.github.com`."""
    bare = email.strip().casefold()
    if made_up := _NOREPLY.fullmatch(bare):
        return f"github:{made_up[1]}"
    if made_up := _NOREPLY_GITLAB.fullmatch(bare):
        return f"gitlab:{made_up[1]}"
    return bare


def name_alias(name: str, source: str) -> str:
    """A name as an alias. A first name or a nickname means somebody else in another source."""
    bare = folded(name)
    return bare if is_full(bare) else f"{bare} ({source})"


def is_address(alias: str) -> bool:
    """Whether an alias is an address."""
    return "@" in alias


def service_of(alias: str) -> str:
    """The service of an account's alias: `github` of `github:ana-r`; "" for what is none."""
    service, colon, _ = alias.partition(":")
    return service if colon and not is_address(alias) and service != USER[:-1] else ""


def shown(alias: str) -> str:
    """An alias for people: a person of lore.toml by the name there."""
    return alias.removeprefix(USER)
