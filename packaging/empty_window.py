"""An empty window, bundled like the program: the least that any start with PySide6 takes."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1180, 760)
window.show()
sys.exit(app.exec())
