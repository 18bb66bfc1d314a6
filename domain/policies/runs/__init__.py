"""Assessments of the whole register: made, kept, summed up, compared."""
