"""The practice store beside the office's own."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtWidgets import QLabel

from domain.enterprises.queries import count
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.problems import BackupProblem
from domain.store.backup.restoring import look_at, stage
from domain.store.engine import Store
from domain.store.plain import PRACTICE
from domain.values.errors import DomainError
from domain.values.progress import Silent
from gui.pages.settings.practice import PracticeCard, begin_anew, practice_home, prepare
from gui.shell.app import Shell, build_services


def test_that_a_practice_store_is_made_beside_the_office_and_says_what_it_is(qapp, qtbot, context, tmp_path):
    before = sorted(context.home.rglob("*"))
    home = practice_home(context.home)
    assert home.parent == context.home.parent
    prepare(context, home, Silent())
    assert sorted(context.home.rglob("*")) == before, "nothing of the office's own was touched"
    store = Store.open(home)
    try:
        assert store.ask(count) > 50
        there = replace(context, seat=store.seat("练习"), home=home)
        assert there.is_practice
        assert not context.is_practice
        services = build_services(qapp, there)
        shell = Shell(qapp, services)
        try:
            band = shell.window.findChild(QLabel, "practiceBand")
            assert "虚构" in band.text()
            card = PracticeCard(services)
            qtbot.addWidget(card)
            assert not hasattr(card, "open_button"), "no practice within practice"
            qtbot.waitUntil(lambda: services.jobs.is_idle)
        finally:
            services.jobs.shut_down()
            shell.close()
    finally:
        store.close()
    practised, own = tmp_path / "练习.zqdbak", tmp_path / "本单位.zqdbak"
    write_backup(home, practised, Silent(), occasion=Occasion.BY_HAND, program="0.1.0")
    write_backup(context.home, own, Silent(), occasion=Occasion.BY_HAND, program="0.1.0")
    for refused in (look_at, partial(stage, reporter=Silent(), program="0.1.0")):
        with pytest.raises(BackupProblem, match="虚构的，不能恢复成本单位的数据"):
            refused(path=practised, home=context.home)
        with pytest.raises(BackupProblem, match="不能恢复到练习库"):
            refused(path=own, home=home)
    assert look_at(practised, home).is_practice
    (home / "zhuqidui.lock").touch()
    with pytest.raises(DomainError, match="还开着"):
        begin_anew(home)
    (home / "zhuqidui.lock").unlink()
    with pytest.raises(DomainError, match="不是练习库"):
        begin_anew(context.home)
    begin_anew(home)
    assert not (home / PRACTICE).exists()
