// Module Contracts
