"""How well a cosine tells questions that ask the same: `python -m tests.benchmarks.same_question` prints a table.

The pairs are invented paraphrases of questions that an engineering organisation asks; every other pairing of them is a pair of
different questions. The thresholds of assistant/knowledge/gaps.py were read from this table.
"""

from __future__ import annotations

import numpy as np

from assistant.adapters.sentence_embedder import SentenceEmbedder
from assistant.settings import keep_model_hub_offline

PAIRS = """
How do I order a new laptop?|How can I get a new laptop?
Where is the parental leave policy?|What is our policy on parental leave?
Which GPU cluster do we train on?|On what GPUs are models trained?
How do I reset my VPN password?|I forgot my VPN password, how can I change it?
Who is on call this week?|Who has the pager this week?
What is the SLA for the public API?|Which availability do we promise for the public API?
How do I roll back a deployment?|How to revert a bad release?
Why did we drop GraphQL?|What was the reason for abandoning GraphQL?
When is the next release?|What is the date of the next release?
How do I get access to the staging database?|Who gives me access to the staging DB?
What does error TW-2001 mean?|error TW-2001 meaning
Do we support Safari 15?|Is Safari 15 still supported?
How long are logs kept?|What is the log retention?
Where do I file expenses?|How do I submit an expense report?
Which Python version do we use?|What version of Python is standard here?
How are feature flags cleaned up?|Is there a process for removing old feature flags?
Who owns the billing service?|Which team is responsible for billing?
How do I run the tests locally?|running unit tests on my machine
Can I use Terraform for DNS?|Is DNS managed with Terraform?
What is the naming convention for topics?|How should Kafka topics be named?
How do I add a new tenant?|Steps to onboard a new tenant
Is there a style guide for Go?|Where is our Go style guide?
What are the holidays in 2026?|Which days are company holidays in 2026?
How is customer data anonymised?|How do we anonymize customer data?
这个服务的负责人是谁？|谁负责这个服务？
日志保留多久？|日志要保存多长时间？
"""
THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


def main() -> None:
    """Print, for each threshold, how many paraphrases it joins, and how many different questions."""
    keep_model_hub_offline(built_in=True)
    embedder = SentenceEmbedder("all-MiniLM-L6-v2", "auto", 0)
    first, second = zip(*(line.split("|") for line in PAIRS.strip().splitlines()), strict=True)
    ones, others = embedder.embed(first), embedder.embed(second)
    alike = np.einsum("ij,ij->i", ones, others)
    different = (ones @ np.vstack([ones, others]).T)[~np.tile(np.eye(len(first), dtype=bool), 2)]
    print(f"{len(alike)} paraphrases, {len(different)} pairs of different questions")
    for threshold in THRESHOLDS:
        print(f"{threshold:.2f}  joins {(alike >= threshold).mean():.2f} and {(different >= threshold).sum()}")


if __name__ == "__main__":
    main()
