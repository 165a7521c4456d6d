"""A real multilingual embedder that fits into a test: its tokenizer and its weights are learned here, in seconds, from
sentences that say the same in English, Chinese, Japanese and Korean."""

from __future__ import annotations

import random
from itertools import chain
from pathlib import Path
from typing import Final

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.normalizers import NFKC, Lowercase, Sequence
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import BpeTrainer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

_SPECIAL: Final = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
_WIDTH: Final = 64
_STEPS: Final = 120

SAME: Final = (
    (
        "Raw positions of vessels are kept for eighteen months.",
        "How long is position data retained before it is deleted?",
        "船舶的原始位置数据保留十八个月。",
        "位置数据在删除之前保留多长时间？",
        "船舶の位置データは十八か月間保存される。",
        "位置データは削除されるまで何か月保存されるか。",
        "선박의 위치 데이터는 열여덟 달 동안 보관된다.",
        "위치 데이터는 삭제되기 전에 얼마나 보관되는가?",
    ),
    (
        "The message bus is a cluster with six brokers.",
        "How many brokers does the cluster of the bus have?",
        "消息总线是有六个节点的集群。",
        "消息集群有多少个节点？",
        "メッセージバスは六台のブローカーのクラスターである。",
        "クラスターのブローカーは何台か。",
        "메시지 버스는 여섯 브로커로 된 클러스터이다.",
        "클러스터에는 브로커가 몇 개 있는가?",
    ),
    (
        "A berth is booked by the harbour pilot two days before arrival.",
        "Who books the berth for a ship that arrives?",
        "泊位由引航员在到港前两天预订。",
        "谁为到港的船预订泊位？",
        "バースは入港の二日前に水先人が予約する。",
        "入港する船のバースは誰が予約するか。",
        "선석은 입항 이틀 전에 도선사가 예약한다.",
        "입항하는 배의 선석은 누가 예약하는가?",
    ),
    (
        "Invoices are sent to customers on the first working day.",
        "When do customers get the invoice?",
        "发票在第一个工作日寄给客户。",
        "客户什么时候收到发票？",
        "請求書は最初の営業日に顧客へ送る。",
        "顧客はいつ請求書を受け取るか。",
        "청구서는 첫 영업일에 고객에게 보낸다.",
        "고객은 언제 청구서를 받는가?",
    ),
    (
        "The database is backed up every night to another region.",
        "Where do the nightly backups of the database go?",
        "数据库每晚备份到另一个地区。",
        "数据库的夜间备份放在哪里？",
        "データベースは毎晩別の地域にバックアップする。",
        "データベースの夜間バックアップはどこに置くか。",
        "데이터베이스는 매일 밤 다른 지역에 백업한다.",
        "데이터베이스의 야간 백업은 어디에 두는가?",
    ),
    (
        "Passwords expire never, and a second factor is required at login.",
        "Does the login need a second factor beside the password?",
        "密码不会过期，登录时需要第二因素验证。",
        "登录除了密码还需要第二因素吗？",
        "パスワードは期限切れにならず、ログインには二要素認証が必要である。",
        "ログインにはパスワードのほかに二要素認証が必要か。",
        "비밀번호는 만료되지 않으며 로그인에는 이중 인증이 필요하다.",
        "로그인에는 비밀번호 외에 이중 인증이 필요한가?",
    ),
)
"""What means the same, a row a topic: English, Chinese, Japanese and Korean, two sentences each."""


def write_tiny_multilingual(folder: Path) -> Path:
    """A model that brings sentences about one topic together, in whichever of the four languages they are."""
    torch.manual_seed(0)
    tokenizer = _tokenizer()
    shape = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=_WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=2 * _WIDTH,
        max_position_embeddings=128,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=0.1,
    )
    bert = BertModel(shape)
    _train(bert, tokenizer)
    base = folder.with_name(f"{folder.name}-bert")
    tokenizer.save_pretrained(str(base))
    bert.save_pretrained(str(base))
    model = SentenceTransformer(
        modules=[Transformer(str(base), max_seq_length=96), Pooling(_WIDTH, pooling_mode="mean")], device="cpu"
    )
    model.save_pretrained(str(folder), create_model_card=False)
    return folder


def _train(bert: BertModel, tokenizer: PreTrainedTokenizerFast) -> None:
    """Two sentences of each topic at a time; those of the other topics are what they should be unlike."""
    dice = random.Random(0)
    optimizer = torch.optim.Adam(bert.parameters(), lr=0.003)
    right = torch.arange(len(SAME))
    for _ in range(_STEPS):
        pairs = [dice.sample(row, 2) for row in SAME]
        likeness = _vectors(bert, tokenizer, [one for one, _ in pairs]) @ _vectors(bert, tokenizer, [two for _, two in pairs]).T
        loss = torch.nn.functional.cross_entropy(likeness * 20, right)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    bert.eval()


def _vectors(bert: BertModel, tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> torch.Tensor:
    made = tokenizer(texts, return_tensors="pt", padding=True)
    weights = made["attention_mask"].unsqueeze(-1)
    means = (bert(**made).last_hidden_state * weights).sum(1) / weights.sum(1)
    return torch.nn.functional.normalize(means, dim=1)


def _tokenizer() -> PreTrainedTokenizerFast:
    """Pairs merged from the sentences, over an alphabet of the characters that are common in the four languages."""
    made = Tokenizer(BPE(unk_token="[UNK]"))
    made.normalizer = Sequence([NFKC(), Lowercase()])
    made.pre_tokenizer = Whitespace()
    alphabet = [*_common("gb2312", 0xD7), *_common("euc_jp", 0xCF), *_common("euc_kr", 0xC8), *map(chr, range(0x21, 0x7F))]
    trainer = BpeTrainer(
        vocab_size=12_000, min_frequency=2, initial_alphabet=alphabet, special_tokens=_SPECIAL, show_progress=False
    )
    made.train_from_iterator(chain.from_iterable(SAME), trainer)
    marks = [(mark, _SPECIAL.index(mark)) for mark in ("[CLS]", "[SEP]")]
    made.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks)
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=96,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )


def _common(encoding: str, last_row: int) -> list[str]:
    rows = (bytes((row, cell)) for row in range(0xB0, last_row + 1) for cell in range(0xA1, 0xFF))
    return [character for row in rows if (character := row.decode(encoding, errors="ignore"))]
