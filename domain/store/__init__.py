"""The one SQLite file: engine, transactions, migrations, audit trail. Knows nothing of what it stores."""
