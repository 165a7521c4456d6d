"""The shapes of `/v1/experts` and `/v1/people`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.knowledge.people.experts import NOBODY, Expert, Grounds
from assistant.knowledge.people.identities import Identity
from assistant.knowledge.people.roster import Profile, Work
from assistant.web.schemas.answers import DocumentOut, chunk_path, document_path

AliasText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class PersonOut(BaseModel):
    """Somebody in the documents. `id` stands for them in addresses; `user` is their key in lore.toml, or empty."""

    id: str
    name: str
    user: str
    url: str
    email: str

    @classmethod
    def of(cls, person: Identity, site: str) -> PersonOut:
        """As JSON; `site` is the address of this server, without a slash at its end."""
        email = next((alias.key for alias in person.aliases if "@" in alias.key), "")
        return cls(id=person.id, name=person.name, user=person.user, url=site + person_path(person), email=email)


class GroundsOut(BaseModel):
    """A document that shows what somebody knows: their parts in it, and words of it; `own_words` says that they are theirs."""

    document: DocumentOut
    url: str
    roles: list[str]
    when: datetime | None
    quote: str
    own_words: bool

    @classmethod
    def of(cls, ground: Grounds, site: str) -> GroundsOut:
        """As JSON."""
        return cls(
            document=DocumentOut.of(ground.document),
            url=site + chunk_path(ground.document, ground.chunk),
            roles=[role.value for role in ground.roles],
            when=ground.when,
            quote=ground.words,
            own_words=ground.are_own,
        )


class ExpertOut(BaseModel):
    """Somebody to ask, and why."""

    person: PersonOut
    why: str
    evidence: list[GroundsOut]


class ExpertsOut(BaseModel):
    """People to ask, whoever has shown to know most first. `notice` says so where there is nobody."""

    topic: str
    experts: list[ExpertOut]
    notice: str

    @classmethod
    def of(cls, topic: str, experts: Sequence[Expert], site: str) -> ExpertsOut:
        """As JSON."""
        listed = [
            ExpertOut(
                person=PersonOut.of(one.person, site), why=one.why, evidence=[GroundsOut.of(each, site) for each in one.grounds]
            )
            for one in experts
        ]
        return cls(topic=topic, experts=listed, notice="" if listed else NOBODY)


class AliasOut(BaseModel):
    """A way in which documents know somebody; `reason` says why it is this person's."""

    alias: str
    names: list[str]
    reason: str


class QuoteOut(BaseModel):
    """Words that bear a part out; `url` opens the document where they stand."""

    text: str
    url: str


class WorkOut(BaseModel):
    """What somebody did in one document."""

    document: DocumentOut
    roles: list[str]
    when: datetime | None
    quotes: list[QuoteOut]

    @classmethod
    def of(cls, work: Work, site: str) -> WorkOut:
        """As JSON."""
        return cls(
            document=DocumentOut.of(work.document),
            roles=[role.value for role in work.roles],
            when=work.when,
            quotes=[QuoteOut(text=one.text, url=site + place_path(work, one.key)) for one in work.words],
        )


class DecidedOut(BaseModel):
    """A decision that somebody took part in."""

    id: str
    title: str
    decided_on: date | None


class ProfileOut(BaseModel):
    """Everything about a person that the caller may read."""

    person: PersonOut
    aliases: list[AliasOut]
    namesakes: list[PersonOut]
    """Others of the same name; nothing shows that they are the same person."""
    topics: list[str]
    decisions: list[DecidedOut]
    documents: list[WorkOut]

    @classmethod
    def of(cls, profile: Profile, site: str) -> ProfileOut:
        """As JSON."""
        return cls(
            person=PersonOut.of(profile.person, site),
            aliases=[AliasOut(alias=one.key, names=list(one.names), reason=one.reason) for one in profile.person.aliases],
            namesakes=[PersonOut.of(one, site) for one in profile.namesakes],
            topics=list(profile.topics),
            decisions=[
                DecidedOut(id=one.id, title=one.title, decided_on=one.decided_on or one.proposed_on)
                for one in profile.decisions
            ],
            documents=[WorkOut.of(work, site) for work in profile.works],
        )


class PeopleOut(BaseModel):
    """Those whom a name means."""

    people: list[PersonOut]


class PairIn(BaseModel):
    """Two of which something is said, each by an address, an account, a key of lore.toml or a name that only one has."""

    model_config = ConfigDict(extra="forbid")

    one: AliasText
    other: AliasText


def person_path(person: Identity) -> str:
    """The path of a person's page."""
    return f"/people/{person.id}"


def place_path(work: Work, key: int) -> str:
    """The path of the document's page, opened at a chunk where one is known."""
    path = document_path(work.document)
    return f"{path}#c-{key}" if key else path
