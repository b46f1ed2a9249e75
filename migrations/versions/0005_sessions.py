"""Sessions: what it feels like before, how hard it was, how long relief lasted."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # SQLite can add a column with its rule in place; rebuilding the table would let numbers
    # of sessions be used twice.
    for column in (
        (
            "feels VARCHAR(20) CONSTRAINT ck_sessions_feels_known"
            " CHECK (feels IN ('stiff', 'swollen', 'after-injury'))"
        ),
        (
            "effort VARCHAR(10) CONSTRAINT ck_sessions_effort_known"
            " CHECK (effort IN ('easy', 'right', 'hard'))"
        ),
        (
            "relief_s INTEGER CONSTRAINT ck_sessions_relief_within_60_days"
            " CHECK (relief_s BETWEEN 0 AND 5184000)"
        ),
    ):
        op.execute(f"ALTER TABLE sessions ADD COLUMN {column}")


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
