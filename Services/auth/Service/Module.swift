// Service auth
