from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.statistics.documents.table import compose_table
from domain.statistics.figures import Figures
from domain.statistics.sources import ROWS
from domain.statistics.tables.columns import columns_of
from domain.statistics.tables.running import Means, every_row
from domain.values.errors import BadInput
from reports.documents.papers import paper_bytes
from tests.conftest import RESOURCES
from tests.domain.statistics.district import District
from tests.reports.reading import pages_of

SERVED = Figures.load(RESOURCES / "figures").tables["enterprises-served"]
NOW = datetime(2022, 12, 30, 1, 30, tzinfo=UTC)


def test_that_a_table_on_paper_has_every_row_and_its_totals(
    store, sample_office, fonts, dictionary: Dictionary
):
    district = District(store, 3)
    district.visit(0)
    means = Means(dictionary, district.rules)
    rows = list(every_row(store, SERVED, means))
    with store.read() as session:
        text = "".join(pages_of(paper_bytes(compose_table(session, SERVED, means, NOW), fonts)))
        assert all(str(row[0]) in text for row in rows)
        assert "合计" in text
        assert f"企业共{len(rows)}行" in text
        phones = replace(SERVED, columns=("enterprise", "fact:contact_phone"))
        shown = "".join(pages_of(paper_bytes(compose_table(session, phones, means, NOW), fonts)))
        known = [str(row[1]) for row in every_row(store, phones, means) if row[1]]
        assert known
        assert not any(phone in shown for phone in known)
        wide = replace(SERVED, columns=tuple(columns_of(ROWS["enterprises"], dictionary)))
        with pytest.raises(BadInput, match="打印最多 12 列"):
            compose_table(session, wide, means, NOW)
