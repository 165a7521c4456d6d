"""How people in a chat put questions, how they don't, and how they say stop: regular expressions, and nothing else.

A bot that interrupts is hated, so that the forms are narrow: what is left out is asked again with a mention. English is read
best; of German, French, Spanish, Portuguese, Italian, Chinese, Japanese and Korean the plain questions are known.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*forms: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), flags)


_SOMEBODY: Final = r"(?:anyone|anybody|someone|somebody|any of you|you guys|you all|y'?all|you folks|everyone|folks)"
_WH: Final = r"(?:what|how|where|who|whom|whose|why|when|which|whether|if)"
_TELLING: Final = (
    r"(?:tell me|tell us|explain|point me|point us|help me (?:understand|find)|remind me|show me|clarify|"
    r"shed (?:some )?light)"
)

OPENING: Final = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|hola|bonjour|salut|ciao|ol[áa]|ok|okay|so|and|but|also|btw|by the way|hmm+|"
    r"um+|well|sorry|please|"
    r"pls|thanks|thank you|thx|quick(?: one)?|stupid|dumb|noob|random|another|maybe|out of curiosity|"
    r"just curious|curious|und|aber|"
    r"et|y|e|oh|ah|yes|yeah|no|nice|cool|great|perfect|good morning|good afternoon|morning|team|all|everyone|"
    r"everybody|folks|"
    r"there|guys|channel|here|people|again|question|q|frage|pregunta|请问|大家好|你好|那么?|すみません、?|ちなみに、?)"
    r"(?![\w’'])[\s,.:;!—–-]*|(?:请问|大家好|你好|すみません|ちなみに)[，、\s]*)+",
    re.IGNORECASE,
)
"""Words before a question that say nothing."""

ASKING: Final = _any(
    r"^(?:what|how|where|who|whom|whose|why|when|which)(?:['’](?:s|re|d|ll))?\b",
    r"^(?:in|on|at|for|since|from|to|by|with|under|until) (?:what|which|whom|when|where|how)\b",
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|should|must|may|will|would|am|isn['’]t|aren['’]t|"
    r"wasn['’]t|don['’]t|"
    r"doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|shouldn['’]t|can['’]t|won['’]t)\b",
    r"^any ",
    r"^(?:docs?|documentation|link|links|runbook|owner|status|reason|reasons|difference|context) (?:for|to|of|"
    r"on|about|between|behind)\b",
    rf"(?:,|;| -| –|:)\s*(?:so |then |and |but )?{_WH} (?:is|are|was|were|do|does|did|can|could|should|would|"
    rf"will|has|have) (?!it\b|that\b|this\b|they\b|you\b)",
    r"(?:,|;| -| –|:)\s*(?:so |then |and |but )?(?:is|are|was|were|do|does|did|can|should|has|have) "
    r"(?:we|i|there|the|our|a|an)\b",
    r"\b(?:wondering|know|idea|clue|find out|figure out|understand|understanding|remember) (?:\w+ )?"
    r"(?:what|how|where|who|why|when|which|whether|if)\b",
    # German, French, Spanish, Portuguese, Italian
    r"^(?:wie|was|wo|woher|wohin|warum|wieso|weshalb|wann|wer|wem|wen|welche[rsnm]?|weiß|weiss|kennt|kann|"
    r"können|gibt|haben|hat|"
    r"ist|sind|dürfen|darf|müssen|muss|soll|sollen|wird|werden|nutzen|verwenden|brauchen|gilt|seit wann|bis wann)\b",
    r"^(?:comment|où|pourquoi|quand|qui|que|quoi|quel(?:le)?s?|combien|est-ce|qu['’]est-ce|y a-t-il|"
    r"quelqu['’]un|peut-on|doit-on|"
    r"a-t-on|c['’]est quoi|depuis quand)\b",
    r"^¿?(?:cómo|como|qué|dónde|donde|por qué|cuándo|cuando|quién|quiénes|quien|cuál|cuáles|cuánt\w+|alguien|"
    r"hay|se puede|podemos|"
    r"debemos|tenemos|existe|sigue|desde cuándo)\b",
    r"^(?:o que|onde|por que|quando|quem|qual|quais|quant\w+|alguém|há|tem|devemos|temos)\b",
    r"^(?:come|cosa|che cosa|dove|perché|chi|quale|quali|qualcuno|c['’]è|ci sono|possiamo|dobbiamo|esiste)\b",
    # Chinese, Japanese, Korean
    r"什么|怎么|如何|哪[里个些种儿]|为什么|为何|是否|有没有|是不是|能不能|可不可以|多少|几[个天次]|谁|吗|"
    r"(?:です|ます|でしょう|ません|ました)か|どこ|なぜ|どう|どの|どれ|何[のをがでに時]|誰|いつ|どんな|"
    r"어떻게|어디|무엇|왜|언제|누가|누구|인가요|나요|습니까|까요|은요|는지",
)
"""What a sentence with a question mark begins with, or holds."""

ASKING_UNMARKED: Final = _any(
    rf"^(?:does|do|would|has) {_SOMEBODY} (?:here )?(?:happen to )?(?:know|remember|understand|recall|"
    rf"have (?:a |an |any |the )?"
    r"(?:link|idea|pointer|pointers|doc|docs|example|examples|experience))\b",
    rf"^{_SOMEBODY} (?:here )?(?:happen to )?(?:knows?|remembers?|got (?:a|the|any) (?:link|docs?|idea)|"
    rf"have (?:a|any) (?:link|idea|docs?))\b",
    rf"^any (?:idea|ideas|clue|pointers?|docs?|documentation|links?|guidance|recommendations?|hints?) (?:{_WH}|"
    rf"on|for|about)\b",
    r"^how (?:do|does|can|should|did|would|could) (?:i|we|one|people|they|our|the|a|an|this|\w+s)\b",
    r"^how to \w+",
    r"^where (?:do|does|can|should|did|would) (?:i|we|one|the|our|people|this)\b",
    r"^where(?: is|['’]s| are) (?:the|our|a|an)\b",
    r"^what (?:does|do|did|should) (?:i|we|the|our|a|an|this|\w+ mean)\b",
    r"^what(?: is|['’]s| are) (?:the|our) (?:\w+ ){0,12}\w+$",
    r"^who (?:owns|maintains|knows|is responsible|is the owner|do i|do we|should i|can i|decided|approves)\b",
    r"^why (?:do|does|did|don['’]t|doesn['’]t|didn['’]t) (?:we|the|our)\b",
    r"^when (?:do|does|did|will|should) (?:i|we|the|our|this)\b",
    r"^which \w+ (?:do|does|should|did|can) (?:i|we|the|our)\b",
    r"^(?:is there|are there|do we have) (?:a|an|any|some)\b",
    rf"^(?:i wonder|i['’]?m wondering|i am wondering|wondering) {_WH}\b",
    rf"^(?:can|could) {_SOMEBODY} (?:please |pls )?{_TELLING}\b",
    r"^(?:weiß|weiss) (?:jemand|wer|einer)\b",
    r"^quelqu['’]un (?:sait|connaît|peut m['’]expliquer)\b",
    r"^alguien sabe\b",
    r"^alguém sabe\b",
    r"^qualcuno sa\b",
    r"吗$|(?:です|ます|でしょう|ません|ました)か$|(?:인가요|나요|습니까|까요)$|^(?:有人知道|谁知道|有谁知道)|^(?:请问)?(?:怎么|如何|为什么).{3,}$",
)
"""What is a question without its mark. Chat is typed in haste."""

NO_QUESTION: Final = _any(
    # to one person, or about them
    r"^(?:can|could|will|would|did|do|are|were|have|had|should|may|won['’]t|don['’]t|aren['’]t|haven['’]t|"
    r"didn['’]t) (?:you|u|ya)\b"
    rf"(?! (?:guys |all |folks )?(?:happen to )?(?:know|remember|recall)\b| (?:please |pls )?{_TELLING})",
    r"^(?:what|how|where|when|why|who|which)(?:['’]s)?(?: \w+)? (?:are|did|were|will|have|would|could|can|is|was|do) "
    r"(?:you|u|your)\b(?! (?:deploy|run|build|use|set up|configure|test|install|roll|rotate|create|add|get))",
    r"\b(?:what|how) do (?:you|u|we) (?:all |guys )?(?:think|feel|say)\b|\b(?:wdyt|thoughts|opinions)\b|^your? ",
    # asking somebody to do something
    rf"^(?:can|could|would|will|may) (?:{_SOMEBODY}|you|u)(?: (?:please|pls|quickly|kindly|also))? (?!{_TELLING})",
    r"^(?:can|could|may|shall|should|do) (?:we|i) (?:please |quickly |maybe |all |just |want to )?(?:meet|"
    r"talk|chat|sync|reschedule|join|"
    r"jump|hop|call|ask (?:you|something|a)|borrow|get (?:some(?:one|body)|(?:a|some|an) (?:review|eyes|"
    r"approval|hand))|"
    r"(?:do|delay|postpone|shift|swap|push) (?:this|that|it|the (?:release|deploy|meeting|launch|date|call))|"
    r"have (?:a|your) (?:call|chat|quick|look|minute|meeting|word)|move (?:this|the|our) "
    r"(?:meeting|standup|stand-up|call|sync|retro)|start|help|grab|go|leave|take (?:a break|this|it)|cancel|skip)\b",
    r"^(?:shall (?:we|i)|let['’]?s|what if|how about|what about (?:we|you|lunch)|"
    r"why don['’]?t (?:we|you|i)|why not)\b",
    # company, moods, and what goes on at this moment
    r"^(?:is|are|was|were) (?:anyone|anybody|someone|somebody|everyone|everybody|people|others|all)\b",
    r"^(?:has|have) (?:anyone|anybody|someone|somebody|everyone|everybody|people|others|all) (?!(?:ever |"
    r"already )?(?:documented|written|"
    r"used|tried|measured|benchmarked|investigated|evaluated|looked into)\b)",
    r"^(?:is|are) .*\b(?:down|up|broken|slow|flaky|failing|stuck|hanging|red|green|back|on fire)(?: again|"
    r" for .*| right now| now| today)?$",
    r"^(?:anyone|anybody|someone|somebody|who)(?:['’]s| is| are)? (?:else|here|up|around|free|available|"
    r"interested|going|joining|"
    r"coming|seeing|having|wants?|wanna|fancy|for|in|down|online|there|awake|ready|has time|can (?:help|"
    r"review|take|cover|join))\b",
    r"^(?:what|where|why|when|how)(?: \w+)? (?:is|are|was|were|do|does|did|has|have) "
    r"(?:they|he|she|it|that|this|everyone|everybody)\b|"
    r"^(?:is|are) \w+ (?:back|out|here|around|online|available|free|off|away|sick|coming|joining)\b|"
    r"^who(?:['’]s| is) (?:taking|doing|bringing|presenting|hosting|leading|driving|running|out|off|sick|away|"
    r"late|missing)\b|"
    r"^(?:did|does) (?:anyone|anybody|someone|somebody) (?!know|remember|have (?:a |an |any |the )?(?:link|"
    r"idea|pointer|doc|example))|"
    r"^(?:anyone|anybody|someone|somebody) (?!here|knows?|remembers?|got|have)|"
    r"^(?:what|when|where|how|why) (?:did|do|am|was|have) i (?:miss|do|forget|break)\b|"
    r"^(?:is|are|does|do|can|could|will|would|shall|should|who)\b.*\b(?:today|tomorrow|tonight|later|"
    r"this (?:morning|afternoon|evening|week)|"
    r"next week|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?::\d\d)? ?(?:am|pm)|heute|morgen|demain|"
    r"hoy|mañana)\b|"
    r"^(?:今|明|昨|上午|下午|晚上)",
    r"^who (?:broke|did this|knew|cares|dis|wins|won|ate|stole|forgot|said that|is (?:it|that|this|he|she))\b",
    r"^are we (?:meeting|still (?:on|meeting)|good|ok|okay|done|ready|doing|having|all|there|live|go|sure)\b",
    r"^(?:is|was|are|were|does|do|did|has|have|can|could|will|would|should) (?:it|this|that|they|these|those|he|she)\b"
    r"(?! (?:possible|safe|allowed|necessary|required|recommended|mandatory|okay to|ok to|still) )",
    r"^(?:how (?:are (?:you|we|they|u|things)\b|is it|is everyone|was (?:your|the|it)|did (?:it|that|the) |"
    r"come\b|dare|sweet|cool|nice|"
    r"about that|so\b|hard can)|"
    r"how['’]s (?:it|everyone|things|your|that|life))",
    r"^what(?:['’]s up|s up| is up| a | an | time (?:works|is|are|suits|should)| could (?:possibly )?go wrong|"
    r" the (?:hell|heck|fuck)|"
    r" now$| else$| next$|['’]s (?:next|wrong|not to|happening|that|this|going on|for lunch)| is (?:that|this|"
    r"it|wrong|happening|going on)\b)",
    r"^when is (?:lunch|the (?:party|meeting|call))|^where (?:is (?:everyone|everybody|he|she|it)|are (?:we|they))\b",
    r"^why (?:so|me|though|is (?:it|this|that)|are (?:we|they) (?:here|even)|would (?:anyone|you|they))\b",
    r"^(?:any (?:updates?|news|thoughts|objections?|feedback|volunteers?|takers?|questions?|comments?|concerns?|luck|"
    r"progress|news|chance|plans?|"
    r"preferences?|one|body|ideas?$))\b",
    r"\b(?:lunch|beers?|drinks|dinner|breakfast|pizza|mittagessen|déjeuner|almuerzo|pranzo)\b(?! (?:policy|"
    r"budget|allowance|card))",
    r"\bcoffee\b(?= ?(?:$|tomorrow|today|later|at|in|break|run|chat|anyone|together))",
    r"\bi (?:leave|go|head) (?:early|home|now)\b",
    # rhetorical, and advertising
    r"^(?:isn['’]t|aren['’]t|wasn['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t) (?:it|that|this|they|you|he|she)\b",
    r"^did you know\b|^(?:have|got|any)(?: you)?(?: got)?(?: any| more| further| some)? (?:questions?|"
    r"doubts?)\b|^(?:want|"
    r"need|interested|ever|ready|remember|guess|"
    r"looking forward|come on|who knows$|who would)\b",
    r"\b(?:vote|poll|react with|thumbs[- ]up|rsvp|raise your hand|upvote)\b",
    r"\b(?:can you believe|how hard|what is life|are you kidding|you know what|know what i mean|"
    r"wouldn['’]t it be (?:nice|great|cool))\b",
    r"\b(?:he|she|they|customers?|clients?|users?|somebody|someone|people|[A-Z][a-z]+) (?:asked|asks|"
    r"is asking|was asking|keeps? asking|"
    r"wanted to know|wondered)\b",
    # German, French, Spanish, Portuguese, Italian, Chinese, Japanese, Korean
    r"^wie (?:geht|läuft|war|wär)|^(?:kannst|könntest|hast|bist|magst|willst|weißt|machst|siehst) du\b|"
    r"^(?:könnt|habt|seid|wollt) ihr\b|"
    r"^(?:kann|könnte)(?: (?:mir|uns|bitte|mal))* (?:jemand|wer)(?!.*(?:sagen|erklären|zeigen|verraten))|"
    r"^wer (?:hat (?:lust|zeit)|kommt|ist da|will|mag)|"
    r"^was (?:meint|denkt|machst|geht|ist los)|^(?:passt|geht|ist) (?:das|es) (?:so|ok|klar|für)|^ist (?:das|"
    r"es|jemand) ",
    r"^(?:comment )?(?:ça va|allez|vas-tu)|^(?:peux|pourrais|as|es|veux|sais)-tu\b|^(?:pouvez|pourriez|avez|"
    r"êtes|voulez)-vous\b|"
    r"^qui (?:vient|veut|est là|est dispo)|^qu['’]en penses|^quelqu['’]un (?:peut|veut|pour|est)(?! m['’]expliquer)",
    r"^¿?(?:qué tal|cómo (?:estás?|están|va|te)|como (?:vai|vão|está)|qué (?:opin|piens)|alguien (?:quiere|"
    r"viene|puede|para)|tudo bem|"
    r"alguém (?:quer|pode|vem)|come (?:va|stai|state)|tutto bene|qualcuno (?:vuole|può|viene)|cosa ne pens)",
    r"^(?:你|您)(?!们知道)|你[觉能可]|您[觉能可]|(?:是|真的|好|可以|行|对|不是)吗[？?]?$|对吧|是吧|^(?:吃|怎么样|怎么了|什么情况|为什么不|谁去|谁来)",
    r"(?:ですよね|よね)[？?]?$|^でいいですか|^(?:本当|大丈夫|お元気|よろしい|いい|そう)ですか|お願い|てもらえますか|ていただけますか|^どうでしょう|^どう(?:ですか|思)|"
    r"^(?:정말|괜찮|그래|진짜)|해\s?주[시실]|어때요",
)
"""What looks like a question and is none for Lore: it is for somebody, or for nobody."""

TAG: Final = re.compile(
    r"(?:^|[\s,])(?:right|no|ok|okay|yes|yeah|correct|huh|eh|isn['’]t (?:it|that)|aren['’]t (?:they|we)|"
    r"doesn['’]t it|don['’]t (?:we|you)|"
    r"didn['’]t (?:we|it|you)|or what|innit|oder|ne|nicht wahr|gell|n['’]est-ce pas|non|hein|verdad|no es así|"
    r"né|vero|giusto)\W*$",
    re.IGNORECASE,
)
"""What asks for a nod only."""

CHECKING: Final = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|should|must|may|will|would|am)\b", re.IGNORECASE
)
"""What asks for a yes or no. It takes two words to tell what about: "can I merge?" is about this very moment."""

EMPTY: Final = frozenset(
    """a about again all also am an and any anybody anyone anything are as at be been but by can could did do
    does else for from had has have he her here him his how i if in is it its just know me mean my no not now
    of on one or our out please she should so some somebody someone something still that the their them then
    there these they thing this those to too up us was we were what when where which who why will with work
    works would yes you your really sure happen happened happening come going go doing done der die das den
    dem ein eine einen ist sind wir ihr ich es und oder was wie wo wer wann le la les un une des et est que
    qui el los las una y es o os as um uma il lo gli di del che per como ça
    time good minute moment""".split()
)
"""Words that name nothing."""

GOING_ON: Final = _any(
    r"^(?:why|how|how so|since when|until when|who|where|when|which ones?|what for|how long|how often|"
    r"how much|how many|in what way|"
    r"based on what|says who|according to whom|for example|such as|like what|e\.?g\.?|warum|wieso|seit wann|"
    r"wer|wo|wann|pourquoi|"
    r"depuis quand|qui|où|quand|por qué|desde cuándo|quién|perché|da quando|为什么|谁|什么时候|なぜ|いつから|誰が|왜|언제)$",
    r"^(?:what|how) about (?!we\b|you\b|lunch)",
    r"^(?:and|but|und|et|y|e|那|では|じゃあ) \S|^那\S",
    r"^(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should) (?:it|this|that|they|these|those|he|she)\b",
    r"^(?:who|what|why|when|where|how|which)\b(?!.*\byou\b)",
    r"^are you (?:sure|certain)\b",
    rf"^(?:can|could|would) you (?:please |pls )?(?:{_TELLING}|give|show|list|elaborate|expand|summari[sz]e|"
    rf"translate|link|quote|find|"
    r"search|look (?:it |this )?up|compare|shorten|repeat|rephrase|be more)\b",
    r"^(?:is there|are there|do we|did we|should we|can we|have we|has anybody|has anyone)\b",
    r"^(?:ist|sind|gilt|gibt|est-ce|es|está|hay|è|c['’]è)\b",
)
"""In a thread that Lore follows, what goes on with what it answered. With a question mark."""

GOING_ON_UNMARKED: Final = _any(
    r"^(?:please )?(?:tell (?:me|us) (?:more|about|how|why|what|who|when|where)|explain|elaborate|summari[sz]e|"
    r"show (?:me|us) |give (?:me|us) |list (?:the|all|them)|more details?|translate|compare|expand on|quote )",
    r"^(?:what|how) about (?!we\b|you\b|lunch|that$|it$)\w",
    r"^and (?:why|who|when|where|how|what|which) (?:\w+ ){1,}",
)
"""The same without one."""

NOT_GOING_ON: Final = _any(
    r"^(?:why not|what|huh|really|seriously|sure|is (?:it|that) (?:ok|okay|so|clear|fine)(?: .*)?|"
    r"does (?:that|it) (?:make sense|help|work for you).*|"
    r"did (?:it|that|this) help.*|and you|what now|what next|so what|who(?:['’]s| is) (?:in|next|joining|free|"
    r"up for.*)|what do (?:you|we) .*|"
    r"how (?:are|is) (?:you|it going|everyone).*|what about you|can we (?:meet|talk|close|move|sync).*|"
    r"should we (?:meet|talk|close|move|sync).*)$",
    r"^(?:wdyt|thoughts|any (?:thoughts|objections|takers|volunteers|comments))\b",
    r"\b(?:lunch|beers?|drinks|dinner|rsvp)\b|^what if we\b|^how about (?:we|you|i)\b|^why don['’]?t (?:we|you|i)\b",
    r"^who (?:knows|cares|knew|broke|wants|did this)\b|^how (?:nice|cool|cute|funny|dare|come)\b|^what (?:a|"
    r"an|the hell|the heck) ",
    r"^(?:真的|是|好|可以|对)吗$|^対?よね$",
)
"""What people say to each other there."""

_BEFORE_STOP: Final = (
    r"(?:(?:ok|okay|thanks|thank you|thx|ty|cheers|great|perfect|cool|nice|alright|all right|hey|hi|well|no|"
    r"yes|please|pls|lore|"
    r"bot|danke|merci|gracias|obrigad[oa]|grazie|谢谢|ありがとう(?:ございます)?|bitte|s'il te plaît|por favor|so much|"
    r"a lot|very much)"
    r"[\s,.!:;，、。-]*)*"
)
_AFTER_STOP: Final = (
    r"(?:[\s,.!:;，、。-]*(?:thanks|thank you|thx|please|pls|lore|bot|now|for now|for today|ok|okay|everyone|all|"
    r"danke|bitte|merci|"
    r"gracias|por favor|谢谢|ありがとう|ください))*[\s,.!。！]*"
)
_HERE: Final = (
    r"(?: (?:here|there|in|to|on|this|that|the|us|me|it|thread|channel|conversation|now|every|each|questions?|"
    r"all|our|messages?|again|"
    r"any ?more|any|further|answers?|replies|everything|every time|along|with|please))*"
)
_STOPPING: Final = (
    r"stop(?: it| this| that| now| here| there)?",
    (
        rf"(?:you can |you may |can you |could you )?stop (?:answering|replying|responding|following|posting|"
        rf"talking|writing|listening|commenting|"
        rf"interrupting|spamming|watching|chiming in){_HERE}"
    ),
    (
        rf"(?:don['’]?t|do not|no need to|you don['’]?t (?:need|have) to) (?:answer|reply|respond|post|follow|"
        rf"comment|interrupt|talk|write|listen){_HERE}"
    ),
    rf"no more (?:answers|replies|comments|messages|posts){_HERE}",
    (
        r"(?:be|stay|keep) (?:quiet|silent|still)(?: here| now)?|quiet|silence|shut up|shush|sh+h|hush|"
        r"mute(?: yourself)?|zip it"
    ),
    r"(?:unfollow|leave|ignore)(?: (?:this|the|our))?(?: (?:thread|conversation|channel))?",
    r"you can (?:stop|go|leave|rest)(?: now)?|leave us(?: alone)?|go away",
    (
        r"(?:that['’]?s|that is|that will be|that['’]ll be) (?:all|enough)(?: (?:i|we) (?:need|needed|wanted|"
        r"have))?(?: for (?:now|today|me|us))?"
    ),
    r"we(?:['’]re| are) (?:done|good)(?: here)?|we(?:['’]ll| can| will) take it from here",
    (
        r"stopp?|hör(?:t)? (?:jetzt )?auf|sei(?:d)? (?:still|ruhig|leise)|ruhe|das war['’]?s|das war alles|"
        r"(?:hier )?nicht (?:mehr )?(?:antworten|schreiben)|antworte (?:hier )?nicht(?: mehr)?"
    ),
    r"arr[êe]te|tais-toi|c['’]est tout|ne réponds (?:plus|pas)(?: ici)?",
    (
        r"basta|cállate|silencio|eso es todo|no respondas(?: más| aquí)?|deja de responder|é tudo|é só isso|pare|"
        r"smettila|è tutto|zitto"
    ),
    r"停|停止|别说了|别(?:再)?回答了?|不要再?(?:回答|回复)了?|不用再?(?:回答|回复)?了|安静|闭嘴|就这些了?|够了",
    r"(?:止|や)めて|ストップ|黙って|静かに(?:して)?|もういい(?:です)?|もう?返信しないで|그만|조용히 해",
)
STOP: Final = re.compile(rf"{_BEFORE_STOP}(?:{'|'.join(_STOPPING)}){_AFTER_STOP}", re.IGNORECASE)
"""The whole of what somebody says who wants Lore to keep out of a thread."""
