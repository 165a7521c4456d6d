"""An inventory of a small harbour company, for reading questions."""

from __future__ import annotations

from datetime import date

from assistant.retrieval.understanding.inventory import DatedDecision, History, Inventory, Tenure

ANA = ("Ana Ruiz", "ana")
BO = ("Bo Lindqvist",)
CHEN = ("陈伟",)
MARCH = ("April March",)
MEIS = (("Liu Mei",), ("Mei Tanaka",))
CROWD = tuple((f"Sam {name}",) for name in ("Adeyemi", "Brown", "Castro", "Dietz"))

KAFKA = DatedDecision(("ADR-0019: Kafka as the message bus", "adr 19"), date(2023, 5, 11), replaces=True)
METER = DatedDecision(("ADR-0027: Meter from the Kafka log", "adr 27"), date(2024, 1, 23), replaces=True)
OIDC = DatedDecision(("Use OIDC with short-lived tokens",), date(2023, 11, 14), replaces=True)
CACHES = (
    DatedDecision(("A cache for tiles",), date(2023, 2, 14)),
    DatedDecision(("The cache of sessions",), date(2024, 2, 14)),
)
HISTORY = History((KAFKA, METER, OIDC, *CACHES), {"bus": Tenure(date(2022, 3, 15), date(2023, 5, 11), is_over=True)})

HARBOUR = Inventory(
    kinds=frozenset({"design-doc", "code-review", "meeting", "page", "thread"}),
    sources=frozenset({"handbook", "tidewater"}),
    statuses={
        "merged": ("merged",),
        "open": ("open",),
        "closed": ("closed",),
        "accepted": ("Accepted", "final"),
        "rejected": ("rejected",),
        "superseded": ("superseded",),
    },
    folders=frozenset({"adr", "meetings", "meetings/storage-team", "meetings/tsc", "docs", "docs/adr", "channels/C1"}),
    people={
        "ana ruiz": (ANA,),
        "ana": (ANA,),
        "ruiz": (ANA,),
        "bo lindqvist": (BO,),
        "bo": (BO,),
        "lindqvist": (BO,),
        "陈伟": (CHEN,),
        "april march": (MARCH,),
        "march": (MARCH,),
        "april": (MARCH,),
        "mei": MEIS,
        "sam": CROWD,
    },
    teams={"platform": ("Ana Ruiz", "Bo Lindqvist")},
    channels={"incidents": "channels/C1"},
    first=date(2022, 1, 17),
    last=date(2026, 9, 10),
    history=lambda: HISTORY,
)
