"""That an award is paid in parts, and when each part is due."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.policies.authoring.draft import DraftStage, Line, Words
from domain.policies.authoring.reading.conditions import Place, plain_phrase
from domain.policies.authoring.reading.literals import literal, value_of
from domain.policies.authoring.reading.quantities import Facts
from domain.policies.authoring.reading.shorthand import Shorthand

_PAID: Final = "(?:发放|兑现|拨付|支付|到位|兑付|拨给|奖励|给予)"
_BY_SHARES: Final = re.compile(
    r"(?:(?:本条|该|此项|上述|所涉|以上)*(?:奖励|补助|奖补|补贴|扶持)?(?:资金|金额)?(?:在[^，。；：¥%]{0,16}后)?)"
    r"分(?:@|#|[一二两三四五六][年期次])(?:内|度)?，?(?:分别)?按(?:照)?(?P<shares>%(?:[、和]%)+)的?(?:比例)?"
    rf"(?:{_PAID})*"
    r"|(?:从|由|自)?(?:下一年度开始，)?(?:此项|该项|以上|上述)?(?:政策|奖励|补助|奖补|补贴|扶持|资金)*按照?(?:(?P<shares_first>%(?:[、和]%)+)|(?P<parts>#(?:[∶:：]#)+))的?比例，?"
    rf"(?:分)?(?:@|#|[一二两三四五六][年期次])(?:内|度)?(?:等额|分期)?(?:{_PAID})+"
)
"""分三年按40%、30%、30%比例拨付."""
_GIVEN: Final = rf"(?:后|时|的)?，?(?:先|再)?{_PAID}(?:奖励|补助|奖补)?(?:资金|金额|总额)?(?:的)?"
_STEP: Final = rf"(?:[^，。；：¥%#@]{{2,18}}?){_GIVEN}"
_BY_STEPS: Final = re.compile(
    rf"(?:(?:实行)?分(?:段|期|次|批|阶段)(?:{_PAID})*[：，])?(?P<steps>{_STEP}%(?:[，；]{_STEP}%)*)"
    rf"(?:[，；](?P<last>{_STEP})(?:余款|剩余(?:部分|资金|%)?|其余(?:部分|资金|%)?|尾款))?"
)
"""开工后支付20%，封顶后支付50%，竣工后支付余款."""
_ONE_STEP: Final = re.compile(rf"(?P<when>[^，。；：¥%#@]{{2,18}}?){_GIVEN}(?P<share>%)")
_WHEN: Final = re.compile(rf"(?P<when>.{{2,18}}?)(?:后|时|的)?，?(?:先|再)?{_PAID}")


@dataclass(frozen=True, slots=True)
class Instalments:
    """The parts in which an award is paid, and where the words of it stand."""

    stages: tuple[DraftStage, ...]
    place: Place


def instalments_in(short: Shorthand, facts: Facts, start: int, end: int) -> Instalments | None:
    """Return in which parts a stretch says that an award is paid; None where that is not the whole of it."""
    match = _BY_SHARES.search(short.text, start, end)
    if match is not None:
        place = match.span(next(one for one in ("shares", "shares_first", "parts") if match[one]))
        values = [value_of(one) for one in short.figures_in(*place, "%#")]
        total = sum(values, Fraction(0)) if match["parts"] is None else Fraction(1)
        if match["parts"] is not None:
            # 按照4∶3∶3的比例
            values = [one / sum(values, Fraction(0)) for one in values]
        shares = [_percent(one) for one in values]
        stages = tuple(DraftStage(f"第{at}期", share) for at, share in enumerate(shares, start=1))
        return Instalments(stages, match.span()) if total == 1 and "" not in shares else None
    match = _BY_STEPS.search(short.text, start, end)
    return _by_steps(short, facts, match) if match is not None else None


def _percent(share: Fraction) -> str:
    """Write a share; nothing where it is no whole number of percents."""
    of_hundred = share * 100
    return f"{of_hundred.numerator}%" if of_hundred.denominator == 1 else ""


def _by_steps(short: Shorthand, facts: Facts, match: re.Match[str]) -> Instalments | None:
    steps = list(_ONE_STEP.finditer(short.text, *match.span("steps")))
    shares = [short.figures[one.start("share")] for one in steps]
    places = [one.span("when") for one in steps]
    total = sum(map(value_of, shares), Fraction(0))
    written = [literal(one) or "" for one in shares]
    last = _WHEN.match(match["last"]) if match["last"] else None
    if last is not None and total < 1:
        written.append(_percent(1 - total))
        begins = match.start("last")
        places.append((begins, begins + last.end("when")))
    elif total != 1:
        return None
    if "" in written or len(written) < 2:
        return None
    stages = tuple(_stage(short, facts, place, share) for place, share in zip(places, written, strict=True))
    return Instalments(stages, match.span())


def _stage(short: Shorthand, facts: Facts, place: Place, share: str) -> DraftStage:
    when = plain_phrase(short.said(*place)).removesuffix("后")
    words = (Words(short.places[place[0]], short.places[place[1]]),)
    return DraftStage(when, share, (Line(f"{facts.truth(when).term} = 是", when, words, is_open=True),))
