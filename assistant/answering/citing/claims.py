"""Which sentences of an answer claim something that a source would have to bear out. Pure.

Greetings, announcements, headings, questions back, and words about the evidence itself claim nothing of the organisation. Where
it can't be told, a sentence claims something.
"""

from __future__ import annotations

import re
from typing import Final

_HEADING: Final = re.compile(r"\s*(?:#{1,6}\s|(?:[-*+]\s+)?(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__):?\s*$|[-=*_|:\s]+$)")
_ANNOUNCES: Final = re.compile(r"[:：][\s*_]*$")
_ASKS: Final = re.compile(r"[?？][\s\"”’)*_]*$")
_TALK: Final = re.compile(
    r"[-*>\s]*(?:sure|certainly|of course|absolutely|(?:great|good) question|hello|hi|hey|thanks|thank you|okay|ok|yes|no|"
    r"see|refer to|"
    r"here (?:is|are)|here's|below (?:is|are)|let me|let's|let us|as an ai|feel free|please|if you (?:need|want|have|would)|"
    r"i (?:hope|can|could|will|would|am|do|don't|did|didn't|cannot|can't|couldn't|found|see|have)|i'm|i'll|i've|"
    r"you (?:can|may|could) (?:ask|also ask|check|find|read|see)|for (?:more|further) (?:details|information)|"
    r"in (?:summary|short|conclusion)|to (?:summari[sz]e|sum up|answer)|based on|"
    r"according to the (?:evidence|excerpts|sources)|"
    r"ja|nein|natürlich|gerne|hier (?:ist|sind)|hallo|danke|leider|bonjour|bien sûr|voici|oui|non|désolé|"
    r"claro|hola|aquí (?:está|están)|sí)(?![\w-])|(?:好的|当然|您好|你好|以下是|下面|希望|如果您|抱歉|请)",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(r"\s*(?:based on|according to|in summary|in short)\b[^,.:]{0,60},(?=\s+\w)", re.IGNORECASE)
_OF_THE_EVIDENCE: Final = re.compile(
    r"\b(?:evidence|excerpts?|sources?|documents?|context|provided (?:text|information)|information|they|it)\b[^.]{0,40}"
    r"(?:\bnot|n't|\bno|\bnothing|\bnever)\b[^.]{0,20}\b(?:sa(?:y|id)|mention|state|contain|specif|describ|give|name|cover|answer|tell|"
    r"includ|explain|indicat|provid|address|discuss|information|detail|document)|"
    r"\b(?:not|n't|no|nothing|never)\b[^.]{0,40}\b(?:in|by|from) the (?:evidence|excerpts?|sources?|documents?|context)\b|"
    r"(?:\bnot|n't) (?:stated|mentioned|specified|documented|recorded)\b|"
    r"(?:Quellen|Auszüge|Unterlagen|Belege)\b[^.]{0,60}\b(?:nicht|keine?n?|nichts)\b|"
    r"(?:资料|文档|证据|来源|摘录)[^。]{0,20}(?:没有|未|不)",
    re.IGNORECASE,
)
_WORDS_OF_TALK: Final = 12
"""An opening such as `Yes, ` or `Based on the excerpts, ` may go on with a claim; a short sentence behind it does not."""
_FEW: Final = 1
_TABLE_ROW: Final = re.compile(r"\s*\|.*\|\s*$")


def is_table_row(line: str) -> bool:
    """Whether a line is one of a Markdown table."""
    return bool(_TABLE_ROW.fullmatch(line))


def claims_something(text: str, content: int, *, has_figures: bool) -> bool:
    """Whether a sentence, without its markers, claims something; `content` is how many content words it has, and figures tell a
    claim also where these are few."""
    if content == 0 or (content <= _FEW and not has_figures):
        return False
    if _HEADING.match(text) or _ANNOUNCES.search(text) or _ASKS.search(text) or _OF_THE_EVIDENCE.search(text):
        return False
    lead = _LEAD.match(text)
    if lead:
        return claims_something(text[lead.end() :], content - 1, has_figures=has_figures)
    talk = _TALK.match(text)
    if not talk:
        return True
    rest = text[talk.end() :]
    if re.match(r"\s*[,:—–-]\s*\w", rest):
        return has_figures or len(rest.split()) > 3
    return has_figures or content > _WORDS_OF_TALK
