// Module Cryptography
