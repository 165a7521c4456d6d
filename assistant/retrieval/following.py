"""Follow-up questions: what "and who decided that?" is about, so that it can be searched alone. Pure, and without a model.

A follow-up names nothing itself ("why?"), points back ("is it still in force?"), or goes on ("what about staging?"). It gets
the words that the last whole question was about. Whatever names something itself is left alone: a wrong subject costs more
than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.domain.questions import Turn

_LONGEST: Final = 300
"""Characters of an earlier question that are looked at."""
_MOST_TURNS: Final = 30
_LONGEST_SUBJECT: Final = 14
"""Words."""
_FEW: Final = 3
"""Up to so many words of its own, a pointing word in the middle of a question is taken to point to what was said before."""
_FEW_IDEOGRAPHS: Final = 8

_FUNCTION: Final = frozenset(
    """a about actually after again all already also always am an and any anybody anyone anything are as ask at
    be because been before being but by came can come could did do does doing done during each either else
    ever every everything exactly finally for from get getting go going got had has have having he hello her
    here hers hey hi him his how i if in instead into is it its just know let like long many may maybe me mean
    might more most much must my never no nor not now of off ok okay on once one ones only or other our out
    over own people perhaps please pls point possible rather really right same say says see she should since
    so some somebody someone something sort still such sure tell than thanks thank that the their them then
    there these they thing things this those though through to today together too under until up upon us very
    was way we well were what whatever when where whether which while who whole whom whose why will with
    without wonder wondering would yes yet you your lore explain detail details example examples mind bit kind""".split()
)
"""Words that a question is made of."""
_ASKING: Final = frozenset(
    """accept accepted adopt adopted affect affected agree agreed allow allowed alternative alternatives applies
    apply approve approved author backed became become chose choose chosen considered consider change changed
    changes decide decided decides decision decisions deciders discussed drop dropped effect exist exists
    final force happen happened happens implemented in-force hold holds involved made maintain maintained
    maintains make makes matter meant motivation named need needed objected objections obsolete old older
    oppose opposed option options owner owners outcome own owns pick picked pros cons propose proposed
    rationale reason reasons refuse refused reject rejected rejecting replace replaced replaces responsible
    result reviewed set settled source sources status superseded support supported supersede supersedes take
    taken team true trade-offs tradeoffs valid voted work worked working works write written wrote use used
    uses using first second third last latter former previous next new newer""".split()
)
"""Words that say what is asked about a subject, and name none."""
_WORD: Final = re.compile(r"[^\W_](?:[\w.+#/'’-]*[\w+#])?")
_IDEOGRAPH: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_AND: Final = re.compile(
    r"^\W*(?:(?:ok|okay|thanks|thank you|great|cool|hm+|ah|oh)\b[\s,.!]*)*(?:(?:and|but|so|also|und|aber|et|"
    r"mais|y|e|mas|ma)\b[\s,]*)+",
    re.IGNORECASE,
)
_WHAT_ABOUT: Final = re.compile(
    r"^(?:(?:and|but|so|ok|okay)\b[\s,]*)*(?:what|how) about (?P<other>.+?)(?: instead| then)?[?？\s]*$|"
    r"^(?:then|and then) (?P<then>.+)$",
    re.IGNORECASE,
)
_PLACE_OR_TIME: Final = re.compile(
    r"^(?:in|on|at|for|before|after|since(?! when)|by|during|with|without|under|from|as of)\b", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"^(?:since when|until when|for how long|"
    r"what|how|where|who|whom|whose|why|when|which|is|are|was|were|do|does|did|has|have|had|can|could|"
    r"should|must|may|will|would|"
    r"wie|was|wo|warum|wann|wer|welche\w*|comment|où|pourquoi|quand|qui|quel\w*|cómo|qué|dónde|quién|cuándo)\b",
    re.IGNORECASE,
)
_TAKEN: Final = "decision|choice|change|proposal|rule|policy"
_THING: Final = "approach|option|design|one|service|topic|migration|system|document|doc|adr|rfc"
_POINTING: Final = re.compile(
    rf"\b(?:(?:this|that|these|those|the same) (?:(?P<taken>{_TAKEN})|(?:{_THING})s?)|(?:this|that|these|those|it|they|them))\b"
    r"(?! (?:we|i|you|the|a|an|our|my|your|if|is why)\b)(?!['’]s (?:why|because))",
    re.IGNORECASE,
)
"""A word in the place of a name; not the "that" before a clause."""
_OWN: Final = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_POINTS_FIRST: Final = re.compile(
    r"^(?:(?:what|why|how|when|where|who|which|since when|how long|how often)(?:['’]s)?\s+)?"
    r"(?:is|are|was|were|does|do|did|has|have|had|can|could|should|must|will|would)(?:n['’]t)?\s+(?:it|this|"
    r"that|they|these|those)\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"^(?:what (?:was|were|came|happened)(?: there)? |what did we (?:use|have|do|run) )?(?P<when>before|after)"
    r"(?: (?:that|this|it|then))?$",
    re.IGNORECASE,
)
_POINTS_LAST: Final = re.compile(r"\b(?:it|this|that|these|those|them)$", re.IGNORECASE)
_POINTS_WITHIN: Final = re.compile(r"\b(?:the|an?|our|my|your|and|or|but|which|who|if|when) |,", re.IGNORECASE)
"""What tells that a pronoun may mean something in the question itself."""
_DUMMY: Final = re.compile(
    r"^(?:is|was|would|will) it (?:possible|ok|okay|safe|allowed|necessary|required|recommended|true|fine|"
    r"enough|mandatory|common|"
    r"better|worth|clear|planned)\b|\b(?:does|did) it (?:take|matter|make sense) ",
    re.IGNORECASE,
)
"""Where `it` stands for nothing."""
_BARE: Final = re.compile(r"^(?:why|when|where|how|since when|how long|how often)$", re.IGNORECASE)
"""A question word and nothing else."""
_BY_WORD: Final = re.compile(
    r"^(?:(?:why|when|where|how) )?(?P<rest>(?:is|are|was|were|do|does|did|has|have|had|can|could|should|must|will|would) .+)$",
    re.IGNORECASE,
)
"""A question that another word than its own can begin."""
_WHY: Final = re.compile(r"^why\b", re.IGNORECASE)
_FROM: Final = re.compile(r"\bfrom .+?(?= to\b)", re.IGNORECASE)
"""What somebody moved away from."""
_UNRESOLVED: Final = re.compile(
    r"\b(?:the )?(?:latter|former|(?:first|second|third|last|other) (?:one|option|point|reason))\b", re.IGNORECASE
)
_DECISION: Final = re.compile(r"(?<![\w-])(?P<number>[A-Za-z]{2,12}-?\d{1,6}) “[^“”\n]{2,300}”")
"""As answers from decisions name one: `ADR-0019 “Kafka as the message bus”`."""
_PEOPLE: Final = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)


def standing_alone(text: str, said: Sequence[Turn]) -> str:
    """The question with what the conversation is about. It is as it was where it names its subject itself, and where nothing
    was said before that names one."""
    said = said[-_MOST_TURNS:]
    for place in range(len(said) - 1, -1, -1):
        turn = said[place]
        if turn.ours or turn.text.strip() == text.strip() or not _subject(turn.text):
            continue
        if not _follows(text):
            return text
        # What it goes on from may itself have gone on from something: "what about staging?", then "why?".
        before = standing_alone(turn.text[:_LONGEST].strip(), said[:place])
        return _joined(text, before, _decision_told(said[place + 1 :]))
    return text


def names_its_subject(text: str) -> bool:
    """Whether a question, or a part of one, says itself what it is about."""
    return bool(_subject(text))


def _decision_told(answers: Sequence[Turn]) -> str:
    """The decision that the last of Lore's answers that names one speaks of first, by its number; "" if none does. An answer
    that was only said again, shorter, may have lost its names."""
    named = (_DECISION.search(turn.text) for turn in reversed(answers) if turn.ours)
    return next((found["number"] for found in named if found), "")


def _follows(text: str) -> bool:
    """Whether a question needs what was said before."""
    plain = _AND.sub("", text).strip()
    if _IDEOGRAPH.search(plain):
        return len(_IDEOGRAPH.findall(plain)) <= _FEW_IDEOGRAPHS
    own = _subject(plain)
    if not own or _WHAT_ABOUT.match(text.strip()) or _UNRESOLVED.search(plain):
        return True
    if plain != text.strip() and (_PLACE_OR_TIME.match(plain) or not _ASKS.match(plain)):
        return len(own) <= _FEW
    if _DUMMY.search(plain):
        return False
    if _POINTS_FIRST.match(plain):
        return True
    if _points_last(plain.rstrip("?？.! "), own):
        return True
    pointing = _POINTING.search(plain) or _OWN.search(plain) or _PEOPLE.search(plain)
    return pointing is not None and len(own) <= _FEW and not _subject(plain[: pointing.start()])


def _points_last(plain: str, own: Sequence[str]) -> bool:
    """Whether a question ends in a pronoun, and what it says before that is a verb at most: "how do we monitor it"."""
    pointing = _POINTS_LAST.search(plain)
    if pointing is None or len(own) > 1 or not all(word.isalpha() and word.islower() for word in own):
        return False
    asks = _ASKS.match(plain)
    return not _POINTS_WITHIN.search(plain[asks.end() if asks else 0 : pointing.start()])


def _joined(text: str, before: str, decision: str = "") -> str:
    """A follow-up with the question that it goes on from, or with the decision that answered it, where it asks about that."""
    plain = _AND.sub("", text).strip().rstrip("?？ ")
    asked = before.rstrip("?？.! ")
    about = _WHAT_ABOUT.match(text.strip())
    if about:
        return _instead(asked, (about["other"] or about["then"]).rstrip("?？ "))
    if _IDEOGRAPH.search(plain):
        return f"{asked} {plain}?"
    if _UNRESOLVED.search(plain) or _PEOPLE.search(plain):
        return f"{plain}? {asked}?"
    if before_what := _BEFORE.match(plain):
        return f"what was there {before_what['when'].casefold()} {decision or _words_of_subject(asked)}?"
    subject = decision if decision and set(_lower(plain)) & _ASKING else _words_of_subject(asked)
    if _POINTING.search(plain):
        return _POINTING.sub(lambda it: f"the {it['taken']} on {subject}" if it["taken"] else subject, plain, count=1) + "?"
    if _OWN.search(plain):
        return _OWN.sub(lambda _: subject, plain, count=1) + "?"
    if _BARE.match(plain) and (asked_so := _BY_WORD.match(asked)):
        return f"{plain[0].upper()}{plain[1:]} {asked_so['rest'][0].lower()}{asked_so['rest'][1:]}?"
    if not any(_ASKS.match(word) for word in plain.split()):
        return _instead(asked, plain)
    if _PLACE_OR_TIME.match(plain) or not _ASKS.match(plain):
        return f"{asked} {plain}?"
    if len(_WORD.findall(plain)) <= 2:
        return f"{asked}? {plain}?" if not set(_lower(plain)) & _ASKING else f"{plain} {subject}?"
    return f"{plain} for {subject}?"


def _instead(asked: str, other: str) -> str:
    """The same question about something else: `was Kafka accepted`, `Pulsar`. Where the question holds more than a verb and its
    subject, the other is put beside it."""
    if _PLACE_OR_TIME.match(other):
        return f"{asked} {other}?"
    subject = _words_of_subject(asked)
    is_plain = set(_lower(asked.replace(subject, " ", 1))) & _ASKING and not re.search(r"\b(?:of|for|in|on|to|by)\b", subject)
    if is_plain:
        return f"{asked.replace(subject, other, 1)}?"
    names = _names(_FROM.sub("", asked)) if _WHY.match(asked) else ""  # "why" asks about the one thing only
    return f"{names} {other}?" if names else f"{asked} {other}?"


def _names(text: str) -> str:
    """The words that name something and are written as names are: `Kafka`, `ADR-0019`."""
    return " ".join(word for word in _subject(text) if not word.islower() and not _IDEOGRAPH.search(word))


def _subject(text: str) -> list[str]:
    """The words of a text that name something."""
    if _IDEOGRAPH.search(text):
        return [text] if len(_IDEOGRAPH.findall(text)) > 3 else []
    return [
        word for word in _WORD.findall(text[:_LONGEST]) if word.casefold() not in _FUNCTION | _ASKING and not _is_year(word)
    ]


def _words_of_subject(text: str) -> str:
    """From the first word that names something to the last: `retention of the positions topic`."""
    named = set(_subject(text))
    places = [match.span() for match in _WORD.finditer(text[:_LONGEST]) if match[0] in named][:_LONGEST_SUBJECT]
    return text[places[0][0] : places[-1][1]] if places else text


def _is_year(word: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", word))


def _lower(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
