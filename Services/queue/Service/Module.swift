// Service queue
