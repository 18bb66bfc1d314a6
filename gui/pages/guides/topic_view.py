"""One topic, large enough to be read out on the telephone."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QWidget

from domain.outreach.guide_entities import Topic
from domain.outreach.guides.topics import lines_of, standing_text
from gui.early.action_row import ActionRow
from gui.early.parts import STRETCH, Link, fill, in_column, in_row, named_label
from gui.early.theme import px
from gui.formatting import date_text
from gui.services import Services
from gui.targets import ToPolicy
from gui.widgets.cards import Banner, Card
from gui.widgets.placing import Scrolling, in_grid
from gui.widgets.prose import Paragraph

_UNFILLED = "本单位还没有填写"


class TopicView(QWidget):
    """Shows a topic: what is said step by step, then what to bring along and where to go."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.topic: Topic | None = None
        self.card = Card(parent=self)
        self._scroll = Scrolling(self)
        self._scroll.setObjectName("onCard")
        self._acts = ActionRow(self)
        in_column(self.card, of=self)
        self.card.body.addWidget(self._scroll, 1)
        self.card.body.addLayout(in_row((self._acts, 1)))
        self.show_topic(None)

    def add_below(self, act: QWidget) -> None:
        """Put an act on the topic below it."""
        self._acts.add(act)

    def show_topic(self, row: Topic | None) -> None:
        """Show a topic; None shows nothing."""
        self.topic = row
        self._acts.setVisible(row is not None)
        content = QWidget()
        rows = in_column(spacing=14, margins=(4, 0, 12, 8), of=content)
        if row is not None:
            title = Paragraph(row.title)
            title.setObjectName("pageTitle")
            fill(rows, title)
            if said := standing_text(row, date.today()):
                fill(rows, Banner("warning", "warning", content, said=said))
            for at, line in enumerate(lines_of(row.answer), start=1):
                step = Paragraph(f"{at}. {line}")
                step.setObjectName("readOut")
                fill(rows, step)
            fill(rows, self._facts(row, content))
        fill(rows, STRETCH)
        self._scroll.setWidget(content)

    def _facts(self, row: Topic, over: QWidget) -> QWidget:
        holder = QWidget(over)
        grid = in_grid(across=16, down=8, shares=(0, 1), of=holder)
        grid.setContentsMargins(0, px(8), 0, 0)
        for at, (label, text) in enumerate(facts_of(row)):
            grid.addWidget(named_label("fieldLabel", label, holder), at, 0)
            value = Paragraph(text, holder)
            if text == _UNFILLED:
                value.setObjectName("note")
            grid.addWidget(value, at, 1)
        if row.policy_id:
            at = grid.rowCount()
            grid.addWidget(named_label("fieldLabel", "依据", holder), at, 0)
            for more, widget in enumerate(self._basis(row, holder)):
                grid.addWidget(widget, at + more, 1)
        return holder

    def _basis(self, row: Topic, over: QWidget) -> Iterator[QWidget]:
        """Say on what it rests, and what has to be said of that text; the way there in a line of its own."""
        policy = self._services.context.policies.policies.get(row.policy_id)
        if policy is None:
            yield Paragraph(f"政策 {row.policy_id} 现在不在政策库里", over)
            return
        clause = policy.clauses.get(row.clause_id)
        yield Paragraph(f"{policy.title}{f'　{clause.title}' if clause else ''}", over)
        if policy.caveat:
            caveat = Paragraph(policy.caveat, over)
            caveat.setObjectName("note")
            yield caveat
        line = QWidget(over)
        link = Link("看条文", line)
        link.followed.connect(lambda: self._services.go_to(ToPolicy(row.policy_id, row.clause_id)))
        in_row(link, STRETCH, of=line)
        yield line


def facts_of(row: Topic) -> Iterator[tuple[str, str]]:
    """Say what is known of a topic besides what is read out, each with its name."""
    if papers := lines_of(row.papers):
        yield "要带的材料", "\n".join(f"{at}. {one}" for at, one in enumerate(papers, start=1))
    yield "到哪里办", row.place or _UNFILLED
    yield "电话", row.phone or _UNFILLED
    yield "办公时间", row.hours or _UNFILLED
    if row.days:
        yield "承诺期限", f"{row.days} 个工作日"
    if row.valid_from or row.valid_until:
        first = date_text(row.valid_from) if row.valid_from else ""
        last = date_text(row.valid_until) if row.valid_until else ""
        yield "有效期", f"{first}至{last}" if first and last else f"{first}起" if first else f"至{last}"
    checked = f"{date_text(row.checked_on)}核对过" if row.checked_on else "还没有核对过"
    yield "维护", f"{row.keeper}　{checked}" if row.keeper else checked
