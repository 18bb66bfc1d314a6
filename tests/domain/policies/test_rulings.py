"""Whether notices go out under a policy whose wording is not the official text."""

from dataclasses import replace

import pytest

from domain.policies.rulings import allow_notices, reason_without_ruling, ruling_of
from domain.policies.shelf import reason_against_notices
from domain.store.audit import entries_of
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput


def against(store, policy):
    with store.read() as session:
        return reason_against_notices(session, policy)


def test_that_no_notice_goes_out_until_somebody_says_why_it_may(store, zhengdong):
    assert not zhengdong.official_text
    assert "不是正式文本，还没有定可以据此出具通知书" in against(store, zhengdong)
    allow_notices(store.seat("王小梅"), zhengdong, because=" 已与正式文件逐条核对 ")
    assert against(store, zhengdong) == ""
    with store.read() as session:
        ruling = ruling_of(session, zhengdong)
        (entry,) = entries_of(session, Subject(Kind.RULING, ruling.id))
    assert (ruling.reason, ruling.ruled_by) == ("已与正式文件逐条核对", "王小梅")
    assert entry.action == "policy.rule"
    assert "已与正式文件逐条核对" in entry.summary


def test_that_another_version_is_another_matter(store, zhengdong):
    allow_notices(store.seat("王小梅"), zhengdong, because="核对过")
    assert "不是正式文本" in against(store, replace(zhengdong, version="2", sha256="0" * 64))


def test_that_it_is_said_once_and_with_a_reason(store, zhengdong):
    with pytest.raises(BadInput, match="写明"):
        allow_notices(store.seat("王小梅"), zhengdong, because="  ")
    allow_notices(store.seat("王小梅"), zhengdong, because="核对过")
    with pytest.raises(BadInput, match="已经定过"):
        allow_notices(store.seat("李"), zhengdong, because="再核对")


def test_that_an_official_text_needs_nothing(store, zhengdong):
    official = replace(zhengdong, official_text=True)
    with store.read() as session:
        assert reason_without_ruling(session, official) == ""
    with pytest.raises(BadInput, match="正式文本"):
        allow_notices(store.seat("王小梅"), official, because="核对过")
