"""The office itself."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BeforeValidator, StringConstraints
from sqlmodel import Field, SQLModel

from domain.values.errors import BadInput
from domain.values.texts import one_line


def _on_one_line(value: object) -> object:
    """Take away what nobody can see; what no text may hold is a complaint of the field."""
    try:
        return one_line(value) if isinstance(value, str) else value
    except BadInput as error:
        raise ValueError(str(error)) from error


_Clean = BeforeValidator(_on_one_line)
_Line = Annotated[str, _Clean, StringConstraints(strip_whitespace=True, max_length=60)]


class OfficeFields(SQLModel):
    """What a clerk enters about the office; all of it stands on papers. Empty where not entered yet."""

    name: _Line = Field(default="", title="机关名称")
    mark: _Line = Field(default="", title="发文机关标志")
    number_prefix: Annotated[str, _Clean, StringConstraints(strip_whitespace=True, max_length=20)] = Field(
        default="", title="发文机关代字"
    )
    contact: _Line = Field(default="", title="联系人")
    phone: _Line = Field(default="", title="联系电话")
    signer: _Line = Field(default="", title="署名")
    account_name: _Line = Field(default="", title="收款户名")
    account_bank: _Line = Field(default="", title="收款开户行")
    account_number: _Line = Field(default="", title="收款账号")
    finance: _Line = Field(default="", title="拨付收文单位")


class Office(OfficeFields, table=True):
    """The one row there is."""

    id: int = Field(default=1, primary_key=True)


USUAL_FINANCE: Final = "财政部门"
"""To whom 拨付通知书 goes as long as nobody is entered."""

NEEDED_ON_PAPERS: Final = ("mark", "number_prefix", "contact", "phone", "signer")
NEEDED_TO_BE_PAID: Final = (*NEEDED_ON_PAPERS, "account_name", "account_bank", "account_number")
"""Of papers by which somebody is to pay back."""


def lacking(office: OfficeFields, needed: Sequence[str] = NEEDED_ON_PAPERS) -> list[str]:
    """Return what papers need and was not entered, as people call it.

    >>> lacking(OfficeFields(mark="甲局文件", number_prefix="甲", contact="张", phone="1"))
    ['署名']
    """
    titles = OfficeFields.model_fields
    return [str(titles[name].title) for name in needed if not getattr(office, name)]
