"""What stands around a reading path: a team's pinned links, decisions, terms, colleagues. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

from assistant.access.staff import Staff
from assistant.domain.decisions import Origin
from assistant.domain.documents import Document
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.glossary import Definition
from assistant.knowledge.glossary import Entry as Explained
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.choosing import Material
from assistant.knowledge.onboarding.guide import Colleague
from assistant.knowledge.onboarding.pinned_path import Pin, PinnedPath, is_path, plain
from assistant.knowledge.onboarding.wording import Wording
from assistant.knowledge.people.experts import Expert

_MOST_DECISIONS: Final = 12
_MOST_TERMS: Final = 40
_MOST_PEOPLE: Final = 8
_NEAREST: Final = 3


def placed_pins(pinned: PinnedPath | None, view: View) -> list[tuple[Pin, Document | None]]:
    """Each pin with the readable document that it means, by its address or by its words; a document counts once."""
    placed: list[tuple[Pin, Document | None]] = []
    seen = set[str]()
    for pin in pinned.pins if pinned else ():
        origin = pinned.document if pinned else None
        found = origin and (view.names.resolve(pin.target, origin) or view.names.resolve(pin.words, origin))
        if found is None or (found.id not in seen and not is_path(found)):
            placed.append((pin, found))
        if found is not None:
            seen.add(found.id)
    return placed


def decisions_about(material: Material, topic: str) -> tuple[Entry, ...]:
    """Those in force about the topic, the most relevant first; of a meeting's many conclusions those that name it."""
    wanted = plain(topic)
    found = []
    for id_, one in material.relevance.items():
        if not one.is_enough:
            continue
        for entry in material.lineage.of_document(id_):
            told = entry.decision.origin is not Origin.RECORD
            named = Wording([entry.decision.title, entry.decision.statement]).has(wanted)
            if entry.in_force and entry.decision.origin is not Origin.REVIEW and (named or not told):
                found.append((told, -one.value, entry.id, entry))
    return tuple(entry for *_, entry in sorted(found, key=lambda one: one[:3])[:_MOST_DECISIONS])


def terms_used(entries: Iterable[Explained], wording: Wording, ids: Collection[str]) -> tuple[Explained, ...]:
    """The terms that the path uses, in the order of the alphabet; if they are too many, those that its documents define and
    the acronyms."""
    used = [entry for entry in entries if wording.has(entry.name)]
    if len(used) > _MOST_TERMS:
        weighed = sorted(
            used, key=lambda entry: (not any(one.document.id in ids for one in _definitions(entry)), not entry.is_acronym)
        )
        kept = {id(entry) for entry in weighed[:_MOST_TERMS]}
        used = [entry for entry in used if id(entry) in kept]
    return tuple(used)


def _definitions(entry: Explained) -> Iterable[Definition]:
    return chain.from_iterable(meaning.definitions for meaning in entry.meanings)


def nearest_to(material: Material) -> tuple[Document, ...]:
    """What comes closest to a topic that nothing is about."""
    best = sorted(material.relevance.items(), key=lambda one: (-one[1].value, one[0]))
    return tuple(material.view.documents[id_] for id_, _ in best[:_NEAREST])


def address_of(document: Document) -> str:
    """How a file in the same source links to it: from the source's root; another source's by its own address."""
    try:
        on_the_web = document.url.startswith(("https://", "http://")) and urlsplit(document.url).hostname
    except ValueError:  # such as http://[x
        on_the_web = None
    return document.url if on_the_web else f"/{document.path.lstrip('/')}"


def colleagues(staff: Staff, topic: str, experts: Sequence[Expert]) -> tuple[Colleague, ...]:
    """Who is in the team, if the topic is one, and whom the documents show to know it; who left or asked not to be named is
    nobody's colleague here."""
    known = {one.person.name.casefold(): one for one in experts}
    found = []
    for person in staff.members(topic):
        name = person.name or person.user
        expert = known.pop(name.casefold(), None)
        if person.suggest:
            why = f"in the team; {expert.why[:1].lower()}{expert.why[1:]}" if expert else "in the team"
            found.append(_colleague(expert, why) if expert else Colleague(name, why))
    return (*found, *(_colleague(one, one.why) for one in known.values()))[:_MOST_PEOPLE]


def _colleague(expert: Expert, why: str) -> Colleague:
    documents = {ground.document.id: ground.document for ground in expert.grounds}
    return Colleague(expert.person.name, why, tuple(documents.values()), expert.person.id)
