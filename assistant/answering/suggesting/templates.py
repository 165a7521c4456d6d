"""How questions that suggest themselves are put, by language. Pure.

What is asked of decisions is put in forms that `knowledge/decisions/question_forms.py` reads, so that it is answered from them.
A language without a template for something does not suggest it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.answering.wording.language import question_language


class Ask(StrEnum):
    """What is asked next, the sorts that tell most first."""

    SUCCESSOR = "what replaced it"
    WHY_ENDED = "why it was given up"
    WHY_NOT = "why an alternative was not taken"
    SECTION = "what another section says"
    TOPIC = "what else was talked about"
    DECIDED = "what was decided there"
    CONSEQUENCES = "what follows from it"
    REVIEW = "what its review said"
    ALTERNATIVES = "what else was considered"
    BEFORE = "what it replaced"
    OPEN = "what it leaves open"
    DECIDERS = "who decided it"


ORDER: Final = tuple(Ask)


@dataclass(frozen=True, slots=True)
class Wording:
    """A language's templates; `quotes` stand around a title, and `keeps_capitals` is whether words have theirs everywhere."""

    templates: Mapping[Ask, str]
    quotes: tuple[str, str]
    keeps_capitals: bool = False

    def put(self, ask: Ask, name: str, about: str = "") -> str:
        """The question; "" where this language has no template for it."""
        template = self.templates.get(ask, "")
        return template.format(name=name, about=about)

    def quoted(self, title: str) -> str:
        """A title as a name."""
        return f"{self.quotes[0]}{title}{self.quotes[1]}"


ENGLISH: Final = Wording(
    {
        Ask.SUCCESSOR: "What replaced {name}?",
        Ask.WHY_ENDED: "Why was {name} {about}?",
        Ask.WHY_NOT: "Why was {about} rejected?",
        Ask.DECIDED: "What was decided in {name}?",
        Ask.ALTERNATIVES: "What were the alternatives to {name}?",
        Ask.DECIDERS: "Who decided on {name}?",
        Ask.BEFORE: "What did {name} replace?",
        Ask.CONSEQUENCES: "What are the consequences of {name}?",
        Ask.OPEN: "What are the open questions of {name}?",
        Ask.SECTION: "What does {name} say about {about}?",
        Ask.TOPIC: "What was said about {about} in {name}?",
        Ask.REVIEW: "What was said in the review {name}?",
    },
    ("“", "”"),
)
CHINESE: Final = Wording(
    {
        Ask.SUCCESSOR: "{name}被什么取代了？",
        Ask.WHY_NOT: "为什么拒绝了{about}？",
        Ask.ALTERNATIVES: "{name}的替代方案有哪些？",
        Ask.DECIDERS: "谁决定了{name}？",
        Ask.BEFORE: "{name}取代了什么？",
        Ask.SECTION: "{name}中关于“{about}”是怎么说的？",
        Ask.TOPIC: "{name}中关于“{about}”说了什么？",
    },
    ("“", "”"),
)
GERMAN: Final = Wording(
    {
        Ask.CONSEQUENCES: "Welche Folgen hat {name}?",
        Ask.OPEN: "Welche Fragen lässt {name} offen?",
        Ask.SECTION: "Was sagt {name} über {about}?",
        Ask.TOPIC: "Was wurde in {name} über {about} gesagt?",
    },
    ("„", "“"),
    keeps_capitals=True,
)
WORDINGS: Final[Mapping[str, Wording]] = {"": ENGLISH, "English": ENGLISH, "Chinese": CHINESE, "German": GERMAN}
"""By the name of a question's language, "" where its words don't tell: a few key words, English more often than not."""

_OTHER_SCRIPT: Final = re.compile(r"[\u0370-\u1fff]")
"""Letters from Greek to Greek Extended: Cyrillic, Hebrew, Arabic, the scripts of India and others; Chinese is told apart."""
_NUMBERED: Final = re.compile(
    r"^(?:(?:item|section|part|chapter|topic|top)\s+)?(?:\d+(?:\.\d+)*|[A-Z]|[一二三四五六七八九十]+)\s*[.:)、．]\s*|^\d+\s+",
    re.IGNORECASE,
)
_CAPITALISED: Final = re.compile(r"[A-Z][a-z]+(?![\w-]*[A-Z0-9])")
_FRAMING: Final = re.compile(
    r"status|context|background|decision|decision outcome|decision drivers|context and problem statement|problem|"
    r"problem statement|proposal|design|summary|abstract|introduction|overview|purpose|aim|motivation|scope|the case|"
    r"at a glance|notes?\b.*|agenda|attendees|present|participants|conversation|transcript|references?|links?|see also|related|"
    r"appendix.*|changelog|history|revision.*|table of contents|contents|copyright|acknowledge?ments?|authors?|todo|tbd|later|"
    r"misc(?:ellaneous)?|any other business|aob|others?|next steps?|actions?|action items|follow-?ups?|outcome|conclusions?|"
    r"results?|details?|discussion|afterwards|pros and cons.*|faq|"
    r"背景|概述|简介|目的|摘要|决定|状态|总结|参考|附录|待办|会议|参会人|"
    r"hintergrund|zusammenfassung|einleitung|überblick|zweck",
    re.IGNORECASE,
)
"""Headings that say what part of a document a section is, and not what it is about; or what was said already."""
_CONSEQUENCES: Final = re.compile(r"consequences|implications|konsequenzen|folgen", re.IGNORECASE)
_OPEN: Final = re.compile(r"open questions|open issues|unresolved questions|open|offene (?:fragen|punkte)", re.IGNORECASE)
_REFUSED: Final = re.compile(
    r"(?:rejected|considered|other)\b.*|alternatives?\b.*|.*\balternatives considered|options\b.*", re.IGNORECASE
)
_CLAUSE: Final = re.compile(
    r"(?:since|if|when|after|before|while|because|although|unless|until|how|why|what|where|who|is|are|do|does|can|"
    r"wenn|weil|seit|nachdem|bevor|wie|warum|was)\b",
    re.IGNORECASE,
)
"""How a heading begins that is a clause: nobody asks what a document says about "since the mesh is gone"."""
_LONGEST: Final = 50


def wording_for(text: str) -> Wording | None:
    """The templates of the language that a text is in; None for one that has none."""
    language = question_language(text)
    return None if not language and _OTHER_SCRIPT.search(text) else WORDINGS.get(language)


def asked_by(heading: str, text: str, wording: Wording = ENGLISH) -> tuple[Ask, str] | None:
    """What a section with this heading would be asked for, and about what; None for one that nobody would ask for so. `text` is
    its document's: by that it is told whether the heading begins with a name."""
    plain = _NUMBERED.sub("", " ".join(heading.split())).strip(" .:：")
    if not plain or len(plain) > _LONGEST or _FRAMING.fullmatch(plain) or _REFUSED.fullmatch(plain):
        return None
    if _CONSEQUENCES.fullmatch(plain):
        return Ask.CONSEQUENCES, ""
    if _OPEN.fullmatch(plain):
        return Ask.OPEN, ""
    if plain.endswith(("?", "？")) or _CLAUSE.match(plain) or not re.search(r"[^\W\d_]{2}|[\u3400-\u9fff]{2}", plain):
        return None
    return Ask.SECTION, plain if wording.keeps_capitals else within_a_sentence(plain, text)


def within_a_sentence(heading: str, text: str) -> str:
    """`Late events` as `late events`; `Kafka disks` and `GraphQL` keep the capital of a name, which the text has in the middle
    of its sentences too."""
    first = heading.partition(" ")[0]
    is_word = _CAPITALISED.fullmatch(first) and not re.search(rf"[a-zäöüß,;] {first}\b", text)
    return heading[0].lower() + heading[1:] if is_word else heading
