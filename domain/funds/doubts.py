"""The account that an award goes to, as it is now, and what makes it doubtful."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from domain.cases.awards.reading import Case
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.history import changes_of
from domain.enterprises.identity import standing_for, stood_for_by
from domain.enterprises.queries import facts_of
from domain.enterprises.text_checks import check_account, is_card
from domain.funds.payment_entities import PaymentLine
from domain.funds.sent_lists import sent_before
from domain.funds.sql import holders_of_account, owed_by
from domain.store.acts import Person
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from domain.values.money import yuan_text

_NAME, _BANK, _NUMBER = "account_name", "account_bank", "account_number"
_KIND, _SOLE_TRADER = "entity_type", "sole_trader"
"""Who may be paid to a card of their own."""


CHANGED: Final = "账户在核定以后改过"
ENTERED: Final = "账户在核定以后才填"


@dataclass(frozen=True, slots=True)
class Payee:
    """Where an award goes.

    Attributes:
        lacking: Why nothing can be sent there.
        doubts: What a person has to look at before.
    """

    enterprise_id: EnterpriseId
    enterprise_name: str
    name: str
    bank: str
    account: str
    lacking: str
    doubts: str


def payee_of(session: Session, case: Case, dictionary: Dictionary) -> Payee:
    """Return where an award goes now.

    Raises:
        NotFound: Its enterprise is not in the register any more.
    """
    own = case.row.enterprise_id
    id_ = standing_for(session, [own]).get(own, own)
    facts = facts_of(session, id_, dictionary)
    name, bank, account = (str(facts.attributes.get(key) or "") for key in (_NAME, _BANK, _NUMBER))
    decided_on = json.loads(case.row.facts).get("attributes", {})
    doubts = []
    if name and name != facts.name:
        doubts.append(f"户名“{name}”与企业名称“{facts.name}”不一致")
    if any((was := decided_on.get(key)) and was != now for key, now in ((_NUMBER, account), (_NAME, name))):
        doubts.append(CHANGED)
    elif account and not decided_on.get(_NUMBER):
        doubts.append(ENTERED)
    if own_bank := _other_bank(decided_on, bank, account):
        doubts.append(f"开户行“{bank}”与核定时的“{own_bank}”不像同一家银行，账号没有变")
    if said := against_number(bank):
        doubts.append(said)
    if is_card(account) and facts.attributes.get(_KIND) != _SOLE_TRADER:
        doubts.append("账号像个人银行卡号（62 开头、16 至 19 位、校验位相符），不像对公账户")
    others = [other for other_id, other in holders_of_account(session, account) if other_id != id_]
    if account and others:
        doubts.append(f"账号与“{others[0]}”相同")
    doubts += sent_before(session, case.row, account)
    if owed := owed_by(session, stood_for_by(session, [id_])):
        doubts.append(f"还有应退回的 {yuan_text(owed)} 元没有退回，可以抵扣")
    return Payee(
        id_, facts.name, name, bank, account, "；".join(_lacking(name, bank, account)), "；".join(doubts)
    )


def is_account_of(
    session: Session, line: PaymentLine, case: Case, who: Person, dictionary: Dictionary
) -> bool:
    """Return whether somebody was the last to enter part of a line's account since its award was decided."""
    decided_on = json.loads(case.row.facts).get("attributes", {})
    now = {_NAME: line.payee, _BANK: line.bank, _NUMBER: line.account}
    for key in (key for key, text in now.items() if text != str(decided_on.get(key) or "")):
        changes = changes_of(session, line.enterprise_id, dictionary, part=key)
        if changes and changes[0].who.key == who.key:
            return True
    return False


def _other_bank(decided_on: Mapping[str, Any], bank: str, account: str) -> str:
    """Return the bank that the same account had when the award was decided, where that looks like another.

    Banks are told apart by what stands before 银行, but for 中国; a text without one says nothing.
    """
    was = str(decided_on.get(_BANK) or "")
    if decided_on.get(_NUMBER) != account:
        return ""
    names = [found[1] for one in (was, bank) if (found := _BANK_NAME.match(one))]
    return was if len(set(names)) > 1 else ""


_BANK_NAME: Final = re.compile(r"(?:中国)?(.+?)(?:银行|信用社|信用联社|信用合作)")


_BANK_NUMBER: Final = re.compile(r"(?<!\d)\d{12}(?!\d)", re.ASCII)
_BANKS: Final[Mapping[str, tuple[str, ...]]] = {
    "102": ("工商银行", "工行"),
    "103": ("农业银行", "农行"),
    "104": ("中国银行", "中行"),
    "105": ("建设银行", "建行"),
    "301": ("交通银行", "交行"),
    "302": ("中信银行",),
    "303": ("光大银行",),
    "304": ("华夏银行",),
    "305": ("民生银行",),
    "306": ("广发银行", "广东发展银行"),
    "307": ("平安银行",),
    "308": ("招商银行", "招行"),
    "309": ("兴业银行",),
    "310": ("浦发银行", "浦东发展银行"),
    "403": ("邮政储蓄银行", "邮储银行"),
}
"""Banks of the whole country by the first three digits of their numbers in the payment system (行别代码).

A number has 12 digits: bank (3), place (4), branch (4), check (1), as 中国人民银行 gives them out, such as
102100099996 中国工商银行. Other banks share a code, so that theirs say nothing.
"""


def against_number(bank: str) -> str:
    """Say that a bank is named beside the number of another (联行号); empty where it is not, or may be right.

    >>> against_number("中国农业银行某支行 102491000123")
    '开户行里写的行号 102491000123 是工商银行的（102 开头），与写的银行不是同一家'
    >>> against_number("工行某支行（102491000123）"), against_number("某村镇银行，102491000123")
    ('', '')
    """
    found = _BANK_NUMBER.search(bank)
    names = {code for code, words in _BANKS.items() if any(word in bank for word in words)}
    if found is None or not names or "村镇" in bank:
        return ""
    code = found[0][:3]
    if code in names or code not in _BANKS:
        return ""
    return f"开户行里写的行号 {found[0]} 是{_BANKS[code][0]}的（{code} 开头），与写的银行不是同一家"


def _lacking(name: str, bank: str, account: str) -> Iterator[str]:
    for word, text in (("户名", name), ("开户行", bank), ("账号", account)):
        if not text:
            yield f"没有填写{word}"
    if account:
        try:
            check_account(account)
        except BadInput as error:
            yield str(error)
