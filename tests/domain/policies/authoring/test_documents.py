"""Documents of policies: files, text and pages read into a tree of units, joined and split."""

from collections import Counter
from contextlib import suppress
from datetime import date
from random import Random

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.documents.arranging import inherited_of, joined, split_at, wording_of
from domain.policies.authoring.documents.document import Document, Rule
from domain.policies.authoring.documents.numbering import mark_of
from domain.policies.authoring.documents.opening import of_pages, of_text, read_document
from domain.policies.authoring.making import begun_from, made_from
from domain.values.errors import BadInput
from tests.domain.policies.authoring.word_files import paragraph, row, run, word_file

LINES = (
    "某县人民政府文件",
    "某政〔2023〕 5 号",
    "某县人民政府",
    "关于印发《某县支持企业发展若干政策》的通知",
    "各乡镇人民政府，县直各部门：",
    "现将《某县支持企业发展若干政策》印发给你们，请认真贯彻执行。",
    "某县人民政府",
    "2023年3月1日",
    "某县支持企业发展若干政策",
    "（试行）",
    "第一章　总 则",
    "第一条 为支持本县企业发展壮大，推动全县经济平稳较快增长，结合实际，制定本政策，请各部门遵照执行。",
    "第二章 奖励标准",
    "第 二 条　【升规奖励】对首次升规的工业企业，给予10万元奖励。（责任单位：县工信局、县财政局）",
    "第三条 对下列企业按以下标准奖励：（一）年产值1亿元以上的，奖励20万元；"
    "（二）年产值5000万元以上不足1亿元的，奖励10万元。",
    "以上奖励同一企业只享受一次。",
    "责任单位：县工信局",
    "第四条　运费补助　对二季度国内运费达到30万元、三季度国内运费同比增长并且没有欠缴税款的工业企业，"
    "按5%补助，最高20万元。",
    "1.申报时提供发票。",
    "2.次年兑现。",
    "附 则",
    "第五条 本政策所称“以上”含本数，“以下”“不足”不含本数。同一项目就高不重复。"
    "骗取资金的，予以追回，三年内不得申报。拟奖励名单公示不少于5个工作日。所需资金由市、县财政按5:5分担。",
    "第六条 本政策由县工信局负责解释，自印发之日起施行，有效期两年。",
)
TREE = (
    ("", "", ""),
    ("第一章", "总则", ""),
    ("第一条", "", "第一章"),
    ("第二章", "奖励标准", ""),
    ("第二条", "升规奖励", "第二章"),
    ("第三条", "", "第二章"),
    ("（一）", "", "第三条"),
    ("（二）", "", "第三条"),
    ("第四条", "运费补助", "第二章"),
    ("1.", "", "第四条"),
    ("2.", "", "第四条"),
    ("", "附则", ""),
    ("第五条", "", "附则"),
    ("第六条", "", "附则"),
)
WIDTH = 28
MANY_LEVELS = f"<w:numbering>{'<w:lvl/>' * 150_000}</w:numbering>"
FIGURES = (("一", "5000"), ("二", "300"), ("三", "1"))


def tree_of(document: Document) -> tuple[tuple[str, str, str], ...]:
    """Return number, heading, and what each unit stands under."""
    above = {unit.id: unit.number or unit.heading for unit in document.units} | {"": ""}
    return tuple((unit.number, unit.heading, above[unit.parent]) for unit in document.units)


def at(document: Document, number: str) -> str:
    return next(unit.id for unit in document.units if unit.number == number)


def as_pages(lines: tuple[str, ...], per_page: int = 12) -> list[str]:
    """Return pages as they are printed: lines cut where they are full, a head and a number on each."""
    printed = []
    for line in lines:
        rest = f"　　{line}"
        printed += [rest[start : start + WIDTH] for start in range(0, len(rest), WIDTH)]
    pages = [printed[start : start + per_page] for start in range(0, len(printed), per_page)]
    return ["\n".join(("某县人民政府公报", *page, f"— {at} —")) for at, page in enumerate(pages, start=1)]


def test_that_a_notice_with_a_policy_is_read_whole():
    document = of_text("\n".join(LINES))
    assert document.title == "某县支持企业发展若干政策（试行）"
    assert (document.issuer, document.document_number) == ("某县人民政府", "某政〔2023〕5号")
    assert (document.issued_on, document.valid_from, document.valid_to) == (
        date(2023, 3, 1),
        date(2023, 3, 1),
        date(2025, 2, 28),
    )
    assert tree_of(document) == TREE
    assert document.remarks == ()
    [rise] = [unit for unit in document.units if unit.heading == "升规奖励"]
    assert rise.text == "对首次升规的工业企业，给予10万元奖励。"
    assert rise.responsible == "县工信局、县财政局"
    assert [(unit.heading, unit.text) for unit in inherited_of(document, at(document, "（一）"))] == [
        ("奖励标准", ""),
        ("", "对下列企业按以下标准奖励：\n以上奖励同一企业只享受一次。"),
    ]
    rules = {rule.rule: rule for rule in document.general}
    assert rules[Rule.EDGES].including == ("以上",)
    assert rules[Rule.EDGES].excluding == ("以下", "不足")
    assert (rules[Rule.PUBLISHED].days, rules[Rule.PUBLISHED].are_working_days) == (5, True)
    assert rules[Rule.EXPLAINED].who == "县工信局"
    assert {Rule.HIGHEST_ONLY, Rule.NOT_TWICE, Rule.RECOVERED, Rule.EXCLUDED, Rule.SHARED_BUDGET} < set(rules)
    draft = begun_from(document)
    assert (draft.title, draft.valid_to, draft.source) == (
        document.title,
        document.valid_to,
        "某政〔2023〕5号",
    )
    assert rules[Rule.EDGES].text in draft.readings
    many = of_text("\n".join(f"{number}.给予{number} {number}0万元。" for number in range(2, 200, 2)))
    assert len(many.remarks) == 41
    assert many.remarks[-1].startswith("另有")


@pytest.mark.parametrize(
    ("below", "issuer", "first"),
    [
        ("某市某区 管理委员会", "某市某区管理委员会", "一、"),
        ("某县工业和信息化局", "某县工业和信息化局", "一、"),
        ("支持企业设立办公室", "", ""),
        ("某县按下列标准奖励企业。", "", ""),
    ],
)
def test_that_an_office_below_the_title_is_who_issued_it(below: str, issuer: str, first: str):
    document = of_text(f"某县支持企业若干措施\n{below}\n一、升规奖励\n对升规企业奖励10万元。")
    assert (document.title, document.issuer) == ("某县支持企业若干措施", issuer)
    assert document.units[0].number == first
    signed = of_text(f"某县支持企业若干措施\n{below}\n一、奖励\n奖励10万元。\n某县财政局\n2023年3月1日")
    assert signed.issuer == "某县财政局"


def test_that_what_a_web_page_says_around_a_policy_is_told_from_it():
    document = of_text(
        "索 引 号：006/2023-00012\t主题分类：工业\n发文字号：某政办〔2023〕15号\t成文日期：2023年4月20日\n"
        "发布机构：某县人民政府办公室\n某县人民政府办公室关于印发\n某县促进工业增长若干措施的通知\n"
        "附件：1.某县促进工业增长若干措施\n2.申报表\n（此件公开发布）\n附件1\n"
        "一、\t鼓励增产\n（一）\t增产奖励。对增产企业奖励2万元。牵头单位：县工信局；配合单位：县财政局\n"
        "档次\t奖励\n1亿元以上\t2万元\n甲\t1万元\n（二）下列企业可以申报：1.规上企业；2.规下企业。\n"
        "抄送：县委办。\n某县人民政府办公室 2023年4月20日印发"
    )
    assert document.title == "某县促进工业增长若干措施"
    assert (document.issuer, document.document_number) == ("某县人民政府办公室", "某政办〔2023〕15号")
    assert document.issued_on == date(2023, 4, 20)
    assert tree_of(document) == (
        ("附件", "", ""),
        ("1.", "某县促进工业增长若干措施", "附件"),
        ("2.", "申报表", "附件"),
        ("附件1", "", ""),
        ("一、", "鼓励增产", "附件1"),
        ("（一）", "增产奖励", "一、"),
        ("（二）", "", "一、"),
        ("1.", "", "（二）"),
        ("2.", "", "（二）"),
    )
    award = document.unit(at(document, "（一）"))
    assert award.text == "对增产企业奖励2万元。\n档次\t奖励\n1亿元以上\t2万元\n甲\t1万元"
    assert award.responsible == "牵头单位：县工信局；配合单位：县财政局"
    contents = "目录\n第一章 总则\t1\n第二章 奖励\t2\n第三章 附则\t5\n"
    document = of_text(f"{contents}第一章 总则\n第二章 奖励\n第三章 附则")
    assert [unit.heading for unit in document.units] == ["总则", "奖励", "附则"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_that_a_text_is_the_same_in_any_encoding_and_with_any_ends_of_lines(encoding: str):
    raw = "\r\n".join(LINES).encode(encoding)
    assert read_document(raw, "政策.txt") == of_text("\n".join(LINES))


def test_that_pages_come_to_what_the_text_comes_to():
    plain, pages = of_text("\n".join(LINES)), as_pages(LINES)
    assert len(pages) > 2
    paged = of_pages(pages)
    assert paged == plain
    pasted = of_text("\n".join(line for page in pages for line in page.splitlines()[1:-1]))
    assert pasted == plain


@pytest.mark.parametrize("seed", range(20))
def test_that_nothing_of_a_text_is_lost_however_it_is_numbered(seed: int):
    random = Random(seed)
    words = [f"{left}{right}" for left in "甲乙丙丁戊己" for right in "子丑寅卯辰巳午未"]
    marks = (
        "第一章 ",
        "第二条　",
        "三、",
        "（四）",
        "5.",
        "（6）",
        "⑦",
        "附件1：",
        "1.1 ",
        "方向1",
        "",
        "其中：（一）",
    )
    ends = [f"{stop}{more}" for stop in "。；： " for more in ("", "2.同上；", "（责任单位：县局）")]
    lines = []
    for _ in range(random.randint(1, 25)):
        said = "，".join(random.choices(words, k=random.randint(1, 30)))
        lines.append(f"{random.choice(marks)}{said}{random.choice(ends)}")
    for document in (of_text("\n".join(lines)), of_pages(as_pages(tuple(lines)))):
        said = "".join(f"{unit.number}{unit.heading}{unit.text}{unit.responsible}" for unit in document.units)
        left = Counter(f"{document.title}{document.issuer}{said}")
        lost = Counter("".join(lines)) - left
        assert set(lost) <= set("　。：； （）责任单位"), lost


def test_that_a_word_document_comes_to_what_the_text_comes_to():
    raw = word_file("".join(map(paragraph, LINES)))
    assert read_document(raw, "政策.docx") == of_text("\n".join(LINES))


def test_that_numbers_that_word_counts_itself_are_there():
    numbering = """<w:numbering>
        <w:abstractNum w:abstractNumId="0">
            <w:lvl w:ilvl="0"><w:start w:val="1"/>
                <w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/>
                <w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/>
            <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
    </w:numbering>"""

    def item(text: str, level: int, list_id: int = 1) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')

    body = (
        item("支持工业", 0)
        + item("对升规企业奖励10万元。", 1)
        + item("对增产企业奖励5万元。", 1)
        + item("支持商贸", 0)
        + item("对升限企业奖励5万元。", 1)
        + paragraph("附件：申报材料")
        + item("申报表", 0, list_id=2)
    )
    document = read_document(word_file(body, {"word/numbering.xml": numbering}), "政策.docx")
    assert [unit.number for unit in document.units] == [
        "一、",
        "（1）",
        "（2）",
        "二、",
        "（1）",
        "附件",
        "一、",
    ]


def test_that_what_a_word_document_hides_or_shows_otherwise_is_said():
    body = (
        paragraph("第一条 奖励标准如下：")
        + f"<w:tbl>{row(['年产值', '奖励'])}{row(['1亿元以上', '20万元'])}</w:tbl>"
        + "<w:p>"
        + run("第二条 对企业")
        + f"<w:del>{run('不').replace('w:t ', 'w:delText ').replace('w:t>', 'w:delText>')}</w:del>"
        + f"<w:ins>{run('给予')}</w:ins>"
        + run("暗中", "<w:vanish/>")
        + f"<mc:Fallback xmlns:mc='m'>{run('再给予')}</mc:Fallback>"
        + run("10万元。")
        + '<w:r><w:drawing><pic:pic xmlns:pic="p"/></w:drawing></w:r></w:p>'
    )
    document = read_document(word_file(body, {"word/vbaProject.bin": "x"}), "政策.docx")
    assert document.unit(at(document, "第一条")).text == "奖励标准如下：\n年产值\t奖励\n1亿元以上\t20万元"
    assert document.unit(at(document, "第二条")).text == "对企业给予10万元。"
    for said in ("宏", "修订", "隐藏文字", "1 张图片"):
        assert any(said in remark for remark in document.remarks), said
    # What only older programs show is no change, and what was struck out is one.
    older, struck = "<mc:Fallback xmlns:mc='m'>{}</mc:Fallback>", "<w:del>{}</w:del>"
    for passed_over, has_changes in ((older, False), (struck, True)):
        words = passed_over.format(run("再给予"))
        document = read_document(word_file(f"<w:p>{run('第二条 奖励')}{words}</w:p>"), "政策.docx")
        assert any("修订" in remark for remark in document.remarks) == has_changes


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
        (b"%PDF-1.7 ...", "粘贴"),
        (b"{\\rtf1 ...", "另存为 .docx"),
        (b"\x89PNG....", "图片"),
        (b"<html><body>...", "网页"),
        (bytes(range(256)) * 20, "不是文本"),
        (b"PK\x03\x04" + bytes(100), "损坏"),
        (word_file(""), "没有文字"),
        (word_file("<w:p><w:r>"), "损坏"),
        (word_file(paragraph("甲")).replace(b"word/document.xml", b"word/documint.xml"), "不是 Word 文档"),
        (word_file(paragraph("甲" * 1_000_001)), "100 万字"),
        (word_file("<w:p>" * 1000 + "</w:p>" * 1000), "损坏"),
        (word_file("<w:p></w:p>" * 200 + "<w:p>" * 320 + "</w:p>" * 320), "损坏"),
        (word_file(paragraph("甲"), {"word/numbering.xml": MANY_LEVELS}), "损坏"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_what_cannot_be_read_is_said_with_what_to_do(raw: bytes, said: str):
    with pytest.raises(BadInput, match=said) as refused:
        read_document(raw, "政策")
    assert str(refused.value).startswith("政策：")


def test_that_a_damaged_word_document_is_read_or_refused_and_nothing_else():
    whole = word_file("".join(map(paragraph, LINES)))
    for place in range(0, len(whole), 41):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        for raw in (whole[:place], bytes(damaged)):
            with suppress(BadInput):
                assert read_document(raw, "政策").units


def test_that_a_scan_a_broken_pdf_and_far_too_many_pages_are_refused():
    for pages, said in (
        (["", " \n", ""], "扫描件"),
        (["关关关关关50%关关关关关关关"], "同一个字"),
        (["甲乙丙丁戊己庚辛"] * 501, "501 页"),
    ):
        with pytest.raises(BadInput, match=said):
            of_pages(pages)


def test_that_a_figure_at_the_end_of_a_page_is_no_page_number():
    pages = [
        f"第{sign}条 对企业按下列金额奖励。\n{cell}\n{at}" for at, (sign, cell) in enumerate(FIGURES, start=1)
    ]
    document = of_pages(pages)
    assert [unit.text for unit in document.units] == [
        f"对企业按下列金额奖励。\n{cell}" for _, cell in FIGURES
    ]
    # As PDFium gives a hyphen at the end of a line.
    [cut] = of_pages(["第一条 投资100万\ufffe200万元的，按soft\ufffeware奖励5万元。"]).units
    assert cut.text == "投资100万-200万元的，按software奖励5万元。"
    [alone] = of_pages([pages[0].rpartition("\n")[0]]).units
    assert alone.text.endswith("5000")


def test_that_what_pages_do_not_show_is_said():
    columns = "\n".join(f"左边的第{sign}行文字    右边的第{sign}行文字" for sign in "一二三四五六七八")
    fewer = columns.rpartition("\n")[0]
    assert not any("两栏" in remark for remark in of_pages(["第一条 对企业给予补助。", fewer]).remarks)
    document = of_pages(["第一条 对企业给予补助。", "", columns])
    assert any("第 2 页没有文字" in remark for remark in document.remarks)
    assert any("第 3 页像是分两栏" in remark for remark in document.remarks)


def test_that_blanks_within_figures_are_taken_away_only_where_that_is_sure_and_always_said():
    document = of_text("第 1 0 条 对 企业 给予 2 0 万元，对产值 3 000 万元的给予 5 10 万元。")
    [unit] = document.units
    assert (unit.number, unit.text) == ("第10条", "对企业给予20万元，对产值3000万元的给予5 10万元。")
    said = "".join(document.remarks)
    assert all(one in said for one in ("“2 0”", "“3 000”", "说不准是一个数还是几个：“5 10”", "不是从 1 开始"))


def test_that_signs_that_hold_a_number_count_as_that_number():
    signs = {"①": 1, "⑳": 20, "❶": 1, "❿": 10, "⒈": 1, "⒛": 20, "⑴": 1, "⒇": 20, "㈠": 1, "㈩": 10}
    marks = {sign: mark_of(f"{sign}给予奖励") for sign in signs}
    assert {sign: mark and mark.ordinal for sign, mark in marks.items()} == signs


def test_that_what_the_last_part_before_the_annexes_says_holds_for_all():
    document = of_text(
        "一、支持工业\n（一）对升规企业奖励10万元，就高不重复。\n（二）对增产企业奖励5万元。\n"
        "二、有关要求\n（一）按就高不重复的原则兑现。\n附件：申报表"
    )
    assert [(rule.rule, rule.text) for rule in document.general if rule.rule is Rule.HIGHEST_ONLY] == [
        (Rule.HIGHEST_ONLY, "按就高不重复的原则兑现。")
    ]


def test_that_ladders_of_other_kinds_are_followed():
    document = of_text(
        "一、支持工业\n第一条 对升规企业奖励10万元。\n"
        "第二条 对增产企业奖励：\n1.增产1亿元的5万元；\n2.增产2亿元的9万元。\n"
        "二、支持商贸\n第三条 对升限企业奖励5万元。\n1.批发企业；\n3.零售企业。"
    )
    assert [(unit.number, unit.level) for unit in document.units] == [
        ("一、", 0),
        ("第一条", 1),
        ("第二条", 1),
        ("1.", 2),
        ("2.", 2),
        ("二、", 0),
        ("第三条", 1),
        ("1.", 2),
        ("3.", 2),
    ]
    assert [remark[:9] for remark in document.remarks] == ["“3.零售企业。”"]


def test_that_parts_that_a_word_numbers_are_parts():
    document = of_text(
        "1.支持制造\n支持企业做大做强。\n方向1设备更新。对更新设备的企业奖励10万元。\n"
        "方向2产品创新。对首批产品奖励5万元。\n2.支持服务\n方向3对会展企业奖励3万元。\n类别一致的只给一次。"
    )
    assert [(unit.number, unit.heading, unit.text, unit.level) for unit in document.units] == [
        ("1.", "支持制造", "支持企业做大做强。", 0),
        ("方向1", "设备更新", "对更新设备的企业奖励10万元。", 1),
        ("方向2", "产品创新", "对首批产品奖励5万元。", 1),
        ("2.", "支持服务", "", 0),
        ("方向3", "", "对会展企业奖励3万元。\n类别一致的只给一次。", 1),
    ]
    assert document.remarks == ()


def test_that_a_line_after_which_numbers_begin_anew_is_a_heading():
    document = of_text(
        "一、支持工业\n（一）对升规企业奖励10万元。\n（二）对增产企业奖励5万元。\n支持商贸\n"
        "（一）对升限企业奖励5万元。\n（二）对增收企业奖励3万元。\n二、附则"
    )
    assert [(unit.number, unit.heading, unit.text) for unit in document.units] == [
        ("一、", "支持工业", ""),
        ("（一）", "", "对升规企业奖励10万元。"),
        ("（二）", "", "对增产企业奖励5万元。"),
        ("", "支持商贸", ""),
        ("（一）", "", "对升限企业奖励5万元。"),
        ("（二）", "", "对增收企业奖励3万元。"),
        ("二、", "附则", ""),
    ]


def test_that_those_who_signed_are_named_where_they_signed():
    document = of_text(
        "关于奖励企业的通知\n第一条 对升规企业奖励10万元。\n某县工业局\n某县财政局\n2023年3月1日"
    )
    assert (document.issuer, document.issued_on) == ("某县工业局、某县财政局", date(2023, 3, 1))
    assert document.units[-1].text == "对升规企业奖励10万元。"


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("本政策自2022年1月1日起施行，有效期三年。", (date(2022, 1, 1), date(2024, 12, 31))),
        ("本办法有效期为2022年1月1日至2023年6月30日。", (date(2022, 1, 1), date(2023, 6, 30))),
        ("本措施自2022年7月1日起实施，至12月31日止。", (date(2022, 7, 1), date(2022, 12, 31))),
        ("本政策自2024年2月29日起施行，有效期1年。", (date(2024, 2, 29), date(2025, 2, 28))),
        ("本政策自印发之日起施行，有效期至2025年12月31日。", (None, date(2025, 12, 31))),
        ("本政策自2022年1月1日起施行。旧办法规定本政策自2023年1月1日起施行。", (None, None)),
        ("对有效期三年的证书给予奖励。", (None, None)),
    ],
)
def test_that_the_days_of_a_policy_are_those_that_it_says(
    dictionary: Dictionary, sentence: str, days: tuple[date | None, date | None]
):
    document = of_text(f"第一条 {sentence}")
    assert (document.valid_from, document.valid_to) == days
    if None in days:
        with pytest.raises(BadInput, match="没有读到政策从哪一天到哪一天有效"):
            made_from(document, dictionary)


def test_that_a_whole_draft_says_what_it_leaves_and_is_not_sure_of(dictionary: Dictionary):
    made = made_from(of_text("\n".join(LINES)), dictionary)
    draft = made.draft
    assert (draft.id, draft.valid_from, draft.valid_to) == (
        "mxzcqyfzsx-2023",
        date(2023, 3, 1),
        date(2025, 2, 28),
    )
    assert draft.official_text
    assert [(one.title, one.award.formula) for one in draft.clauses] == [
        ("升规奖励", "10万元"),
        ("年产值1亿元以上", "20万元"),
        ("年产值5000万元以上不足1亿元", "10万元"),
        ("运费补助", "封顶(国内运费[2023Q3] × 5%, 20万元)"),
        ("本政策所称“以上”含本数", ""),
    ]
    highest = "没有写成公式（同一事项只取最高的，写在 groups 里）："
    open_one = "并且没有欠缴税款的", "按5%补助", "最高20万元"
    assert made.remarks == {
        "": [
            "没有做成条款的部分：各乡镇人民政府，县直、第一条、第三条、1.、2.、第六条",
            f"{highest}以上奖励同一企业只享受一次。",
            f"{highest}同一项目就高不重复。",
            "没有写成公式（什么情形一律不给，写在 exclusions 里）：骗取资金的，予以追回，三年内不得申报。",
        ],
        "c1": [],
        "c2": ["请核对：20万元"],
        "c3": ["请核对：10万元"],
        "c4": [
            f"说不准：“{'……'.join(open_one)}”：“{'”、“'.join(open_one)}”不一定是这个意思，请对照条文看一遍。",
            "请核对：没有欠缴税款 = 是",
            "请核对：封顶(国内运费[2023Q3] × 5%, 20万元)",
        ],
        "c5": [
            "没有读懂：本政策所称“以上”含本数；“以下”“不足”不含本数",
            "金额没有读出来，请补上 award，或者写明 by_person",
        ],
    }
    with pytest.raises(BadInput, match="最后一天早于第一天"):
        made_from(of_text("\n".join(LINES)), dictionary, valid_to=date(2023, 2, 28))


def test_that_who_is_responsible_is_told_from_what_is_awarded():
    document = of_text(
        "第一条、对升规企业奖励10万元（县工信局、县财政局按职责分工负责）。\n"
        "第二条 对增产企业奖励5万元。（牵头单位：县工信局；配合单位：县财政局）\n"
        "第三条 企业对所报材料负责（含附件）。"
    )
    assert [(unit.text, unit.responsible) for unit in document.units] == [
        ("对升规企业奖励10万元", "县工信局、县财政局"),
        ("对增产企业奖励5万元。", "牵头单位：县工信局；配合单位：县财政局"),
        ("企业对所报材料负责（含附件）。", ""),
    ]


def test_that_traditional_characters_and_lost_ones_are_said():
    document = of_text("第一條 對規模以上企業給予補貼。\n第二條 首次升規的\ufffd\ufffd奖励。")
    assert any("繁体字" in remark for remark in document.remarks)
    assert any("2 个字已经丢失" in remark for remark in document.remarks)


def test_that_edges_that_contradict_each_other_are_said():
    document = of_text("第一条 本政策所称以上含本数。\n第二条 本政策所称以上不含本数。")
    assert any("“以上”" in remark and "不含" in remark for remark in document.remarks)


def test_that_a_unit_is_split_where_somebody_says_and_joined_again():
    document = of_text("\n".join(LINES))
    third = at(document, "第五条")
    text = document.unit(third).text
    place = text.index("骗取资金")
    split = split_at(document, third, place)
    assert [unit.number for unit in split.units][-3:] == ["第五条", "", "第六条"]
    second = split.units[-2]
    assert (split.unit(third).text, second.text) == (text[:place], text[place:])
    assert (second.parent, second.level) == (document.unit(third).parent, document.unit(third).level)
    again = joined(split, second.id)
    assert wording_of(again, third).replace("\n", "") == wording_of(document, third)
    assert [unit.id for unit in again.units] == [unit.id for unit in document.units]


def test_that_a_split_part_takes_the_place_that_its_number_says():
    document = of_text("第一条 对升规企业奖励\n第二条 按下列标准奖励。（一）大型企业10万元，1.工业2万元。")
    second = at(document, "第二条")
    text = document.unit(second).text
    document = split_at(document, second, text.index("（一）"))
    item = at(document, "（一）")
    assert (document.unit(item).parent, document.unit(item).level) == (second, 1)
    document = split_at(document, item, document.unit(item).text.index("1."))
    assert document.unit(at(document, "1.")).parent == item
    whole = joined(joined(document, at(document, "1.")), item)
    assert whole.unit(second).text.replace("\n", "") == text
    with pytest.raises(BadInput, match="第一段"):
        joined(document, document.units[0].id)
    with pytest.raises(BadInput, match="中间"):
        split_at(document, second, 0)
