// Module API
