// Module HTTPClient
