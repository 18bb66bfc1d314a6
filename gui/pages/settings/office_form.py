"""The form for the office's own data."""

import re
from typing import Any, Final

from domain.office.entities import NEEDED_ON_PAPERS, USUAL_FINANCE, OfficeFields
from gui.forms.editors import TextEdit
from gui.forms.form import Form

_NO_PREFIX: Final = re.compile(r"[〔〕\[\]()（）【】\s]|号$")


def office_form() -> Form:
    """Return the form; it submits `OfficeFields`."""
    form = Form(_checked, label_width=96, editor_width=360)
    for field, hint in _HINTS.items():
        title = title_of(field)
        editor = TextEdit(_EXAMPLES[field], max_length=_LONGEST[field])
        form.add(field, title, editor, hint=hint)
    return form


def title_of(field: str) -> str:
    """Return what people call a field of `OfficeFields`."""
    return str(OfficeFields.model_fields[field].title)


def lacking_fields(office: OfficeFields) -> list[str]:
    """Return the fields that papers need and that are empty, in the form's order."""
    return [field for field in _HINTS if field in NEEDED_ON_PAPERS and not getattr(office, field)]


def _checked(values: dict[str, Any]) -> object:
    """Hold what was typed against `OfficeFields`, and the prefix against what a 文号 is made of."""
    office = OfficeFields.model_validate(values)
    if _NO_PREFIX.search(office.number_prefix):
        return {"number_prefix": "只填代字本身，年份、括号和“号”由程序加上"}
    return office


_HINTS: Final = {
    "name": "显示在窗口下方",
    "mark": "通知书最上方的红字，一般为单位全称加“文件”",
    "number_prefix": "文号开头的几个字；年份和号由程序编",
    "signer": "落款，盖章的单位",
    "contact": "",
    "phone": "企业有疑问时打这个电话",
    "account_name": "企业退回补助资金时汇到这个账户；不追回的可以不填",
    "account_bank": "",
    "account_number": "",
    "finance": f"拨付通知书写给哪个单位；不填的写“{USUAL_FINANCE}”",
}
_EXAMPLES: Final = {
    "name": "如 ××区企业服务中心",
    "mark": "如 ××区企业服务中心文件",
    "number_prefix": "如 ×企服",
    "signer": "如 ××区企业服务中心",
    "contact": "如 张三，或 政策兑现窗口",
    "phone": "如 0371-00000000",
    "account_name": "如 ××区财政局",
    "account_bank": "如 ××银行××支行",
    "account_number": "收款账号",
    "finance": "如 ××区财政局",
}
_LONGEST: Final = {field: 20 if field == "number_prefix" else 60 for field in _HINTS}
