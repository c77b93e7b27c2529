// Module Redis
