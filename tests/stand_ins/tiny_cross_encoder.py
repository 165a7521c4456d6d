"""A real cross-encoder that fits into a test: it learns in seconds to see whether two texts share their words."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
TOPICS = ("retention", "berth", "billing", "kafka", "gateway", "pilot")


def write_tiny_cross_encoder(folder: Path, labels: int = 1, longest: int = 24) -> Path:
    """A model that scores a text above 0 where its topic (one of TOPICS) is the question's, else below."""
    torch.manual_seed(0)
    tokenizer = _tokenizer(longest)
    shape = BertConfig(
        vocab_size=len(_SPECIAL) + len(TOPICS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=0.3,
        num_labels=labels,
    )
    model = BertForSequenceClassification(shape)
    if labels == 1:
        _train(model, tokenizer)
    base = folder.with_name(f"{folder.name}-bert")
    tokenizer.save_pretrained(str(base))
    model.save_pretrained(str(base))
    CrossEncoder(str(base), device="cpu").save_pretrained(str(folder))
    return folder


def _train(model: BertForSequenceClassification, tokenizer: PreTrainedTokenizerFast) -> None:
    dice = random.Random(0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    model.train()
    for _ in range(100):
        pairs = [(dice.choice(TOPICS), dice.choice(TOPICS)) for _ in range(16)]
        pairs += [(topic, topic) for topic in TOPICS]
        right = torch.tensor([[1.0 if first == second else 0.0] for first, second in pairs])
        made = tokenizer(
            [f"what {one} is" for one, _ in pairs], [f"the {two} of it" for _, two in pairs], return_tensors="pt", padding=True
        )
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**made).logits, right)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()


def _tokenizer(longest: int) -> PreTrainedTokenizerFast:
    words = {word: place for place, word in enumerate([*_SPECIAL, *TOPICS])}
    made = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    made.normalizer = Lowercase()
    made.pre_tokenizer = Whitespace()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", words["[CLS]"]), ("[SEP]", words["[SEP]"])],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=longest,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )
