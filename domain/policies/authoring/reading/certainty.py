"""Whether all of a wording is accounted for, so that a reading may be called sure.

Rules that took a wording whole may have taken it wrongly. Sure is only what can be proved by where words
stand: names are all that stands between two joints of the sentence, conditions begin with what was done or
end with who did it, and what is left besides names and figures is nothing but words that say nothing more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.policies.authoring.draft import DraftClause, DraftFact, Line, Words
from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.conditions import LEVEL
from domain.policies.authoring.reading.oddities import MADE_OF, words_of
from domain.policies.authoring.reading.quantities import Facts
from domain.policies.authoring.reading.results import Span, Use
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import any_of

_MARKS: Final = "，。；：、,;\n"
_FIGURES: Final = ("money", "number", "rate")
_NUMBER: Final = re.compile(
    r"第[一二三四五六七八九十]+条|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．]|[一二三四五六七]是|,"
)
_TRUE: Final = " = 是"
_CHOICE: Final = re.compile(r"\w+ 属于 \((?P<options>[^)]*)\)")
_COMPARED: Final = re.compile(r"[<>]=? \S+$")
_VERB: Final = (
    "认定|评定|获评|获批|荣获|获得|获|评为|评选|通过|入选|列入|纳入|成为|取得|完成|引进|设立|成立|建成|创建|承担|参与|主导|主持|牵头|晋升"
    "|升级|迁入|落户|入驻|注册|上市|挂牌|投产|开业|举办|承办|开展|购置|购买|建设|新建|改建|扩建|实施|促成|发行"
)
_DONE: Final = re.compile(
    f"(?:当年度?|年度|本年度|新|首次|初次|成功|正式|被[^，的]{{2,14}}?|(?:在|从)?[境国][内外](?:外)?)*(?:{_VERB}).{{2,}}"
    "|在[^，的]{2,20}(?:上市|挂牌|注册)|经[^，的]{0,12}(?:验收合格|认定|验收达标)|(?:境外|境内|境内外)?(?:完成|成功).{2,}|建成投产|竣工投产"
)
"""What a condition begins with that says what was done."""
_KIND: Final = (
    "(?:企业|项目|单位|机构|公司|基地|园区|平台|合作社|农场|旅行社|示范区|主体|法人|中心|饭店|酒店|展会|会议|赛事"
    "|协会|商会|工作室|养殖场|大户|实验室|车间|工厂|孵化器|空间|院|站|店|社|馆|园)"
)
_OF_KIND: Final = re.compile(f"[^，]{{2,60}}{_KIND}")
_TO_WHOM: Final = re.compile(f"(?:对于?|凡是?)[^，]{{2,80}}(?:{_KIND}|的)")
"""Words that stand where only who is given something stands, whatever they say of him."""
_OF_WHOM: Final = re.compile(f"的?{_KIND}?")
"""What may stand behind words that are asked for whole."""
_JOINED: Final = (
    "[、，：；（）\x01]|或|和(?!谐|平)|及|且|并(?!购|发)|与(?!会)|同时|其|该|按|每|各|均|分别|除|以外|如|若|根据|依据"
    "|第[一二三四五六]|前|后|期间|(?<!规模)(?<!限额)以上|以下|超过|达到|给予|财政"
)
_NO_FIGURE: Final = re.compile(_JOINED)
_NO_NAME: Final = re.compile(f"{_JOINED}|补助|补贴|奖励|资助|扶持|资金|政策|符合")
"""What is in no name that is proved."""
_NOT_OWN: Final = re.compile(
    "[，。：；\x01]|其|该|按|每|各(?![类级项种])|均|分别|除|以外|如|若|根据|依据|第[一二三四五六]|前|后|期间|(?<!规模)(?<!限额)(?<!级)(?<!级及)以上|以下|超过|达到"
    "|给予|财政|补助|补贴|奖励|资助|扶持|资金|政策|符合|上述|下列|条件|不"
)
"""What is in no words that are asked for as they stand, however many things they name."""
_BEFORE_NAME: Final = re.compile(
    "(?:^|[，。；：])(?:(?:对于?|凡在?|按照?)?(?:企业)?|给予企业)(?:@|年|年度)*(?:的)?$|(?:按照?|对|对于|给予企业?|不超过|不高于)(?:项目|企业)?(?:@|年|年度)*$"
)
"""What may stand before the name of a figure: a joint, and nothing that says more of it."""
_APART: Final = re.compile(
    "[，。；：、\n](?:对于?|凡)?$|^(?:[一二三四五六七]是|\\d{1,2}[.、．]|[（(][一二三四五六七八九十]+[）)])$|^对于?$|以上的$"
)
"""What may stand before a condition that is asked for in its own words."""
_SUFFIX: Final = re.compile(
    "（[^（）]{0,3}数）$|(?:金额|面积|人数|时间|[个项件款家只台头张场辆人]数|公斤数)$"
)
_OF_OWNER: Final = re.compile("(?:人|者|企业|单位|机构|公司|组织|团队)（[^人名位家户个）]+数）$")
"""Pieces that are called by who has them: 取得授权的发明人（件数）."""
_TAXED: Final = re.compile("（不?含税）")
_COUNTING: Final = re.compile(f"{any_of((*words.AFTER, *words.BEFORE))}|[¥%#的]")
_SILENT: Final = re.compile(rf"{any_of(words.SILENT)}|[¥%#@\x01、，。；：,;（）/]|(?<=¥)和(?=¥)")
_ADDED: Final = " + 若("
_BESIDES: Final = re.compile("在[^，。；]{0,16}(?:补助|补贴|奖励|政策|资金)[^，。；]{0,8}基础上，?")
_PROCEDURE: Final = re.compile(
    "，?经(?:相关|有关|主管|业务主管)?(?:部门)?(?:审核|评审|评估|审定|核实|审查|核查|核准|备案|认定|确认){1,2}(?:通过|合格|同意)?后?(?=[，。；]|$)"
)
"""How it is found out whether all else holds, by nobody in particular; 经省级认定 is another matter."""
_LOOKED_AT: Final = re.compile(
    "(?:已|经|被|通过|获得|完成|有关|相关|主管|部门)*(?:审核|评审|评估|审定|核实|审查|核查|核准|备案|认定|确认|验收|考核)+(?:合格|通过|同意)*"
)
"""That something was looked at, and not what: 通过验收; a part before it may say that, or nothing does."""
_BY_LEVEL: Final = re.compile("(?:按照?)?(?:[两三四]个)?(?:级别|等级|等次|档次)?")
_NAMED_KIND: Final = re.compile(
    r"(?P<which>[一-鿿]{2})(?:企业|机构|产业|行业|项目|平台|园区|基地|农户|合作社|业(?=$|[稳提发做高]))"
)
_TRADE: Final = re.compile(r"(?P<which>[一-鿿]{2,4}?)(?:服务业|制造业|加工业|流通业|金融业|物流业)")
_ANY_KIND: Final = re.compile(
    "[对的]|增强|加强|数字|效益|支持|鼓励|引导|推动|奖励|促进|加大|帮助|提升|壮大|培育|加快|推进|做大|做强|引进|打造|扶持|发展|建设|服务|优化|升级|重点|新兴|主体|全市|本市|我市|我区|我县"
)


def in_own_words(wording: str, judged: Iterable[DraftFact], clauses: Iterable[DraftClause]) -> frozenset[str]:
    """Return the terms of what is asked for in the very words of a whole part of the sentence.

    Whether they hold is then what the wording asks, be it of one thing or of several joined by 、 和 或.

    Args:
        judged: What a person decides; about what is asked for so, it is known by the same words.
    """
    own = {
        line.formula.removesuffix(_TRUE)
        for clause in clauses
        for line in (*clause.who, *clause.conditions)
        if line.formula.endswith(_TRUE) and _stands_apart(wording, line)
    }
    terms = (one.term or one.label for one in judged)
    return frozenset(own | {term for term in terms if MADE_OF.sub("", term) in own})


def closed(clause: DraftClause, own: frozenset[str]) -> DraftClause:
    """Return a clause in which nothing is open that is asked for in its own words."""

    def line(one: Line) -> Line:
        return replace(one, is_open=False) if one.formula.removesuffix(_TRUE) in own else one

    return replace(clause, who=tuple(map(line, clause.who)), conditions=tuple(map(line, clause.conditions)))


def _stands_apart(wording: str, line: Line) -> bool:
    """Whether words that are asked for whole stand between joints, and say what was done or who it is."""
    if len(line.words) != 1 or not line.text:
        return False
    begins, ends = line.words[0].start, line.words[0].end
    before, after = wording[:begins].rstrip(" "), wording[ends:]
    is_apart = not before or _APART.search(before) is not None
    is_closed = (
        wording[begins:ends].endswith("的") or not after or after[0] in f"{_MARKS}的后" or _gives(after)
    )
    whole = _bare(wording[begins:ends]).removeprefix("，")
    said = re.sub("^(?:对于?|凡是?|并且?|且)", "", whole).removesuffix("的")
    is_one = "。" not in wording[ends : ends + max(after.find("元"), 0)]
    is_whole = _OF_WHOM.fullmatch(said.removeprefix(_bare(line.text))) is not None
    is_name = _NOT_OWN.search(_bare(line.text)) is None and not re.search(r"[\d¥%#]", line.text)
    return bool(
        is_apart
        and is_closed
        and is_one
        and is_whole
        and is_name
        and (_DONE.fullmatch(said) or _OF_KIND.fullmatch(said) or _TO_WHOM.fullmatch(whole))
    )


def unproved(
    short: Shorthand,
    spans: Sequence[Span],
    facts: Facts,
    used: Iterable[DraftFact],
    clause: DraftClause,
) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield what is not accounted for in a clause that nothing else is asked about, and in what way.

    Args:
        used: The proposed facts that formulas have.
    """
    plain = _Plain(short, tuple(facts.names()))
    # What a person decides stands nowhere in the wording.
    names = [one.label for one in used if one.kind in _FIGURES and not one.least]
    yield from plain.of_conditions(clause, names)
    asked = [one.formula.removesuffix(_TRUE) for one in (*clause.who, *clause.conditions)]
    if asked and not names and all(map(_LOOKED_AT.fullmatch, asked)):
        yield clause.conditions[0].words, f"“{asked[0]}”的是什么"
    for one in names:
        if not plain.is_named(one):
            yield words_of(short.wording, one), f"“{one}”是不是条文说的那一项数"
    if rest := plain.left_of(clause.award, names):
        yield clause.award.words, f"“{rest}”是不是全写进公式了"
    above = [one.strip("：:。") for one in facts.context.inherited]
    # What is counted says itself whom it is for: 对招用毕业生的企业给予每人1000元.
    is_counted = "每满" in clause.award.formula or any(
        one.kind == "number" and (one.term or one.label) in clause.award.formula for one in used
    )
    if not (clause.who or clause.conditions) and (any(above) or not is_counted):
        yield (), "条件只在上一级标题里说了" if any(above) else "没有读到给谁、要符合什么条件"
    for heading in above:
        if (kind := _other_kind(heading, plain.text)) is not None:
            yield (), f"标题“{heading}”里的“{kind}”条文没有再说"
    for span in spans:
        part = short.wording[span.start : span.end]
        if span.use is Use.NO_PART and not plain.is_silent(part, clause):
            yield (Words(span.start, span.end),), f"“{part.strip(_MARKS)}”没有写进公式"


class _Plain:
    """A wording without blanks and quotation marks, its figures in one sign each."""

    def __init__(self, short: Shorthand, known: Sequence[str]) -> None:
        self._short, self._known = short, known
        self.text = _bare(short.text)

    def of_conditions(
        self, clause: DraftClause, names: Sequence[str]
    ) -> Iterator[tuple[tuple[Words, ...], str]]:
        """Yield what is not proved of the conditions of a clause."""
        whom = [one for one in clause.conditions if self._says_whom(one)]
        if len(whom) > 1:
            # 对新引进的总部企业，新设立的研发机构，给予: hardly one that is both.
            said = "、".join(f"“{one.text}”" for one in whom)
            yield whom[1].words, f"{said}是要同时符合，还是有一样就给"
        for line in (*clause.who, *clause.conditions):
            choice = _CHOICE.fullmatch(line.formula)
            if line.formula.endswith(_TRUE) and line.text and not _stands_apart(self._short.wording, line):
                yield line.words, f"“{line.text}”是不是条件、写全了没有"
            elif choice is not None and line.text and not self._is_choice(line, choice["options"]):
                yield line.words, f"“{line.text}”分成的几项对不对"
            elif _COMPARED.search(line.formula) and (rest := self.left_of(line, names)):
                yield line.words, f"“{rest}”是不是全写进条件了"

    def _says_whom(self, line: Line) -> bool:
        """Whether a condition is that it be somebody of a kind, and not only what was done."""
        said = "".join(_bare(self._short.wording[one.start : one.end]) for one in line.words)
        return line.formula.endswith(_TRUE) and _OF_KIND.fullmatch(re.sub("^对于?", "", said)) is not None

    def _is_choice(self, line: Line, options: str) -> bool:
        """Whether options are levels of what the words around them say was done."""
        labels = [one.strip("“”") for one in options.split(", ")]
        words_of = "".join(self._short.wording[one.start : one.end] for one in line.words)
        said = re.sub("^(?:对于?|凡是?)", "", _bare(words_of)).removesuffix("的")
        around = re.sub("[、]", "", LEVEL.sub("", said))
        if _BY_LEVEL.fullmatch(around):
            return all(LEVEL.fullmatch(one) for one in labels)
        is_done = _DONE.match(around) is not None and _NO_NAME.search(around) is None
        return is_done and all(LEVEL.fullmatch(one) for one in labels)

    def is_named(self, label: str) -> bool:
        """Whether the name of a figure is all that stands before its bound or its share."""
        if _OF_OWNER.search(label):
            return False
        label = _TAXED.sub("", label)
        names = {_bare(one) for one in (label, _SUFFIX.sub("", label))}
        texts = self.text, _COUNTING.sub("", self.text)
        places = ((text, name, text.find(name)) for text in texts for name in names)
        return any(
            at >= 0 and len(name) > 1 and not _NO_FIGURE.search(name) and _BEFORE_NAME.search(text[:at])
            for text, name, at in places
        )

    def left_of(self, line: Line, names: Sequence[str]) -> str:
        """Return the words of a line where they say more than names, figures and what says nothing."""
        signs = [
            sign
            for at, sign in enumerate(self._short.text)
            if any(one.start <= self._short.places[at] < one.end for one in line.words)
        ]
        text = _bare("".join(signs))
        whole = {_bare(each) for one in names for each in (one, _SUFFIX.sub("", one))}
        text = _TAXED.sub("", text)
        for name in sorted((*whole, *self._known), key=len, reverse=True):
            text = text.replace(name, "\x01") if name else text
        text = re.sub("\x01总?额", "\x01", text)
        text = text.replace("再", "") if _ADDED in line.formula or _BESIDES.search(self.text) else text
        said = "…".join(self._short.wording[one.start : one.end].strip(_MARKS) for one in line.words)
        return said if _SILENT.sub("", text) else ""

    def is_silent(self, part: str, clause: DraftClause) -> bool:
        """Whether words that are no part say nothing, or only what all else says again."""
        said = _bare(part)
        rest = self.text.replace(said, "", 1)
        said = _PROCEDURE.sub("", _BESIDES.sub("", _NUMBER.sub("", said)))
        said = said.replace("其中", "") if _ADDED in clause.award.formula else said
        if not _SILENT.sub("", said):
            return True
        is_heading = said.startswith(words.SLOGANS) or re.search("[。：]对?$", said) is not None
        return is_heading and _other_kind(said, rest) is None and words.DANGEROUS.search(said) is None


def _bare(text: str) -> str:
    return re.sub(r"[\s“”《》]", "", text)


def _gives(after: str) -> bool:
    return re.match(any_of((*words.GIVING, "一次性", "分别")), after) is not None


def _other_kind(heading: str, said: str) -> str | None:
    """Return what a heading says it is for that a wording does not say."""
    heading = re.sub("[【】]", "", _NUMBER.sub("", _bare(heading)))
    for match in (*_TRADE.finditer(heading), *_NAMED_KIND.finditer(heading)):
        which = match["which"]
        if which not in said and not _ANY_KIND.search(which):
            return match[0]
    return None
