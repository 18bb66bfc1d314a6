"""The bank's answer to a list, read from its file: which columns say what, and what each row says."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from domain.exchange.intake.cells import Cell, text_of
from domain.exchange.intake.sheets import Source
from domain.exchange.payment_columns import (
    ACCOUNT_HEADING,
    CAME_HEADING,
    DAY_HEADING,
    KEY_HEADING,
    Form,
    Plan,
    Role,
    account_in,
    alike_columns,
    amount_in,
    day_in,
    key_in,
    rows_of,
    shown,
)
from domain.funds.bank_lists import read_key
from domain.funds.bank_results import BankRow, Came, ReadFile
from domain.values.texts import one_line

_NOT_PAID: Final = "手续费|失败|未|不|退"
_HEADINGS: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.KEY: KEY_HEADING,
    Role.PAID: re.compile(rf"^(?!.*(?:{_NOT_PAID})).*(?:实付|实际支付|成功金额|到账金额|入账金额)"),
    Role.BACK: re.compile("(?:退汇|退票|退回|退款)金?额"),
    Role.ACCOUNT: ACCOUNT_HEADING,
    Role.REASON: re.compile("原因|失败说明|退回说明|附加信息|返回信息|错误信息"),
    Role.CAME: CAME_HEADING,
    Role.DAY: DAY_HEADING,
    Role.AMOUNT: re.compile(rf"^(?!.*(?:{_NOT_PAID})).*(?:金额|发生额)"),
}
_WHAT: Final = "(?:交易|支付|付款|代付|代发|转账|汇款|拨付|划款|入账|到账|清算|处理)"
_GONE: Final = "(?:退汇|退票|退回|退款|退单|拒付|拒绝|冲正|撤销|作废)"
_MEANINGS: Final[Mapping[Came, re.Pattern[str]]] = {
    Came.PAID: re.compile(
        f"(?:全部|全额)?{_WHAT}?(?:已|全部|全额)?成功|成功(?:支付|付款|入账|到账)|(?:已经?|全额)(?:付|完成|{_WHAT})|已?付讫"
        "|(?:交易|支付|付款|转账|汇款|代付|代发|拨付|清算)?已?(?:完成|完毕)|是"
    ),
    Came.PARTLY: re.compile(
        f"{_WHAT}?部分(?:已?{_WHAT}|已?付)?(?:成功|完成)?|部分已?(?:退汇|退票|退回|退款)"
    ),
    Came.RETURNED: re.compile(f"(?:银行|对方行|收款行|{_WHAT})?(?:已|被|已被)?(?:失败|{_GONE})"),
}
_CODE: Final = re.compile("[A-Za-z]{0,4}[0-9]{2,}")
"""What some banks put beside their words; it says nothing more."""
_WHY: Final = re.compile(
    "(?:收款)?(?:人|方)?(?:账号|帐号|账户|帐户|户名|卡号|开户行|行号|姓名|名称|账号户名|户名账号|限额|超限额)+(?:与?(?:账号|户名))?"
    "(?:不符|不存在|不一致|不匹配|不正确|有误|错误|已?销户|已?注销|已?冻结|异常|无效)?"
)
"""Why a payment failed, where the bank says it with the result."""
_TELLS: Final = re.compile("说明|描述|信息|代?码$")
"""A column that says more of a result; it is the one that says it only where no other does."""
_OPEN: Final = re.compile("待|中$|重[新发付]")
_DOUBTFUL: Final = re.compile("未|没|无|不|失败|撤|冲|拒|异常")
_IS_BACK: Final = re.compile("退汇|退票|退回|退款|冲正")
"""A column that says of each row whether the money came back: it is never the one that says it was paid."""
_NOT_BACK: Final = re.compile("(?:未|无|没有|否|不)?(?:发生)?(?:退汇|退票|退回|退款|冲正)?|否|正常|[-—/]")


def _lacking(found: Collection[Role]) -> str:
    if Role.KEY in found or {Role.ACCOUNT, Role.AMOUNT} <= set(found):
        return ""
    return "请选择“我方编号”在哪一列；没有编号的，选择账号和金额在哪一列"


FORM: Final = Form(
    _HEADINGS, _lacking, {Role.AMOUNT: "应付金额"}, last=re.compile(f"{_IS_BACK.pattern}|{_TELLS.pattern}")
)
"""What is looked for in a file of the bank."""


def read_results(source: Source, plan: Plan) -> ReadFile:
    """Read the rows of a plan; what cannot be read is said with its row."""
    if plan.lacking:
        return ReadFile(source.name, (), faults=(plan.lacking,))
    units, alike = plan.units(source), alike_columns(source, plan, Role.CAME)

    def read(cells: Sequence[Cell], place: str, texts: Sequence[str]) -> BankRow:
        row = _row(cells, place, texts, plan, units)
        said = {name: one_line(text_of(shown(cells[at]))) for name, at in alike if at < len(cells)}
        against = _against(row, said)
        return replace(row, faults=(*row.faults, against)) if against else row

    return ReadFile(source.name, *rows_of(source, plan, read))


def _row(
    cells: Sequence[Cell], place: str, texts: Sequence[str], plan: Plan, units: Mapping[Role, int]
) -> BankRow:
    faults, notes = list[str](), list[str]()
    account, lost = account_in(plan.cell(cells, Role.ACCOUNT))
    key = key_in(plan.text(cells, Role.KEY))
    if lost:
        # Our number says which line it is; then whoever looks is told that no account was held against ours.
        (faults if read_key(key) is None else notes).append(lost)
    amount, paid, back = (
        amount_in(plan.cell(cells, role), units.get(role, 0), FORM.word(role), faults)
        for role in (Role.AMOUNT, Role.PAID, Role.BACK)
    )
    said = plan.text(cells, Role.CAME)
    return BankRow(
        place,
        "，".join(texts),
        key,
        account,
        amount,
        paid,
        back,
        came_of(said),
        said,
        plan.text(cells, Role.REASON),
        day_in(plan.cell(cells, Role.DAY), faults),
        tuple(faults),
        tuple(notes),
    )


def came_of(said: str) -> Came | None:
    """Return what the bank's words mean; None where they may mean anything.

    Only words that are known as a whole count, and all of them have to mean the same: “未成功” may still be
    paid, “上传成功” was not, and of “退汇成功” nobody knows which half is meant.

    >>> came_of("交易成功"), came_of("失败（户名不符）"), came_of("部分成功"), came_of("未成功"), came_of("")
    (<Came.PAID: 'paid'>, <Came.RETURNED: 'returned'>, <Came.PARTLY: 'partly'>, None, None)
    """
    words = [word for word in re.split(r"[\W_]+", said) if word and not _CODE.fullmatch(word)]
    found = [next((came for came, known in _MEANINGS.items() if known.fullmatch(one)), None) for one in words]
    meant = {came for came in found if came is not None}
    unknown = [word for word, came in zip(words, found, strict=True) if came is None]
    if len(meant) != 1 or (unknown and meant != {Came.RETURNED}):
        return None
    return meant.pop() if all(_WHY.fullmatch(word) for word in unknown) else None


def _against(row: BankRow, said: Mapping[str, str]) -> str:
    """Say which other column contradicts what a row says came of it; empty for none."""
    for name, text in said.items():
        if _contradicts(row.came, name, text):
            own = f"结果写的是“{row.said}”" if row.said else "结果没有写"
            return f"{own}，“{name}”一列写的是“{text}”，分不清是付了还是退了，请向银行核对"
    return ""


def _contradicts(came: Came | None, name: str, text: str) -> bool:
    if not text:
        return False
    if _IS_BACK.search(name):
        return came is not Came.RETURNED and not _NOT_BACK.fullmatch(text)
    if (other := came_of(text)) is not None:
        return other is not came
    is_doubtful = came is not Came.RETURNED and not _TELLS.search(name) and _DOUBTFUL.search(text)
    return bool(is_doubtful or _OPEN.search(text))
