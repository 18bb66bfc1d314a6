"""The bank's answer to a list, read from its file: which columns say what, and what each row says."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from domain.exchange.intake.cells import Cell
from domain.exchange.intake.sheets import Source
from domain.exchange.payment_columns import (
    ACCOUNT_HEADING,
    KEY_HEADING,
    Form,
    Plan,
    Role,
    account_in,
    amount_in,
    day_in,
    key_in,
    rows_of,
)
from domain.funds.bank_results import BankRow, Came, ReadFile

_HEADINGS: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.KEY: KEY_HEADING,
    Role.PAID: re.compile("实付|实际支付|成功金额|到账金额|入账金额"),
    Role.ACCOUNT: ACCOUNT_HEADING,
    Role.REASON: re.compile("原因|失败说明|退回说明|附加信息|返回信息|错误信息"),
    Role.CAME: re.compile("状态|结果|是否成功|处理情况"),
    Role.DAY: re.compile("日期|时间|交易日"),
    Role.AMOUNT: re.compile("金额|发生额"),
}
_RETURNED: Final = re.compile("失败|退|拒|未付|未成功|不成功|未入账|冲正|撤销|作废|无效|异常")
_PARTLY: Final = re.compile("部分")
_PAID: Final = re.compile("成功|已付|已支付|已入账|已到账|已清算|完成|支付完毕|^是$|^付讫$")


def _lacking(found: Collection[Role]) -> str:
    if Role.KEY in found or {Role.ACCOUNT, Role.AMOUNT} <= set(found):
        return ""
    return "请选择“我方编号”在哪一列；没有编号的，选择账号和金额在哪一列"


FORM: Final = Form(_HEADINGS, _lacking, {Role.AMOUNT: "应付金额"})
"""What is looked for in a file of the bank."""


def read_results(source: Source, plan: Plan) -> ReadFile:
    """Read the rows of a plan; what cannot be read is said with its row."""
    if plan.lacking:
        return ReadFile(source.name, (), faults=(plan.lacking,))
    units = plan.units(source)
    found = rows_of(source, plan, lambda cells, place, texts: _row(cells, place, texts, plan, units))
    return ReadFile(source.name, *found)


def _row(
    cells: Sequence[Cell], place: str, texts: Sequence[str], plan: Plan, units: Mapping[Role, int]
) -> BankRow:
    faults: list[str] = []
    account, lost = account_in(plan.cell(cells, Role.ACCOUNT))
    key = key_in(plan.text(cells, Role.KEY))
    if lost and not key:
        faults.append(lost)
    amount, paid = (
        amount_in(plan.cell(cells, role), units.get(role, 0), FORM.word(role), faults)
        for role in (Role.AMOUNT, Role.PAID)
    )
    said = plan.text(cells, Role.CAME)
    return BankRow(
        place,
        "，".join(texts),
        key,
        account,
        amount,
        paid,
        came_of(said),
        said,
        plan.text(cells, Role.REASON),
        day_in(plan.cell(cells, Role.DAY), faults),
        tuple(faults),
    )


def came_of(said: str) -> Came | None:
    """Return what the bank's words mean; None where they may mean anything.

    >>> came_of("交易成功"), came_of("未成功"), came_of("部分成功"), came_of("处理中"), came_of("")
    (<Came.PAID: 'paid'>, <Came.RETURNED: 'returned'>, <Came.PARTLY: 'partly'>, None, None)
    """
    if _PARTLY.search(said):
        return Came.PARTLY
    if _RETURNED.search(said):
        return Came.RETURNED
    return Came.PAID if _PAID.search(said) else None
