// Tests Contracts
