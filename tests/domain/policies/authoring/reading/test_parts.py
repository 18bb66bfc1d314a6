"""What each part of reading finds in words, and what it leaves: tables that somebody looked through."""

from dataclasses import replace
from datetime import date

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.policies.agreement.wording import read_wording as figures_of
from domain.policies.authoring.draft import DraftClause, Line, Words
from domain.policies.authoring.reading.chains import links_of
from domain.policies.authoring.reading.changes import Change, changes_in
from domain.policies.authoring.reading.doubts import unasked
from domain.policies.authoring.reading.exclusions import left_out_in, without_left_out
from domain.policies.authoring.reading.headings import narrowed, without_siblings
from domain.policies.authoring.reading.lists import lists_in
from domain.policies.authoring.reading.literals import literal
from domain.policies.authoring.reading.names import with_list
from domain.policies.authoring.reading.reading import read_wording
from domain.policies.authoring.reading.results import Context, Reading, Use
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.urgings import names_somebody, only_aims, urged_in


@pytest.fixture(scope="module")
def context(dictionary: Dictionary) -> Context:
    return Context(dictionary, date(2022, 1, 1), date(2022, 12, 31))


LITERALS = {
    "9999户": "9999户", "10000户": "1万户", "12.5万户": "12.5万户", "123456户": "123456户",
    "123.45万户": "123.45万户", "1234.56万户": "12345600户", "1.2345亿户": "1.2345亿户",
    "1.23456亿户": "123456000户", "0.5公里": "500米", "0.25%": "0.25%", "8‰": "0.8%",
    "1.234567%": "1.234567%", "1.2345678%": None, "三分之一": "1/3", "2年": "24个月", "20名": "20名",
}  # fmt: skip


@pytest.mark.parametrize(("said", "written"), LITERALS.items(), ids=LITERALS)
def test_that_a_figure_is_written_short_and_whole_or_not_at_all(said: str, written: str | None):
    [figure] = figures_of(said, ()).figures
    assert literal(figure) == written
    if written is not None:
        assert figures_of(written, ()).figures[0].amounts == figure.amounts


CHAINS = {
    "在本县注册": [],
    "在本县注册的旅行社且": ["在本县注册的", "旅行社"],
    "在本县注册、守法": [],
    "在本县注册、依法纳税": ["在本县注册", "依法纳税"],
    "取得甲等证、通过乙等认证的企业": [],
    "取得甲等证并通过乙等认证": ["取得甲等证", "通过乙等认证"],
    "、在本县注册且依法纳税": ["在本县注册", "依法纳税"],
    "在本县注册且依法纳税、": ["在本县注册", "依法纳税"],
    "在本县注册或迁入且依法纳税": [],
    "在本县注册、具有独立法人资格且无不良信用记录的旅行社": [
        "在本县注册",
        "具有独立法人资格",
        "无不良信用记录的",
        "旅行社",
    ],
}


@pytest.mark.parametrize(("text", "links"), CHAINS.items(), ids=CHAINS)
def test_that_what_is_asked_together_is_taken_apart_wherever_it_stands(text: str, links: list[str]):
    for before in ("", "甲："):
        whole = f"{before}{text}：乙"
        found = links_of(whole, len(before), len(before) + len(text))
        assert [whole[first:last] for first, last in found] == links


LISTS = {
    "对符合下列条件之一的企业，奖励¥：1.获得甲奖；2.产值达到¥。": "：1.获得甲奖；2.产值达到¥。",
    "须同时符合下列条件：（一）获得甲奖。（二）产值达到¥。奖励¥。": "：（一）获得甲奖。（二）产值达到¥。",
    "须同时符合下列条件：获得甲奖；产值达到¥。奖励¥；再奖励¥。": "：获得甲奖；产值达到¥。",
    "须同时具备下列条件：1.；2.获得甲奖；3.产值达到¥。": "：1.；2.获得甲奖；3.产值达到¥。",
    "须同时符合下列条件：1.获得甲奖；2.产值达到¥": "：1.获得甲奖；2.产值达到¥",
    "须同时符合下列条件。名单：1.获得甲奖；2.产值达到¥。": "",
    "须同时符合下列条件：（一）获得甲奖。": "",
    "须同时符合下列条件的企业": "",
}


@pytest.mark.parametrize(("text", "region"), LISTS.items(), ids=LISTS)
def test_that_a_list_begins_behind_its_colon_and_ends_with_its_last_item(text: str, region: str):
    found = list(lists_in(text))
    assert [text[slice(*one.region)] for one in found] == ([region] if region else [])
    for one in found:
        assert [text[first:last] for first, last in one.items] == ["获得甲奖", "产值达到¥"]
        assert one.is_any == ("之一" in text)


PAID = {
    "分三年按40%、30%、30%的比例兑现": ["第1期 40%", "第2期 30%", "第3期 30%"],
    "分三年按40%、30%、20%的比例兑现": [],
    "按照5：3：2的比例分三年兑现": ["第1期 50%", "第2期 30%", "第3期 20%"],
    "按照1：1：1的比例分三年兑现": [],
    "开工后支付20%，封顶后支付50%，竣工后支付余款": ["开工 20%", "封顶 50%", "竣工 30%"],
    "开工后支付20%，竣工后支付80%": ["开工 20%", "竣工 80%"],
    "开工后支付60%，竣工后支付60%": [],
    "开工后支付40%，封顶后支付60%，竣工后支付余款": ["开工 40%", "封顶 60%"],
    "竣工后支付100%": [],
    "开工后支付12.5%，竣工后支付余款": [],
}


@pytest.mark.parametrize(("said", "stages"), PAID.items(), ids=PAID)
def test_that_an_award_is_paid_in_parts_that_come_to_all_of_it(
    context: Context, said: str, stages: list[str]
):
    reading = read_wording(f"新建茶园的，奖励12万元，{said}。", context)
    clause = reading.clauses[0]
    assert [f"{one.title} {one.share}" for one in clause.stages] == stages
    for one in clause.stages:
        assert [(line.formula, line.is_open) for line in one.conditions] == (
            [] if one.title.startswith("第") else [(f"{one.title} = 是", True)]
        )


CHANGES = {
    "补助上限提高到8万元": ("TO", None, "8万元", "+"),
    "比例提高到30%": ("TO", "30%", None, "+"),
    "比例提高5个百分点": ("BY", "5个百分点", None, "+"),
    "补助比例提高到30%，最高20万元": ("TO", "30%", "20万元", "+"),
    "上浮10%": ("BY", "10%", None, "+"),
    "下浮10%": ("BY", "10%", None, "-"),
    "奖励加倍": ("BY", None, None, "+"),
    "奖励标准提高到8万元": ("TO", "8万元", None, "+"),
    "最高比例提高到30%": ("TO", "30%", None, "+"),
}


@pytest.mark.parametrize(("said", "change"), CHANGES.items(), ids=CHANGES)
def test_that_what_some_get_otherwise_is_told_by_figure_or_limit(said: str, change: tuple[str | None, ...]):
    for before in ("", "产值最高的企业奖励5万元；属于甲的，"):
        short = Shorthand.of(f"{before}{said}。", 2022)
        [one] = changes_in(short, 0, len(short.text))
        assert isinstance(one, Change)
        texts = [None if figure is None else figure.text for figure in (one.figure, one.most)]
        assert (one.turn.name, *texts, one.sign) == change
        assert short.said(*one.place).strip("，") == said
        assert one.is_of_points == ("百分点" in said)


HEADINGS = {
    ("支持建筑业企业",): "统计专业 = 建筑业",
    ("支持工业企业", "支持农业发展"): "统计专业 = 工业",
    ("支持农业发展", "支持工业企业"): "统计专业 = 工业",
    ("支持批发、零售企业",): "统计专业 属于 (批发业, 零售业)",
    ("发展住宿业和餐饮业",): "统计专业 属于 (住宿业, 餐饮业)",
    ("支持软件和信息技术服务业企业",): "统计专业 = 软件和信息技术服务业",
    ("支持工业、建筑业企业",): "统计专业 属于 (建筑业, 工业)",
    ("支持战略性新兴产业",): "战略性新兴产业 = 是",
    (f"{'一' * 33}支持建筑业企业",): "统计专业 = 建筑业",
    (f"{'一' * 34}支持建筑业企业",): "",
    ("支持建筑业企业。",): "",
    ("支持3家建筑业企业",): "",
    ("推进工业互联网",): "",
    ("支持高新技术企业",): "",
    ("支持退役军人创业",): "",
    ("发展高耗能",): "",
}


@pytest.mark.parametrize(("above", "who"), HEADINGS.items(), ids=["，".join(one) for one in HEADINGS])
def test_that_a_heading_says_whom_it_is_for_only_where_it_names_a_trade(
    dictionary: Dictionary, above: tuple[str, ...], who: str
):
    clause, doubt = narrowed(DraftClause("read1", "一"), above, dictionary)
    assert [(line.formula, line.is_open) for line in clause.who] == ([(who, True)] if who else [])
    assert (doubt is not None) == bool(who)
    # What the clause says of it already is not asked again.
    assert narrowed(clause, above, dictionary) == (clause, None)


EITHER = {
    "茶叶产值5000万元以上或获得省级金奖的茶企": ["茶叶产值 >= 5000万元 或 获得省级金奖的茶企 = 是"],
    "茶叶产值5000万元以上（含，下同）的，或销售额8000万元以上的": [
        "茶叶产值 >= 5000万元 或 销售额[2022] >= 8000万元"
    ],
    "茶叶产值5000万元以上且获得金奖的，或销售额8000万元以上的茶企": [
        "(茶叶产值 >= 5000万元 且 获得金奖 = 是) 或 (销售额[2022] >= 8000万元 且 茶企 = 是)"
    ],
    "获得金奖的，以及获得银奖的": ["获得金奖 = 是 或 获得银奖 = 是"],
    "零售企业销售额900万元以上、批发企业销售额4000万元以上的": [
        "(统计专业 = 零售业 且 销售额[2022] >= 900万元) 或 (统计专业 = 批发业 且 销售额[2022] >= 4000万元)"
    ],
    "资产1亿元以上或收入2亿元以上的茶企": ["资产 >= 1亿元 或 收入 >= 2亿元", "茶企 = 是"],
    "对工业企业产值1亿元以上的，或销售额2亿元以上的": [
        "统计专业 = 工业",
        "产值[2022] >= 1亿元 或 销售额[2022] >= 2亿元",
    ],
    "茶叶产值5000万元以上、或销售额8000万元以上、或税收300万元以上的": [
        "茶叶产值 >= 5000万元 或 销售额[2022] >= 8000万元 或 税收 >= 300万元"
    ],
    "（甲，或乙）获得金奖的": ["甲或乙获得金奖 = 是"],
    "获得茶叶金奖（国家级，或省级）的茶企": ["获得茶叶金奖国家级或省级的茶企 = 是"],
    "通过绿色认证（或有机认证）的，或茶叶产值900万元以上的": [
        "通过绿色认证或有机认证 = 是 或 茶叶产值 >= 900万元"
    ],
    "获得金奖（县级，市级）的，或茶叶产值900万元以上的": ["获得金奖县级市级 = 是 或 茶叶产值 >= 900万元"],
    "获得金奖且茶叶产值5000万元以上或销售额8000万元以上的": [
        "(获得金奖 = 是 且 茶叶产值 >= 5000万元) 或 销售额[2022] >= 8000万元"
    ],
}


@pytest.mark.parametrize(("said", "asked"), EITHER.items(), ids=EITHER)
def test_that_one_of_alternatives_is_enough_and_what_stands_before_holds_for_all(
    context: Context, said: str, asked: list[str]
):
    reading = read_wording(f"{said}，奖励3万元。", context)
    [clause] = reading.clauses
    assert [line.formula for line in (*clause.who, *clause.conditions)] == asked
    assert not reading.is_sure


def test_that_units_numbered_alike_stand_beside_each_other_and_not_above():
    above = ["第一章 茶园", "第一条 扶持", "第二章 茶厂", "第三条 奖励", "第四条 补助"]
    assert without_siblings(above, "一、建厂的") == ("第二章 茶厂", "第四条 补助")
    assert without_siblings(above, "第五条 建厂的") == ("第二章 茶厂",)
    assert without_siblings(["茶园", "茶厂"], "建厂的") == ("茶园", "茶厂")


def test_that_a_limit_of_two_clauses_is_shared_and_its_words_are_used(context: Context):
    said = "按租金的30%给予补助，按装修费用的20%给予补助，两项合计最高15万元。"
    reading = read_wording(f"对入驻茶叶园区的企业，{said}", context)
    assert [(one.cap, one.clauses) for one in reading.shared_caps] == [("15万元", ("read1", "read2"))]
    [span] = [one for one in reading.spans if one.target == "shared_caps/0"]
    assert (f"对入驻茶叶园区的企业，{said}"[span.start : span.end], span.use) == (
        "两项合计最高15万元",
        Use.USED,
    )


def test_that_an_urging_says_whom_and_whether_only_what_for():
    told = {
        "支持外贸企业扩大出口": ("外贸企业", False),
        "鼓励企业上云": (None, False),
        "进一步支持中小微企业发展": (None, True),
        "鼓励旅行社引客入县": ("旅行社", True),
        "支持制茶合作社购置茶机": ("制茶合作社", False),
        "帮助民宿提升品质": ("民宿", True),
    }
    for text, (whom, is_aim) in told.items():
        place = urged_in(text, 0, len(text))
        assert (place and text[slice(*place)], only_aims(text, 0, len(text))) == (whom, is_aim)
    named = [
        (["首次升规"], "建筑企业"),
        (["参加国家级展会"], "外贸企业"),
        (["购买茶机"], "制茶合作社"),
        (["茶"], "茶企业"),
    ]
    assert not any(names_somebody(texts, urged) for texts, urged in named)
    named = [(["新认定的农家乐示范店"], "旅行社"), (["首次升规", "制茶升级"], "制茶合作社")]
    assert all(names_somebody(texts, urged) for texts, urged in named)


def test_that_brackets_say_who_is_left_out_behind_whom_and_not_behind_a_figure():
    told = {
        "工业企业（房地产企业除外）": ["工业企业", ""],
        "工业（房地产企业除外）": ["工业", ""],
        "茶叶专利（获费用减免的不予资助）每件": ["茶叶专利", "每件"],
        "投资额（房地产除外）": ["投资额（房地产除外）"],
        "¥（房地产企业除外）": ["¥（房地产企业除外）"],
        "甲，（房地产企业除外）": ["甲，（房地产企业除外）"],
    }
    for text, kept in told.items():
        assert [text[first:last] for first, last in without_left_out(text, 0, len(text))] == kept
    # Where the stretch begins with the brackets, what stands before it counts.
    for before, found in {"工业企业": ["房地产企业"], "投资额": [], "上，": []}.items():
        text = f"{before}（房地产企业除外）"
        places = [one.what for one in left_out_in(text, len(before), len(text))]
        assert [text[first:last] for first, last in places] == found


def test_that_blanks_before_a_wording_and_times_of_the_day_are_no_figures(context: Context):
    for before, wording in (
        ("", "对茶企奖励3万元。"),
        (" ", "对茶企奖励3万元。"),
        ("\n", "对茶企奖励3万元。"),
    ):
        reading: Reading = read_wording(f"{before}{wording}", context)
        assert [(one.start, one.use) for one in reading.spans if one.start < len(before)] == (
            [(0, Use.NO_PART)] if before else []
        )
        assert reading.spans[-1].end == len(before) + len(wording)
        assert [line.formula for line in reading.clauses[0].conditions] == ["茶企 = 是"]
    short = Shorthand.of("营业时间8:30至22:00的茶馆，奖励3万元。", 2022)
    assert [one.text for one in short.figures_in(0, len(short.text), "¥#%@")] == ["3万元"]
    assert short.said(0, len(short.text)) == short.wording
    assert list(short.figures_in(0, len(short.text), "%")) == []


def test_that_something_was_looked_at_is_not_sure_where_only_a_slogan_says_what(context: Context):
    for before in ("推动茶叶加工，新建茶叶加工车间", "推动茶叶加工，购置茶机", "推动茶叶加工"):
        reading = read_wording(f"{before}，对通过验收的项目，奖励7万元。", context)
        assert [one.question for one in reading.doubts] == [
            "还不能肯定读对了：“通过验收”的是什么。请对照条文看一遍。"
        ]
    assert read_wording("对通过验收的茶叶加工车间项目，奖励7万元。", context).is_sure


def test_that_an_award_is_open_for_each_thing_that_is_asked_of_it(context: Context):
    for above, wording, asked in (
        ("对茶企奖励3万元。", "对茶企奖励3万元。", "上一级条文里还有别的内容"),
        ("", "新建茶园的，奖励12万元，开工后支付20%，竣工后支付80%。", "分期兑付的"),
        ("", "对茶企奖励3万元，另有奇怪的说法。", "“另有奇怪的说法”没有读懂"),
    ):
        reading = read_wording(wording, replace(context, inherited=(above,) if above else ()))
        assert [clause.award.is_open for clause in reading.clauses] == [True]
        assert reading.doubts[0].question.startswith(asked)


def test_that_the_name_of_a_deed_begins_right_behind_a_joint():
    text = "茶企，开展医疗保健、护理服务"
    first = text.index("护理")
    assert text[with_list(text, first, first) :] == "开展医疗保健、护理服务"
    assert with_list(text, first - 1, first) == first


@pytest.mark.parametrize(
    ("award", "question"),
    [
        (Line("", words=(Words(0, 2),), is_open=True), "没有读出金额：“奖励”。"),
        (Line("", is_open=True), "没有读出金额。"),
        (Line("5万", words=(Words(0, 2),), is_open=True), "“奖励”不一定是这个意思，请对照条文看一遍。"),
        (Line("5万", is_open=True), "这一条不一定读全了，请对照条文看一遍。"),
        (Line("5万"), None),
    ],
)
def test_that_what_is_open_is_asked_about_with_its_words(award: Line, question: str | None):
    asked = [one.question for one in unasked([DraftClause("c1", "一", award=award)], "奖励5万元")]
    assert asked == ([question] if question is not None else [])
