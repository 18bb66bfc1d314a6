"""The assessment page: every clause decided for every enterprise, with the reason."""

from gui.pages.assessment.page import AssessmentPage

__all__ = ["AssessmentPage"]
