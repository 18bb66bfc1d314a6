"""Rows of 培育库."""

from domain.exchange.ledgers.reading import Cells, Reading
from domain.outreach.cultivation.keeping import EntryFields, HelpFields, entry_complaints
from domain.outreach.cultivation_entities import Stage as Growth


class CultivatedReading(Reading):
    def read(self, cells: Cells) -> EntryFields | None:
        enterprise, since = self.enterprise(cells), cells.needed_day("since")
        named = cells.needed("target", "请填写目标，如四上、专精特新中小企业")
        target = cells.trying("target", lambda: self.known.target(named)) if named else None
        name, cadre_id = cells.text("cadre"), None
        if name:
            unit = cells.text("department")
            cadre = cells.trying("cadre", lambda: self.known.cadre(name, unit, self.today))
            cadre_id = None if cadre is None or cadre.id is None else cadre.id
        if enterprise is None or since is None or target is None:
            return None
        given = EntryFields(
            enterprise.id,
            target,
            since,
            Growth(cells.text("stage") or Growth.SOUGHT),
            HelpFields(cadre_id, cells.day("planned_on"), cells.lines("remark")),
            cells.day("reached_on"),
            cells.day("lost_on"),
            cells.text("because"),
            cells.day("dropped_on"),
        )
        for at, sentence in entry_complaints(given, self.today):
            cells.complain(at, sentence)
        if not given.stage.is_over:
            if (enterprise.id, target) in self.known.cultivated:
                cells.complain("target", f"“{enterprise.name}”已经以“{named}”入了培育库，没有重复登记")
            self.is_repeated(cells, "target", "同一企业、同一目标", (enterprise.id, target))
        if (enterprise.id, target, since) in self.known.cultivated_since:
            said = f"“{enterprise.name}”{since.isoformat()} 以“{named}”入库的已经登记，没有重复登记"
            cells.complain("target", said)
        key = enterprise.id, target, since, given.stage
        self.is_repeated(cells, "target", "同一企业、同一目标、同一天入库", key)
        return given
