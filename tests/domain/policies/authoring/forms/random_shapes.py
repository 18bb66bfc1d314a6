"""Any shape there is, also half filled in; it need make no sense, but what stands where is of its kind."""

from hypothesis import strategies as st

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.shapes import Factor, OfFact, Value
from domain.policies.language import blanks
from domain.policies.language.gatherings import GATHERINGS

SIGNS = st.sampled_from((">=", ">", "<=", "<", "=", "!="))
PERIODS = st.sampled_from(("2022", "2022H1", "2021Q2", "2022M05", "2022C05", blanks.PERIOD))
INDICATORS = st.builds(OfFact, st.sampled_from(("产值", "营业收入", "销售额")), PERIODS)
SPANS = st.builds(OfFact, st.just("产值"), st.just("2020"), st.sampled_from(("2022", blanks.PERIOD)))
DAY_FACTS = st.sampled_from((OfFact("成立日期"), OfFact("迁入日期")))
RATES = st.one_of(
    st.sampled_from(("5%", "1/3", "0.5‰", "2个百分点", "-5%", blanks.RATE)).map(Value),
    st.just(OfFact("研发占比")),
    st.builds(
        shapes.Growth, st.sampled_from(("同比", "环比")), INDICATORS.filter(lambda one: one.first < "2022C")
    ),
    st.just(shapes.Outside("一年期LPR", "2022-06-30")),
)
PRICES = st.sampled_from(("300元", "1.5万", blanks.AMOUNT)).map(Value)
DAYS = st.one_of(
    DAY_FACTS,
    st.sampled_from(("2022-06-30", blanks.DAY)).map(Value),
    st.builds(shapes.Shifted, DAY_FACTS, st.sampled_from(("12个月", "30天", "2年")), st.booleans()),
)
NUMBERS = st.one_of(
    st.sampled_from(
        (OfFact("自用面积"), OfFact("租用月数"), OfFact("参保人数", "2022"), Value("3"), Value("20人"))
    ),
    st.builds(shapes.Elapsed, st.sampled_from(("天数", "整月", "整年")), DAYS, DAYS),
    st.just(shapes.OverRows("个数", "贷款")),
)
LEAVES = st.one_of(
    st.sampled_from(("30万", "500元", "1.2亿", "0", blanks.AMOUNT)).map(Value),
    INDICATORS,
    SPANS,
    st.sampled_from((OfFact("实际支出"), OfFact("增加额"), OfFact(blanks.FACT))),
    st.builds(shapes.OverPeriods, st.sampled_from(("平均", "最高", "最低")), SPANS),
    st.builds(shapes.PerUnit, NUMBERS, PRICES),
    st.just(shapes.PerUnit(OfFact("自用面积"), Value("300元/平方米"))),
    st.just(shapes.Chain(OfFact("自用面积"), (Factor(Value("30元/平方米/月")), Factor(OfFact("租用月数"))))),
)
LABELS = st.sampled_from(("A级", "B级", "5A级", "其余", "甲（乙）", blanks.CHOICE))
TEXTS = st.sampled_from(("郑东新区", "甲，乙", blanks.TEXT))


def _several(part, most=3, least=2):
    return st.lists(part, min_size=least, max_size=most).map(tuple)


def _amounts(inner, conditions):
    """Return the ways to make an amount of amounts."""
    bounded = inner.filter(lambda one: not isinstance(one, shapes.Bounded))
    lines = st.builds(shapes.CaseLine, conditions, inner)
    options = st.builds(shapes.OptionLine, LABELS, inner)
    tiers = st.builds(shapes.TierLine, SIGNS, inner, inner)
    rows = st.sampled_from(sorted(GATHERINGS.values(), key=lambda one: one.word))
    return st.one_of(
        _several(inner).filter(lambda parts: not isinstance(parts[0], shapes.Added)).map(shapes.Added),
        st.builds(shapes.Less, inner, inner),
        st.builds(shapes.Rate, inner, RATES),
        st.builds(shapes.Steps, st.sampled_from(("每满", "每档")), inner, st.just(Value("1000万")), PRICES),
        st.builds(
            shapes.Chain,
            inner,
            st.tuples(st.builds(Factor, RATES), st.builds(Factor, st.just(Value("360")), st.just(True))),
        ),
        st.builds(shapes.Bounded, bounded, inner, st.none() | inner, st.just(False)),
        st.builds(shapes.Bounded, bounded, inner, inner, st.just(True)),
        st.builds(shapes.Extreme, st.sampled_from(("较小", "较大")), _several(inner)),
        st.builds(shapes.ByCase, _several(lines, least=1), inner),
        st.builds(shapes.ByOption, st.just(OfFact("信用等级")), _several(options, least=1), inner),
        st.builds(shapes.Tiers, inner, _several(tiers, least=1), inner),
        st.builds(
            shapes.Progressive, inner, _several(st.builds(shapes.SliceLine, inner, RATES), least=1), RATES
        ),
        rows.flatmap(
            lambda gather: st.builds(
                shapes.OverRows,
                st.just(gather.word),
                st.just("贷款"),
                st.none() if gather.is_count else st.sampled_from((OfFact("本金"), OfFact(blanks.FACT))),
                st.none() | ROW_CONDITIONS,
                st.sampled_from((Value("3"), Value(blanks.NUMBER))) if gather.is_counted else st.none(),
                st.just("用途" if gather.is_grouped else ""),
            )
        ),
    )


def _tests(amounts):
    """Return conditions that stand by themselves."""
    choices, texts = st.just(OfFact("信用等级")), st.just(OfFact("注册地"))
    truths = st.one_of(st.just(OfFact("四上")), st.builds(OfFact, st.just("在统"), st.just("2022H1")))
    return st.one_of(
        st.builds(shapes.Compare, amounts, SIGNS, amounts),
        st.builds(shapes.Compare, RATES, SIGNS, RATES),
        st.builds(shapes.OneOf, choices, _several(LABELS, least=1), st.booleans()),
        st.builds(shapes.Truth, truths, st.booleans()),
        st.builds(
            shapes.OfText,
            texts,
            st.sampled_from(("=", "包含", "开头是")),
            _several(TEXTS, least=1),
            st.booleans(),
        ),
        st.builds(shapes.NoDay, DAY_FACTS, st.booleans()),
        st.builds(shapes.Within, DAYS, PERIODS),
        st.builds(shapes.Within, DAYS, st.just("2022-01-01"), st.just("2022-06-30")),
        st.just(shapes.Listed("失信名单")),
        st.sampled_from((shapes.Stated("增产企业"), shapes.Not(shapes.Stated("增产企业")), shapes.Empty())),
        st.builds(shapes.RowsHold, st.sampled_from(("有", "都")), st.just("贷款"), ROW_CONDITIONS),
        st.just(shapes.RowsHold("有", "贷款")),
        st.builds(shapes.Not, st.builds(shapes.Truth, truths)),
    )


ROW_CONDITIONS = st.one_of(
    st.builds(
        shapes.Compare, st.just(OfFact("本金")), SIGNS, st.sampled_from((Value("10万"), OfFact("实际支出")))
    ),
    st.just(shapes.OneOf(OfFact("用途"), ("生产经营",))),
    st.just(shapes.Within(OfFact("放款日期"), "2022")),
    st.just(shapes.Compare(OfFact("年利率"), "<=", shapes.Outside("一年期LPR", "放款日期"))),
)
AMOUNTS = st.recursive(LEAVES, lambda inner: _amounts(inner, _tests(LEAVES)), max_leaves=6)
TESTS = _tests(AMOUNTS)
CONDITIONS = st.one_of(
    TESTS,
    st.builds(
        shapes.Joined,
        st.just("且"),
        _several(TESTS | st.builds(shapes.Joined, st.just("或"), _several(TESTS))),
    ),
    st.builds(
        shapes.Joined,
        st.just("或"),
        _several(TESTS | st.builds(shapes.Joined, st.just("且"), _several(TESTS))),
    ),
)
