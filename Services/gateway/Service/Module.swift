// Service gateway
