"""A share is paid ahead from the page, and the award settled from there, and on its own page."""

from PySide6.QtCore import Qt

from domain.funds.ahead import settlements_of
from domain.funds.showing import Which, list_payment_lists
from domain.values.money import Fen
from gui.formatting import money_text
from gui.targets import ToCase, ToPage, ToPayable
from tests.domain.cases.awards.conftest import REVIEWER
from tests.domain.funds.conftest import sum_of
from tests.domain.funds.test_ahead import pay_ahead, times

LEFT = Qt.MouseButton.LeftButton


def test_that_a_share_is_paid_ahead_and_settled_from_the_page(desks, office, granted, qtbot):
    desk, store = desks[REVIEWER], office.store
    desk.services.go_to(ToPayable())
    desk.still()
    page = desk.shell.window.built("payments")
    page.payable.model.tick(granted[:1], is_ticked=True)
    qtbot.mouseClick(page.ahead_button, LEFT)
    asking = page.dialog
    asking.share.set_value("120")
    qtbot.mouseClick(asking.go_button, LEFT)
    assert "1 到 99" in asking.form.binding.error_text("share")
    asking.share.set_value("75%")
    assert (
        f"先付 {money_text(Fen(office.case(granted[0]).amount * 75 // 100))} 元"
        in asking.form._hints["share"].text()
    )
    with qtbot.waitSignal(asking.finished):
        qtbot.mouseClick(asking.go_button, LEFT)
    desk.still()
    [listing] = store.ask(list_payment_lists)
    assert (listing.row.ahead, listing.count) == (75, 1)
    # Others were paid ahead meanwhile, and what the clause comes to of one is less now.
    other, rent = granted[1:3]
    paid = dict(zip((other, rent), pay_ahead(office, [other, rent]), strict=True))
    times(office, rent, 1, 2)
    desk.still()
    desk.services.go_to(ToPage("desk"))
    desk.still()
    [line] = [one for one in desk.shell.window.built("desk").paying.lines if "待清算" in one.title]
    assert line.title == "预兑现过，待清算　2 件"
    qtbot.mouseClick(line, LEFT)
    desk.still()
    assert page.payable.back.typed() == Which.AWAITING
    rest = sum_of(office, [other, rent]) - sum(paid.values())
    assert page.payable.foot.text() == f"共 2 件，合计 {money_text(Fen(rest))} 元"
    page.payable.model.tick([other], is_ticked=True)
    assert not page.payable.model.ticked
    page.payable.table.selectRow(page.payable.model.ids.index(rent))
    qtbot.mouseClick(page.settle_button, LEFT)
    desk.still()
    settling = page.dialog
    low = office.case(rent).amount // 2
    assert settling.amount.value() == low
    assert f"应退回 {money_text(Fen(paid[rent] - low))} 元" in settling.form._hints["amount"].text()
    qtbot.mouseClick(settling.go_button, LEFT)
    assert {
        field for field in ("document", "reason", "until") if settling.form.binding.error_text(field)
    } == {
        "document",
        "reason",
        "until",
    }
    settling.reject()
    settle_from_its_page(desk, qtbot, other, type(settling))
    [settled] = store.ask(settlements_of, other)
    assert settled.row.amount == office.case(other).amount
    desk.services.go_to(ToPayable())
    desk.still()
    assert page.payable.model.amounts[other] == settled.row.amount - paid[other]


def settle_from_its_page(desk, qtbot, id_, kind):
    """Settle an award as it was granted, so that it is offered for payment again."""
    desk.services.go_to(ToCase(id_))
    desk.still()
    card = desk.shell.window.built("cases").case_view.basis.paid
    qtbot.mouseClick(card.settle_button, LEFT)
    desk.still()
    dialog = desk.shell.window.findChildren(kind)[-1]
    for field, value in {"document": "审核表 3 号", "reason": "与申报一致"}.items():
        dialog.form.binding.set_value(field, value)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    desk.still()
