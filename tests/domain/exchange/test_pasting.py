"""One row from Excel finds its places, by the template's order or by the headings copied with it."""

from datetime import date

import pytest

from domain.enterprises.dictionary import FactKind
from domain.exchange.intake.layout import heading_key
from domain.exchange.intake.pasting import read_pasted
from domain.exchange.intake.targets import Place
from domain.exchange.template import template_headings
from domain.values.errors import BadInput
from domain.values.periods import Period

CODE = "91410100MAYE8C9L7T"


@pytest.fixture(scope="module")
def headings(policies):
    return template_headings(policies.dictionary, policies.policies.values())


@pytest.fixture(scope="module")
def read(policies, headings):
    def read(text):
        return read_pasted(text, policies.dictionary, headings)

    return read


def placed(cells):
    return {(one.target.place, one.target.name, str(one.target.period or "")): one.value
            for one in cells if one.is_taken}  # fmt: skip


def test_that_a_row_of_the_template_goes_by_its_order(read, headings):
    row = dict.fromkeys(headings, "")
    row |= {
        "统一社会信用代码": CODE,
        "企业名称": "郑州甲有限公司",
        "成立日期": "2019/3/8",
        "注册资本": "500万",
        "四上（规上/限上/资质内）": "是",
        "统计专业": "批发业",
        "联系电话": "（0371）67880000转801",
        "项目": "无",
        "销售额 2022Q2": "1,234.50",
    }
    cells = read("\t".join(row.values()) + "\r\n")
    assert placed(cells) == {
        (Place.USCC, "", ""): CODE,
        (Place.NAME, "", ""): "郑州甲有限公司",
        (Place.ATTRIBUTE, "founded", ""): date(2019, 3, 8),
        (Place.ATTRIBUTE, "registered_capital", ""): 500_000_000,
        (Place.ATTRIBUTE, "above_scale", ""): True,
        (Place.ATTRIBUTE, "industry_kind", ""): "wholesale",
        (Place.ATTRIBUTE, "contact_phone", ""): "0371-67880000-801",
        (Place.LIST, "projects", ""): True,
        (Place.FIGURE, "sales", "2022Q2"): 123_450,
    }
    assert [one.heading for one in cells] == [heading for heading in headings if row[heading]]


def test_that_headings_copied_with_it_decide_in_any_order_and_wording(read):
    cells = read(
        "单位名称\t信用代码\t电话\t备注\t2022年一季度销售额（万元）\t上年排名\n"
        f'郑州甲有限公司\t{CODE}\t13800000001\t"上门两次\n门锁着"\t12.5\t3\n'
    )
    assert placed(cells) == {
        (Place.NAME, "", ""): "郑州甲有限公司",
        (Place.USCC, "", ""): CODE,
        (Place.ATTRIBUTE, "contact_phone", ""): "13800000001",
        (Place.ATTRIBUTE, "notes", ""): "上门两次\n门锁着",
        (Place.FIGURE, "sales", "2022Q1"): 12_500_000,
    }
    (unknown,) = [one for one in cells if not one.is_taken]
    assert (unknown.heading, unknown.text, unknown.fault) == ("上年排名", "3", "认不出这一列，不填")


def test_that_what_the_office_chose_for_a_heading_before_is_known(policies, headings):
    text = f"信用代码\t企业名称\t老总\n{CODE}\t甲\t张三\n"
    chosen = {heading_key("", "老总"): "attribute:legal_representative::1"}
    cells = read_pasted(text, policies.dictionary, headings, chosen)
    assert placed(cells)[Place.ATTRIBUTE, "legal_representative", ""] == "张三"


def test_that_headings_beside_their_values_are_read_too(read):
    cells = read(f"统一社会信用代码\t{CODE}\n企业名称\t郑州甲有限公司\n法人代表\t张三\n")
    assert placed(cells)[Place.ATTRIBUTE, "legal_representative", ""] == "张三"


def test_that_a_wrong_cell_is_said_and_the_others_are_taken(read):
    cells = read(f"统一社会信用代码\t联系电话\t成立日期\t账号\n{CODE}\t67880000\t2022-02-30\t6.217E+18\n")
    assert [one.fault for one in cells if not one.is_taken] == [
        "座机请写上区号，如 0371-67880000",
        "没有 2022 年 2 月 30 日这一天",
        "账号被 Excel 当成了数字，后几位已经丢失；请把这一列设为文本格式后重新填写",
    ]
    assert placed(cells) == {(Place.USCC, "", ""): CODE}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "没有表格里的一行"),
        ("郑州甲有限公司", "没有表格里的一行"),
        (f"{CODE}\t甲\n{CODE}\t乙\n", "复制了 2 行"),
        (f"统一社会信用代码\t企业名称\n{CODE}\t甲\n{CODE}\t乙\n", "复制了 2 行"),
        ("统一社会信用代码\t企业名称\n", "只复制了列名"),
        ("郑州甲有限公司\t13800000001\n", "没有列名"),
        (CODE + "\t1" * 300, "模板只有"),
        ("x\t" * 200_000, "没有表格里的一行"),
    ],
)
def test_that_what_is_no_single_row_is_refused_with_what_to_do(read, text, why):
    with pytest.raises(BadInput, match=why):
        read(text)


def test_that_the_example_row_of_the_template_is_passed_over(read):
    cells = read(f"统一社会信用代码\t企业名称\n示例（本行不读取）\t示例有限公司\n{CODE}\t甲\n")
    assert placed(cells)[Place.NAME, "", ""] == "甲"


def test_that_every_column_of_the_template_is_known(read, headings, policies):
    kinds = {fact.label: fact for fact in policies.dictionary.attributes.values()}
    row = {
        heading: {
            FactKind.TRUTH: "是",
            FactKind.DATE: "无",
            FactKind.CHOICE: next(iter(kinds[heading].choices.values()), "") if heading in kinds else "",
        }.get(kinds[heading].kind if heading in kinds else None, "无" if "20" not in heading else "1")
        for heading in headings
    }
    row |= {
        "统一社会信用代码": CODE,
        "注册资本": "1",
        "联系电话": "12345",
        "账号": "1702020509200123456",
        "行业代码": "39",
    }
    cells = read("\t".join(row.values()))
    assert [(one.heading, one.fault) for one in cells if not one.is_taken] == []
    assert {one.heading for one in cells} == set(headings)
    assert {one.target.period for one in cells if one.target.place is Place.FIGURE} >= {
        Period.parse("2022Q1")
    }
