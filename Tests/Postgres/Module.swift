// Tests Postgres
