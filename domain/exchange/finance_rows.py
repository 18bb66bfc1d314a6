"""What the finance office paid in a month, read from its file."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from domain.exchange.intake.cells import Cell
from domain.exchange.intake.sheets import Source
from domain.exchange.payment_columns import (
    ACCOUNT_HEADING,
    DAY_HEADING,
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
from domain.funds.bank_lists import read_key
from domain.funds.reconciling import TheirFile, TheirRow
from domain.values.money import Fen

_HEADINGS: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.KEY: KEY_HEADING,
    Role.ACCOUNT: ACCOUNT_HEADING,
    Role.DAY: DAY_HEADING,
    Role.AMOUNT: re.compile("金额|发生额|支付数|拨付数|支出数"),
    Role.REMARK: re.compile("备注|摘要|用途|附言"),
    Role.PAYEE: re.compile("(?:收款|对方|单位|企业|户名)(?!.*(?:开户|银行|行名|行号|地址|代码))"),
}


def _lacking(found: Collection[Role]) -> str:
    if Role.AMOUNT in found and {Role.KEY, Role.ACCOUNT, Role.PAYEE} & set(found):
        return ""
    return "请选择金额在哪一列，还有我方编号、收款账号或收款人至少一列"


FORM: Final = Form(_HEADINGS, _lacking)
"""What is looked for in a file of the finance office."""


def read_paid(source: Source, plan: Plan) -> TheirFile:
    """Read the rows of a plan; what cannot be read is said with its row."""
    if plan.lacking:
        return TheirFile(source.name, (), faults=(plan.lacking,))
    unit = plan.units(source)[Role.AMOUNT]
    found = rows_of(source, plan, lambda cells, place, texts: _row(cells, place, texts, plan, unit))
    return TheirFile(source.name, *found)


def _row(cells: Sequence[Cell], place: str, texts: Sequence[str], plan: Plan, unit: int) -> TheirRow:
    faults, notes = list[str](), list[str]()
    account, lost = account_in(plan.cell(cells, Role.ACCOUNT))
    key, payee = key_in(plan.text(cells, Role.KEY)), plan.text(cells, Role.PAYEE)
    if lost:
        # Our number says which payment it is; whoever looks is told that no account was compared.
        (faults if read_key(key) is None else notes).append(lost)
    amount = amount_in(plan.cell(cells, Role.AMOUNT), unit, FORM.word(Role.AMOUNT), faults, is_signed=True)
    if amount is None and not faults and (read_key(key) is not None or account):
        faults.append("没有写金额")
    if amount == 0:
        faults.append("金额是 0")
    return TheirRow(
        place,
        "，".join(texts),
        # What is no number of ours may be one of theirs.
        key if read_key(key) is not None else "",
        payee,
        account,
        Fen(amount) if amount is not None else None,
        day_in(plan.cell(cells, Role.DAY), faults),
        plan.text(cells, Role.REMARK),
        tuple(faults),
        tuple(notes),
    )
