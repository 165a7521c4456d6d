"""Decisions in the forms of communities that the extraction has never met: these must never be tuned on.

Each text is made up, in the form that its community's template or its own documents have. They were written without a look at
the extraction, which has to read them as they are: that is what the table "unseen: never tuned on" of `decisions` measures.
Their first run, on 22 November 2026, read 114 of the 182 cells right (0.626).

Whoever mends the extraction because of one of them moves it to `decision_samples_more` (it is seen from then on), and writes
a new one, in a format that is in none of these files, in its place.
"""

from __future__ import annotations

from datetime import date

from assistant.domain.statuses import DecisionStatus
from tests.benchmarks.decision_samples import Sample

PROPOSALS: tuple[Sample, ...] = (
    Sample(
        "Kotlin KEEP",
        "proposals/KEEP-0991-trailing-lambdas-in-annotations.md",
        """# Trailing lambdas in annotations

* **Type**: Design proposal
* **Author**: Alina Petrenko, Boris Wolf
* **Contributors**: Carla Dias, Dag Holm
* **Discussion**: [#991](https://github.com/Kotlin/KEEP/issues/991)
* **Status**: Stable in 2.3.0
* **Related YouTrack issue**: [KT-99101](https://youtrack.jetbrains.com/issue/KT-99101)

## Abstract

We propose that the last argument of an annotation may be written after its parentheses.

## Table of contents

* [Abstract](#abstract)
* [Motivation](#motivation)

## Motivation

Annotations of build scripts are hard to read.
""",
        DecisionStatus.ACCEPTED,
        people=("Alina Petrenko", "Boris Wolf"),
        says="written after its parentheses",
        links=(("discussed-in", "991"),),
    ),
    Sample(
        "Scala SIP",
        "content/named-type-arguments-for-givens.md",
        """---
layout: sip
permalink: /sips/:title.html
stage: completed
status: shipped
presip-thread: https://contributors.scala-lang.org/t/named-type-arguments/9917
title: SIP-91 - Named type arguments for givens
---

**By: Elisa Conti and Farid Aziz**

## History

| Date          | Version            |
|---------------|--------------------|
| Mar 4th 2023  | Initial Draft      |
| Jul 21st 2023 | Reworded the specification |

## Summary

Type arguments of a given instance can be passed by name.

## Motivation

Givens often have five type parameters.

## Alternatives

### A type alias per instance

Aliases are not found by implicit search.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2023, 3, 4),
        people=("Elisa Conti", "Farid Aziz"),
        says="passed by name",
        alternatives=(("type alias", "not found by implicit search"),),
    ),
    Sample(
        "GHC proposal",
        "proposals/0991-or-patterns-in-synonyms.rst",
        """Or-patterns in pattern synonyms
===============================

.. author:: Greta Sand
.. date-accepted:: 2022-10-04
.. ticket-url:: https://gitlab.haskell.org/ghc/ghc/-/issues/29911
.. implemented:: 9.12
.. highlight:: haskell
.. header:: This proposal was `discussed at this pull request <https://github.com/ghc-proposals/ghc-proposals/pull/991>`_.
.. sectnum::
   :start: 991
.. contents::

This proposal allows or-patterns on the right-hand side of a pattern synonym.

Motivation
----------

A synonym for three constructors needs a view pattern today.

Alternatives
------------

* Do nothing: a view pattern hides exhaustiveness from the checker.
""",
        DecisionStatus.ACCEPTED,
        decided_on=date(2022, 10, 4),
        people=("Greta Sand",),
        says="right-hand side of a pattern synonym",
        links=(("discussed-in", "991"),),
    ),
    Sample(
        "Erlang EEP",
        "eeps/eep-0091.md",
        """    Author: Henrik Juhl <hj(at)example(dot)org>
    Status: Final/27.0 Implemented in OTP release 27
    Type: Standards Track
    Created: 09-Feb-2023
    Erlang-Version: OTP-27.0
    Post-History: 16-Feb-2023
    Replaces: 62
****
EEP 91: Sigils for binaries of bits
----


Abstract
========

This EEP gives bit strings a sigil of their own.


Copyright
=========

This document has been placed in the public domain.


Rationale
=========

Bit strings are written as lists of ones and zeros.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2023, 2, 9),
        people=("Henrik Juhl",),
        says="a sigil of their own",
        links=(("supersedes", "62"),),
    ),
    Sample(
        "NumPy NEP",
        "doc/neps/nep-0091-masked-views.rst",
        """.. _NEP91:

===================================
NEP 91 \u2014 Views that carry a mask
===================================

:Author: Ines Prado <ines@example.org>
:Author: Joost Bakker <joost@example.org>
:Status: Superseded
:Replaced-By: :ref:`NEP94`
:Type: Standards Track
:Created: 2020-11-23
:Resolution: https://mail.python.org/archives/list/numpy-discussion@python.org/thread/ABC/ (required for Accepted | Rejected)


Abstract
--------

Basic slices of an array keep the mask of their base.

Motivation and Scope
--------------------

Masks get lost between two functions.

Alternatives
------------

A class of its own, which is what ``numpy.ma`` does and why nobody likes it.
""",
        DecisionStatus.SUPERSEDED,
        proposed_on=date(2020, 11, 23),
        people=("Ines Prado", "Joost Bakker"),
        says="keep the mask of their base",
        links=(("superseded-by", "94"),),
    ),
    Sample(
        "Astropy APE",
        "APE91.rst",
        """Drop support for the old unit strings
-------------------------------------

author: Karin Lundgren, Leo Marchetti

date-created: 2019 October 3

date-last-revised: 2020 January 8

date-accepted: 2020 January 8

type: Standard Track

status: Accepted

Abstract
--------

Unit strings of the form used before version 1.0 raise an error.

Alternatives
------------

Warn for two more years. The warnings have been there for four.

Decision rationale
------------------

The proposal was discussed on astropy-dev and nobody objected.
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2019, 10, 3),
        decided_on=date(2020, 1, 8),
        people=("Karin Lundgren", "Leo Marchetti"),
        says="raise an error",
    ),
    Sample(
        "Gentoo GLEP",
        "glep-0091.rst",
        """---
GLEP: 91
Title: Signed mirrors of distfiles
Author: Marek Nowy <mareknowy@example.org>,
        Nils Ohlsson <nilso@example.org>
Type: Standards Track
Status: Deferred
Version: 1
Created: 2018-04-14
Last-Modified: 2019-05-02
Post-History: 2018-04-15, 2018-05-06
Content-Type: text/x-rst
Requires: 63
Replaces: 25
---

Abstract
========

Mirrors publish a signed list of their files, which Portage checks
before it downloads.


Motivation
==========

A mirror can serve old files.
""",
        DecisionStatus.DEFERRED,
        proposed_on=date(2018, 4, 14),
        people=("Marek Nowy", "Nils Ohlsson"),
        says="publish a signed list",
        links=(("supersedes", "25"), ("needs", "63")),
    ),
    Sample(
        "Debian DEP",
        "web/deps/dep91.md",
        """[[!meta title="DEP-91: Names of build profiles"]]

    Title: Names of build profiles
    DEP: 91
    State: REJECTED
    Date: 2013-07-28
    Drivers: Olga Pires <olga@example.org>,
             Pavel Quist <pavel@example.org>
    URL: https://dep.debian.net/deps/dep91
    License:
     Copying and distribution of this file, with or without
     modification, are permitted in any medium without royalty.
    Abstract:
     Build profiles get names that begin with the section of the
     archive that they are for.

Introduction
------------

Profiles are named as everybody likes.
""",
        DecisionStatus.REJECTED,
        proposed_on=date(2013, 7, 28),
        people=("Olga Pires", "Pavel Quist"),
        says="names that begin with the section",
    ),
    Sample(
        "XMPP XEP",
        "extensions/xep-0991.html",
        """<!DOCTYPE html>
<html lang="en"><head><title>XEP-0991: Quiet Hours</title></head><body>
<h1>XEP-0991: Quiet Hours</h1>
<table>
<tr><td><strong>Abstract:</strong></td><td>This specification lets a client tell its server when not to wake it.</td></tr>
<tr><td><strong>Author:</strong></td><td>Rasmus Sorensen</td></tr>
<tr><td><strong>Copyright:</strong></td><td>&copy; 2014 - 2019 XMPP Standards Foundation.</td></tr>
<tr><td><strong>Status:</strong></td><td>Obsolete</td></tr>
<tr><td><strong>Type:</strong></td><td>Standards Track</td></tr>
<tr><td><strong>Version:</strong></td><td>0.4</td></tr>
<tr><td><strong>Last Updated:</strong></td><td>2019-06-11</td></tr>
</table>
<hr>
<p>WARNING: This document has been obsoleted by the XMPP Standards Foundation. Implementation of the protocol described herein
is not recommended.</p>
<h2>1. Introduction</h2><p>Phones wake up at night.</p>
<h2>Appendix A: Document Information</h2>
<dl>
<dt>Series</dt><dd>XEP</dd><dt>Number</dt><dd>0991</dd><dt>Publisher</dt><dd>XMPP Standards Foundation</dd>
<dt>Status</dt><dd>Obsolete</dd><dt>Approving Body</dt><dd>XMPP Council</dd>
<dt>Dependencies</dt><dd>XMPP Core, XEP-0030</dd><dt>Supersedes</dt><dd>None</dd><dt>Superseded By</dt><dd>XEP-0997</dd>
</dl>
</body></html>
""",
        DecisionStatus.SUPERSEDED,
        people=("Rasmus Sorensen",),
        says="when not to wake it",
        links=(("superseded-by", "0997"),),
    ),
    Sample(
        "OpenJDK JEP",
        "jeps/991.html",
        """<html><head><title>JEP 991: Compact Arrays of Booleans</title></head><body>
<h1>JEP 991: Compact Arrays of Booleans</h1>
<table class="head">
<tr><td>Owner</td><td>Sofia Tamm</td></tr>
<tr><td>Type</td><td>Feature</td></tr>
<tr><td>Scope</td><td>Implementation</td></tr>
<tr><td>Status</td><td>Closed&#8201;/&#8201;Delivered</td></tr>
<tr><td>Release</td><td>25</td></tr>
<tr><td>Component</td><td>hotspot&#8201;/&#8201;runtime</td></tr>
<tr><td>Discussion</td><td>hotspot dash dev at openjdk dot org</td></tr>
<tr><td>Effort</td><td>M</td></tr>
<tr><td>Reviewed by</td><td>Uwe Vogel, Vera Weiss</td></tr>
<tr><td>Endorsed by</td><td>Vera Weiss</td></tr>
<tr><td>Created</td><td>2023/03/14 16:05</td></tr>
<tr><td>Updated</td><td>2025/02/11 09:40</td></tr>
<tr><td>Issue</td><td><a href="https://bugs.openjdk.org/browse/JDK-8399101">8399101</a></td></tr>
</table>
<h2>Summary</h2><p>Store eight elements of a boolean array in each byte of the heap.</p>
<h2>Motivation</h2><p>Boolean arrays waste seven bits of eight.</p>
<h2>Alternatives</h2><p>Applications could use BitSet, and most of them do not.</p>
</body></html>
""",
        DecisionStatus.ACCEPTED,
        proposed_on=date(2023, 3, 14),
        people=("Sofia Tamm",),
        says="eight elements of a boolean array",
    ),
    Sample(
        "Kafka KIP",
        "KAFKA/KIP-1991-pause-a-single-partition.html",
        """<html><head><title>KIP-1991: Pause a single partition - Apache Kafka - Apache Software Foundation</title></head>
<body>
<h1>KIP-1991: Pause a single partition</h1>
<ul><li><a href="#Status">Status</a></li><li><a href="#Motivation">Motivation</a></li></ul>
<h1 id="Status">Status</h1>
<p><strong>Current state</strong>: <em>Adopted (4.1.0)</em></p>
<p><strong>Discussion thread</strong>: <a href="https://lists.apache.org/thread/abc991">here</a></p>
<p><strong>JIRA</strong>: <a href="https://issues.apache.org/jira/browse/KAFKA-19910">KAFKA-19910</a></p>
<h1 id="Motivation">Motivation</h1><p>A consumer group can only be paused as a whole.</p>
<h1>Public Interfaces</h1><p>The admin client gets pausePartitions.</p>
<h1>Proposed Changes</h1><p>We will let the admin client pause one partition of a group.</p>
<h1>Compatibility, Deprecation, and Migration Plan</h1><p>Old brokers answer that they do not know the request.</p>
<h1>Rejected Alternatives</h1>
<h2>Pause in the consumer</h2><p>It is undone by every rebalance.</p>
<h2>A quota of zero</h2><p>Quotas hold for a client, not for a partition.</p>
</body></html>
""",
        DecisionStatus.ACCEPTED,
        says="pause one partition",
        alternatives=(("Pause in the consumer", "undone by every rebalance"), ("quota of zero", "not for a partition")),
        links=(("discussed-in", "abc991"),),
    ),
    Sample(
        "gRPC gRFC",
        "A91-retry-budget-per-method.md",
        """A91: Retry budget per method
----
* Author(s): Walter Ng, [Yara Zidan](https://github.com/yzidan)
* Approver: ejona86
* Status: Ready for Implementation
* Implemented in: <language, ...>
* Last updated: 2024-06-18
* Discussion at: https://groups.google.com/g/grpc-io/c/a91budget

## Abstract

Each method gets a budget of retries in the service config.

## Background

One method that fails uses up the retries of all others.

### Related Proposals:
* [A6: Client retries](A6-client-retries.md)

## Rationale

A budget per channel exists.
""",
        DecisionStatus.ACCEPTED,
        people=("Walter Ng", "Yara Zidan"),
        says="budget of retries in the service config",
        links=(("discussed-in", "a91budget"),),
    ),
    Sample(
        "Matrix MSC",
        "proposals/4991-room-reminders.md",
        """# MSC4991: Reminders in rooms

Many people use a bot to be reminded of a message. Bots cannot read encrypted rooms.

## Proposal

A client stores reminders in the account data of the room, under `m.reminders`.

## Potential issues

Account data grows.

## Alternatives

A new endpoint for reminders would need a change in every server.

## Security considerations

The server learns when somebody wants to be reminded.

## Unstable prefix

`org.example.msc4991.reminders`

## Dependencies

None.
""",
        says="account data of the room",
    ),
)
"""Proposals in the forms of open communities."""
