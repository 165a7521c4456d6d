"""Whether a message that nobody addressed to Lore is for it all the same: a question to everybody, or a thread's next. Pure."""

from __future__ import annotations

import html
import re
from typing import Final

from assistant.answering.conversing.forms import OF_AN_ANSWER
from assistant.answering.conversing.requests import recognised
from assistant.domain.chat_markup import Names, spoken
from assistant.slack.hearing.narrowing import CODE
from assistant.slack.hearing.question_words import (
    ASKING,
    ASKING_UNMARKED,
    CHECKING,
    EMPTY,
    GOING_ON,
    GOING_ON_UNMARKED,
    NO_QUESTION,
    NOT_GOING_ON,
    OPENING,
    STOP,
    TAG,
)

_MOST_READ: Final = 2000
"""Characters; what asks stands at a message's beginning or end, and both are read of a longer one."""
_FEWEST_WORDS: Final = 3
_MOST_WORDS_UNMARKED: Final = 30
_LONGEST_STOP: Final = 100
_QUOTED_LINES: Final = re.compile(r"(?m)^(?:&gt;|>).*$")
_QUOTED_QUESTION: Final = re.compile(r"[\"“„«][^\"“”»\n]{0,300}[?？][\"”“»]")
_EMOJI: Final = re.compile(r":[\w+'-]{1,60}:(?::skin-tone-\d:)?")
_LINK: Final = re.compile(r"<(?:https?|mailto|tel):[^<>\n]*>|https?://\S+")
_PERSON: Final = r"(?:<@[UW][A-Z0-9]+(?:\|[^<>]*)?>|<!subteam\^[^<>]*>)"
_TO_SOMEBODY: Final = re.compile(
    rf"^[^\w<]*+(?:(?:hi|hey|hello|ok|okay|so|and|but|thanks|thx|please|hallo|hola)[^\w<]++)*+{_PERSON}|\bcc:? *{_PERSON}|"
    rf"[?？,]\s*{_PERSON}[\s?!.:)]*$",
    re.IGNORECASE,
)
_SOMEBODY: Final = re.compile(_PERSON)
_YOU: Final = re.compile(r"\b(?:you|your|yours|u|du|dir|dein\w*|ihr|tu|toi|vous|usted|tú|você)\b|你|您", re.IGNORECASE)
_SETTLED: Final = re.compile(r"\b(?:nvm|never ?mind|false alarm|found it|figured it out|solved it)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[^.!?？！。\n]*(?:\.(?=\S)[^.!?？！。\n]*)*[.!?？！。\n]?")
_COURTESY: Final = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thank you|thanks?|thx|ty|cheers|great|perfect|cool|nice|"
    r"awesome|okay|ok|got it|good to know|good bot|never ?mind|bye|danke|hallo|merci|bonjour|gracias|hola|谢谢|你好)"
    r"(?: (?:a lot|so much|very much|again|there|all|lore|everybody|everyone|team|that help(?:s|ed)|for (?:that|this)))?"
    r"[\s,.!…:)~-]*+)++",
    re.IGNORECASE,
)
_SHOWN: Final = "§"
"""Stands for what was shown and not said: a link, code."""
_WORD: Final = re.compile(rf"[^\W_][\w'’.+#-]*|{_SHOWN}")
_IDEOGRAPHS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST_IDEOGRAPHS: Final = 5


def is_question(text: str, ourselves: str) -> bool:
    """Whether it asks everybody something that documents could tell, for channels where Lore listens."""
    said = _said(text, ourselves)
    if said is None or _SETTLED.search(said):
        return False
    return any(_asks_everybody(one) for one in _sentences(said))


def goes_on(text: str, ourselves: str) -> bool:
    """Whether it goes on with what Lore answered in the thread: a question, as little as "why?", or "shorter" and the like."""
    said = _said(text, ourselves)
    if said is None:
        return False
    return _asks_of_answer(said) or any(_asks_everybody(one) or _asks_on(one) for one in _sentences(said))


def _asks_of_answer(said: str) -> bool:
    """Whether it asks for the last answer in another form, or where it stands."""
    request = recognised(said)
    return request is not None and request.wish in OF_AN_ANSWER


def says_stop(text: str, ourselves: str) -> bool:
    """Whether somebody wants Lore to keep out of the thread from now on."""
    said = _said(text, ourselves)
    if said is None or len(said) > _LONGEST_STOP or _SHOWN in said:
        return False
    return bool(STOP.fullmatch(" ".join(said.split())))


def is_courtesy(text: str, ourselves: str) -> bool:
    """Whether it greets or thanks, and asks nothing."""
    said = _said(text, ourselves)
    return said is not None and len(said) <= _LONGEST_STOP and bool(_COURTESY.fullmatch(" ".join(said.split())))


def _said(text: str, ourselves: str) -> str | None:
    """The message's own words, without mark-up and quotes; None if it is to somebody else."""
    if len(text) > _MOST_READ:
        text = f"{text[: _MOST_READ // 2]}\n{text[-_MOST_READ // 2 :]}"
    text = re.sub(rf"<@{re.escape(ourselves)}(?:\|[^<>]*)?>[,:]?", " ", text) if ourselves else text
    text = _QUOTED_LINES.sub("\n", CODE.sub(f" {_SHOWN} ", text)).strip()
    if _TO_SOMEBODY.search(text) or (_SOMEBODY.search(text) and _YOU.search(text)):
        return None
    text = html.unescape(_LINK.sub(f" {_SHOWN} ", text))
    text = _EMOJI.sub(" ", _QUOTED_QUESTION.sub(" ", text))
    return re.sub(r"[*_~]", "", spoken(text.replace("&", "&amp;"), Names())).strip()


def _sentences(said: str) -> list[str]:
    return [one for one in (match[0].strip() for match in _SENTENCE.finditer(said)) if one]


def _asks_everybody(sentence: str) -> bool:
    marked, bare = _bare(sentence)
    if not bare or NO_QUESTION.search(bare) or not _names_something(bare):
        return False
    if marked:
        return bool(ASKING.search(bare)) and (not TAG.search(bare) or bool(ASKING_UNMARKED.search(bare)))
    words = len(_WORD.findall(bare))
    is_told = re.search(r":\s|: ?$|\bis that\b|\bis here\b", bare) or _SHOWN in bare or sentence.endswith(".")
    return words <= _MOST_WORDS_UNMARKED and not is_told and bool(ASKING_UNMARKED.search(bare))


def _asks_on(sentence: str) -> bool:
    marked, bare = _bare(sentence, keeps_and=True)
    plain = OPENING.sub("", bare)
    if NOT_GOING_ON.search(bare) or NOT_GOING_ON.search(plain):
        return False
    if not marked:
        return _SHOWN not in bare and bool(GOING_ON_UNMARKED.search(bare))
    return not TAG.search(bare) and bool(GOING_ON.search(bare) or GOING_ON.search(plain))


def _bare(sentence: str, *, keeps_and: bool = False) -> tuple[bool, str]:
    """Whether a sentence ends as a question does, and its words without what opens it politely."""
    marked = sentence.rstrip(" )\"'!”").endswith(("?", "？"))
    bare = sentence.strip(" \t\n?？!！。.,;:…-—–()\"'“”")
    return marked, bare if keeps_and else OPENING.sub("", bare).strip()


def _names_something(bare: str) -> bool:
    """Whether it has a subject of its own, which an answer could be looked for with."""
    if len(_IDEOGRAPHS.findall(bare)) >= _FEWEST_IDEOGRAPHS:
        return True
    words = _WORD.findall(bare)
    naming = [word for word in words if word.casefold() not in EMPTY]
    return len(words) >= _FEWEST_WORDS and len(naming) >= (2 if CHECKING.match(bare) else 1)
