"""编写新政策: a policy from its document to the shelf, step by step."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from domain.policies.authoring.documents.opening import of_text
from domain.policies.authoring.draft import PolicyDraft
from domain.policies.authoring.kept import begin_draft, delete_draft, list_drafts
from domain.policies.authoring.making import begun_from
from gui.pages.authoring.together import TogetherDialog
from gui.pages.authoring.view import CLAUSES, DOCUMENT, FACTS, FINISH, PROVING
from gui.targets import ToPage, ToPolicyDrafts
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_NUMBERS = "一二三四五六七八九十"


def authoring_pages() -> Iterator[Scene]:
    """Yield the steps, in an order that needs no way back."""
    yield "authoring-empty", lambda o: o.go(ToPage("policies")) and _pressed(o)
    yield "authoring-drafts", lambda o: _begun(o) and None
    yield "authoring-drafts-deleted", _deleted
    yield "authoring-document", lambda o: _step(o, DOCUMENT)
    yield "authoring-together", _together
    yield "authoring-clause", lambda o: _clause(o, 0)
    yield "authoring-clause-tiers", lambda o: _clause(o, 2)
    yield "authoring-clause-doubt", lambda o: _clause(o, 4)
    yield "authoring-facts", lambda o: _step(o, FACTS)
    yield "authoring-facts-new", _new_fact
    yield "authoring-proving", lambda o: _step(o, PROVING)
    yield "authoring-finish", lambda o: _step(o, FINISH)


def _pressed(opened: Opened) -> None:
    opened.page("policies").write_button.click()
    opened.settle()


def _text(opened: Opened) -> str:
    """Return the ten clauses as a document has them."""
    clauses = opened.context.policies.find("zhengdong-2022").clauses.values()
    said = [f"第{_NUMBERS[at]}条　{one.title}\n{one.wording}" for at, one in enumerate(clauses)]
    ends = "本政策自2022年1月1日起施行，有效期至2022年12月31日。本政策所称“以上”含本数。"
    return "\n".join(["某区2022年助企政策", *said, f"附则\n{ends}"])


def _begun(opened: Opened) -> bool:
    store = opened.context.store
    if not store.ask(list_drafts):
        document = of_text(_text(opened))
        begin_draft(store.seat("李建国"), begun_from(document), document)
    opened.go(ToPolicyDrafts())
    opened.settle()
    return True


def _deleted(opened: Opened) -> None:
    store = opened.context.store
    seat = store.seat("李建国")
    delete_draft(seat, begin_draft(seat, PolicyDraft("gone", title="某区2021年助企政策")))
    _begun(opened)
    opened.page("policies").writing.drafts.list.which.set_value("deleted")
    opened.settle()


def _writing(opened: Opened) -> QWidget:
    page = opened.page("policies")
    if page.writing.view.draft_id is None:
        _begun(opened)
        [listed] = opened.context.store.ask(list_drafts)
        opened.go(ToPolicyDrafts(listed.id))
        opened.settle()
        view = page.writing.view
        opened.wait(lambda: view.reader.is_current)
        view.document.tick_button.click()
        opened.wait(lambda: view.steps.draft.clauses and not page.has_unsaved())
    return page.writing.view


def _step(opened: Opened, step: str, then: Callable[[QWidget], object] = lambda _: None) -> None:
    view = _writing(opened)
    opened.go(ToPage("policies"))
    view.go_to(step)
    opened.wait(lambda: view.reader.is_current)
    opened.settle()
    then(view)
    opened.settle()


def _clause(opened: Opened, at: int) -> None:
    _step(opened, CLAUSES, lambda view: view.clauses.show_clause(view.steps.draft.clauses[at].id))


def _new_fact(opened: Opened) -> QWidget:
    _step(opened, FACTS, lambda view: view.facts.add_button.click())
    return _writing(opened).facts.dialog


def _together(opened: Opened) -> QWidget:
    _step(opened, DOCUMENT, lambda view: view.document._on_together())
    dialog: TogetherDialog = _writing(opened).document.dialog
    dialog.how.set_value("cap")
    dialog.across.setCurrentIndex(1)
    opened.settle()
    return dialog
