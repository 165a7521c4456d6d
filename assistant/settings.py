"""All settings: the only reader of the environment and of `lore.toml`.

Each setting can stand in `lore.toml` in the data folder, or in the environment as `LORE_` and its path with two
underscores (`LORE_GENERATOR__MODEL`); the environment wins. Unknown names are refused, so that a typing error is heard.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings.exceptions import SettingsError as UnreadableVariable

from assistant.domain.readers import Readers
from assistant.domain.statuses import DecisionStatus
from assistant.errors import SettingsError, UsageError

CONFIG_FILE = "lore.toml"


_INTERVAL = r"^[0-9]+(\.[0-9]+)? ?[smhd]$"
"""Such as 30s, 5m, 2h or 1d."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"'{zone}' is no time zone: write one such as Europe/Berlin")
    return zone


class EmbedderSettings(_Section):
    """Which sentence-transformers model, and how bulk embedding runs."""

    model: str = "all-MiniLM-L6-v2"
    """The built-in model, any sentence-transformers name or folder, or one that `lore tune` made: `models/NAME`."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """`auto` measures what is fast on this machine, once, and takes it where its vectors agree with fp32."""
    batch_tokens: int = Field(default=0, ge=0)
    """How many tokens one forward pass may hold, padding included; 0 chooses by what the model runs on."""
    question_prefix: str | None = None
    """What the model wants written before a question, such as `query: `; without it the model's own configuration says."""
    document_prefix: str | None = None
    """The same for what is searched, such as `passage: `."""

    @property
    def name(self) -> str:
        """What the index records: the model, and what was written before the texts, since another prefix is another vector."""
        return f"{self.model} after '{self.document_prefix}'" if self.document_prefix else self.model


class GeneratorSettings(_Section):
    """Which language model words the answers; without one the built-in extractive reader does."""

    model: str = ""
    """`provider:model` as LangChain's init_chat_model takes it, such as `openai:gpt-5-mini` or `ollama:qwen3`."""
    base_url: str = ""
    """For an OpenAI-compatible server; use it with `openai:MODEL`."""
    api_key: SecretStr = SecretStr("")
    """Best given as LORE_GENERATOR__API_KEY; without it the provider's own variable (OPENAI_API_KEY …) counts."""
    temperature: float = Field(default=0.0, ge=0, le=2)
    max_tokens: int = Field(default=800, ge=16)
    first_token_s: float = Field(default=6.0, gt=0, le=9)
    """How long to wait for the first words, and then between words, before the extractive reader takes over."""
    total_s: float = Field(default=60.0, gt=0)
    """How long an answer may stream altogether."""
    evidence_tokens: int = Field(default=2000, ge=200)
    """How much evidence is sent."""
    context_tokens: int | None = Field(default=None, ge=1000)
    """How many tokens the model can read and write in one call; evidence gives way where a prompt would be too long."""
    tokenizer: str = ""
    """The model's own tokenizer, so that tokens are counted and not estimated: a `tokenizer.json`, a folder that holds one, or
    the name of a model whose tokenizer is in the local cache of the model hub. Nothing is downloaded."""
    failures_before_rest: int = Field(default=5, ge=0)
    """After so many failures in a row the model is not asked for a while; 0 asks it every time."""
    rest_s: float = Field(default=30.0, gt=0)
    """How long it is left alone then."""
    remembered_answers: int = Field(default=500, ge=0)
    """How many of the model's answers are remembered, so that the same question is not paid for twice; 0 remembers none."""
    remembered_minutes: float = Field(default=60.0, gt=0)
    """How long an answer is remembered."""


class AnswerSettings(_Section):
    """How answers sound."""

    tone: str = Field(default="", max_length=200)
    """In a few words, for the model: `plain and friendly, no jargon`."""
    unsupported: Literal["mark", "drop", "show"] = "mark"
    """What becomes of a model's sentence that claims something and that no source bears out: it is marked as such, left out,
    or shown as it is."""


class BudgetSettings(_Section):
    """What the language model may take in a day; a limit that is not set allows everything."""

    day: int | None = Field(default=None, ge=0)
    """Tokens for everybody together, what is sent and what is returned."""
    person_day: int | None = Field(default=None, ge=0)
    """Tokens for each person."""
    day_cost: float | None = Field(default=None, ge=0)
    """Money for everybody together, by the price table."""
    person_day_cost: float | None = Field(default=None, ge=0)
    currency: str = Field(default="USD", min_length=1, max_length=8)
    """That of all prices."""
    zone: str = "UTC"
    """The time zone in which a day begins: `Europe/Berlin`."""

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        return _known_zone(zone)


class PriceSettings(_Section):
    """What a model takes for a million tokens: `[prices."openai:gpt-5-mini"]`."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class RetrievalSettings(_Section):
    """How what was found is put in order."""

    reranker: str = ""
    """A cross-encoder of sentence-transformers, a name or a folder: `cross-encoder/ms-marco-MiniLM-L6-v2`; empty is none."""
    rerank_candidates: int = Field(default=30, ge=2, le=100)
    """How many of the best chunks it reads; those after them keep their order."""
    rerank_seconds: float = Field(default=1.0, gt=0, le=9)
    """How long it may read; the ranking stays as it is when that would not do."""
    rerank_precision: Literal["auto", "fp32", "bf16"] = "auto"
    """As the embedder's."""


class ResearchSettings(_Section):
    """Further searches, where a question needs more than one."""

    on: bool = True
    by_model: bool = False
    """Whether a generator that can call tools chooses the searches; else, and where it fails, rules and links do."""
    steps: int = Field(default=6, ge=1, le=20)
    seconds: float = Field(default=8.0, gt=0, le=60)
    tokens: int = Field(default=20_000, ge=1000)
    """How much a model may read and write on the way to its searches, all of its calls together."""
    documents: int = Field(default=12, ge=1, le=50)
    """How many documents the steps may bring."""


class IngestSettings(_Section):
    """Limits on what is read."""

    max_file_mb: float = Field(default=20, gt=0)
    """A larger file is reported as failed instead of read."""
    workers: int = Field(default=2, ge=1, le=64)
    """How many documents are read and parsed at the same time."""
    parser_seconds: float = Field(default=30, gt=0)
    """How long parsing one file may take."""
    parser_memory_mb: int = Field(default=1000, ge=200)
    """How much memory parsing one file may take."""
    chunk_tokens: int = Field(default=220, ge=32)
    """The most tokens of the embedder that a chunk has, with its title and headings."""


class SourceSettings(_Section):
    """The credentials of one source, which are never stored, and how often it is looked at."""

    token: SecretStr = SecretStr("")
    """Best given as LORE_SOURCES__NAME__TOKEN."""
    user: str = ""
    app_id: str = ""
    installation_id: str = ""
    key_file: str = ""
    webhook_secret: SecretStr = SecretStr("")
    every: str = Field(default="", pattern=_INTERVAL + "|^$")
    """As in [schedule]; empty takes that."""


class ScheduleSettings(_Section):
    """How often `lore ingest --watch` looks: `30s`, `5m`, `2h`, `1d`."""

    every: str = Field(default="5m", pattern=_INTERVAL)
    """At what changed."""
    compare_every: str = Field(default="6h", pattern=_INTERVAL)
    """At everything, which finds what a source's changes don't name."""


class KnowledgeSettings(_Section):
    """The organisation's memory: decisions, onboarding, experts, gaps."""

    curators: tuple[str, ...] = ()
    """Who may confirm, correct and write decisions and merge people, besides administrators: `user:NAME`, `group:NAME`."""
    statuses: dict[str, str] = Field(default_factory=dict)
    """More words for statuses: `shipped = "accepted"`."""
    record_questions: bool = True
    """Whether questions are kept, without secrets, with what became of them: gaps, use and ratings are made of these."""
    keep_questions_days: int = Field(default=365, ge=1)
    """How long they are kept."""

    @field_validator("curators")
    @classmethod
    def _name_people(cls, curators: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for name in curators:
                Readers.parse(name)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return curators

    @field_validator("statuses")
    @classmethod
    def _mean_something(cls, statuses: dict[str, str]) -> dict[str, str]:
        for word, status in statuses.items():
            if status not in set(DecisionStatus):
                raise ValueError(f"{word} = '{status}' is no status: choose {', '.join(DecisionStatus)}")
        return statuses


class ConversationSettings(_Section):
    """What is kept of conversations with the page, the command line and over HTTP."""

    record: bool = True
    """Whether they are kept, without secrets, so that one can go on with them."""
    keep_days: int = Field(default=90, ge=1)
    """How long one is kept after something was last said in it."""


class MailSettings(_Section):
    """The mail server that `lore digest --send` hands its mail to."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    sender: str = ""
    """The address that the mail comes from, such as `Lore <lore@tidewater.example>`."""
    starttls: bool = True
    """Whether the connection must be encrypted; without it nothing is sent."""
    user: str = ""
    password: SecretStr = SecretStr("")
    """Best given as LORE_MAIL__PASSWORD."""


class SlackSettings(_Section):
    """Lore in Slack: `lore slack`."""

    bot_token: SecretStr = SecretStr("")
    """`xoxb-…`, for one workspace. Best given as LORE_SLACK__BOT_TOKEN, as all of these tokens and secrets."""
    app_token: SecretStr = SecretStr("")
    """`xapp-…`: with it Lore connects to Slack itself (Socket Mode), and needs no address that Slack can reach."""
    signing_secret: SecretStr = SecretStr("")
    """For Slack's requests over HTTP."""
    client_id: str = ""
    """With it and the secret, Lore can be installed in several workspaces, at /slack/install."""
    client_secret: SecretStr = SecretStr("")
    workspaces: tuple[str, ...] = ()
    """The ids of the workspaces and organisations that may add Lore: `T0123ABCD`. Their members may ask it."""
    api_url: str = Field(default="https://slack.com/api/", pattern=r"^https?://[^\s]+/$")
    members: Literal["all", "listed"] = "all"
    """Who may ask: every full member of the workspace, or only people of this file. Guests must always be listed."""
    public_channels: Literal["members", "everyone"] = "members"
    """For whom an answer in a public channel is: for its members, or for everyone, since anybody may look in."""
    at_once: int = Field(default=8, ge=1, le=64)
    """How many answers one process makes at the same time."""
    zone: str = "UTC"
    """The time zone in which weeks begin, for the digest: `Europe/Berlin`."""

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        return _known_zone(zone)


class PersonSettings(_Section):
    """Somebody who may ask."""

    name: str = ""
    email: str = ""
    accounts: tuple[str, ...] = ()
    """Names in sources, such as `github:ana-r` or `slack:U024BE7LH`."""
    groups: tuple[str, ...] = ()
    administrator: bool = False
    joined: date | None = None
    """Their first day: what changed since then is shown to them."""
    left: bool = False
    """They are not suggested as an expert, nor is who says `suggest = false`."""
    suggest: bool = True


class Settings(BaseSettings):
    """Everything that can be set, with the defaults."""

    model_config = SettingsConfigDict(
        env_prefix="LORE_", env_nested_delimiter="__", frozen=True, extra="forbid", env_ignore_empty=True
    )

    home: Path = Path("~/.lore")
    organisation: str = "your organisation"
    language: str = ""
    """The language of answers; empty is the question's own."""
    suggestions: tuple[str, ...] = ()
    """Questions to try, shown on the page before anything is asked."""
    embedder: EmbedderSettings = EmbedderSettings()
    generator: GeneratorSettings = GeneratorSettings()
    answers: AnswerSettings = AnswerSettings()
    budget: BudgetSettings = BudgetSettings()
    prices: dict[str, PriceSettings] = Field(default_factory=dict)
    retrieval: RetrievalSettings = RetrievalSettings()
    research: ResearchSettings = ResearchSettings()
    ingest: IngestSettings = IngestSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    knowledge: KnowledgeSettings = KnowledgeSettings()
    conversations: ConversationSettings = ConversationSettings()
    mail: MailSettings = MailSettings()
    slack: SlackSettings = SlackSettings()
    site: str = Field(default="", pattern=r"^(https?://[^\s<>|\"']+)?$")
    """The address at which people reach Lore, for the links in what it sends: `https://lore.tidewater.example`."""
    people: dict[str, PersonSettings] = Field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def source(self, name: str) -> SourceSettings:
        """The settings of a source; in the environment its name is written with `_` for what is no letter or digit."""
        wanted = settings_key(name)
        return next((given for key, given in self.sources.items() if settings_key(key) == wanted), SourceSettings())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings' signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The call first, then the environment, then `lore.toml` in the data folder."""
        home = init_settings().get("home") or env_settings().get("home") or "~/.lore"
        toml = Path(str(home)).expanduser() / CONFIG_FILE
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=toml)


def settings_key(name: str) -> str:
    """A source's name as it is compared with the names of `[sources.NAME]` and LORE_SOURCES__NAME__…."""
    return re.sub(r"\W", "_", name).casefold()


def tiktoken_folder() -> Path:
    """Where tiktoken keeps the files that it fetched once, by its own two variables."""
    named = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    return Path(named) if named else Path(tempfile.gettempdir()) / "data-gym-cache"


def load_settings(home: Path | None = None) -> Settings:
    """Settings for a data folder (`--home`, else LORE_HOME, else ~/.lore). Raises SettingsError with one line."""
    try:
        settings = Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting '{name}': {first['msg'].removeprefix('Value error, ')} (in {CONFIG_FILE} of the data folder, or LORE_…)"
        ) from error
    except UnreadableVariable as error:
        raise SettingsError(f"{error}: write it as JSON") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{CONFIG_FILE} is not valid TOML ({error}): correct it there") from error
    except OSError as error:
        raise SettingsError(f"{CONFIG_FILE} can't be read ({error.strerror}): check the data folder's rights") from error
    return settings.model_copy(update={"home": settings.home.expanduser().resolve()})


def keep_model_hub_offline(*, built_in: bool) -> None:
    """Quiet the model libraries, and for the built-in model tell them that no hub is needed. Call it before they load."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    if built_in:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
