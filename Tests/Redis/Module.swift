// Tests Redis
