"""What was read whole and is hardly meant: names cut from the words around, steps from two beginnings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.policies.authoring.draft import DraftClause, DraftFact, Line, Words
from domain.policies.authoring.reading.results import Doubt, Option

_JOINING: Final = re.compile(
    r"但|且|并(?![购网])|而|或|及|其|该|又|另|占|同时|的|之|按(?!揭|摩)|由|向|对(?![外口标接比])|[前上]述|前款|[上前]一?[条款项]"
)
"""With what no name of a fact begins: it joins a fact with what stands before it, or points there."""

_ELLIPTIC: Final = re.compile(
    r"(?:国家|省|市|区|县)级?|[一二三]等奖?|[甲乙丙]级|\dA级|"
    r"(?:净增|新增|增加|增长|增量|超过|达到|不足)(?:金额|额|数|比率|人数)*|"
    r"(?:合计|总|超出|上述|完成|实现|发生|到账)(?:额|数)?(?:金额|部分)?|"
    r".*(?:LPR|利率|费率|汇率|报价率)金额|.*(?:季度|半年|全年|年度|月份|\d[年月])|"
    r"(?:当年|本年|全年|年度|累计|实际|企业|单位)*(?:完成|实现|取得|获得|新增|绝对)"
)
"""What says of something which it is, when, or by how much it grew, and not of what."""

_HANGING: Final = re.compile(
    "(?:.*(?:[的对并其首且由将向及于]|(?<![共饱中温])和|(?<![所现实存潜])在))(?:金额|数)?(?:的[级类]别)?"
)
"""What ends before what it is about: 主体其, 营业额首金额."""
_OF_CHOICE: Final = re.compile("(?:的[级类]别|金额|（.数）)$")
_BEFORE_A_HOLE: Final = "在于到至对向由从"
_HALF: Final = re.compile("投入|投资|费用|收入|成本|价值|补助|奖励|资金")
"""What is one of something, and of what stands before it."""
_NEW_WORD: Final = "，。；：、（）按照的其在对达年月度内以及和与付生总际业用\n"
_LIMIT: Final = re.compile("最高|最多|至多|不超过|不得超过|不高于|封顶|上限|限额")

_WITHIN: Final = re.compile(
    "同比|环比|增长|增速|均|都|不低于|不少于|达到|超过|以上|以下|其中|^(?:[月季]|半年)|[月日]均"
    "|下降|降低|减少|^除|以外|(?:就业|社保|合同|在岗|用工|参保|劳动|服务).*时间$"
)
"""What no name of a figure holds: something of the sentence, or a period that nobody can say.

A fall may be one below nothing, and how long somebody is employed is of each of them.
"""

_OWNER: Final = re.compile("(?:企业|单位|机构|公司|项目|产品|平台|园区)$")
"""Who or what has an amount and is none."""
_JOINED: Final = re.compile("、|和|及(?!时)|与(?!会)|或")
"""Of 营业收入和利润 either both are meant or their sum; what a person decides has a name of many words."""

_BARE: Final = re.compile("(?:总|年|新增|实际)?(?:金额|额度|数量|总额|面积|人数|规模|类别|级别|比例|比率)")
"""What says how something is measured and not what."""

_SHARE: Final = re.compile("[率占比幅速度重]|完成")
"""What the name of a rate holds: 融资额 80% 以上投资本地 asks for no financing of 80 %."""

_PERSON: Final = re.compile(
    "(?:代表人|负责人|管理人员|高管|个人|团队|人才|职工|员工|人员|经营者|业主|股东|技师|毕业生|博士|硕士|院士|农民|户主|居民|[业营]者)$"
)
"""Who is given something and is no enterprise."""

_TO_EACH: Final = re.compile("各(?:自|分别|再|另|给予|予以|奖|补|资助|发放|支持|得)|均(?:给予|奖|补)")
_SEPARATELY: Final = re.compile("分别(?:一次性|给予|予以|奖|补|资助|发放|支持)")
"""With one amount for several: each of them gets it."""
_BY_CASE: Final = ("按选项", "分档", "分情形", "+")
_SEVERAL: Final = re.compile("、|和|及(?!时)|与")
_DOES: Final = re.compile(
    "(?:企业|新|首次|成功|被)*(?:增|拥有|申请|授权|注册|购买|购置|建设|举办|晋升|获得|获评|取得|主导|参与|参加|制定|认定|评为|入选|承担|引进|培育)"
)
MADE_OF: Final = re.compile("（[^（）]{0,2}数）$|核定(?:金额|比例)$")
"""What words are given here where one of them is counted, or decided by a person."""
_TRUE: Final = " = 是"
_CHOSEN: Final = re.compile(r"(?P<term>\w+) 属于 \((?P<options>[^)]*)\)")

_STEPS: Final = re.compile(
    r"每[满档]\((?P<of>(?P<now>(?P<name>\w+)\[\w+\]) - (?P=name)\[\w+\]"
    r"|(?P<growth>(?:同比|环比)\(\w+\[\w+\]\))),"
)
_FIGURES: Final = ("money", "number", "rate")
_GROWING: Final = re.compile(r"每(?:增长|增加|提高|上升|超过?|超出|(?=\d))")
_NOTHING: Final = "零"
_STEPS_OF: Final = re.compile(r"每[满档]\((\w+(?:\[\w+\])?),")


def odd_names(wording: str, facts: Iterable[DraftFact]) -> tuple[str, ...]:
    """Return the names of proposed facts that no fact has.

    >>> facts = [DraftFact(name, name, "money") for name in ("但金额", "中产值", "中标金额", "省级", "产值")]
    >>> odd_names("其中产值5000万元以上的、中标金额", facts)
    ('但金额', '中产值', '省级')
    """
    return tuple(
        one.label
        for one in facts
        if _is_odd(wording, one.label)
        or (one.kind in _FIGURES and _WITHIN.search(one.label))
        or (one.kind in _FIGURES and not one.least and not one.most and _JOINED.search(one.label))
        or (one.kind == "rate" and not _SHARE.search(one.label))
        # What is in brackets may be said of one of the options only.
        or (one.kind == "choice" and "（" in one.label)
        or (one.kind == "money" and _OWNER.search(one.label))
    )


def _is_counted(fact: DraftFact) -> bool:
    """Whether only 和 and the like seem odd in a name, which is one of things that are counted one by one."""
    return fact.label.endswith("数）") and not _WITHIN.search(fact.label) and not _is_odd("", fact.label)


def _is_odd(wording: str, label: str) -> bool:
    is_cut = label.startswith("中") and f"其{label}" in wording and f"其中{label}" not in wording
    # 增值税、企业所得税合计: the sum is of more than the last of them.
    # 一个项目奖励5万元: of each of them.
    is_cut |= re.match("一(?:个|项|家|户|场|次|名)|在其", label) is not None
    is_cut |= "合计" in label and "、" in wording[: max(wording.find("合计"), 0)]
    is_cut |= bool(_BARE.fullmatch(label) or re.search("为(?:企业|单位|项目)|(?:按照?|依据)$", label))
    is_cut |= re.search("(?<=.)按(?!揭|摩|期|时)", label) is not None
    is_cut |= bool(_HANGING.fullmatch(label)) or _is_half(wording, label)
    return is_cut or "每" in label or bool(_JOINING.match(label)) or bool(_ELLIPTIC.fullmatch(label))


def _is_half(wording: str, label: str) -> bool:
    """Whether a name lacks the word before it, or one between a preposition and what follows."""
    name, at = _OF_CHOICE.sub("", label), wording.find(label)
    if _HALF.fullmatch(label) and at > 0:
        return wording[at - 1] not in _NEW_WORD
    last = next((end for end in range(len(name), 0, -1) if name[:end] in wording), 0)
    return 0 < last < len(name) and name[last - 1] in _BEFORE_A_HOLE


def with_oddities(
    wording: str, facts: Iterable[DraftFact], clauses: Sequence[DraftClause]
) -> tuple[list[DraftClause], list[Doubt]]:
    """Return the clauses with lines open that are hardly meant so, and what is asked about them."""
    facts = tuple(facts)
    odd = odd_names(wording, facts)
    terms = {one.label: one.term or one.label for one in facts if one.label in odd}
    opened, doubts = [], list[Doubt]()
    asked = " ".join(one.formula for clause in clauses for one in (*clause.who, *clause.conditions))
    for one in facts:
        if one.label in terms and one.kind == "number" and one.term not in asked and _is_counted(one):
            del terms[one.label]
    for clause in clauses:
        changed = with_open_names(clause, tuple(terms.values()))
        used = {
            MADE_OF.sub("", name)
            for name, term in terms.items()
            if any(term in one.formula for one in _lines(clause))
        }
        for name in dict.fromkeys(MADE_OF.sub("", name) for name in terms):
            if name in used:
                question = f"“{name}”不像一项数据的名称，可能是指前面说到的数。请看是哪一项。"
                doubts.append(Doubt(clause.id, words_of(wording, name), question))
        for name in _of_somebody_else(wording, changed):
            changed = with_open_names(changed, (name,))
            question = f"“{name}”是对企业说的，还是其中每个人、每一项各给一次？"
            doubts.append(Doubt(clause.id, words_of(wording, name), question))
        growing = _GROWING.search(wording)
        if growing is not None and (beginnings := _two_beginnings(changed)) is not None:
            begins, other = beginnings
            changed = replace(changed, award=replace(changed.award, is_open=True))
            question = f"“{growing[0]}”从{begins}算起，还是从条件里的数算起？"
            once = replace(changed, award=replace(changed.award, formula=other))
            options = (Option(f"从{begins}算起", changed), Option("从条件里的数算起", once))
            if begins == _NOTHING and growing[0] != "每":
                # 达到100万元的，每增加100万元: rather above what had to be reached.
                changed, options = once, options[::-1]
            doubts.append(Doubt(clause.id, (Words(*growing.span()),), question, options))
        opened.append(changed)
    return opened, doubts


def _of_somebody_else(wording: str, clause: DraftClause) -> Iterator[str]:
    """Yield what a clause asks of the enterprise that is said of people, or of several that each get it."""
    for one in clause.conditions:
        term, _, rest = one.formula.partition(_TRUE)
        if rest or not one.formula.endswith(_TRUE):
            options = _CHOSEN.fullmatch(one.formula)
            if options is not None and _is_uneven(options["options"].split(", ")):
                yield options["term"]
            continue
        said = "".join(wording[part.start : part.end] for part in one.words).rstrip("，的")
        is_to_each = _TO_EACH.search(wording) or (
            _SEPARATELY.search(wording) and not any(word in clause.award.formula for word in _BY_CASE)
        )
        if _PERSON.search(said) or (is_to_each and _SEVERAL.search(said)):
            yield term


def _is_uneven(options: Sequence[str]) -> bool:
    """Whether the first option has a word that is meant of all, or they are people."""
    does = [bool(_DOES.match(one)) for one in options]
    return (does[0] and not all(does)) or any(_PERSON.search(one) for one in options)


def with_open_names(clause: DraftClause, names: Sequence[str]) -> DraftClause:
    """Return a clause with those lines open that have one of some names."""

    def line(one: Line) -> Line:
        return replace(one, is_open=True) if any(name in one.formula for name in names) else one

    return replace(
        clause,
        who=tuple(map(line, clause.who)),
        conditions=tuple(map(line, clause.conditions)),
        award=line(clause.award),
    )


def _two_beginnings(clause: DraftClause) -> tuple[str, str] | None:
    """Return where steps begin that may begin at a threshold of the clause as well, and the formula then."""
    formula = clause.award.formula
    steps = _STEPS.search(formula)
    if steps is None:
        plain = _STEPS_OF.search(formula)
        axis = plain[1] if plain else None
        bound = _held(clause, axis) if axis else ""
        if not axis or not bound:
            return None
        return _NOTHING, formula.replace(f"({axis},", f"({axis} - {bound},", 1)
    axis = steps["now"] or steps["growth"]
    bound = _held(clause, axis)
    if not bound or bound == "0":
        return None
    changed = formula.replace(steps["of"], f"{axis} - {bound}", 1)
    return (f"上年的{steps['name']}" if steps["name"] else "增长 0%"), changed


def _held(clause: DraftClause, axis: str) -> str:
    """Return the bound that a figure must reach in a clause; empty where it need not."""
    found = (re.fullmatch(rf"{re.escape(axis)} >=? (\S+)", one.formula) for one in clause.conditions)
    return next((one[1] for one in found if one is not None), "")


def _lines(clause: DraftClause) -> Iterator[Line]:
    yield from (*clause.who, *clause.conditions, clause.award)


def words_of(wording: str, said: str) -> tuple[Words, ...]:
    """Return where words stand first; nothing where they do not."""
    at = wording.find(said)
    return (Words(at, at + len(said)),) if at >= 0 else ()


def with_limits_apart(wording: str, clauses: Sequence[DraftClause]) -> list[DraftClause]:
    """Return the clauses, all open where a limit became one of its own that is not sure.

    按年薪的20%给予奖励，每人最高20万元: without the second the first would be without a limit.
    """
    apart = [one for one in clauses if one.award.is_open and _says_limit(wording, one)]
    if not apart:
        return list(clauses)
    return [replace(one, award=replace(one.award, is_open=True)) for one in clauses]


def _says_limit(wording: str, clause: DraftClause) -> bool:
    return any(_LIMIT.search(wording[one.start : one.end]) for one in clause.award.words)
