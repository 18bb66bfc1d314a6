"""What holds for the whole document: edges, the highest only, recovery, publicity and the like."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from domain.policies.agreement.numerals import number_of
from domain.policies.authoring.documents.document import GeneralRule, Rule, Unit
from domain.policies.authoring.documents.numbering import Step, mark_of

_SENTENCE: Final = re.compile(r"[^。；\n]+[。；]?")
_EDGE_WORD: Final = re.compile(
    r"以上|以下|以内|以外|不超过|不低于|不高于|不少于|不满|不足|超过|低于|高于|至少|达到|之前|之后|及以上|以前|以后"
)
_INCLUDES: Final = re.compile(r"不(?:包括|包含|含)(?:本|该)(?:数|级)|(?:包括|包含|含)(?:本|该)(?:数|级)")
_PLAIN: Final[tuple[tuple[Rule, re.Pattern[str]], ...]] = (
    (
        Rule.HIGHEST_ONLY,
        re.compile(r"就高|从高|择高|执行最高|最高(?:标准|一项|额度)?(?:执行|享受|奖励|给予|支持)"),
    ),
    (
        Rule.NOT_TWICE,
        re.compile(
            r"不(?:得|予|可|能|再|作)?(?:重复|叠加|累计|兼得)|只(?:能)?(?:享受|奖励|支持|补助)一[次项]"
        ),
    ),
    (Rule.ONCE, re.compile(r"(?:均为|皆为|都是|属于)一次性")),
    (Rule.RECOVERED, re.compile(r"追回|追缴|收回|退回|退还|全额返还")),
    (Rule.PUBLISHED, re.compile(r"公示")),
    (
        Rule.SHARED_BUDGET,
        re.compile(r"财政.{0,16}(?:分担|承担|负担)|(?:分担|承担).{0,12}财政"),
    ),
    (
        Rule.EXPLAINED,
        re.compile(
            r"由(?P<who>.{2,60}?)(?:会同.{2,40})?(?:负责|承担)(?:具体)?解释"
            r"|解释权(?:归|属|由)(?P<whose>.{2,40}?)(?:所有|[。；]|$)"
        ),
    ),
    (
        Rule.EXCLUDED,
        re.compile(
            r"(?:失信|违法|违规|违纪|弄虚作假|骗取|安全(?:生产)?(?:责任)?事故|环境污染|黑名单|欠税|非法).{0,80}"
            r"(?:不予|不给予|不得|不享受|不再|取消|不纳入|不列入|一票否决)"
        ),
    ),
)
_OF_ALL: Final = re.compile(
    r"本(?:办法|政策|措施|意见|规定|细则|方案|条例|通知|文件)|以上|上述|同一|各项|各类|奖补|政策"
)
_LOCAL: Final = (Rule.HIGHEST_ONLY, Rule.NOT_TWICE, Rule.ONCE)
_FIGURE: Final = re.compile(r"\d\s*(?:万|亿|元|%|％)|[一二三四五六七八九十百]+万元")
_DAYS: Final = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个)?\s*(工作日|自然日|日|天)")
_LONGEST: Final = 400


def general_rules(units: Sequence[Unit]) -> tuple[GeneralRule, ...]:
    """Find the sentences that hold for all of a document."""
    last = _last_parts(units)
    found: dict[tuple[Rule, str], GeneralRule] = {}
    for unit in units:
        for sentence in sentences_of(unit):
            for rule in _rules_in(sentence, unit.id, is_last=unit.id in last):
                found.setdefault((rule.rule, rule.text), rule)
    return tuple(found.values())


def contradictions(rules: Iterable[GeneralRule]) -> Iterator[str]:
    """Yield what general rules say against each other."""
    said: dict[str, bool] = {}
    for rule in rules:
        for words, is_in in ((rule.including, True), (rule.excluding, False)):
            for word in words:
                if said.setdefault(word, is_in) is not is_in:
                    yield f"文件里“{word}”有的地方说含本数，有的地方说不含，请对照原文，逐条写明。"


def edges_in(sentence: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that a sentence says include the figure itself, and those that do not.

    >>> edges_in("本办法所称“以上”“不超过”含本数，“以下”“低于”不含本数。")
    (('以上', '不超过'), ('以下', '低于'))
    """
    including: list[str] = []
    excluding: list[str] = []
    start = 0
    for found in _INCLUDES.finditer(sentence):
        words = _EDGE_WORD.findall(sentence, start, found.start())
        (excluding if found[0].startswith("不") else including).extend(words)
        start = found.end()
    return tuple(dict.fromkeys(including)), tuple(dict.fromkeys(excluding))


def sentences_of(unit: Unit) -> Iterator[str]:
    """Yield what a unit says itself, sentence by sentence; rows of tables are none."""
    for found in _SENTENCE.findall(f"{unit.heading}。{unit.text}" if unit.heading else unit.text):
        sentence = found.strip()
        if len(sentence) <= _LONGEST and "\t" not in sentence:
            yield sentence


def _rules_in(sentence: str, unit: str, *, is_last: bool) -> Iterator[GeneralRule]:
    including, excluding = edges_in(sentence)
    if including or excluding:
        yield GeneralRule(Rule.EDGES, sentence, unit, including, excluding)
    for rule, pattern in _PLAIN:
        found = pattern.search(sentence)
        if found is None:
            continue
        if rule in _LOCAL and (_FIGURE.search(sentence) or not (is_last or _OF_ALL.search(sentence))):
            continue
        if rule is Rule.PUBLISHED:
            days = _DAYS.search(sentence)
            count = int(number_of(days[1])) if days else None
            yield GeneralRule(
                rule, sentence, unit, days=count, are_working_days=bool(days and days[2] == "工作日")
            )
        elif rule is Rule.EXPLAINED:
            yield GeneralRule(rule, sentence, unit, who=(found["who"] or found["whose"]).strip())
        else:
            yield GeneralRule(rule, sentence, unit)


def _last_parts(units: Sequence[Unit]) -> set[str]:
    """Return the ids of the units of the last chapter and of 附则, where what holds for all stands."""
    tops = [unit for unit in units if not unit.parent and not _is_annex(unit)]
    begun = {unit.id for unit in tops if re.search(r"附则|其他|保障|说明|程序", unit.heading)}
    found = begun | ({tops[-1].id} if tops else set())
    for unit in units:
        if unit.parent in found:
            found.add(unit.id)
    return found


def _is_annex(unit: Unit) -> bool:
    mark = mark_of(unit.number)
    return mark is not None and mark.step is Step.ANNEX
