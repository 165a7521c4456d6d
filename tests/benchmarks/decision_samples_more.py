"""More decisions in communities' forms: pages, tables, other languages, minutes; and documents that decide nothing."""

from __future__ import annotations

from datetime import date

from assistant.domain.statuses import DecisionStatus
from tests.benchmarks.decision_samples import Sample

PAGES: tuple[Sample, ...] = (
    Sample(
        "ADR in AsciiDoc",
        "docs/adr/0007-package-signing.adoc",
        """= 7. Sign packages with Sigstore
:date: 2023-10-02

== Status

Accepted, 2023-10-16

Supersedes xref:0003-gpg-signing.adoc[3. GPG signing]

== Context

Keys get lost.

== Decision

We sign every package with a short-lived key from Sigstore.

== Consequences

Builds need the network.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2023, 10, 2),
        decided_on=date(2023, 10, 16),
        says="short-lived key",
        links=(("supersedes", "0003"),),
    ),
    Sample(
        "arc42 decision table",
        "arc42/09_architecture_decisions.md",
        """# 9. Architecture Decisions

| ID | Decision | Status | Date | Rationale |
|----|----------|--------|------|-----------|
| AD-1 | Use gRPC between services | accepted | 2023-02-01 | Typed contracts and streaming |
| AD-2 | Run on bare metal | rejected | 2023-03-15 | Too few people to operate it |
| AD-3 | Queue with RabbitMQ | superseded by AD-4 | 2023-04-20 | Known to the team |
| AD-4 | Queue with Kafka | accepted | 2024-01-09 | Replay is needed |
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2023, 2, 1),
        says="gRPC",
        count=4,
    ),
    Sample(
        "Confluence decision page",
        "pages/DACI-move-billing-to-ledger.html",
        """<html><head><title>DACI: Move billing to the ledger</title></head><body>
<h1>DACI: Move billing to the ledger</h1>
<table><tbody>
<tr><th>Status</th><td>DECIDED</td></tr>
<tr><th>Impact</th><td>HIGH</td></tr>
<tr><th>Driver</th><td>Adam Brook</td></tr>
<tr><th>Approver</th><td>Bea Costa</td></tr>
<tr><th>Contributors</th><td>Dan Eriksen, Eve Fox</td></tr>
<tr><th>Informed</th><td>Finance</td></tr>
<tr><th>Due date</th><td>12 Apr 2024</td></tr>
<tr><th>Outcome</th><td>Billing writes to the ledger service from June on.</td></tr>
</tbody></table>
<h2>Background</h2><p>Billing has its own books.</p>
<h2>Options considered</h2>
<table><tbody><tr><th></th><th>Option 1: ledger</th><th>Option 2: keep the books</th></tr>
<tr><td>Description</td><td>One service</td><td>As today</td></tr></tbody></table>
</body></html>
""",
        DecisionStatus.ACCEPTED,
        people=("Bea Costa",),
        says="writes to the ledger service",
    ),
    Sample(
        "Chinese ADR",
        "adr/0003-采用对象存储.md",
        """# 3. 采用对象存储保存附件

日期：2024年3月5日

## 状态

已接受

## 背景

附件保存在本地磁盘，扩容困难。

## 决定

附件统一保存到对象存储，应用只保存地址。

## 备选方案

### 网络文件系统

延迟太高，运维成本大。

### 数据库

备份会变得非常慢。

## 影响

需要迁移旧附件。
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 3, 5),
        says="对象存储",
        alternatives=(("网络文件系统", "延迟太高"), ("数据库", "备份")),
    ),
    Sample(
        "log4brains",
        "docs/adr/20240117-use-openfeature.md",
        """# Use OpenFeature for flags

- Status: accepted <!-- optional -->
- Deciders: Finn Gale, Gita Rao <!-- optional -->
- Date: 2024-01-17 <!-- optional -->
- Tags: flags, backend <!-- optional -->

Technical Story: FLAG-12 <!-- optional -->

## Context and Problem Statement

Flags are read in four ways.

## Decision Outcome

We will use OpenFeature everywhere.

### Negative Consequences <!-- optional -->

- a new dependency

## Links <!-- optional -->

- Supersedes [20220301-flags-in-config](20220301-flags-in-config.md)
- Refined by [20240301-flag-names](20240301-flag-names.md)
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 1, 17),
        people=("Finn Gale", "Gita Rao"),
        says="OpenFeature everywhere",
        links=(("supersedes", "20220301"),),
    ),
    Sample(
        "Y-statement",
        "decisions/ad-17-session-state.md",
        """# AD-17 Session state

In the context of the web shop service, facing the need to keep user session data consistent across instances, we decided for
the database session state pattern and against client session state or server session state to achieve cloud elasticity,
accepting that a session database needs to be designed and run.
""",
        says="database session state",
    ),
    Sample(
        "Design doc with a byline",
        "design/photo-upload-v2.md",
        """# Photo upload v2

**Authors:** Hugo Iles, Ida Jensen | **Status:** Approved | **Created:** 2022-08-30

## Objective

Uploads survive a lost connection.

## Design

Uploads are cut into parts of 4 MB, each acknowledged by itself.

## Alternatives Considered

* **A background daemon**: rejected because phones kill it.
* **Larger timeouts**: does not help when the network changes.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2022, 8, 30),
        people=("Hugo Iles", "Ida Jensen"),
        says="lost connection",
        alternatives=(("background daemon", "phones kill it"), ("Larger timeouts", "does not help")),
    ),
    Sample(
        "Ember RFC",
        "text/0899-strict-routes.md",
        """---
stage: discontinued
start-date: 2022-03-03T00:00:00.000Z
release-date:
release-versions:
teams:
  - framework
prs:
  accepted: https://github.com/emberjs/rfcs/pull/899
project-link:
---

# Strict routes

## Summary

Routes must be declared before they are linked to.

## Motivation

Dead links are found late.

## Alternatives

We could warn instead, which nobody reads.
""",
        DecisionStatus.WITHDRAWN,
        proposed_on=date(2022, 3, 3),
        says="declared before",
    ),
    Sample(
        "Tyree and Akerman template",
        "architecture/decisions/language-for-rules.md",
        """# Language for the rules

## Issue

Rules change weekly and are written in Java.

## Decision

Decided on CEL. Open to new languages when the tooling appears.

## Status

Decided. We are open to new alternatives as they arise.

## Group

Rules

## Positions

* Drools
* CEL
* Starlark

## Argument

CEL ends always, which Starlark does not promise.
""",
        DecisionStatus.ACCEPTED,
        says="CEL",
    ),
    Sample(
        "Tcl TIP",
        "tip/799.md",
        """# TIP 799: Unicode 15 tables

	Author:         Jarl Kvist <jarl@example.org>
	State:          Withdrawn
	Type:           Project
	Vote:           Pending
	Created:        14-Nov-2022
	Tcl-Version:    9.0
	Obsoleted-By:   801
	-----

# Abstract

This TIP proposes new tables of characters.

# Rationale

The old ones are from 2014.
""",
        DecisionStatus.WITHDRAWN,
        proposed_on=date(2022, 11, 14),
        people=("Jarl Kvist",),
        says="new tables",
        links=(("superseded-by", "801"),),
    ),
    Sample(
        "Table header RFC",
        "rfcs/RFC-041-service-tokens.md",
        """# RFC-041: Service tokens

| Field | Value |
| --- | --- |
| Author | Kira Lam |
| State | Obsolete |
| Submitted | 2021-05-20 |
| Decision date | 2021-06-10 |
| Replaced by | RFC-077 |

## Summary

Services talk with tokens that live an hour.

## Options considered

1. **mTLS** – certificates are hard to rotate on the old hosts.
2. **API keys** – they never expire.

## Decision

We issue tokens from the vault.
""",
        DecisionStatus.SUPERSEDED,
        proposed_on=date(2021, 5, 20),
        decided_on=date(2021, 6, 10),
        people=("Kira Lam",),
        says="tokens from the vault",
        alternatives=(("mTLS", "hard to rotate"), ("API keys", "never expire")),
        links=(("superseded-by", "RFC-077"),),
    ),
    Sample(
        "German ADR",
        "docs/adr/0011-protokollierung.md",
        """# 11. Protokollierung als JSON

Datum: 12.03.2024

## Status

Akzeptiert

## Kontext

Die Protokolle sind nicht durchsuchbar.

## Entscheidung

Alle Dienste schreiben ihre Protokolle als JSON auf die Standardausgabe.

## Konsequenzen

Die Zeilen werden länger.
""",
        DecisionStatus.ACCEPTED,
        says="als JSON auf die Standardausgabe",
    ),
)
"""Records as pages, tables and in other languages."""

MINUTES: tuple[Sample, ...] = (
    Sample(
        "W3C minutes",
        "minutes/2024-05-02-wg.md",
        """# Widgets WG, 2 May 2024

Present: Lars, Mei, Nora

## Topic: Focus order

Lars: the tests disagree with the text.

**RESOLUTION: Focus follows the order of the tree.**

## Topic: Naming of the event

Mei: I prefer "settled".

ACTION: Nora to ask the other group
""",
        decided_on=date(2024, 5, 2),
        says="Focus follows the order of the tree",
    ),
    Sample(
        "Company minutes",
        "meetings/2024-02-20-platform.md",
        """# Platform weekly

Date: 20 February 2024
Attendees: Olga, Per, Quin

### On-call rota

Olga says that two weeks are too long.

**Agreed:** one week each, starting in March.

### Log retention

Per showed the costs.

Decision: keep logs for 30 days (Olga, Per)

### Offsite

No decision yet.
""",
        decided_on=date(2024, 2, 20),
        says="one week each",
        count=2,
    ),
    Sample(
        "Chinese minutes",
        "会议/2024-06-11-架构组.md",
        """# 架构组例会

日期：2024-06-11
与会者：王芳、李雷

## 日志平台选型

李雷介绍了两个方案。

结论：采用 Loki，七月上线。

## 其他

无。
""",
        decided_on=date(2024, 6, 11),
        says="采用 Loki",
    ),
)

OTHERS: tuple[Sample, ...] = (
    Sample(
        "a glossary",
        "docs/glossary.md",
        "# Glossary\n\n**ADR** — architecture decision record.\n\n**Status** — what became of it: accepted or rejected.\n",
        none=True,
    ),
    Sample(
        "a service's page",
        "docs/services/mailer.md",
        "# Mailer\n\n- Owner: Team Post\n- Status: live\n- Language: "
        "Go\n\n## What it does\n\nSends mail.\n\n## Runbook\n\nRestart it.\n",
        none=True,
    ),
    Sample(
        "an incident review",
        "postmortems/2024-03-outage.md",
        "# Outage of 3 March\n\nDate: 2024-03-03\nStatus: Resolved\nAuthors: Rita\n\n## Impact\n\nNo logins for 2 h.\n\n"
        "## Root cause\n\nA full disk.\n\n## Resolution\n\nWe freed the disk.\n\n## Lessons\n\nWatch disks.\n",
        none=True,
    ),
    Sample(
        "a template",
        "docs/adr/template.md",
        "# [short title of solved problem and solution]\n\n* Status: "
        "[proposed | rejected | accepted | deprecated]\n* Deciders: [list]\n"
        "* Date: [YYYY-MM-DD]\n\n## Context and Problem Statement\n\n[Describe the context]\n\n## Decision Outcome\n\n"
        'Chosen option: "[option 1]", because [justification].\n',
        none=True,
    ),
    Sample(
        "an index of records",
        "docs/adr/README.md",
        "# Decision records\n\nWe keep records of decisions here. Copy the template to begin one.\n\n## Status\n\n"
        "A record is proposed, accepted or superseded.\n\n- [1. Record decisions](0001-record.md)\n- [2. Use Go](0002-go.md)\n",
        none=True,
    ),
    Sample(
        "a guide",
        "guides/how-to-decide.md",
        "# How we decide\n\n## Introduction\n\nAnybody may propose.\n\n## "
        "When to write a record\n\nWhen it is costly to undo.\n",
        none=True,
    ),
)
"""What is no decision."""
