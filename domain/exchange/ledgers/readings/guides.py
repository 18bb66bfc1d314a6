"""Rows of 办事指南."""

from domain.exchange.ledgers.reading import Cells, Reading
from domain.outreach.guides.topics import TopicFields
from domain.outreach.guides.topics import complaints_of as complaints_of_topic


class TopicsReading(Reading):
    def read(self, cells: Cells) -> TopicFields | None:
        title = cells.needed("title", "请填写办事指南的标题")
        cells.needed("answer", "请填写怎么答复，每行一步")
        said = cells.text("days").removesuffix("个工作日").removesuffix("天").strip()
        if said and not (said.isascii() and said.isdigit()):
            cells.complain("days", f"承诺期限“{said}”看不懂，请只写几个工作日，如 5")
            return None
        topic = TopicFields(
            title,
            cells.lines("asks"),
            cells.lines("answer"),
            cells.lines("papers"),
            cells.text("place"),
            cells.text("phone"),
            cells.text("hours"),
            days=int(said) if said else None,
            valid_from=cells.day("valid_from"),
            valid_until=cells.day("valid_until"),
            keeper=cells.text("keeper"),
            checked_on=cells.day("checked_on"),
        )
        for sentence in () if cells.faults else complaints_of_topic(topic):
            cells.complain("title", sentence)
        if title in self.known.topics:
            cells.complain("title", f"已有办事指南“{title}”，没有重复登记；要改的请在“办事指南”页改")
        self.is_repeated(cells, "title", "同一标题", (title,))
        return topic
