"""The dialogs, popups and messages over the other pages, and what is shown in place of the window."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from domain.cases.documents.kinds import CasePaper
from domain.cases.numbering import Unsure
from domain.cases.queries import list_notices, papers_of
from domain.funds.documents.rewording import FORMS
from domain.policies.agreement.differences import disagreements_of
from domain.policies.policy import Policy
from domain.policies.shelf import import_policy
from domain.policies.signatures import make_keys
from domain.store.audit import now
from domain.store.backup.archive import write_backup
from domain.store.backup.keeping import keep_backup, kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.engine import Loss
from domain.store.numbers.entries import Numbered, NumberKind, Series, without_paper
from domain.values.errors import BadInput
from domain.values.progress import Silent
from gui.backups.making import BackupDialog
from gui.files.printing import PrintDialog
from gui.forms.asking import TextDialog
from gui.pages.cases.documents import show_paper
from gui.pages.cases.telling import TellDialog
from gui.pages.cases.whole_batch import WholeBatchDialog
from gui.pages.notices.checking import CheckDialog
from gui.pages.policies.policy_dialogs import reason_dialog
from gui.pages.settings.issuers import IssuerDialog
from gui.pages.settings.wording_dialog import WordingDialog
from gui.restoring.last_numbers import LastNumbersDialog
from gui.restoring.papers_since import PapersDialog
from gui.restoring.restore_dialog import RestoreDialog
from gui.restoring.telling import NumbersTeller, ask_for_last_numbers
from gui.targets import ToDecided, ToPage
from gui.widgets.dialog import Question, confirm
from gui.widgets.finder import Finder
from gui.widgets.help import HelpPopover
from tests.filling import ALONE, ROADS
from tests.gui.pictures.office import RESOURCES, Opened, cases_of, issue
from tests.gui.pictures.pages import Scene, decided, first_code

_PREFIX: Final = "郑东企服"
_PASSPHRASE: Final = "郑东 2026 备份口令"
_LONG: Final = "郑州郑东新区云图数字智能装备研究院与成果转化有限责任公司"


def office_dialogs() -> Iterator[Scene]:
    """Yield every dialog that is not over the page of enterprises."""
    yield "finder", lambda o: _finder(o, "")
    yield "finder-found", lambda o: _finder(o, "郑州")
    yield "finder-nothing", lambda o: _finder(o, "没有这样的")
    yield "help", _help
    yield "message-success", partial(_message, "success")
    yield "message-warning", partial(_message, "warning")
    yield "message-error", partial(_message, "error")
    yield "message-details", _details
    yield "policy-unsigned", _unsigned
    yield "policy-version", _version
    yield "policy-mistakes", _mistakes
    yield "policy-use", _use
    yield "policy-use-refused", _use_refused
    yield "policy-reason", _reason
    yield "policy-ruling", _ruling
    yield "policy-withdraw", _withdraw
    yield "policy-trial-save", _save_trial
    yield "manual-withdraw", _withdraw_decision
    yield "issuing-lacking", _lacking
    yield "issuing-doubts", _doubts
    yield "issuing-last-number", _last_number
    yield "notice-void", _void
    yield "notice-check", partial(_check, 0)
    yield "notice-check-wrong", partial(_check, 1)
    yield "signing-change", _signing_change
    yield "paper-register", _register
    yield "paper-keys", _keys_sheet
    yield "paper-working", _working
    yield "paper-fonts", _font_sheet
    yield "case-telling", _telling
    yield "paper-cases", _of_cases
    yield "paper-whole-batch", _whole_batch
    yield "print", _print
    yield "save-file", _save_file
    yield "open-file", _open_file
    yield "issuer", _issuer
    yield "issuer-refused", _issuer_refused
    yield "backup", _backup
    yield "restore", _restore
    yield "restore-locked", _restore_locked
    yield "restore-leaving", _leaving
    yield "numbers-lost", _lost
    yield "numbers-out", _papers
    yield "numbers-unsure", _unsure
    for at in range(6):
        yield f"settings-{at}", partial(_settings, at)
    yield "settings-wrong", _settings_wrong
    yield "wording-wrong", _wording_wrong
    yield "wording-words", _wording_words


# Over every page


def _ruling(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("policies"))
    page.ruling._on_rule()
    return page.ruling.dialog


def _check(changed: int, opened: Opened) -> QWidget:
    """Hold the code of the first notice, or one in which a word was changed."""
    context = opened.context
    paper = context.store.ask(papers_of, [context.store.ask(list_notices)[-1].id])[0]
    assert paper.code is not None
    page = opened.go(ToPage("notices"))
    page.check_button.click()
    dialog = opened.top(CheckDialog)
    dialog.codes.set_value(paper.code.text.replace("审批", "拨付") if changed else paper.code.text)
    dialog.go_button.click()
    opened.settle()
    return dialog


def _signing_change(opened: Opened) -> QWidget:
    page = opened.go(ToPage("settings"))
    opened.settle()
    page.signing_card.change_button.click()
    return opened.top(TextDialog)


def _keys_sheet(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("settings"))
    opened.settle()
    page.signing_card.print_button.click()
    opened.settle()
    return page.signing_card.dialog


def _register(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("notices"))
    page.register_button.click()
    opened.settle()
    return page.register_dialog


def _working(opened: Opened) -> QWidget | None:
    page = opened.go(ToDecided(first_code(opened)))
    opened.settle()
    page.detail.working_button.click()
    opened.settle()
    return page.working_dialog


def _font_sheet(opened: Opened) -> QWidget | None:
    card = opened.go(ToPage("settings")).fonts_card
    opened.settle()
    card.sheet_button.click()
    opened.settle()
    return card.sheet_dialog


def _of_cases(opened: Opened) -> QWidget:
    ids = cases_of(opened.context, ROADS.begun_on(date(2026, 1, 1))["unasked"], -3)
    dialog = show_paper(opened.window, opened.services, ids, CasePaper.APPROVAL)
    opened.settle()
    return dialog


def _whole_batch(opened: Opened) -> QWidget:
    ids = cases_of(opened.context, ROADS.begun_on(date(2026, 1, 1))["unasked"], -3)
    dialog = WholeBatchDialog(opened.window, opened.services, ids)
    dialog.open()
    opened.settle()
    return dialog


def _telling(opened: Opened) -> QWidget:
    ids = cases_of(opened.context, ALONE, -6)
    dialog = TellDialog(opened.window, opened.services, ids)
    dialog.open()
    opened.settle()
    return dialog


def _finder(opened: Opened, text: str) -> QWidget:
    opened.go(ToPage("enterprises"))
    opened.window._on_search()
    opened.settle()
    finder = opened.top(Finder)
    QTest.keyClicks(finder.line, text) if text.isascii() else finder.line.setText(text)
    finder._search()
    opened.settle()
    return finder


def _help(opened: Opened) -> QWidget:
    opened.go(ToPage("notices"))
    opened.window._on_help()
    return opened.top(HelpPopover)


def _message(tone: str, opened: Opened) -> None:
    opened.go(ToPage("enterprises"))
    words = {
        "success": f"已保存“{_LONG}”",
        "warning": "备份时发现 2 个附件和加入时不一样，已照现在的样子备份；到“设置”页点“检查附件”看看。",
        "error": "数据文件夹所在的磁盘已满，没有保存；请删去一些别的文件，再保存一次。",
    }
    said = opened.services.messages
    if tone == "error":
        said.error(BadInput(words[tone]))
    else:
        getattr(said, tone)(words[tone], action=("去看看", lambda: None))


def _details(opened: Opened) -> None:
    opened.go(ToPage("assessment"))
    opened.services.messages.error(
        BadInput([f"第 {row} 行，“{_LONG}”：统一社会信用代码应为 18 位" for row in range(2, 40)])
    )
    opened.settle()
    opened.window.message_bar.more_button.click()


# Policies


def _shelf(opened: Opened) -> Any:
    page = opened.go(ToPage("policies"))
    page.shelf_button.click()
    opened.settle()
    return page.shelf


def _shipped(opened: Opened) -> Policy:
    return opened.context.policies.find("zhengdong-2022")


def _pays_more(opened: Opened) -> bytes:
    content = _shipped(opened).content
    return content.replace("全年租金[2022] × 20%, 50万".encode(), "全年租金[2022] × 25%, 80万".encode())


def _unsigned(opened: Opened) -> QWidget:
    text = (RESOURCES / "policies" / "template-loan-interest.toml").read_text("utf-8")
    text = text.replace("is_template = true\n", "").replace("template-loan-interest", "loans-2022")
    path = opened.folder / "郑东新区2022年流动资金贷款贴息实施细则.toml"
    path.write_text(text, encoding="utf-8")
    shelf = _shelf(opened)
    shelf.take(path)
    dialog = opened.top(TextDialog)
    dialog.take_button.click()
    return dialog


def _version(opened: Opened) -> QWidget:
    path = opened.folder / "改过.toml"
    path.write_bytes(_pays_more(opened))
    _shelf(opened).take(path)
    return opened.top(TextDialog)


def _mistakes(opened: Opened) -> None:
    path = opened.folder / "写错的.toml"
    path.write_bytes(_pays_more(opened).replace("全年租金".encode(), "全年房租".encode()))
    _shelf(opened).take(path)
    opened.settle()


def _imported(opened: Opened) -> Any:
    context = opened.context
    shelf = _shelf(opened)
    if not shelf.model.rows:
        import_policy(
            context.store.seat("王小梅"),
            _pays_more(opened),
            "改过.toml",
            context.shipped,
            accepted_because="核对过",
            version="2",
        )
        shelf.reload()
        opened.settle()
    return shelf


def _use(opened: Opened) -> QWidget:
    _imported(opened).use_button.click()
    return opened.top(TextDialog)


def _use_refused(opened: Opened) -> QWidget:
    _use(opened)
    dialog = opened.top(TextDialog)
    dialog.take_button.click()
    return dialog


def _reason(opened: Opened) -> QWidget:
    shelf = _imported(opened)
    (one,) = (one for one in shelf.model.rows if one.version == "2")
    dialog = reason_dialog(one.policy, disagreements_of(one.policy), shelf)
    dialog.open()
    return dialog


def _withdraw(opened: Opened) -> QWidget:
    shelf = _imported(opened)
    shelf._on_withdraw()
    return opened.top(Question)


def _save_trial(opened: Opened) -> QWidget:
    page = opened.go(ToPage("policies"))
    page.trial_button.click()
    opened.settle()
    return confirm(
        page,
        "存为新版本？",
        f"改动将存为《{_shipped(opened).title}》的新版本，放在“政策文件”里，还没有启用。"
        "条文和口径不会自动跟着改；不再相符的随附案例，应得结果会改成新公式算出的结果。启用前请核对。",
        "存为新版本",
        lambda: None,
    )


# Notices


def _issuing(opened: Opened) -> Any:
    page = opened.go(ToPage("assessment"))
    page._show_list()
    page.issue_button.click()
    opened.settle()
    return opened.page("notices").issuing


def _withdraw_decision(opened: Opened) -> QWidget:
    decided(opened)
    deciding = opened.page("assessment").deciding
    deciding._on_withdraw()
    return deciding.dialog


def _lacking(opened: Opened) -> None:
    view = _issuing(opened)
    view.lacking.say("本单位信息没有填全，还不能出具。缺：发文机关标志、发文机关代字、署名、联系电话。")
    view.issue_button.click()
    opened.settle()


def _doubts(opened: Opened) -> QWidget:
    view = _issuing(opened)
    doubts = [
        "批准日期 2022-11-01 在最近一份通知书的批准日期（2022-11-08）以前，请核对。",
        "这台电脑的时间（2020-01-01）比上次使用时（2022-11-08）还早，请先校正电脑的日期。",
    ]
    view._on_doubts(lambda: None, doubts)
    return opened.top(Question)


def _last_number(opened: Opened) -> QWidget:
    unsure = [Unsure(Series(_PREFIX, 2022), 58)]
    dialog = ask_for_last_numbers(opened.services, unsure, _issuing(opened), lambda: None)
    dialog.done_button.click()
    return dialog


def _void(opened: Opened) -> QWidget:
    page = opened.go(ToPage("notices"))
    page._show_list()
    page.list.table.selectRow(0)
    opened.settle()
    page.void_button.click()
    dialog = opened.top(TextDialog)
    dialog.take_button.click()
    return dialog


def _print(opened: Opened) -> QWidget:
    page = opened.go(ToPage("notices"))
    dialog = PrintDialog(["HP LaserJet Pro M428（二楼打印室）"], "3 份通知书，共 3 页", page.window())
    dialog.open()
    return dialog


def _save_file(opened: Opened) -> QWidget:
    page = opened.go(ToPage("notices"))
    page._show_list()
    page.list.table.selectRow(0)
    opened.settle()
    page.save_button.click()
    return opened.top(QFileDialog)


def _open_file(opened: Opened) -> QWidget:
    _shelf(opened)._on_import()
    return opened.top(QFileDialog)


# Settings


def _issuer(opened: Opened) -> QWidget:
    page = opened.go(ToPage("settings"))
    page.issuers_card.add_button.click()
    dialog = opened.top(IssuerDialog)
    if not list(opened.folder.glob("*.pub")):
        make_keys("省厅", opened.folder, "")
    dialog.take(next(opened.folder.glob("*.pub")))
    return dialog


def _issuer_refused(opened: Opened) -> QWidget:
    page = opened.go(ToPage("settings"))
    page.issuers_card.add_button.click()
    dialog = opened.top(IssuerDialog)
    dialog.add_button.click()
    return dialog


def _backup(opened: Opened) -> QWidget:
    page = opened.go(ToPage("settings"))
    page.backup_card.make_button.click()
    dialog = opened.top(BackupDialog)
    dialog.check.click()
    dialog.next_button.click()
    return dialog


def keep_backup_once(opened: Opened) -> None:
    """Let there be one automatic backup."""
    home = opened.context.home
    if not kept_backups(home):
        keep_backup(home, Silent(), occasion=Occasion.AUTOMATIC, program="0.1.0")


def _restore(opened: Opened) -> Any:
    keep_backup_once(opened)
    page = opened.go(ToPage("settings"))
    page.backup_card.restore_button.click()
    dialog = opened.top(RestoreDialog)
    opened.wait(dialog.restore_button.isEnabled)
    dialog.preview.try_button.click()
    opened.settle()
    return dialog


def _restore_locked(opened: Opened) -> QWidget:
    dialog = _restore(opened)
    dialog.preview.show_backup(backup_by_hand(opened, _PASSPHRASE))
    opened.settle()
    return dialog


def backup_by_hand(opened: Opened, passphrase: str = "") -> Path:
    """Return a backup on a stick."""
    path = (
        opened.folder / f"助企兑备份-郑州市郑东新区企业服务中心-20260302{'加锁' if passphrase else ''}.zqdbak"
    )
    if not path.exists():
        home = opened.context.home
        write_backup(home, path, Silent(), occasion=Occasion.BY_HAND, program="0.1.0", passphrase=passphrase)
    return path


def _leaving(opened: Opened) -> QWidget:
    keep_backup_once(opened)
    issue(opened.context, 5, 17)
    dialog = _restore(opened)
    dialog.restore_button.click()
    opened.wait(lambda: dialog.question)
    return dialog.question


def _lost(opened: Opened) -> QWidget:
    opened.go(ToPage("notices"))
    teller = NumbersTeller(opened.services, opened.window)
    moment = (now() - timedelta(days=1)).isoformat(" ")
    teller._tell_loss(Loss(7, moment))
    return opened.top(Question)


def _papers(opened: Opened) -> QWidget:
    opened.go(ToPage("notices"))
    dialog = PapersDialog("有 12 份通知书不在现在的数据里，文号已登记", _numbered(12), opened.window)
    dialog.open()
    return dialog


def _numbered(count: int) -> list[Numbered]:
    at = datetime(2022, 11, 2, 1, 30, tzinfo=UTC)
    series = Series(_PREFIX, 2022)
    known = {"enterprise_name": _LONG, "amount": 123_456_700, "uscc": "X", "issued_by": "李四"}
    return [
        without_paper(
            series, number, NumberKind.BEFORE_RESTORE if number % 3 else NumberKind.LOST, at
        ).model_copy(update=known if number % 4 else {})
        for number in range(59, 59 + count)
    ]


def _unsure(opened: Opened) -> QWidget:
    opened.go(ToPage("notices"))
    unsure = [Unsure(Series(prefix, year), 12) for prefix in (_PREFIX, "郑东经发") for year in (2022, 2023)]
    dialog = LastNumbersDialog(unsure, opened.window)
    dialog.open()
    return dialog


def _settings(at: int, opened: Opened) -> None:
    page = opened.go(ToPage("settings"))
    bar = page._scroll.verticalScrollBar()
    bar.setValue(bar.maximum() * at // 5)
    opened.settle()


def _wording(opened: Opened) -> WordingDialog:
    card = opened.go(ToPage("settings")).wordings_card
    opened.settle()
    card.open(next(form for form in FORMS if form.id == "notice"))
    opened.settle()
    return opened.top(WordingDialog)


def _wording_wrong(opened: Opened) -> QWidget:
    dialog = _wording(opened)
    text = dialog.editor.toPlainText().replace("{{企业名称}}", "{{企业名}}").replace("{{完}}。", "。")
    dialog.editor.take_over(text.replace("{{段：联系方式}}", "{{段：联系方法}}"))
    dialog._look()
    return dialog


def _wording_words(opened: Opened) -> QWidget:
    dialog = _wording(opened)
    dialog.pane.set_value("words")
    return dialog


def _settings_wrong(opened: Opened) -> None:
    page = opened.go(ToPage("settings"))
    page._scroll.verticalScrollBar().setValue(0)
    page.form.binding.set_value("number_prefix", "郑东企服〔2026〕1号")
    page.save()
    opened.settle()
