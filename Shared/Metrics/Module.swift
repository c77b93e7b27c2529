// Module Metrics
