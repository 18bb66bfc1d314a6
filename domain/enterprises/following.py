"""Facts that follow from a code: the kind of body from the enterprise's, the section from its industry's.

What was entered always stands; these say what is known where nothing was.
"""

from collections.abc import Mapping
from typing import Final

from domain.enterprises.codes import entity_type
from domain.enterprises.industries import industry_section

_INDUSTRY: Final = "industry_code"
SOURCES: Final = {"entity_type": "统一社会信用代码", "industry_section": "行业代码"}
"""From what each of these facts follows, as people call it."""


def following(name: str, uscc: str, attributes: Mapping[str, object]) -> str:
    """Return what a fact comes to by the codes; empty where they say nothing of it.

    >>> following("entity_type", "91410100MAYE8C9L7T", {})
    'enterprise'
    >>> following("industry_section", "91410100MAYE8C9L7T", {"industry_code": "3921"})
    'C'
    """
    if name == "entity_type":
        return entity_type(uscc)
    code = attributes.get(_INDUSTRY) if name == "industry_section" else None
    return industry_section(code) if isinstance(code, str) else ""
