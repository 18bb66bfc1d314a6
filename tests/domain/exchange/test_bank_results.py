"""The bank's answer: each row is accounted for, and nothing of a doubtful file is recorded."""

import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from domain.exchange.bank_results import FORM, came_of, read_results
from domain.exchange.intake.sources import open_source
from domain.exchange.payment_columns import plan_of
from domain.funds.bank_lists import BankList, ListLine, key_of
from domain.funds.bank_results import Came, Matching, Means, Verdict, match
from domain.funds.payment_entities import LineState
from domain.values.ids import LineId, PaymentListId
from domain.values.money import Fen

TODAY = date(2026, 11, 29)
HEADING = ("序号", "附言", "收款人账号", "交易金额（元）", "交易状态", "失败原因")


def line(place: int, amount: int, state: LineState = LineState.SENT, paid: int = 0) -> ListLine:
    account = f"17020205092001{place:05d}"
    key = key_of(2026, 3, place)
    names = ("甲公司", "某银行", account, Fen(amount), "甲公司", "91", "某政策", "某条款", "c1")
    return ListLine(LineId(place), place, key, *names, state, Fen(paid))


LIST = BankList(
    PaymentListId(1),
    "拨付批次〔2026〕3号",
    2026,
    3,
    date(2026, 11, 20),
    (
        line(1, 100_00),
        line(2, 200_50),
        line(3, 300_00),
        line(4, 400_00, LineState.PAID, 400_00),
        line(5, 500_00, LineState.RETURNED),
        line(6, 600_00),
    ),
)


def held(
    tmp_path: Path, *rows: tuple[object, ...], heading: tuple[str, ...] = HEADING, **means: object
) -> Matching:
    path = tmp_path / "结果.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("结果")
        sheet.write(0, 0, "批量代付结果")
        for at, row in enumerate((heading, *rows), start=2):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
    source = open_source(path)
    return match(LIST, read_results(source, plan_of(source, FORM)), Means(TODAY, TODAY, **means))  # type: ignore[arg-type]


def row_of(
    place: int, amount: object, came: str = "交易成功", why: str = "", **other: str
) -> tuple[object, ...]:
    account = f"17020205092001{place:05d}"
    return (
        place,
        other.get("key", f"惠企资金 P2026-003-{place:05d}"),
        other.get("account", account),
        amount,
        came,
        why,
    )


def test_that_rows_are_matched_by_our_number_and_say_what_came_of_them(tmp_path: Path) -> None:
    found = held(
        tmp_path,
        row_of(1, 100),
        row_of(2, "200.50", "交易失败", "户名不符"),
        (3, "", "1702020509200100003", "￥300.00元", "成功", ""),
        row_of(4, 400, "退汇", "账户已销户"),
        row_of(5, 500, "退回"),
        ("合计", "", "", 1500.50, "", ""),
        ("制表：某行", "", "", "", "", ""),
    )
    assert [(one.verdict, one.answer.paid if one.answer else None) for one in found.judged] == [
        (Verdict.PAID, 100_00),
        (Verdict.RETURNED, 0),
        (Verdict.PAID, 300_00),
        (Verdict.RETURNED, 0),
        (Verdict.KNOWN, None),
    ]
    assert found.answers[LineId(2)].reason == "户名不符"
    assert "改记退回：账户已销户" in found.judged[3].sentence
    assert found.faults == ()
    assert [one.place for one in found.missing] == [6]
    assert (
        found.passed == ("“结果”表 第 9 行没有编号、账号和金额，没有读取：制表：某行",)
        or len(found.passed) == 2
    )
    assert found.text.startswith("文件共 5 行：已拨付 2 笔 400.00 元，退回 2 笔，登记过了 1 笔")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row_of(1, 100), row_of(1, 100)], "是同一笔，不知道以哪一行为准"),
        ([row_of(1, 99)], "金额 99.00 元与我方的 100.00 元不同"),
        ([row_of(1, "一百块")], "应付金额"),
        ([row_of(1, 100.005)], "不是到分的金额"),
        ([row_of(1, 100, account="1702020509200100002")], "账号 1702020509200100002 与我方的"),
        ([row_of(1, 100, key="P2026-002-00001")], "是拨付批次〔2026〕2号的一行，请到那一批登记"),
        ([row_of(1, 100, key="P2026-003-00099")], "这一批没有编号为 P2026-003-00099 的一行"),
        ([row_of(1, 100, "处理中")], "“处理中”看不出是付了还是退了"),
        ([row_of(1, 100, "未完成")], "“未完成”看不出是付了还是退了"),
        ([row_of(4, 400, "部分成功")], "看不出付了多少"),
        ([row_of(5, 500)], "已登记为退回，与这一行不同"),
        ([(4, "P2026-003-00004", "", 150, "部分成功", "退回")], "退回一部分的请在批次里点“登记退回”"),
        ([row_of(4, 400, "部分退回")], "看不出退了多少，请在文件里写明退回金额"),
        ([row_of(4, 150, "退汇")], "只退回了这一部分的，请在批次里点“登记退回”"),
        ([(1, "", 1702020509200100001.0, 100, "成功", "")], "后几位已经丢失"),
        ([(1, "", "######", 100, "成功", "")], "列太窄没有导出来"),
        ([(1, "", "1.70202E+18", 100, "成功", "")], "后几位已经丢失"),
        ([(1, "", "1702020509200100001", 99, "成功", "")], "也没有账号 .*、金额 99.00 元的一行"),
        ([row_of(1, 100), ("合计", "", "", 900, "", "")], "写的合计是 900.00 元，各行相加是 700.00 元"),
        ([row_of(1, 100), ("", "合计", "", 900, "", "")], "写的合计是 900.00 元，各行相加是 700.00 元"),
        ([row_of(1, 100), (9, "总金额", "", 900, "", "")], "写的合计是 900.00 元，各行相加是 700.00 元"),
        ([row_of(1, 100), ("", "总额：", "", 900, "", "")], "写的合计是 900.00 元，各行相加是 700.00 元"),
        ([row_of(1, 100), ("合计：共 2 笔，900.00元",)], "写的合计是 900.00 元，各行相加是 700.00 元"),
        (
            [row_of(1, 100), ("", "", "", "合计（大写）：玖佰元整")],
            "写的合计是 900.00 元，各行相加是 700.00 元",
        ),
        ([row_of(1, 100), ("", "", "", "", "", "制表：某行 总金额 0.09万元")], "写的合计是 900.00 元"),
    ],
)
def test_that_what_does_not_fit_is_said_with_its_row(
    tmp_path: Path, rows: list[tuple[object, ...]], said: str
) -> None:
    # Something that fits, so that only the rows themselves are at fault.
    found = held(tmp_path, *rows, (6, "P2026-003-00006", "", 600, "成功", ""))
    sentences = [one.sentence for one in found.judged] + list(found.faults)
    assert any(re.search(said, one) for one in sentences), sentences
    assert LineId(1) not in found.answers or found.faults


def test_that_a_part_that_came_back_is_what_is_left_of_a_line(tmp_path: Path) -> None:
    heading = (*HEADING[:5], "退回金额", "实付金额")
    rows = (
        (*row_of(1, 100, "部分退回", "")[:5], 0.01, ""),
        (*row_of(2, 200.5, "退汇")[:5], "200.50元", 0),
        (*row_of(3, 300, "交易成功")[:5], 0, 300),
        (*row_of(4, 400, "退汇")[:5], 150, 250),
        (*row_of(5, 500, "交易成功")[:5], 500, ""),
        (*row_of(6, 600, "部分退回")[:5], 100, 400),
    )
    found = held(tmp_path, *rows, heading=heading)
    assert {one.place: found.answers[one.id].paid for one in LIST.lines if one.id in found.answers} == {
        1: 99_99,
        2: 0,
        3: 300_00,
        4: 250_00,
    }
    assert "原来登记为已拨付 400.00 元，退回其中 150.00 元" in found.judged[3].sentence
    assert [one.sentence.partition("，")[0] for one in found.wrong] == [
        "退回 500.00 元",
        "退回 100.00 元、实付 400.00 元",
    ]


def test_that_lost_accounts_do_not_matter_where_the_number_stands_beside_them(tmp_path: Path) -> None:
    found = held(tmp_path, (1, "P2026-003-00001", 1702020509200100001.0, 100, "成功", ""))
    assert found.judged[0].verdict is Verdict.PAID
    # Said all the same: nobody has held that account against ours.
    assert "后几位已经丢失" in found.judged[0].sentence


def test_that_a_file_without_states_is_recorded_only_as_somebody_says(tmp_path: Path) -> None:
    heading = ("我方编号", "金额（万元）", "实付金额（元）", "备注原因", "交易日期")
    rows = (
        ("P2026-003-00001", 0.01, 60, "限额", "20261121"),
        ("P2026-003-00003", 0.03, 300, "", date(2026, 11, 22).isoformat()),
    )
    assert all(one.verdict is Verdict.WRONG for one in held(tmp_path, *rows, heading=heading).judged)
    found = held(tmp_path, *rows, heading=heading, came=Came.PAID)
    assert [(one.verdict, one.answer.paid, one.answer.on) for one in found.judged if one.answer] == [
        (Verdict.PARTLY, 60_00, date(2026, 11, 21)),
        (Verdict.PAID, 300_00, date(2026, 11, 22)),
    ]


def test_that_columns_not_found_are_asked_for(tmp_path: Path) -> None:
    found = held(tmp_path, ("甲", "乙"), heading=("名称", "说明"))
    assert found.faults[0].startswith("请选择“我方编号”在哪一列")


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (
            Came.PAID,
            "成功 交易成功 支付成功 付款成功 处理成功 已支付 已付 已付款 已入账 已到账 已清算 支付完毕"
            " 交易完成 付讫 是 成功，已入账 0000-交易成功 交易成功[00]",
        ),
        (
            Came.RETURNED,
            "失败 交易失败 付款失败 处理失败 退汇 已退汇 退票 已退票 退回 被退回 交易退回 拒付 已拒绝 冲正"
            " 已冲正 已撤销 失败，户名不符 失败（账号不存在） E1001：失败 退汇:账户已销户",
        ),
        (Came.PARTLY, "部分成功 部分支付 部分已付 交易部分成功 部分入账 部分退回 部分已退汇"),
        (
            None,
            "未完成 交易未完成 待完成 不完成 未支付成功 未能成功 没有成功 提交成功 受理成功 上传成功，待复核"
            " 完成审批，待支付 成功，无异常 未退汇 无退票 支付成功，未退回 未成功 不成功 未支付 未付 未入账"
            " 处理中 待支付 审批完成 复核完成 退汇成功 冲正成功 退款成功 失败，已成功重发 退汇，待重发"
            " 成功失败 不退 不拒绝 交易异常 发送成功 否",
        ),
    ],
)
def test_what_words_of_banks_mean(came: Came | None, words: str) -> None:
    assert {word: came_of(word) for word in words.split()} == dict.fromkeys(words.split(), came)


def test_that_a_right_total_is_no_row_wherever_it_stands(tmp_path: Path) -> None:
    for total in (("", "合计", "", 300.50, "", ""), (3, "总 金 额", "", 300.50, "", "")):
        found = held(tmp_path, row_of(1, 100), row_of(2, 200.50), total)
        assert [one.verdict for one in found.judged] == [Verdict.PAID, Verdict.PAID]
        assert found.faults == ()
        assert found.passed == ("“结果”表 第 6 行是合计",)


def of_columns(tmp_path: Path, heading: tuple[str, ...], *cells: str, **means: object) -> tuple[Verdict, str]:
    """Return what becomes of a row that has more than one column of results."""
    row = ("P2026-003-00001", 100, *cells)
    found = held(tmp_path, row, heading=("附言", "金额", *heading), **means)
    [one] = found.judged
    return one.verdict, one.sentence


@pytest.mark.parametrize(
    ("heading", "cells", "verdict"),
    [
        (("受理状态", "交易结果"), ("受理成功", "失败"), Verdict.RETURNED),
        (("受理状态", "交易结果"), ("成功", "失败"), Verdict.RETURNED),
        (("复核状态", "交易状态"), ("复核完成", "交易失败"), Verdict.RETURNED),
        (("退汇状态", "交易状态"), ("未退汇", "成功"), Verdict.PAID),
        (("退汇状态", "交易状态"), ("", "成功"), Verdict.PAID),
        (("处理结果", "支付状态"), ("成功", "支付成功"), Verdict.PAID),
        (("结果说明", "交易状态"), ("账号不存在", "失败"), Verdict.RETURNED),
        (("账户状态", "交易状态"), ("正常", "成功"), Verdict.PAID),
    ],
)
def test_that_the_column_of_the_payment_itself_counts(
    tmp_path: Path, heading: tuple[str, ...], cells: tuple[str, ...], verdict: Verdict
) -> None:
    assert of_columns(tmp_path, heading, *cells)[0] is verdict


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        (("处理结果", "交易状态"), ("失败", "成功")),
        (("交易状态", "处理结果"), ("失败", "成功")),
        (("交易状态", "处理结果"), ("成功", "处理中")),
        (("交易状态", "处理结果"), ("成功", "未到账")),
        (("退汇状态", "交易状态"), ("已退汇", "成功")),
        (("退汇状态", "交易状态"), ("是", "交易成功")),
        (("交易状态", "处理结果"), ("", "待支付")),
    ],
)
def test_that_columns_that_disagree_record_nothing(
    tmp_path: Path, heading: tuple[str, ...], cells: tuple[str, ...]
) -> None:
    verdict, said = of_columns(tmp_path, heading, *cells, came=Came.PAID)
    assert verdict is Verdict.WRONG
    assert "分不清是付了还是退了，请向银行核对" in said


def test_that_words_that_may_mean_anything_are_no_silence(tmp_path: Path) -> None:
    verdict, said = of_columns(tmp_path, ("交易状态",), "未完成", came=Came.PAID)
    assert (verdict, "看不出是付了还是退了" in said) == (Verdict.WRONG, True)
    assert of_columns(tmp_path, ("交易状态",), "", came=Came.PAID)[0] is Verdict.PAID
    # A column of what came back is not taken for one of what was paid.
    assert of_columns(tmp_path, ("退汇状态",), "未退汇")[0] is Verdict.WRONG


def test_that_the_day_and_the_amount_are_those_of_the_payment(tmp_path: Path) -> None:
    heading = ("附言", "受理日期", "交易日期", "失败金额", "手续费金额", "交易金额", "交易状态", "未到账金额")
    row = ("P2026-003-00001", "20261120", "20261123", 40, 1, 100, "成功", 40)
    [one] = held(tmp_path, row, heading=heading).judged
    assert one.answer is not None
    assert (one.answer.on, one.answer.paid) == (date(2026, 11, 23), 100_00)
