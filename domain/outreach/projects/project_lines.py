"""Permits of a project, and which rows of its enterprises' lists it is, in one cell of a list of projects."""

from collections.abc import Sequence
from typing import Final

from domain.outreach.lines import BETWEEN, in_lines, number, read_lines, whole
from domain.outreach.projects.listing import PermitLine, RowLine
from domain.outreach.projects.progress import PermitFields
from domain.values.dates import parse_date
from domain.values.errors import BadInput

PERMIT: Final = BETWEEN.join(
    ("手续", "受理日期", "承诺期限", "法定期限", "批复日期", "实际用时", "批准部门", "备注")
)
ROW: Final = BETWEEN.join(("企业", "企业资料里的项目名称", "第几个"))
"""What the lines are made of; how manieth it is of its name is said only where there are several."""
_DAYS: Final = "个工作日"
_NTH, _UNIT = "第", "个"


def permit_lines(permits: Sequence[PermitLine]) -> str:
    """Return the permits of a project, a line for each."""
    return in_lines(
        (
            one.fields.kind,
            one.fields.asked_on.isoformat(),
            number(one.fields.promised, _DAYS),
            number(one.fields.statutory, _DAYS),
            one.fields.given_on.isoformat() if one.fields.given_on else "",
            number(one.days, _DAYS),
            one.department,
            one.fields.remark,
        )
        for one in permits
    )


def row_lines(rows: Sequence[RowLine]) -> str:
    """Return which rows of its enterprises' lists a project is, a line for each enterprise."""
    return in_lines(
        (one.owner, one.name, "" if one.at is None else f"{_NTH} {one.at} {_UNIT}") for one in rows
    )


def read_permits(text: str) -> list[PermitLine]:
    """Read what `permit_lines` wrote.

    Raises:
        BadInput: A line does not read; which, and how it is written.
    """

    def read(kind: str, asked: str, promised: str, statutory: str, given: str, *rest: str) -> PermitLine:
        took, department, remark = rest
        days = whole(promised, _DAYS)
        if days is None:
            raise BadInput("没有写承诺几个工作日；没有承诺的写法定的")
        fields = PermitFields(
            kind,
            parse_date(asked),
            days,
            whole(statutory, _DAYS),
            parse_date(given) if given else None,
            remark=remark,
        )
        return PermitLine(fields, department, whole(took, _DAYS))

    return read_lines(text, 8, read, PERMIT)


def read_rows(text: str) -> list[RowLine]:
    """Read what `row_lines` wrote; see `read_permits`."""

    def read(owner: str, name: str, at: str) -> RowLine:
        return RowLine(owner, name, whole(at.removeprefix(_NTH).strip(), _UNIT))

    return read_lines(text, 3, read, ROW)
