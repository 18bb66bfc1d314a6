"""A list that was sent as an Excel workbook, in a layout of the office."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from domain.exchange.tables import excel_text
from domain.funds.bank_lists import BankList, Field, Layout, Unit, cells_of, heads_of, read_list
from domain.funds.payment_entities import LineState
from domain.roads.walking import NotNow
from domain.store.acts import Action
from domain.store.audit import entries_of
from domain.store.engine import Seat, Session
from domain.store.tables import Kind, Subject
from domain.store.told import head_of
from domain.values.errors import DomainError
from domain.values.files import replacing
from domain.values.ids import PaymentListId
from domain.values.money import yuan_text

_FORMATS: Final = {Unit.YUAN: "0.00", Unit.WAN: "0.00####", Unit.FEN: "0"}
"""Without separators of thousands: what reads the file may take them for something else."""
_WIDTHS: Final = {
    Field.NUMBER: 6,
    Field.KEY: 18,
    Field.PAYEE: 36,
    Field.BANK: 36,
    Field.ACCOUNT: 26,
    Field.AMOUNT: 16,
    Field.CAPITAL: 40,
    Field.PURPOSE: 36,
    Field.ENTERPRISE: 36,
    Field.USCC: 22,
    Field.FIXED: 16,
}


def write_bank_list(seat: Seat, list_id: PaymentListId, layout: Layout, path: Path) -> None:
    """Write a list that was sent; an entry of the trail says that its accounts left the house.

    How far the trail has come before that entry stands among the properties of the file, where no bank reads.

    Raises:
        NotNow: It was not sent: its lines have no numbers yet.
        NotPermitted: This person needs no account numbers.
        DomainError: It cannot be written; nothing is recorded then.
    """
    one, before = seat.store.ask(read_list, list_id), seat.store.ask(written_before, list_id)
    if one.number is None:
        raise NotNow("没有导出：这一批还没有送出，送出以后每一行才有编号")
    with replacing(path) as target, seat.act(Action.TABLE_EXPORT_WHOLE) as act:
        head = head_of(act.session)
        _write(target, layout, one, f"操作记录存证 {head}")
        # Before the file appears: there is none without its entry.
        sums = f"{len(one.lines)} 笔，{yuan_text(one.total)} 元"
        said = f"{'再次' if before else ''}按格式“{layout.name}”导出{one.name}：{sums}，存证码 {head}"
        act.note(Subject(Kind.PAYMENT, list_id), said, {"file": [None, path.name]})


def written_before(session: Session, list_id: PaymentListId) -> str:
    """Say when and by whom a list was last written for the bank, and what came of it since; empty for never.

    A file that goes to the bank twice may be paid twice, whatever is recorded here.
    """
    entries = entries_of(session, Subject(Kind.PAYMENT, list_id))
    last = next((one for one in reversed(entries) if one.action == Action.TABLE_EXPORT_WHOLE), None)
    if last is None:
        return ""
    lines = read_list(session, list_id).lines
    answered = sum(line.state is not LineState.SENT for line in lines)
    at = f"{last.at.astimezone():%Y-%m-%d %H:%M}"
    return f"已于 {at} 由{last.actor}存过；{len(lines)} 笔里已登记结果的有 {answered} 笔"


def _write(target: Path, layout: Layout, one: BankList, said: str) -> None:
    workbook = xlsxwriter.Workbook(target)
    workbook.set_properties({"comments": said})
    writer = _Writer(workbook, layout)
    title, closing = heads_of(layout, one)
    writer.write_title(title)
    writer.write_row([column.title for column in layout.columns], writer.heading)
    for at, line in enumerate(one.lines, start=1):
        writer.write_row(cells_of(layout, one, line, at), writer.text)
    if layout.has_total:
        fields = [column.field for column in layout.columns]
        total: list[str | int] = [one.total if field is Field.AMOUNT else "" for field in fields]
        if fields[0] is not Field.AMOUNT:
            total[0] = "合计"
        writer.write_row(total, writer.text)
    for text in closing:
        writer.write_title(text, is_bold=False)
    try:
        workbook.close()
    except XlsxWriterException as error:
        raise DomainError(f"不能写成 Excel：{error}") from error


class _Writer:
    """Writes row after row of one sheet."""

    def __init__(self, workbook: Workbook, layout: Layout) -> None:
        self._layout, self._row = layout, 0
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self.heading = workbook.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
        self.text = workbook.add_format({"num_format": "@", "border": 1})
        self._amounts = {
            unit: workbook.add_format({"num_format": code, "border": 1}) for unit, code in _FORMATS.items()
        }
        self._sheet = workbook.add_worksheet("付款清单")
        for place, column in enumerate(layout.columns):
            self._sheet.set_column(place, place, _WIDTHS[column.field])

    def write_title(self, text: str, *, is_bold: bool = True) -> None:
        """Write a line beside the table; nothing where it is empty."""
        if text:
            self._sheet.write_string(self._row, 0, excel_text(text), self._title if is_bold else None)
            self._row += 1

    def write_row(self, cells: Sequence[str | int], look: Format) -> None:
        """Write a row of the table: texts as they are, amounts in fen as their column counts."""
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                unit = self._layout.columns[place].unit
                number = cell if unit is Unit.FEN else cell / unit.fen
                self._sheet.write_number(self._row, place, number, self._amounts[unit])
            else:
                # As a string whatever it looks like: accounts keep every digit, and = begins no formula.
                self._sheet.write_string(self._row, place, excel_text(cell), look)
        self._row += 1
