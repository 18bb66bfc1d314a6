"""The wording of a unit, by rules: what is proposed, what is doubted, and that no character is passed over.

How many units of published policies are read right is measured in `tests.bench.reading`.
"""

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import DraftFact
from domain.policies.authoring.reading.reading import read_wording
from domain.policies.authoring.reading.results import Context, Reading, Use
from domain.policies.files.files import load_policy

HEADED = "对新认定的省级、市级示范园区，分别给予30万元、12万元奖励。"
WORDS = (
    *(
        "对",
        "企业",
        "营业收入",
        "二季度",
        "上年",
        "同比增长",
        "达到",
        "超过",
        "以上",
        "不足",
        "（含）",
        "（不含）",
    ),
    *(
        "10%",
        "500万元",
        "3家",
        "每增加",
        "每件",
        "按",
        "的",
        "给予",
        "奖励",
        "最高",
        "不超过",
        "分别",
        "其中",
        "再",
    ),
    *("国家级、省级", "新认定", "，", "、", "；", "。", "：", "\n", " ", "除外", "至", "1:1", "“", "”"),
)


@pytest.fixture(scope="module")
def context(dictionary: Dictionary) -> Context:
    return Context(dictionary, date(2023, 1, 1), date(2023, 12, 31))


def asked(reading: Reading, at: int = 0) -> list[str]:
    clause = reading.clauses[at]
    return [line.formula for line in (*clause.who, *clause.conditions)]


def awards(reading: Reading) -> list[str]:
    return [clause.award.formula for clause in reading.clauses]


@pytest.mark.parametrize(
    ("wording", "conditions", "award"),
    [
        (
            "规上工业企业二季度产值同比增长12%以上的，按二季度国内运费的6%给予补助，单户最高15万元。",
            ["四上 = 是", "统计专业 = 工业", "同比(产值[2023Q2]) >= 12%"],
            "封顶(国内运费[2023Q2] × 6%, 15万元)",
        ),
        (
            "企业上半年营业收入每增加800万元奖励1万元，最高30万元。",
            [],
            "封顶(每满(营业收入[2023H1] - 营业收入[2022H1], 800万元) × 1万元, 30万元)",
        ),
        (
            "对2023年营业收入达到2亿元、5亿元、8亿元的企业，分别奖励10万元、20万元、40万元。",
            ["营业收入[2023] >= 2亿元"],
            "分档(营业收入[2023], >= 8亿元: 40万元, >= 5亿元: 20万元, >= 2亿元: 10万元, 其余: 0)",
        ),
        (
            "获得国内发明专利授权的，每件给予资助6000元。",
            [],
            "获得国内发明专利授权件数 × 6000元",
        ),
        (
            HEADED,
            ["新认定示范园区的级别 属于 (省级, 市级)"],
            "按选项(新认定示范园区的级别, 省级: 30万元, 市级: 12万元, 其余: 0)",
        ),
        (
            "对新认定的国家、省、市级示范园区，分别给予30万元、20万元、12万元奖励。",
            ["新认定示范园区的级别 属于 (国家级, 省级, 市级)"],
            "按选项(新认定示范园区的级别, 国家级: 30万元, 省级: 20万元, 市级: 12万元, 其余: 0)",
        ),
        (
            "对当年新评定为四星、三星的茶楼，一次分别给予6万元、2万元奖励。",
            ["当年新评定为茶楼的级别 属于 (四星, 三星)"],
            "按选项(当年新评定为茶楼的级别, 四星: 6万元, 三星: 2万元, 其余: 0)",
        ),
        (
            "营业收入超过1亿元的企业，按设备投资额的5%补助。",
            ["营业收入[2023] > 1亿元"],
            "设备投资额 × 5%",
        ),
        (
            "对新认定的茶园基地，按照国家级、省级、市级三个级别，分别给予60万元、24万元、9万元奖励。",
            ["新认定的茶园基地 = 是", "新认定的茶园基地的级别 属于 (国家级, 省级, 市级)"],
            "按选项(新认定的茶园基地的级别, 国家级: 60万元, 省级: 24万元, 市级: 9万元, 其余: 0)",
        ),
        (
            "对新引进的茶叶加工项目，固定资产投资2000万元以上的，按固定资产投资额的6%给予最高800万元补贴。",
            ["新引进的茶叶加工项目 = 是", "固定资产投资 >= 2000万元"],
            "封顶(固定资产投资 × 6%, 800万元)",
        ),
        ("对年销售额（不含税）在500万元以上的，奖励6万元。", ["销售额不含税 >= 500万元"], "6万元"),
        ("对产值总额超过500万元的，奖励6万元。", ["产值[2023] > 500万元"], "6万元"),
        ("对年销售额达到500万元（含）的，奖励6万元。", ["销售额[2023] >= 500万元"], "6万元"),
        (
            "在享受省级补助6万元的基础上，对年销售额500万元以上的，再奖励6万元。",
            ["销售额[2023] >= 500万元"],
            "6万元",
        ),
        (
            "对年销售额500万元以上的，按增量的5%奖励。",
            ["销售额[2023] >= 500万元"],
            "(销售额[2023] - 销售额[2022]) × 5%",
        ),
        (
            "对获得省级认定的企业，按省级奖励资金1:1给予配套奖励。",
            ["获得省级认定 = 是"],
            "省级奖励资金 × 100%",
        ),
        (
            "对年营业收入增长超过10%不超过20%的企业奖励5万元，超过20%的奖励10万元。",
            ["同比(营业收入[2023]) > 10%"],
            "分档(同比(营业收入[2023]), > 20%: 10万元, > 10%: 5万元, 其余: 0)",
        ),
        (
            "企业年缴纳税收超过500万元但不足1000万元的，给予20万元奖励；1000万元以上的，给予50万元奖励。",
            ["缴纳税收 > 500万元"],
            "分档(缴纳税收, >= 1000万元: 50万元, > 500万元: 20万元, 其余: 0)",
        ),
        (
            "对新增纳入统计的工业企业奖励20万元，其中产值5000万元以上的再奖励10万元。",
            ["新增纳入统计的工业企业 = 是"],
            "20万元 + 若(产值[2023] >= 5000万元, 10万元, 0)",
        ),
        (
            "对四上工业企业奖励20万元，其中年产值5000万元以上的再奖励10万元。",
            ["四上 = 是", "统计专业 = 工业"],
            "20万元 + 若(产值[2023] >= 5000万元, 10万元, 0)",
        ),
        # Asked for in its own words, it is what the wording asks, however many things it names.
        (
            "对租用冷库、冷藏车的茶叶企业，按实际租金的20%给予补贴，最高30万元。",
            ["租用冷库冷藏车的茶叶企业 = 是"],
            "封顶(实际租金 × 20%, 30万元)",
        ),
        (
            "对以出口或内销为目的开展茶样认（检）定的企业，给予5万元奖励。",
            ["以出口或内销为目的开展茶样认检定 = 是"],
            "5万元",
        ),
        (
            "(二)对在本县建设茶叶检测中心并对外开放的市级以上机构，经审核，给予最高50万元支持。",
            ["企业在本县建设茶叶检测中心并对外开放的市级以上机构 = 是"],
            "企业在本县建设茶叶检测中心并对外开放的市级以上机构核定金额",
        ),
    ],
)
def test_that_what_rules_read_whole_is_sure(context, wording, conditions, award):
    reading = read_wording(wording, context)

    assert (asked(reading), awards(reading), reading.is_sure) == (conditions, [award], True)


def test_that_the_clauses_of_the_newspaper_are_read_with_at_most_a_question_each(context, resources):
    policy = load_policy(resources / "policies" / "zhengdong-2022.toml", context.dictionary)
    whole = replace(context, valid_from=policy.valid_from, valid_to=policy.valid_to)

    readings = {id_: read_wording(clause.wording, whole) for id_, clause in policy.clauses.items()}

    assert all(len(reading.doubts) <= 1 for reading in readings.values())
    assert {id_: len(reading.clauses) for id_, reading in readings.items() if len(reading.clauses) > 1} == {
        "software_new": 2
    }
    proposed = {fact.label for reading in readings.values() for fact in reading.facts}
    assert proposed == {"（或迁入后纳入统计）"}
    for id_ in ("freight", "project", "output", "wholesale"):
        said = {line.formula for line in (*policy.clauses[id_].who, *policy.clauses[id_].conditions)}
        read = {formula.replace("元", "") for formula in asked(readings[id_])}
        assert read == said
        assert awards(readings[id_])[0].replace("元", "") == policy.clauses[id_].award_formula


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_that_every_character_lies_in_one_span_and_every_formula_can_be_read(dictionary, wording):
    reading = read_wording(wording, Context(dictionary, date(2023, 1, 1), date(2024, 12, 31)))

    assert "".join(wording[span.start : span.end] for span in reading.spans) == wording
    lines = [line for one in reading.clauses for line in (*one.who, *one.conditions, one.award)]
    assert all(line.formula or line.is_open for line in lines)
    assert reading.is_sure or reading.doubts or not reading.clauses


@pytest.mark.parametrize(
    "wording",
    [
        "对首次获评的企业给予最高50万元奖励，其中新三板挂牌的除外。",
        "对企业给予10万元奖励，分三年按40%、30%、30%比例拨付。",
        "新认定的新产品给予3万元奖补，每个企业最高不超过12万元。",
        "对营业收入首次突破3亿元、6亿元的企业，分别奖励10万元、20万元。",
        "对持续时间3天以上的展会给予5万元奖励，参展企业不足50家的减半。",
        "企业净出口额列前三名的，第一名奖励3万元，第二名奖励2万元。",
        "新建育苗中心且达到200平方米以上规模的企业，每个奖励8万元，每人再奖励1万元。",
        "对年度产值、税收均增长10%以上的企业，奖励5万元。",
        "对境外投资额100万美元以上的企业，按投资额的1%给予奖励。",
        "企业一季度产值同比增长、二季度产值环比增长的，每增加5个百分点奖励2万元。",
        "对招引茶企的商会每引进50万元，奖励500元。",
        "按茶园投资额的5%补助，全县最高20万元。",
        # Everybody, it would be.
        "给予每户1万元奖励。",
        "按照设备投入的5%给予最高50万元补助。",
        # One who is both is hardly meant, and somebody else is given it, or each of several.
        "对新引进的茶叶企业，新设立的茶叶研究机构，给予50万元奖励。",
        "对新认定的茶叶加工企业、茶叶研究机构，分别给予20万元奖励。",
        "由县财政对符合产业导向的企业给予最高50万元奖励。",
        "对开展技术改造的企业及为其提供服务的机构，给予最高20万元的奖励。",
        "对获评星级的茶楼，给予不低于5万元的奖励。",
        # Names that were cut from the words around them, and steps from two beginnings.
        "对首次获评国家级“小巨人”企业的，给予50万元奖励；对省级的给予20万元奖励。",
        "对营业收入同比增长20%以上且净增5000万元以上的企业，给予30万元奖励。",
        "对营业收入1亿元以上的企业，每户奖励10万元；每增加1亿元，增加奖励5万元，最高50万元。",
    ],
)
def test_that_what_is_not_read_whole_or_may_mean_something_else_is_not_sure(context, wording):
    reading = read_wording(wording, context)

    assert not reading.is_sure


@pytest.mark.parametrize(
    ("wording", "asks"),
    [
        ("对参加国内、国外博览会的茶企，按展位费的50%给予补助，最高6万元。", "说了几样"),
        ("对纳入全镇改造计划的企业，按改造设备评估价值的30%或按占地给予补助，最高60万元。", "只写了一种"),
        ("对规模以上茶企进行窑炉改造的，按项目资金的20%给予补助，最高60万元。", "不像一项数据的名称"),
        (
            "鼓励为茶农提供冷链服务的合作社加快发展，按其年销售量增量给予奖励，"
            "销售量增量达到5吨、9吨以上的，分别给予2万元、6万元奖励。",
            "说了给谁",
        ),
        ("支持茶企发展。对年销售额超过7000万元的，奖励6万元。", "说了给谁"),
        ("对获得市长质量奖、提名奖的茶企，分别奖励60万元、20万元。", "共用的字"),
        ("对新认证为有机茶、绿色茶叶和无公害茶园认证的产品分别奖励6万元、4万元、2万元。", "共用的字"),
        ("对评定为省级茶叶名镇、茶叶名村的，分别给予奖励6万元、4万元。", "共用的字"),
        (
            "拟在境外首发上市的茶企，按照完成改制、辅导验收、发行上市三个环节分别给予6万元、7万元和9万元补贴。",
            "一步步",
        ),
        ("对茶企年销售额首超2000万元、7000万元的，分别给予6万元、14万元奖励。", "首次怎么算"),
        ("对首次进入茶业名录的企业奖励6万元，对首次参加斗茶大会的企业奖励4万元。", "只给一次"),
        ("对茶仓投资强度不低于90万元/亩的项目，奖励6万元。", "同样的单位"),
        ("对符合前款规定的茶企，奖励6万元。", "别的地方"),
        ("对产值达数千万元的茶企，奖励6万元。", "“数千万元”是约数"),
        ("对茶园并购重组的，按照并购交易额的2%给予并购方最高不超过90万元的奖励。", "并购方"),
        ("对新引进的制茶服务机构，按照机构解决融资额（业务额）的2%给予奖励，最高90万元。", "括号外和括号里"),
        ("新建茶仓的，按单个茶仓投入的2%给予奖励，最高90万元。", "一个的数"),
        ("茶企在享受省级奖励的同时，奖励6万元。", "没有读懂"),
    ],
)
def test_that_what_was_taken_whole_and_may_be_meant_otherwise_is_asked(context, wording, asks):
    reading = read_wording(wording, context)

    assert not reading.is_sure
    assert any(asks in doubt.question for doubt in reading.doubts)


@pytest.mark.parametrize(
    ("wording", "conditions"),
    [
        ("对新建茶仓的企业，经县茶业局、县财政局审核同意后，奖励6万元。", ["新建茶仓 = 是"]),
        ("对新建茶仓的企业，报县茶业局备案后，奖励6万元。", ["新建茶仓 = 是"]),
        ("新建茶仓的，县茶业发展专项资金给予6万元补助。", ["新建茶仓 = 是"]),
        ("新建茶仓的，省级财政补助6万元。", ["新建茶仓 = 是"]),
        ("对新建的茶仓（以验收数据为准），分别给予茶仓业主（或运营机构）6万元奖励。", ["新建的茶仓 = 是"]),
        ("对入驻茶城的企业其年度税收超70万元的，奖励6万元。", ["入驻茶城 = 是", "税收[2023] > 70万元"]),
        ("对新迁入茶城且当年实现税收70万元以上的，奖励6万元。", ["新迁入茶城 = 是", "税收[2023] >= 70万元"]),
        ("对茶仓投资达到300万元人民币及以上的，奖励6万元人民币。", ["茶仓投资 >= 300万元"]),
        (
            "茶园达标，连片60亩以上，或用于育苗的茶棚700平方米以上的，奖励6万元。",
            ["茶园达标 = 是", "连片面积 >= 60亩 或 (用于育苗 = 是 且 茶棚面积 >= 700平方米)"],
        ),
        (
            "对投资9亿元以上的茶城或投资4亿元以上的茶厂，奖励6万元。",
            ["(投资 >= 9亿元 且 茶城 = 是) 或 (投资 >= 4亿元 且 茶厂 = 是)"],
        ),
        ("对茶仓注册资本7000万元的，该茶仓主体可获得6万元奖励。", ["茶仓注册资本 >= 7000万元"]),
        ("对于茶仓营业面积700平方米以上的，奖励6万元。", ["茶仓营业面积 >= 700平方米"]),
        (
            "茶仓面积600平方米以上（含600平方米）至900平方米以下的，奖励6万元。",
            ["茶仓面积 >= 600平方米", "茶仓面积 < 900平方米"],
        ),
        ("购买茶机（单价7万元以上）用于制茶的，奖励6万元。", ["购买茶机用于制茶 = 是", "茶机单价 >= 7万元"]),
        ("对缴纳税收700万元以上（不含契税）的茶企，奖励6万元。", ["缴纳税收 >= 700万元", "茶企 = 是"]),
        ("经评估达到二级以上的，奖励6万元。", ["经评估达到二级以上 = 是"]),
        (
            "对销售额9亿元以上且同比增长9%以上的批发业企业，或销售额7亿元以上且同比增长7%以上的零售业企业，奖励6万元。",
            [
                "(销售额[2023] >= 9亿元 且 同比(销售额[2023]) >= 9% 且 统计专业 = 批发业) 或 "
                "(销售额[2023] >= 7亿元 且 同比(销售额[2023]) >= 7% 且 统计专业 = 零售业)"
            ],
        ),
        ("对新建茶仓的合作社，择优给予6万元奖励。", ["新建茶仓的合作社 = 是"]),
        ("每年遴选9家左右茶企，对获评茶王的，每家奖励6万元。", ["获评茶王 = 是"]),
        (
            "对茶企，茶业新品产值占该企业总产值60%以上的，奖励6万元。",
            ["茶企 = 是", "茶业新品产值占该企业总产值 >= 60%"],
        ),
        (
            "对新建茶仓的茶企奖励6万元，已享受过其他补助的除外。",
            ["新建茶仓的茶企 = 是", "已享受过其他补助 = 否"],
        ),
        ("有机茶园：连片面积60亩以上的，奖励6万元。", ["有机茶园 = 是", "连片面积 >= 60亩"]),
        ("在全县茶业集聚区内，对新建茶仓的，奖励6万元。", ["企业在全县茶业集聚区内 = 是", "新建茶仓 = 是"]),
        (
            "对销售额首次达到9亿元以上的批发企业或首次达到7亿元以上的零售企业，奖励6万元。",
            ["(销售额[2023] >= 9亿元 且 统计专业 = 批发业) 或 (销售额[2023] >= 7亿元 且 统计专业 = 零售业)"],
        ),
        ("支持茶农租用茶仓，对租用茶仓的合作社，奖励6万元。", ["租用茶仓的合作社 = 是"]),
        (
            "鼓励茶企分离设立茶行，对新纳入茶业名录的，奖励6万元。",
            ["茶企分离设立茶行 = 是", "新纳入茶业名录 = 是"],
        ),
        (
            "对同时符合下列条件的企业，奖励6万元：（1）茶园达标；（2）税收达到70万元以上。",
            ["茶园达标 = 是", "税收 >= 70万元"],
        ),
        (
            "申报企业应具备以下条件之一：\n1.茶园达标且在县内纳税；\n2.税收达到70万元。\n符合条件的，奖励6万元。",
            ["茶园达标且在县内纳税 = 是 或 税收 >= 70万元"],
        ),
        ("对获得以下称号的企业给予奖励：（1）获得茶王称号的，奖励6万元。", ["获得茶王称号 = 是"]),
        ("为弥补山区运输不足，对新建茶仓的，奖励6万元。", ["新建茶仓 = 是"]),
        ("为茶农提供制茶服务的，奖励6万元。", ["为茶农提供制茶服务 = 是"]),
        ("综合考虑茶仓规模和示范效果，对新建茶仓的，奖励6万元。", ["新建茶仓 = 是"]),
        ("综合评价为优秀的茶仓，奖励6万元。", ["综合评价为优秀的茶仓 = 是"]),
        ("建立动态管理的名茶目录，对采购名茶的茶商，奖励6万元。", ["采购名茶的茶商 = 是"]),
        ("建立茶业质量管理体系的茶企，奖励6万元。", ["建立茶业质量管理体系的茶企 = 是"]),
        (
            "对达到国家级战略性新兴产业扶持要求的茶仓，奖励6万元。",
            ["达到国家级战略性新兴产业扶持要求的茶仓 = 是"],
        ),
        ("方向3：对新建茶仓的，奖励6万元。", ["新建茶仓 = 是"]),
        (
            "对年度薪酬30万元以上（茶科院年度薪酬20万元以上）的制茶师，奖励6万元。",
            ["薪酬[2023] >= 30万元 或 (茶科院 = 是 且 薪酬[2023] >= 20万元)", "制茶师 = 是"],
        ),
        ("给予新设立的茶业银行最高90万元落户奖励。", ["新设立的茶业银行 = 是"]),
        ("给予申报企业最高90万元奖励。", []),
        ("每年评选9家优秀茶馆，每家给予6万元奖励。", ["优秀茶馆 = 是"]),
        ("设立茶业专项资金，每年安排900万元，对引进的茶师给予安家费6万元。", ["引进的茶师 = 是"]),
        (
            "对新建茶仓的，奖励6万元。有下列情形之一的，不予奖励：（1）未按时申报的；（2）弄虚作假的。",
            ["新建茶仓 = 是", "未按时申报 = 否", "弄虚作假 = 否"],
        ),
        (
            "符合下列情形之一的，不予补贴：未按时申报的；弄虚作假的。对新建茶仓的，奖励6万元。",
            ["未按时申报 = 否", "弄虚作假 = 否", "新建茶仓 = 是"],
        ),
        ("对新建茶仓的，奖励6万元，政府自建的不在奖励之列。", ["新建茶仓 = 是", "政府自建 = 否"]),
        (
            "制茶传人，每年给予6000元补助，已领取市级补助的不再发放。",
            ["制茶传人 = 是", "已领取市级补助 = 否"],
        ),
        ("对茶业总部，自认定当年起连续三年按其税收的5%奖励。", ["茶业总部 = 是", "享受补贴的时间 <= 36个月"]),
        ("自设立之日起三年内，实缴资本达到900万元的，奖励6万元。", ["实缴资本 >= 900万元"]),
        ("对新建茶仓的，奖励6万元。扶持期限为三年。", ["新建茶仓 = 是", "享受扶持的时间 <= 36个月"]),
        (
            "茶业租赁公司，为本镇所属企业提供融资总额达到900万元及以上的，根据其当年为本镇企业提供融资总额，给予融资总额1%的补贴。",
            ["茶业租赁公司 = 是", "提供融资总额 >= 900万元"],
        ),
        ("为提高茶叶品质实施茶园改造的茶企，奖励6万元。", ["为提高茶叶品质实施茶园改造的茶企 = 是"]),
        ("为解决茶农就业新设合作社的企业，奖励6万元。", ["为解决茶农就业新设合作社 = 是"]),
        ("对新建茶仓的，奖励6万元，次年不再奖励。", ["新建茶仓 = 是"]),
        ("单项冠军企业获得茶王称号，奖励6万元。", ["单项冠军企业获得茶王称号 = 是"]),
        ("对建立并经营茶馆1年以上的，奖励6万元。", ["经营茶馆时间 >= 12个月"]),
        ("对新建的，奖励6万元。", ["新建 = 是"]),
        ("由所在镇对引进茶企的中介机构给予6万元奖励。", ["引进茶企的中介机构 = 是"]),
        ("针对制茶企业，对应每家供茶商奖励6万元。", ["制茶企业 = 是", "对应每家供茶商 = 是"]),
        ("鼓励初创茶企入驻茶城孵化壮大，给予不超过20%的租金补贴。", ["初创茶企入驻茶城孵化壮大 = 是"]),
        (
            "支持茶农在茶城转让茶票，增强茶业活力。采取后补助方式。按照转让费的40%给予补贴。",
            ["茶农在茶城转让茶票 = 是"],
        ),
        ("加快茶业转型升级。按照转让费的40%给予补贴。", []),
        ("扶持资金的使用以奖励为主。单个茶馆获得奖励的最高限额为90万元。", ["茶馆 = 是"]),
        ("扶持资金的使用以奖励为主。单个企业获得奖励的最高限额为90万元。", []),
        (
            "茶叶加工类项目，其中：对购置茶机的，按购置款的30%给予补助。",
            ["茶叶加工类项目 = 是", "购置茶机 = 是"],
        ),
        ("对茶馆新店资金支持比例不超过装修投资的20%。", ["茶馆新店 = 是"]),
        (
            "对制茶企业（符合茶业目录的优先支持，下同）和售茶企业（拍卖行除外，下同），奖励6万元。",
            ["制茶企业和售茶企业 = 是", "拍卖行 = 否"],
        ),
        (
            "对新建茶仓的，奖励6万元。以上企业若因茶仓认定获得市级奖励的，不再重复奖励。",
            ["新建茶仓 = 是", "因茶仓认定获得市级奖励 = 否"],
        ),
        ("对新建茶仓的，奖励6万元，扩建茶仓不予支持。", ["新建茶仓 = 是", "扩建茶仓 = 否"]),
        ("对新建茶仓的，奖励6万元，同一茶仓不予重复奖励。", ["新建茶仓 = 是"]),
    ],
)
def test_that_what_asks_for_nothing_is_no_condition_and_one_of_several_is_enough(
    context, wording, conditions
):
    assert asked(read_wording(wording, context)) == conditions


@pytest.mark.parametrize(
    ("wording", "about", "clauses"),
    [
        ("新建茶仓的，奖励6万元，补贴期限另行约定；租用茶机的，奖励4万元。", "期限", ["read1"]),
        ("新建茶仓的，奖励6万元；自验收之日起，租用茶机的，奖励4万元。", "自验收", ["read2"]),
        (
            "新建茶仓的，奖励6万元；租用茶机的，奖励4万元。补贴期限为签订合同之日起三年。",
            "期限",
            ["read1", "read2"],
        ),
        ("视茶仓规模大小，新建茶仓的，奖励6万元，改造茶仓的，奖励4万元。", "视茶仓规模", ["read1", "read2"]),
        ("新建茶仓的，奖励6万元；租用茶机，视情况；改造茶棚的，奖励4万元。", "视情况", ["read2"]),
    ],
)
def test_that_clauses_are_asked_about_the_words_of_their_own_part(context, wording, about, clauses):
    reading = read_wording(wording, context)

    asked = [
        doubt.clause
        for doubt in reading.doubts
        if "没有读懂" in doubt.question
        and any(about in wording[part.start : part.end] for part in doubt.words)
    ]
    assert asked == clauses


def test_that_what_was_asked_before_something_alike_holds_for_both(context):
    reading = read_wording("对新引进的茶企，租用茶仓用房的，奖励6万元；购置茶仓用房的，奖励9万元。", context)

    assert [asked(reading, at) for at in range(2)] == [
        ["新引进的茶企 = 是", "租用茶仓用房 = 是"],
        ["新引进的茶企 = 是", "购置茶仓用房 = 是"],
    ]
    assert not reading.is_sure


@pytest.mark.parametrize(
    ("wording", "second"),
    [
        ("对新认定的国家绿色茶企，奖励9万元；对重新认定的，奖励6万元。", "重新认定的国家绿色茶企 = 是"),
        (
            "作为第一单位制定茶叶国家标准的奖励9万元，制定行业标准的奖励6万元。",
            "作为第一单位制定行业标准 = 是",
        ),
    ],
)
def test_that_words_that_lack_what_was_done_take_it_from_before(context, wording, second):
    reading = read_wording(wording, context)

    assert asked(reading, 1) == [second]
    assert not reading.is_sure


def test_that_who_certifies_for_others_and_whose_level_it_is_stays_a_condition(context):
    certified = read_wording("对新建茶仓的企业，经省茶业厅认定的，奖励6万元。", context)
    levels = read_wording("评为示范茶仓的，省级奖励6万元，市级奖励4万元。", context)

    assert asked(certified) == ["新建茶仓 = 是", "经省茶业厅认定 = 是"]
    assert "省级: 6万元, 市级: 4万元" in awards(levels)[0]


def test_that_what_is_added_above_a_growth_lies_above_it(context):
    reading = read_wording("对产值比上一年增长10%以上的新增部分，按照5%的比例给予奖励。", context)

    assert asked(reading) == ["同比(产值[2023]) >= 10%"]
    assert awards(reading) == ["(产值[2023] - 产值[2022] × (1 + 10%)) × 5%"]
    assert not reading.is_sure


def test_that_a_figure_that_is_called_a_total_is_itself(context, trial):
    fact = "[[facts]]\nname = 'profits'\nlabel = '利润总额'\nkind = 'money'\nby_period = true\n"
    made = trial(f"{fact}[[clauses]]\nid = 'one'\ntitle = '一条'\nwording = '……'\naward = '1万'\n")
    known = replace(context, dictionary=made.dictionary)

    assert asked(read_wording("对利润总额超过500万元的，奖励6万元。", known)) == ["利润总额[2023] > 500万元"]


def test_that_what_is_counted_may_stand_behind_its_number(context):
    reading = read_wording("对购置800平方米以上的标准厂房的，给予购房款6%的补助，最高90万元。", context)

    assert asked(reading) == ["购置标准厂房面积 >= 800平方米"]


def test_that_tiers_of_which_one_edge_is_open_are_all_asked_about(context):
    reading = read_wording("对当年茶园面积达到20至40亩的奖励2万元，达到40亩以上的奖励5万元。", context)

    (doubt,) = reading.doubts
    for said in ("当年茶园面积达到20至40亩", "达到40亩以上", "奖励2万元", "奖励5万元"):
        assert f"“{said}”" in doubt.question


def test_that_what_a_unit_above_only_announces_is_no_condition(context):
    above = "对获得以下商标注册的商标权利人给予奖励："
    reading = read_wording("获得驰名茶叶商标认定的，奖励6万元。", replace(context, inherited=(above,)))

    assert asked(reading) == ["获得驰名茶叶商标认定 = 是"]


EDGES = {
    # What 以上 and 以下 mean by themselves, in 2亿元以下、500万元以上, and in 500万元以上至2亿元以下.
    "本办法所称“以上”含本数。": (">=", "<=", ">= <=", ">= <="),
    "“以上”不含本数。": (">", "<=", "> <=", "> <="),
    "“以下”不含本数。": (">=", "<", ">= <", ">= <"),
    "“以内”不含本数。": (">=", "<", ">= <", ">= <"),
    "“以上”“以下”均不含本数。": (">", "<", "> <", "> <"),
    "“以上”含本数，“以下”“以内”不含本数。": (">=", "<", ">= <", ">= <"),
    "各档均含本数。": (">=", "<=", ">= <=", ">= <="),
    "所称金额均不含本数。": (">", "<", "> <", "> <"),
}


@pytest.mark.parametrize(("general", "edges"), EDGES.items(), ids=EDGES)
def test_that_the_document_says_whether_a_bound_counts(context, general, edges):
    said = ("500万元以上", "500万元以下", "2亿元以下、500万元以上", "500万元以上至2亿元以下")
    readings = [
        read_wording(f"二季度销售额{one}的企业奖励2万元。", replace(context, general=(general,)))
        for one in said
    ]
    found = [[one.split() for one in asked(reading)] for reading in readings]

    assert tuple(" ".join(one[1] for one in some) for some in found) == edges
    assert {one[0] for some in found for one in some} == {"销售额[2023Q2]"}
    assert [[one[2] for one in some] for some in found[1:]] == [["500万元"], *[["500万元", "2亿元"]] * 2]


def test_that_the_edge_between_ranges_is_asked_for_with_both_readings(context):
    reading = read_wording(
        "对设备投资额在50万元至100万元、100万元至300万元、300万元以上的项目，"
        "分别按设备投资额的5%、6%、8%给予补助。",
        context,
    )

    (doubt,) = reading.doubts
    assert [option.clause.award.formula for option in doubt.options] == [
        "设备投资额 × 分档(设备投资额, >= 300万元: 8%, >= 100万元: 6%, >= 50万元: 5%, 其余: 0)",
        "设备投资额 × 分档(设备投资额, > 300万元: 8%, > 100万元: 6%, >= 50万元: 5%, 其余: 0)",
    ]
    assert [option.says for option in doubt.options] == [
        "按高的一档（正好 100万元：6%）",
        "按低的一档（正好 100万元：5%）",
    ]
    assert doubt.options[0].clause == reading.clauses[0]


@pytest.mark.parametrize(
    ("wording", "first", "second"),
    [
        (
            "对年营业收入首次突破7000万元的企业，奖励5万元。",
            (["营业收入[2023] > 7000万元"], "5万元"),
            (["营业收入[2023] > 7000万元 且 营业收入[2022] <= 7000万元"], "5万元"),
        ),
        (
            "对投资7000万元以下的项目奖励30万元，7000万元以上的项目奖励60万元。",
            ([], "分档(投资, >= 7000万元: 60万元, 其余: 30万元)"),
            ([], "分档(投资, > 7000万元: 60万元, 其余: 30万元)"),
        ),
        (
            "对年营业收入7000万元以上的企业，营业收入每增加700万元奖励1万元。",
            (["营业收入[2023] >= 7000万元"], "每满(营业收入[2023] - 营业收入[2022], 700万元) × 1万元"),
            (["营业收入[2023] >= 7000万元"], "每满(营业收入[2023] - 7000万元, 700万元) × 1万元"),
        ),
        (
            "对年产值超过7000万元的企业，按超出部分的1%给予奖励。",
            (["产值[2023] > 7000万元"], "(产值[2023] - 7000万元) × 1%"),
            (["产值[2023] > 7000万元"], "(产值[2023]) × 1%"),
        ),
    ],
)
def test_that_what_is_read_in_two_ways_is_asked_with_both(context, wording, first, second):
    reading = read_wording(wording, context)

    (doubt,) = reading.doubts
    options = [
        ([line.formula for line in option.clause.conditions], option.clause.award.formula)
        for option in doubt.options
    ]
    assert options == [first, second]
    assert doubt.options[0].clause == reading.clauses[0]


def test_that_an_award_that_is_paid_in_parts_has_stages(context):
    reading = read_wording(
        "新建厂房项目，按照建设成本的9%给予补助，实行分段支付：开工后支付20%，封顶后支付50%，竣工后支付余款。",
        context,
    )

    (clause,) = reading.clauses
    stages = [(one.share, one.conditions[0].formula) for one in clause.stages]
    assert stages == [("20%", "开工 = 是"), ("50%", "封顶 = 是"), ("30%", "竣工 = 是")]
    assert {"开工", "封顶", "竣工"} <= {fact.label for fact in reading.facts}
    assert not reading.is_sure


def test_that_what_a_heading_calls_what_stands_below_it_is_no_condition(context):
    above = ("方向4茶企一季度稳运行奖励。", "3个乡镇茶业贴息")

    reading = read_wording("对新建茶仓的，奖励6万元。", replace(context, inherited=above))

    assert [one.formula for one in reading.clauses[0].conditions] == ["新建茶仓 = 是"]


def test_that_to_whom_a_unit_above_gives_something_holds_below_it(context):
    above = ("（一）对新落户的茶业总部，根据实缴资本给予落户奖励。", "1.本镇茶企：")

    reading = read_wording("（3）实缴资本9000万元以上的，奖励60万元。", replace(context, inherited=above))

    asked = [one.formula for one in reading.clauses[0].conditions]
    assert asked == ["新落户的茶业总部 = 是", "实缴资本 >= 9000万元"]


def test_that_what_is_numbered_alike_stands_beside_and_not_above(context):
    above = ("第三条 对种茶的企业按以下标准给予奖励：", "（一）对售茶的企业给予奖励：")

    reading = read_wording("（二）新建茶仓的，奖励6万元。", replace(context, inherited=above))

    assert [one.formula for one in reading.clauses[0].conditions] == ["种茶 = 是", "新建茶仓 = 是"]


def test_that_a_sentence_above_that_tells_what_to_do_is_no_condition(context):
    above = ("享受补贴的农户应承担护茶责任，做到茶园不荒，取消次年补贴。",)

    reading = read_wording("新建茶仓的，奖励6万元。", replace(context, inherited=above))

    assert [one.formula for one in reading.clauses[0].conditions] == ["新建茶仓 = 是"]
    assert any("上一级" in doubt.question for doubt in reading.doubts)


def test_that_who_does_one_thing_does_the_next_where_nobody_else_is_named(context):
    reading = read_wording("茶业总部租用茶仓的，奖励6万元；购置茶仓的，奖励9万元。", context)

    assert [one.conditions[0].formula for one in reading.clauses] == [
        "茶业总部租用茶仓 = 是",
        "茶业总部购置茶仓 = 是",
    ]


def test_that_to_whom_all_is_given_holds_for_each_part_behind_it(context):
    reading = read_wording("对入选的茶企给予奖励，制茶项目奖励9万元，售茶项目奖励6万元。", context)

    assert [one.conditions[0].formula for one in reading.clauses] == ["入选的茶企 = 是"] * 2


def test_that_conditions_of_the_units_above_hold_too(context):
    above = ("二、支持发展", "对在本区备案、年综合贡献超过60万元的投资企业给予下列奖励：")

    reading = read_wording("（一）按综合贡献的10%给予奖励。", replace(context, inherited=above))

    assert asked(reading) == ["企业在本区备案 = 是", "综合贡献 > 60万元", "投资企业 = 是"]
    assert awards(reading) == ["综合贡献 × 10%"]


def test_that_a_trade_that_only_a_heading_names_is_asked_about(context):
    award = "二季度产值1亿元以上的，奖励5万元。"
    above = read_wording(award, replace(context, inherited=("第二章", "支持批发、零售企业")))
    own = read_wording(f"（一）支持建筑业企业。{award}", context)
    said = read_wording(f"（一）支持建筑业企业。对建筑业企业{award}", context)

    assert [line.formula for line in above.clauses[0].who] == ["统计专业 属于 (批发业, 零售业)"]
    assert [line.formula for line in own.clauses[0].who] == ["统计专业 = 建筑业"]
    assert own.clauses[0].who[0].is_open
    assert [doubt.question[:12] for doubt in own.doubts] == ["标题“支持建筑业企业”说"]
    assert (above.is_sure, own.is_sure, said.is_sure) == (False, False, True)
    named = replace(context, inherited=("第五条【生产性服务业】", "（二）落户奖励"))
    moved = read_wording("2.上市企业总部迁入本县的，给予50万元奖励。", named)
    assert "标题“第五条【生产性服务业】”里的“生产性服务业”条文没有再说" in moved.doubts[0].question


def test_that_what_adds_is_added_and_only_the_highest_is_a_group(context):
    added = read_wording(
        "对首次上规模的企业给予10万元奖励，对属于战略性新兴产业的，再给予5万元奖励。", context
    )
    highest = read_wording(
        "对获得全国工程奖的企业，给予30万元奖励；对主导制定行业标准的单位，给予20万元奖励。"
        "同时符合的，按最高标准奖励。",
        context,
    )

    assert awards(added) == ["10万元 + 若(战略性新兴产业 = 是, 5万元, 0)"]
    assert [group.clauses for group in highest.groups] == [("read1", "read2")]


def test_that_what_several_awards_come_to_together_is_a_limit_they_share(context):
    each = "对购买茶仓保险的企业，按保费的60%给予补助；对开设茶室的企业，奖励4万元。"
    reading = read_wording(f"{each}以上各项合计最高不超过7万元。", context)

    assert [one.cap for one in reading.shared_caps] == ["7万元"]
    assert reading.shared_caps[0].clauses == tuple(one.id for one in reading.clauses)
    assert "一共最高 7万元" in " ".join(one.question for one in reading.doubts)
    assert read_wording(each, context).shared_caps == ()


def test_that_alike_facts_of_a_policy_are_proposed_once(context):
    first = read_wording("对上云费用达到5万元的企业奖励1万元。", context)

    second = read_wording("按上云费用的10%给予补助，最高2万元。", replace(context, facts=first.facts))

    assert second.facts == first.facts != ()


def test_that_long_sentences_of_anything_are_given_up_at_once(context):
    long = ("各类企业、" * 60, "企业奖励补助" * 60, "给予奖励" * 60, "（含）以上" * 60, "不超过最高" * 60)
    before = perf_counter()

    for words in long:
        read_wording(f"对{words}可享受：补助10万元。", context)

    assert perf_counter() - before < 5 * len(long)


def test_that_words_point_at_what_was_made_of_them(context):
    reading = read_wording(HEADED, context)

    used = {span.target: HEADED[span.start : span.end] for span in reading.spans if span.use is Use.USED}
    assert used == {
        "read1/conditions/0": "对新认定的省级、市级示范园区",
        "read1/award": "分别给予30万元、12万元奖励",
    }


def test_that_what_stands_beside_a_limit_nobody_understood_is_not_sure(context):
    wording = "对引进人才，按其年薪的20%给予奖励，每人最高20万元。"
    assert all(clause.award.is_open for clause in read_wording(wording, context).clauses)


def test_that_a_period_cut_from_two_is_no_fact(context):
    reading = read_wording("对企业一季度、二季度营业收入均增长10%以上的，奖励5万元。", context)
    assert not reading.is_sure


def test_that_what_the_office_does_not_keep_is_asked_in_the_words_of_the_wording(context):
    attributes = {key: one for key, one in context.dictionary.attributes.items() if key != "industry_kind"}
    reading = read_wording(
        "对规上工业企业，奖励2万元。",
        replace(context, dictionary=replace(context.dictionary, attributes=attributes)),
    )

    assert [formula.partition(" ")[0] for formula in asked(reading)] == ["四上", "工业企业"]


def test_that_nothing_is_called_as_what_was_proposed_before(context):
    before = DraftFact("store", "冷库（面积）", "number", "冷库面积", unit="亩")
    reading = read_wording("冷库面积600平方米以上的企业，奖励2万元。", replace(context, facts=(before,)))

    assert asked(reading) == ["冷库面积2 >= 600平方米"]


@pytest.mark.parametrize(
    ("most", "award"),
    [
        ("6万元", "6万元 + 封顶(销售额[2023] × 0.5%, 6万元)"),
        ("7万元", "封顶(6万元 + 销售额[2023] × 0.5%, 7万元)"),
    ],
)
def test_that_a_limit_that_what_is_given_first_reaches_is_of_what_is_added(context, most, award):
    wording = f"对首次入库的茶企奖励6万元，另按销售额的0.5%给予奖励，最高{most}。"
    assert awards(read_wording(wording, context)) == [award]


@pytest.mark.parametrize(
    ("wording", "given"),
    [
        ("对符合条件的茶企，最高可申请50万元的创业担保贷款。", []),
        ("每户茶企最高可享受200万元贷款。", []),
        ("全县发放创业担保贷款6亿元，给予茶企贷款额度最高50万元。", []),
        ("对茶企给予10万元奖励，并提供最高500万元信用贷款。", ["10万元"]),
        ("对新设的茶企给予最高50万元贷款贴息。", ["新设的茶企核定金额"]),
        ("对新设的茶企给予最高30万元贷款风险补偿。", ["新设的茶企核定金额"]),
    ],
)
def test_that_what_is_lent_is_given_to_nobody(context, wording, given):
    assert awards(read_wording(wording, context)) == given
