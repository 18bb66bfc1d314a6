"""The register as rows of a list too long to be read."""

from array import array
from typing import TypeAlias

from PySide6.QtCore import QObject

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import Listed
from domain.values.ids import EnterpriseId, enterprises_in
from gui.pages.enterprises.register.register_columns import columns_of
from gui.tables import blocks

Listing: TypeAlias = blocks.Listing[EnterpriseId, Listed]


class RegisterModel(blocks.BlocksModel[EnterpriseId, Listed]):
    """Every column that an office's enterprises can have."""

    def __init__(self, dictionary: Dictionary, parent: QObject | None = None) -> None:
        super().__init__(columns_of(dictionary), enterprises_in(array("i")), parent)
