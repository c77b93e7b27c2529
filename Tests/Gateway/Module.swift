// Tests Gateway
