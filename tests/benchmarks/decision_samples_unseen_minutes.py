"""Still more in forms never met: two proposals, minutes, and documents that decide nothing. These must never be tuned on; see
`decision_samples_unseen` for what whoever mends the extraction because of one has to do.
"""

from __future__ import annotations

from datetime import date

from assistant.domain.statuses import DecisionStatus
from tests.benchmarks.decision_samples import Sample

MORE_PROPOSALS: tuple[Sample, ...] = (
    Sample(
        "Nix RFC",
        "rfcs/0991-one-fetcher.md",
        """---
feature: one-fetcher
start-date: 2023-08-05
author: Zeno Albers
co-authors: Britta Cole
shepherd-team: Dora Engel, Ezra Flint
shepherd-leader: Dora Engel
related-issues: https://github.com/NixOS/nixpkgs/pull/299100
---

# Summary
[summary]: #summary

All fetchers of Nixpkgs share one function for their arguments.

# Motivation
[motivation]: #motivation

Every fetcher names its hash otherwise.

# Alternatives
[alternatives]: #alternatives

- **A linter**: it cannot see what a function passes on.

# Unresolved questions
[unresolved]: #unresolved-questions

None.
""",
        proposed_on=date(2023, 8, 5),
        people=("Zeno Albers", "Britta Cole"),
        says="share one function",
        alternatives=(("A linter", "cannot see"),),
    ),
    Sample(
        "Zcash ZIP",
        "zips/zip-0991.rst",
        """::

  ZIP: 991
  Title: Fees by size of the memo
  Owners: Fern Gould <fern@example.org>
          Hank Ito <hank@example.org>
  Credits: Jo Kern
  Status: Withdrawn
  Category: Standards / Wallet
  Obsoleted by: ZIP 317
  Created: 2021-02-26
  License: MIT
  Discussions-To: <https://github.com/zcash/zips/issues/9991>


Terminology
===========

The key words "MUST" and "SHOULD" in this document are to be interpreted as described in RFC 2119.


Abstract
========

Wallets add a fee for each 512 bytes of a memo.
""",
        DecisionStatus.WITHDRAWN,
        proposed_on=date(2021, 2, 26),
        people=("Fern Gould", "Hank Ito"),
        says="for each 512 bytes",
        links=(("superseded-by", "317"),),
    ),
)
"""Proposals in the forms of open communities, for which `decision_samples_unseen` has no room."""

MINUTES: tuple[Sample, ...] = (
    Sample(
        "Kubernetes SIG notes",
        "sig-storage/meeting-notes.md",
        """# SIG Storage meeting notes

Zoom: https://zoom.example.org/j/1
Meets every second Thursday at 9 AM PT

## June 13, 2024

Recording: https://youtu.example.org/x
Attendees: Wim, Xenia, Yuri

* [Wim] Volume groups: beta in 1.32?
    * Xenia: two drivers have it
    * **Decision:** volume groups go to beta in 1.32
* [Yuri] Flaky test of resizing
    * AI: Yuri to open an issue

## May 30, 2024

Attendees: Wim, Zara

* [Zara] Deprecate the flex volume plugin
    * Agreed to remove it in 1.33
""",
        decided_on=date(2024, 6, 13),
        says="volume groups go to beta",
        count=2,
    ),
    Sample(
        "Apache board minutes",
        "board/board_minutes_2023_02_15.txt",
        """
                     The Apache Software Foundation

                  Board of Directors Meeting Minutes

                          February 15, 2023


1. Call to order

    The meeting was scheduled for 21:00 UTC and began at 21:04 when
    a sufficient attendance to constitute a quorum was recognized.

2. Roll Call

    Directors Present:

      Ada Berg
      Bruno Cruz

7. Special Orders

    A. Establish the Apache Harrow Project

       WHEREAS, the Board of Directors deems it to be in the best
       interests of the Foundation to establish a Project Management
       Committee charged with the maintenance of software for plans.

       NOW, THEREFORE, BE IT RESOLVED, that a Project Management
       Committee (PMC), to be known as the "Apache Harrow Project", be
       and hereby is established pursuant to Bylaws of the Foundation.

       Special Order 7A, Establish the Apache Harrow Project, was
       approved by Unanimous Vote of the directors present.

8. Discussion Items

    None.

12. Adjournment

    Adjourned at 22:10 UTC.
""",
        decided_on=date(2023, 2, 15),
        says="Apache Harrow Project",
    ),
    Sample(
        "W3C scribe's HTML",
        "2024/03/14-maps-minutes.html",
        """<!DOCTYPE html>
<html lang="en"><head><title>Maps Working Group Teleconference &ndash; 14 March 2024</title></head><body>
<h1>Maps Working Group Teleconference</h1>
<h2>14 March 2024</h2>
<h2>Attendees</h2>
<dl><dt>Present</dt><dd>Cem, Dunja, Elio</dd><dt>Regrets</dt><dd>-</dd>
<dt>Chair</dt><dd>Dunja</dd><dt>Scribe</dt><dd>Cem</dd></dl>
<h2>Meeting minutes</h2>
<section><h3 id="t01">Zoom levels</h3>
<p id="s1"><cite>Elio:</cite> three engines count from zero</p>
<p id="s2"><strong>Proposed:</strong> Levels count from zero</p>
<p id="s3">&lt;Elio&gt; +1</p>
<p id="r01"><strong>Resolution:</strong> Levels of zoom count from zero, and may be fractions.</p></section>
<section><h3 id="t02">Next meeting</h3>
<p id="s4"><cite>Dunja:</cite> in two weeks</p></section>
<h2>Summary of resolutions</h2>
<ol><li><a href="#r01">Levels of zoom count from zero, and may be fractions.</a></li></ol>
</body></html>
""",
        decided_on=date(2024, 3, 14),
        says="count from zero, and may be fractions",
    ),
    Sample(
        "MeetBot minutes",
        "fedora-meeting/fesco.2023-08-22-17.00.txt",
        """=====================================
#fedora-meeting: FESCO (2023-08-22)
=====================================


Meeting started by filipa at 17:00:31 UTC. The full logs are available
at https://meetbot.example.org/fedora-meeting/fesco.2023-08-22-17.00.log.html


Meeting summary
---------------
* init process  (filipa, 17:00:31)

* #3091 Change: DNF 5 on servers  (filipa, 17:04:12)
  * LINK: https://pagure.example.org/fesco/issue/3091  (filipa, 17:04:13)
  * AGREED: APPROVED: servers get DNF 5 in Fedora 40 (+6, 1, -0)
    (filipa, 17:21:40)

* Next week's chair  (filipa, 17:22:02)
  * ACTION: gunnar will chair next meeting  (filipa, 17:23:11)

Meeting ended at 17:30:05 UTC.
""",
        decided_on=date(2023, 8, 22),
        says="servers get DNF 5",
    ),
    Sample(
        "Mozilla etherpad",
        "etherpad/layout-weekly-2024-01-16.txt",
        """Layout weekly - Tuesday 2024-01-16, 9:00 Pacific

Who's here: hiro, ilse, jana

Standing items
    * Perma-oranges: none

Subgrid on tables (hiro)
    * hiro: nobody has asked for it in a year
    * ilse: the spec is not clear either
    * -> DECISION: we do not implement subgrid on tables until the spec says what it does

Printing (jana)
    * jana is looking at the crash
    * [ACTION] jana to ask QA for a reduced test
""",
        decided_on=date(2024, 1, 16),
        says="do not implement subgrid on tables",
    ),
)
"""Minutes as communities keep them."""

OTHERS: tuple[Sample, ...] = (
    Sample(
        "a changelog",
        "CHANGELOG.md",
        "# Changelog\n\nThe format is based on Keep a Changelog.\n\n## [2.1.0] - 2024-03-02\n\n### Added\n\n- A flag for quiet "
        "runs.\n\n### Deprecated\n\n- `--old` is superseded by `--new`.\n\n### Removed\n\n- Support for Node 14.\n",
        none=True,
    ),
    Sample(
        "an API's page",
        "docs/api/orders.md",
        "# Orders API\n\n## POST /orders\n\nStatus: 202 Accepted\n\n| Field | Type | Description |\n| --- | --- | --- |\n"
        "| status | string | one of `pending`, `approved`, `rejected` |\n| created | date | when the order came in |\n\n"
        "## Errors\n\n409 if the order was withdrawn.\n",
        none=True,
    ),
    Sample(
        "minutes without a decision",
        "meetings/2024-09-05-design-sync.md",
        "# Design sync, 5 September 2024\n\nPresent: Kai, Lou, Mona\n\n## Colours of charts\n\nLou showed three palettes. "
        "We did not reach a decision; Mona asks for feedback.\n\n## Icons\n\nPostponed to next week.\n\n## Actions\n\n"
        "- Mona: collect feedback\n",
        none=True,
    ),
    Sample(
        "a project's tasks",
        "projects/website-relaunch.md",
        "# Relaunch of the website\n\nOwner: Noor\nStatus: On track\nDue: 2024-11-30\n\n| Task | Owner | Status | Date |\n"
        "| --- | --- | --- | --- |\n| Write the copy | Oda | Done | 2024-09-12 |\n| Take photos | Pit | Doing | 2024-10-01 |\n"
        "| Review by legal | Ruth | Open | 2024-10-20 |\n",
        none=True,
    ),
    Sample(
        "a support ticket",
        "tickets/SUP-4417.md",
        "# SUP-4417 Export hangs at 99 %\n\n**Reporter:** Selma\n**Assignee:** Theo\n**Status:** Closed\n"
        "**Resolution:** Cannot reproduce\n**Created:** 2024-05-06\n\n## Description\n\nThe export hangs.\n\n## Comments\n\n"
        "Theo: works for me in 4.2. Which browser do you use?\n",
        none=True,
    ),
    Sample(
        "a release checklist",
        "docs/releasing.md",
        "# How to release\n\n1. Check that all pull requests of the milestone are merged or postponed.\n"
        "2. Ask two maintainers; both have to approve.\n3. Tag the commit.\n\n## Rationale\n\nTwo people see more than one.\n",
        none=True,
    ),
)
"""What decides nothing."""
