"""还够多少: how far a budget reaches for what is under review, in turn, and to the year's end."""

from PySide6.QtWidgets import QWidget

from domain.funds.books import Budget
from domain.funds.forecast import Fit, Forecast, Missed, Sum, forecast_of
from domain.values.money import Fen
from gui.early.parts import STRETCH, Link, Note, button, fill
from gui.formatting import count_text, date_text, money_text
from gui.services import Services
from gui.targets import ToCase
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Dialog
from gui.widgets.money_bar import MoneyBar
from gui.widgets.prose import Paragraph


class ForecastDialog(Dialog):
    """Says it, and leads to the first case that the money does not reach."""

    def __init__(self, services: Services, parent: QWidget, budget: Budget) -> None:
        super().__init__(parent, "还够多少", width=680)
        self._services = services
        self.add_title(f"还够多少：{budget.name}")
        self.banner, self.fits = Banner("warning", "warning", self), Banner("info", "check", self)
        self.bar = MoneyBar(self)
        self.now = Paragraph("正在核算…", self)
        self.first = Paragraph("", self)
        self.missed = Link("打开这一件", self)
        self.year_end = Paragraph("", self)
        review, later = Card("按受理先后", self), Card("到年底", self)
        fill(review.body, self.now, self.first, self.missed)
        fill(later.body, self.year_end, Note(_HOW, self))
        fill(self.body, self.banner, self.fits, self.bar, review, later)
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self))
        self.first.hide()
        self.missed.hide()
        context = services.context
        services.jobs.read(
            lambda _: context.store.ask(forecast_of, budget.id, context.rules), self._show, owner=self
        )

    def _show(self, found: Forecast) -> None:
        budget = found.budget
        approved = Fen(sum(source.approved for source in budget.sources))
        self.bar.show_parts(approved, found.asked.amount, Fen(budget.free + approved))
        self.banner.say(_lacking_text(found) if found.missed is not None else "")
        self.fits.say("" if found.missed is not None else _enough_text(found))
        self.now.setText(_reached_text(found))
        if found.missed is not None:
            self._lead_to(found.missed)
        self.year_end.setText(_year_end_text(found))

    def _lead_to(self, missed: Missed) -> None:
        self.first.setText(
            f"第 {missed.place} 件起不够：{missed.name}，{date_text(missed.accepted)}受理，"
            f"{money_text(missed.amount)} 元。"
        )
        self.first.show()
        self.missed.show()
        self.missed.followed.connect(lambda: self._go_to(missed))

    def _go_to(self, missed: Missed) -> None:
        self.accept()
        self._services.go_to(ToCase(missed.case_id))


def fit_text(fit: Fit) -> str:
    """Say whether what a policy on trial comes to fits into the year's budget, and how many are reached."""
    there, need = money_text(fit.there), money_text(fit.need)
    said = f"{fit.budget.year} 年预算可用 {there} 元（含已批的）；按这里的公式，全部条款合计 {need} 元，"
    if not fit.short:
        return f"{said}够，剩 {money_text(fit.left)} 元，{count_text(fit.count, '项')}都付得到。"
    lacking = f"差 {money_text(Fen(-fit.left))} 元" if fit.left < 0 else "但各来源不够分"
    if len(fit.budget.sources) > 1:
        each = "，".join(f"{name}差 {money_text(amount)} 元" for name, amount in fit.short)
        lacking += f"（{each}）"
    few, most = sorted((fit.fewest, fit.most))
    reached = f"{few:,}" if few == most else f"{few:,} 到 {most:,}"
    return f"{said}不够，{lacking}；看先后，能付到 {reached} 项，共 {fit.count:,} 项。"


def _lacking_text(found: Forecast) -> str:
    if found.left < 0:
        return f"在审的都批准，还差 {money_text(Fen(-found.left))} 元。"
    return "总数够，但有一个资金来源的余额不够它分担的部分，请先调整预算或分担比例。"


def _enough_text(found: Forecast) -> str:
    return f"够：在审的都批准以后，还剩 {money_text(found.left)} 元。"


def _reached_text(found: Forecast) -> str:
    asked, reached = found.asked, found.reached
    said = f"余额 {money_text(found.budget.free)} 元；在审 {_sum_text(asked)}。"
    if not asked.count:
        return f"余额 {money_text(found.budget.free)} 元；没有在审的。"
    if found.missed is None:
        return f"{said}全部够。"
    rest = money_text(Fen(found.budget.free - reached.amount))
    return f"{said}够前 {_sum_text(reached)}，批完这些余 {rest} 元。"


def _year_end_text(found: Forecast) -> str:
    if not found.asked.count:
        return "没有在审的。"
    parts = [f"年底前批准 {_sum_text(found.in_time)}"]
    left = Fen(found.budget.free - found.in_time.amount)
    parts.append(f"届时余 {money_text(left)} 元" if left >= 0 else f"届时差 {money_text(Fen(-left))} 元")
    if found.later.count:
        parts.append(f"可能到明年的 {_sum_text(found.later)}，用明年的预算")
    if found.waits.count:
        parts.append(f"停着、说不准的 {_sum_text(found.waits)}")
    return "；".join(parts) + "。"


def _sum_text(one: Sum) -> str:
    return f"{count_text(one.count, '件')}、{money_text(one.amount)} 元"


_HOW = "按各步最长期限推算，从今天起；以后新受理的不在内。"
