// Module Logging
