"""A shape → the formula's text."""

from domain.policies.authoring.forms.shapes import Form


def formula_of(form: Form | None) -> str:
    """Return the formula that a shape stands for; blanks stand in it as they are."""
    raise NotImplementedError
