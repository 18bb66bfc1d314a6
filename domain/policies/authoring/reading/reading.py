"""The wording of one unit, by rules: what clauses it says, from which words, and what is not sure."""

from domain.policies.authoring.reading.results import Context, Reading, Span, Use


def read_wording(wording: str, context: Context) -> Reading:
    """Read a wording. Nothing is kept and nothing asked; the same words are always read alike.

    A line that is not ``is_open`` is one that rules known to be right made of words that were consumed whole.
    Formulas that the policy language does not read are never returned.
    """
    return Reading(spans=(Span(0, len(wording), Use.NOT_UNDERSTOOD),) if wording else ())
