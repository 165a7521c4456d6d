"""How questions about decisions are put, in English and Chinese: a form a line, what each asks above its block. Pure.

A form is a regular expression that has to fit the whole question. `{subject}` is what is asked about, `{other}` more of it,
`{when}` the words of a time, `{fate}` the verb that says what became of it; other names in curly brackets are the vocabulary
below. Groups in round brackets don't capture.
A form that is too long for its line goes on below a backslash.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Aspect(StrEnum):
    """What somebody wants to know of a decision."""

    OUTCOME = "outcome"
    """What was decided, what its status is."""
    WHY = "why"
    """Why it was taken."""
    WHY_NOT = "why-not"
    """Why something was refused, or given up."""
    CURRENT = "current"
    """What holds now."""
    BEFORE = "before"
    """What held before it."""
    SUCCESSOR = "successor"
    """What took its place."""
    IN_FORCE = "in-force"
    """Whether it held on a day."""
    DECIDERS = "deciders"
    WHEN = "when"
    ALTERNATIVES = "alternatives"
    CHANGED = "changed"
    """What was decided since a day."""


_VOCABULARY: Final = {
    "subject": r"(?P<subject>.+?)",
    "other": r"(?P<other>.+?)",
    "when": r"(?P<when>.{2,40}?)",
    "we": r"(we|you|they|people|everyone|the \w+( \w+)?|(?-i:[A-Z])[\w-]*( (?-i:[A-Z])[\w-]+)?|I|he|she|it)",
    "what": r"(what|which( [\w-]+){0,3}|what (?!is |was |were |did |do |does |has |have |had |are )[\w-]+)",
    # Before, after, by and until a time are other times than the one that is named: such questions fit no form.
    "in": r"(in|on|at|as of|as at|during|back in)",
    "on": r"(on|about|for|of|to|towards?|with|in|around|over|upon|when|as to|regarding|concerning|"
    r"with (regard|respect) to)",
    "now": r"(now|today|currently|presently|nowadays|at present|at the moment|these days)",
    "finally": r"((finally|eventually|ultimately|actually|officially|ever|already|then|later|originally) )*",
    "replaced": r"(replaced|superseded|obsoleted|supplanted|succeeded|displaced)",
    "replace": r"(replace|supersede|obsolete|supplant|succeed|displace|take over from|take the place of)",
    "replaces": r"(replaces|supersedes|obsoletes|supplants|succeeds)",
    "refused": r"(rejected|refused|declined|turned down|dismissed|ruled out|discarded|vetoed|dropped|"
    r"abandoned|withdrawn|deferred|"
    r"postponed|deprecated|retired|removed|replaced|superseded|given up|phased out|scrapped|cancell?ed|shelved|denied|"
    r"not (chosen|accepted|adopted|taken|selected|used|approved|picked|implemented))",
    "refuse": r"(reject|refuse|decline|turn down|dismiss|rule out|discard|veto|drop|abandon|withdraw|defer|"
    r"postpone|deprecate|"
    r"retire|remove|replace|supersede|give up( on)?|phase out|scrap|cancel|shelve|deny|get rid of|stop using|"
    r"stop|leave|ditch|"
    r"decide against|decide not to( use| adopt| have| do)?|vote against|say no to|take out|throw out|kill|"
    r"(move|migrate|switch|get|walk|step|shift|turn|go|change)( over)? (away from|away|off of|off|from|back from)|"
    r"not (choose|use|take|adopt|go (with|for)|accept|pick|select|want|approve|have|keep|implement|build))",
    "refusing": r"(rejecting|refusing|declining|dropping|abandoning|withdrawing|deferring|deprecating|removing|replacing|"
    r"retiring|leaving|giving up|ruling out|dismissing|(moving|switching|migrating) (away from|off)|"
    r"not (choosing|using|adopting|accepting|taking))",
    "taken": r"(accepted|adopted|approved|chosen|selected|picked|introduced|agreed( on| to| upon)?|"
    r"decided( on| for)?|preferred|"
    r"made|taken|settled on|ratified|finali[sz]ed|standardi[sz]ed)",
    "take": r"(accept|adopt|approve|choose|pick|select|introduce|agree (on|to|upon)|decide (on|for|to)( use|"
    r" adopt| have| go with)?|"
    r"prefer|settle (on|for)|go (with|for)|opt for|(move|switch|migrate|change|go)( over)? to|start using|use|end up with|"
    r"standardi[sz]e on|land on|bet on|favou?r)",
    "taking": r"(choosing|adopting|accepting|introducing|using|picking|selecting|preferring|"
    r"the decision (to( use)?|for|on))",
    "fated": r"({refused}|{taken}|proposed|final|active|implemented|obsolete|in force|in effect|pending|open|on hold|merged|"
    r"rolled back|a draft)",
    "fate": r"(?P<fate>{fated})",
    "fates": r"({fated}|not)((,? or|,? and|,|/) ?({fated}|not( yet)?))*",
    "policy": r"(polic(y|ies)|approach|decisions?|rules?|standards?|positions?|stance|practices?|conventions?|"
    r"guidelines?|choice|"
    r"default|strategy|direction|line|recommendations?|consensus|way of (doing|handling)|solution|setup|guidance)",
    "valid": r"(in force|in effect|valid|binding|applicable|effective|in place|up to date|"
    r"(the|our)( \w+)? (rule|standard|policy|decision|default|choice|approach))",
    "usual": r"(current|active|in use|used|being used|followed|supported|allowed|there|around)",
    "use": r"(use|using|have|having|run|running|rely on|relying on|follow|following|do|doing)",
    "consider": r"(consider(ed)?|discuss(ed)?|evaluated?|look(ed)? at|weigh(ed)?|reject(ed)?|compared?|"
    r"assess(ed)?|ruled? out|"
    r"examined?|turn(ed)? down|dismiss(ed)?|think about|thought about)",
    "options": r"(other |rejected |possible |different )?(alternatives?|options?|possibilities|choices|"
    r"approaches|candidates|"
    r"solutions)",
    "name": r"(name|title|number|id|date|year)",
    # What may follow an answered question: the same once more, or what an answer says anyway. A second question may not.
    "restated": r"(was|were|is|are|has|have) (it|this|that|they) (been )?{finally}{fates}",
    "named": r"(what|how) (is|was|are|were) (it|that|they|(the|its)( [\w-]+){1,3}) (called|named|titled)|"
    r"(what|which) (is|was|are|were) (its|(the|its)( [\w-]+){1,3}['’]s?) {name}|"
    r"(what|which) {name} (does|has|did) (it|that|(the|its)( [\w-]+){1,3}) (have|bear|carry|got)|under (what|which) {name}",
    "tail": r"((:|[,;.?]| -| –| —)? ?((and|but|or) )?({restated}|{named})|,? or not)?",
    "more": r"((,? or|,? and|,) ({fates}|{restated}|{named})|,? or not)?",
    # Chinese
    "我们": "(我们|团队|公司|大家|你们|他们|咱们)?",
    "最终": "(最终|最后|后来|要|会|当初|当时)*",
    "什么": "(什么|哪个.{0,8}?|哪份.{0,8}?|哪项.{0,8}?|哪种.{0,8}?)",
    "取代": "(取代|替代|代替|替换|接替)",
    "拒绝": "(拒绝|否决|放弃|弃用|停用|废弃|废除|撤回|推迟|搁置|取消|移除|换掉|替换|淘汰|不再使用|"
    "不再用|不用|不使用|不选择?|没有?选择?|不采用|"
    "没有?采用|没有?接受|没有?通过)",
    "选择": "(选择|选用|采用|使用|改用|换成|换用|接受|通过|决定(使用|采用|用)?|引入|转向|迁移到)",
    "决定": "(接受|通过|批准|采纳|采用|拒绝|否决|撤回|推迟|搁置|废弃|弃用|取代|替代|提出|决定)",
    "有效": "(有效|生效|适用|在用|使用|在使用|现行|成立|算数|执行|被采用)(的|着)?(吗|么)?",
    "还": "(还|仍然?|是否|是不是|已经)",
    "政策": "(政策|方案|做法|决定|规定|策略|标准|规则|立场)(是什么|是怎样的|有哪些|如何)",
    "现在": "(现在|目前|当前|如今|现行|最新)",
    "何时": "(什么时候|何时|哪一?年|哪天)",
    "关于": "(关于|对于|对|在|就)?",
}

_BLOCKS: Final[tuple[tuple[Aspect, str], ...]] = (
    (
        Aspect.CHANGED,
        r"""
        what (has |have |had )?(been )?changed?( {on} {subject})? since {when}
        what (did {we} )change( {on} {subject})? since {when}
        {what} (has|have|did|was|were) (been |{we} )?{finally}(decided?|taken?|made?|agreed?)( {on} {subject})? \
            since {when}
        (what|which) (new |recent )?(decisions|changes)( {on} {subject})? (were|have been|did we|have we) \
            {finally}(made?|taken?) since {when}
        (自从?|从){when}(以来|之后|后|起)，?(关于)?(?P<subject>.*?)(有|发生|做)了?(什么|哪些)(变化|改变|变动|新?决定|变更)了?
        """,
    ),
    (
        Aspect.SUCCESSOR,
        r"""
        {what} (has |have |had )?{finally}({replaced}|{replaces}|took over from|took the place of) {subject}{tail}
        {what} (has|have|had|did|was|is) {finally}{subject} (been )?{replaced}( by| with)
        (by )?(what|which( [\w-]+){0,2}) (was|were|is|are|has|have|got) {subject} {finally}(been )?{replaced}( by| \
            with)?
        (what|who|which( \w+)?) (is|was|are) (the )?(successor|replacement|newer version)s? (to|of|for) {subject}
        what (do|does|did|are|is|should|would) {we} ({now} )?{use}? ?({now} )?(instead|in place) of {subject}
        what (came|comes|followed|follows) after {subject}
        what did {we} ({replace}|switch from|move from) {subject} (with|by|to)
        {subject}{最终}(已经)?(是)?被({什么}|谁)所?{取代}(了|的)?
        {什么}{取代}了{subject}
        {subject}的(后继|继任者|替代者|替代品)是(什么|哪个|哪份.*)
        现在?{我们}现在?用什么来?{取代}了?{subject}
        """,
    ),
    (
        Aspect.BEFORE,
        r"""
        {what} (did|does|do|has|have) {subject} ({replace}|{replaced}){tail}
        what (was|were|has been) {replaced} by {subject}
        {what} (did|were|was|had|have) {we} (been )?(use|used|using|have|had|do|doing|run|running|rely on|work \
            with)( (for|as|in) {other})? (before|prior to|ahead of) {subject}
        {what} (was|were) (used|there|in use|in place|in force|our \w+|the \w+)( (for|as) {other})? (before|prior \
            to) {subject}
        what (came before|preceded|went before) {subject}
        (what|who|which( \w+)?) (is|was|were|are) (the )?(predecessor|forerunner)s? (to|of|for) {subject}
        what did {we} (previously|formerly|originally|once|earlier) (use|have|do|run|decide)( for| as| on| about| \
            with)? {subject}
        what did {we} (use|have|do|run) (for|as) {subject} (previously|before|formerly|originally|earlier|in the \
            past|back then|until now)
        {subject}{取代}(了|的是|的)?(什么|哪个.*|哪份.*|哪项.*)
        在?{subject}(之前|以前)，?{我们}是?(用|使用|采用|靠)(的|了|过)?是?(什么|哪个|哪种|哪些)?.{0,10}
        {我们}(以前|之前|过去|原来|从前){我们}是?(用|使用|采用)什么(来|做|作为|处理)?{subject}
        """,
    ),
    (
        Aspect.IN_FORCE,
        r"""
        (was|were|is|are|has|have|had) {subject} (still |already |even |ever |yet )*(been )?(still |already \
            )?{valid}(,? {in}? ?{when})?
        (was|were|is|are) {subject} (still |already )(being )?{usual}(,? {in}? ?{when})?
        (was|were|is|are) {subject} (being )?{usual},? {in} {when}
        (did|does|do) {subject} (still |already )*(apply|hold|stand|count|exist)(,? {in}? ?{when})?
        (did|do|does|were|are|have) {we} (still |already )?{use}? ?{subject} {in} {when}
        (do|does|did|are) {we} still {use} {subject}
        (is|are|was|were) {subject} still (?!{fated}\b){other}( {in} {when})?
        {subject}(在|到|截至|于){when}(时|的时候|那时)?{还}*(仍然?|还)?是?{有效}
        (?P<when>(今年|去年|前年)?.{0,8}?[年月日号]){我们}{subject}{还}+(仍然?|还)?是?{有效}
        {subject}(现在|目前|如今|今天)?(还|仍然?|是否|是不是)+(仍然?|还)?是?{有效}
        {我们}{现在}?还在?(使用|用|采用){subject}(吗|么)
        在?{when}(的时候|时)?，?{我们}{还}+在?(使用|用|采用){subject}(吗|么)
        """,
    ),
    (
        Aspect.DECIDERS,
        r"""
        who (has |have |had |all )?{finally}({taken}|{refused}|signed off|voted|ruled|chose|withdrew|took the \
            decision|made the (decision|call))( {on}| that| against| in favou?r of)* {subject}
        who (took|made) the (final )?(decision|call)( {on}| against)* {subject}
        (by whom|who) (was|were) {subject} {finally}{fated}( by)?
        who (was|were|are|is) (the )?(decision[- ]makers?|deciders?|approvers?)( {on}| behind)? {subject}
        whose (decision|call|idea) (was|is) {subject}
        是?谁们?{最终}{决定}(了|的)?{subject}的?
        {subject}是?(由|被)?谁来?{决定}(的|了)?
        """,
    ),
    (
        Aspect.WHEN,
        r"""
        (when|on (what|which) (day|date)|(in )?(what|which) year|since when|as of when) (was|were|is|are|has|have|\
            did|had) {subject} (been |get |got |become )*{finally}{fate}
        when (did|do|have) {we} {finally}(?P<fate>{take}|{refuse}) {subject}
        {我们}是?{何时}(被|才)?(?P<fate>{选择}|{拒绝}|{决定})(了|的)?{subject}的?
        {subject}是?{何时}(被|才)?(?P<fate>{决定})(的|了)?
        """,
    ),
    (
        Aspect.ALTERNATIVES,
        r"""
        (what|which) {options}( {on} {other})? (was|were|did|had|have|has|are|is) ({we} )?(been )?(also \
            )?{consider}( {on}| by| before| instead of| as| besides| against| apart from| other than)* {subject}
        what else (was|did|were|has|have) ({we} )?(been )?{consider}( {on}| besides| before| instead of)* {subject}
        (what|which) (are|were) (the )?{options}( considered| discussed| rejected)? (for|to|in|of) {subject}
        (what|which) {options} (are|were) there (for|to) {subject}
        (rejected |considered )?alternatives (considered )?(to|for|in) {subject}
        {关于}{subject}(当时|当初|时)?{我们}还?(考虑|讨论|评估|比较|否决|拒绝)(过|了)?(哪些|什么)(其他|其它|别的|替代|备选)?的?(方案|选项|做法|选择|可能|办法)
        {subject}(的|有哪些|有什么)(替代方案|备选方案|其他方案|其他选项)(是什么|有哪些)?
        """,
    ),
    (
        Aspect.WHY_NOT,
        r"""
        why (did|do|have|had|has|would|are|were) {we} {finally}(move|switch|migrate|change|go|moved|switched|\
            migrated|changed|moving|switching|migrating)( over| away)? from {subject} to {other}
        why (did|do|have|had|has|would|are|were) {we} {finally}(?P<fate>{refuse}) {subject}
        why (did|do|have|has|were|are)(n['’]t| not) {we} (choose|use|using|take|adopt|go (with|for)|accept|pick|\
            select|approve|implement|prefer|opt for|chosen|adopted) {subject}
        why (was|were|is|are|has|have|had|did) {subject} (been |get |got )*{finally}(?P<fate>{refused})
        why (was|were|is|are)(n['’]t| not) {subject} (accepted|adopted|chosen|approved|selected|picked|taken)
        (what (was|were|is|are) the )?reasons? (for|behind|of) {refusing} {subject}
        (what (was|were|is|are) the )?reasons? (for|behind|of) (moving|switching|migrating|changing|the (move|\
            switch))( over| away)? ({other} )?from {subject}
        on what grounds (was|were) {subject} (?P<fate>{refused})
        what (spoke|speaks|was the argument|were the arguments) against {subject}
        (为什么|为何){我们}{最终}从{subject}(换成?|改成?|迁移|转|切换)(到|用|成|为)?{other}
        {我们}(为什么|为何){我们}{最终}{拒绝}(了|使用|采用|用)?{subject}
        (为什么|为何)?{subject}(为什么|为何)?{最终}被{拒绝}(了|的原因是什么|的理由是什么)?
        (拒绝|否决|放弃|弃用|移除)了?{subject}的(原因|理由)(是什么|有哪些)?
        """,
    ),
    (
        Aspect.WHY,
        r"""
        why (did|do|have|has|are|were) {we} {finally}(?P<fate>{take}) {subject}
        why (was|were|has|have|is|are) {subject} (been )?{finally}(?P<fate>{taken})
        (what (was|were|is|are) the )?reasons? (for|behind|of) {taking} {subject}
        {我们}(为什么|为何){我们}{最终}{选择}(了|使用|采用|用)?{subject}
        {选择}了?{subject}的(原因|理由)(是什么|有哪些)?
        """,
    ),
    (
        Aspect.CURRENT,
        r"""
        what( is|['’]s| are) (our|the|your|their) (current|present|latest|today['’]s|newest|official|agreed|valid)( \
            [\w-]+)? {policy}( {on})* {subject}
        what( is|['’]s| are) our {policy}( {on})* {subject}
        what( is|['’]s| are) (the|our) {policy}( {on})* {subject} {now}
        (which|what) {subject} (is|are) (current|in force|in effect|valid)( {now})?
        what (do|are) {we} {now} {use}( for| as| about)? {subject}
        {我们}{现在}的?{关于}{subject}(方面)?的?{政策}
        {关于}{subject}(方面)?，?的?{我们}的?{现在}的?{政策}
        {我们}{现在}用什么来?(做|作为|处理|当)?{subject}
        """,
    ),
    (
        Aspect.OUTCOME,
        r"""
        what (was|were|has been|is|have|did|has) ({we} )?(been )?{finally}(decided?|agreed?|concluded?|resolved?)( \
            {on})+ {subject}{tail}
        what( is|['’]s| was| were) (the|our|its) (current |present |final |latest )?(status|fate|outcome|verdict|\
            resolution|state|decision|conclusion|result)( {on})+ {subject}
        what (became of|happened (to|with)) {subject}
        (was|were|is|are|has|have|had) {subject} (been )?{finally}{fate},? {in} {when}
        (was|were|is|are|has|have|had) {subject} (been )?{finally}{fate}{more}
        (did|does) {subject} {finally}(get|become|go) ({fate}|through|ahead){more}
        (did|have) {we} {finally}(accept|reject|approve|adopt|agree (on|to)|decide (on|about|for|against)|defer|\
            withdraw|deprecate|retire)(ed|d|n)? {subject}(,? or not)?
        (关于|对于|就|对){subject}，?{我们}{最终}是?(怎么|如何|怎样|做了什么|做出了?什么|有什么|有何)(决定|结论|决议)(的|了)?
        {subject}{最终}的?(状态|结果|结论|决定|下场)(是什么|如何|怎么样|是怎样的)
        {subject}{最终}(是否|有没有|是不是)?(已经)?被?(?P<fate>{决定})了?(吗|没有|没|还是{决定})
        """,
    ),
)
"""The first form that fits counts, so the more telling ones stand first."""


def _spelt_out(form: str) -> str:
    """A form as a regular expression."""
    while True:
        longer = re.sub(r"\{([^\W\d]+)\}", lambda name: _VOCABULARY[name[1]], form)
        if longer == form:
            return re.sub(r"(?<!\\)\((?!\?)", "(?:", longer)
        form = longer


FORMS: Final = tuple(
    (aspect, re.compile(_spelt_out(form.strip()), re.IGNORECASE))
    for aspect, block in _BLOCKS
    for form in re.sub(r"\\\n *", "", block).strip().splitlines()
)
"""What each form asks, with its pattern: to be tried in this order, on the whole question."""
