"""The forms of what is asked of an answer, in English, German and Chinese, and the shortest in a few more languages.

Each line holds alternatives, as regular expressions over small letters; a word in pointed brackets stands for an entry of
`WORDS`. A text is meant only if one of them is all of it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Wish(StrEnum):
    """What is to be done with the answer."""

    SHORTER = "shorter"
    SHORTEST = "shortest"
    LONGER = "longer"
    LIST = "list"
    TABLE = "table"
    LANGUAGE = "language"
    THREAD = "thread"
    """Show what stands around the place that the answer comes from."""
    SOURCE = "source"
    """Show the place itself."""
    WHERE = "where"
    """Tell where each sentence comes from."""
    GREETING = "greeting"
    THANKS = "thanks"
    NEVER_MIND = "never mind"
    START_OVER = "start over"
    FORGET = "forget"


COURTESIES: Final = frozenset({Wish.GREETING, Wish.THANKS, Wish.NEVER_MIND})
"""Where people talk to each other too, these are not for Lore."""
OF_AN_ANSWER: Final = frozenset(Wish) - COURTESIES - {Wish.START_OVER, Wish.FORGET}
"""What is about an answer, and not about the conversation."""

WORDS: Final = {
    "it": r"(it|that|this|them|the (last )?answer|your answer|your (last )?reply)",
    "es": r"(es|das|dies|die antwort|deine antwort)",
    "number": r"( (no\.? ?|number |nr\.? ?|nummer |#)?\[?\d{1,2}\]?)?",
    "parts": r"(source|original|original text|quote|quotation|document|reference)s?|evidence",
    "threads": r"((whole|full|entire) )?(thread|discussion|context)|review( thread)?|meeting|minutes|transcript",
    "show": r"(show|open|quote|give|see|print|display|read)( me| us)?",
    "zeig": r"(zeig|zeige|öffne|gib)( mir| uns)?",
    "say": r"(make|keep|say|put|give|answer|tell|explain|show|write|describe|go)( me)?",
    "mach": r"(mach|mache|schreib|zeig|gib|sag|sage|fass|fasse)( mir)?",
    "fine": r"(ok|okay|great|perfect|super|good|nice|cool|got it|understood|all ?right|wonderful|excellent)",
    "gut": r"(ok|gut|super|prima|toll|alles klar|perfekt)",
    "做成": r"(请|用|以|做成|列成|改成|写成|变成)*",
    "一点": r"(一?点儿?|一?些|说明|说说|说一下|解释|点说)",
}

FORMS: Final[dict[Wish, str]] = {
    Wish.SHORTER: r"""
(it |that )?(much |a (bit|little) )?(shorter|briefer|more concise|more concisely|more briefly|briefly|in short|in brief)
<say>( <it>)?( a bit| a little| much)? (shorter|short|brief|briefer|concise|more concise|briefly)( version| answer)?
(shorten|summari[sz]e|condense|sum up)( <it>)?|sum <it> up|be (brief|briefer|concise|shorter)
(that is |that['’]s |this is |it['’]s )?too (long|much text|verbose|wordy)|tl;?dr|in a nutshell|the short version
(a )?(shorter|short|brief|briefer|concise) (version|answer|summary)|(a |the )?summary
(viel |etwas )?kürzer|knapper|kurz|in kurz|kurz gefasst|zu lang|(die |eine )?kurzfassung|(eine )?zusammenfassung
<mach> <es> (etwas )?(kürzer|kurz|knapper|zusammen|kurz zusammen)
(再|更|说|讲)?得?(简短|短|精简|简洁|简单)<一点>?(说|讲|的?版本|一下)?|太长了?
请?(概括|总结|归纳|精简|缩短)(一下)?|长话短说|简而言之
plus court|plus bref|en bref|résume|más corto|más breve|en breve|resume|più breve|mais curto|korter
""",
    Wish.SHORTEST: r"""
(say |put |give )?(<it> )?(in|with|as) (just |only )?(one|a|1|a single) (short )?(sentence|line|word)
(sag |fass )?(<es> )?(mit|in) (nur )?einem (einzigen )?satz( zusammen)?
用?一句话来?(概括|总结|说|讲|回答|说明)?(一下)?
""",
    Wish.LONGER: r"""
longer|(a bit |a little |much )?more (detailed|verbose|detail|details)|(a )?longer (version|answer)
(<say>( <it>)? )?(in|into|with) (more|greater|full|some more) (detail|details|depth)
(elaborate|expand)( on <it>)?|(tell me|say) more( about <it>)?|more|go on|give me more( details)?
make <it> longer|explain <it>( further| more)?|too short
länger|ausführlicher|detaillierter|genauer|näher|mehr( dazu| details| einzelheiten)?|im detail|in allen einzelheiten
(erkläre?|sag|sage|beschreibe?|mach|mache) (mir )?<es> (genauer|näher|ausführlicher|länger|im detail)
(再|更|说|讲|请)*得?(详细|具体|长)<一点>?(一下)?|展开(说|讲)?(说|讲)?
(更多|多)的?(细节|说一?点|讲一?点)|再?多说(一?点|一?些)
plus long|plus de détails|más largo|más detalles|con más detalle|più lungo|mais detalhes
""",
    Wish.LIST: r"""
(<say>( <it>)? )?(as|in|into|with) (a )?((bulleted |bullet |numbered )?list|bullets|bullet points|list form)
bullet points|bullets|(make|turn) <it> (into )?a (bulleted |bullet )?list|list <it>
(<mach>( <es>)? )?(als|in) (einer |eine )?(liste|aufzählung|stichpunkten|stichworten|listenform)|stichpunkte
<做成>(一个)?(列表|清单|要点)(形式|的形式|列出来?)?|(分点|逐条|逐点)(说|列出来?|回答)?|列出来
""",
    Wish.TABLE: r"""
(<say>( <it>)? )?(as|in|into|with) (a )?(table|tabular form|table form|markdown table)|(make|turn) <it> (into )?a table
(<mach>( <es>)? )?(als|in) (einer |eine )?(tabelle|tabellenform)
<做成>(一个|一张)?表格?(形式|的形式)?(列出来?|显示|展示)?
""",
    Wish.THREAD: r"""
<show> (the |that |this )?(<threads>)<number>|(the )?((full|whole) )?thread
what (was|else was|did they) (said|say)( there| around (it|that))?
<zeig> (den |die |das )?(ganzen? )?(thread|verlauf|diskussion|zusammenhang|kontext|protokoll|besprechung)<number>
请?(给我)?(看看|看一下|看|显示|打开|展示)(一下)?(这个|那个|整个|完整)?的?(讨论|讨论串|帖子|上下文|会议记录|评审)
""",
    Wish.SOURCE: r"""
<show> (the |that |this |its |your )?(<parts>)<number>|(the |your )?(sources?|original)<number>
(open|show|show me|quote) \[?\d{1,2}\]?|quote <it>|can i see (the |your )?(<parts>)<number>
<zeig> (die |das |den )?(quellen?|original|originaltext|zitat|stelle|dokument|belege?)<number>
(die )?quellen?<number>|(das )?original
请?(给我)?(看看|看一下|看|显示|打开|展示)?(一下)?(这个|那个)?的?(来源|出处|原文|引文)(是什么|呢)?
""",
    Wish.WHERE: r"""
where (does it|do they|does the (document|source)|is it|is that|is this) (say|said|says|written|stated|from)( <it>| so)?
where (is|was|does|did) <it> (written|stated|from|said|come from|documented)|where['’]s <it> from
where (did|do) you (get|find|read|have|take) <it>( from)?|who says( so| <it>)?|says who
how do you know( <it>)?|what( is|['’]s) <it> based on|according to (what|whom)
which (document|source) says (so|<it>)|are you sure
wo steht <es>( geschrieben| genau)?|woher (weißt|hast|kennst) du <es>|wer sagt <es>|worauf stützt du <es>
(这|那)?(句话|个|些)?是?在?(哪里|哪儿|哪)里?(说|写|提到|记载)(的|过|着)?|(出处|来源)在(哪里|哪儿|哪)
你是?(怎么|从哪里?|从哪儿)(知道|看到|得知)的?|(这|那)是?谁说的
""",
    Wish.GREETING: r"""
(hi+|hello|hey+|howdy|good (morning|afternoon|evening|day))( (there|all|everybody|everyone|team|again|lore))?
(hallo|hi|guten (morgen|tag|abend)|moin( moin)?|servus|grüß (dich|gott))( (zusammen|alle|lore))?
(你|您|大家)好(啊|呀)?|(早上|下午|晚上)好|bonjour|salut|hola|buenos días|ciao|buongiorno|olá|こんにちは|안녕하세요|привет
""",
    Wish.THANKS: r"""
(<fine>[\s,.!]*)*(many thanks|thanks?|thank you|thx|ty|cheers|much appreciated)( so much| very much| a lot| again)?
<fine>|good to know|that (helps|helped)
(<gut>[\s,.!]*)*((herzlichen |vielen |besten )?dank|danke|danke schön|danke sehr|dankeschön)|alles klar|verstanden|prima|perfekt
(好的?|嗯)?[，,\s]*(非常|十分|太|多)?(谢谢|感谢|谢了|多谢)(你|您|啦|了)?|好的|明白了?|知道了|了解
merci( beaucoup)?|(muchas )?gracias|grazie( mille)?|obrigad[oa]|dank je( wel)?|ありがとう(ございます)?|감사합니다|спасибо
""",
    Wish.NEVER_MIND: r"""
never ?mind|forget it|no matter|doesn['’]t matter|vergiss es|schon gut|egal|算了|没事了?|不用了
""",
    Wish.START_OVER: r"""
(let['’]s |let us )?(start|begin)( all)? (over|again|anew|afresh|from scratch)|reset|another topic|change of topic
(start |begin |open )?a? ?(new|fresh) (conversation|chat|topic|subject|thread)
((fang|fangen wir) )?(noch ?mal )?(von vorne?|ganz neu)( an| anfangen| beginnen)?|neu (anfangen|beginnen)
(ein )?neues (gespräch|thema)|(eine )?neue unterhaltung
重新开始|从头(开始|再来)|(开始)?(一个)?新的?(对话|话题|会话)|换(个|一个)话题
""",
    Wish.FORGET: r"""
(forget|delete|erase|remove) ((all of |all )?(this|that)|everything|all|(this|the|the whole|our) (conversation|chat))
forget what (i|we) (said|asked|wrote|talked about|discussed)
vergiss (das( alles)?|alles|dieses gespräch|diese unterhaltung|was ich gesagt habe)
lösche? (dieses gespräch|diese unterhaltung|alles|den verlauf)
请?(忘掉|忘记|忘了)(这个?|这些|那些|一切|全部|所有|这次对话|这个对话)吧?
请?(删除|清除|清空)(这个|这次|本次|全部|所有)?的?(对话|会话|聊天记录?)
""",
}

PLEASE: Final = r"""
hey|hi|lore|ok|okay|hm+|and|now|but|so|und|aber|nun|jetzt|please|bitte|kindly|s['’]il te plaît|por favor
(can|could|would|will) (you|u)|can we|could we|may i|can i( have| get)?|could i( have| get)?
(i would like|i['’]d like|i want|i need|let me have|show it|make it)(?= (a|an|it|that|this|in|as|more|the|short|long|brief))
kannst du|könntest du|können wir|你?(能不能|可以|可不可以|能)|请|麻烦(你|您)?|现在
"""
"""What may stand before a request, with a space or a comma behind it."""
PLEASE_AT_ONCE: Final = r"请|麻烦(你|您)?|你?(能不能|可不可以|可以|能)"
"""The same without a space."""
IF_YOU_CAN: Final = r"""
please|pls|plz|bitte|thanks|thank you|danke|would you|could you|if you can|then|now|instead|mal|lore|machen
s['’]il te plaît|s['’]il vous plaît|por favor|per favore|谢谢
"""
"""What may stand behind a request, with a space or a comma before it."""
IF_YOU_CAN_AT_ONCE: Final = r"好吗|可以吗|行吗|吗|吧|呢|谢谢"
"""The same without a space."""

LANGUAGE_FORMS: Final = r"""
(<say>( <it>)?( again| back)? )?(in|into|to) <NAME>( instead| again)?
(answer|repeat|respond|reply|translate)( me)?( <it>)?( again)? (in |into |to )?<NAME>
what( is|['’]s) <it> in <NAME>
(in )?<NAME>
((sag|sage|antworte?|schreib|wiederhole|erkläre?|übersetze?)( mir)?( <es>)?( noch ?mal)? )?(auf|in|ins) <NAME>(en?)?
((dis|répète|réponds|traduis)([- ]le)? )?(en|in|em|på|po) <NAME>
(把(它|这个|答案|这))?(翻译|译|翻)(成|为)<NAME>
(用|说|讲|换成|改用|使用|以)?<NAME>再?(回答|说|讲|写|解释|再说一遍|说一遍|重新回答|版|怎么说)?(一下|一遍)?
<NAME>(で(お願いします|答えて)?|로( 말해줘| 답해줘)?)
"""
"""How a language is wished for; each line names it once."""
