// Service results
