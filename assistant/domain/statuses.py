"""What a document's or a decision's status says about whether it holds, in the words of many communities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class DecisionStatus(StrEnum):
    """What became of a decision."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    SUPERSEDED = "superseded"
    DEPRECATED = "deprecated"
    UNSTATED = "unstated"
    """Its document does not say."""


class Standing(StrEnum):
    """Whether what a document says is in force."""

    HOLDS = "holds"
    """Nothing is known to the contrary."""
    PAST = "past"
    """It held once."""
    REFUSED = "refused"
    """It was proposed, and not adopted."""


_WORDS: Final[Mapping[DecisionStatus, str]] = {
    DecisionStatus.PROPOSED: "proposed draft open provisional pending proposal rfc wip idea discussion review under-review "
    "in-review active-review awaiting-review scheduled-for-review implementable-pending candidate last-call in-progress "
    "likely-accept likely-decline not-yet-accepted not-yet-approved not-yet-decided "
    "submitted drafting stage-0 stage-1 stage-2 stage-2.7 提议 提议中 已提议 草案 草稿 讨论中 "
    "评审中 提案 ドラフト vorgeschlagen entwurf proposé brouillon propuesto borrador proposto rascunho",
    # What is replaced in part is in force in the rest, and its readers have to know that more than they have to know the part.
    DecisionStatus.ACCEPTED: "accepted final active approved adopted agreed implemented implementable decided done merged "
    "landed living consensus resolved ratified stable completed complete current standard published effective enacted "
    "in-force in-effect valid "
    "accepted-with-revisions accepted-with-modifications conditionally-accepted provisionally-accepted proposed-standard "
    "draft-standard internet-standard best-current-practice stage-3 "
    "stage-4 conclusion decision resolution agreement agreements "
    "conclusions decisions resolutions partly-superseded partially-superseded superseded-in-part mostly-superseded "
    "partly-replaced partially-replaced amended 接受 通过 已接受 已通过 "
    "已采纳 已批准 已决定 已实施 已定稿 生效 部分取代 结论 决定 决议 "
    "承認 承認済み 採用 決定 akzeptiert angenommen beschlossen genehmigt umgesetzt accepté acceptée adopté adoptée validé "
    "aceptado aceptada aprobado aprobada aceito aprovado",
    # Python's own index counts the one PEP with the status April Fool! among the rejected (PEP 0, "Abandoned, Withdrawn,
    # and Rejected").
    DecisionStatus.REJECTED: "rejected declined refused denied no-go not-accepted not-approved not-adopted april-fool! "
    "april-fool 拒绝 已拒绝 否决 已否决 却下 abgelehnt verworfen rejeté refusé rechazado rechazada rejeitado",
    DecisionStatus.WITHDRAWN: "withdrawn abandoned retracted cancelled canceled closed dropped discontinued 撤回 已撤回 取消 "
    "zurückgezogen retiré retirado",
    DecisionStatus.DEFERRED: "deferred postponed on-hold paused stalled parked stagnant inactive returned-for-revision "
    "returned 推迟 搁置 已推迟 zurückgestellt verschoben reporté aplazado adiado",
    DecisionStatus.SUPERSEDED: "superseded replaced obsoleted obsolete supplanted "
    "被取代 已取代 取代 替代 ersetzt abgelöst remplacé "
    "reemplazado sustituido substituído",
    DecisionStatus.DEPRECATED: "deprecated retired removed sunset historical "
    "historic no-longer-active no-longer-valid 弃用 已弃用 "
    "废弃 已废弃 废止 廃止 veraltet déprécié",
}
_WHOLE_ONLY: Final = frozenset({"rfc"})
"""Words that are a status where nothing else is: `obsoletes RFC 3` is none."""
_CLAUSES: Final = re.compile(r"[;:,()—–]|\bbut\b")
_YET: Final = re.compile(r"\b(?:yet|noch)\b")
_NO_LONGER: Final = re.compile(r"\b(?:no longer|not any ?more|nicht mehr|ya no)\b")
_NEVER: Final = re.compile(r"\b(?:never|nie|niemals|nunca|jamais)\b")
_NOT: Final = re.compile(r"\b(?:not|no|nor|neither|cannot|without|nicht|keine?|pas|non|não)\b|n['’]t\b")
_COMING: Final = re.compile(
    r"\b(?:to be(?:come)?|will|shall|should|would|might|may be|must be|can be|could be|going to|about to|planned|expected|soon"
    r"|until|unless|if|when|once|before|wird|werden|sera|será)\b"
)
_NOT_SO: Final = re.compile(r"[未不没非待将].{0,20}$")
"""What stands before a Chinese word that is denied, or to come: 未通过, 将被ADR-3取代."""
_STANDING: Final = {
    DecisionStatus.SUPERSEDED: Standing.PAST,
    DecisionStatus.DEPRECATED: Standing.PAST,
    DecisionStatus.REJECTED: Standing.REFUSED,
    DecisionStatus.WITHDRAWN: Standing.REFUSED,
}


def _table() -> dict[str, DecisionStatus]:
    return {word: status for status, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class StatusTable:
    """Communities' words for statuses: Lore's own, and those that `[knowledge.statuses]` in lore.toml adds or changes."""

    words: Mapping[str, DecisionStatus] = field(default_factory=_table)

    def with_words(self, more: Mapping[str, str]) -> StatusTable:
        """The table with these words too; ValueError names a status that there is none of."""
        return StatusTable({**self.words, **{_key(word): DecisionStatus(status) for word, status in more.items()}})

    def meaning(self, stated: str) -> DecisionStatus:
        """What a stated status means: the whole of it where the table has that, else its first words that are known, three
        before two before one. `Superseded by ADR-0019` is superseded; no status at all is unstated, and one that nobody
        knows too. What is denied or still to come does not count: `not superseded` and `to be superseded` are unstated,
        `not final yet` and `to be decided` proposed, `never accepted` rejected."""
        whole = self.words.get(_key(stated))
        if whole:
            return whole
        for clause in _CLAUSES.split(stated.casefold()[:200]):
            if found := self._in_clause(re.findall(r"[^\s/]+", clause)):
                return found
        return self._unspaced(stated)

    def standing(self, stated: str) -> Standing:
        """What a document's own status says, as far as the whole of it or its first word tells: `closed` says nothing of a
        review's content."""
        first = (stated.casefold().split() or [""])[0].strip(":;,.")
        if first == "closed":
            return Standing.HOLDS
        found = self.words.get(_key(stated)) or self.words.get(first, DecisionStatus.UNSTATED)
        return _STANDING.get(found, Standing.HOLDS)

    def _in_clause(self, words: Sequence[str]) -> DecisionStatus | None:
        """What the first words mean that are known; None where none are, or they are denied."""
        for at in range(len(words)):
            for count in (3, 2, 1):
                key = _key(" ".join(words[at : at + count]))
                if key in self.words and key not in _WHOLE_ONLY:
                    return _as_told(self.words[key], " ".join(words[:at]), " ".join(words[at + count :]))
        return None

    def _unspaced(self, stated: str) -> DecisionStatus:
        """Chinese and Japanese put no spaces between words: 已被ADR-0012取代. The longest word that is in it counts."""
        within = [word for word in self.words if word >= "\u2e80" and _is_told(word, stated)]
        return self.words[max(within, key=len)] if within else DecisionStatus.UNSTATED


def _as_told(status: DecisionStatus, before: str, behind: str) -> DecisionStatus | None:
    """What is left of a status after the words around it; None for nothing."""
    holds = status is DecisionStatus.ACCEPTED
    if _NO_LONGER.search(before):
        return DecisionStatus.DEPRECATED if holds else None
    if _NEVER.search(before):
        return DecisionStatus.REJECTED if holds else None
    if _NOT.search(before):
        return DecisionStatus.PROPOSED if holds and _YET.search(f"{before} {behind}") else None
    if _COMING.search(before) or (holds and _YET.search(before)):
        return DecisionStatus.PROPOSED if holds or status is DecisionStatus.PROPOSED else None
    return status


def _is_told(word: str, stated: str) -> bool:
    """Whether it is in a status without spaces, and not denied."""
    before, found, _ = stated.partition(word)
    return bool(found) and not _NOT_SO.search(before)


def _key(stated: str) -> str:
    return "-".join(stated.casefold().strip(" .:;,*_`").split())


def standing(status: str) -> Standing:
    """What a document's own status says by Lore's own words: see `StatusTable.standing`."""
    return LORES_OWN.standing(status)


LORES_OWN: Final = StatusTable()
"""The table without a user's words."""
