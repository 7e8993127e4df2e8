"""How the tests' databases are removed."""

from django.db.backends.postgresql import creation


class DatabaseCreation(creation.DatabaseCreation):
    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        # FORCE: a connection that some thread of a test forgot would otherwise keep the database.
        name = self.connection.ops.quote_name(test_database_name)
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
