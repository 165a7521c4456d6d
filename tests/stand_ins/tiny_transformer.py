"""A real sentence-transformers model that fits into a test: a BERT of two layers of 64, with random weights."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from assistant.evaluation.metrics import tokens

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WIDTH = 64


def write_tiny_transformer(folder: Path, texts: Iterable[str]) -> Path:
    """A model whose vocabulary is the words of these texts; the same texts always give the same weights."""
    words = [*_SPECIAL, *sorted({word for text in texts for word in tokens(text)})]
    base = folder.with_name(f"{folder.name}-bert")
    _tokenizer(words).save_pretrained(str(base))
    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=len(words),
        hidden_size=_WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=2 * _WIDTH,
        max_position_embeddings=128,
    )
    BertModel(shape).save_pretrained(str(base))
    transformer = Transformer(str(base), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(_WIDTH, pooling_mode="mean")], device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )
    return folder


def _tokenizer(words: list[str]) -> PreTrainedTokenizerFast:
    made = Tokenizer(WordPiece({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    marks = [(mark, words.index(mark)) for mark in ("[CLS]", "[SEP]")]
    made.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks)
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=64,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
