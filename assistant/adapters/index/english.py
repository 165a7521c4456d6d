"""English words, and words of other languages that are written with letters, into the forms that they are compared in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import Stemmer

_NOT_STEMMED: Final = 3
"""Words of up to so many letters stay: `dns`, `tls`, `aws` and `ios` are no plurals."""

_BRITISH: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=\w\w\w)iz(e|ed|es|er|ers|ing|ation|ations|able)$", r"is\1"),
        (r"(?<=\wl)yz(e|ed|es|er|ers|ing)$", r"ys\1"),
        (r"(?<=\w\w\w)our(|s|ed|ing|able|ite|ites|al|ful|less|er|ers)$", r"or\1"),
        (r"^((?:kilo|milli|centi)?met|cent|fib|lit|theat|calib)re(s?)$", r"\1er\2"),
        (r"^(cent|calib)r(ed|ing)$", r"\1er\2"),
        (r"^(lic|def|off|pret)ence(s|d)?$", r"\1ense\2"),
        (r"^(cata|dia|ana|mono)logue(s|d)?$", r"\1log\2"),
        (r"^(judg|acknowledg)ement", r"\1ment"),
        (r"^(program)me(s)?$", r"\1\2"),
        (r"^artefact", "artifact"),
        (r"(?<=\w\w\w)sis$", "ses"),
    )
)
"""Spellings of one word, both brought to one: -ise and -ize, -our and -or, -re and -er, analysis and analyses. Towards -ise,
as the stemmer takes `organization` to `organ`."""

_IRREGULAR: Final = {
    form: base
    for base, forms in (
        line.split(":")
        for line in """
become:became;begin:began begun;break:broke broken;bring:brought;build:built;buy:bought;catch:caught;choose:chose chosen
come:came;draw:drew drawn;drive:drove driven;fall:fell fallen;feed:fed;fight:fought;find:found;forget:forgot forgotten
freeze:froze frozen;get:got gotten;give:gave given;go:went gone;grow:grew grown;hear:heard;hide:hid hidden;hold:held
keep:kept;know:knew known;lead:led;lose:lost;make:made;mean:meant;meet:met;pay:paid;rise:rose risen;run:ran
say:said;see:saw seen;seek:sought;sell:sold;send:sent;shrink:shrank shrunk;show:shown;spend:spent;stand:stood;steal:stole stolen
swear:swore sworn;take:took taken;teach:taught;tell:told;think:thought;throw:threw thrown;understand:understood
wake:woke woken;write:wrote written;overwrite:overwrote overwritten;rewrite:rewrote rewritten;rebuild:rebuilt
override:overrode overridden;withdraw:withdrew withdrawn;forbid:forbade forbidden;bind:bound;wind:wound;speak:spoke spoken
child:children;person:people;man:men;woman:women;mouse:mice;foot:feet;index:indices indexes;vertex:vertices;matrix:matrices
criterion:criteria;schema:schemata;appendix:appendices;id:ids;vm:vms;api:apis;pr:prs;os:oses
""".replace("\n", ";").split(";")
        if line
    )
    for form in forms.split()
}

_APART: Final = {
    "important": "important",
    "importance": "important",
    "importantly": "important",
    "international": "international",
    "experiment": "experiment",
    "experiments": "experiment",
    "experimental": "experiment",
    "experimentation": "experiment",
    "organ": "organ",
    "organs": "organ",
    "several": "several",
}
"""Words that the stemmer would take for others: import, internal, experience, organise, sever."""

_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"})
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_FOLDED_SCRIPTS: Final = re.compile("[\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]")
"""Latin, Greek and Cyrillic letters: their marks are left out by those who have no key for them."""

_stemmer: Final = Stemmer.Stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The form in which a lower-case word is compared: Snowball's English stem (Porter 2), with one spelling for British and
    American words, irregular forms brought to the regular one, and short names as they are."""
    word = _IRREGULAR.get(word, word)
    if word in _APART:
        return _APART[word]
    if len(word) <= _NOT_STEMMED or not word.isalpha():
        return word
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return str(_stemmer.stemWord(word))


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """A lower-case word's terms: its stem, and for one with accents the stem without them; `müller` is also `mueller`."""
    if not _FOLDED_SCRIPTS.search(word):
        return (stem(word),)
    return tuple(dict.fromkeys(stem(spelled) for spelled in (word, unaccented(word), word.translate(_UMLAUTS))))


def unaccented(word: str) -> str:
    """A lower-case word in the letters below its marks."""
    apart = unicodedata.normalize("NFD", word.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not unicodedata.combining(letter)))
