"""More decisions in forms never met: firms' pages and other languages. These must never be tuned on; see
`decision_samples_unseen` for what whoever mends the extraction because of one has to do.
"""

from __future__ import annotations

from datetime import date

from assistant.domain.statuses import DecisionStatus
from tests.benchmarks.decision_samples import Sample

RECORDS: tuple[Sample, ...] = (
    Sample(
        "HashiCorp RFC",
        "rfcs/prd-118-drain-on-scale-in.md",
        """# [RFC] PRD-118: Drain nodes on scale-in

**Summary:** The autoscaler drains a node before it is taken away.

|                      |              |                   |                       |
|----------------------|--------------|-------------------|-----------------------|
| **Created:**         | Jan 15, 2022 | **Status:**       | In-Review             |
| **Current version:** | 1.1.0        | **Owner:**        | Lena Koch             |
| **Target version:**  | 1.2.0        | **Contributors:** | Milo Tran, Nora Ude   |
| **PRD:**             | PRD-118      | **Approvers:**    | Otto Pohl, Petra Lind |

## Background

Jobs are lost whenever the autoscaler shrinks a pool.

## Proposal

The autoscaler asks the server to drain a node and waits until it is empty.

### Abandoned Ideas

**A longer kill timeout.** Some jobs run for a day.
""",
        DecisionStatus.PROPOSED,
        proposed_on=date(2022, 1, 15),
        people=("Lena Koch",),
        says="drain",
        alternatives=(("longer kill timeout", "run for a day"),),
    ),
    Sample(
        "Oxide RFD",
        "rfd/0991/README.adoc",
        """:showtitle:
:toc: left
:numbered:
:icons: font
:state: committed
:discussion: https://github.com/oxidecomputer/rfd/pull/1991
:authors: Rita Osei <rita@example.com>, Stan Pike <stan@example.com>
:labels: storage, control-plane

= RFD 991 Snapshots without a pause
{authors}

== Introduction

Guests stop for two seconds while their disk is copied.

== Determinations

We take snapshots on the storage nodes, without telling the guest.

== Alternatives considered

=== Freezing the file system of the guest

It needs an agent in every guest.
""",
        DecisionStatus.ACCEPTED,
        people=("Rita Osei", "Stan Pike"),
        says="snapshots on the storage nodes",
        alternatives=(("Freezing the file system", "agent in every guest"),),
        links=(("discussed-in", "1991"),),
    ),
    Sample(
        "Backstage ADR",
        "docs/architecture-decisions/adr091-node-fetch.md",
        """---
id: adrs-adr091
title: 'ADR091: Use node-fetch in backends'
description: Architecture Decision Record (ADR) for fetching in backend packages
---

> This ADR has been superseded by [ADR097](./adr097-native-fetch.md) and no longer applies.

## Context

Backends fetch with four libraries.

## Decision

Backend packages fetch with `node-fetch`, and frontend packages with the `fetchApi`.

## Consequences

We will add a lint rule.
""",
        DecisionStatus.SUPERSEDED,
        says="Backend packages fetch with",
        links=(("superseded-by", "adr097"),),
    ),
    Sample(
        "Cosmos ADR",
        "docs/architecture/adr-091-bounded-queries.md",
        """# ADR 091: Bounded queries

## Changelog

* Mar 06, 2023: Initial Draft (@tomas)
* Apr 11, 2023: Accepted after the call
* May 02, 2023: Limits are set by the node

## Status

ACCEPTED Not Implemented

## Abstract

Each query of a node may read so many bytes.

## Context

One query can stop a node.

## Alternatives

A timeout, which differs between machines.

## Decision

The store counts the bytes that a query reads, and ends it at the limit of the node.

## Consequences

### Backwards Compatibility

Clients have to page.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2023, 3, 6),
        decided_on=date(2023, 4, 11),
        says="counts the bytes",
    ),
    Sample(
        "GitLab design document",
        "doc/architecture/blueprints/runner_tokens_rotation/index.md",
        """---
status: postponed
creation-date: "2023-05-30"
authors: [ "@ulla", "@vik" ]
coach: "@wen"
approvers: [ "@xia", "@yann" ]
owning-stage: "~devops::verify"
participating-stages: []
---

# Rotation of runner tokens

## Summary

Runners get a new token each week without being registered again.

## Motivation

Tokens leak in logs.

### Goals

No token is older than 8 days.

## Alternative Solutions

Do nothing, and let people rotate by hand.
""",
        DecisionStatus.DEFERRED,
        proposed_on=date(2023, 5, 30),
        people=("ulla", "vik"),
        says="a new token each week",
    ),
    Sample(
        "PHP RFC",
        "rfc/array_find_last.html",
        """<html><head><title>PHP: rfc:array_find_last</title></head><body>
<h1>PHP RFC: array_find_last</h1>
<ul>
<li>Version: 1.1</li>
<li>Date: 2022-06-27</li>
<li>Author: Abel Roth, abel@example.org</li>
<li>Status: Declined</li>
<li>Target Version: PHP 8.3</li>
<li>First Published at: <a href="https://wiki.php.net/rfc/array_find_last">https://wiki.php.net/rfc/array_find_last</a></li>
</ul>
<h2>Introduction</h2><p>People write a loop to find the last element that fits.</p>
<h2>Proposal</h2><p>Add a function array_find_last that returns the last element for which the callback is true.</p>
<h2>Vote</h2><p>Voting started on 2022-07-18 and ended on 2022-08-01. A 2/3 majority is required.</p>
<table><tr><th>Accept array_find_last?</th><th>Yes</th><th>No</th></tr><tr><td>Count</td><td>9</td><td>24</td></tr></table>
</body></html>
""",
        DecisionStatus.REJECTED,
        proposed_on=date(2022, 6, 27),
        people=("Abel Roth",),
        says="array_find_last",
    ),
    Sample(
        "decision log as bullets",
        "docs/decision-log.md",
        """# Decision log

Newest first. One line of why is enough.

- **2024-06-03: Use EventBridge for order events.** SNS cannot filter on the body. Decided by: Cleo Danso. Status: accepted.
- **2024-04-22: Keep the monolith's database.** Splitting it would stop features for a quarter. Decided by: Cleo Danso, Ed Frey.
  Status: accepted.
- **2023-11-13: Cache with DAX.** Status: superseded by 2024-06-03.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 6, 3),
        people=("Cleo Danso",),
        says="EventBridge",
        count=3,
    ),
    Sample(
        "French ADR",
        "docs/adr/0014-file-de-messages.md",
        """# ADR 14 : Une file de messages pour les factures

- **Statut :** Remplacé par l'[ADR 21](0021-flux-d-evenements.md)
- **Date :** 14 mars 2023
- **Décideurs :** Gaëlle Hubert, Idris Jolly

## Contexte

Les factures se perdent quand le serveur de courriel est arrêté.

## Décision

Nous déposons chaque facture dans une file RabbitMQ avant de l'envoyer.

## Options envisagées

### Réessayer dans le code

Les essais se perdent quand le service redémarre.

## Conséquences

Il faut exploiter RabbitMQ.
""",
        DecisionStatus.SUPERSEDED,
        proposed_on=date(2023, 3, 14),
        people=("Gaëlle Hubert", "Idris Jolly"),
        says="chaque facture dans une file RabbitMQ",
        alternatives=(("Réessayer", "redémarre"),),
        links=(("superseded-by", "21"),),
    ),
    Sample(
        "Spanish ADR",
        "docs/decisiones/0005-autenticacion.md",
        """# 5. Autenticación con el proveedor de la empresa

Fecha: 8 de febrero de 2024

## Estado

Aceptada. Sustituye a [3. Usuarios propios](0003-usuarios-propios.md)

## Contexto

Cada aplicación guarda sus contraseñas.

## Decisión

Todas las aplicaciones delegan el inicio de sesión en Keycloak.

## Alternativas consideradas

- **Auth0**: el precio por usuario es demasiado alto.
- **LDAP directo**: no ofrece segundo factor.

## Consecuencias

Hay que migrar a los usuarios.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 2, 8),
        says="delegan el inicio de sesión",
        alternatives=(("Auth0", "demasiado alto"), ("LDAP directo", "segundo factor")),
        links=(("supersedes", "0003"),),
    ),
    Sample(
        "Japanese ADR",
        "docs/adr/0008-検索エンジン.md",
        """# ADR-0008: 検索エンジンの選定

- ステータス: 承認済み
- 日付: 2024年5月20日
- 決定者: 佐藤花子、田中一郎

## コンテキスト

商品検索が遅い。

## 決定

商品検索には OpenSearch を採用する。

## 検討した選択肢

### PostgreSQL の全文検索

日本語の形態素解析が弱い。

## 結果

運用するクラスタが増える。
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 5, 20),
        people=("佐藤花子", "田中一郎"),
        says="OpenSearch を採用する",
        alternatives=(("PostgreSQL", "形態素解析"),),
    ),
    Sample(
        "Russian ADR",
        "docs/adr/0006-очередь.md",
        """# ADR-006. Очередь задач

**Статус:** Принято
**Дата:** 17.09.2024
**Авторы:** Анна Белова, Игорь Чернов

## Контекст

Отчёты считаются по часу и занимают веб-процессы.

## Решение

Отчёты считают отдельные процессы, которые берут задачи из Redis.

## Рассмотренные варианты

### Cron

Отчёты нужны сразу, а не раз в час.

## Последствия

Нужен мониторинг очереди.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 9, 17),
        people=("Анна Белова", "Игорь Чернов"),
        says="берут задачи из Redis",
        alternatives=(("Cron", "раз в час"),),
    ),
    Sample(
        "Notion export",
        "Decisions/Move search to Typesense 1f3c9a7b2d4e4f0a8b1c2d3e4f5a6b7c.md",
        """# Move search to Typesense

Status: Decided
Owner: Priya Raman
Approvers: Quentin Sole
Created time: March 4, 2024 10:12 AM
Decision date: March 18, 2024
Tags: Search, Cost

# \U0001f4cc Problem

Search costs more than the database.

# \U0001f914 Options

| Option | Pros | Cons |
| --- | --- | --- |
| Typesense | cheap, fast | young |
| Algolia | we have it | 4x the price next year |
| Postgres | nothing new | no typo tolerance |

# ✅ Decision

We move product search to a Typesense cluster of three nodes.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2024, 3, 4),
        decided_on=date(2024, 3, 18),
        people=("Quentin Sole",),
        says="Typesense cluster of three nodes",
        alternatives=(("Algolia", "4x the price"), ("Postgres", "no typo tolerance")),
    ),
    Sample(
        "Google Doc design document",
        "drive/Offline-drafts-design.html",
        """<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><title>Offline drafts</title></head>
<body class="c9 doc-content">
<p class="c4 title"><span class="c7">Offline drafts</span></p>
<p class="c1"><span class="c0">Status: </span><span class="c5">In review</span></p>
<p class="c1"><span class="c0">Author: </span><span class="c3"><a href="mailto:remy@example.com">Remy Tanaka</a></span></p>
<p class="c1"><span class="c0">Reviewers: Sana Ueda, Tariq Vance</span></p>
<p class="c1"><span class="c0">Created: Feb 2, 2023 &nbsp; Last major update: Mar 1, 2023</span></p>
<h1 class="c2"><span>Objective</span></h1>
<p class="c1"><span>Drafts survive when the browser is closed without a network.</span></p>
<h1 class="c2"><span>Proposal</span></h1>
<p class="c1"><span>We keep drafts in IndexedDB and send them when the network is back.</span></p>
<h1 class="c2"><span>Alternatives considered</span></h1>
<h2 class="c2"><span>Local storage</span></h2>
<p class="c1"><span>It holds 5 MB, which two pictures fill.</span></p>
</body></html>
""",
        DecisionStatus.PROPOSED,
        proposed_on=date(2023, 2, 2),
        people=("Remy Tanaka",),
        says="drafts",
        alternatives=(("Local storage", "two pictures fill"),),
    ),
    Sample(
        "C++ committee paper",
        "papers/p9910r2.md",
        """# A vocabulary type for half-open ranges

- Document number: P9910R2
- Date: 2023-10-15
- Audience: LEWG, SG9
- Project: Programming Language C++, Library Evolution Working Group
- Reply-to: Ugo Varga <ugo@example.org>
- Supersedes: P9910R1

## Abstract

This paper proposes `std::interval`, a pair of a begin and an end that knows that it is half-open.

## Revision History

### R2

* Dropped the closed form after the poll in Varna.

## Polls

POLL: Forward P9910R2 to LWG for C++26.

| SF | F | N | A | SA |
|----|---|---|---|----|
| 8  | 6 | 1 | 0 | 0  |
""",
        DecisionStatus.UNSTATED,
        proposed_on=date(2023, 10, 15),
        people=("Ugo Varga",),
        says="std::interval",
        links=(("supersedes", "P9910R1"),),
    ),
)
"""Records of firms, of tools, and in other languages."""
