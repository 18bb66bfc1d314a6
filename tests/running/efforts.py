"""Passwords and passphrases with little work: slow on purpose, they would be most of what some tests do.

One test of each holds on to how slow an office's are.
"""

from domain.office.accounts import passwords
from domain.store.backup import locks

OFFICES_EFFORT, passwords.EFFORT = passwords.EFFORT, passwords.Effort(memory_kib=8, rounds=1, lanes=1)
OFFICES_WORK, locks.WORK_FACTOR = locks.WORK_FACTOR, 10
