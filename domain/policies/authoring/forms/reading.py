"""A formula's text → its shape."""

from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Condition, Form, Locked, Quantity


def condition_form(formula: str, scope: Scope) -> Condition | Locked:
    """Return the shape of a condition; an empty formula is `shapes.Empty`.

    Names that mean nothing and figures that do not fit keep their shape: `mistake_in` says so.
    """
    raise NotImplementedError


def quantity_form(formula: str, scope: Scope) -> Quantity | Locked | None:
    """Return the shape of an award, a total, a cap or what a contest goes by; None for an empty formula."""
    raise NotImplementedError


def definition_form(formula: str, scope: Scope) -> Form | Locked | None:
    """Return the shape of what is defined, which may be either."""
    raise NotImplementedError


def condition_mistake(formula: str, scope: Scope) -> str:
    """Say what is wrong with a condition, with its column; empty where it is right."""
    raise NotImplementedError


def award_mistake(formula: str, scope: Scope) -> str:
    """Say what is wrong with an award, a total or a cap, with its column; empty where it is right."""
    raise NotImplementedError
