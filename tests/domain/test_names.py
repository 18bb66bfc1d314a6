"""Names hold nothing that nobody can see, wherever they come in."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.cases.service import Approval
from domain.enterprises.attachments.names import safe_name
from domain.enterprises.register.conditions import Tagged
from domain.enterprises.register.saved_filters import SavedFilter, save_filter, saved_filters
from domain.enterprises.register.tags import tidied
from domain.office.entities import Office, OfficeFields
from domain.office.service import find_office
from domain.policies.signatures import make_keys
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.engine import Store
from domain.values.errors import BadInput
from domain.values.progress import Silent
from gui.backups.making import file_name_for
from gui.files.paper_desk import safe_file_name
from tests.meddling import meddling

UNSEEN = "甲\u202e\u200b\u2066\u061c\ufeff局"
CONTROLLED = "甲\x07局"


def test_that_what_nobody_can_see_falls_away():
    assert OfficeFields(name=UNSEEN, number_prefix=UNSEEN).number_prefix == "甲局"
    assert Approval(UNSEEN, date(2026, 3, 2)).approver == "甲局"
    assert tidied(UNSEEN) == "甲局"
    assert safe_name(f"{UNSEEN}.pdf") == "甲局.pdf"
    assert safe_file_name(UNSEEN) == "甲局.pdf"
    assert file_name_for(UNSEEN, date(2026, 3, 2)) == "助企兑备份-甲局-20260302.zqdbak"


def test_that_control_characters_are_refused_where_a_name_is_typed(store: Store, tmp_path: Path):
    with pytest.raises(ValidationError, match="控制字符"):
        OfficeFields(number_prefix=CONTROLLED)
    with pytest.raises(BadInput, match="控制字符"):
        Approval(CONTROLLED, date(2026, 3, 2))
    with pytest.raises(BadInput, match="控制字符"):
        tidied(CONTROLLED)
    with pytest.raises(BadInput, match="控制字符"):
        save_filter(store.seat("王"), SavedFilter(CONTROLLED, "甲", ()))
    with pytest.raises(BadInput, match="看不见"):
        make_keys(CONTROLLED, tmp_path, "")
    for name in (UNSEEN, CONTROLLED):
        with pytest.raises(BadInput, match="看不见"):
            write_backup(
                store.path.parent,
                tmp_path / f"{name}.zqdbak",
                Silent(),
                occasion=Occasion.BY_HAND,
                program="0.1.0",
            )


def test_that_a_filter_is_kept_under_a_name_that_can_be_seen(store: Store):
    save_filter(store.seat("王"), SavedFilter(UNSEEN, "甲", (Tagged(("重点",)),)))
    with store.read() as session:
        assert [one.name for one in saved_filters(session)] == ["甲局"]


def test_that_an_office_recorded_by_an_earlier_program_is_read_as_it_is(store: Store):
    with meddling(store) as session:
        session.add(Office(id=1, name=CONTROLLED, mark="", number_prefix="", contact="", phone="", signer=""))
    assert find_office(store).name == CONTROLLED
