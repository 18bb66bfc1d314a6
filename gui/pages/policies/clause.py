"""One clause: what the policy says beside how it is computed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.policies.agreement.differences import disagreements_in, years_of
from domain.policies.language.measures import Type
from domain.policies.language.wording import condition_text, definition_text, quantity_text, threshold_text
from domain.policies.policy import Clause, Policy, Requirement
from domain.policies.runs.summary import Totals
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.policies.trials.examples import try_examples
from gui.early.parts import STRETCH, Link, Note, SectionTitle, fill, in_column, in_row
from gui.formatting import money_text
from gui.pages.policies.disagreements import DisagreementBanner
from gui.widgets.cards import Card
from gui.widgets.formula_text import FormulaFold
from gui.widgets.placing import Scrolling, in_grid
from gui.widgets.prose import Paragraph
from gui.widgets.status import STATUSES, StatusPill


class ClauseView(Scrolling):
    """Wording, whom it is for, conditions, amount and readings of one clause, and what it comes to."""

    enterprises_wanted = Signal()
    """The enterprises behind what the clause comes to are to be listed."""

    papers_wanted = Signal()
    """The papers of the clause are to be set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.touched = Touched(self)
        self.papers_button = Link("定申报材料…", self)
        self.papers_button.hide()

    def show_clause(self, policy: Policy, clause: Clause, dictionary: Dictionary) -> None:
        """Show another clause, from its beginning."""
        content = QWidget()
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        content.setMinimumHeight(1)
        layout = in_column(spacing=12, margins=(0, 0, 4, 8), of=content)
        said, *others = _cards(policy, clause, dictionary)
        papers = _papers(clause)
        self.papers_button = Link("定申报材料…", papers)
        self.papers_button.followed.connect(self.papers_wanted)
        papers.body.addWidget(self.papers_button)
        self.touched = Touched(said)
        self.touched.followed.connect(self.enterprises_wanted)
        said.body.addWidget(self.touched)
        fill(layout, said, *others, papers, STRETCH)
        self.setWidget(content)
        self.verticalScrollBar().setValue(0)

    def show_touched(self, totals: Totals) -> None:
        """Say what the clause comes to for the enterprises of the register."""
        parts = [f"符合 {totals.count(Outcome.GRANTED):,} 户、{money_text(totals.amount)} 元"]
        parts += [
            f"{OUTCOME_NAMES[one]} {totals.count(one):,} 户"
            for one in (Outcome.MISSING, Outcome.MANUAL)
            if totals.count(one)
        ]
        self.touched.say(f"本单位登记的企业：{'，'.join(parts)}")


class Touched(QWidget):
    """What a clause comes to, and the way to those enterprises; hidden until that is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = Paragraph("", self)
        link = Link("逐户看 ›", self)
        self.followed = link.followed
        in_row((self._said, 1), (link, Qt.AlignmentFlag.AlignTop), spacing=8, of=self)
        self.hide()

    def say(self, sentence: str) -> None:
        """Say what the clause comes to."""
        self._said.setText(sentence)
        self.show()

    def text(self) -> str:
        return self._said.text()


def _cards(policy: Policy, clause: Clause, dictionary: Dictionary) -> list[Card]:
    said = Card(clause.title)
    said.body.addWidget(Paragraph(clause.wording))
    banner = DisagreementBanner(said)
    banner.show_disagreements(disagreements_in(policy, clause, years_of(policy)), names_clauses=False)
    said.body.addWidget(banner)
    if policy.caveat:
        said.body.addWidget(Note(policy.caveat))
    cards = [said]
    if clause.each:
        cards.append(
            _note_card("逐个审核", f"每个{dictionary.rows[clause.each].label}单独审核，符合的相加。")
        )
    if clause.who:
        cards.append(_requirements("适用对象", clause.who))
    if clause.conditions:
        cards.append(_requirements("条件（须全部满足）", clause.conditions))
    cards.append(_amount(clause))
    if clause.stages:
        cards.append(_stages(clause))
    cards.append(_readings(policy, clause))
    if clause.examples:
        cards.append(_examples(clause, dictionary.extended(policy.facts)))
    return cards


def _papers(clause: Clause) -> Card:
    nothing = "政策没有写明要哪些材料。本单位可以定一份清单，申报登记时逐份核对。"
    return _note_card("申报材料", "；".join(clause.papers) or nothing)


def _note_card(title: str, text: str) -> Card:
    card = Card(title)
    card.body.addWidget(Paragraph(text))
    return card


def _requirements(title: str, requirements: Sequence[Requirement]) -> Card:
    card = Card(title)
    grid = in_grid(shares=(2, 3), across=24, down=10)
    for row, requirement in enumerate(requirements):
        computed = condition_text(requirement.condition)
        grid.addWidget(Paragraph(requirement.text or computed), row, 0, Qt.AlignmentFlag.AlignTop)
        if requirement.text:
            grid.addWidget(Paragraph(computed), row, 1, Qt.AlignmentFlag.AlignTop)
    fill(card.body, grid, FormulaFold([one.formula for one in requirements]))
    return card


def _amount(clause: Clause) -> Card:
    card = Card("金额")
    if clause.award is None:
        card.body.addWidget(Paragraph(f"由人工认定：{clause.by_person}"))
        return card
    formulas = [f"{one.term} = {one.formula}" for one in clause.definitions]
    for definition in clause.definitions:
        card.body.addWidget(Paragraph(f"{definition.term}：{definition_text(definition.node)}"))
    card.body.addWidget(Paragraph(quantity_text(clause.award)))
    formulas.append(clause.award_formula)
    if clause.total is not None:
        card.body.addWidget(Paragraph(f"各项相加后：{quantity_text(clause.total)}"))
        formulas.append(clause.total_formula)
    card.body.addWidget(FormulaFold(formulas))
    return card


def _stages(clause: Clause) -> Card:
    card = Card("分期拨付")
    for stage in clause.stages:
        conditions = "，且".join(one.text or condition_text(one.condition) for one in stage.conditions)
        percent = threshold_text(stage.share, Type.RATE)
        card.body.addWidget(Paragraph(f"{stage.title}：{percent}{f'（{conditions}）' if conditions else ''}"))
    return card


def _examples(clause: Clause, dictionary: Dictionary) -> Card:
    card = Card("随政策文件的案例")
    grid = in_grid(shares=(3, 2), across=20, down=8)
    for row, one in enumerate(try_examples(clause, dictionary)):
        grid.addWidget(Paragraph(one.example.name), row, 0, Qt.AlignmentFlag.AlignTop)
        said = one.found_text if one.is_as_expected else f"应为 {one.expected_text}，却是 {one.found_text}"
        grid.addWidget(Paragraph(said), row, 1, Qt.AlignmentFlag.AlignTop)
        pill = StatusPill(parent=card)
        status = (
            STATUSES["granted"].named("相符") if one.is_as_expected else STATUSES["changed"].named("不符")
        )
        pill.show_status(status)
        grid.addWidget(pill, row, 2, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


def _readings(policy: Policy, clause: Clause) -> Card:
    card = Card("口径")
    if clause.readings:
        card.body.addWidget(SectionTitle("本条"))
        for reading in clause.readings:
            card.body.addWidget(Paragraph(f"· {reading}"))
    if policy.readings:
        card.body.addWidget(SectionTitle("全文通用"))
        for reading in policy.readings:
            card.body.addWidget(Paragraph(f"· {reading}"))
    return card
