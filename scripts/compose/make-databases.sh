#!/bin/bash
# Run once by the Postgres container, when its volume is new: a database and a role for each service that has one.
set -euo pipefail

for service in auth queue results; do
    variable="MUSTER_${service^^}_DATABASE_PASSWORD"
    psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="${!variable}" <<SQL
CREATE ROLE $service LOGIN PASSWORD :'password';
CREATE DATABASE $service OWNER $service;
REVOKE CONNECT ON DATABASE $service FROM PUBLIC;
SQL
done
# A worker that is frozen inside a transaction must not hold its rows against its successor.
psql --quiet --username "$POSTGRES_USER" --dbname postgres \
    --command "ALTER ROLE queue SET idle_in_transaction_session_timeout = '1s'"
